"""For any sequence: without loss the tracker is right at every step; with duplicates, replays,
reorderings across agents, losses and cuts it is right after the next snapshot."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.connectors.o2g.small_centre import PILOTS, Event, SmallCentre
from tests.connectors.o2g.telling import Told

ACTIONS = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 11), st.integers(0, 40)), min_size=1, max_size=60
)
# What the channel does to the events of a step.
NOISE = st.lists(st.sampled_from(["", "", "", "duplicate", "lose", "replay", "reorder"]),
                 min_size=60, max_size=60)  # fmt: skip
QUICK = settings(max_examples=120, deadline=None)


def states(told: Told, centre: SmallCentre) -> dict[str, Any]:
    return {person.login: told.agent(person.login).get("state") for person in centre.people}


def references(told: Told, centre: SmallCentre) -> dict[str, set[str]]:
    agents = told.tracker.people.agents
    return {
        person.login: {
            call.ref for call in agents[person.login].calls.values() if call.state != "RELEASING"
        }
        for person in centre.people
    }


def figures(told: Told) -> dict[str, tuple[int, int, int]]:
    names = ("answered", "answered_in_threshold", "wait_seconds")
    found = {}
    for pilot in PILOTS:
        said = told.queue(f"pilot:{pilot}")
        found[pilot] = tuple(int(said.get(name, 0)) for name in names)
    return found  # type: ignore[return-value]


def snapshot(told: Told, centre: SmallCentre) -> None:
    asked_at = told.at + 0.5
    told.tracker.begin_snapshot(asked_at)
    told.tell(*centre.snapshots(), seconds=1.0)
    told.tracker.end_snapshot(asked_at, [person.login for person in centre.people])
    told.keep()


def begun() -> tuple[SmallCentre, Told]:
    centre, told = SmallCentre(), Told()
    snapshot(told, centre)
    return centre, told


@QUICK
@given(ACTIONS)
def test_without_loss_it_is_right_at_every_step(actions: list[tuple[int, int, int]]) -> None:
    centre, told = begun()
    for action in actions:
        told.tell(*centre.act(*action))
        assert states(told, centre) == centre.states()
        assert references(told, centre) == centre.references()
        assert figures(told) == centre.figures()


@QUICK
@given(ACTIONS)
def test_every_line_may_come_twice(actions: list[tuple[int, int, int]]) -> None:
    centre, told = begun()
    for action in actions:
        for event in centre.act(*action):
            told.tell(event, copy.deepcopy(event))
        assert states(told, centre) == centre.states()
        assert figures(told) == centre.figures()


@QUICK
@given(ACTIONS, st.integers(1, 20))
def test_a_replay_of_the_last_lines_ends_where_it_began(
    actions: list[tuple[int, int, int]], lines: int
) -> None:
    centre, told = begun()
    past: list[Event] = []
    for action in actions:
        events = centre.act(*action)
        past += copy.deepcopy(events)
        told.tell(*events)
    told.tell(*copy.deepcopy(past[-lines:]), seconds=0.0)
    snapshot(told, centre)
    assert states(told, centre) == centre.states()
    assert references(told, centre) == centre.references()
    assert figures(told) == centre.figures()


@QUICK
@given(ACTIONS, st.randoms(use_true_random=False))
def test_agents_may_be_told_of_in_any_order_among_each_other(
    actions: list[tuple[int, int, int]], dice: Any
) -> None:
    centre, told = begun()
    waiting: dict[str, list[Event]] = {}
    for action in actions:
        for event in centre.act(*action):
            waiting.setdefault(event["loginName"], []).append(event)
    while waiting:
        login = dice.choice(sorted(waiting))
        told.tell(waiting[login].pop(0))
        if not waiting[login]:
            del waiting[login]
    assert states(told, centre) == centre.states()
    assert references(told, centre) == centre.references()


def noisy(event: Event, how: str, past: list[Event], held: list[Event]) -> list[Event]:
    """What arrives instead of one event."""
    if how == "lose":
        return []
    if how == "duplicate":
        return [event, copy.deepcopy(event)]
    if how == "replay":
        return [*copy.deepcopy(past[-5:]), event]
    if how == "reorder":
        held.append(event)
        return []
    # What was held back comes before the next of the same agent, so that her order is kept.
    found = [one for one in held if one["loginName"] == event["loginName"]]
    held[:] = [one for one in held if one not in found]
    return [*found, event]


@QUICK
@given(ACTIONS, NOISE)
def test_after_whatever_loss_a_snapshot_makes_it_right(
    actions: list[tuple[int, int, int]], noise: list[str]
) -> None:
    centre, told = begun()
    past: list[Event] = []
    held: list[Event] = []
    unseen = 0  # references that changed without our being told: each is another contact
    for action, how in zip(actions, noise, strict=False):
        for event in centre.act(*action):
            told.tell(*noisy(event, how, past, held))
            past.append(copy.deepcopy(event))
            changes = "previousCallRef" in event or "replacedByCallRef" in event
            unseen += changes and how in ("lose", "reorder")
    snapshot(told, centre)
    assert states(told, centre) == centre.states()
    assert references(told, centre) == centre.references()
    for pilot, (answered, _, _) in figures(told).items():
        assert (
            answered <= len(centre.answered[pilot]) + unseen
        )  # lost ones are missing, none is invented


@QUICK
@given(ACTIONS, NOISE, st.integers(0, 59))
def test_differences_add_up_to_the_whole(
    actions: list[tuple[int, int, int]], noise: list[str], turn: int
) -> None:
    centre, told = begun()
    held: list[Event] = []
    for number, (action, how) in enumerate(zip(actions, noise, strict=False)):
        for event in centre.act(*action):
            told.tell(*noisy(event, how, [], held))
        if number == turn:
            told.tracker.turn(told.at)
            told.keep()
    whole = {(one.kind, one.external_id): dict(one.values)
             for one in told.tracker.everything(told.at)}  # fmt: skip
    assert {key: values for key, values in told.said.items() if values} == whole
