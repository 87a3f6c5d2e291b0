"""One tolerant reader for what vendors send.

Keys count without case, ``_``, ``-`` and spaces; a field may have several names and each may be a
dotted path; a list may come bare, wrapped or as its single element. Absent (missing, null, empty
text) is None and never zero. A value of the wrong type is reported and left out.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, tzinfo
from functools import lru_cache
from typing import Any, TypeVar

from connectors.base import Findings
from connectors.scalars import (
    Unreadable,
    duration_of,
    flag_of,
    instant_of,
    number_of,
    text_of,
    whole_of,
)
from connectors.tally import count

__all__ = [
    "WRAPPERS",
    "Reader",
    "Unreadable",
    "duration_of",
    "flag_of",
    "fold",
    "instant_of",
    "items_of",
    "member",
    "number_of",
    "object_of",
    "text_of",
    "whole_of",
    "word_in",
]

T = TypeVar("T")
W = TypeVar("W")

# Members that only wrap a collection.
WRAPPERS = ("item", "items", "data", "result", "results", "rows", "list", "value", "values")


REMEMBERED, REMEMBERED_CHARACTERS = 4096, 100


def fold(text: str) -> str:
    """What two spellings of one name have in common: letters and digits, without case."""
    return _fold_once(text) if len(text) <= REMEMBERED_CHARACTERS else _fold(text)


def _fold(text: str) -> str:
    normal = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in normal if character.isalnum())


# Every item of a reply has the same members, and each is asked for by all the names it may have.
_fold_once = lru_cache(REMEMBERED)(_fold)


def member(source: object, *names: str) -> Any:
    """The first of the named members that is there and not null, else None.

    A name may be a dotted path (``team.name``); a step into a one-element list enters its element.
    """
    for name in names:
        value = source
        for step in name.split("."):
            value = _step(value, fold(step))
        if value is not None:
            return value
    return None


def items_of(value: object) -> list[Any]:
    """A collection as a list: bare, ``{"item": [..]}``, ``{"agents": [..]}``, or a single object.

    None is the empty list. Raises `Unreadable` for a scalar.
    """
    if value is None:
        return []
    if isinstance(value, list):
        return value
    if not isinstance(value, dict):
        raise Unreadable(f"is {_kind(value)}, not a list")
    inner = _unwrapped(value)
    if inner is not value:
        return items_of(inner) if isinstance(inner, dict | list) else [value]
    return [value]


def object_of(value: object) -> dict[str, Any] | None:
    """An object: bare, or the one element of a list. Raises `Unreadable` for anything else."""
    if value is None or value == []:
        return None
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if not isinstance(value, dict):
        raise Unreadable(f"is {_kind(value)}, not one object")
    return value


def word_in(table: Mapping[str, W], word: object) -> W | None:
    """Look a vendor's word (or number) up in a table whose keys are folded; None if unknown."""
    try:
        text = text_of(word)
    except Unreadable:
        return None
    return None if text is None else table.get(fold(text))


class Reader:
    """One object of a reply. `where` names it in reports, e.g. "services/state"."""

    def __init__(self, source: Mapping[str, Any], findings: Findings, where: str) -> None:
        self._source = {fold(key): value for key, value in source.items()}
        self._findings = findings
        self._where = where
        self._unreadable = 0
        self.raw = source

    def value(self, *names: str) -> Any:
        return member(self._source, *names)

    def text(self, *names: str) -> str | None:
        return self._read(text_of, names)

    def number(self, *names: str) -> float | None:
        return self._figure(number_of, names)

    def whole(self, *names: str) -> int | None:
        return self._figure(whole_of, names)

    def flag(self, *names: str) -> bool | None:
        return self._figure(flag_of, names)

    def duration(self, *names: str, unit: str = "s") -> float | None:
        """Seconds. `unit` is what a bare number counts; see `scalars.UNITS`."""
        return self._figure(lambda value: duration_of(value, unit), names)

    def instant(self, *names: str, zone: tzinfo = UTC, now_at: float | None = None) -> float | None:
        """Epoch seconds. `zone` and `now_at` are for texts which name no zone: `instant_of`."""
        return self._figure(lambda value: instant_of(value, zone, now_at), names)

    def objects(self, *names: str) -> list[Reader]:
        """The objects of a collection; what is no object in it is reported and left out."""
        return list(readers(self.value(*names), self._findings, f"{self._where}.{names[0]}"))

    def object(self, *names: str) -> Reader | None:
        found = self._read(object_of, names)
        if found is None:
            return None
        return Reader(found, self._findings, f"{self._where}.{names[0]}")

    def _figure(self, read: Callable[[Any], T | None], names: tuple[str, ...]) -> T | None:
        """As `_read`, and counted in the tally of the reply."""
        before = self._unreadable
        found = self._read(read, names)
        if found is not None or self._unreadable > before:
            count(self._findings, readable=found is not None)
        return found

    def _read(self, read: Callable[[Any], T | None], names: tuple[str, ...]) -> T | None:
        value = self.value(*names)
        try:
            return read(value)
        except Unreadable as trouble:
            self._unreadable += 1
            self._findings.malformed(self._where, f"{names[0]} {trouble}")
            return None


def readers(value: object, findings: Findings, where: str) -> Iterator[Reader]:
    """Readers of a collection, folded by `items_of`; what is no object is reported, left out."""
    try:
        items: Iterable[Any] = items_of(value)
    except Unreadable as trouble:
        findings.malformed(where, f"the collection {trouble}")
        return
    for item in items:
        if isinstance(item, dict):
            yield Reader(item, findings, where)
        else:
            findings.malformed(where, f"an item is {_kind(item)}, not an object")


def _step(value: object, folded: str) -> Any:
    if isinstance(value, list):
        value = value[0] if len(value) == 1 else None
    if not isinstance(value, Mapping):
        return None
    if folded in value:
        return value[folded]
    return next((inner for key, inner in value.items() if fold(str(key)) == folded), None)


def _unwrapped(value: dict[str, Any]) -> Any:
    """The collection that an object only wraps, else the object itself."""
    for key, inner in value.items():
        if fold(key) in WRAPPERS and (isinstance(inner, list) or len(value) == 1):
            return inner
    only = next(iter(value.values())) if len(value) == 1 else None
    return only if isinstance(only, list) else value


KINDS = {str: "text", bool: "a flag", int: "a number", float: "a number", list: "a list"}


def _kind(value: object) -> str:
    return KINDS.get(type(value), "an object" if isinstance(value, dict) else "empty")
