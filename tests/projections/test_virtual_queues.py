"""A queue over queues: sums of counts, ratios of sums, one letter, and what it lacks is said."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.projections.scenes import (
    FRESH,
    LATE,
    LOST,
    NOW,
    bound,
    of_queue,
    queue,
    scene,
    site,
    source,
    view,
)
from wallboard.domain.board import QueueSpec
from wallboard.domain.facts import SiteFacts, SourceKey
from wallboard.domain.observation import Kind, Qualifier, Value
from wallboard.projections.memo import Memo
from wallboard.projections.ratios import Rule
from wallboard.projections.registry import bind
from wallboard.projections.scene import scene_of
from wallboard.projections.totals import figure_of_queue, figure_of_queues

A, B, C = queue("1", "a", name="One"), queue("2", "b", name="Two"), queue("3", "c", name="Three")
BOTH = QueueSpec("9", "Both", (), members=(A, B))
SOURCES = (source("a"), source("b"), source("c"))
SPEC = site(A, B, C, BOTH, sources=SOURCES)
COUNTS = ("answered", "abandoned", "answered_in_threshold")


def shown(key: str, *facts: Any, spec: Any = SPEC, ages: Any = None, **rule: Any) -> Any:
    a_scene = scene(spec, *facts, ages=ages)
    return figure_of_queue(a_scene, key, spec.queues["9"], Rule(**rule)).as_json()


def counts(account: str, id_: str, *numbers: Any) -> Any:
    return of_queue(account, id_, **dict(zip(COUNTS, numbers, strict=True)))


def test_counts_are_added_up_and_an_extreme_is_the_worst() -> None:
    facts = [
        of_queue("a", "1", contacts_waiting=3, longest_wait_since=50.0, expected_wait_seconds=9),
        of_queue("b", "2", contacts_waiting=4, longest_wait_since=20.0, expected_wait_seconds=7),
    ]
    assert shown("contacts_waiting", *facts) == {"v": 7}
    assert shown("longest_wait_since", *facts) == {"v": 20.0}
    assert shown("expected_wait_seconds", *facts) == {"v": 9}
    assert (
        shown("open", of_queue("a", "1", open="closed"), of_queue("b", "2", open="open"))["v"]
        == "open"
    )
    assert shown("available", of_queue("a", "1", available=3))["n"] == "no_total"


@pytest.mark.parametrize(("age", "value"), [(LATE, 7), (LOST, 3)])
def test_one_that_is_off_makes_it_one_of_two_sources(age: float, value: int) -> None:
    facts = [of_queue("a", "1", contacts_waiting=3), of_queue("b", "2", contacts_waiting=4)]
    found = shown("contacts_waiting", *facts, ages={"b": age})
    assert found == {"v": value, "s": "late", "since": age, "by": "B", "parts": [1, 2]}


def test_a_member_that_can_never_supply_it_is_missed() -> None:
    """A sum over a site passes it over; of a queue that was made of two, one is not enough."""
    mute = site(A, B, C, BOTH, sources=(source("a"), source("b", supplies={}), source("c")))
    fact = of_queue("a", "1", contacts_waiting=3)
    assert shown("contacts_waiting", fact, spec=mute) == {"v": 3, "parts": [1, 2]}
    both = figure_of_queues(scene(mute, fact), "contacts_waiting", [A, B])
    assert both.as_json() == {"v": 3}
    level = counts("a", "1", 10, 0, 5)
    assert shown("service_level", level, spec=mute, letter="SL-A") == {
        "v": 0.5,
        "parts": [1, 2],
        "p": {"letter": "SL-A"},
    }
    assert shown("contacts_waiting", spec=site(A, B, BOTH, sources=(source("c"),)))["s"] == "never"


# Answered, abandoned, answered in time: counts that can be true together.
numbers = st.tuples(st.integers(1, 500), st.integers(0, 200), st.integers(0, 300)).map(
    lambda part: (part[0], part[1], min(part[2], part[0]))
)


@given(st.lists(numbers, min_size=2, max_size=3), st.sampled_from(["SL-A", "SL-D"]))
def test_a_level_is_the_ratio_of_sums_by_hand(parts: Any, letter: str) -> None:
    members = (A, B, C)[: len(parts)]
    spec = site(A, B, C, QueueSpec("9", "All", (), members=members), sources=SOURCES)
    facts = [counts("abc"[n], str(n + 1), *part) for n, part in enumerate(parts)]
    answered, abandoned, in_time = (sum(part[n] for part in parts) for n in range(3))
    under = answered + (abandoned if letter == "SL-A" else 0)
    found = shown("service_level", *facts, spec=spec, letter=letter)
    assert found["v"] == round(float(Fraction(in_time, under)), 6)
    assert found["p"] == {"letter": letter}


@given(
    st.lists(st.integers(0, 1000), min_size=3, max_size=3),
    st.lists(st.sampled_from("1239"), min_size=1, max_size=5),
)
def test_a_queue_counts_once_however_often_it_is_named(values: Any, ids: Any) -> None:
    """Also as a member of a virtual queue, of which there may be several."""
    facts = [of_queue("abc"[n], str(n + 1), offered=value) for n, value in enumerate(values)]
    real = {one for id_ in ids for one in ("12" if id_ == "9" else id_)}
    a_scene = scene(SPEC, *facts)
    found = view("figure", a_scene, metric="offered", queues=ids)["figure"]
    assert found == {"v": sum(values[int(one) - 1] for one in real)}
    assert view("figure", a_scene, metric="offered")["figure"] == {"v": sum(values)}


def test_one_letter_that_all_support_is_named() -> None:
    rows = {Kind.QUEUE: frozenset(COUNTS)}
    spec = site(A, B, BOTH, sources=(source("a"), source("b", supplies=rows)))
    whole = of_queue(
        "a", "1", answered=90, abandoned=10, answered_in_threshold=80, abandoned_short=4
    )
    found = shown("service_level", whole, counts("b", "2", 10, 0, 10), spec=spec)
    assert found == {"v": round(90 / 110, 6), "p": {"letter": "SL-A"}, "n": "other_letter"}
    off = shown("service_level", whole, counts("b", "2", 10, 0, 10), spec=spec, ages={"b": LOST})
    assert (off["v"], off["p"], off["parts"]) == (0.8, {"letter": "SL-A"}, [1, 2])
    assert off["n"] == "other_letter"


def test_levels_of_other_thresholds_are_not_added() -> None:
    facts = [
        counts("a", "1", 10, 0, Value(5, parameters={"threshold_seconds": 20})),
        counts("b", "2", 10, 0, Value(9, parameters={"threshold_seconds": 30})),
    ]
    found = shown("service_level", *facts, letter="SL-A")
    assert (found["v"], found["parts"], found["n"]) == (0.5, [1, 2], "mixed_windows")
    assert found["p"]["threshold_seconds"] == 20
    other = shown("service_level", *facts, letter="SL-A", threshold_seconds=30)
    assert (other["v"], other["p"]["threshold_seconds"]) == (0.9, 30)


def test_a_finished_percentage_is_noted_and_not_added() -> None:
    rows = {Kind.QUEUE: frozenset({"service_level"})}
    spec = site(A, B, BOTH, sources=(source("a"), source("b", supplies=rows)))
    level = of_queue("b", "2", service_level=Value(0.9, Qualifier.AS_REPORTED))
    found = shown("service_level", counts("a", "1", 10, 0, 5), level, spec=spec, letter="SL-A")
    assert (found["v"], found["parts"], found["n"]) == (0.5, [1, 2], "reported_apart")
    both = site(A, B, BOTH, sources=(source("a", supplies=rows), source("b", supplies=rows)))
    facts = [of_queue("a", "1", service_level=Value(0.8, Qualifier.AS_REPORTED)), level]
    assert shown("service_level", *facts, spec=both) == {"v": None, "s": "never", "n": "no_total"}


def test_days_that_turn_at_one_moment_are_added_and_say_whose_clock_turns_them() -> None:
    ours, vendors = {"window": "day"}, {"window": "day", "clock": "vendor"}
    facts = [
        of_queue("a", "1", offered=Value(5, parameters=ours)),
        of_queue("b", "2", offered=Value(7, parameters=vendors)),
    ]
    assert shown("offered", *facts) == {"v": 12, "p": vendors}
    far = of_queue("b", "2", offered=Value(7, parameters={**vendors, "day": "Asia/Tokyo"}))
    apart = shown("offered", facts[0], far)
    assert (apart["v"], apart["parts"], apart["n"]) == (5, [1, 2], "mixed_windows")


def test_what_counts_since_we_looked_makes_the_sum_at_least() -> None:
    facts = [
        of_queue("a", "1", offered=5),
        of_queue("b", "2", offered=Value(7, Qualifier.AT_LEAST)),
    ]
    assert shown("offered", *facts) == {"v": 12, "q": "at_least"}


def test_a_virtual_queue_is_a_row_of_a_table_and_hangs_on_its_members() -> None:
    facts = [
        of_queue("a", "1", contacts_waiting=3, open="closed"),
        of_queue("b", "2", contacts_waiting=4, open="closed"),
    ]
    table = view(
        "queue_table", scene(SPEC, *facts), columns=["contacts_waiting"], queues=["9", "1"]
    )
    row = table["rows"]["9"]
    assert (row["name"], row["cells"]["contacts_waiting"]["v"], row["calm"]) == (
        "Both",
        7,
        "closed",
    )
    assert bound("queue_table", queues=["9"]).entities_of(SPEC) == {*A.aliases, *B.aliases}


def test_what_is_kept_of_it_goes_when_a_fact_of_any_member_changes() -> None:
    """Through the memo of a watch, over a sequence of changes."""
    memo, facts = Memo(), SiteFacts()
    confirmed = {SourceKey(row.account, "state", Kind.QUEUE): FRESH for row in SOURCES}
    widget = bind(bound("figure", metric="offered", queues=["9"]).widget)
    for turn in range(6):
        account, id_ = ("a", "1") if turn % 2 else ("b", "2")
        for fact in of_queue(account, id_, offered=turn):
            facts.by_entity.setdefault(fact.entity, {})[fact.key] = fact
            memo.forget([fact.entity])
        fresh = scene_of(SPEC, facts, confirmed, NOW)
        kept = scene_of(SPEC, facts, confirmed, NOW)
        object.__setattr__(kept, "memo", memo)
        assert widget.view(kept) == widget.view(fresh)
