"""The mapping editor: a vendor's member → our field and unit, its word → ours.

The vendor's `default_mapping` says what there is to map to: a table whose rows have "names" maps
members of a resource, one whose rows are texts maps words. Only what was changed is stored.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from django import forms

from wallboard.boards import vendors
from wallboard.boards.models import Account
from wallboard.words.sentences import in_words

UNITS = ("s", "ms", "min", "h", "hh:mm:ss", "mm:ss", "hh:mm")
UNIT_CHOICES = [("", "as before"), *((unit, unit) for unit in UNITS)]
UNMAPPED = ("", "—")


@dataclass(frozen=True)
class MemberRow:
    resource: str
    member: str
    sample: str
    mapped: bool
    target: Any  # bound fields; None where the resource cannot be mapped
    unit: Any


@dataclass(frozen=True)
class WordRow:
    table: str
    word: str
    count: int
    target: Any


@dataclass(frozen=True)
class Override:
    table: str
    key: str
    shown: str
    remove: Any


class MappingForm(forms.Form):
    """`seen` is the answer of `connectors.describe_account`."""

    def __init__(self, account: Account, seen: Mapping[str, Any], data: Any = None) -> None:
        super().__init__(data)
        spec = vendors.catalogue().get(account.vendor)
        self._defaults: Mapping[str, Any] = spec.default_mapping if spec else {}
        self._mapping: dict[str, Any] = account.mapping
        self._members = list(seen.get("members", ()))
        self._words = list(seen.get("words", ()))
        self._overrides = [(table, key) for table, rows in self._mapping.items() for key in rows]
        for number, member in enumerate(self._members):
            if self._maps_members(member["resource"]):
                targets = [UNMAPPED, *((f, f) for f in self._defaults[member["resource"]])]
                self.fields[f"member-{number}"] = _choice(
                    targets, in_words(f"{member['member']} feeds")
                )
                self.fields[f"unit-{number}"] = _choice(
                    UNIT_CHOICES, in_words(f"unit of {member['member']}")
                )
        for number, word in enumerate(self._words):
            if word["table"] in self._defaults:
                self.fields[f"word-{number}"] = self._word_field(word["table"], word["word"])
        for number, (_, key) in enumerate(self._overrides):
            self.fields[f"remove-{number}"] = forms.BooleanField(
                label=f"Take away {key}", required=False
            )

    def member_rows(self) -> list[MemberRow]:
        return [
            MemberRow(
                member["resource"],
                member["member"],
                member["sample"],
                member["mapped"],
                self._bound(f"member-{number}"),
                self._bound(f"unit-{number}"),
            )
            for number, member in enumerate(self._members)
        ]

    def word_rows(self) -> list[WordRow]:
        return [
            WordRow(word["table"], word["word"], word["count"], self._bound(f"word-{number}"))
            for number, word in enumerate(self._words)
        ]

    def override_rows(self) -> list[Override]:
        return [
            Override(table, key, _shown(self._mapping[table][key]), self[f"remove-{number}"])
            for number, (table, key) in enumerate(self._overrides)
        ]

    def mapping(self) -> dict[str, Any]:
        """The account's overrides with what was chosen. Call after `is_valid`."""
        result = deepcopy(self._mapping)
        for number, (table, key) in enumerate(self._overrides):
            if self.cleaned_data[f"remove-{number}"]:
                del result[table][key]
        for number, member in enumerate(self._members):
            if target := self.cleaned_data.get(f"member-{number}"):
                row = self._row(member, target, self.cleaned_data[f"unit-{number}"])
                result.setdefault(member["resource"], {})[target] = row
        for number, word in enumerate(self._words):
            if target := self.cleaned_data.get(f"word-{number}"):
                result.setdefault(word["table"], {})[word["word"]] = target
        return {table: rows for table, rows in result.items() if rows}

    def _row(self, member: Mapping[str, Any], target: str, unit: str) -> dict[str, Any]:
        """The chosen member goes first; what was tried before is tried after it."""
        default = self._defaults[member["resource"]][target]
        given = self._mapping.get(member["resource"], {}).get(target, {})
        before = {**default, **(given if isinstance(given, Mapping) else {"names": given})}
        names = before.get("names", [])
        others = [names] if isinstance(names, str) else list(names)
        unit = unit or before.get("unit", "")
        row = {"names": [member["member"], *(n for n in others if n != member["member"])]}
        return row | ({"unit": unit} if unit else {})

    def _maps_members(self, table: str) -> bool:
        rows = self._defaults.get(table) or {}
        return bool(rows) and all(isinstance(row, Mapping) for row in rows.values())

    def _word_field(self, table: str, word: str) -> forms.Field:
        ours = sorted({str(value) for value in self._defaults[table].values()})
        if not ours:
            return forms.CharField(label=in_words(f"{word} means"), required=False)
        return _choice([UNMAPPED, *((value, value) for value in ours)], in_words(f"{word} means"))

    def _bound(self, name: str) -> Any:
        return self[name] if name in self.fields else None


def _choice(choices: list[tuple[str, str]], label: str) -> forms.ChoiceField:
    said = [(value, in_words(name)) for value, name in choices]
    field = forms.ChoiceField(choices=said, required=False, label=label)
    field.widget.attrs["aria-label"] = label
    return field


def _shown(row: Any) -> str:
    if not isinstance(row, Mapping):
        return str(row)
    names = row.get("names", [])
    text = names if isinstance(names, str) else ", ".join(map(str, names))
    return f"{text} ({row['unit']})" if row.get("unit") else text
