"""The recovery arithmetic in an explanation: whole chain from counts to "the next 30"."""

from __future__ import annotations

from typing import Any

import pytest

from tests.projections.scenes import LATE, LOST, NOW, of_queue, queue, scene, site, source
from wallboard.domain.board import QueueSpec, WidgetSpec
from wallboard.domain.facts import EntityKey
from wallboard.domain.observation import Kind, Qualifier, Value
from wallboard.projections.why import why

SPEC = site(queue("1", "trio"), queue("2", "trio"))
DAY: dict[str, Any] = {"window": "day", "threshold_seconds": 20}
NOBODY = {"contacts_waiting": 0}


def counts(parameters: dict[str, Any], **numbers: int) -> dict[str, Any]:
    return {key: Value(number, parameters=parameters) for key, number in numbers.items()}


def level(answered=100, in_time=74, abandoned=0, short=0, parameters=DAY) -> dict[str, Any]:
    numbers = {"answered": answered, "answered_in_threshold": in_time}
    return counts(parameters, **numbers, abandoned=abandoned, abandoned_short=short)


def test_counts_since_we_looked_say_nothing_of_what_the_day_needs() -> None:
    some = {key: Value(one.raw, Qualifier.AT_LEAST, DAY) for key, one in level().items()}
    assert recovery(of_queue("trio", "1", **level())) is not None
    assert recovery(of_queue("trio", "1", **some)) is None


def recovery(*facts: Any, target: float | None = 0.8, type_: str = "figure", **options: Any) -> Any:
    """Over the queues of which there are facts."""
    told = sorted({fact.key.external_id for group in facts for fact in group})
    options = {"metric": "service_level", "target": target, "queues": told, **options}
    widget = WidgetSpec("5", type_, "", 0, 0, 1, 1, options)
    found = why(scene(SPEC, *facts), widget)
    assert found is not None
    return found["recovery"]


def test_the_next_thirty_must_be_in_time():
    found = recovery(of_queue("trio", "1", **level(), **NOBODY))
    assert found == {
        "target": 0.8,
        "contacts": 30,
        "contacts_at_most": 30,
        "waiting_too_long": 0,
        "waiting_too_long_at_most": 0,
    }


def test_who_waits_too_long_is_a_miss_already():
    waits = {"contacts_waiting": 3, "longest_wait_since": NOW - 21}
    found = recovery(of_queue("trio", "1", **level(), **waits))
    assert (found["waiting_too_long"], found["waiting_too_long_at_most"]) == (1, 3)
    assert (found["contacts"], found["contacts_at_most"]) == (34, 42)


def test_who_waits_shorter_is_none():
    waits = {"contacts_waiting": 3, "longest_wait_since": NOW - 19}
    assert recovery(of_queue("trio", "1", **level(), **waits))["contacts_at_most"] == 30


@pytest.mark.parametrize("waits", [{}, {"longest_wait_since": NOW - 90}])
def test_how_many_wait_may_not_be_known(waits):
    found = recovery(of_queue("trio", "1", **level(), **waits))
    assert found["contacts_at_most"] is None
    assert found["waiting_too_long"] == len(waits)


def test_a_target_that_is_met_needs_nobody_and_one_of_all_is_out_of_reach():
    good = of_queue("trio", "1", **level(in_time=90), **NOBODY)
    assert recovery(good)["contacts"] == 0
    assert recovery(good, target=1.0)["contacts"] is None


def test_queues_are_added_up_and_waiting_is_counted_in_each():
    found = recovery(
        of_queue("trio", "1", **level(50, 37), contacts_waiting=2, longest_wait_since=NOW - 60),
        of_queue("trio", "2", **level(50, 37), contacts_waiting=1, longest_wait_since=NOW - 60),
    )
    assert (found["waiting_too_long"], found["waiting_too_long_at_most"]) == (2, 3)
    assert found["contacts"] == 38


TWO = site(queue("1", "trio"), queue("2", "sinch"), sources=(source("trio"), source("sinch")))
A_HUNDRED = of_queue("trio", "1", **level(100, 74), **NOBODY)
REPORTED = source("sinch", supplies={Kind.QUEUE: frozenset({"service_level"})})
MUTE = source("sinch", supplies={})


def recovery_of_site(spec: Any, *facts: Any, ages: Any = None, queues: Any = ()) -> Any:
    options = {"metric": "service_level", "target": 0.8, "queues": list(queues)}
    widget = WidgetSpec("5", "figure", "", 0, 0, 1, 1, options)
    found = why(scene(spec, *facts, ages=ages), widget)
    assert found is not None
    return found["recovery"]


@pytest.mark.parametrize("age", [LOST, None])
def test_a_day_of_which_a_source_is_missing_has_no_number(age: float | None) -> None:
    other = of_queue("sinch", "2", **level(100, 20), **NOBODY)
    assert recovery_of_site(TWO, A_HUNDRED, other)["contacts"] == 330
    assert recovery_of_site(TWO, A_HUNDRED, other, ages={"sinch": age}) is None


def test_a_day_that_is_late_has_the_number_of_its_last_word() -> None:
    other = of_queue("sinch", "2", **level(100, 20), **NOBODY)
    assert recovery_of_site(TWO, A_HUNDRED, other, ages={"sinch": LATE})["contacts"] == 330


def test_a_queue_that_is_left_out_leaves_no_number() -> None:
    reported = of_queue("sinch", "2", service_level=Value(0.2, Qualifier.AS_REPORTED))
    apart = site(queue("1", "trio"), queue("2", "sinch"), sources=(source("trio"), REPORTED))
    assert recovery_of_site(apart, A_HUNDRED, reported) is None
    slower = level(100, 20, parameters={**DAY, "threshold_seconds": 30})
    assert recovery_of_site(TWO, A_HUNDRED, of_queue("sinch", "2", **slower)) is None


def test_a_queue_that_can_never_tell_is_missed_only_where_it_is_a_member() -> None:
    parts = queue("1", "trio"), queue("2", "sinch")
    both = QueueSpec("9", "Both", (), members=parts)
    spec = site(*parts, both, sources=(source("trio"), MUTE))
    assert recovery_of_site(spec, A_HUNDRED, queues=["1", "2"])["contacts"] == 30
    assert recovery_of_site(spec, A_HUNDRED, queues=["9"]) is None


def test_a_queue_of_which_one_id_is_not_sent_leaves_no_number() -> None:
    pair = QueueSpec("1", "Pair", tuple(EntityKey("trio", Kind.QUEUE, id_) for id_ in "12"))
    assert recovery_of_site(site(pair), A_HUNDRED, of_queue("trio", "2", staffed=3)) is None
    other = of_queue("trio", "2", **level(100, 20))
    found = recovery_of_site(site(pair), A_HUNDRED, other, of_queue("trio", "2", **NOBODY))
    assert found["contacts"] == found["contacts_at_most"] == 330
    assert recovery_of_site(site(pair), A_HUNDRED, other)["contacts_at_most"] is None


def test_only_of_today_and_only_of_a_level_with_a_target():
    of_an_hour = {"window": "rolling", "threshold_seconds": 20}
    assert recovery(of_queue("trio", "1", **level(parameters=of_an_hour), **NOBODY)) is None
    assert recovery(of_queue("trio", "1", **level(), **NOBODY), target=None) is None
    assert recovery(of_queue("trio", "1", **level(), **NOBODY), target=80.0) is None
    assert recovery(of_queue("trio", "1", **level(), **NOBODY), metric="abandon_rate") is None


def test_a_cell_recovers_to_its_warning():
    widget = WidgetSpec(
        *("5", "queue_table", "", 0, 0, 1, 1),
        {"columns": ["service_level"], "thresholds": {"service_level": {"warn": 0.8}}},
    )
    facts = of_queue("trio", "1", **level(), **NOBODY)
    found = why(scene(SPEC, facts), widget, "service_level", "1")
    assert found is not None
    assert found["recovery"]["contacts"] == 30
    assert found["labels"]["answered_in_threshold"] == "Answered in time"


def test_a_stated_letter_decides():
    facts = of_queue("trio", "1", **level(100, 74, abandoned=10, short=4), **NOBODY)
    assert recovery(facts, letter="SL-D")["contacts"] == 30
    assert recovery(facts, letter="SL-A")["contacts"] == 70
