"""Ratios as data, so that adding up and "why this number?" read the same rows.

Numerators and denominators are added over all parts and divided once, in exact rationals: an
average of percentages is wrong, and a float may say 31 where 30 is right.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

Number = int | float | Fraction
Terms = Mapping[str, int]  # field → +1 or -1


@dataclass(frozen=True, slots=True)
class Formula:
    """`numerator` over `denominator`; `remark` is what a reader should know of it, or ""."""

    code: str
    numerator: Terms
    denominator: Terms
    remark: str = ""

    @property
    def fields(self) -> frozenset[str]:
        return frozenset(self.numerator) | frozenset(self.denominator)

    def supported_by(self, supplied: Container[str]) -> bool:
        """Whether every field that it needs is there."""
        return all(field in supplied for field in self.fields)

    def sums(self, parts: Iterable[Mapping[str, Number]]) -> tuple[Fraction, Fraction]:
        """Numerator and denominator over all parts. Raises KeyError where a part lacks a field."""
        totals: dict[str, int | Fraction] = dict.fromkeys(self.fields, 0)
        for part in parts:
            for field in totals:
                value = part[field]
                totals[field] += Fraction(value) if isinstance(value, float) else value
        return _total(self.numerator, totals), _total(self.denominator, totals)

    def ratio(self, parts: Iterable[Mapping[str, Number]]) -> Fraction | None:
        """None when the denominator is empty (*not applicable*). Raises KeyError as `sums` does."""
        numerator, denominator = self.sums(parts)
        return numerator / denominator if denominator > 0 else None


def _total(terms: Terms, totals: Mapping[str, int | Fraction]) -> Fraction:
    return Fraction(sum(sign * totals[field] for field, sign in terms.items()))


def first_supported(formulas: Iterable[Formula], parts: Iterable[Container[str]]) -> Formula | None:
    """The first formula that all parts support; a part is the fields that it supplies."""
    supplied = list(parts)
    for formula in formulas:
        if all(formula.supported_by(part) for part in supplied):
            return formula
    return None
