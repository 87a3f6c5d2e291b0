"""The running build's name: pages carry it, `hello` says it, and where they differ a page reloads.

It is a digest of what a page is made of, so that a restart of the same version reloads nobody and
every web process of one deploy says the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from wallboard.live.protocol import PROTOCOL

DIGITS = 12


@cache
def build_id() -> str:
    digest = hashlib.sha256(str(PROTOCOL).encode())
    for root in _roots():
        for file in sorted(path for path in root.rglob("*") if path.is_file()):
            digest.update(str(file.relative_to(root)).encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()[:DIGITS]


def _roots() -> Iterable[Path]:
    """The built front end and the templates of our own."""
    yield from (Path(str(directory)) for directory in settings.STATICFILES_DIRS)
    engines: Any = settings.TEMPLATES
    for engine in engines:
        yield from (Path(directory) for directory in engine["DIRS"])
