"""A simulated day on the real product: step the world, freeze it, let it be polled, compare.

Nothing may be compared that was polled before the world stood still. Stepping rewrites the past on
the vendor's clock (what was said an hour ago "now" happened at another instant), which no real
vendor does: what was known of Calabrio's changes of state is therefore forgotten after a step.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import datetime
from types import TracebackType
from typing import Any, Self
from zoneinfo import ZoneInfo

from tests.e2e.board_reader import BoardReader
from tests.e2e.expected import Exactly, Manner
from tests.e2e.oracle_world import Check, FrozenWorld, Person, Standstill
from tests.services import waiting
from tests.services.stack import Stack
from wallboard.state.jobs import JobRecords
from wallboard.state.redis import sync_client_at
from wallboard.state.store import FactStore

ZONE = ZoneInfo("Europe/Stockholm")
SETTLE_SECONDS = 20.0
ARRIVE_SECONDS = 4.0  # from Redis to the page

CONFIGURE = """
from wallboard.boards.models import Account, Board, Site, Widget
from wallboard.domain.metrics import QUEUE_METRICS
settings = {settings!r}
for account in Account.objects.all():
    for name, values in settings.get(account.vendor, {{}}).items():
        setattr(account, name, {{**getattr(account, name), **values}})
    account.save()
board = Board.objects.create(site=Site.objects.get(), slug="everything", name="Everything")
def tile(type, y, **options):
    Widget.objects.create(board=board, type=type, title=type, y=y, options=options)
tile("queue_table", 0, columns=list(QUEUE_METRICS))
tile("agent_grid", 20, show_logged_out=True)
tile("state_bar", 40)
for place, metric in enumerate(QUEUE_METRICS):
    tile("figure", 41 + place, metric=metric)
result = {{"boards": [str(b.pk) for b in Board.objects.all()],
          "accounts": {{a.vendor: [str(a.pk), str(a.site_id)] for a in Account.objects.all()}}}}
"""
WHO_IS_WHO = """
from wallboard.boards.models import AgentAlias, QueueAlias
result = {"agents": [[a.agent_id, a.account.vendor, a.external_id]
                     for a in AgentAlias.objects.select_related("account")],
          "queues": [[a.queue_id, a.external_id] for a in QueueAlias.objects.all()]}
"""


class OracleDay:
    """The product, its boards as a page sees them, and the oracle beside them."""

    def __init__(
        self,
        stack: Stack,
        manner: Manner,
        settings: Mapping[str, Any],
        calls: bool = False,
    ) -> None:
        self.stack = stack
        self.manner = manner
        self.calls = calls
        self.compared = 0
        trio = {**settings, "jobs": {"calls": calls}}
        # All of a day's changes at every poll: a person who has not moved since is told again.
        calabrio = {"options": {"overlap_minutes": 1440}}
        found = stack.evaluate(CONFIGURE.format(settings={"trio": trio, "calabrio": calabrio}))
        self._accounts: dict[str, list[str]] = found["accounts"]
        self._boards: list[str] = found["boards"]
        self._redis = sync_client_at(stack.redis_url)
        self._records = JobRecords(self._redis)
        self._opened = ExitStack()
        self.readers: list[BoardReader] = []
        self.people: dict[str, Person] = {}
        self.queues: dict[str, int] = {}  # our id → Trio's
        self._seen: Mapping[tuple[str, ...], Any] = {}
        self._moved_seconds: float | None = None

    def __enter__(self) -> Self:
        self.readers = [
            self._opened.enter_context(BoardReader(self.stack, board)) for board in self._boards
        ]
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._opened.close()

    # -- time ---------------------------------------------------------------------------------
    def step_to(self, second: float) -> None:
        """Jump to a scenario second; the vendor's clock is then ours again, and stands still."""
        centre = self.stack.centre
        centre.freeze()
        centre.step(max(0.0, second - centre.truth()["world_time"]))
        _stay_off_midnight()
        centre.realign()
        centre.clear_log()
        account, site = self._accounts["calabrio"]
        FactStore(self._redis).forget_account(site, account)

    def live_for(self, seconds: float) -> None:
        """Let real time pass over the running centre, then freeze it again."""
        centre = self.stack.centre
        began = time.monotonic()
        centre.realign()
        centre.unfreeze()
        time.sleep(seconds)
        centre.freeze()
        centre.realign()
        self._moved_seconds = time.monotonic() - began - seconds
        centre.clear_log()

    def standstill(self) -> Standstill:
        """Wait until every job has polled the frozen world; what is out since hangs on two."""
        self._polled(("state", "cases", "calls", "schedule", "adherence", "realtime"))
        self._polled(("realtime",))
        moved_seconds, self._moved_seconds = self._moved_seconds, None
        return Standstill(self.stack.centre.truth(), self._seen, moved_seconds)

    def _polled(self, wanted: Sequence[str]) -> None:
        frozen_at = time.time()

        def outstanding() -> dict[str, list[str]]:
            lacking: dict[str, list[str]] = {}
            for vendor, (account, _) in self._accounts.items():
                jobs = self._records.overview(account, "2000-01-01").jobs
                for name, job in jobs.items():
                    started, ended = job.last_started_at or 0.0, job.last_ok_at or 0.0
                    on = name in wanted and (name != "calls" or self.calls)
                    if on and not (started > frozen_at and ended >= started):
                        lacking.setdefault(vendor, []).append(name)
                        if started <= frozen_at and not job.running_since:
                            self._records.release(account, [name])
            return lacking

        waiting.until(
            lambda: not outstanding(), "a poll of every job", SETTLE_SECONDS, every_seconds=0.25
        )

    # -- who is who ---------------------------------------------------------------------------
    def meet(self) -> None:
        """Wait for both directories; every row of ours is then one of the oracle's people."""
        truth = self.stack.centre.truth()
        by_trio = {str(one["trio_agent_id"]): one for one in truth["agents"]}
        by_calabrio = {str(one["calabrio_agent_id"]): one for one in truth["agents"]}
        listed = len(truth["agents"]) * 2
        self._polled(("directory",))  # the mapping may have changed what is a name

        def known() -> dict[str, Any]:
            found: dict[str, Any] = self.stack.evaluate(WHO_IS_WHO)
            complete = len(found["agents"]) == listed and found["queues"]
            return found if complete else {}

        found = waiting.until(known, "both directories", 30, every_seconds=0.5)
        self.queues = {str(queue): int(external) for queue, external in found["queues"]}
        rows: dict[str, dict[str, str]] = {}
        for agent, vendor, external in found["agents"]:
            rows.setdefault(str(agent), {})[vendor] = external
        for row, ids in rows.items():
            faces = {
                "trio": by_trio.get(ids.get("trio", "")),
                "calabrio": by_calabrio.get(ids.get("calabrio", "")),
            }
            truths = [one for one in faces.values() if one is not None]
            assert all(one is truths[0] for one in truths), f"two people in one row: {ids}"
            person = Person(truths[0], faces["trio"] is not None, faces["calabrio"] is not None)
            assert truths[0]["identity_matches"] == (person.by_trio and person.by_calabrio), ids
            self.people[row] = person

    # -- comparing ----------------------------------------------------------------------------
    def differences(self, still: Standstill) -> list[str]:
        """What any board shows otherwise than it is; the boards get a moment to catch up."""
        deadline = time.monotonic() + ARRIVE_SECONDS
        while True:
            still.ask_log(self.stack.centre)
            checks = list(self._checks(still))
            wrong = [
                f"{where}: shows {dict(f)}, should be {w}"
                for where, f, w in checks
                if not w.fits(f)
            ]
            if not wrong or time.monotonic() > deadline:
                self.compared += len(checks)
                self._seen = still.seen
                return wrong
            time.sleep(0.1)

    def _checks(self, still: Standstill) -> Iterator[Check]:
        queues = {one["trio_service_id"]: one for one in still.truth["queues"]}
        agents = {one["trio_agent_id"]: one for one in still.truth["agents"]}
        people = {
            row: Person(agents[p.truth["trio_agent_id"]], p.by_trio, p.by_calabrio)
            for row, p in self.people.items()
        }
        rows = {row: queues[id_] for row, id_ in self.queues.items()}
        world = FrozenWorld(self.manner, self.calls, still, rows, people)
        for reader in self.readers:
            for source in reader.sources.values():
                trust = {"v": source["trust"]}
                yield f"{reader.title}, {source['label']}", trust, Exactly("fresh")
            for widget, view in reader.widgets():
                where = f"{reader.title}, {widget['title']}"
                for what, figure, wanted in world.checks(widget, view):
                    yield f"{where}, {what}", figure, wanted


def _stay_off_midnight() -> None:
    """The vendor's "today" must not change between the truth and the poll."""
    now = datetime.now(ZONE)
    second = now.hour * 3600 + now.minute * 60 + now.second
    if second > 86_400 - SETTLE_SECONDS - ARRIVE_SECONDS:
        time.sleep(86_401 - second)
