"""What RMI and RAI send, for the discovered-fields page. No person's data is ever sampled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from connectors.base import Findings
from connectors.reading import fold
from connectors.sinch.mapping import FieldMap

ABOUT_PEOPLE = frozenset({"agent"})
PERSONAL_FIELDS = frozenset({"id", "name", "first_name", "last_name", "number"})


def report_members(
    items: Iterable[Mapping[str, Any]], fields: FieldMap, resource: str, findings: Findings
) -> None:
    """Tell of every member, mapped or not, with a sample where it is of no person."""
    mapped = fields.mapped(resource)
    samples: dict[str, Any] = {}
    for item in items:
        for key, value in item.items():
            if samples.get(key) is None:
                samples[key] = value
    for key, value in samples.items():
        field = mapped.get(fold(key))
        sample = _sample(resource, field, value)
        findings.member_seen(resource, key, sample, field is not None)


def _sample(resource: str, field: str | None, value: Any) -> object:
    if isinstance(value, dict | list):
        return "(a list)" if isinstance(value, list) else "(an object)"
    if value is None or isinstance(value, bool) or resource not in ABOUT_PEOPLE:
        return value
    if field is not None and field not in PERSONAL_FIELDS:
        return value
    return "(text)" if isinstance(value, str) else "(a number)"
