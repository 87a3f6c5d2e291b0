"""What extraction finds: a text, where it stands, and where else than on pages it is read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

Key = tuple[str, str, str]  # context, text, its plural


@dataclass(slots=True)
class Found:
    text: str
    plural: str = ""
    context: str = ""
    places: list[str] = field(default_factory=list)
    remarks: set[str] = field(default_factory=set)

    @property
    def key(self) -> Key:
        return self.context, self.text, self.plural


def joined(all_found: Iterable[Found]) -> dict[Key, Found]:
    """One entry per text, in the order of the texts, with all its places and remarks."""
    known: dict[Key, Found] = {}
    for one in all_found:
        entry = known.setdefault(one.key, Found(one.text, one.plural, one.context))
        entry.places += [place for place in one.places if place not in entry.places]
        entry.remarks |= one.remarks
    return dict(sorted(known.items(), key=lambda item: (item[0][1].lower(), item[0])))
