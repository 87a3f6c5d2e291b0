"""Disruptions as Sinch keeps them: sets with their items, and events that choose among these."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from connectors.simulator.clock import Clock
from connectors.simulator.identities import guid
from connectors.simulator.queues import DAY, HOUR


@dataclass(frozen=True, slots=True)
class DisruptionItem:
    """`type` is WHY, WHERE or WHEN."""

    id: str
    type: str
    external_id: str
    name: str
    description: str


@dataclass(frozen=True, slots=True)
class DisruptionSet:
    id: str
    name: str
    external_id: str
    items: tuple[DisruptionItem, ...]


@dataclass(slots=True)
class DisruptionEvent:
    """Instants are scenario seconds; None = without that bound."""

    id: str
    set: DisruptionSet
    items: tuple[DisruptionItem, ...]
    remarks: str
    active_from: float | None
    active_to: float | None
    created: float
    modified: float

    def active(self, now: float) -> bool:
        begun = self.active_from is None or self.active_from <= now
        return begun and (self.active_to is None or now < self.active_to)

    def names(self, kind: str) -> list[str]:
        return [item.description for item in self.items if item.type == kind]


_PLACES = (
    ("WHERE", "00100", "00100", "Centrum"), ("WHERE", "00200", "00200", "Haga"),
    ("WHERE", "1.00.300", "00300", "Älvsborg och Örgryte"),
)  # fmt: skip
_TIMES = (
    ("WHEN", "14", "14", "Åtgärdat före klockan 14"),
    ("WHEN", "19", "19", "Åtgärdat före klockan 19"),
)
_SETS = (
    ("electricity", "el", (("WHY", "05", "Fault", "Strömavbrott"),
                           ("WHY", "55", "Service", "Planerat underhåll"))),
    ("water", "vatten", (("WHY", "05", "Leak", "Vattenläcka"),
                         ("WHY", "55", "Service", "Avstängt för arbete"))),
    ("internet", "net", (("WHY", "09", "Cable", "Avgrävd kabel"),)),
)  # fmt: skip


class Disruptions:
    """Safe from any thread. One event is active at start, one is over, one lies ahead."""

    def __init__(self, clock: Clock) -> None:
        self.clock, self.world = clock, clock.world
        self.sets = [self._set(*row) for row in _SETS]
        self.events: dict[str, DisruptionEvent] = {}
        self._numbers = 0
        self.add("el", "05", ["00100", "1.00.300"], "14", remarks="Fältpersonal på plats")
        self.add("vatten", "05", ["00200"], "19", starts_in=-5 * HOUR, seconds=2 * HOUR)
        self.add("vatten", "55", ["00200"], "14", starts_in=DAY, seconds=3 * HOUR)

    def _set(self, name: str, external: str, reasons: Iterable[tuple[str, ...]]) -> DisruptionSet:
        seed = self.world.seed
        items = tuple(
            DisruptionItem(guid(seed, "item", external, kind, number), kind, number, short, text)
            for kind, number, short, text in (*reasons, *_PLACES, *_TIMES)
        )
        return DisruptionSet(guid(seed, "set", external), name, external, items)

    def set_of(self, which: str) -> DisruptionSet:
        """By id, name or external id; KeyError."""
        for one in self.sets:
            if which in (one.id, one.name, one.external_id):
                return one
        raise KeyError(which)

    def item_of(self, within: DisruptionSet, kind: str, which: str) -> DisruptionItem:
        for item in within.items:
            if which in (item.id, item.external_id) and kind in ("", item.type):
                return item
        raise ValueError(f"{within.name} has no {kind or 'item'} {which!r}")

    def add(
        self,
        set: str,
        why: str,
        where: list[str],
        when: str | None = None,
        remarks: str = "",
        seconds: float | None = None,
        starts_in: float = 0.0,
    ) -> str:
        """A new event; items by external id, times in scenario seconds. Returns its id."""
        within = self.set_of(set)
        wanted = [("WHY", why), *(("WHERE", one) for one in where)]
        wanted += [("WHEN", when)] if when else []
        items = tuple(self.item_of(within, kind, which) for kind, which in wanted)
        with self.clock.lock:
            self.clock.advance()
            begins = self.world.now + starts_in
            ends = None if seconds is None else begins + seconds
            return self.put(within, items, remarks, begins, ends).id

    def put(
        self,
        within: DisruptionSet,
        items: tuple[DisruptionItem, ...],
        remarks: str,
        active_from: float | None,
        active_to: float | None,
        replaced: DisruptionEvent | None = None,
    ) -> DisruptionEvent:
        """Store a new event, or a new content for one that is there."""
        now = self.world.now
        self._numbers += 1
        number = replaced.id if replaced else guid(self.world.seed, "event", self._numbers)
        created = replaced.created if replaced else now
        event = DisruptionEvent(
            number, within, items, remarks, active_from, active_to, created, now
        )
        self.events[number] = event
        return event

    def remove(self, number: str) -> bool:
        with self.clock.lock:
            return self.events.pop(number, None) is not None

    def of(self, within: DisruptionSet) -> list[DisruptionEvent]:
        return [event for event in self.events.values() if event.set is within]

    def truth(self, show: Callable[[float], float]) -> list[dict[str, Any]]:
        def told(at: float | None) -> float | None:
            return None if at is None else show(at)

        return [
            {
                "id": event.id,
                "set": event.set.name,
                "active": event.active(self.world.now),
                "active_from": told(event.active_from),
                "active_to": told(event.active_to),
                "why": ", ".join(event.names("WHY")),
                "where": event.names("WHERE"),
                "when": ", ".join(event.names("WHEN")) or None,
                "remarks": event.remarks,
            }
            for event in self.events.values()
        ]
