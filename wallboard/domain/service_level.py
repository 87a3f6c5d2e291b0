"""The service level by its letters (METRICS.md), and what it takes to be back at the target.

A answered, A_T answered within T, B abandoned (all), B_S abandoned within S, B_T within T.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from fractions import Fraction
from math import ceil
from types import MappingProxyType

from wallboard.domain.formula import Formula, Number, first_supported

_A, _A_T = "answered", "answered_in_threshold"
_B, _B_S, _B_T = "abandoned", "abandoned_short", "abandoned_in_threshold"

LETTERS: Mapping[str, Formula] = MappingProxyType(
    {
        formula.code: formula
        for formula in (
            Formula("SL-A", {_A_T: 1}, {_A: 1, _B: 1}, "every abandoned contact counts as a miss"),
            Formula(
                "SL-B",
                {_A_T: 1},
                {_A: 1, _B: 1, _B_T: -1},
                "contacts abandoned within the threshold are left out",
            ),
            Formula(
                "SL-C",
                {_A_T: 1, _B_T: 1},
                {_A: 1, _B: 1},
                "contacts abandoned within the threshold count as in time",
            ),
            Formula("SL-D", {_A_T: 1}, {_A: 1}, "flatters: abandoned contacts are left out"),
            Formula("SL-E", {_A_T: 1}, {_A: 1, _B: 1, _B_S: -1}, "short abandons are left out"),
        )
    }
)
DEFAULT_LETTER = "SL-E"
FALLBACK_LETTERS = ("SL-E", "SL-A", "SL-C", "SL-D")  # SL-B is used only where it was chosen


def service_level(letter: str, parts: Iterable[Mapping[str, Number]]) -> Fraction | None:
    """The level over all parts, 0..1; None when nothing was offered (*not applicable*).

    All parts must have one threshold T: whoever calls compares their parameters. Raises KeyError
    for a letter that does not exist, or where a part lacks an input of the letter.
    """
    return LETTERS[letter].ratio(parts)


def letter_for(parts: Iterable[Container[str]], configured: str = DEFAULT_LETTER) -> str | None:
    """The configured letter if all parts support it, else the first fallback that they do.

    A part is the fields that it supplies. None: no letter is possible.
    """
    wanted = (configured, *(code for code in FALLBACK_LETTERS if code != configured))
    formula = first_supported((LETTERS[code] for code in wanted), parts)
    return None if formula is None else formula.code


def recovery_contacts(
    denominator: Number, numerator: Number, target: Number | str, waiting_too_long: int = 0
) -> int | None:
    """How many of the next contacts must all be in time to be back at `target` (0..1).

    `denominator` and `numerator` are those of the letter in effect (`Formula.sums`); contacts that
    already wait longer than T will be misses. A float target means the decimal that it shows: 0.8
    is eight tenths. 0: the target is met. None: a target of 1 or more that no number can reach.
    """
    goal = target if isinstance(target, Fraction) else Fraction(str(target))
    lacking = goal * (Fraction(denominator) + waiting_too_long) - Fraction(numerator)
    if lacking <= 0:
        return 0
    return ceil(lacking / (1 - goal)) if goal < 1 else None
