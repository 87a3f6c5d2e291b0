"""What may be shown of people: the agreement with the works council as a pure value.

A site has one, a board and a screen may have a stricter one, and so may a role. What is in force is
the strictest of all, member by member.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

SHORTEST_GROUP = 2  # of one person, "fewer than" says nothing that the number does not


class People(StrEnum):
    """How people are shown, from the laxest to the strictest."""

    NAMES = "names"
    INITIALS = "initials"
    ALIAS = "alias"
    COUNTS = "counts"

    @property
    def strictness(self) -> int:
        return list(People).index(self)


@dataclass(frozen=True, slots=True)
class Policy:
    """`smallest_group`: a count of fewer people is not told (0: every count is).
    `round_seconds`: instants of a person's state are rounded down to it (0: exact).
    `ranking`: people may be put in the order of how long they are in a state, and figures that
    compare them with each other may be shown.
    """

    people: People = People.NAMES
    smallest_group: int = 0
    round_seconds: int = 0
    ranking: bool = True

    @property
    def is_open(self) -> bool:
        """Nothing is withheld."""
        return self == OPEN

    @property
    def names(self) -> bool:
        return self.people is People.NAMES

    @property
    def lists_people(self) -> bool:
        return self.people is not People.COUNTS

    def hides_count(self, count: float) -> bool:
        """Zero too: if it were told, "fewer" would mean "some"."""
        return count < self.smallest_group

    def rounded(self, at: float) -> float:
        return at - at % self.round_seconds if self.round_seconds > 0 else at


OPEN = Policy()


def stricter_of(policies: Iterable[Policy]) -> Policy:
    """Member by member; of none: everything is shown."""
    found = OPEN
    for policy in policies:
        found = Policy(
            people=max(found.people, policy.people, key=lambda people: people.strictness),
            smallest_group=max(found.smallest_group, policy.smallest_group),
            round_seconds=max(found.round_seconds, policy.round_seconds),
            ranking=found.ranking and policy.ranking,
        )
    return found


# -- how a person is called -----------------------------------------------------------------------

_SIGNS = "BCDFGHJKLMNPQRSTVWXZ23456789"  # no vowels: no word comes about by chance
_LENGTH = 5
MOST_INITIALS = 3


def initials_of(name: str) -> str:
    """ "Anna Björk" → "A. B."; of a single word its first letter."""
    words = [word.strip(".,()'\"-") for word in name.split()]
    letters = [word[0].upper() for word in words if word][:MOST_INITIALS]
    return " ".join(f"{letter}." for letter in letters) or "?"


def alias_of(secret: str) -> str:
    """Stable as long as the person's secret is, and not to be worked out without it."""
    if not secret:
        return "?"
    number = int.from_bytes(hashlib.sha256(f"alias:{secret}".encode()).digest()[:8], "big")
    signs = []
    for _ in range(_LENGTH):
        number, place = divmod(number, len(_SIGNS))
        signs.append(_SIGNS[place])
    return "".join(signs)


def row_id_of(secret: str, place: str, people: People) -> str:
    """An id for a person in one place (a widget): the same there for as long as the policy is, and
    nothing to find her by anywhere else."""
    text = f"row:{secret}:{place}:{people.value}"
    return hashlib.sha256(text.encode()).hexdigest()[:12]
