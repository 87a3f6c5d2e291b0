"""What a scene says that intervals are made of: counters of the day, and gauges of the instant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from zoneinfo import ZoneInfo

from wallboard.domain.board import QueueSpec, SiteSpec
from wallboard.domain.facts import EntityKey, SiteFacts, SourceKey
from wallboard.domain.freshness import LATE_AFTER_CADENCES
from wallboard.domain.metrics import QUEUE_METRICS
from wallboard.domain.observation import Kind, Qualifier, Scalar
from wallboard.domain.states import STAFFED, AgentState
from wallboard.history.book import SITE, Gauges, Reading, Scope
from wallboard.history.counting import Count
from wallboard.history.tally import FAMILIES, STATES
from wallboard.projections.combining import LABELS
from wallboard.projections.counts import part_of
from wallboard.projections.figure_value import Figure, Status
from wallboard.projections.head_count import STAFFED_KEY, head_count
from wallboard.projections.resolution import facts_by_field, figure_of, of_account
from wallboard.projections.scene import Scene, cadence_of, scene_of
from wallboard.projections.totals import figure_of_queues, real_queues
from wallboard.state.pasts import PastFacts

SAMPLE_SECONDS = 60
LEAST_APART_SECONDS = 150  # two readings that were missed
RATIO_OF = {"contacts": "service_level", "handling": "aht_seconds"}
FIRST_OF = {"contacts": ("offered", "answered"), "handling": ("handled",)}


def reading_of(scene: Scene) -> Reading:
    """Costs a figure per counter and gauge of every queue."""
    everyone = real_queues(scene, list(scene.site.queues.values()))
    members: dict[Scope, list[QueueSpec]] = {SITE: everyone}
    for queue in everyone:
        if queue.group:
            members.setdefault(Scope("group", queue.group), []).append(queue)
    for queue in scene.site.queues.values():
        if queue.members:
            members[Scope("queue", queue.id)] = list(queue.members)
    gauges = {scope: _gauges(scene, queues, scope) for scope, queues in members.items()}
    gauges.update({Scope("queue", one.id): _gauges(scene, [one]) for one in everyone})
    return Reading(
        at=int(scene.now_at),
        zone=ZoneInfo(scene.site.timezone),
        counts=_counts_of(scene, [*everyone, *_missed(scene.site)]),
        gauges=gauges,
        members={scope: frozenset(one.id for one in queues) for scope, queues in members.items()},
    )


def _missed(site: SiteSpec) -> Iterator[QueueSpec]:
    """Members of virtual queues that no system lists any more: what is made of them lacks them."""
    members = (member for queue in site.queues.values() for member in queue.members)
    return (member for member in members if member.id not in site.queues)


def is_followed(past: PastFacts, scene: Scene) -> bool:
    """The facts of the scene are those of the past's newest instant, or of later. All of a past is
    written before the facts that follow it, so that it is whole then."""
    confirmed_at = scene.confirmed.get(SourceKey(past.account, past.job, Kind.QUEUE), 0.0)
    return confirmed_at >= past.newest_at


def past_counts(
    site: SiteSpec, past: Iterable[PastFacts]
) -> Mapping[tuple[str, str], Sequence[Count]]:
    """The counters that accounts told afterwards, read as if they were of now: by the same names,
    windows and thresholds, or they could not be compared."""
    found: dict[tuple[str, str], list[Count]] = {}
    for one in sorted(past, key=lambda each: each.at):
        confirmed = {SourceKey(one.account, one.job, Kind.QUEUE): one.at}
        scene = scene_of(site, SiteFacts.of(None, one.facts), confirmed, one.at)
        everyone = real_queues(scene, list(site.queues.values()))
        own = [q for q in everyone if any(alias.account == one.account for alias in q.aliases)]
        for key, count in _counts_of(scene, own).items():
            if count is not None:
                found.setdefault(key, []).append(count)
    return found


def _counts_of(scene: Scene, queues: Iterable[QueueSpec]) -> Mapping[tuple[str, str], Count | None]:
    return {
        (queue.id, family): count
        for queue in queues
        for family in FAMILIES
        for count in _counts(scene, queue, family)
    }


def _counts(scene: Scene, queue: QueueSpec, family: str) -> Iterator[Count | None]:
    """One, or none where no account could ever tell. What one of a queue's ids never tells is not
    counted for the others: beside counts of all ids it would make another ratio."""
    ratio = QUEUE_METRICS[RATIO_OF[family]]
    part = part_of(scene, queue, ratio.key, ratio.formulas)
    account = _account_of(scene, queue, family) if part is None else part.account
    if account is None:
        return
    all_fields = {field for formula in ratio.formulas for field in formula.fields}
    apart = frozenset() if part is None else all_fields - part.possible
    aliases = [alias for alias in queue.aliases if alias.account == account]
    known = of_account(account, facts_by_field(scene, queue.aliases))
    figures = {key: figure_of(scene, key, aliases, known) for key in FAMILIES[family]}
    told = {
        key: figure for key, figure in figures.items() if key not in apart and _counts_a_day(figure)
    }
    at = _holds_at(scene, aliases, tuple(told))
    if not told or at is None:
        yield None
        return
    parameters: dict[str, Scalar] = {}
    for figure in told.values():
        parameters.update(figure.parameters)
    threshold = parameters.get("threshold_seconds")
    kind = sorted((k, v) for k, v in parameters.items() if k not in LABELS)
    yield Count(
        at=at,
        kind=f"{account} {kind}",
        counts={key: _whole(figure.value) for key, figure in told.items()},
        apart_seconds=_apart(scene, account),
        day=str(parameters.get("day", "")),
        by=scene.label(account),
        threshold_seconds=None if threshold is None else _whole(threshold),
    )


def _account_of(scene: Scene, queue: QueueSpec, family: str) -> str | None:
    """Whose counters are believed where they make no ratio: still all of one account."""
    figures = [figure_of(scene, key, queue.aliases) for key in FIRST_OF[family]]
    return next((f.account for f in figures if f.account and f.status is not Status.NEVER), None)


def _counts_a_day(figure: Figure) -> bool:
    """A number that grows through the day. What a vendor computed by its own rule may do as it
    likes; a sum that lacks a part would fall, and rise again when the part is back. Late is old,
    not wrong: it holds for the instant at which it was confirmed."""
    return (
        isinstance(figure.value, int | float)
        and figure.parts is None
        and figure.parameters.get("window") == "day"
        and figure.qualifier is not Qualifier.AS_REPORTED
    )


def _holds_at(scene: Scene, aliases: Sequence[EntityKey], keys: Sequence[str]) -> int | None:
    """The instant for which all of these counters hold: of the source that was heard longest ago,
    or later where a stream told of a change."""
    instants = []
    for alias in aliases:
        facts = [
            fact
            for fact in scene.facts.of_entity(alias).values()
            if fact.key.field in keys and fact.source in scene.trust
        ]
        heard = [scene.confirmed.get(fact.source, fact.received_at) for fact in facts]
        changed = [fact.received_at for fact in facts]
        if heard:
            instants.append(max(min(heard), *changed))
    return min(int(min(instants)), int(scene.now_at)) if instants else None


def _apart(scene: Scene, account: str) -> int:
    cadences = [cadence_of(scene.site, key) or 0.0 for key in scene.sources_of(account, Kind.QUEUE)]
    late = LATE_AFTER_CADENCES * max(cadences, default=0.0) + SAMPLE_SECONDS
    return max(LEAST_APART_SECONDS, int(late))


def _gauges(scene: Scene, queues: Sequence[QueueSpec], scope: Scope | None = None) -> Gauges:
    waiting = figure_of_queues(scene, "contacts_waiting", queues)
    longest = figure_of_queues(scene, "longest_wait_since", queues)
    stands = _stands(waiting)
    since = longest.value if stands and _stands(longest) else None
    return Gauges(
        waiting=_whole(waiting.value) if stands else None,
        longest_wait_seconds=None if since is None else max(0, int(scene.now_at - float(since))),
        agents=_agents(scene, queues, scope),
        by=tuple(filter(None, {scene.label(waiting.account)})) if stands else (),
    )


def _agents(
    scene: Scene, queues: Sequence[QueueSpec], scope: Scope | None
) -> Mapping[str, int] | None:
    """By state: distinct people of a site; of a queue those that its source counts; of a sum of
    queues nobody can say, for somebody may be in two."""
    if scope == SITE:
        return _whole_counts(head_count(scene, ()).by_state) or None
    return _states_of(scene, queues) if scope is None else None


def _states_of(scene: Scene, queues: Sequence[QueueSpec]) -> Mapping[str, int] | None:
    """All of one account. Who is staffed and in none of the states that it tells is of an unknown
    one (METRICS.md, rule 7). States that are more than those staffed are of another instant."""
    staffed = figure_of_queues(scene, STAFFED_KEY, queues)
    found = {state: figure_of_queues(scene, state, queues) for state in STATES}
    account = next((f.account for f in (staffed, *found.values()) if f.account), "")
    told = _whole_counts({state: f for state, f in found.items() if f.account == account})
    if told is None:
        return None
    if not _stands(staffed):
        return told if told.keys() >= STAFFED - {AgentState.UNKNOWN} else None
    rest = _whole(staffed.value) - sum(n for state, n in told.items() if state in STAFFED)
    if rest < 0:
        return None
    unknown = {AgentState.UNKNOWN.value: told.get(AgentState.UNKNOWN, 0) + rest}
    return {**told, **unknown} if rest else told


def _whole_counts(figures: Mapping[str, Figure]) -> dict[str, int] | None:
    """None where one of them does not stand; of what can never be told there is none."""
    told = {str(s): figure for s, figure in figures.items() if figure.status is not Status.NEVER}
    if not all(_stands(figure) for figure in told.values()):
        return None
    return {state: _whole(figure.value) for state, figure in told.items()}


def _stands(figure: Figure) -> bool:
    """A gauge is recorded while it is fresh and of all its sources: what is late may be anything by
    now, and a sum that lacks one is another number."""
    number = isinstance(figure.value, int | float)
    return number and figure.status is Status.FRESH and not figure.lacks_sources


def _whole(value: Scalar | None) -> int:
    return round(float(value or 0))
