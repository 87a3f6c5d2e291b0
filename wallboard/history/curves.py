"""Curves of a day as SVG paths, drawn on the server: they need no script, and print. Pure.

A chart is `len(values)` wide and `HEIGHT` high, value by value; what nobody knows interrupts it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

HEIGHT = 100
STEPS = (1, 2, 5)


@dataclass(frozen=True)
class Path:
    """`name` is its class in the style sheet."""

    name: str
    line: str
    area: str = ""


def top_of(*series: Sequence[float | None]) -> float:
    """The top of the scale: 1, 2 or 5 by a power of ten, so that two days compare at a look."""
    most = max((value for one in series for value in one if value is not None), default=0.0)
    if most <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(most))
    return next((step * power for step in STEPS if step * power >= most), 10 * power)


def line_of(values: Sequence[float | None], top: float) -> str:
    """A value is a level step of one quarter; a gap begins a new line."""
    words: list[str] = []
    drawing = False
    for place, value in enumerate(values):
        if value is None:
            drawing = False
            continue
        y = _y(value, top)
        words.append(f"{'V' if drawing else f'M{place} '}{y}H{place + 1}")
        drawing = True
    return "".join(words)


def area_of(values: Sequence[float | None], top: float, floor: Sequence[float | None] = ()) -> str:
    """What lies between a curve and the floor: another curve, or nothing."""
    words: list[str] = []
    for place, value in enumerate(values):
        if value is not None:
            below = (floor[place] or 0.0) if floor else 0.0
            if value > below:
                words.append(f"M{place} {_y(below, top)}V{_y(value, top)}h1V{_y(below, top)}z")
    return "".join(words)


def stacked(layers: Sequence[tuple[str, Sequence[float | None]]], top: float) -> list[Path]:
    """One above the other, the first at the bottom; where one is not known, none is drawn."""
    floor: list[float | None] = []
    paths = []
    for name, values in layers:
        under = floor or [0.0] * len(values)
        upper = [
            None if value is None or low is None else low + value
            for value, low in zip(values, under, strict=True)
        ]
        paths.append(Path(name, "", area_of(upper, top, under)))
        floor = upper
    return paths


def _y(value: float, top: float) -> str:
    return f"{HEIGHT * (1 - min(max(value, 0.0), top) / top):.2f}".rstrip("0").rstrip(".")
