"""What the vendors are asked, by their own log: so much a cycle, whoever watches (issue 2, line 7).

Nothing here is a speed: every request is counted against the runs that made it.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from types import TracebackType
from typing import Self, TypeVar

import pytest

from tests.e2e.viewers import Viewers, board_ids
from tests.services import waiting
from tests.services.fixtures import StartStack
from tests.services.stack import ALL, Stack
from wallboard.state.job_records import JobRecord
from wallboard.state.jobs import JobRecords
from wallboard.state.redis import sync_client_at

T = TypeVar("T")

AGENTS, QUEUES = 200, 40
ADHERENCE_PAGE = 200  # Calabrio serves no more at once: ⌊200/200⌋ + 1 pages
WATCHED_SECONDS = 14.0
# Requests of one run of each job.
A_CYCLE = {
    ("trio", "state"): 2,
    ("calabrio", "realtime"): 1,
    ("calabrio", "adherence"): AGENTS // ADHERENCE_PAGE + 1,
    ("sinch", "state"): 2,
}
KINDS = {("sinch", "state"): "rmi"}  # where the simulator counts a job under another word
# Counted apart, and not part of a cycle.
SETTLED = ("sign_in", "directory", "schedule", "rai", "rci", "disruptions")
ONCE = ("sign_in", "session", "subscription", "channel")  # of a stream, while all is well

FASTEST = """
from wallboard.boards.models import Account
fastest = {
    "trio": {"state": 2},
    "calabrio": {"realtime": 5, "adherence": 30},
    "sinch": {"state": 5},
}
for account in Account.objects.exclude(vendor="o2g"):
    account.cadences = fastest[account.vendor]
    account.save()
result = {a.vendor: str(a.pk) for a in Account.objects.exclude(vendor="o2g")}
"""
POLLED_JOBS = 11  # of Trio, Calabrio and Sinch


class Runs:
    """Counts the runs of jobs from `with` to its end, beginning and ending between two runs."""

    def __init__(self, stack: Stack, accounts: dict[str, str]) -> None:
        self._accounts = accounts
        self._records = JobRecords(sync_client_at(stack.redis_url))
        self._centre = stack.centre
        self._before: dict[tuple[str, str], int] = {}
        self.made: dict[tuple[str, str], int] = {}  # (vendor, job) → runs
        self.counts: dict[str, dict[str, int]] = {}  # vendor → purpose → requests

    def __enter__(self) -> Self:
        self._before, _ = self._in_a_gap(self._centre.clear_log)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        after, log = self._in_a_gap(lambda: self._centre.log(since=10**9))
        self.made = {key: count - self._before.get(key, 0) for key, count in after.items()}
        self.counts = log["counts"]

    def release(self, vendor: str, job: str) -> None:
        """Due at once, instead of in half a minute."""
        self._records.release(self._accounts[vendor], [job])

    def _in_a_gap(self, act: Callable[[], T]) -> tuple[dict[tuple[str, str], int], T]:
        """Do it when no job runs, and again where one began meanwhile; with the runs so far."""
        while True:
            waiting.until(self._at_rest, "a moment between two runs", 40, every_seconds=0.02)
            before = self._begun()
            done = act()
            if self._begun() == before and self._at_rest():
                return before, done

    def _begun(self) -> dict[tuple[str, str], int]:
        return {key: job.runs for key, job in self._jobs().items()}

    def _at_rest(self) -> bool:
        return all(job.running_since is None for job in self._jobs().values())

    def _jobs(self) -> dict[tuple[str, str], JobRecord]:
        return {
            (vendor, name): job
            for vendor, account in self._accounts.items()
            for name, job in self._records.overview(account, "2000-01-01").jobs.items()
        }


def requests_of_cycles(
    stack: Stack, accounts: dict[str, str], board: str, viewers: int
) -> dict[tuple[str, str], float]:
    """Requests per run of each job while so many real sockets look on."""
    with Viewers(stack, board, viewers) as crowd:
        waiting.until(crowd.all_live, f"{viewers} viewers", 40)
        with Runs(stack, accounts) as runs:
            for _ in range(2):
                runs.release("calabrio", "adherence")
                time.sleep(WATCHED_SECONDS / 2)
            assert len(crowd.live()) == viewers
            assert crowd.first.deltas > 0
    counted = {(vendor, KINDS.get((vendor, job), job)) for vendor, job in A_CYCLE}
    found = {
        (vendor, job): Counter(runs.counts.get(vendor, {}))[KINDS.get((vendor, job), job)]
        for vendor, job in A_CYCLE
    }
    made = {key: runs.made[key] for key in A_CYCLE}
    assert all(made[key] >= 2 for key in A_CYCLE), f"too few cycles to tell: {made}"
    others = {
        (face, kind): count
        for face, kinds in runs.counts.items()
        for kind, count in kinds.items()
        if (face, kind) not in counted and face != "o2g"
    }
    streamed = runs.counts.get("o2g", {})
    assert not set(streamed) & set(ONCE), f"the stream was opened again: {streamed}"
    assert all(kind in SETTLED for _, kind in others), f"nobody planned these: {others}"
    assert Counter(kind for _, kind in others)["sign_in"] == 0, "a session is kept"
    return {key: found[key] / made[key] for key in A_CYCLE}


@pytest.mark.e2e
@pytest.mark.slow
def test_a_cycle_costs_the_vendors_the_same_with_one_viewer_and_with_fifty(
    start_stack: StartStack,
) -> None:
    stack = start_stack(simulator=f"--agents {AGENTS} --queues {QUEUES}", vendors=ALL)
    accounts: dict[str, str] = stack.evaluate(FASTEST)
    board = board_ids(stack)["agents"]
    records = JobRecords(sync_client_at(stack.redis_url))

    def all_have_run() -> bool:
        jobs = [records.overview(account, "2000-01-01").jobs for account in accounts.values()]
        found = [job for of_account in jobs for job in of_account.values()]
        return len(found) == POLLED_JOBS and all(job.last_ok_at for job in found)

    waiting.until(all_have_run, "a first run of every job", 60, every_seconds=0.25)
    for viewers in (1, 50):
        assert requests_of_cycles(stack, accounts, board, viewers) == A_CYCLE, f"{viewers} viewers"
