from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wallboard.identity.matching import CLAIM, OWN, KnownAs, NewPerson, claims, moves


def trio(id, person, number, **more):
    return KnownAs(id, person, "trio", number, {}, **more)


def calabrio(id, person, number, **more):
    return KnownAs(id, person, "calabrio", f"c{id}", {CLAIM: number} if number else {}, **more)


def test_a_claim_that_is_unique_on_both_sides_joins_the_named_person():
    assert moves([trio(1, 10, "2001"), calabrio(2, 20, "2001")]) == {2: 10}


def test_a_number_of_its_own_counts_where_the_external_id_says_more():
    second_centre = KnownAs(1, 10, "trio", "2/2001", {OWN: "2001"})
    assert moves([second_centre, calabrio(2, 20, "2001")]) == {2: 10}


def test_an_agent_claimed_twice_is_nobodys():
    people = [trio(1, 10, "2001"), calabrio(2, 20, "2001"), calabrio(3, 30, "2001")]
    assert claims(people) == {}


def test_an_agent_listed_by_two_telephone_systems_is_nobodys():
    other = KnownAs(3, 30, "other", "2001", {})
    assert claims([trio(1, 10, "2001"), other, calabrio(2, 20, "2001")]) == {}


def test_a_claim_on_nobody_and_an_empty_claim_join_nothing():
    assert claims([trio(1, 10, "2001"), calabrio(2, 20, "9999"), calabrio(3, 30, "")]) == {}


def test_a_system_does_not_claim_its_own_agents():
    assert claims([calabrio(1, 10, "c2"), KnownAs(2, 20, "calabrio", "c2", {})]) == {}


def test_gone_aliases_neither_claim_nor_are_claimed():
    gone = [trio(1, 10, "2001"), calabrio(2, 20, "2001", gone=True), calabrio(3, 30, "2001")]
    assert moves(gone) == {3: 10}


def test_people_who_no_longer_match_are_split_and_the_claimant_leaves():
    assert moves([trio(1, 10, "2001"), calabrio(2, 10, "2002")]) == {2: NewPerson(2)}


def test_two_pairs_under_one_person_part_as_pairs():
    people = [trio(1, 10, "1"), trio(2, 10, "2"), calabrio(3, 10, "1"), calabrio(4, 10, "2")]
    assert moves(people) == {2: NewPerson(2), 4: NewPerson(2)}


def test_decisions_made_by_hand_neither_move_nor_draw():
    assert moves([trio(1, 10, "2001"), calabrio(2, 20, "2001", by_hand=True)]) == {}
    assert moves([trio(1, 10, "2001", by_hand=True), calabrio(2, 20, "2001")]) == {}
    assert moves([trio(1, 10, "2001"), calabrio(2, 10, "2002", by_hand=True)]) == {}


numbers = st.sampled_from(["1", "2", "3", ""])
known = st.lists(
    st.tuples(st.booleans(), st.integers(1, 4), numbers, st.booleans(), st.booleans()), max_size=9
)


def _people(rows):
    make = {True: trio, False: calabrio}
    return [
        make[is_trio](n, person, number, by_hand=by_hand, gone=gone)
        for n, (is_trio, person, number, by_hand, gone) in enumerate(rows, start=1)
    ]


@given(known)
def test_putting_in_order_twice_is_putting_in_order_once(rows):
    people = _people(rows)
    wanted = moves(people)
    new = {home: 1000 + home.head for home in wanted.values() if isinstance(home, NewPerson)}
    settled = [
        KnownAs(
            a.id,
            new.get(wanted.get(a.id, a.person), wanted.get(a.id, a.person)),
            a.vendor,
            a.external_id,
            a.keys,
            a.by_hand,
            a.gone,
        )
        for a in people
    ]
    assert moves(settled) == {}


@given(known)
def test_no_two_agents_of_one_system_ever_end_as_one_person_by_key(rows):
    pairs = claims(_people(rows))
    assert len(set(pairs.values())) == len(pairs)
