"""Colours can be read (WCAG AA), and states told apart by every common kind of colour vision."""

from __future__ import annotations

import itertools
import math
import re

import pytest

from tests.frontend.tools import ROOT

Colour = tuple[float, float, float]
STYLES = ROOT / "static" / "src" / "styles"
TOKENS = (STYLES / "tokens.css").read_text(encoding="utf-8")
HISTORY = (STYLES / "history.css").read_text(encoding="utf-8")


def _block(selector: str) -> dict[str, str]:
    found = re.search(re.escape(selector) + r"\s*{([^}]*)}", TOKENS)
    assert found, selector
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", found[1]))


DARK = _block(":root")
LIGHT = _block(':root[data-theme="light"]')
THEMES = {"dark": DARK, "light": LIGHT}
LEVELS = ["text", "warn", "critical", "info", "muted"]
STATES = [name for name in DARK if name.startswith("state-")]

TEXT = 4.5  # text of any size
SHAPE = 3.0  # glyphs, bars, large digits
PAIRS = [
    *((front, back, TEXT) for front in ("text", "muted", "warn", "critical", "info")
      for back in ("tile", "surface")),
    ("on-critical", "critical-fill", TEXT),
    ("critical-fill", "surface", 1.5),
    *((state, "tile", SHAPE) for state in STATES),
    ("focus", "surface", SHAPE),
]  # fmt: skip


def _linear(hex_: str) -> Colour:
    channels = (int(hex_[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return red, green, blue


def _luminance(hex_: str) -> float:
    red, green, blue = _linear(hex_)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("front", "back", "least"), PAIRS)
def test_a_pair_of_colours_is_readable(theme, front, back, least):
    colours = THEMES[theme]
    assert contrast(colours[front], colours[back]) >= least


def test_the_light_colours_are_the_same_by_choice_and_by_preference():
    assert _block(':root[data-theme="auto"]') == LIGHT
    assert set(LIGHT) == set(DARK)


# Machado, Oliveira, Fernandes 2009, severity 1.0, on linear RGB.
VISION = {
    "common": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritan": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
WHITE = (0.95047, 1.0, 1.08883)
LEAST_DIFFERENCE = 8.0  # CIE76; about 2.3 is just noticeable side by side


def _lab(hex_: str, kind: str) -> Colour:
    rgb = _linear(hex_)
    red, green, blue = (
        min(1.0, max(0.0, sum(w * c for w, c in zip(row, rgb, strict=True))))
        for row in VISION[kind]
    )
    xyz = (
        0.4124564 * red + 0.3575761 * green + 0.1804375 * blue,
        0.2126729 * red + 0.7151522 * green + 0.0721750 * blue,
        0.0193339 * red + 0.1191920 * green + 0.9503041 * blue,
    )
    x, y, z = (
        t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116
        for t in (part / white for part, white in zip(xyz, WHITE, strict=True))
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _too_close(theme: str, kind: str, names: list[str]) -> dict[str, float]:
    labs = {name: _lab(THEMES[theme][name], kind) for name in names}
    distances = {
        f"{one} / {other}": math.dist(labs[one], labs[other])
        for one, other in itertools.combinations(names, 2)
    }
    return {pair: round(far, 1) for pair, far in distances.items() if far < LEAST_DIFFERENCE}


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("kind", VISION)
def test_states_are_told_apart(theme, kind):
    assert not _too_close(theme, kind, STATES)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("kind", VISION)
def test_levels_are_told_apart_from_each_other_and_from_calm(theme, kind):
    """Beside colour each has a shape and a word; this is for who looks from eight metres."""
    assert not _too_close(theme, kind, LEVELS)


def _over(front: str, back: str, share: float) -> str:
    """What is seen of a colour that covers a share of the one behind it."""
    pairs = ((int(front[i : i + 2], 16), int(back[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(share * f + (1 - share) * b):02x}" for f, b in pairs)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("kind", VISION)
def test_on_the_page_of_a_day_who_is_unknown_is_paler_than_any_state_and_outlined(theme, kind):
    found = re.search(r"^\.state-unknown\s*{([^}]*)}", HISTORY, re.MULTILINE)
    assert found
    style = dict(re.findall(r"([\w-]+):\s*(?:var\(--)?([\w. -]+)", found[1]))
    colours = THEMES[theme]
    area = _over(colours[style["fill"]], colours["tile"], float(style.get("fill-opacity", 1)))
    states = [colours[state] for state in STATES if state != "state-unknown"]
    assert contrast(area, colours["tile"]) < min(contrast(one, colours["tile"]) for one in states)
    assert contrast(colours[style["stroke"]], colours["tile"]) >= SHAPE
    assert style["stroke-dasharray"] != "none"
    lab = _lab(area, kind)
    assert all(math.dist(lab, _lab(one, kind)) >= LEAST_DIFFERENCE for one in states)
