"""Buckets that do not add up: people of a queue, and contacts of a day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from wallboard.domain.board import QueueSpec
from wallboard.domain.facts import EntityKey, Fact
from wallboard.domain.metrics import QUEUE_METRICS
from wallboard.domain.observation import Qualifier
from wallboard.domain.states import STAFFED
from wallboard.projections.sanity_facts import Own, Suspicion, fresh_facts, number_of, plain
from wallboard.projections.scene import Scene

Facts = Mapping[str, Fact]

STATES = tuple(sorted(STAFFED))
# part → the whole that it is a part of
PARTS: Mapping[str, str] = {
    "answered_in_threshold": "answered",
    "abandoned_in_threshold": "abandoned",
    "abandoned_short": "abandoned",
}
FINISHED = ("answered", "abandoned")
# Contacts that were offered before we looked and are finished after it. Some count a contact as
# answered when it has ended.
UNDER_WAY = (
    "contacts_waiting", "callbacks_waiting", "ringing", "on_contact", "on_hold", "wrap_up",
)  # fmt: skip
SLACK = 5  # contacts that came between two readings, of a source that counts and lists apart
SLACK_SHARE = 0.02


def staffing(scene: Scene, before: Own) -> tuple[list[Suspicion], Own]:
    """People by state against those staffed, where one source reports both of a queue."""
    found = []
    for queue, alias, facts in _told(scene):
        staffed = facts.get("staffed")
        if staffed is None or number_of(staffed) is None:
            continue
        counts = {
            state: number
            for state in STATES
            if (fact := facts.get(state)) is not None
            and fact.key.job == staffed.key.job
            and (number := number_of(fact)) is not None
        }
        total, stated = sum(counts.values()), number_of(staffed) or 0
        whole = len(counts) == len(STATES)  # where a state is not told, people may be in that one
        if total > stated or (whole and total < stated):
            text = (
                f"{scene.label(alias.account)} has {plain(stated)} people staffed in {queue.name}, "
                f"but {plain(total)} in {'its' if whole else 'some of its'} states."
            )
            found.append(Suspicion(f"{alias.account}|{alias.external_id}", text))
    return found, {}


def counting(scene: Scene, before: Own) -> tuple[list[Suspicion], Own]:
    """Own: queue → `_Day` as a list."""
    found: list[Suspicion] = []
    own: Own = {}
    there = {f"{a.account}|{a.external_id}" for q in scene.site.queues.values() for a in q.aliases}
    for queue, alias, facts in _told(scene):
        name = f"{alias.account}|{alias.external_id}"
        counts = {f: n for f, fact in facts.items() if (n := _of_day(fact)) is not None}
        place = f"of {queue.name} in {scene.label(alias.account)}"
        found += _parts(name, place, counts)
        if "offered" in counts and counts.keys() >= set(FINISHED) and not _is_written(facts):
            day = _day(before.get(name), counts, facts)
            own[name] = list(day)
            found += _flow(name, place, day)
    for name in (before.keys() - own.keys()) & there:
        own[name] = before[name]  # it is silent: it goes on from here
    return found, own


def _parts(name: str, place: str, counts: Mapping[str, float]) -> Iterator[Suspicion]:
    for part, whole in PARTS.items():
        if part in counts and whole in counts and counts[part] > counts[whole]:
            more, less = (
                f"“{QUEUE_METRICS[key].label}” ({plain(counts[key])})" for key in (part, whole)
            )
            yield Suspicion(f"{name}|{part}", f"{more} {place} is more than {less}.")


class _Day(NamedTuple):
    """What was counted at the first look of a day, with what was under way, and at the last."""

    first_offered: float
    first_finished: float
    under_way: float
    offered: float
    finished: float


def _day(known: list[float] | None, counts: Mapping[str, float], facts: Facts) -> _Day:
    """Begun anew when a counter is less than at the last look: it has turned."""
    offered, finished = counts["offered"], sum(counts[field] for field in FINISHED)
    before = _Day(*known) if known is not None else None
    if before is not None and offered >= before.offered and finished >= before.finished:
        return before._replace(offered=offered, finished=finished)
    under_way = sum(number_of(facts.get(field)) or 0 for field in UNDER_WAY)
    return _Day(offered, finished, under_way, offered, finished)


def _flow(name: str, place: str, day: _Day) -> Iterator[Suspicion]:
    """Of those that were offered or under way, no more can be finished. What was under way at
    midnight is finished on this day and was offered on the last one, so that the counters
    themselves need not add up: only what came since the first look does."""
    finished = day.finished - day.first_finished
    room = day.offered - day.first_offered + day.under_way
    if finished > room + max(SLACK, SLACK_SHARE * day.offered):
        text = (
            f"{plain(finished)} contacts {place} were answered or gave up since we look, more than "
            f"the {plain(room)} that were offered or under way."
        )
        yield Suspicion(f"{name}|offered", text)


def _told(scene: Scene) -> Iterator[tuple[QueueSpec, EntityKey, Facts]]:
    for queue in scene.site.queues.values():
        for alias in queue.aliases:
            facts = fresh_facts(scene, alias)
            if facts:
                yield queue, alias, facts


def _of_day(fact: Fact) -> float | None:
    """A whole count of the day; one that is "at least" may be anything above."""
    if fact.value.qualifier is Qualifier.AT_LEAST:
        return None
    return number_of(fact) if fact.value.parameters.get("window") == "day" else None


def _is_written(facts: Facts) -> bool:
    """E-mails and cases wait for days: more of them may be answered on a day than come."""
    return bool(number_of(facts.get("backlog")))
