"""What Trio's replies mean before any field is mapped: envelope, links, pages, tokens, root."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from connectors.base import Findings
from connectors.errors import Malformed
from connectors.http import Reply
from connectors.reading import Reader, Unreadable, fold, items_of, member, text_of, whole_of

DEFAULT_LIFETIME_SECONDS = 3600.0  # of an access token, by the document


@dataclass(frozen=True, slots=True)
class Envelope:
    """``{"links": [...], "data": [...]}``; `links` by folded rel, as server-relative addresses."""

    items: list[dict[str, Any]]
    links: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Page:
    """The `X-Pagination` header; None for what it does not say."""

    number: int | None
    pages: int | None
    total: int | None
    next_link: str | None


@dataclass(frozen=True, slots=True)
class Grant:
    access: str
    refresh: str
    lifetime_seconds: float

    def __repr__(self) -> str:
        return "Grant(...)"


@dataclass(frozen=True, slots=True)
class Root:
    """What `GET /te/api` says of the pair of servers; names may carry a port."""

    failover: bool
    servers: tuple[str, ...]
    primary: str
    links: Mapping[str, str]


def envelope_of(reply: Reply, findings: Findings, where: str) -> Envelope:
    """Raises `Malformed` for what is no envelope, so that an error body is never an empty list."""
    if reply.status == 204 or (reply.status == 404 and reply.empty):
        return Envelope([], {})
    value = reply.json()
    if isinstance(value, dict) and not _has_data(value):
        raise Malformed(
            f"{reply.source} answered without the collection “data” (asked for {where}).",
            hint="Check that the address is that of the Trio API, ending in /te/api.",
        )
    try:
        found = items_of(member(value, "data") if isinstance(value, dict) else value)
    except Unreadable as trouble:
        raise Malformed(f"{reply.source}: the collection of {where} {trouble}.") from None
    items = [item for item in found if isinstance(item, dict)]
    if len(items) < len(found):
        findings.malformed(where, f"{len(found) - len(items)} items are no objects")
    if found and not items:
        raise Malformed(f"{reply.source}: no item of {where} is an object.")
    return Envelope(items, links_of(value) if isinstance(value, dict) else {})


def is_envelope(reply: Reply) -> bool:
    """Whether an error status carries Trio's own envelope: an empty collection may be a 404."""
    try:
        value = reply.json()
    except Malformed:
        return False
    return isinstance(value, dict) and _has_data(value)


def links_of(value: Mapping[str, Any]) -> dict[str, str]:
    """Folded rel → href of the links that can be read with GET (or say no method)."""
    found: dict[str, str] = {}
    try:
        entries = items_of(member(value, "links"))
    except Unreadable:
        return found
    for entry in entries:
        rel, href, method = (member(entry, name) for name in ("rel", "href", "method"))
        readable = method is None or str(method).upper() in ("GET", "POST")
        if isinstance(rel, str) and isinstance(href, str) and href and readable:
            found.setdefault(fold(rel), href)
    return found


def page_of(headers: Mapping[str, str]) -> Page | None:
    """None without the header; a header that cannot be read is a `Page` that says nothing."""
    text = headers.get("x-pagination", "").strip()
    if not text:
        return None
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        value = _pairs(text)
    value = value if isinstance(value, dict) else {}
    link = member(value, "nextPageLink")
    return Page(
        number=_whole(value, "currentPage"),
        pages=_whole(value, "totalPages"),
        total=_whole(value, "totalCount"),
        next_link=link if isinstance(link, str) and link.strip() else None,
    )


def grant_of(reply: Reply) -> Grant:
    """Tokens of a login or refresh: bare, or in the envelope; key spellings are not documented."""
    value = reply.json()
    access = _token(value, "access_token", "token")
    if not access:
        raise Malformed(f"{reply.source} accepted the sign-in but gave no access token.")
    lifetime = _whole(value, "data.expires_in", "expires_in", "data.expires", "expires")
    return Grant(
        access=access,
        refresh=_token(value, "refresh_token"),
        lifetime_seconds=float(lifetime) if lifetime and lifetime > 0 else DEFAULT_LIFETIME_SECONDS,
    )


def root_of(reply: Reply, findings: Findings) -> Root:
    value = reply.json()
    found = member(value, "data")
    try:
        item = (items_of(found) or [{}])[0]
    except Unreadable:
        item = {}
    item = item if isinstance(item, dict) else {}
    links = links_of(value) if isinstance(value, dict) else {}
    reader = Reader({**(value if isinstance(value, dict) else {}), **item}, findings, "api")
    primary = reader.text("primaryServer") or ""
    servers = (primary, reader.text("secondaryServer") or "")
    return Root(
        failover=bool(reader.flag("failoverMode")),
        servers=tuple(name for name in servers if name),
        primary=primary,
        links={**links, **links_of(item)},
    )


def _has_data(value: Mapping[str, Any]) -> bool:
    return any(fold(key) == "data" for key in value)


def _token(value: object, *names: str) -> str:
    for name in names:
        found = member(value, f"data.{name}", name)
        if isinstance(found, str) and found.strip():
            return found.strip()
    return ""


def _whole(value: object, *names: str) -> int | None:
    try:
        return whole_of(member(value, *names))
    except Unreadable:
        return None


def _pairs(text: str) -> dict[str, str]:
    """``currentPage=1; totalPages=3`` and the like."""
    pairs = (part.partition("=") for part in text.replace(",", ";").split(";"))
    return {name.strip(): value.strip().strip('"') for name, _, value in pairs if value}


def id_text(value: object) -> str | None:
    try:
        return text_of(value)
    except Unreadable:
        return None
