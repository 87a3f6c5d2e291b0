"""Evaluates the rules of all sites: as facts arrive, and on time. One at a time, under a lease.

It reads as a hub does: facts once, then deltas in order, the pulse once a second. Whatever may have
been missed is loaded anew. What a look finds counts once the database has it; then every hub is
told through Redis. So with Redis or the database away nothing is raised, cleared or lost.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import structlog
from django.db import Error as DatabaseUnavailable

from wallboard.alerts import backtest, ledger, specs
from wallboard.alerts.models import Alert
from wallboard.alerts.ruled_site import RuledSite
from wallboard.alerts.rules import RuleSpec
from wallboard.boards.models import Site
from wallboard.boards.specs import site_spec
from wallboard.domain.board import SiteSpec
from wallboard.live.database import in_thread
from wallboard.live.listener import Listener
from wallboard.live.site_watch import SiteWatch
from wallboard.state.alerts import AlertRecords
from wallboard.state.control import Control
from wallboard.state.feed import SiteFeed
from wallboard.state.redis import StateUnavailable, async_client, sync_client
from wallboard.state.subscription import Item

log = structlog.get_logger(__name__)
Clock = Callable[[], float]

TICK_SECONDS = 1.0  # pulses, ages, and what time alone changes
GAP_SECONDS = 0.1  # between two looks, however fast facts arrive
RECHECK_SECONDS = 30.0  # control messages can be lost with Redis


class _Site:
    """One site: the watch of its facts, and its rules. `number` is that of what is published."""

    def __init__(self, site: str, wall: Clock, monotonic: Clock) -> None:
        self.id = site
        self.watch = SiteWatch(site, wall, monotonic)
        self.ruled = RuledSite()
        self.needs_rules = True
        self.number: int | None = None
        self.rows: dict[str, dict[str, Any]] | None = None
        self.memory: dict[str, Any] | None = None
        self.touched = True
        self.minute = 0  # that was sampled last


class Evaluator:
    """`wall` gives epoch seconds, `monotonic` seconds that nobody can set."""

    def __init__(
        self,
        feed: SiteFeed | None = None,
        records: AlertRecords | None = None,
        wall: Clock = time.time,
        monotonic: Clock = time.monotonic,
    ) -> None:
        self._feed = feed or SiteFeed(async_client())
        self._records = records or AlertRecords(sync_client())
        self._wall, self._monotonic = wall, monotonic
        self._listener = Listener(lambda: self._feed, self._receive, self._broke)
        self._sites: dict[str, _Site] = {}
        self._wake = asyncio.Event()
        self._tick_at = self._recheck_at = float("-inf")
        self._trouble = ""
        self._renew: Callable[[], object] = lambda: None
        self._counted: Counter[str] = Counter()

    async def run(
        self, stopped: Callable[[], bool], renew: Callable[[], object] = lambda: None
    ) -> None:
        """Until `stopped()`; `renew` is called in a thread at every tick, so that an evaluator that
        hangs loses its lease. What fails is tried again at the next tick."""
        self._renew = renew
        try:
            while not stopped():
                self._wake.clear()
                await self._round(stopped)
                await self._until_something_happens()
        finally:
            self._listener.stop()

    async def _until_something_happens(self) -> None:
        await asyncio.sleep(GAP_SECONDS)
        left = self._tick_at + TICK_SECONDS - self._monotonic()
        try:
            async with asyncio.timeout(max(0.0, left)):
                await self._wake.wait()
        except TimeoutError:
            return

    async def _round(self, stopped: Callable[[], bool]) -> None:
        try:
            ticking = self._monotonic() >= self._tick_at + TICK_SECONDS
            if ticking:
                self._tick_at = self._monotonic()
                await self._tick()
            for site in list(self._sites.values()):
                if ticking or site.touched:
                    await self._attend_alone(site, stopped)
        except (StateUnavailable, DatabaseUnavailable) as error:
            self._in_trouble(type(error).__name__, str(error))
        except Exception:
            log.exception("the rules could not be evaluated")
        else:
            self._in_trouble("")

    def _in_trouble(self, name: str, reason: str = "") -> None:
        """Logged once when it begins and once when it is over."""
        if name and name != self._trouble:
            log.warning("the rules cannot be evaluated now", reason=reason or name)
        elif self._trouble and not name:
            log.info("the rules are evaluated again")
        self._trouble = name

    # -- what comes by itself -------------------------------------------------------------------

    def _receive(self, item: Item) -> None:
        if isinstance(item, Control):
            self._obey(item)
            return
        id_, delta = item
        if site := self._sites.get(id_):
            site.watch.receive(delta)
            site.touched = True
            self._wake.set()

    def _obey(self, control: Control) -> None:
        if control.kind not in {"configuration", "rules"}:
            return
        if control.site not in self._sites:
            self._recheck_at = self._tick_at = float("-inf")  # perhaps its first rule
        for site in self._sites.values():
            if control.site in {"", site.id}:
                site.needs_rules = site.touched = True
                if control.kind == "configuration":
                    site.watch.wish_for_spec()
        self._wake.set()

    def _broke(self) -> None:
        for site in self._sites.values():
            site.watch.needs_load = "break"
        self._recheck_at = float("-inf")  # messages may have been missed
        self._wake.set()

    # -- a tick -----------------------------------------------------------------------------------

    async def _tick(self) -> None:
        await in_thread(self._renew)
        await self._listener.open()  # the first rule of all is told by a message
        if self._monotonic() >= self._recheck_at:
            await self._find_sites()
            self._recheck_at = self._monotonic() + RECHECK_SECONDS
        loaded = [id_ for id_, site in self._sites.items() if site.watch.needs_load is None]
        for id_, pulse in (await self._feed.pulses(loaded)).items():
            site = self._sites[id_]
            site.watch.observe(pulse)
            if pulse.alerts != site.number:
                site.rows = site.memory = None  # emptied, or another wrote: published again
        for site in self._sites.values():
            if site.watch.spec is not None:
                site.watch.sweep()
        counted, self._counted = self._counted, Counter()
        await in_thread(self._records.looked, self._wall(), counted)

    async def _find_sites(self) -> None:
        """Those with rules, or with alerts that are still open."""
        wanted = set(await in_thread(specs.sites_with_rules))
        for id_ in self._sites.keys() - wanted:
            del self._sites[id_]
            self._listener.remove(id_)
        for id_ in wanted - self._sites.keys():
            self._sites[id_] = _Site(id_, self._wall, self._monotonic)
        for site in self._sites.values():
            site.needs_rules = True
            site.watch.wish_for_spec()

    # -- one site ---------------------------------------------------------------------------------

    async def _attend_alone(self, site: _Site, stopped: Callable[[], bool]) -> None:
        """A defect at one site does not keep the others from being looked at."""
        try:
            await self._attend(site, stopped)
        except (StateUnavailable, DatabaseUnavailable):
            raise
        except Exception:
            log.exception("the rules of a site could not be evaluated", site=site.id)

    async def _attend(self, site: _Site, stopped: Callable[[], bool]) -> None:
        site.touched = False
        if not await self._configured(site):
            return
        if site.watch.needs_load is not None:
            await self._load(site)
        await self._look(site, stopped)

    async def _configured(self, site: _Site) -> bool:
        """False when the site is gone."""
        if site.watch.needs_spec or site.watch.spec is None:
            spec = await in_thread(_site_spec, site.id)
            if spec is None:
                del self._sites[site.id]
                return False
            site.watch.needs_spec = False
            site.watch.configure(spec)
        if site.needs_rules:
            rules, alerts = await in_thread(_rules, site.id, self._wall())
            memory = await in_thread(self._records.remembered, site.id)
            site.ruled.configure(rules, alerts, memory)
            site.needs_rules = False
        return True

    async def _load(self, site: _Site) -> None:
        watch = site.watch
        cause = watch.needs_load or "start"
        try:
            await self._listener.add(site.id)
            watch.begin_load()
            facts = await self._feed.load(site.id)
            watch.loaded(facts, await self._feed.pulse(site.id))
        except BaseException:
            watch.load_failed(cause)
            raise
        watch.sweep()

    async def _look(self, site: _Site, stopped: Callable[[], bool]) -> None:
        ruled, scene = site.ruled, site.watch.scene()
        look = ruled.look(scene)
        self._counted["evaluations"] += len(ruled.rules)
        alerts = None
        if stopped():  # another may have taken over: it writes
            return
        loud = ruled.loud(scene)
        due = ledger.to_escalate(ruled.alerts, loud, scene.now_at)
        if look.changes or due or ledger.untold(ruled.alerts, loud):
            alerts = await in_thread(
                ledger.record, site.id, look.changes, due, loud.keys(), scene.now_at
            )
            for change in look.changes:
                self._counted[change.event.happening] += 1
            self._counted["escalated"] += len(due)
        ruled.keep(look, alerts)
        await self._publish(site)
        minute = int(scene.now_at // 60)
        if minute != site.minute:
            site.minute = minute
            await in_thread(backtest.sample, scene, ruled.rules)

    async def _publish(self, site: _Site) -> None:
        rows = site.ruled.rows(site.watch.scene())
        if rows != site.rows:
            site.number = await in_thread(self._records.publish, site.id, rows)
            site.rows = rows
        memory = site.ruled.memory()
        if memory != site.memory:
            await in_thread(self._records.remember, site.id, memory)
            site.memory = memory


def _site_spec(site: str) -> SiteSpec | None:
    try:
        return site_spec(site)
    except Site.DoesNotExist:
        return None


def _rules(site: str, now_at: float) -> tuple[list[RuleSpec], list[Alert]]:
    rules = specs.rule_specs(site)
    return rules, ledger.clear_orphans(site, rules, now_at)
