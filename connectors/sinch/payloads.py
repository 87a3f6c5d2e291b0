"""RCI's items as plain rows. Schema and examples of the document contradict each other in spelling
and wrapping (VENDOR-FACTS 3.8): both are read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from connectors.base import Findings
from connectors.reading import Reader, Unreadable, fold, items_of, member, text_of

_GUID = re.compile(r"[0-9A-F]{32}")
MAX_WRAPPERS = 3


class Row(Protocol):
    @property
    def id(self) -> str: ...


R = TypeVar("R", bound=Row)


def guid(value: object) -> str | None:
    """An id as RCI's schema has it: 32 hex digits in upper case; dashes and braces go.

    What is no such id (a time zone's) stays as it is. Raises `Unreadable` for no text at all.
    """
    text = text_of(value)
    if text is None:
        return None
    bare = text.strip("{}").replace("-", "").upper()
    return bare if _GUID.fullmatch(bare) else text


def listed(value: object) -> list[Any]:
    """A collection: bare, in wrappers of one member as XML leaves them, or its single element."""
    for _ in range(MAX_WRAPPERS):
        if not isinstance(value, dict) or len(value) != 1:
            break
        inner = next(iter(value.values()))
        if isinstance(inner, dict | list) or inner in (None, ""):
            value = inner
    if isinstance(value, dict) and member(value, "id") is not None:
        return [value]  # itself the element, though it may hold a collection as an event does
    return [] if value == "" else items_of(value)


def readers_of(value: object, findings: Findings, where: str) -> list[Reader]:
    """Readers of a collection; what is no object in it is told and left out."""
    try:
        items = listed(value)
    except Unreadable as trouble:
        findings.malformed(where, f"the collection {trouble}")
        return []
    found = [Reader(item, findings, where) for item in items if isinstance(item, dict)]
    if len(found) < len(items):
        findings.malformed(where, f"{len(items) - len(found)} items are no objects")
    return found


@dataclass(frozen=True, slots=True)
class Named:
    """A user group, queue group, role, skill, time zone or disruption set."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class User:
    """A list shows id and name; the rest is there when it was asked for or read one by one."""

    id: str
    name: str
    login: str | None = None
    external_id: str | None = None
    phone: str | None = None
    email: str | None = None

    def with_more(self, other: User) -> User:
        return User(
            self.id,
            self.name,
            other.login or self.login,
            other.external_id or self.external_id,
            other.phone or self.phone,
            other.email or self.email,
        )


@dataclass(frozen=True, slots=True)
class Queue:
    """`channel` is RCI's type in lower case: phone, chat, email, or what else there is."""

    id: str
    name: str
    channel: str
    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """Why, where or when something is disrupted. `words` are for people."""

    id: str
    external_id: str
    type: str
    words: str


@dataclass(frozen=True, slots=True)
class Event:
    """Instants are epoch seconds; without `active_to` it lasts until it is deleted."""

    id: str
    remarks: str | None
    active_from: float | None
    active_to: float | None
    created: float | None
    items: tuple[Item, ...]


def named(read: Reader) -> Named | None:
    own_id = identity(read)
    return Named(own_id, read.text("name", "description") or own_id) if own_id else None


def user(read: Reader) -> User | None:
    own_id = identity(read)
    if own_id is None:
        return None
    parts = (read.text("firstName"), read.text("surname", "lastName"))
    return User(
        own_id,
        " ".join(part for part in parts if part) or read.text("name") or own_id,
        read.text("login"),
        read.text("externalId"),
        read.text("phone"),
        read.text("email"),
    )


def queue(read: Reader) -> Queue | None:
    own_id = identity(read)
    if own_id is None:
        return None
    return Queue(
        own_id,
        read.text("name") or own_id,
        fold(read.text("type", "channel") or ""),
        tuple(_addresses(read.value("addresses", "address"))),
    )


def item(read: Reader) -> Item | None:
    own_id = identity(read) or ""
    external = read.text("externalId") or ""
    if not own_id and not external:
        return None
    words = read.text("description", "name") or ""
    return Item(own_id, external, (read.text("type") or "").upper(), words)


def event(read: Reader, findings: Findings) -> Event | None:
    own_id = identity(read)
    if own_id is None:
        return None
    found = (item(one) for one in readers_of(read.value("items"), findings, "events.items"))
    return Event(
        own_id,
        read.text("remarks"),
        read.instant("activeFrom"),
        read.instant("activeTo"),
        read.instant("created"),
        tuple(one for one in found if one is not None),
    )


def each(
    readers: Iterable[Reader], row: Callable[[Reader], R | None], findings: Findings, where: str
) -> dict[str, R]:
    """Rows by id; of two with one id the first stays, as pages may overlap."""
    found: dict[str, R] = {}
    for read in readers:
        made = row(read)
        if made is None:
            findings.malformed(where, "an item has no id")
        else:
            found.setdefault(made.id, made)
    return found


def identity(read: Reader, *names: str) -> str | None:
    """The id in the form that every interface shares; None where there is none."""
    return guid(read.text(*(names or ("id",))))


def _addresses(value: object) -> Iterable[str]:
    """Texts, or objects with an `address` (the schema says `name`)."""
    try:
        found = [value] if isinstance(value, str) else listed(value)
    except Unreadable:
        return
    for one in found:
        inner = one.get("address", one.get("name")) if isinstance(one, Mapping) else one
        try:
            text = text_of(inner)
        except Unreadable:
            continue
        if text:
            yield text
