"""Which alerts a board shows, and what a policy takes from them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.live.pages import board
from tests.projections import scenes
from wallboard.domain.policy import OPEN, People, Policy
from wallboard.projections.alerts_shown import alerts_shown

SITE = scenes.site(scenes.agent("a", "trio", name="Åsa Berg"))


def row(**changes: Any) -> dict[str, Any]:
    plain = {"name": "Waiting", "value": 7.0, "limit": 5.0, "acknowledged": None}
    return {**plain, "team": "", "teams": [], "people": False, **changes}


def shown(team: str = "", policy: Policy = OPEN, **rows: dict[str, Any]) -> dict[str, Any]:
    spec = board()
    return alerts_shown(type(spec)(**{**_fields(spec), "team": team}), SITE, policy, rows)


def _fields(spec: Any) -> dict[str, Any]:
    return {name: getattr(spec, name) for name in spec.__dataclass_fields__}


@pytest.mark.parametrize(
    ("team", "expected"), [("", {"site", "people"}), ("Support", {"site", "ours"})]
)
def test_a_board_shows_those_of_its_owner(team: str, expected: set[str]) -> None:
    found = shown(
        team,
        site=row(),
        ours=row(team="Support"),
        theirs=row(team="Sales"),
        people=row(teams=["Sales"], people=True),
    )
    assert set(found) == expected
    assert all("team" not in one and "teams" not in one for one in found.values())


def test_names_in_typed_words_are_those_of_the_policy() -> None:
    told = {"by": "Åsa Berg", "word": "ask Åsa Berg", "at": 1.0}
    found = shown("", Policy(people=People.COUNTS), a=row(name="Åsa Berg waits", acknowledged=told))
    assert "Berg" not in str(found)
    assert shown("", OPEN, a=row(acknowledged=told))["a"]["acknowledged"] == told


def test_what_counts_too_few_people_is_not_shown() -> None:
    few = row(people=True, value=1.0, limit=2.0)
    assert not shown("", Policy(smallest_group=5), a=few)
    many = row(people=True, value=7.0, limit=6.0, group=5)
    assert shown("", Policy(smallest_group=5), a=many)
    assert not shown("", Policy(smallest_group=6), a=many), "a board that is stricter than its site"
    assert shown("", Policy(smallest_group=5), a=row(value=1.0, limit=2.0)), "no people"
