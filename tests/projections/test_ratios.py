"""Ratios over queues: rebuilt from counts, by letters, with parts that lack something."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.projections.scenes import (
    FRESH,
    LOST,
    of_queue,
    queue,
    scene,
    site,
    source,
)
from wallboard.domain.board import QueueSpec
from wallboard.domain.facts import EntityKey
from wallboard.domain.observation import Kind, Qualifier, Value
from wallboard.domain.service_level import LETTERS, service_level
from wallboard.projections.ratios import DEFAULT_RULE, Rule
from wallboard.projections.totals import figure_of_queues
from wallboard.projections.why_queues import why_of_queues

A, B, C = queue("1", "a"), queue("2", "b"), queue("3", "c")
THREE = site(A, B, C, sources=(source("a"), source("b"), source("c")))
VECTOR = {
    "answered": 1000,
    "abandoned": 60,
    "answered_in_threshold": 860,
    "abandoned_in_threshold": 20,
    "abandoned_short": 10,
}


def total(
    a_scene: Any, key: Any = "contacts_waiting", spec: Any = THREE, rule: Any = DEFAULT_RULE
) -> Any:
    return figure_of_queues(a_scene, key, list(spec.queues.values()), rule).as_json()


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


def test_counts_of_a_part_of_the_day_make_a_share_that_may_be_more_or_less() -> None:
    """A stand-in has counted since we looked: 84 % of those is not "84 % or more"."""
    spec = site(A, sources=(source("a"),))
    some = {key: Value(count, Qualifier.AT_LEAST) for key, count in VECTOR.items()}
    shown = total(scene(spec, of_queue("a", "1", **some)), "service_level", spec)
    assert shown["q"] == "roughly"
    assert total(scene(spec, of_queue("a", "1", **some)), "answered", spec)["q"] == "at_least"


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


def test_counts_that_cannot_be_true_together_are_no_percentage() -> None:
    """More in time than there were at all: 116 % would be a wrong number with confidence."""
    spec = site(A, sources=(source("a"),))
    wrong = {**VECTOR, "answered_in_threshold": 1222}
    shown = total(scene(spec, of_queue("a", "1", **wrong)), "service_level", spec)
    assert (shown["v"], shown["s"], shown["n"]) == (None, "unknown", "contradictory")
    none_yet = {**dict.fromkeys(VECTOR, 0), "answered_in_threshold": 3}
    shown = total(scene(spec, of_queue("a", "1", **none_yet)), "service_level", spec)
    assert (shown["v"], shown["n"]) == (None, "contradictory")


def test_a_part_whose_counts_contradict_each_other_is_left_out_of_a_sum_which_says_so() -> None:
    wrong = {**VECTOR, "answered_in_threshold": 1222}
    facts = (
        of_queue("a", "1", **VECTOR),
        of_queue("b", "2", **wrong),
        of_queue("c", "3", **VECTOR),
    )
    shown = total(scene(THREE, *facts), "service_level")
    assert round(shown["v"] * 100, 2) == 81.90
    assert shown["parts"] == [2, 3]


def test_a_mean_may_be_any_number() -> None:
    spec = site(A, sources=(source("a"),))
    facts = of_queue("a", "1", answered=2, wait_seconds=900)
    assert total(scene(spec, facts), "asa_seconds", spec)["v"] == 450


# -- a queue that one account knows under two ids ----------------------------------------------

PAIR = QueueSpec("1", "Pair", tuple(EntityKey("a", Kind.QUEUE, id_) for id_ in ("x", "y")))
COUNTS = {Kind.QUEUE: frozenset({*VECTOR, "staffed"})}
OF_PAIR = site(PAIR, sources=(source("a", supplies=COUNTS),))


def test_two_levels_by_the_vendors_own_rule_are_neither_one_nor_forgotten() -> None:
    reported = source("a", supplies={Kind.QUEUE: frozenset({"service_level"})})
    spec = site(PAIR, B, sources=(reported, source("b")))
    levels = [
        of_queue("a", id_, service_level=Value(share, Qualifier.AS_REPORTED))
        for id_, share in (("x", 0.9), ("y", 0.4))
    ]
    a_scene = scene(spec, *levels, of_queue("b", "2", **VECTOR))
    alone = figure_of_queues(a_scene, "service_level", [PAIR])
    assert alone.as_json() == {"v": None, "s": "never", "n": "no_total"}
    shown = total(a_scene, "service_level", spec)
    assert (shown["v"], shown["parts"], shown["n"]) == (0.819048, [1, 2], "reported_apart")
    explained = why_of_queues(a_scene, "service_level", [PAIR, B], DEFAULT_RULE)
    assert explained["parts"][0]["left_out"] == "reported"


def of_pair(first: dict[str, Any], second: dict[str, Any], key: str = "service_level") -> Any:
    a_scene = scene(OF_PAIR, of_queue("a", "x", **first), of_queue("a", "y", **second))
    return total(a_scene, key, OF_PAIR)


LEVEL = {"answered": 100, "answered_in_threshold": 80}


def test_ids_of_one_account_are_added_up_and_divided_once() -> None:
    shown = of_pair(VECTOR, {**VECTOR, "answered_in_threshold": 430})
    assert shown == {"v": round(1290 / 2100, 6), "p": {"letter": "SL-E"}}


def test_what_one_id_never_tells_is_in_no_ratio_of_the_queue() -> None:
    """Its 100 answered contacts would stand beside the abandoned ones of the other alone."""
    never = {**LEVEL, "never": "abandoned abandoned_short abandoned_in_threshold"}
    first = {**LEVEL, "abandoned": 100, "abandoned_short": 0}
    level = {"v": 0.8, "p": {"letter": "SL-D"}, "n": "other_letter"}
    assert of_pair(first, never) == of_pair(never, first) == level
    assert of_pair(first, never, "abandon_rate") == {"v": None, "s": "never"}


def test_an_id_that_counts_nothing_takes_nothing_away() -> None:
    """A group of people beside the pilot that counts the contacts."""
    assert of_pair(VECTOR, {"staffed": 5, "never": " ".join(VECTOR)})["p"] == {"letter": "SL-E"}


def test_counts_that_are_not_of_the_same_ids_make_no_ratio() -> None:
    first = {**LEVEL, "abandoned": 100, "abandoned_short": 0}
    gone = {"abandoned": 50, "abandoned_short": 0}
    assert of_pair(first, gone)["s"] == "unknown"
    assert of_pair(first, gone)["n"] == "not_sent"
    assert of_pair(first, gone, "abandon_rate")["s"] == "unknown"
    assert of_pair(gone, LEVEL, "abandon_rate")["s"] == "unknown"


def test_a_ratio_of_one_id_of_two_says_so() -> None:
    first = {**LEVEL, "abandoned": 100, "abandoned_short": 0}
    of_one = of_pair(first, {"staffed": 5})
    assert (of_one["v"], of_one["parts"], of_one["n"]) == (0.4, [1, 2], "queues")


def test_a_level_of_one_threshold_is_not_divided_by_contacts_of_both() -> None:
    first, second = (
        {**VECTOR, "answered_in_threshold": Value(80, parameters={"threshold_seconds": seconds})}
        for seconds in (20, 30)
    )
    shown = of_pair(first, second)
    assert (shown["v"], shown["s"]) == (None, "unknown")
