"""People whom two sources see differently: on in one and off in another, on outside the shift."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from wallboard.domain.board import AgentSpec
from wallboard.domain.schedule import Scheduled, parse
from wallboard.domain.states import AgentState
from wallboard.projections.sanity_facts import (
    Own,
    Suspicion,
    at_clock,
    by_account,
    fresh_facts,
    labels,
)
from wallboard.projections.scene import Scene

SHIFT_MARGIN_SECONDS = 1800.0  # people come early and finish their last contact
HABIT_SECONDS = 7 * 86_400.0  # who was off there for so long does not work in that system


class _Side(NamedTuple):
    """What one account says of a person: on or off, and since when it says exactly this."""

    on: bool
    received_at: float


def _sides(scene: Scene, agent: AgentSpec) -> dict[str, _Side]:
    """Account → its side. One that knows her by a word that nobody understands has none."""
    found: dict[str, _Side] = {}
    for account, aliases in by_account(agent.aliases).items():
        states = [fact for a in aliases if (fact := fresh_facts(scene, a).get("state"))]
        words = {str(fact.value.raw) for fact in states}
        on = words - {AgentState.LOGGED_OUT, AgentState.UNKNOWN}
        if on or words == {AgentState.LOGGED_OUT}:
            found[account] = _Side(bool(on), max(fact.received_at for fact in states))
    return found


def on_and_off(scene: Scene, before: Own) -> tuple[list[Suspicion], Own]:
    """Logged on in one system and logged off in another."""
    found = []
    for agent in scene.site.agents.values():
        if len(agent.aliases) < 2:
            continue
        sides = _sides(scene, agent)
        on = {account: side for account, side in sides.items() if side.on}
        off = {
            account: side
            for account, side in sides.items()
            if not side.on and scene.now_at - side.received_at < HABIT_SECONDS
        }
        if on and off:
            text = (
                f"{agent.name} is logged on in {labels(scene, on)} and off in {labels(scene, off)}."
            )
            told = [side.received_at for side in (*on.values(), *off.values())]
            off_since = min(side.received_at for side in off.values())
            found.append(Suspicion(agent.id, text, off_since, max(told)))
    return found, {}


def off_shift(scene: Scene, before: Own) -> tuple[list[Suspicion], Own]:
    """Logged on while no schedule has anything for the person, by a margin on either side."""
    found = []
    for agent in scene.site.agents.values():
        schedules = _schedules(scene, agent)
        if not schedules:
            continue
        activities = [activity for schedule in schedules for activity in schedule]
        if any(_is_near(activity, scene.now_at) for activity in activities):
            continue
        on = [account for account, side in _sides(scene, agent).items() if side.on]
        if on:
            when = _beside(scene, activities)
            text = f"{agent.name} is logged on in {labels(scene, on)}, but {when}."
            ends = [a.end_at for a in activities if a.end_at <= scene.now_at]
            not_before = max(ends) + SHIFT_MARGIN_SECONDS if ends else None
            found.append(Suspicion(agent.id, text, not_before))
    return found, {}


def _schedules(scene: Scene, agent: AgentSpec) -> list[Sequence[Scheduled]]:
    """All that are known now; one that cannot be read is as good as none."""
    found: list[Sequence[Scheduled]] = []
    for alias in agent.aliases:
        fact = fresh_facts(scene, alias).get("schedule")
        if fact is None:
            continue
        try:
            found.append(parse(str(fact.value.raw)))
        except ValueError:
            continue
    return found


def _is_near(activity: Scheduled, now_at: float) -> bool:
    begins, ends = activity.start_at - SHIFT_MARGIN_SECONDS, activity.end_at + SHIFT_MARGIN_SECONDS
    return begins <= now_at < ends


def _beside(scene: Scene, activities: Sequence[Scheduled]) -> str:
    ended = max((a.end_at for a in activities if a.end_at <= scene.now_at), default=None)
    begins = min((a.start_at for a in activities if a.start_at > scene.now_at), default=None)
    words = []
    if ended is not None:
        words.append(f"the shift ended at {at_clock(scene, ended)}")
    if begins is not None:
        words.append(f"the next one begins at {at_clock(scene, begins)}")
    return " and ".join(words) or "nothing is scheduled"
