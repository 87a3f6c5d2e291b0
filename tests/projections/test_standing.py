"""Before whom a source is believed: the site's order, else events, polls, schedules, then rank."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

import pytest

from connectors.registry import VENDORS
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
from wallboard.domain.observation import Kind, Qualifier, Value
from wallboard.domain.vendor import Origin
from wallboard.projections.people import beside_state, person_of
from wallboard.projections.resolution import figure_of
from wallboard.projections.totals import figure_of_queue

ORIGINS = {"events": Origin.EVENTS, "polled": Origin.POLLED, "planned": Origin.SCHEDULE}
# Ranks against the origins, so that only one of the two can decide.
SOURCES = tuple(
    source(name, rank=-place, origins={"state": origin})
    for place, (name, origin) in enumerate(ORIGINS.items())
)
ANN = agent("7", *ORIGINS, name="Ann")
SUPPORT = queue("1", *ORIGINS)
SPEC = site(SUPPORT, ANN, sources=SOURCES)
STATES = {"events": "ringing", "polled": "available", "planned": "paused"}
SAID = [of_agent(name, "7", state=state, reason=name) for name, state in STATES.items()]


def state(ages: Any = None, spec: Any = SPEC) -> Any:
    return figure_of(scene(spec, *SAID, ages=ages), "state", ANN.aliases).as_json()


def test_events_are_believed_before_polls_and_those_before_schedules() -> None:
    assert state() == {"v": "ringing"}
    assert state({"events": LATE})["v"] == "ringing"


def test_a_lost_winner_gives_way_to_the_next_which_is_marked() -> None:
    assert state({"events": LOST}) == {"v": "available", "by": "Polled", "n": "other_source"}
    both = state({"events": LOST, "polled": LOST})
    assert both == {"v": "paused", "by": "Planned", "n": "other_source"}


def test_the_sites_order_for_a_field_goes_before_everything() -> None:
    spec = replace(SPEC, orders={(Kind.AGENT, "state"): ("planned",)})
    assert state(spec=spec) == {"v": "paused"}
    assert state({"planned": LOST}, spec) == {"v": "ringing", "by": "Events", "n": "other_source"}
    other = replace(SPEC, orders={(Kind.QUEUE, "state"): ("planned",)})
    assert state(spec=other) == {"v": "ringing"}


@pytest.mark.parametrize("order", itertools.permutations(ORIGINS))
def test_any_order_is_followed_down_to_its_last_account(order: tuple[str, ...]) -> None:
    spec = replace(SPEC, orders={(Kind.AGENT, "state"): order})
    for lost in range(3):
        ages = dict.fromkeys(order[:lost], LOST)
        assert state(ages, spec)["v"] == STATES[order[lost]]


def test_of_one_origin_the_lower_rank_is_believed() -> None:
    spec = site(ANN, sources=(source("polled", 2), source("events", 1), source("planned", 3)))
    assert state(spec=spec) == {"v": "ringing"}


def test_what_goes_with_a_state_is_of_whom_it_is() -> None:
    spec = replace(SPEC, orders={(Kind.AGENT, "state"): ("planned",)})
    one = scene(spec, *SAID)
    assert beside_state(one, person_of(one, ANN), "reason").value == "planned"


def test_a_whole_count_is_believed_before_one_since_we_looked() -> None:
    some = of_queue("events", "1", answered=Value(3, Qualifier.AT_LEAST))
    whole = of_queue("polled", "1", answered=90)
    one = scene(SPEC, some, whole)
    assert figure_of(one, "answered", SUPPORT.aliases).as_json() == {"v": 90}
    spec = replace(SPEC, orders={(Kind.QUEUE, "answered"): ("events",)})
    assert figure_of(scene(spec, some, whole), "answered", SUPPORT.aliases).value == 3


def test_who_counts_those_that_wait_says_since_when() -> None:
    facts = [
        of_queue("events", "1", contacts_waiting=0),
        of_queue("polled", "1", contacts_waiting=1, longest_wait_since=20.0),
    ]
    one = scene(SPEC, *facts)
    assert figure_of(one, "longest_wait_since", SUPPORT.aliases).as_json() == {"v": None, "s": "na"}
    lost = scene(SPEC, *facts, ages={"events": LOST})
    shown = figure_of(lost, "longest_wait_since", SUPPORT.aliases).as_json()
    assert shown == {"v": 20.0, "by": "Polled", "n": "other_source"}


def test_who_counts_somebody_without_saying_since_when_is_helped_out() -> None:
    facts = [
        of_queue("events", "1", contacts_waiting=2),
        of_queue("polled", "1", contacts_waiting=1, longest_wait_since=20.0),
    ]
    shown = figure_of(scene(SPEC, *facts), "longest_wait_since", SUPPORT.aliases).as_json()
    assert shown == {"v": 20.0, "by": "Polled", "n": "other_source"}


FLATTERING = {"answered": 10, "answered_in_threshold": 10}
WHOLE = {**FLATTERING, "answered_in_threshold": 5, "abandoned": 0, "abandoned_short": 0}


def test_a_ratio_is_of_whom_supports_the_better_formula_unless_ordered_otherwise() -> None:
    rows = frozenset(FLATTERING)
    poor = replace(SOURCES[0], supplies={Kind.QUEUE: rows})
    spec = site(SUPPORT, sources=(poor, *SOURCES[1:]))
    facts = [of_queue("events", "1", **FLATTERING), of_queue("polled", "1", **WHOLE)]

    def level(spec: Any, **ages: float) -> Any:
        shown = figure_of_queue(scene(spec, *facts, ages=ages), "service_level", SUPPORT).as_json()
        return shown["v"], shown["p"]["letter"], shown.get("n"), shown.get("by")

    assert level(spec) == (0.5, "SL-E", None, None)
    assert level(spec, polled=LOST) == (1.0, "SL-D", "other_source", "Events")
    ordered = replace(spec, orders={(Kind.QUEUE, "service_level"): ("events",)})
    assert level(ordered) == (1.0, "SL-D", "other_letter", None)


def test_every_vendors_jobs_say_how_they_know() -> None:
    found = {
        vendor: {job.name: job.comes_by for job in spec.jobs} for vendor, spec in VENDORS.items()
    }
    assert found["o2g"]["events"] is Origin.EVENTS
    assert found["trio"]["state"] is found["sinch"]["state"] is Origin.POLLED
    assert found["calabrio"]["realtime"] is found["calabrio"]["schedule"] is Origin.SCHEDULE
