"""What "test connection" does: a full login, the contact centres, the queues, and one state."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from connectors.base import TestResult
from connectors.reading import member
from connectors.trio.client import TrioClient
from connectors.trio.discovery import Center, Discovery
from connectors.trio.mapping import FieldMap
from connectors.trio.members import learned_from
from connectors.trio.payloads import id_text
from connectors.trio.reads import Reads

NAMES_SHOWN = 12
LOOKED_FOR = {"contacts_waiting": "contacts waiting", "longest_wait": "the longest wait"}


def check(client: TrioClient, places: Discovery, reads: Reads, fields: FieldMap) -> TestResult:
    """Raises ConnectorError for what the connector's `test` turns into words."""
    client.sign_in_anew()
    centers = places.centers(anew=True)
    details: list[str] = []
    queues = 0
    for center in centers:
        found = reads.read(center, "service", "test")
        queues += len(found.items)
        names = [_name(item, fields) for item in found.items]
        details.append(f"Contact centre {center.id}: {_listed(names, len(found.items))}")
        if found.items:
            details += _mapping_words(center, found.items[0], reads, fields)
    if client.pair.failover:
        details.append("Trio runs in failover mode: its statistics are not accurate.")
    if not queues:
        return TestResult(
            False,
            "The login works, but Trio shows this user no queue.",
            "Check the user's groups and permission profile in Trio Administrator.",
            tuple(details),
        )
    return TestResult(True, f"The login works: {queues} queues found.", details=tuple(details))


def _mapping_words(
    center: Center, service: Mapping[str, Any], reads: Reads, fields: FieldMap
) -> list[str]:
    own_id = id_text(member(service, *fields.names("service", "id")))
    state = reads.read_one(center, "service_state", own_id) if own_id else None
    if state is None:
        return ["The state of a single queue could not be read; all together may still work."]
    learned = learned_from([state], fields, "service_state")
    return [
        f"{label.capitalize()} is read from “{learned[field]}”."
        if field in learned
        else f"No member is known for {label}: see the discovered fields of this account."
        for field, label in LOOKED_FOR.items()
    ]


def _name(item: Mapping[str, Any], fields: FieldMap) -> str:
    return id_text(member(item, *fields.names("service", "name"))) or "(without a name)"


def _listed(names: Iterable[str], count: int) -> str:
    shown = list(names)[:NAMES_SHOWN]
    more = f" and {count - len(shown)} more" if count > len(shown) else ""
    return f"{count} queues: {', '.join(shown)}{more}" if count else "no queues"
