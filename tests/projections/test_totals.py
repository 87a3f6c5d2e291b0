"""Sums, extremes and ratios over queues, with parts that are old, missing or not comparable."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from tests.projections.scenes import (
    AGES,
    LATE,
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
from wallboard.projections.ratios import DEFAULT_RULE
from wallboard.projections.totals import calm_of, figure_of_queues

A, B, C = queue("1", "a"), queue("2", "b"), queue("3", "c")
THREE = site(A, B, C, sources=(source("a"), source("b"), source("c")))
ONE_SOURCE = site(*(queue(id_, "a") for id_ in "123"), sources=(source("a"),))


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


NO_WORD = source("b", supplies={Kind.QUEUE: frozenset({"contacts_waiting"})})


@pytest.mark.parametrize(
    ("second", "words", "ages", "calm"),
    [
        (source("b"), ("closed", "closed"), {}, "closed"),
        (source("b"), ("closed", "closed"), {"b": LATE}, "closed"),
        (source("b"), ("closed", "closed"), {"a": LATE, "b": LATE}, "closed"),
        (source("b"), ("closed", "closed"), {"b": LOST}, None),
        (source("b"), ("closed", None), {"b": None}, None),
        (source("b"), ("closed", None), {}, None),
        (NO_WORD, ("closed", None), {}, None),
        (source("b"), ("closed", "unknown"), {}, None),
        (source("b", supplies={}), ("blocked", None), {}, None),
    ],
)
def test_a_total_is_calm_where_every_queue_is_known_to_be_closed(
    second: Any, words: Any, ages: Any, calm: Any
) -> None:
    spec = site(A, B, sources=(source("a"), second))
    a_scene = scene(spec, waiting(*words, key="open"), ages=ages)
    assert calm_of(figure_of_queues(a_scene, "open", [A, B])) == calm


def test_what_some_queues_say_is_shown_with_how_many_they_are() -> None:
    spec = site(A, B, sources=(source("a"), NO_WORD))
    closed = waiting("closed", key="open")
    assert total(scene(spec, closed), "open", spec) == {"v": "closed", "parts": [1, 2]}
    late = total(scene(THREE, waiting(*["closed"] * 3, key="open"), ages={"b": LATE}), "open")
    assert late == {"v": "closed", "s": "late", "since": LATE, "by": "B"}


def test_a_total_lacks_what_each_of_its_queues_lacks() -> None:
    """Two queues of two ids each, of which one id is not sent."""
    pairs = [
        QueueSpec(str(n), f"Pair {n}", tuple(EntityKey("a", Kind.QUEUE, f"{n}{x}") for x in "xy"))
        for n in (1, 2)
    ]
    spec = site(*pairs, sources=(source("a"),))
    said = [
        of_queue("a", f"{n}x", open="closed", contacts_waiting=n, wait_seconds=60, answered=n)
        for n in (1, 2)
    ]
    half = {"parts": [2, 4], "n": "queues"}
    assert total(scene(spec, *said), spec=spec) == {"v": 3, **half}
    assert total(scene(spec, *said), "asa_seconds", spec) == {"v": 40.0, **half}
    openness = figure_of_queues(scene(spec, *said), "open", pairs)
    assert openness.as_json() == {"v": "closed", **half}
    assert calm_of(openness) is None
    late = total(scene(spec, *said, ages={"a": LATE}), spec=spec)
    assert late == {"v": 3, "s": "late", "since": LATE, "by": "A", "parts": [0, 1]}


def test_a_queue_that_hangs_on_no_source_keeps_no_total_awake() -> None:
    bare = queue("2")
    spec = site(A, bare, sources=(source("a"),))
    openness = figure_of_queues(scene(spec, waiting("closed", key="open")), "open", [A, bare])
    assert calm_of(openness) == "closed"


def test_where_no_source_has_a_word_for_it_the_total_has_none() -> None:
    spec = site(B, queue("3", "b"), sources=(NO_WORD,))
    assert total(scene(spec), "open", spec) == {"v": None, "s": "never"}


def test_a_site_without_queues_waits_for_them_where_a_source_could_name_them() -> None:
    assert total(scene(site()), spec=site())["s"] == "unknown"
    mute = site(sources=(source("a", supplies={}),))
    assert total(scene(mute), spec=mute)["s"] == "never"
