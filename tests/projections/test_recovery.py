"""The recovery arithmetic in an explanation: whole chain from counts to "the next 30"."""

from __future__ import annotations

from typing import Any

import pytest

from tests.projections.scenes import NOW, of_queue, queue, scene, site
from wallboard.domain.board import WidgetSpec
from wallboard.domain.observation import Qualifier, Value
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
    options = {"metric": "service_level", "target": target, **options}
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
