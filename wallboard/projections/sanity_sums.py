"""Buckets that do not add up: people of a queue, and contacts of a day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from wallboard.domain.board import QueueSpec
from wallboard.domain.facts import EntityKey, Fact
from wallboard.domain.metrics import QUEUE_METRICS
from wallboard.domain.observation import Qualifier
from wallboard.domain.states import STAFFED
from wallboard.projections.sanity_facts import Own, Suspicion, fresh_facts, number_of, plain
from wallboard.projections.scene import Scene

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
    """Own: queue → [offered, finished, under way] when we first looked on this day."""
    found: list[Suspicion] = []
    own: Own = {}
    for queue, alias, facts in _told(scene):
        name = f"{alias.account}|{alias.external_id}"
        counts = {f: n for f, fact in facts.items() if (n := _of_day(fact)) is not None}
        place = f"of {queue.name} in {scene.label(alias.account)}"
        for part, whole in PARTS.items():
            if part in counts and whole in counts and counts[part] > counts[whole]:
                more, less = QUEUE_METRICS[part].label, QUEUE_METRICS[whole].label
                text = f"“{more}” {place} is {plain(counts[part])}, “{less}” only {plain(counts[whole])}."
                found.append(Suspicion(f"{name}|{part}", text))
        if "offered" not in counts or not counts.keys() >= set(FINISHED) or _is_written(facts):
            continue
        offered, finished = counts["offered"], sum(counts[field] for field in FINISHED)
        first = before.get(name)
        if first is None or offered < first[0] or finished < first[1]:
            under_way = sum(number_of(facts.get(field)) or 0 for field in UNDER_WAY)
            first = [offered, finished, under_way]
        own[name] = first
        more, room = finished - first[1], offered - first[0] + first[2]
        if more > room + max(SLACK, SLACK_SHARE * offered):
            text = (
                f"{plain(more)} contacts {place} were answered or gave up since we look, more than "
                f"the {plain(room)} that were offered or under way."
            )
            found.append(Suspicion(f"{name}|offered", text))
    for name, first in before.items():
        if name not in own and any(name == _name(alias) for alias in _aliases(scene)):
            own[name] = first  # it is silent: it goes on from here
    return found, own


def _told(scene: Scene) -> Iterator[tuple[QueueSpec, EntityKey, Mapping[str, Fact]]]:
    for queue in scene.site.queues.values():
        for alias in queue.aliases:
            facts = fresh_facts(scene, alias)
            if facts:
                yield queue, alias, facts


def _aliases(scene: Scene) -> Iterator[EntityKey]:
    for queue in scene.site.queues.values():
        yield from queue.aliases


def _name(alias: EntityKey) -> str:
    return f"{alias.account}|{alias.external_id}"


def _of_day(fact: Fact) -> float | None:
    """A whole count of the day; one that is "at least" may be anything above."""
    if fact.value.qualifier is Qualifier.AT_LEAST:
        return None
    return number_of(fact) if fact.value.parameters.get("window") == "day" else None


def _is_written(facts: Mapping[str, Fact]) -> bool:
    """E-mails and cases wait for days: more of them may be answered on a day than come."""
    return bool(number_of(facts.get("backlog")))
