"""What a schedule says now and next, at any instant, without asking the vendor again."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallboard.domain.schedule import NOTHING, Now, Scheduled, activities_at, encode, parse

MORNING = Scheduled("in_service", "In Service", 0, 100)
LUNCH = Scheduled("lunch", "Lunch", 100, 130)
AFTERNOON = Scheduled("in_service", "In Service", 130, 200)
EVENING = Scheduled("project", "Inventering", 300, 400)
DAY = encode([EVENING, LUNCH, MORNING, AFTERNOON])


def test_text_is_compact_sorted_and_reads_back() -> None:
    assert DAY.startswith('[["in_service","In Service",0,100],["lunch",')
    assert parse(DAY) == (MORNING, LUNCH, AFTERNOON, EVENING)


@pytest.mark.parametrize(
    ("now_at", "expected"),
    [
        (-5, Now(next_activity="in_service", next_label="In Service", next_at=0)),
        (0, Now("in_service", "In Service", 0, 100, "lunch", "Lunch", 100)),
        (99.9, Now("in_service", "In Service", 0, 100, "lunch", "Lunch", 100)),
        (100, Now("lunch", "Lunch", 100, 130, "in_service", "In Service", 130)),
        (150, Now("in_service", "In Service", 130, 200, "project", "Inventering", 300)),
        (200, Now(next_activity="project", next_label="Inventering", next_at=300)),
        (399, Now("project", "Inventering", 300, 400)),
        (400, NOTHING),
    ],
)
def test_now_and_next_follow_the_clock(now_at: float, expected: Now) -> None:
    assert activities_at(DAY, now_at) == expected


def test_an_empty_schedule_has_no_now_and_no_next() -> None:
    assert activities_at(encode([]), 50) == NOTHING


def test_what_is_laid_over_another_holds_and_then_gives_it_back() -> None:
    text = encode([Scheduled("in_service", "S", 0, 100), Scheduled("exception", "Möte", 40, 60)])
    assert activities_at(text, 10) == Now("in_service", "S", 0, 40, "exception", "Möte", 40)
    assert activities_at(text, 50) == Now("exception", "Möte", 40, 60, "in_service", "S", 60)
    assert activities_at(text, 70) == Now("in_service", "S", 60, 100)


def test_what_continues_unchanged_is_one_activity() -> None:
    parts = [Scheduled("in_service", "S", 0, 50), Scheduled("in_service", "S", 50, 90)]
    assert encode(parts) == '[["in_service","S",0,90]]'


def test_duplicates_and_activities_without_length_are_left_out() -> None:
    assert encode([LUNCH, LUNCH, Scheduled("break", "Rast", 5, 5)]) == encode([LUNCH])


@pytest.mark.parametrize("text", ["", "{}x", "[[1,2]]", '[["a","b","c","d"]]', "7", "[7]"])
def test_text_that_is_no_schedule_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a schedule"):
        activities_at(text, 0)


INSTANTS = st.integers(min_value=0, max_value=60)
ACTIVITIES = st.lists(
    st.builds(
        lambda type_, start, length: Scheduled(type_, type_.title(), start, start + length),
        st.sampled_from(["in_service", "break", "lunch", "exception"]),
        INSTANTS,
        st.integers(min_value=0, max_value=25),
    ),
    max_size=8,
)


@given(ACTIVITIES, st.randoms())
def test_order_of_the_reply_does_not_change_the_text(
    activities: list[Scheduled], random: Random
) -> None:
    shuffled = list(activities)
    random.shuffle(shuffled)
    assert encode(shuffled) == encode(activities)


@given(ACTIVITIES, INSTANTS)
def test_now_holds_from_since_to_until_and_next_holds_then(
    activities: list[Scheduled], now_at: int
) -> None:
    text = encode(activities)
    now = activities_at(text, now_at)
    if now.activity is None:
        assert now.since is None and now.until is None
        assert not any(item.start_at <= now_at < item.end_at for item in parse(text))
    else:
        assert now.since is not None and now.until is not None
        assert now.since <= now_at < now.until
        for instant in range(int(now.since), int(now.until)):
            seen = activities_at(text, instant)
            assert (seen.activity, seen.label) == (now.activity, now.label)
    if now.next_at is not None:
        after = activities_at(text, now.next_at)
        assert (after.activity, after.label) == (now.next_activity, now.next_label)
        assert now.next_at > now_at
    else:
        end = now.until if now.until is not None else now_at
        assert all(item.start_at <= end for item in parse(text))
