"""Sums, extremes and ratios over queues, with parts that are old, missing or not comparable."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.projections.scenes import (
    AGES,
    FRESH,
    LATE,
    LOST,
    of_queue,
    queue,
    scene,
    site,
    source,
)
from wallboard.domain.observation import Kind, Qualifier, Value
from wallboard.domain.service_level import LETTERS, service_level
from wallboard.projections.ratios import DEFAULT_RULE, Rule
from wallboard.projections.totals import figure_of_queues

A, B, C = queue("1", "a"), queue("2", "b"), queue("3", "c")
THREE = site(A, B, C, sources=(source("a"), source("b"), source("c")))
ONE_SOURCE = site(*(queue(id_, "a") for id_ in "123"), sources=(source("a"),))
VECTOR = {
    "answered": 1000,
    "abandoned": 60,
    "answered_in_threshold": 860,
    "abandoned_in_threshold": 20,
    "abandoned_short": 10,
}


def waiting(*numbers: Any, key: Any = "contacts_waiting") -> Any:
    return [
        fact
        for place, number in enumerate(numbers)
        if number is not None
        for fact in of_queue("abc"[place], str(place + 1), **{key: number})
    ]


def total(
    a_scene: Any, key: Any = "contacts_waiting", spec: Any = THREE, rule: Any = DEFAULT_RULE
) -> Any:
    return figure_of_queues(a_scene, key, list(spec.queues.values()), rule).as_json()


def test_a_sum_of_fresh_parts_is_just_a_number() -> None:
    assert total(scene(THREE, waiting(1, 2, 4))) == {"v": 7}


def test_a_sum_with_a_late_part_says_how_many_sources_it_has() -> None:
    shown = total(scene(THREE, waiting(1, 2, 4), ages={"b": LATE}))
    assert shown == {"v": 7, "s": "late", "since": LATE, "by": "B", "parts": [2, 3]}


def test_a_sum_with_a_lost_part_shows_what_it_has() -> None:
    shown = total(scene(THREE, waiting(1, 2, 4), ages={"b": LOST}))
    assert shown == {"v": 5, "s": "late", "since": LOST, "by": "B", "parts": [2, 3]}


def test_a_sum_with_an_awaited_part_is_marked() -> None:
    shown = total(scene(THREE, waiting(1, None, 4), ages={"b": None}))
    assert shown == {"v": 5, "parts": [2, 3]}


def test_where_all_parts_are_late_the_age_alone_says_it() -> None:
    shown = total(scene(THREE, waiting(1, 2, 4), ages=dict.fromkeys("abc", LATE)))
    assert shown == {"v": 7, "s": "late", "since": LATE, "by": "A"}


def test_where_all_parts_are_lost_it_is_lost_since_the_oldest() -> None:
    shown = total(scene(THREE, waiting(1, 2, 4), ages={"a": LOST, "b": LOST - 9, "c": LOST}))
    assert shown == {"v": None, "s": "lost", "since": LOST - 9, "by": "B"}


def test_where_nothing_was_sent_yet_it_is_unknown() -> None:
    assert total(scene(THREE, ages=dict.fromkeys("abc", None)))["s"] == "unknown"


def test_a_queue_that_one_source_does_not_name_is_counted_as_a_queue() -> None:
    shown = figure_of_queues(
        scene(
            ONE_SOURCE,
            of_queue("a", "1", contacts_waiting=1),
            of_queue("a", "2", contacts_waiting=2),
        ),
        "contacts_waiting",
        list(ONE_SOURCE.queues.values()),
    ).as_json()
    assert shown == {"v": 3, "parts": [2, 3], "n": "queues"}


def test_parts_that_can_never_be_supplied_are_no_parts() -> None:
    mute = source("c", supplies={Kind.QUEUE: frozenset()})
    spec = site(A, B, C, sources=(source("a"), source("b"), mute))
    assert total(scene(spec, waiting(1, 2)), spec=spec) == {"v": 3}


@pytest.mark.parametrize(("ages"), list(itertools.product([*AGES, "none"], repeat=3)))
def test_every_mixture_of_ages_is_either_marked_or_fresh(ages: Any) -> None:
    found = {name: AGES.get(age) for name, age in zip("abc", ages, strict=True)}
    numbers = [None if age == "none" else 2**place for place, age in enumerate(ages)]
    shown = total(scene(THREE, waiting(*numbers), ages=found))
    expected = sum(
        n for n, age in zip(numbers, ages, strict=True) if age in {"fresh", "late"} and n
    )
    if not set(ages) & {"fresh", "late"}:
        assert shown["v"] is None
        assert shown["s"] == ("lost" if "lost" in ages else "unknown")
    else:
        assert shown["v"] == expected
        assert ("s" in shown or "parts" in shown) == (set(ages) != {"fresh"})
        assert ("s" in shown) == bool(set(ages) & {"late", "lost"})


def test_an_extreme_is_the_earliest_instant() -> None:
    assert (
        total(
            scene(THREE, waiting(30.0, 20.0, 40.0, key="longest_wait_since")), "longest_wait_since"
        )["v"]
        == 20.0
    )


def test_queues_where_nobody_waits_do_not_mark_the_longest_wait() -> None:
    facts = [
        of_queue("a", "1", contacts_waiting=0),
        of_queue("b", "2", contacts_waiting=1, longest_wait_since=20.0),
        of_queue("c", "3", contacts_waiting=0),
    ]
    assert total(scene(THREE, *facts), "longest_wait_since") == {"v": 20.0}


def test_where_nobody_waits_anywhere_there_is_no_longest_wait() -> None:
    assert total(scene(THREE, waiting(0, 0, 0)), "longest_wait_since") == {"v": None, "s": "na"}


def test_a_cap_in_one_part_makes_the_sum_at_least() -> None:
    capped = Value(20, Qualifier.AT_LEAST)
    assert total(scene(THREE, waiting(capped, 1, 1, key="backlog")), "backlog") == {
        "v": 22,
        "q": "at_least",
    }


def test_counters_of_other_day_bounds_are_not_mixed() -> None:
    day, other = {"window": "day"}, {"window": "day", "day": "vendor"}
    numbers = [Value(5, parameters=day), Value(7, parameters=other), Value(1, parameters=day)]
    shown = total(scene(THREE, waiting(*numbers, key="offered")), "offered")
    assert shown == {"v": 6, "parts": [2, 3], "n": "mixed_windows", "p": day}


def test_what_a_vendor_computed_is_not_summed_with_ours() -> None:
    reported = Value(5, Qualifier.AS_REPORTED)
    assert total(scene(THREE, waiting(1, reported, 2)))["v"] == 3


def test_people_of_several_queues_have_no_total() -> None:
    assert total(scene(THREE, waiting(1, 2, 3, key="available")), "available") == {
        "v": None,
        "s": "never",
        "n": "no_total",
    }


def test_queues_agree_or_one_of_them_is_open() -> None:
    closed = scene(THREE, waiting("closed", "closed", "closed", key="open"))
    assert total(closed, "open")["v"] == "closed"
    mixed = scene(THREE, waiting("closed", "open", "closed", key="open"))
    assert total(mixed, "open")["v"] == "open"


def test_a_site_without_queues_waits_for_them_where_a_source_could_name_them() -> None:
    assert total(scene(site()), spec=site())["s"] == "unknown"
    mute = site(sources=(source("a", supplies={}),))
    assert total(scene(mute), spec=mute)["s"] == "never"


# -- ratios -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("letter", "percent"),
    [("SL-A", 81.13), ("SL-B", 82.69), ("SL-C", 83.02), ("SL-D", 86.00), ("SL-E", 81.90)],
)
def test_the_service_level_follows_its_letter(letter: str, percent: float) -> None:
    spec = site(A, sources=(source("a"),))
    shown = total(scene(spec, of_queue("a", "1", **VECTOR)), "service_level", spec, Rule(letter))
    assert round(shown["v"] * 100, 2) == percent
    assert shown["p"]["letter"] == letter
    assert "n" not in shown


counts = st.fixed_dictionaries(
    {
        "answered_in_threshold": st.integers(0, 300),
        "abandoned_short": st.integers(0, 20),
        "abandoned_in_threshold": st.integers(0, 20),
        "answered": st.integers(300, 900),
        "abandoned": st.integers(40, 90),
    }
)


@given(st.tuples(counts, counts, counts), st.sampled_from(sorted(LETTERS)))
def test_a_level_over_queues_is_a_ratio_of_sums(parts: Any, letter: str) -> None:
    facts = [of_queue("abc"[n], str(n + 1), **part) for n, part in enumerate(parts)]
    shown = total(scene(THREE, *facts), "service_level", rule=Rule(letter))
    assert shown["v"] == round(float(service_level(letter, parts) or 0), 6)


def test_an_empty_denominator_is_not_applicable() -> None:
    empty = dict.fromkeys(VECTOR, 0)
    spec = site(A, sources=(source("a"),))
    shown = total(scene(spec, of_queue("a", "1", **empty)), "service_level", spec)
    assert shown["v"] is None
    assert shown["s"] == "na"


def test_a_letter_whose_input_a_part_lacks_gives_way_and_is_named() -> None:
    fields = ALL_BUT_SHORT
    poor = source("b", supplies={Kind.QUEUE: fields})
    spec = site(A, B, sources=(source("a"), poor))
    facts = [
        of_queue("a", "1", **VECTOR),
        of_queue("b", "2", **{k: v for k, v in VECTOR.items() if k in fields}),
    ]
    shown = total(scene(spec, *facts), "service_level", spec, Rule("SL-E"))
    assert shown["p"]["letter"] == "SL-A"
    assert shown["n"] == "other_letter"
    assert shown["v"] == round(1720 / 2120, 6)


ALL_BUT_SHORT = frozenset(VECTOR) - {"abandoned_short"}


def test_levels_of_other_thresholds_are_not_combined() -> None:
    def part(number: Any, threshold: Any) -> Any:
        in_threshold = Value(800, parameters={"threshold_seconds": threshold})
        return of_queue(
            "abc"[number], str(number + 1), **{**VECTOR, "answered_in_threshold": in_threshold}
        )

    facts = [part(0, 20), part(1, 30), part(2, 20)]
    shown = total(scene(THREE, *facts), "service_level", rule=Rule("SL-E"))
    assert (shown["parts"], shown["n"]) == ([2, 3], "mixed_windows")
    assert shown["p"]["threshold_seconds"] == 20
    chosen = total(scene(THREE, *facts), "service_level", rule=Rule("SL-E", 30))
    assert (chosen["parts"], chosen["p"]["threshold_seconds"]) == ([1, 3], 30)


def test_a_ratio_with_a_lost_part_shows_what_it_has() -> None:
    facts = [of_queue("abc"[n], str(n + 1), **VECTOR) for n in range(3)]
    shown = total(scene(THREE, *facts, ages={"c": LOST}), "service_level")
    assert (shown["s"], shown["parts"], shown["by"]) == ("late", [2, 3], "C")
    lost = total(scene(THREE, *facts, ages=dict.fromkeys("abc", LOST)), "service_level")
    assert (lost["v"], lost["s"]) == (None, "lost")


def test_a_ratio_that_is_awaited_is_unknown() -> None:
    assert total(scene(THREE, ages=dict.fromkeys("abc", None)), "service_level")["s"] == "unknown"


def test_a_level_by_the_vendors_own_rule_stands_alone_and_is_never_combined() -> None:
    rows = {Kind.QUEUE: frozenset({"service_level"})}
    level = Value(0.8, Qualifier.AS_REPORTED)
    spec = site(A, sources=(source("a", supplies=rows),))
    one = total(scene(spec, of_queue("a", "1", service_level=level)), "service_level", spec)
    assert one == {"v": 0.8, "q": "as_reported", "by": "A"}
    spec = site(A, B, sources=(source("a", supplies=rows), source("b", supplies=rows)))
    facts = [of_queue("a", "1", service_level=level), of_queue("b", "2", service_level=level)]
    assert total(scene(spec, *facts), "service_level", spec)["s"] == "never"


def test_counts_of_two_accounts_are_never_one_ratio() -> None:
    both = queue("1", "a", "b")
    spec = site(both, sources=(source("a"), source("b", 1)))
    facts = [
        of_queue("a", "1", answered=10, answered_in_threshold=5, abandoned=0, abandoned_short=0),
        of_queue("b", "1", answered=10, answered_in_threshold=10, abandoned=0, abandoned_short=0),
    ]
    assert total(scene(spec, *facts), "service_level", spec)["v"] == 0.5
    shown = total(scene(spec, *facts, ages={"a": LOST, "b": FRESH}), "service_level", spec)
    assert shown["v"] == 1.0


def test_averages_are_ratios_of_sums() -> None:
    facts = [
        of_queue("a", "1", wait_seconds=100, answered=10),
        of_queue("b", "2", wait_seconds=500, answered=10),
        of_queue("c", "3", wait_seconds=0, answered=0),
    ]
    assert total(scene(THREE, *facts), "asa_seconds")["v"] == 30.0
