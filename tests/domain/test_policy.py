from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wallboard.domain.policy import (
    OPEN,
    People,
    Policy,
    alias_of,
    initials_of,
    row_id_of,
    stricter_of,
)

policies = st.builds(
    Policy, st.sampled_from(People), st.integers(0, 9), st.integers(0, 3600), st.booleans()
)


def test_the_stricter_of_each_member_is_in_force():
    loose = Policy(People.INITIALS, 5, 0, True)
    other = Policy(People.ALIAS, 3, 300, False)
    assert stricter_of([loose, other]) == Policy(People.ALIAS, 5, 300, False)
    assert stricter_of([]) == OPEN


@given(policies, policies, policies)
def test_the_order_in_which_parts_are_asked_makes_no_difference(a, b, c):
    assert stricter_of([a, stricter_of([b, c])]) == stricter_of([c, a, b, a])
    assert stricter_of([a, OPEN]) == a


def test_names_are_laxer_than_initials_than_an_alias_than_counts():
    assert [people.value for people in sorted(People, key=lambda p: p.strictness)] == [
        "names",
        "initials",
        "alias",
        "counts",
    ]


def test_initials_of_whatever_a_name_looks_like():
    assert initials_of("Anna Björk") == "A. B."
    assert initials_of("Björk, Anna") == "B. A."
    assert initials_of("ørsted") == "Ø."
    assert initials_of("Jean-Luc de la Tour (7)") == "J. D. L."
    assert initials_of("  ") == initials_of("") == "?"


def test_an_alias_is_stable_and_hangs_on_nothing_but_the_secret():
    assert alias_of("a" * 32) == alias_of("a" * 32)
    assert len({alias_of(f"{number:032x}") for number in range(1000)}) > 998
    assert alias_of("") == "?"


def test_an_id_of_a_row_leads_nowhere_else():
    secret = "0f" * 16
    ids = {row_id_of(secret, place, people) for place in "12" for people in People}
    assert len(ids) == 8
    assert alias_of(secret) not in ids


def test_an_instant_is_rounded_down_to_the_step():
    assert Policy(round_seconds=300).rounded(1_760_000_123.4) == 1_760_000_100.0
    assert OPEN.rounded(1.5) == 1.5
