"""The curves that boards draw: read off the loop, per board and minute, whoever looks.

A board's first snapshot waits a moment for its curves; what is not there by then comes as a delta.
After that each site that is watched is asked once a minute, a little after the minute was sampled.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable

import structlog

from wallboard.domain.board import SiteSpec
from wallboard.live.limits import Limits
from wallboard.live.rights import Configuration, ConfigurationUnavailable
from wallboard.live.site_watch import SiteWatch
from wallboard.projections.curves import MINUTE_SECONDS, Curve

log = structlog.get_logger(__name__)


class CurveReader:
    """`wall` gives epoch seconds. A database that cannot be read costs a trend, never a board."""

    def __init__(
        self, configuration: Configuration, limits: Limits, wall: Callable[[], float]
    ) -> None:
        self._configuration = configuration
        self._limits = limits
        self._wall = wall
        self._asking = asyncio.Lock()
        self._readable = True
        self._not_before = 0.0

    async def prepare(self, watch: SiteWatch, curves: set[Curve]) -> None:
        """Before the first snapshot of a board that draws these."""
        if curves <= watch.drawn.keys():
            return
        try:
            await asyncio.wait_for(self._first(watch, curves), self._limits.curves_first_seconds)
        except TimeoutError:
            log.warning("the curves of a board take long to read", site=watch.site)

    async def _first(self, watch: SiteWatch, curves: set[Curve]) -> None:
        """A thousand screens that come at once are one question."""
        async with self._asking:
            wanted = curves - watch.drawn.keys()
            if wanted and watch.spec is not None and self._wall() >= self._not_before:
                await self._read(watch, watch.spec, wanted)

    async def turn(self, watches: Iterable[SiteWatch]) -> None:
        """What is wanted and was not read yet; once a minute, everything."""
        now_at = self._wall()
        if now_at < self._not_before:
            return
        minute = int(now_at - self._limits.curves_lag_seconds) // MINUTE_SECONDS
        for watch in watches:
            wanted = self._bounded(watch)
            watch.keep_drawn(wanted)
            due = wanted if watch.curves_minute != minute else wanted - watch.drawn.keys()
            if due and watch.spec is not None:
                await self._read(watch, watch.spec, due)
            watch.curves_minute = minute

    def _bounded(self, watch: SiteWatch) -> set[Curve]:
        wanted = {curve for channel in watch.channels.values() for curve in channel.curves}
        return set(sorted(wanted)[: self._limits.curves])

    async def _read(self, watch: SiteWatch, spec: SiteSpec, curves: set[Curve]) -> None:
        known = {curve: watch.drawn.get(curve) for curve in sorted(curves)}
        try:
            found = await self._configuration.curves(watch.site, spec.timezone, known, self._wall())
        except ConfigurationUnavailable as error:
            self._not_before = self._wall() + self._limits.curves_again_seconds
            if self._readable:
                log.warning("history cannot be read: boards go without trends", reason=str(error))
            self._readable = False
            return
        self._readable = True
        watch.draw(found)
