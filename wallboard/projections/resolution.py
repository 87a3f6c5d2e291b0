"""Which source wins for one field of one thing.

A thing (a queue, a person) has aliases in several accounts. Who stands first for the field wins
(`standing.py`), among equals the freshest; a source that is lost gives way to the next. Where one
account knows the thing under several external ids, they are its parts and are combined as the
metric says: those of two accounts never are, for they say the same thing twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from wallboard.domain.facts import EntityKey, Fact
from wallboard.domain.freshness import Trust
from wallboard.domain.metrics import METRICS
from wallboard.domain.observation import Kind
from wallboard.projections.combining import COMBINE, combined, unsummed
from wallboard.projections.figure_value import (
    NEVER,
    NOT_APPLICABLE,
    STATUS_OF_TRUST,
    Figure,
    Remark,
    Status,
)
from wallboard.projections.scene import Scene
from wallboard.projections.standing import is_part_of_a_count, standing_of

FactsByField = Mapping[str, Sequence[Fact]]

TRUST_ORDER = {Trust.FRESH: 0, Trust.LATE: 1, Trust.LOST: 2, Trust.UNKNOWN: 3}

# An instant of the oldest of something has no value while there is none of it.
COUNT_BEHIND: Mapping[str, str] = {
    "longest_wait_since": "contacts_waiting",
    "oldest_item_since": "backlog",
}

# A share of nothing has no value: its source tells how much there was to share in.
AMOUNT_BEHIND: Mapping[str, str] = {
    "adherence": "scheduled_seconds",
    "conformance": "scheduled_seconds",
}


def facts_by_field(scene: Scene, aliases: Sequence[EntityKey]) -> FactsByField:
    """All that is said of a thing; best fact first."""
    return scene.memo.of(aliases, ("facts",), lambda: _walked(scene, aliases))


def _walked(scene: Scene, aliases: Iterable[EntityKey]) -> dict[str, list[Fact]]:
    fields: dict[str, list[Fact]] = {}
    for fact in scene.believed(aliases):
        fields.setdefault(fact.key.field, []).append(fact)
    for facts in fields.values():
        if len(facts) > 1:
            facts.sort(key=lambda fact: preference(scene, fact))
    return fields


Preference = tuple[bool, int, bool, int, int, int, str, float, str, str]


def preference(scene: Scene, fact: Fact) -> Preference:
    """Sorts facts of one field: lost last, then by standing, trust, account and age."""
    trust, key = scene.trust_of(fact), fact.key
    standing = standing_of(scene.site, key.kind, key.field, key.account, key.job)
    return (
        TRUST_ORDER[trust] >= TRUST_ORDER[Trust.LOST],
        standing.named,
        is_part_of_a_count(fact),
        standing.origin,
        standing.rank,
        TRUST_ORDER[trust],
        key.account,
        -fact.received_at,
        key.job,
        key.external_id,
    )


def figure_of(
    scene: Scene,
    field: str,
    aliases: Sequence[EntityKey],
    facts: FactsByField | None = None,
) -> Figure:
    """The figure of one field of one thing; `facts`: by these alone, not by all of the scene's."""
    if facts is not None:
        return _worked_out(scene, field, aliases, facts)
    return scene.memo.of(aliases, ("figure", field), lambda: _by_all(scene, field, aliases))


def _by_all(scene: Scene, field: str, aliases: Sequence[EntityKey]) -> Figure:
    return _worked_out(scene, field, aliases, facts_by_field(scene, aliases))


def _worked_out(
    scene: Scene, field: str, aliases: Sequence[EntityKey], known: FactsByField
) -> Figure:
    account = _who_counts(scene, field, aliases, known)
    if account:
        return _beside_its_count(scene, field, aliases, known, account)
    candidates = known.get(field, ())
    if not candidates:
        return _absent(scene, field, aliases, known)
    winner = candidates[0]
    siblings = [alias for alias in aliases if alias.account == winner.key.account]
    whole = _of_siblings(scene, field, siblings, known) if len(siblings) > 1 else None
    return whole or _marked(figure_of_fact(scene, winner), scene, candidates)


def _of_siblings(
    scene: Scene, field: str, siblings: Sequence[EntityKey], known: FactsByField
) -> Figure | None:
    """Of several ids of one account; None where only one of them counts. Of what a person's logins
    say, one is chosen (people.py), for she does one thing at a time."""
    metric = METRICS.get(field)
    if metric is None:
        return None
    adds = metric.combine in COMBINE
    if not adds and siblings[0].kind is not Kind.QUEUE:
        return None
    parts = [figure_of(scene, field, [alias], of_alias(alias, known)) for alias in siblings]
    if adds:
        return combined(parts, metric.combine)
    told = [part for part in parts if part.status is not Status.NEVER]
    return unsummed(field, told) if len(told) > 1 else None


def _who_counts(scene: Scene, field: str, aliases: Sequence[EntityKey], known: FactsByField) -> str:
    """Of several accounts the one that says how many wait, where it can also say since when."""
    counted = known.get(COUNT_BEHIND.get(field, ""), ())
    if not counted or all(alias.account == aliases[0].account for alias in aliases):
        return ""
    key = counted[0].key
    if (key.kind, field) in scene.site.orders:
        return ""
    own = [alias for alias in aliases if alias.account == key.account]
    can = any(scene.supplies(key.account, key.kind, field, alias.external_id) for alias in own)
    return key.account if can else ""


def _beside_its_count(
    scene: Scene, field: str, aliases: Sequence[EntityKey], known: FactsByField, account: str
) -> Figure:
    """Who counts those that wait also says since when: else nobody would wait, and for a minute."""
    own = [alias for alias in aliases if alias.account == account]
    figure = figure_of(scene, field, own, of_account(account, known))
    if figure.status is Status.UNKNOWN and known.get(field):
        # It counts somebody of whom it does not know since when (who came before its reader).
        return replace(figure_of_fact(scene, known[field][0]), remark=Remark.OTHER_SOURCE)
    count = figure_of(scene, COUNT_BEHIND[field], aliases, known)
    if figure.known and count.remark is Remark.OTHER_SOURCE:
        return replace(figure, remark=count.remark)
    return figure


def of_account(account: str, known: FactsByField) -> FactsByField:
    """Of all that is said of a thing, what one account says."""
    return {
        field: [fact for fact in facts if fact.key.account == account]
        for field, facts in known.items()
    }


def of_alias(alias: EntityKey, known: FactsByField) -> FactsByField:
    """Of all that is said of a thing, what is said of it under one id."""
    return {
        field: [fact for fact in facts if fact.entity == alias] for field, facts in known.items()
    }


def figure_of_fact(scene: Scene, fact: Fact) -> Figure:
    """One fact with its source's trust."""
    status = STATUS_OF_TRUST[scene.trust_of(fact)]
    stands = status in {Status.FRESH, Status.LATE}
    return Figure(
        value=fact.value.raw if stands else None,
        status=status,
        since=None
        if status is Status.FRESH
        else scene.late_since(fact) or scene.confirmed.get(fact.source),
        qualifier=fact.value.qualifier,
        by=scene.label(fact.key.account),
        parameters=fact.value.parameters,
        account=fact.key.account,
    )


def _marked(figure: Figure, scene: Scene, candidates: Sequence[Fact]) -> Figure:
    """Say so where the source that should win is lost and another one's value is shown."""
    if not figure.known or len(candidates) == 1:
        return figure
    key = candidates[0].key
    winner = standing_of(scene.site, key.kind, key.field, key.account, key.job)
    passed_over = any(
        scene.trust[fact.source] is Trust.LOST
        and fact.key.account != key.account
        and standing_of(scene.site, key.kind, key.field, fact.key.account, fact.key.job) <= winner
        for fact in candidates
    )
    return replace(figure, remark=Remark.OTHER_SOURCE) if passed_over else figure


def _absent(scene: Scene, field: str, aliases: Sequence[EntityKey], known: FactsByField) -> Figure:
    """No fact: never, not applicable, unknown or lost."""
    suppliers = [a for a in aliases if scene.supplies(a.account, a.kind, field, a.external_id)]
    if not suppliers:
        return NEVER
    behind = COUNT_BEHIND.get(field)
    if behind is not None:
        count = figure_of(scene, behind, aliases, known)
        if count.known and count.value == 0:
            return NOT_APPLICABLE
        if count.status is Status.LOST:
            return count  # whether there is one now is lost with the count
    told = known.get(AMOUNT_BEHIND.get(field, ""))
    if told:
        amount = figure_of_fact(scene, told[0])
        return NOT_APPLICABLE if amount.known else amount
    supplier = min(
        suppliers, key=lambda a: (standing_of(scene.site, a.kind, field, a.account), a.account)
    )
    return awaited(scene, supplier)


def awaited(scene: Scene, alias: EntityKey) -> Figure:
    """What an account that could supply a value, and has not, makes of it."""
    account, label = alias.account, scene.label(alias.account)
    sources = scene.sources_of(account, alias.kind)
    if not sources:
        return Figure(
            status=Status.UNKNOWN, since=scene.awaited_since(account), by=label, account=account
        )
    if all(scene.trust[key] is Trust.LOST for key in sources):
        since = max((scene.confirmed.get(key, 0.0) for key in sources), default=None)
        return Figure(status=Status.LOST, since=since, by=label, account=account)
    return Figure(
        status=Status.UNKNOWN,
        since=scene.awaited_since(account),
        by=label,
        remark=Remark.NOT_SENT,
        account=account,
    )
