"""Which members Trio sends: asking for those that are mapped, and reporting all that were seen.

Nothing that could be a person's name, number or words is sampled: resources about people show
what is mapped to something impersonal, and of anything else only its type.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from connectors.base import Findings
from connectors.reading import fold
from connectors.trio.mapping import FieldMap

MAX_FIELDS_CHARACTERS = 1600  # IIS refuses a query of more than 2,048
PERSONAL_FIELDS = frozenset({"name", "first_name", "last_name"})
# Resources in which any text or number may belong to a person.
ABOUT_PEOPLE = frozenset({"agent", "agent_state", "case", "call"})
NAME_SAMPLE = "(a name)"


def asked_for(fields: FieldMap, resource: str, learned: Mapping[str, str]) -> str:
    """The value of `fields=`: the learned spelling of each mapped field, and for those not yet
    seen all aliases, the likeliest first, as far as the query has room."""
    rows = [
        [learned[field]] if field in learned else [_first(n) for n in fields.names(resource, field)]
        for field in fields.fields(resource)
    ]
    asked: dict[str, str] = {}
    used = 0
    for position in range(max((len(row) for row in rows), default=0)):
        for row in rows:
            name = row[position] if position < len(row) else ""
            size = len(quote(name, safe="")) + 3  # the comma may be sent as %2C
            if name and name.casefold() not in asked and used + size <= MAX_FIELDS_CHARACTERS:
                asked[name.casefold()] = name
                used += size
    return ",".join(asked.values())


def learned_from(
    items: Iterable[Mapping[str, Any]], fields: FieldMap, resource: str
) -> dict[str, str]:
    """Field → the member that feeds it, spelled as Trio spells it."""
    seen = {fold(key): key for item in items for key in item}
    learned: dict[str, str] = {}
    for field in fields.fields(resource):
        for name in fields.names(resource, field):
            if fold(_first(name)) in seen:
                learned[field] = seen[fold(_first(name))]
                break
    return learned


def still_valid(learned: Mapping[str, Any], fields: FieldMap, resource: str) -> dict[str, str]:
    """What was learned, without what the mapping no longer says."""
    return {
        field: str(learned[field])
        for field in fields.fields(resource)
        if field in learned
        and fold(str(learned[field])) in {fold(_first(n)) for n in fields.names(resource, field)}
    }


def report_members(
    items: Iterable[Mapping[str, Any]], fields: FieldMap, resource: str, findings: Findings
) -> None:
    """Tell the discovered-fields page of every member, with a sample, mapped or not."""
    mapped = fields.mapped(resource)
    samples: dict[str, Any] = {}
    for item in items:
        for key, value in item.items():
            if samples.get(key) is None:
                samples[key] = value
    for key, value in samples.items():
        if fold(key) != "links":
            field = mapped.get(fold(key))
            findings.member_seen(
                resource, key, _sample(resource, key, field, value), field is not None
            )


def _sample(resource: str, key: str, field: str | None, value: Any) -> object:
    if isinstance(value, dict | list):
        return "(a list)" if isinstance(value, list) else "(an object)"
    if value is None or isinstance(value, bool):
        return value
    if resource not in ABOUT_PEOPLE:
        return value
    if field in PERSONAL_FIELDS or (field is None and "name" in fold(key)):
        return NAME_SAMPLE
    if field is not None:
        return value
    return "(text)" if isinstance(value, str) else "(a number)"


def _first(name: str) -> str:
    return name.split(".")[0]
