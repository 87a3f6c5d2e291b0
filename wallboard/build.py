"""Which build this is: the version, and a hash of the front end that goes with it.

A page that was loaded from another build than its server's reloads itself (docs/protocol.md).
"""

from __future__ import annotations

import hashlib
import tomllib
from functools import cache
from pathlib import Path

from django.conf import settings

ROOT = Path(__file__).resolve().parents[1]
DIGITS = 10


@cache
def build_id() -> str:
    """For example "0.1.0-3fa9c1d20b". Equal for all processes of one tree."""
    return f"{version()}-{_front_end().hexdigest()[:DIGITS]}"


@cache
def version() -> str:
    """The project's version, as pyproject.toml has it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["version"])


def _front_end() -> hashlib._Hash:
    """Of the bundle where it was built, else of what was collected from it."""
    total = hashlib.sha256()
    bundle = ROOT / "static" / "dist"
    files = sorted(file for file in bundle.rglob("*") if file.is_file())
    if not files:
        collected = Path(settings.STATIC_ROOT) / "staticfiles.json"
        files = [collected] if collected.is_file() else []
    for file in files:
        total.update(file.name.encode() + b"\0")
        total.update(file.read_bytes())
    return total
