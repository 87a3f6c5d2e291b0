"""Which members Calabrio sends, for the discovered-fields page; never a person's name or number."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from connectors.base import Findings
from connectors.reading import Reader, fold

SAMPLED_ROWS = 20
PRIVATE = frozenset(fold(name) for name in ("firstName", "lastName", "email", "userId"))
PERSONAL = ("name", "mail", "login", "phone")  # in the folded name of a member that nothing reads


def report_members(
    readers: Iterable[Reader], read: Collection[str], findings: Findings, resource: str
) -> None:
    """Tell each member once, with the first sample that is not empty.

    `read` holds the folded names of those that feed something: the others are shown as unmapped.
    """
    samples: dict[str, Any] = {}
    for reader in list(readers)[:SAMPLED_ROWS]:
        for name, value in reader.raw.items():
            if samples.get(name) is None:
                samples[name] = value
    for name, value in samples.items():
        mapped = fold(name) in read
        findings.member_seen(resource, name, _sample(fold(name), value, mapped), mapped)


def _sample(folded: str, value: Any, mapped: bool) -> Any:
    """What is read and not private, as it is; of other members nothing that may be a person's."""
    if folded in PRIVATE:
        return "(a name)"
    if mapped or value is None or isinstance(value, bool):
        return value
    if any(word in folded for word in PERSONAL):
        return "(a name)"
    if isinstance(value, dict):
        return "(an object)"
    nested = isinstance(value, list) and any(isinstance(one, dict) for one in value)
    return "(a list)" if nested else value
