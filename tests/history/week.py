"""A Trio whose every contact is known, polled and kept as the product does it, by a clock of ours.

Its contacts (`oracle.Line`) are told as Trio's JSON over HTTP, the real connector reads it, its
batches go to a real Valkey, and `history.intervals.keep` writes rows. Only the clock is not real.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

import redis

from connectors.trio.connector import TrioConnector
from tests.connectors.runs import Runs
from tests.connectors.trio.harness import TrioServer, settings
from tests.connectors.vendor_server import Answer, Asked, VendorServer
from tests.history.oracle import ZONE, Line, a_line
from wallboard.boards.models import Account, Queue, QueueAlias, Site
from wallboard.domain.local_day import day_bounds, day_of, last_midnight
from wallboard.domain.observation import Batch
from wallboard.history import intervals
from wallboard.history.days import tallies_of
from wallboard.history.models import IntervalScope
from wallboard.history.tally import Tally
from wallboard.state.store import FactStore

MEMBERS = (
    *("callsoffered", "callsanswered", "callsabandoned"),
    *("answeredwithin", "totalwaitingtime"),
)  # of oracle.KEYS
# Number, name and group of a queue; seconds between its contacts, on average.
QUEUES = (
    ("17", "Kundtjänst", "Privat", 40.0),
    ("23", "Felanmälan", "Privat", 120.0),
    ("31", "Växel", "", 360.0),
)
BEFORE_MIDNIGHT_SECONDS = 5  # the last look of a day
DAY_SECONDS = 26 * 3600.0  # longer than any


@dataclass(frozen=True, slots=True)
class Week:
    """Seven local days. `restarts_at`: when Trio forgot what it had counted that day."""

    first: date
    restarts_at: int

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=n) for n in range(7)]

    @property
    def bounds(self) -> tuple[int, int]:
        return day_bounds(self.days[0], ZONE)[0], day_bounds(self.days[-1], ZONE)[1]

    def lines(self) -> list[Line]:
        rows = enumerate(QUEUES)
        return [a_line(id_, *self.bounds, every, seed) for seed, (id_, _, _, every) in rows]


class TrioOfLines(TrioServer):
    """Says of each line what it has counted since midnight, or since it was restarted."""

    def __init__(self, week: Week, lines: Sequence[Line]) -> None:
        super().__init__()
        self.now_at = week.bounds[0]
        self._week, self._lines = week, lines

    def __call__(self, asked: Asked) -> Answer:
        if asked.path.endswith("services/state"):
            self.replies[asked.path]["data"] = [self._service(line) for line in self._lines]
        elif asked.path.endswith("agents/state"):
            self.replies[asked.path]["data"] = []
        return super().__call__(asked)

    def counted(self, line: Line) -> dict[str, int]:
        opens_at, restarts_at = last_midnight(self.now_at, ZONE), self._week.restarts_at
        if opens_at < restarts_at <= self.now_at:
            opens_at = restarts_at
        return line.between(opens_at, self.now_at)

    def _service(self, line: Line) -> dict[str, Any]:
        told = dict(zip(MEMBERS, self.counted(line).values(), strict=True))
        return {"serviceid": int(line.id), "open": True, "queuelength": 1, **told}


class Centre:
    """A site with one Trio account, and the hands of the product on it."""

    def __init__(self, week: Week, lines: Sequence[Line], client: redis.Redis) -> None:
        self.site = Site.objects.create(name="Malmö", slug="malmo")
        self.account = Account.objects.create(
            site=self.site, vendor="trio", name="Trio", base_url="https://trio.test/te/api"
        )
        for number, name, group, _ in QUEUES:
            queue = Queue.objects.create(site=self.site, name=name, group=group)
            QueueAlias.objects.create(queue=queue, account=self.account, external_id=number)
        self.trio = TrioOfLines(week, lines)
        self._store = FactStore(client)

    def live(self, polls: Sequence[int]) -> None:
        """Poll at each of these instants, in order, and let history look in the same second."""
        with VendorServer(self.trio) as server:
            account = settings(server.url, id=str(self.account.pk))
            runs = Runs(TrioConnector, account, lambda: float(self.trio.now_at))
            for _, of_day in groupby(polls, lambda at: day_of(at, ZONE)):
                self._live_a_day(runs, list(of_day))

    def _live_a_day(self, runs: Runs, polls: Sequence[int]) -> None:
        """With one connector: the product makes one for each poll, which costs a TLS context."""
        self.trio.now_at = polls[0]
        connector = TrioConnector(runs.context(seconds=DAY_SECONDS))
        try:
            for self.trio.now_at in polls:
                for batch in connector.run("state"):
                    assert isinstance(batch, Batch)
                    self._store.apply(str(self.site.pk), batch)
                intervals.keep(self.trio.now_at)
        finally:
            connector.close()

    def tallies(self, kind: str, name: str, day: date) -> dict[int, Tally]:
        """Quarter → what was kept of a scope, read back as the product's pages do."""
        scope = IntervalScope.objects.get(site=self.site, kind=kind, name=name)
        return tallies_of(scope, *day_bounds(day, ZONE))
