"""The directory job: names of queues, agents and their groups; and what members Trio sends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from connectors.base import Directory, DirectoryEntry, Findings
from connectors.errors import Malformed, Refused
from connectors.reading import Reader
from connectors.trio.discovery import Center
from connectors.trio.mapping import FieldMap
from connectors.trio.reads import Reads
from wallboard.domain.observation import Kind

# kind → (resource, its groups)
LISTED: Mapping[Kind, tuple[str, str]] = {
    Kind.QUEUE: ("service", "service_group"),
    Kind.AGENT: ("agent", "agent_group"),
}


def directory_of(
    centers: Iterable[Center], reads: Reads, fields: FieldMap, findings: Findings
) -> Directory:
    """A listing of both kinds; a kind of which pages were lost is listed without being covered."""
    entries: dict[tuple[Kind, str], DirectoryEntry] = {}
    covers = set(LISTED)
    for center in centers:
        for kind, (resource, group_resource) in LISTED.items():
            found = reads.read(center, resource, "directory")
            groups = _groups(center, group_resource, reads, fields, findings)
            if not found.complete:
                covers.discard(kind)
            for item in found.items:
                entry = _entry(kind, item, resource, center, groups, fields, findings)
                if entry is not None:
                    entries.setdefault((kind, entry.external_id), entry)
    return Directory(frozenset(covers), tuple(entries.values()))


def _groups(
    center: Center, resource: str, reads: Reads, fields: FieldMap, findings: Findings
) -> dict[str, str]:
    """Group id → name. A login that may not read groups still gets queues and agents."""
    key = f"{resource}_{center.id}"
    try:
        found = reads.read(center, resource, "directory")
    except (Refused, Malformed):
        findings.note(key, f"Trio does not list its {resource.replace('_', ' ')}s to this login.")
        return {}
    findings.note(key, None)
    groups: dict[str, str] = {}
    for item in found.items:
        read = Reader(item, findings, resource)
        own_id = read.text(*fields.names(resource, "id"))
        name = read.text(*fields.names(resource, "name"))
        if own_id and name:
            groups[own_id] = name
    return groups


def _entry(
    kind: Kind,
    item: Mapping[str, Any],
    resource: str,
    center: Center,
    groups: Mapping[str, str],
    fields: FieldMap,
    findings: Findings,
) -> DirectoryEntry | None:
    read = Reader(item, findings, resource)

    def text(field: str) -> str | None:
        known = field in fields.fields(resource)
        return read.text(*fields.names(resource, field)) if known else None

    own_id = text("id")
    if own_id is None:
        findings.malformed(resource, "an item has no id")
        return None
    name = text("name") or " ".join(
        part for part in (text("first_name"), text("last_name")) if part
    )
    group = groups.get(text("group_id") or "") or text("group")
    # Calabrio's acdAgentId names this very number, whatever we prefix to it (identity/matching.py).
    keys = {"own_agent_id": own_id} if kind is Kind.AGENT else {}
    return DirectoryEntry(
        kind, center.external(own_id), name or own_id, keys, (group,) if group else ()
    )
