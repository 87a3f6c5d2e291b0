"""A source off from 10:05 to 10:25, through the whole pipeline in accelerated time: the simulated
Sinch over HTTP, its connector, facts in a real Valkey, intervals in the database, the day's page
and the export. Compared with what the simulated contacts did."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import redis

from connectors.errors import ConnectorError
from connectors.simulator import SimulatedCentre
from connectors.simulator.faces.sinch_figures import SinchQueue
from connectors.sinch.connector import SinchConnector
from tests.connectors.runs import Runs
from tests.connectors.sinch.harness import settings
from wallboard.boards.models import Account, Queue, QueueAlias, Site
from wallboard.domain.local_day import midnight
from wallboard.domain.observation import Batch
from wallboard.domain.service_level import LETTERS
from wallboard.history import day_page, intervals
from wallboard.history.day import Day
from wallboard.history.days import scopes_of, tallies_of
from wallboard.history.export import Export
from wallboard.history.measures import Formulas, measures
from wallboard.history.models import Interval, IntervalScope, Outage
from wallboard.history.tally import Tally
from wallboard.state.pasts import Pasts
from wallboard.state.store import FactStore

ZONE = ZoneInfo("Europe/Stockholm")
TODAY = date(2026, 11, 26)
SL_A = Formulas(LETTERS["SL-A"])
MIDNIGHT = midnight(TODAY, ZONE)
TEN = MIDNIGHT + 36_000
OFF = range(TEN + 301, TEN + 1500)  # last read at 10:05, again at 10:25
QUARTERS = (TEN, TEN + 900)
TOLD = {  # ours → the simulator's
    "offered": "arrived",
    "answered": "handled",
    "abandoned": "abandoned",
    "answered_in_threshold": "answered_in_threshold",
}
Serve = Callable[..., SimulatedCentre]


@pytest.fixture
def serve() -> Iterator[Serve]:
    running: list[SimulatedCentre] = []

    def start(**options: Any) -> SimulatedCentre:
        centre = SimulatedCentre(
            seed=11, queues=6, agents=20, frozen=True, start="09:44", **options
        ).start()
        centre.clock.offset = float(MIDNIGHT)  # the scenario's day is the site's
        running.append(centre)
        return centre

    yield start
    for centre in running:
        centre.stop()


def busy(centre: SimulatedCentre) -> list[SinchQueue]:
    """Those that had a contact before we look: RAI tells of no other."""
    figures = centre.sinch.figures
    return [one for one in figures.queues if figures.slices[one.key]]


@dataclass
class Pipeline:
    """One Sinch account, run and read as the runner and the worker do it, minute by minute."""

    centre: SimulatedCentre
    client: redis.Redis
    site: Site
    runs: Runs
    queues: dict[str, SinchQueue]  # by our name
    failed: list[str] = field(default_factory=list)

    @property
    def now_at(self) -> float:
        return self.centre.clock.presented(self.centre.world.now)

    def until(self, to_at: int) -> None:
        while self.now_at < to_at:
            self.centre.step(60)
            self.poll()
            intervals.keep(self.now_at + 1)

    def poll(self) -> None:
        seen = len(self.runs.pasts)
        try:
            batches = self.runs.run("statistics")
        except ConnectorError as error:
            self.failed.append(str(error))
            return
        for past in self.runs.pasts[seen:]:
            Pasts(self.client).keep(str(self.site.pk), past)
        for batch in batches:
            assert isinstance(batch, Batch)
            FactStore(self.client).apply(str(self.site.pk), batch)
        self.runs.last_ok_at = self.now_at

    def outage(self) -> None:
        """From 09:45 to 10:45; nobody answers from 10:05 to 10:25."""
        self.until(OFF.start - 1)
        self.centre.faults.add("503", face="sinch")
        self.until(OFF.stop - 60)
        self.centre.faults.clear()
        self.until(TEN + 2700)

    def truth(self, queue: SinchQueue, quarter: int) -> dict[str, int]:
        one = self.centre.sinch.figures.slices[queue.key].get((quarter - MIDNIGHT) // 900)
        return {ours: getattr(one, theirs) if one else 0 for ours, theirs in TOLD.items()}

    def tally(self, name: str, quarter: int, kind: str = "queue") -> Tally:
        scope = IntervalScope.objects.get(site=self.site, kind=kind, name=name)
        return tallies_of(scope, quarter, quarter + 900).get(quarter, Tally())


@pytest.fixture
def pipeline(db: Any, serve: Serve, redis_client: redis.Redis) -> Callable[..., Pipeline]:
    def make(**options: Any) -> Pipeline:
        centre = serve(**options)
        site = Site.objects.create(name="Malmö", slug="malmo", timezone="Europe/Stockholm")
        chosen = {"rmi": True, "statistics_channels": "EmailIn,CallIn,ChatIn,ActionIn"}
        account = Account.objects.create(
            site=site, vendor="sinch", name="Sinch", base_url=centre.sinch_url, options=chosen
        )
        queues = {one.name: one for one in busy(centre)}
        for one in queues.values():
            queue = Queue.objects.create(site=site, name=one.name)
            QueueAlias.objects.create(queue=queue, account=account, external_id=one.id)
        secrets = {"username": centre.sinch_user, "password": centre.sinch_password}
        own = settings(
            "", base_url=centre.sinch_url, id=str(account.pk), options=chosen, secrets=secrets
        )
        clock = centre.clock
        runs = Runs(SinchConnector, own, lambda: clock.presented(centre.world.now))
        return Pipeline(centre, redis_client, site, runs, queues)

    return make


def test_an_outage_is_filled_from_rai_and_marked(pipeline: Callable[..., Pipeline]) -> None:
    one = pipeline()
    one.outage()
    assert len(one.failed) == 19
    whole = {quarter: dict.fromkeys(TOLD, 0) for quarter in QUARTERS}
    for name, queue in one.queues.items():
        for quarter in QUARTERS:
            tally = one.tally(name, quarter)
            truth = one.truth(queue, quarter)
            assert {key: tally.numbers[key] for key in TOLD} == truth, (name, quarter)
            assert tally.covered_seconds("contacts") == 300
            assert tally.filled_seconds("contacts") == 600
            assert tally.filled_seconds("handling") == 600
            assert tally.filled_by == ("Sinch",)
            whole[quarter] = {key: whole[quarter][key] + n for key, n in truth.items()}
        for quarter in (TEN - 900, TEN + 1800):  # what was counted live is as it was
            tally = one.tally(name, quarter)
            assert {key: tally.numbers[key] for key in TOLD} == one.truth(queue, quarter)
            assert (tally.filled_seconds("contacts"), tally.filled_by) == (0, ())
    assert sum(counts["offered"] for counts in whole.values()) > 10
    for quarter in QUARTERS:
        tally = one.tally("Malmö", quarter, "site")
        assert {key: tally.numbers[key] for key in TOLD} == whole[quarter]
        assert tally.filled_by == ("Sinch",)
    asked = one.runs.findings.requests["statistics of the past"]
    assert asked == 2  # 10:00 and 10:15, once
    assert Pasts(one.client).load(str(one.site.pk)) == []  # read, and forgotten
    outage = Outage.objects.get()
    assert (outage.source, outage.from_at) == ("Sinch", TEN + 300)


def test_what_was_filled_is_said_on_the_page_and_in_the_export(
    pipeline: Callable[..., Pipeline],
) -> None:
    one = pipeline()
    one.outage()
    day = day_of(one)
    _, body = day_page.table_of(day, SL_A)
    rows = {row["at"]: row for row in body}
    assert [rows[at]["covered"] for at in ("10:00", "10:15")] == ["33.3 %", "33.3 %"]
    assert [rows[at]["filled"] for at in ("10:00", "10:15")] == ["66.6 %", "66.6 %"]
    assert not any(rows[at]["gap"] for at in ("10:00", "10:15"))
    assert rows["10:30"]["filled"] == ""
    charts = {chart["key"]: chart for chart in day_page.charts_of(day, None, SL_A, ())}
    assert charts["offered"]["filled"] == [40, 41]
    export = Export(one.site, scopes_of(one.site)[:1], *QUARTERS, "SL-A")
    keys = [key for key, _ in export.columns]
    (cells,) = export.rows()
    told = dict(zip(keys, cells, strict=True))
    assert told["contacts_covered_seconds"] == 300
    assert (told["contacts_filled_seconds"], told["filled_by"]) == (600, "Sinch")


@pytest.mark.parametrize("how", ["by the hour", "not at all"])
def test_where_nothing_is_offered_it_is_a_gap_with_its_coverage_and_no_zero(
    how: str, pipeline: Callable[..., Pipeline]
) -> None:
    one = pipeline(sinch_rai_start="hour" if how == "by the hour" else "quarter")
    if how == "not at all":
        one.until(OFF.start - 1)
        one.runs.last_ok_at = None
        one.poll = forgetful(one)  # type: ignore[method-assign]
    one.outage()
    assert not Interval.objects.exclude(contacts_filled_seconds=None).exists()
    for quarter in QUARTERS:
        tally = one.tally("Malmö", quarter, "site")
        assert tally.covered_seconds("contacts") == 300
        assert tally.filled_by == ()
    day = day_of(one)
    offered = next(row for row in measures(SL_A) if row.key == "offered")
    curve = day.values(offered, "contacts")
    assert curve[39:43] == [curve[39], None, None, curve[42]]
    assert curve[39] and curve[42]
    _, body = day_page.table_of(day, SL_A)
    assert [row["gap"] for row in body if row["at"] in ("10:00", "10:15")] == [True, True]


def forgetful(one: Pipeline) -> Callable[[], None]:
    """Redis was emptied meanwhile: nobody knows that anything was missed."""
    poll = one.poll

    def act() -> None:
        one.runs.last_ok_at = None
        poll()

    return act


def day_of(one: Pipeline) -> Day:
    tallies = tallies_of(scopes_of(one.site)[0], MIDNIGHT, MIDNIGHT + 86_400)
    return Day(TODAY, ZONE, tallies, TEN + 2700)
