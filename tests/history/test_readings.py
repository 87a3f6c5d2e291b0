"""What a scene says of the instant: people of a queue, by states that add up to those staffed."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.o2g.observe import STATES as STATES_OF_O2G
from connectors.sinch.spec import LIVE_OF_QUEUES
from tests.history.test_book import Keeper
from tests.projections.scenes import (
    LATE,
    LOST,
    agent,
    of_agent,
    of_queue,
    queue,
    scene,
    site,
    source,
)
from wallboard.domain.board import QueueSpec
from wallboard.domain.facts import EntityKey
from wallboard.domain.observation import Kind, Parameters, Value
from wallboard.history.book import SITE, Scope
from wallboard.history.measures import measures
from wallboard.history.quarters import quarter_of
from wallboard.history.readings import reading_of
from wallboard.projections.totals import figure_of_queue

TEN = 1_760_000_400  # a quarter begins
QUEUE = Scope("queue", "1")


def supplying(*fields: str, account: str = "sinch") -> Any:
    return site(
        queue("1", account), sources=(source(account, supplies={Kind.QUEUE: frozenset(fields)}),)
    )


def people(spec: Any, account: Any = "sinch", age: Any = None, **states: Any) -> Any:
    ages = None if age is None else {account: age}
    a_scene = scene(spec, of_queue(account, "1", **states), ages=ages)
    return reading_of(a_scene).gauges[QUEUE].agents


SINCH = supplying(*LIVE_OF_QUEUES)


def test_whoever_is_staffed_is_in_a_state_also_where_the_source_tells_only_some() -> None:
    assert people(SINCH, staffed=10, available=2, wrap_up=1, paused=1) == {
        "available": 2,
        "wrap_up": 1,
        "paused": 1,
        "unknown": 6,
    }
    assert people(supplying("staffed"), staffed=10) == {"unknown": 10}


def test_history_says_what_the_board_said() -> None:
    keeper = Keeper()
    for at in range(TEN, TEN + 901, 60):
        told = of_queue("sinch", "1", staffed=10, available=2, wrap_up=1, paused=1)
        a_scene = scene(SINCH, told, ages={"sinch": float(at)}, now_at=float(at))
        keeper.take(reading_of(a_scene))
    board = figure_of_queue(a_scene, "staffed", SINCH.queues["1"])
    tally = keeper.tally(QUEUE, TEN)
    staffed = next(row for row in measures() if row.key == "staffed")
    assert board.value == staffed.of(tally) == tally.numbers["most_staffed"] == 10
    assert quarter_of(TEN) == TEN and tally.covered_seconds("agents") == 900


def test_those_who_are_logged_out_are_not_of_the_staffed() -> None:
    told = {"staffed": 4, "available": 3, "logged_out": 9}
    assert people(supplying(*told), **told) == {"available": 3, "logged_out": 9, "unknown": 1}


def test_states_that_are_more_than_the_staffed_are_of_two_instants_and_none_is_kept() -> None:
    assert people(SINCH, staffed=3, available=2, wrap_up=1, paused=1) is None


def test_where_nobody_tells_the_staffed_all_states_make_them_and_some_do_not() -> None:
    every = {"available": 2, "ringing": 0, "on_contact": 5, "on_hold": 0}
    every |= {"wrap_up": 1, "paused": 1, "busy_other": 0}
    assert people(supplying(*every), **every) == every
    del every["on_hold"]
    assert people(supplying(*every), **every) is None
    assert people(supplying("logged_out"), logged_out=3) is None


@pytest.mark.parametrize("silent", ["staffed", "paused"])
def test_what_a_source_could_tell_and_does_not_is_a_gap(silent: str) -> None:
    told = {"staffed": 10, "available": 2, "wrap_up": 1, "paused": 1}
    del told[silent]
    assert people(SINCH, **told) is None
    assert people(SINCH, age=LATE, **told) is None


def test_a_group_of_o2g_has_its_rest_too() -> None:
    told = {"staffed": 12, "available": 2, "ringing": 1, "on_contact": 5}
    told |= {"wrap_up": 1, "paused": 1, "busy_other": 1}
    found = people(supplying(*STATES_OF_O2G, account="o2g"), "o2g", **told)
    assert sum(found.values()) == 12 and found["unknown"] == 1


def test_states_are_of_one_account_with_the_staffed_they_are_part_of() -> None:
    few = source("sinch", supplies={Kind.QUEUE: frozenset({"staffed", "available"})})
    spec = site(queue("1", "sinch", "trio"), sources=(few, source("trio", rank=1)))
    a_scene = scene(
        spec,
        of_queue("sinch", "1", staffed=4, available=1),
        of_queue("trio", "1", staffed=9, available=3, on_contact=6, paused=2),
    )
    assert reading_of(a_scene).gauges[QUEUE].agents == {"available": 1, "unknown": 3}


def test_of_a_site_whose_people_nobody_names_nothing_is_kept() -> None:
    a_scene = scene(SINCH, of_queue("sinch", "1", staffed=4, available=1, wrap_up=0, paused=0))
    assert reading_of(a_scene).gauges[SITE].agents is None


@pytest.mark.parametrize("age", [None, LATE, LOST])
def test_a_sum_that_lacks_a_source_is_a_gap(age: Any) -> None:
    """Also of one that has said nothing since the store was emptied."""
    two = site(
        *(queue("1", "trio"), queue("2", "sinch"), agent("3", "trio"), agent("4", "sinch")),
        sources=(source("trio"), source("sinch")),
    )
    told = of_queue("trio", "1", contacts_waiting=0), of_agent("trio", "3", state="available")
    late = of_queue("sinch", "2", contacts_waiting=50), of_agent("sinch", "4", state="paused")
    gauges = reading_of(scene(two, *told, *late, ages={"sinch": age})).gauges
    assert (gauges[SITE].waiting, gauges[SITE].agents) == (None, None)
    assert gauges[QUEUE].waiting == 0


def test_a_member_that_its_system_no_longer_lists_is_missed_in_what_is_covered() -> None:
    here, gone = queue("1", "trio"), queue("2", "trio")
    both = QueueSpec("9", "Both", (), members=(here, gone))
    spec, keeper = site(here, both), Keeper()
    for at in range(TEN, TEN + 901, 60):
        told = of_queue("trio", "1", answered=Value(at - TEN, parameters={"window": "day"}))
        keeper.take(reading_of(scene(spec, told, ages={"trio": float(at)}, now_at=float(at))))
    covered = {
        scope: keeper.tally(scope, TEN).covered_seconds("contacts")
        for scope in (QUEUE, Scope("queue", "9"), SITE)
    }
    assert covered == {QUEUE: 900, Scope("queue", "9"): 450, SITE: 900}
    assert keeper.tally(Scope("queue", "9"), TEN).numbers["answered"] == 900


def test_counts_of_one_id_do_not_stand_beside_those_of_both() -> None:
    """As on a board: a share of a queue's contacts is of the counts that each of its ids tells."""
    day: Parameters = {"window": "day", "threshold_seconds": 20}
    both = {
        "answered": Value(100, parameters=day),
        "answered_in_threshold": Value(80, parameters=day),
    }
    alone = {"abandoned": Value(100, parameters=day), "abandoned_short": Value(0, parameters=day)}
    ids = tuple(EntityKey("a", Kind.QUEUE, id_) for id_ in ("x", "y"))
    spec = site(
        QueueSpec("1", "Pair", ids),
        sources=(source("a", supplies={Kind.QUEUE: frozenset({*both, *alone})}),),
    )
    never = {"never": "abandoned abandoned_short abandoned_in_threshold"}
    a_scene = scene(spec, of_queue("a", "x", **both, **alone), of_queue("a", "y", **both, **never))
    told = reading_of(a_scene).counts["1", "contacts"]
    assert told is not None
    assert dict(told.counts) == {"answered": 200, "answered_in_threshold": 160}
