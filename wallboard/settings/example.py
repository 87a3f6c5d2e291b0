"""Writes .env.example from the table: `python -m wallboard.settings.example > .env.example`."""

from __future__ import annotations

import sys
import textwrap
from pathlib import Path
from typing import Any

from wallboard.env import Variable
from wallboard.settings.variables import AROUND, REQUIRED_IN_PRODUCTION, ROOT, VARIABLES

HEAD = """\
# Every variable that Wallboard reads, with its default. Nothing here is needed for ./run.
# Written from wallboard/settings/variables.py by `python -m wallboard.settings.example`.
#
# Durations: 90, 90s, 15m, 12h, 400d. Lists: separated by commas. A value marked (secret) may
# instead be given as NAME_FILE, the path of a file that holds it.
"""


def example() -> str:
    """The content of .env.example."""
    parts = [HEAD, *(_entry(variable) for variable in VARIABLES)]
    parts += ["# Read by the programs around: ./run, its tests, docker-compose.yml\n"]
    return "\n".join([*parts, *(_entry(variable) for variable in AROUND)])


def _entry(variable: Variable[Any]) -> str:
    marks = " (secret)" if variable.secret else ""
    marks += " (required in production)" if variable in REQUIRED_IN_PRODUCTION else ""
    words = textwrap.wrap(variable.help + marks, 98)
    value = variable.example or _spelt(variable.default)
    return "\n".join([*(f"# {line}" for line in words), f"#{variable.name}={value}", ""])


def _spelt(value: object) -> str:
    """As a person would write the default: no path of this machine, no long seconds."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return ",".join(value)
    if isinstance(value, float):
        return _duration(value)
    if isinstance(value, Path):
        return value.relative_to(ROOT).as_posix() if value.is_relative_to(ROOT) else str(value)
    return str(value)


def _duration(seconds: float) -> str:
    for unit, size in (("d", 86_400), ("h", 3600), ("m", 60)):
        if seconds >= size and seconds % size == 0:
            return f"{seconds / size:g}{unit}"
    return f"{seconds:g}s"


if __name__ == "__main__":
    sys.stdout.write(example())
