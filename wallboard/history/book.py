"""The minute's reading of a site, folded into quarters of an hour. Pure.

`fold` takes what the reading before left behind and says what is added to which quarter. What it
leaves behind is plain JSON, no longer than the site is large.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from wallboard.history.counting import Count, begin, step_over
from wallboard.history.quarters import pieces, quarter_of
from wallboard.history.tally import FAMILIES, Tally, add_up

HELD_SECONDS = 150  # a gauge is believed to have stood still between readings no further apart


class Scope(NamedTuple):
    """`kind`: "site" (key ""), "queue" (key: its id; virtual ones too) or "group" (key: name)."""

    kind: str
    key: str = ""


SITE = Scope("site")


@dataclass(frozen=True, slots=True)
class Gauges:
    """What stood at one instant; None: nobody told. `waiting` alone may be known, for nobody waits
    longest where nobody waits. `agents` by state."""

    waiting: int | None = None
    longest_wait_seconds: int | None = None
    agents: Mapping[str, int] | None = None
    by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """A site at one instant (whole epoch seconds).

    `counts`: (queue id, family) → its counters; None where an account could tell and does not now.
    `members`: of each scope that is a sum, the ids of the real queues that it adds up.
    `past`: counters of instants before, in order, which their source told afterwards.
    """

    at: int
    zone: ZoneInfo
    counts: Mapping[tuple[str, str], Count | None]
    gauges: Mapping[Scope, Gauges]
    members: Mapping[Scope, frozenset[str]]
    past: Mapping[tuple[str, str], Sequence[Count]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Memory:
    """What the next reading is compared with."""

    at: int = 0
    counts: Mapping[tuple[str, str], Count] = field(default_factory=dict)
    gauges: Mapping[Scope, Gauges] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {
            "at": self.at,
            "counts": [[*key, asdict(count)] for key, count in self.counts.items()],
            "gauges": [[*scope, asdict(gauges)] for scope, gauges in self.gauges.items()],
        }

    @classmethod
    def of_json(cls, stored: Mapping[str, Any]) -> Memory:
        """Raises KeyError, TypeError or ValueError for what another version wrote."""
        return cls(
            at=int(stored["at"]),
            counts={(queue, family): Count(**one) for queue, family, one in stored["counts"]},
            gauges={Scope(kind, key): Gauges(**one) for kind, key, one in stored["gauges"]},
        )


Place = tuple[Scope, int]  # whose quarter
Posting = Callable[[Tally], None]


@dataclass(frozen=True, slots=True)
class Folded:
    """`postings`: what to do to which tally. Sums follow from them (`settle`). `breaks`: why a
    counter gave no number, by (queue id, family)."""

    memory: Memory
    postings: tuple[tuple[Place, Posting], ...]
    breaks: Mapping[tuple[str, str], str]


def fold(before: Memory, now: Reading) -> Folded:
    if before.at and now.at <= before.at:
        return Folded(before, (), {})  # this minute has been read
    counts: dict[tuple[str, str], Count] = {}
    breaks: dict[tuple[str, str], str] = {}
    postings: list[tuple[Place, Posting]] = []
    for key, count in now.counts.items():
        known = before.counts.get(key)
        if count is None or known is None:
            # A source that is silent goes on from what it said last.
            kept = known if count is None else begin(count, now.zone)
            counts.update({} if kept is None else {key: kept})
            continue
        taken = step_over(known, now.past.get(key, ()), count, now.zone)
        counts[key] = taken.known
        if taken.broken:
            breaks[key] = taken.broken
        queue, family = key
        for one in taken.placed:
            place = (Scope("queue", queue), one.quarter)
            postings.append((place, _counted(family, one.counts, one.seconds, count)))
        for one in taken.filled:
            place = (Scope("queue", queue), one.quarter)
            postings.append((place, _filled(family, one.counts, one.seconds, count)))
    postings.extend(_gauged(before, now))
    memory = Memory(now.at, counts, now.gauges)
    return Folded(memory, tuple(postings), breaks)


def _counted(family: str, counts: Mapping[str, int], seconds: int, count: Count) -> Posting:
    def post(tally: Tally) -> None:
        tally.count(family, counts, seconds, count.by, count.threshold_seconds)

    return post


def _filled(family: str, counts: Mapping[str, int], seconds: int, count: Count) -> Posting:
    def post(tally: Tally) -> None:
        tally.fill(family, counts, seconds, count.by, count.threshold_seconds)

    return post


def _gauged(before: Memory, now: Reading) -> Iterator[tuple[Place, Posting]]:
    held = before.at if 0 < now.at - before.at <= HELD_SECONDS else now.at
    for scope, gauges in now.gauges.items():
        was = before.gauges.get(scope, Gauges())
        if was.waiting is not None and gauges.waiting is not None:
            for quarter, seconds in pieces(held, now.at):
                yield (scope, quarter), _stood(was, "waiting", seconds)
        if was.agents is not None and gauges.agents is not None:
            for quarter, seconds in pieces(held, now.at):
                yield (scope, quarter), _stood(was, "agents", seconds)
        if gauges.waiting is not None or gauges.agents is not None:
            yield (scope, quarter_of(now.at)), _seen(gauges)


def _stood(gauges: Gauges, what: str, seconds: int) -> Posting:
    """It stood from one reading to the next as the first one found it."""

    def post(tally: Tally) -> None:
        if what == "waiting":
            tally.hold(what, {"waiting_contact_seconds": gauges.waiting or 0}, seconds)
        else:
            areas = {f"{state}_agent_seconds": n for state, n in (gauges.agents or {}).items()}
            tally.hold(what, areas, seconds)
        _reached(gauges, tally)

    return post


def _seen(gauges: Gauges) -> Posting:
    def post(tally: Tally) -> None:
        _reached(gauges, tally)
        for source in gauges.by:
            tally.named(source)

    return post


def _reached(gauges: Gauges, tally: Tally) -> None:
    if gauges.waiting is not None:
        tally.reach("most_waiting", gauges.waiting)
    if gauges.longest_wait_seconds is not None:
        tally.reach("longest_wait_seconds", gauges.longest_wait_seconds)
    if gauges.agents is not None:
        staffed = sum(n for state, n in gauges.agents.items() if state != "logged_out")
        tally.reach("most_staffed", staffed)


def post(postings: Iterable[tuple[Place, Posting]], ledger: dict[Place, Tally]) -> set[int]:
    """Carry them out; the quarters that they touched."""
    touched = set()
    for place, posting in postings:
        posting(ledger.setdefault(place, Tally()))
        touched.add(place[1])
    return touched


def settle(now: Reading, ledger: dict[Place, Tally], quarters: Iterable[int]) -> None:
    """Make the sums of these quarters agree with their parts, also where a part came late."""
    for quarter in quarters:
        for scope, members in now.members.items():
            found = (ledger.get((Scope("queue", queue), quarter)) for queue in sorted(members))
            parts = [part for part in found if part is not None]
            of = {
                family: sum((queue, family) in now.counts for queue in members)
                for family in FAMILIES
            }
            if parts or (scope, quarter) in ledger:
                add_up(ledger.setdefault((scope, quarter), Tally()), parts, of)
