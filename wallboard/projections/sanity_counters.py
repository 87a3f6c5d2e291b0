"""Counters of the day that went backwards, or stand still while contacts come and go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from zoneinfo import ZoneInfo

from wallboard.domain.facts import EntityKey, Fact
from wallboard.domain.local_day import day_bounds, day_of
from wallboard.domain.metrics import QUEUE_METRICS
from wallboard.domain.observation import Kind, Qualifier
from wallboard.domain.states import AgentState
from wallboard.projections.sanity_facts import (
    Own,
    Suspicion,
    at_clock,
    by_account,
    fresh_facts,
    labels,
    number_of,
    plain,
)
from wallboard.projections.scene import Scene

COUNTERS = (
    "offered", "answered", "handled", "abandoned", "abandoned_short", "answered_in_threshold",
    "abandoned_in_threshold", "overflowed",
)  # fmt: skip
MOVED_BY_A_CONTACT = ("offered", "answered", "handled")
IN_CONTACT = frozenset({AgentState.ON_CONTACT, AgentState.ON_HOLD})

TURN_SECONDS = 900.0  # how far a vendor's midnight may be from anybody's
LOWER_SECONDS = 120.0  # a pair of servers may answer in turn, one a little behind the other
STILL_SECONDS = 600.0
CONTACTS = 5  # so many came and went, and the counter did not move
SHOWN = 3


# a counter that went backwards


def backwards(scene: Scene, before: Own) -> tuple[list[Suspicion], Own]:
    """Own: counter → [highest, when it was seen, when it was first seen lower or None]."""
    now: Own = {}
    fallen: dict[str, list[str]] = {}
    for name, _, fact in _counters(scene):
        value = number_of(fact)
        known = before.get(name)
        if value is None:
            continue
        highest, seen_at, fell_at = known or (value, scene.now_at, None)
        if value >= highest or _turned(scene, fact, fell_at or seen_at):
            now[name] = [value, scene.now_at, None]
            continue
        now[name] = [highest, seen_at, fell_at or scene.now_at]
        fallen.setdefault(fact.key.account, []).append(name)
    _keep_silent(scene, before, now)
    for account, names in fallen.items():
        if _own_midnight(scene, account, names, now):
            for name in names:
                del now[name]
    return list(_falls(scene, now)), now


def _falls(scene: Scene, known: Own) -> Iterator[Suspicion]:
    """One of an account, however many of its counters fell: they have one cause."""
    told: dict[str, list[tuple[float, str]]] = {}
    for name, queue, fact in _counters(scene):
        entry = known.get(name)
        if entry is None or entry[2] is None or scene.now_at - entry[2] < LOWER_SECONDS:
            continue
        label = QUEUE_METRICS[fact.key.field].label
        text = f"“{label}” of {queue} from {plain(entry[0])} to {plain(float(fact.value.raw))}"
        told.setdefault(fact.key.account, []).append((entry[2], text))
    for account, falls in told.items():
        falls.sort()
        texts = [text for _, text in falls[:SHOWN]]
        if len(falls) > SHOWN:
            texts.append(f"and {len(falls) - SHOWN} more")
        since = falls[0][0]
        text = f"In {scene.label(account)} fell at {at_clock(scene, since)}: {'; '.join(texts)}."
        yield Suspicion(account, text, since=since, surely_from=since)


def _counters(scene: Scene) -> Iterator[tuple[str, str, Fact]]:
    """(name, queue, fact) of all counters of a day. One that is "at least" may become less."""
    for queue in scene.site.queues.values():
        for alias in queue.aliases:
            facts = fresh_facts(scene, alias)
            for field in COUNTERS:
                fact = facts.get(field)
                if fact is not None and _is_of_day(fact):
                    yield f"{alias.account}|{alias.external_id}|{field}", queue.name, fact


def _is_of_day(fact: Fact) -> bool:
    at_least = fact.value.qualifier is Qualifier.AT_LEAST
    return fact.value.parameters.get("window") == "day" and not at_least


def _turned(scene: Scene, fact: Fact, from_at: float) -> bool:
    """Whether a day ended between `from_at` and now, by any clock that the counter may follow: the
    site's, the vendor's where its zone is told (decision 0007), or UTC."""
    named = {str(fact.value.parameters.get("day", "UTC"))}
    return any(_midnight_between(zone, from_at, scene.now_at) for zone in _zones(scene, named))


def _zones(scene: Scene, named: set[str]) -> Iterator[ZoneInfo]:
    for name in sorted({scene.site.timezone, "UTC", *named}):
        try:
            yield ZoneInfo(name)
        except (ValueError, OSError):
            continue  # no zone that we know


def _midnight_between(zone: ZoneInfo, from_at: float, to_at: float) -> bool:
    _, following = day_bounds(day_of(from_at - TURN_SECONDS, zone), zone)
    return following <= to_at + TURN_SECONDS


def _own_midnight(scene: Scene, account: str, fallen: list[str], known: Own) -> bool:
    """A simulated centre has midnight when it likes: there, all counters that fall at once turn."""
    source = scene.site.sources[account]
    mine = [n for n, entry in known.items() if n.startswith(f"{account}|") and entry[0]]
    return source.simulation and 2 * len(fallen) > len(mine)


def _keep_silent(scene: Scene, before: Own, now: Own) -> None:
    """What a source said before it fell silent is what it goes on from."""
    known = {
        f"{alias.account}|{alias.external_id}|{field}"
        for queue in scene.site.queues.values()
        for alias in queue.aliases
        for field in COUNTERS
    }
    for name, entry in before.items():
        if name in known and name not in now:
            now[name] = entry


# a counter that stands still


def frozen(scene: Scene, before: Own) -> tuple[list[Suspicion], Own]:
    """Own: `busy`: person → queues of the contacts she has; `gone`: queue → contacts seen to end;
    `still`: queue and account → [stamp, contacts seen to end then, what others had counted]."""
    busy, gone = _contacts(scene, before)
    own: Own = {"busy": busy, "gone": gone, "still": {}}
    found: list[Suspicion] = []
    for queue in scene.site.queues.values():
        sums = {
            account: told
            for account, aliases in by_account(queue.aliases).items()
            if (told := _told(scene, aliases))
        }
        answered = {a: value for a, (_, value) in sums.items() if value is not None}
        for account, (stamp, _) in sums.items():
            name = f"{queue.id}|{account}"
            known = before.get("still", {}).get(name)
            if known is None or known[0] != stamp:
                known = [stamp, gone.get(queue.id, 0), answered]
            own["still"][name] = known
            passed, by = _passed(scene, account, known, gone.get(queue.id, 0), answered)
            if passed >= CONTACTS and scene.now_at - stamp >= STILL_SECONDS:
                text = (
                    f"The counters of {queue.name} in {scene.label(account)} have not moved since "
                    f"{at_clock(scene, stamp)}, while {plain(passed)} contacts {by}."
                )
                found.append(Suspicion(name, text, since=stamp))
    return found, own


def _passed(
    scene: Scene, account: str, known: list[object], gone: int, answered: Mapping[str, float]
) -> tuple[float, str]:
    """How many contacts came and went since the counters moved, and who says so."""
    _, gone_then, answered_then = known
    ended = gone - int(str(gone_then))
    others = answered_then if isinstance(answered_then, Mapping) else {}
    rises = {
        other: value - others[other]
        for other, value in answered.items()
        if other != account and other in others
    }
    best = max(rises, key=lambda other: rises[other], default="")
    if best and rises[best] > ended:
        return rises[best], f"were answered by what {labels(scene, [best])} counts"
    return ended, "of it were seen to end"


def _told(scene: Scene, aliases: list[EntityKey]) -> tuple[float, float | None] | None:
    """When any counter of these last moved, and how many are answered; None: nothing to compare."""
    facts = [
        fact
        for alias in aliases
        for field, fact in fresh_facts(scene, alias).items()
        if field in MOVED_BY_A_CONTACT and fact.value.parameters.get("window") == "day"
    ]
    if not facts:
        return None
    answered = [number_of(fact) or 0 for fact in facts if fact.key.field == "answered"]
    return max(fact.received_at for fact in facts), sum(answered) if answered else None


def _contacts(scene: Scene, before: Own) -> tuple[dict[str, list[str]], dict[str, int]]:
    """Who has a contact of which queue now, and how many of each queue were seen to end so far. A
    person whom any of her sources does not tell of now is not looked at."""
    queue_of = {alias: queue.id for queue in scene.site.queues.values() for alias in queue.aliases}
    known: Mapping[str, list[str]] = before.get("busy", {})
    gone = {q: n for q, n in before.get("gone", {}).items() if q in scene.site.queues}
    busy: dict[str, list[str]] = {}
    for agent in scene.site.agents.values():
        queues: set[str] = set()
        silent = False
        for alias in agent.aliases:
            facts = fresh_facts(scene, alias)
            state, queue = facts.get("state"), facts.get("queue")
            silent = silent or (state is None and bool(scene.facts.of_entity(alias)))
            if state is not None and queue is not None and state.value.raw in IN_CONTACT:
                at = EntityKey(alias.account, Kind.QUEUE, str(queue.value.raw))
                queues |= {queue_of[at]} if at in queue_of else set()
        if silent:
            continue
        for ended in set(known.get(agent.id, ())) - queues:
            gone[ended] = gone.get(ended, 0) + 1
        if queues:
            busy[agent.id] = sorted(queues)
    return busy, gone
