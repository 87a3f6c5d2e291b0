"""Reads docker-compose.yml as Compose does, as far as it matters here: order, commands, values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

_VARIABLE = re.compile(r"\$(?:\$|\{(\w+)(?::([-?])([^}]*))?\})")


class MissingVariable(Exception):
    """A value that must be set (`${NAME:?why}`) is not."""


@dataclass(frozen=True)
class Service:
    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    after: Mapping[str, str]  # service → condition
    healthcheck: tuple[str, ...]
    raw: Mapping[str, Any]


def services(file: Path, environ: Mapping[str, str]) -> list[Service]:
    """All services in the order in which Compose would start them."""
    document = _filled(yaml.safe_load(file.read_text(encoding="utf-8")), environ)
    found = [_service(name, row) for name, row in document["services"].items()]
    return _in_order(found)


def _filled(item: Any, environ: Mapping[str, str]) -> Any:
    if isinstance(item, str):
        return _VARIABLE.sub(lambda match: _value(match, environ), item)
    if isinstance(item, list):
        return [_filled(part, environ) for part in item]
    if isinstance(item, dict):
        return {key: _filled(part, environ) for key, part in item.items()}
    return item


def _value(match: re.Match[str], environ: Mapping[str, str]) -> str:
    name, sign, rest = match.groups()
    if name is None:
        return "$"
    if environ.get(name):
        return environ[name]
    if sign == "?":
        raise MissingVariable(f"{name}: {rest}")
    return rest or ""


def _service(name: str, row: Mapping[str, Any]) -> Service:
    test = row.get("healthcheck", {}).get("test", [])
    shells = {"CMD": [], "CMD-SHELL": ["sh", "-c"]}
    return Service(
        name=name,
        command=tuple(row.get("command", ())),
        environment=row.get("environment", {}),
        after={other: how["condition"] for other, how in row.get("depends_on", {}).items()},
        healthcheck=tuple([*shells[test[0]], *test[1:]] if test else []),
        raw=row,
    )


def _in_order(found: list[Service]) -> list[Service]:
    placed: list[Service] = []
    while len(placed) < len(found):
        names = {service.name for service in placed}
        ready = [one for one in found if one not in placed and set(one.after) <= names]
        assert ready, "depends_on goes in a circle, or names a service that is not there"
        placed += ready
    return placed
