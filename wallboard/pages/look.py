"""What every shell needs beside its own matter: theme, density, build, the server's clock,
and what takes names out of texts."""

from __future__ import annotations

import time
from typing import Any

from django.http import HttpRequest

from wallboard.live.build import build_id
from wallboard.pages.scrubbing import scrubs_of

THEMES = ("auto", "dark", "light")
DENSITIES = ("comfortable", "compact")


def look_of(request: HttpRequest, theme: str = "auto") -> dict[str, Any]:
    """The viewer's own choice, from the cookies that the page's buttons set, else `theme`."""
    chosen = request.COOKIES.get("wallboard_theme", "")
    density = request.COOKIES.get("wallboard_density", "")
    return {
        "theme": chosen if chosen in THEMES else theme,
        "theme_chosen": chosen in THEMES,
        "density": density if density in DENSITIES else DENSITIES[0],
        "build": build_id(),
        "now_at": f"{time.time():.3f}",
        "scrubs": scrubs_of(request),
    }
