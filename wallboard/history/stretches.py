"""People in their states, from when until when: only where the site's policy names them.

A look a minute, but a stretch begins when its source says that the state began. A state that
came and went between two looks is part of the one before it. Nobody is recorded while logged out,
nor while her source is late or lost: then the stretch ends with the last look that saw her.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db import transaction

from wallboard.boards.models import Site
from wallboard.domain.policy import Policy
from wallboard.domain.states import AgentState
from wallboard.history.models import REASON_CHARACTERS, AgentStretch, NamedClock
from wallboard.history.named import days_of, keeps_stretches
from wallboard.projections.figure_value import Figure, Status
from wallboard.projections.people import beside_state, person_of
from wallboard.projections.scene import Scene

APART_SECONDS = 150  # longer between two looks: what was in between is not known
UNRECORDED = frozenset({AgentState.LOGGED_OUT.value, AgentState.UNKNOWN.value})


@dataclass(frozen=True, slots=True)
class Seen:
    """Somebody's state at a look. `since` is in epoch seconds, None where nobody told."""

    state: str
    reason: str
    since: float | None


def keep(scene: Scene) -> int:
    """Look once at the people of the scene's site; rows written. A look that is not later than the
    last one changes nothing."""
    site = Site.objects.get(pk=scene.site.id)
    policy = site.own_policy()
    if not keeps_stretches(policy) or not days_of(site):
        return 0
    now_at = int(scene.now_at)
    with transaction.atomic():
        clock, _ = NamedClock.objects.select_for_update().get_or_create(site=site)
        last_at = clock.looked_at
        if last_at is not None and now_at <= last_at:
            return 0
        written = _write(site, dict(seen_in(scene)), policy, last_at, now_at)
        NamedClock.objects.filter(pk=clock.pk).update(looked_at=now_at)
    return written


def seen_in(scene: Scene) -> Iterator[tuple[int, Seen]]:
    """Agent → what she is seen in; whoever is logged out or not heard of is not there."""
    for agent in scene.site.agents.values():
        person = person_of(scene, agent)
        state = person.state
        if state.status is not Status.FRESH or state.value in UNRECORDED:
            continue
        since = beside_state(scene, person, "state_since").value
        reason = _text(beside_state(scene, person, "reason"))
        began = float(since) if isinstance(since, int | float) else None
        yield int(agent.id), Seen(str(state.value), reason, began)


def _text(figure: Figure) -> str:
    return str(figure.value)[:REASON_CHARACTERS] if figure.known and figure.value else ""


def _write(
    site: Site, seen: Mapping[int, Seen], policy: Policy, last_at: int | None, now_at: int
) -> int:
    followed = last_at is not None and now_at - last_at <= APART_SECONDS
    open_ = {row.agent_id: row for row in AgentStretch.objects.filter(site=site, to_at=None)}
    ended: list[AgentStretch] = []
    begun: list[AgentStretch] = []
    for agent, row in open_.items():
        now = seen.get(agent)
        if followed and now is not None and _goes_on(row, now):
            continue
        row.to_at = _end_of(row, now if followed else None, policy, last_at, now_at)
        ended.append(row)
    over = {row.agent_id: row for row in ended}
    for agent, now in seen.items():
        if agent in open_ and agent not in over:
            continue
        before = over[agent].to_at if agent in over and followed else None
        from_at = _begin_of(now, before, policy, last_at, now_at)
        begun.append(
            AgentStretch(
                site=site, agent_id=agent, state=now.state, reason=now.reason, from_at=from_at
            )
        )
    AgentStretch.objects.bulk_update(ended, ["to_at"], batch_size=500)
    AgentStretch.objects.bulk_create(begun, batch_size=500)
    return len(ended) + len(begun)


def _goes_on(row: AgentStretch, now: Seen) -> bool:
    return (row.state, row.reason) == (now.state, now.reason)


def _end_of(
    row: AgentStretch, now: Seen | None, policy: Policy, last_at: int | None, now_at: int
) -> int:
    """When the next state began; where there is none, the last look that saw this one."""
    last = row.from_at if last_at is None else last_at
    if now is None:
        changed: float = last
    else:
        # The last look still saw the old one: a source that says otherwise is a moment behind.
        changed = now.since if now.since is not None and now.since > last else now_at
    return min(now_at, max(row.from_at, int(policy.rounded(changed))))


def _begin_of(
    now: Seen, before: int | None, policy: Policy, last_at: int | None, now_at: int
) -> int:
    """When its source says that it began, but not within what is known otherwise."""
    if before is not None:
        return before
    began = now_at if now.since is None else min(now_at, int(policy.rounded(now.since)))
    return began if last_at is None else max(began, int(policy.rounded(last_at)))
