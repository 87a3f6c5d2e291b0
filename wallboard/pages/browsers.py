"""A browser's own description of itself, in the few words that help to tell screens apart."""

from __future__ import annotations

import re

# What names the device, the most telling first.
_DEVICES = (
    (r"Web0S|webOS", "webOS"),
    (r"Tizen[ /]?[\d.]*", "Tizen"),
    (r"BRAVIA", "Bravia"),
    (r"CrKey", "Chromecast"),
    (r"Android", "Android"),
    (r"CrOS", "Chrome OS"),
    (r"iPad|iPhone", "iOS"),
    (r"Windows", "Windows"),
    (r"Mac OS X", "macOS"),
    (r"Linux", "Linux"),
)
_BROWSERS = (
    (r"Edg/(\d+)", "Edge"),
    (r"Firefox/(\d+)", "Firefox"),
    (r"(?:Chrome|Chromium)/(\d+)", "Chromium"),
    (r"Version/(\d+).*Safari", "Safari"),
)


def browser_in_words(agent: str) -> str:
    """ "Chromium 79, webOS"; empty when nothing is recognised."""
    browser = next(
        (f"{name} {found[1]}" for look, name in _BROWSERS if (found := re.search(look, agent))), ""
    )
    device = next((name for look, name in _DEVICES if re.search(look, agent)), "")
    return ", ".join(part for part in (browser, device) if part)
