"""The hub: one per event loop, from its first viewer to its last.

It keeps one subscription, one watch per site that somebody looks at, and one channel per board.
A start, a lost delta, a broken subscription, a dead or emptied Redis and a change of configuration
take one path: `Recovery` fulfils what the watches wish for and sends snapshots.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from typing import Any
from weakref import WeakKeyDictionary

import structlog

from wallboard.domain.policy import Policy
from wallboard.live.board_channel import BoardChannel
from wallboard.live.counters import VIEWERS, Counts
from wallboard.live.curve_reader import CurveReader
from wallboard.live.door import Door
from wallboard.live.limits import Limits, limits_in_force
from wallboard.live.looks import Looks
from wallboard.live.protocol import Close, ProtocolError
from wallboard.live.recovery import Recovery
from wallboard.live.rights import Admission, Configuration, ConfigurationUnavailable
from wallboard.live.screens import Screens
from wallboard.live.site_watch import SiteWatch
from wallboard.live.viewer import Viewer
from wallboard.projections.registry import curves_of
from wallboard.state.feed import SiteFeed
from wallboard.state.redis import async_client

log = structlog.get_logger(__name__)
Clock = Callable[[], float]


class Hub:
    """`wall` gives epoch seconds, `monotonic` seconds that nobody can set."""

    def __init__(
        self,
        feed: SiteFeed | None = None,
        limits: Limits | None = None,
        wall: Clock = time.time,
        monotonic: Clock = time.monotonic,
        configuration: Configuration | None = None,
    ) -> None:
        self.configuration = configuration or Configuration()
        self.limits = limits or limits_in_force()
        self.counts = Counts()
        self.watches: dict[str, SiteWatch] = {}
        self.wall = wall
        self.monotonic = monotonic
        self.feed = feed or SiteFeed(async_client())
        self.recovery = Recovery(self)
        self.screens = Screens(async_client, wall)
        self.curves = CurveReader(self.configuration, self.limits, wall)
        self.access_generation = 0
        self._door = Door(self.configuration, monotonic)
        self._channel_of: dict[Viewer, tuple[SiteWatch, BoardChannel]] = {}
        self._looks = Looks(self.configuration, wall)
        self._tasks: list[asyncio.Task[None]] = []
        self._recheck_at = 0.0

    @property
    def running(self) -> bool:
        return bool(self._tasks)

    @property
    def viewers(self) -> int:
        return len(self._channel_of)

    # -- viewers ------------------------------------------------------------------------------

    async def join(self, viewer: Viewer, board: str) -> None:
        """Answered by exactly one snapshot. Raises ProtocolError with the code to close with."""
        if self.viewers >= self.limits.viewers:
            raise ProtocolError(Close.TOO_MANY)
        generation = self.access_generation
        admitted = await self._admission(viewer, board)
        watch = self._watch(admitted.site)
        watch.joining += 1
        try:
            await self.recovery.readied(watch)
            channel = await self._channel(watch, board, admitted.policy)
            while generation != self.access_generation:
                generation = self.access_generation
                admitted = await self._admission(viewer, board)
                channel = await self._channel(watch, board, admitted.policy)
            viewer.by = admitted.by
            self._channel_of[viewer] = (watch, channel)
            self.screens.arrive(viewer, admitted.site, admitted.display)
            VIEWERS.inc()
            channel.attach(viewer)
            self._looks.note(viewer.by, channel)
        finally:
            watch.joining -= 1
            self._tidy(watch)

    def leave(self, viewer: Viewer) -> None:
        found = self._channel_of.pop(viewer, None)
        if found is None:
            return
        VIEWERS.dec()
        self.screens.leave(viewer)
        watch, channel = found
        self._looks.note(viewer.by, channel)
        channel.detach(viewer)
        self._tidy(watch)

    def acknowledge(self, viewer: Viewer, frame: int) -> None:
        if found := self._channel_of.get(viewer):
            found[1].acknowledge(viewer, frame)

    async def _admission(self, viewer: Viewer, board: str) -> Admission:
        try:
            answer = await self._door.answer(viewer.visitor, board)
        except ConfigurationUnavailable as error:
            raise ProtocolError(Close.UNAVAILABLE) from error
        if isinstance(answer, Close):
            raise ProtocolError(answer)
        return answer

    # -- watches and channels -------------------------------------------------------------------

    def _watch(self, site: str) -> SiteWatch:
        if site not in self.watches:
            self.watches[site] = SiteWatch(site, self.wall, self.monotonic)
        self._start()
        return self.watches[site]

    async def _channel(self, watch: SiteWatch, board: str, policy: Policy) -> BoardChannel:
        """The board's channel of this policy; its configuration is read again if it changed
        meanwhile."""
        key = (board, policy)
        while key not in watch.channels:
            generation = watch.spec_generation
            try:
                spec = await self.configuration.board_spec(board)
            except ConfigurationUnavailable as error:
                raise ProtocolError(Close.UNAVAILABLE) from error
            if spec is None or spec.site != watch.site or watch.spec is None:
                raise ProtocolError(Close.NOT_ALLOWED)
            await self.curves.prepare(watch, curves_of(spec))
            if generation == watch.spec_generation and key not in watch.channels:
                channel = BoardChannel(
                    spec,
                    lambda: watch.scene(policy),
                    lambda: watch.version,
                    lambda: watch.alerts.rows,
                    self.limits,
                    self.counts,
                    policy,
                )
                channel.configure(spec, watch.spec)
                watch.channels[key] = channel
        return watch.channels[key]

    def _tidy(self, watch: SiteWatch) -> None:
        """What nobody looks at is forgotten; with the last viewer the hub stops."""
        if watch.joining == 0:
            for key, channel in list(watch.channels.items()):
                if not channel.viewers:
                    del watch.channels[key]
        if watch.idle and self.watches.get(watch.site) is watch:
            del self.watches[watch.site]
            self.recovery.listener.remove(watch.site)
        if not self.watches:
            self._stop()

    def close_board(self, channel: BoardChannel, close: Close) -> None:
        for viewer in list(channel.viewers):
            self.dismiss(viewer, close)

    def dismiss(self, viewer: Viewer, close: Close) -> None:
        self.leave(viewer)
        viewer.dismiss(close)

    # -- life -------------------------------------------------------------------------------------

    def _start(self) -> None:
        if self._tasks:
            return
        self._recheck_at = self.monotonic() + self.limits.recheck_seconds
        self._tasks = [
            asyncio.create_task(work, name=name)
            for name, work in (
                ("wallboard-recovery", self.recovery.run()),
                ("wallboard-sweep", self._every(self.limits.sweep_seconds, self._sweep)),
                ("wallboard-heartbeat", self._every(self.limits.heartbeat_seconds, self._beat)),
                ("wallboard-curves", self._every(self.limits.sweep_seconds, self._draw)),
                ("wallboard-looks", self._every(self.limits.looks_seconds, self._write_looks)),
            )
        ]

    def _stop(self) -> None:
        tasks, self._tasks = self._tasks, []
        for task in tasks:
            task.cancel()
        self.recovery.stop()
        if tasks:
            self._looks.say_farewell()

    async def _every(self, seconds: float, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """What fails once is tried again at the next turn: a board must not stop for it."""
        while True:
            await asyncio.sleep(seconds)
            try:
                await work()
            except Exception:
                log.exception("the hub's turn failed")

    async def _beat(self) -> None:
        now_at = self.wall()
        for watch in self.watches.values():
            for channel in watch.channels.values():
                channel.heartbeat(now_at)

    async def _draw(self) -> None:
        """In a task of its own: a slow database holds up nothing else."""
        await self.curves.turn(list(self.watches.values()))

    async def _write_looks(self) -> None:
        for viewer, (_, channel) in self._channel_of.items():
            self._looks.note(viewer.by, channel)
        await self._looks.write()

    async def _sweep(self) -> None:
        """Pulse, ages, stalled viewers; every half minute configuration and rights as well."""
        await self.recovery.pulse()
        for watch in list(self.watches.values()):
            watch.sweep()
        for viewer in [viewer for viewer in self._channel_of if viewer.stalled()]:
            self.dismiss(viewer, Close.STALLED)
        await self.screens.sweep()
        if self.monotonic() >= self._recheck_at:
            self._recheck_at = self.monotonic() + self.limits.recheck_seconds
            self.recovery.compare_specs()
            await self.recheck()

    async def recheck(self, site: str = "") -> bool:
        """Ask again for every viewer (of a site): who may no longer see its board is closed, who is
        to be shown another picture of it gets that one.

        False while the database cannot be read: until then, who was admitted stays.
        """
        self.access_generation += 1
        self._door.forget()
        asked = {
            viewer: (viewer.visitor, channel.board.id)
            for viewer, (watch, channel) in self._channel_of.items()
            if site in {"", watch.site}
        }
        if not asked:
            return True
        try:
            found = await self.configuration.admissions(asked.values())
        except ConfigurationUnavailable:
            log.warning("rights could not be checked again: the database cannot be read")
            return False
        for viewer, question in asked.items():
            if viewer not in self._channel_of:
                continue
            answer = found[question]
            if isinstance(answer, Close):
                self.dismiss(viewer, Close.WITHDRAWN)
            else:
                await self._follow_policy(viewer, answer)
        return True

    async def _follow_policy(self, viewer: Viewer, admitted: Admission) -> None:
        """From one picture of the board to another, on the same socket."""
        watch, shown = self._channel_of[viewer]
        if shown.policy == admitted.policy:
            return
        watch.joining += 1
        try:
            channel = await self._channel(watch, admitted.board, admitted.policy)
            if self._channel_of.get(viewer) == (watch, shown):
                shown.detach(viewer)
                self._channel_of[viewer] = (watch, channel)
                channel.take_over(viewer, shown.frame)
                self._looks.note(viewer.by, channel)
        except ProtocolError as error:
            # What it sees now it may no longer see: it has to ask anew.
            self.dismiss(viewer, error.close)
        finally:
            watch.joining -= 1
            self._tidy(watch)


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


def current_hub() -> Hub:
    """The running event loop's hub."""
    loop = asyncio.get_running_loop()
    hub = _hubs.get(loop)
    if hub is None:
        hub = _hubs[loop] = Hub()
    return hub
