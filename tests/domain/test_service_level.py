"""Letters, the test vector of METRICS.md, and the way back to the target."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallboard.domain.service_level import LETTERS, letter_for, recovery_contacts, service_level

VECTOR = {
    "answered": 1000,
    "abandoned": 60,
    "answered_in_threshold": 860,
    "abandoned_in_threshold": 20,
    "abandoned_short": 10,
}
PERCENT = {"SL-A": 81.13, "SL-B": 82.69, "SL-C": 83.02, "SL-D": 86.00, "SL-E": 81.90}
BASE = frozenset({"answered", "answered_in_threshold"})


@pytest.mark.parametrize(("letter", "percent"), PERCENT.items())
def test_the_test_vector(letter: str, percent: float) -> None:
    level = service_level(letter, [VECTOR])
    assert level is not None
    assert round(float(level * 100), 2) == percent


def test_parts_are_added_and_then_divided() -> None:
    small = {"answered": 1, "answered_in_threshold": 0, "abandoned": 0}
    large = {"answered": 99, "answered_in_threshold": 99, "abandoned": 0}
    assert service_level("SL-A", [small, large]) == Fraction(99, 100)


@pytest.mark.parametrize("letter", LETTERS)
def test_nothing_offered_has_no_level(letter: str) -> None:
    assert service_level(letter, [dict.fromkeys(VECTOR, 0)]) is None
    assert service_level(letter, []) is None


def test_a_missing_input_or_an_unknown_letter_is_an_error() -> None:
    with pytest.raises(KeyError):
        service_level("SL-E", [{"answered": 1, "answered_in_threshold": 1, "abandoned": 0}])
    with pytest.raises(KeyError):
        service_level("SL-Z", [VECTOR])


@pytest.mark.parametrize(
    ("configured", "parts", "letter"),
    [
        ("SL-E", [set(VECTOR)], "SL-E"),
        ("SL-B", [set(VECTOR)], "SL-B"),
        ("SL-B", [set(VECTOR), BASE | {"abandoned", "abandoned_short"}], "SL-E"),
        ("SL-E", [set(VECTOR), BASE | {"abandoned"}], "SL-A"),
        ("SL-C", [BASE | {"abandoned", "abandoned_short"}], "SL-E"),
        ("SL-E", [BASE], "SL-D"),
        ("SL-E", [set(VECTOR), {"answered"}], None),
    ],
)
def test_the_letter_is_the_configured_one_or_the_first_that_all_parts_support(
    configured: str, parts: list[set[str]], letter: str | None
) -> None:
    assert letter_for(parts, configured) == letter


def test_recovery_is_exact() -> None:
    assert recovery_contacts(100, 74, 0.8) == 30
    assert recovery_contacts(100, 74, "0.8") == 30
    assert recovery_contacts(100, 74, Fraction(4, 5)) == 30


def test_contacts_that_wait_too_long_count_as_misses() -> None:
    assert recovery_contacts(100, 80, 0.8) == 0
    assert recovery_contacts(100, 80, 0.8, waiting_too_long=1) == 4
    assert recovery_contacts(0, 0, 0.8, waiting_too_long=2) == 8


def test_a_target_of_everything_is_met_or_out_of_reach() -> None:
    assert recovery_contacts(10, 10, 1) == 0
    assert recovery_contacts(10, 9, 1.0) is None


@given(
    offered=st.integers(0, 10_000),
    share=st.fractions(0, 1),
    percent=st.integers(0, 99),
    waiting=st.integers(0, 50),
)
def test_recovery_reaches_the_target_and_one_less_does_not(
    offered: int, share: Fraction, percent: int, waiting: int
) -> None:
    in_time, target = int(offered * share), Fraction(percent, 100)
    needed = recovery_contacts(offered, in_time, percent / 100, waiting)
    assert needed is not None

    def level(more: int) -> Fraction:
        return Fraction(in_time + more) - target * (offered + waiting + more)

    assert level(needed) >= 0
    assert needed == 0 or level(needed - 1) < 0
