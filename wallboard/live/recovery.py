"""The one path by which a hub comes (back) to the truth: subscribe, read, load, snapshot.

One task does it, so that nothing is loaded twice at a time; whoever needs something leaves a wish
at a watch and wakes it. What fails is wished for again and tried again after a moment.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import structlog

from wallboard.live.listener import Listener
from wallboard.live.protocol import Close, ProtocolError
from wallboard.live.rights import ConfigurationUnavailable
from wallboard.live.site_watch import SiteWatch
from wallboard.state.control import Control
from wallboard.state.redis import StateUnavailable
from wallboard.state.subscription import Item

if TYPE_CHECKING:
    from wallboard.live.hub import Hub

log = structlog.get_logger(__name__)


class Recovery:
    """Fulfils the wishes of the hub's watches."""

    def __init__(self, hub: Hub) -> None:
        self.listener = Listener(lambda: hub.feed, self._receive, self._broke)
        self._hub = hub
        self._wake = asyncio.Event()
        self._round_over = asyncio.Condition()
        self._reachable = True
        self._rechecks: set[str] = set()
        self._rechecking: asyncio.Task[None] | None = None

    def wake(self) -> None:
        self._wake.set()

    async def readied(self, watch: SiteWatch) -> None:
        """Wait for a first attempt at configuration and facts. A dead Redis does not hold up a
        join: its figures are unknown, and said to be.

        Raises ProtocolError when the configuration cannot be read, or the site is gone.
        """
        self.wake()
        async with self._round_over:
            await self._round_over.wait_for(lambda: watch.tried)
        if watch.spec is None:
            raise ProtocolError(Close.UNAVAILABLE if watch.needs_spec else Close.NOT_ALLOWED)

    def compare_specs(self) -> None:
        """Control messages can be lost with Redis: read the configuration now and then."""
        for watch in self._hub.watches.values():
            watch.wish_for_spec()
        self.wake()

    def stop(self) -> None:
        """The last viewer left."""
        self.listener.stop()

    # -- what comes by itself ---------------------------------------------------------------------

    def _receive(self, item: Item) -> None:
        if isinstance(item, Control):
            self._obey(item)
            return
        site, delta = item
        watch = self._hub.watches.get(site)
        if watch is None:
            return
        try:
            watch.receive(delta)
        except Exception:
            log.exception("a change could not be shown", site=site)
            watch.needs_load = watch.needs_load or "break"  # of this site alone
        self._note(watch)

    def _obey(self, control: Control) -> None:
        if control.kind == "configuration":
            for watch in self._hub.watches.values():
                if control.site in {"", watch.site}:
                    watch.wish_for_spec()
            self.wake()
            return
        if control.kind in {"alerts", "rules"}:
            if control.kind == "alerts" and control.site in self._hub.watches:
                self._hub.watches[control.site].needs_alerts = True
                self.wake()
            return
        if control.kind == "display":
            self._hub.screens.tell(control)
            return
        if control.kind == "draft":
            edited = self._hub.watches.get(control.site)
            if edited is not None:
                edited.stale_boards.add(f"draft:{control.subject}")
                edited.spec_generation += 1  # who joins just now reads it again too
                self.wake()
            return
        self._rechecks.add(control.site)
        if self._rechecking is None or self._rechecking.done():
            self._rechecking = asyncio.create_task(self._recheck())

    async def _recheck(self) -> None:
        """A burst of messages about one site is one question."""
        while self._rechecks:
            site = self._rechecks.pop()
            if not await self._hub.recheck(site):
                self._rechecks.add(site)
                await asyncio.sleep(self._hub.limits.resubscribe_seconds)

    def _broke(self) -> None:
        for watch in self._hub.watches.values():
            watch.needs_load = "break"
        self.wake()

    async def pulse(self) -> None:
        """Once a second, one round trip for all sites."""
        try:
            pulses = await self._hub.feed.pulses(self._hub.watches)
        except StateUnavailable as error:
            self._unreachable(error)
            return
        for site, pulse in pulses.items():
            watch = self._hub.watches.get(site)
            if watch is not None and not watch.loading and watch.tried:
                watch.observe(pulse)
                self._note(watch)

    def _note(self, watch: SiteWatch) -> None:
        if watch.needs_load == "gap":
            self._hub.counts.gap()
        if watch.needs_load is not None or watch.needs_alerts:
            self.wake()

    # -- the path ---------------------------------------------------------------------------------

    async def run(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            complete = True
            for watch in list(self._hub.watches.values()):
                try:
                    complete = await self._fulfil(watch) and complete
                except Exception:
                    log.exception("the hub could not recover", site=watch.site)
                    complete = False
                watch.tried = True
                async with self._round_over:
                    self._round_over.notify_all()
            if not complete:
                await asyncio.sleep(self._hub.limits.resubscribe_seconds)
                self.wake()

    async def _fulfil(self, watch: SiteWatch) -> bool:
        """False when something is left to wish for."""
        if watch.needs_spec:
            configured = await self._read_configuration(watch)
        else:
            configured = not watch.stale_boards or await self._read_boards(watch)
        if watch.spec is None and not watch.needs_spec:
            return True  # the site is gone, and this task too where its viewers were the last
        loaded = watch.needs_load is None or await self._load(watch)
        told = not watch.needs_alerts or await self._read_alerts(watch)
        return configured and loaded and told

    async def _read_alerts(self, watch: SiteWatch) -> bool:
        watch.needs_alerts = False
        try:
            watch.show(await self._hub.feed.alerts(watch.site))
        except StateUnavailable as error:
            watch.needs_alerts = True
            self._unreachable(error)
            return False
        return True

    async def _read_configuration(self, watch: SiteWatch) -> bool:
        """The site, then its boards."""
        watch.needs_spec = False
        try:
            spec = await self._hub.configuration.site_spec(watch.site)
        except ConfigurationUnavailable:
            log.warning("the configuration cannot be read", site=watch.site)
            watch.needs_spec = True
            return False
        except Exception:
            watch.needs_spec = True
            raise
        if spec is None:  # at once: what arrives meanwhile must find no board to project
            watch.spec = None
            for channel in list(watch.channels.values()):
                self._hub.close_board(channel, Close.WITHDRAWN)
            return True
        watch.configure(spec)
        watch.stale_boards |= {channel.board.id for channel in watch.channels.values()}
        return await self._read_boards(watch)

    async def _read_boards(self, watch: SiteWatch) -> bool:
        stale = {c.board.id for c in watch.channels.values()} & watch.stale_boards
        watch.stale_boards = set()
        try:
            boards = {id_: await self._hub.configuration.board_spec(id_) for id_ in stale}
        except ConfigurationUnavailable:
            log.warning("the configuration cannot be read", site=watch.site)
            watch.stale_boards |= stale
            return False
        except Exception:
            watch.stale_boards |= stale
            raise
        for channel in list(watch.channels.values()):
            if channel.board.id not in boards and watch.spec is not None:
                continue
            board = boards.get(channel.board.id)
            if watch.spec is None or board is None or board.site != watch.site:
                self._hub.close_board(channel, Close.WITHDRAWN)
            else:
                channel.reconfigure(board, watch.spec)
        return True

    async def _load(self, watch: SiteWatch) -> bool:
        cause = watch.needs_load or "start"
        try:
            await self.listener.add(watch.site)
            watch.begin_load()
            facts = await self._hub.feed.load(watch.site)
            watch.loaded(facts, await self._hub.feed.pulse(watch.site))
        except StateUnavailable as error:
            watch.load_failed(cause)
            self._unreachable(error)
            return False
        except Exception:
            watch.load_failed(cause)
            raise
        if not self._reachable:
            self._reachable = True
            log.info("Redis is reachable again")
        self._hub.counts.reloaded(cause)
        watch.sweep()
        for channel in watch.channels.values():
            channel.touch_all()
        return watch.needs_load is None

    def _unreachable(self, error: Exception) -> None:
        """Logged once when it breaks, and once when it is back."""
        if self._reachable:
            self._reachable = False
            log.warning("Redis cannot be reached", reason=str(error))
