"""What each widget of a board must show of a world that stands still: figure by figure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.e2e import expected
from tests.e2e.expected import Exactly, Figure, Manner, Truth, Wanted, Within
from tests.services.centre import RemoteCentre

REQUEST_SECONDS = 2.0  # from a request's arrival at the vendor to its reply's here; busy machines
STEADY_SECONDS = 2.0 + REQUEST_SECONDS  # an instant that is known stays while the new one agrees
SERVICES, AGENTS = "services/state", "agents/state"

Check = tuple[str, Figure, Wanted]


@dataclass(frozen=True)
class Person:
    """One of the oracle's people, as the systems that know her under one row of ours."""

    truth: Truth
    by_trio: bool
    by_calabrio: bool


@dataclass
class Standstill:
    """The frozen world and when Trio was asked about it (real epoch seconds).

    `moved_seconds`: the world ran until this standstill, and the vendor's clock was then set on by
    so much at most. What its last polls told stays while new polls agree with it.
    """

    truth: Truth
    before: Mapping[tuple[str, ...], Any]  # what was shown at the standstill before
    moved_seconds: float | None = None
    seen: dict[tuple[str, ...], Any] = field(default_factory=dict)  # what is shown at this one
    asked: list[tuple[float, str]] = field(default_factory=list)

    def ask_log(self, centre: RemoteCentre) -> None:
        """Polls go on while the world stands still, and a duration is of its poll."""
        entries = centre.log(face="trio", kind="state")["entries"]
        self.asked = [(entry["at"], entry["path"]) for entry in entries]

    def told(self, at: float, resource: str, rounding: float) -> Within:
        """An instant that was told as a duration: it is as old as the reply says it is."""
        presented_at = self.truth["presented_at"]
        asked = [moment for moment, path in self.asked if path.endswith(resource)]
        if self.moved_seconds is not None:
            asked.append(presented_at)  # as it was told while the world ran
        since = [at + moment - presented_at for moment in asked]
        early = 0.05 + (self.moved_seconds or 0.0)
        return Within(tuple((low - early, low + rounding + REQUEST_SECONDS) for low in since))


@dataclass(frozen=True)
class FrozenWorld:
    """The oracle's truth in the order of our rows; `calls`: Trio tells when calls arrived."""

    manner: Manner
    calls: bool
    still: Standstill
    queues: Mapping[str, Truth]
    people: Mapping[str, Person]

    def checks(self, widget: Mapping[str, Any], view: Mapping[str, Any]) -> Iterator[Check]:
        match widget["type"]:
            case "queue_table":
                yield from self._table(widget, view)
            case "figure":
                yield from self._figure(widget, view)
            case "agent_grid":
                yield from self._grid(widget, view)
            case "state_bar":
                for state, count in self._head_count().items():
                    shown = view["total"] if state == "staffed" else view["counts"][state]
                    yield state, shown, Exactly(count)
            case "source_health":
                for row in view["rows"].values():
                    yield row["label"], {"v": row["trust"]}, Exactly("fresh")

    # -- queues -------------------------------------------------------------------------------
    def _table(self, widget: Mapping[str, Any], view: Mapping[str, Any]) -> Iterator[Check]:
        yield "rows", {"v": sorted(view["rows"])}, Exactly(sorted(self.queues))
        yield "order", {"v": sorted(view["order"])}, Exactly(sorted(self.queues))
        for id_, queue in self.queues.items():
            row = view["rows"].get(id_)
            if row is None:
                continue
            is_open = bool(queue["open"])
            yield id_, {"v": row["name"]}, Exactly(queue["name"])
            yield f"{row['name']} open", row["open"], Exactly("open" if is_open else "closed")
            yield f"{row['name']} calm", {"v": row["calm"]}, Exactly(None if is_open else "closed")
            for metric in widget["options"]["columns"]:
                place = (widget["id"], id_, metric)
                wanted = self._of_queues(metric, [queue], place, row["cells"][metric])
                yield f"{row['name']} {metric}", row["cells"][metric], wanted

    def _figure(self, widget: Mapping[str, Any], view: Mapping[str, Any]) -> Iterator[Check]:
        metric, figure = widget["options"]["metric"], view["figure"]
        people = self._head_count()
        if metric in people:
            yield metric, figure, Exactly(people[metric])
            return
        queues = list(self.queues.values())
        yield metric, figure, self._of_queues(metric, queues, (widget["id"],), figure)

    def _of_queues(
        self, metric: str, queues: Sequence[Truth], place: tuple[str, ...], shown: Figure
    ) -> Wanted:
        instants = [one["longest_wait_since"] for one in queues if one["longest_wait_since"]]
        waits: Wanted | None = None
        if metric == "longest_wait_since" and instants:
            waits = self._waits(min(instants), place, shown)
        return expected.metric_of_queues(metric, queues, self.manner, waits)

    def _waits(self, since: float, place: tuple[str, ...], shown: Figure) -> Wanted:
        if self.calls:
            return expected.instant(since)  # calls tell when they arrived
        lost = self.manner.rounding_seconds
        told = self.still.told(since, SERVICES, lost)
        return self._or_steady(told, place, "", shown)

    def _or_steady(self, told: Within, place: tuple[str, ...], state: str, shown: Figure) -> Within:
        """What was shown before of the same thing may stay while the new instant agrees with it."""
        before = self.still.before.get(place)
        self.still.seen[place] = (state, shown["v"])
        if before is None or before[0] != state or not isinstance(before[1], int | float):
            return told
        known: float = before[1]
        slack = STEADY_SECONDS + self.manner.rounding_seconds
        near = any(low - slack <= known <= high + slack for low, high in told.ranges)
        return Within((*told.ranges, (known, known))) if near else told

    # -- people -------------------------------------------------------------------------------
    def _head_count(self) -> dict[str, int]:
        found = [expected.state_of(p.truth, p.by_trio) for p in self.people.values()]
        counts = {state: found.count(state) for state in expected.STATES}
        return {**counts, "staffed": len(found) - counts["logged_out"]}

    def _grid(self, widget: Mapping[str, Any], view: Mapping[str, Any]) -> Iterator[Check]:
        everybody = widget["options"]["show_logged_out"]
        shown = {
            row: person
            for row, person in self.people.items()
            if everybody or expected.state_of(person.truth, person.by_trio) != "logged_out"
        }
        counts = self._head_count()
        del counts["staffed"]
        yield "counts", {"v": view["counts"]}, Exactly(counts)
        yield "rows", {"v": sorted(view["rows"])}, Exactly(sorted(shown))
        yield "order", {"v": sorted(view["order"])}, Exactly(sorted(shown))
        for id_, person in shown.items():
            row = view["rows"].get(id_)
            if row is None:
                continue
            name = f"{id_} {person.truth['name']}"
            yield name, {"v": row["name"]}, Exactly(person.truth["name"])
            for field_name, wanted in self._row(person, (widget["id"], id_), row).items():
                yield f"{name} {field_name}", row[field_name], wanted

    def _row(
        self, person: Person, place: tuple[str, ...], shown: Mapping[str, Figure]
    ) -> dict[str, Wanted]:
        truth = person.truth
        told = self._by_trio(truth, place, shown) if person.by_trio else _by_calabrio(truth)
        return {
            "state": Exactly(expected.state_of(truth, person.by_trio)),
            **told,
            **(self._by_schedule(person, told) if person.by_calabrio else _UNSCHEDULED),
        }

    def _by_trio(
        self, truth: Truth, place: tuple[str, ...], shown: Mapping[str, Figure]
    ) -> dict[str, Wanted]:
        lost = self.manner.rounding_seconds
        told = self.still.told(truth["state_since"], AGENTS, lost)
        names = {one["trio_service_id"]: one["name"] for one in self.queues.values()}
        since = self._or_steady(told, place, truth["state"], shown["state_since"])
        return {
            "state_since": since,
            "reason": _or_none(truth["reason"]),
            "queue": _or_none(truth["queue"] and names[truth["queue"]]),
        }

    def _by_schedule(self, person: Person, told: Mapping[str, Wanted]) -> dict[str, Wanted]:
        truth = person.truth
        fits = truth["in_adherence"]
        out: Wanted = expected.NOT_APPLICABLE
        if fits is False:
            out = self._out_since(person, told)
        return {
            **expected.scheduled(truth),
            "in_adherence": expected.NOT_APPLICABLE if fits is None else Exactly(fits),
            "out_since": out,
            "adherence": expected.percent(truth["adherence"]),
            "conformance": expected.percent(truth["conformance"]),
        }

    def _out_since(self, person: Person, told: Mapping[str, Wanted]) -> Wanted:
        """By Calabrio's clock to the millisecond, or by a duration of Trio's.

        Who is out since the state began is out since the very instant that is shown beside it.
        """
        since = person.truth["out_of_adherence_since"]
        exact = expected.instant(since)
        if not person.by_trio:
            return exact
        begun = told["state_since"]
        if since == person.truth["state_since"] and isinstance(begun, Within):
            return Within((*exact.ranges, *begun.ranges))
        lost = self.manner.rounding_seconds
        return Within((*exact.ranges, *self.still.told(since, AGENTS, lost).ranges))


_UNSCHEDULED: Mapping[str, Wanted] = dict.fromkeys(
    (
        "activity", "until", "next", "next_at", "in_adherence", "out_since", "adherence",
        "conformance",
    ),
    expected.NEVER,
)  # fmt: skip


def _by_calabrio(truth: Truth) -> dict[str, Wanted]:
    code = truth["calabrio_reason_code"]
    return {
        "state_since": expected.instant(truth["calabrio_state_since"]),
        "reason": _or_none(None if code is None else str(code)),
        "queue": expected.NOT_APPLICABLE,
    }


def _or_none(value: str | None) -> Wanted:
    return expected.NOT_APPLICABLE if value is None else Exactly(value)
