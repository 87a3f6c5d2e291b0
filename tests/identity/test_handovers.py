from __future__ import annotations

import pytest

from wallboard.identity import names
from wallboard.identity.handovers import Listed, handed_over, is_somebody_else


def listed(name, external_id="2001", **keys):
    return Listed(external_id, name, {"own_agent_id": external_id, **keys})


def test_another_name_under_the_same_number_is_somebody_else():
    assert is_somebody_else(listed("Anna Ek"), listed("Bo Ask"))
    before = Listed("oxe2001", "Anna Ek", {"login": "oxe2001", "number": "2001"})
    assert is_somebody_else(before, Listed("oxe2001", "Bo Ask", before.keys))


@pytest.mark.parametrize(
    ("before", "now"),
    [
        (listed("Anna Ek"), listed("Anna Berg")),
        (listed("Anna Ek"), listed("Ek, Anna Maria")),
        (listed("Jonson"), listed("Jönsson")),
        (listed("Anna Ek", employee_id="E1"), listed("Maria Berg", employee_id="e1")),
        (listed("Anna Ek", email="a@x.se"), listed("Maria Berg", email="A@x.se")),
        (listed("2001"), listed("Anna Ek")),
        (listed("Anna Ek"), listed("2001")),
        (listed(""), listed("Anna Ek")),
        (listed("oxe2001", login="oxe2001"), listed("Anna Ek", login="oxe2001")),
    ],
)
def test_a_rename_is_no_hand_over(before, now):
    assert not is_somebody_else(before, now)


def test_when_nearly_every_name_changes_it_is_the_spelling_that_changed():
    changes = [
        (listed(f"AN{n}X", str(n)), listed(f"Person{n} Family{n}", str(n))) for n in range(20)
    ]
    assert handed_over(changes, 20) == frozenset()
    assert len(handed_over(changes, 100)) == 20
    assert handed_over(changes[:1], 1) == {"0"}


def test_names_are_alike_whatever_their_order_case_and_accents():
    assert names.same("Åsa Öhrn", "ohrn, ASA")
    assert not names.same("", "")
    assert not names.akin("A. Ek", "A. Berg")
