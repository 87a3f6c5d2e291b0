"""A curve of a day as a PNG, for mail, which shows neither SVG nor scripts. Pure.

There are only figures in it: words stand beside it, in the reader's language and to be selected.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 640, 150
SHARPER = 2  # for screens with two dots per pixel
LEFT, RIGHT, TOP, BOTTOM = 4, 4, 18, 20
PAPER, INK, FAINT = "#ffffff", "#4a5560", "#c9d1d7"
TODAY, AREA, OTHER, TARGET, OUTAGE = "#1f4fc4", "#dfe7fa", "#8f9aa3", "#00784a", "#f3e1cc"
LETTER_SIZE = 11

Values = Sequence[float | None]


@dataclass(frozen=True)
class Curve:
    """Quarter by quarter. `hours`: (place among the quarters, "06"); `bands`: from and to, as
    places. `top` is the top of the scale and `top_text` what it says."""

    values: Values
    beside: Values
    top: float
    top_text: str
    hours: Sequence[tuple[int, str]]
    bands: Sequence[tuple[float, float]] = ()
    target: float | None = None


def png_of(curve: Curve) -> bytes:
    sheet = _Sheet(curve)
    sheet.background()
    sheet.area(curve.values)
    sheet.steps(curve.beside, OTHER, 1)
    sheet.steps(curve.values, TODAY, 2)
    sheet.words()
    out = BytesIO()
    sheet.image.save(out, "PNG", optimize=True)
    return out.getvalue()


class _Sheet:
    def __init__(self, curve: Curve) -> None:
        self._curve = curve
        self._count = max(1, len(curve.values))
        self.image = Image.new("RGB", (WIDTH * SHARPER, HEIGHT * SHARPER), PAPER)
        self._draw = ImageDraw.Draw(self.image)
        self._font = ImageFont.load_default(LETTER_SIZE * SHARPER)

    def background(self) -> None:
        """Outages, the floor, the target."""
        floor = self._y(0.0)
        for begin, end in self._curve.bands:
            self._draw.rectangle((self._x(begin), TOP * SHARPER, self._x(end), floor), OUTAGE)
        for place, _hour in self._curve.hours:
            self._draw.line((self._x(place), TOP * SHARPER, self._x(place), floor), FAINT, 1)
        self._draw.line((self._x(0), floor, self._x(self._count), floor), INK, SHARPER)
        if self._curve.target is not None:
            y = self._y(self._curve.target)
            for place in range(0, self._count, 2):
                self._draw.line((self._x(place), y, self._x(place + 1), y), TARGET, SHARPER)

    def area(self, values: Values) -> None:
        for place, value in enumerate(values):
            if value is not None and value > 0:
                box = (self._x(place), self._y(value), self._x(place + 1), self._y(0.0) - SHARPER)
                self._draw.rectangle(box, AREA)

    def steps(self, values: Values, colour: str, width: int) -> None:
        """A level step for each quarter; a gap is a gap."""
        before: float | None = None
        for place, value in enumerate(values):
            if value is not None:
                y = self._y(value)
                if before is not None:
                    x = self._x(place)
                    self._draw.line((x, self._y(before), x, y), colour, width * SHARPER)
                self._draw.line((self._x(place), y, self._x(place + 1), y), colour, width * SHARPER)
            before = value

    def words(self) -> None:
        self._draw.text((LEFT * SHARPER, 2 * SHARPER), self._curve.top_text, INK, self._font)
        for place, hour in self._curve.hours:
            at = (self._x(place), (HEIGHT - BOTTOM + 5) * SHARPER)
            self._draw.text(at, hour, INK, self._font)

    def _x(self, place: float) -> float:
        return SHARPER * (LEFT + (WIDTH - LEFT - RIGHT) * place / self._count)

    def _y(self, value: float) -> float:
        share = min(max(value, 0.0), self._curve.top) / self._curve.top
        return SHARPER * (TOP + (HEIGHT - TOP - BOTTOM) * (1 - share))
