"""Late after two cadences, lost after six, whatever the clocks do."""

from __future__ import annotations

import pytest

from wallboard.domain.freshness import Trust, age_seconds, trust_of

T0 = 1_760_000_000.0


@pytest.mark.parametrize(
    ("age", "trust"),
    [
        (0, Trust.FRESH),
        (10, Trust.FRESH),
        (10.1, Trust.LATE),
        (30, Trust.LATE),
        (30.1, Trust.LOST),
        (1e6, Trust.LOST),
    ],
)
def test_trust_goes_with_the_age_in_cadences(age: float, trust: Trust) -> None:
    assert trust_of(T0, 5, T0 + age) is trust


def test_what_was_never_confirmed_is_unknown() -> None:
    assert trust_of(None, 5, T0) is Trust.UNKNOWN


def test_a_slow_source_is_given_its_own_time() -> None:
    assert trust_of(T0, 3600, T0 + 7000) is Trust.FRESH


def test_a_clock_set_back_does_not_hide_a_silence() -> None:
    assert trust_of(T0, 5, T0 - 3600) is Trust.FRESH
    assert trust_of(T0, 5, T0 - 3600, silent_seconds=31) is Trust.LOST


def test_a_clock_ahead_elsewhere_does_not_hide_a_silence() -> None:
    assert trust_of(T0 + 60, 5, T0, silent_seconds=11) is Trust.LATE


def test_who_has_just_begun_knows_the_age_by_the_wall() -> None:
    assert trust_of(T0, 5, T0 + 100, silent_seconds=0) is Trust.LOST


def test_an_age_is_never_negative() -> None:
    assert age_seconds(T0 + 10, T0) == 0
    assert age_seconds(T0, T0 + 4, 2) == 4
    assert age_seconds(T0, T0 + 4, 7) == 7
