"""The service `acdRealTime`: lists, a context per session, a snapshot, then changes only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from connectors.simulator.faces.o2g_errors import bad, missing, wrong_method
from connectors.simulator.faces.o2g_rti_sources import KINDS, Attributes, RtiSources
from connectors.simulator.faces.o2g_sessions import Session
from connectors.simulator.faces.o2g_told import Told
from connectors.simulator.http import Request, Response

EVENTS = {
    "agents": "OnAgentRtiChanged", "pilots": "OnPilotRtiChanged", "queues": "OnQueueRtiChanged",
    "pgAgents": "OnPGAgentRtiChanged", "pgOthers": "OnPGOtherRtiChanged",
}  # fmt: skip
FILTERS = {
    "agents": "agentFilter", "pilots": "pilotFilter", "queues": "queueFilter",
    "pgAgents": "pgAgentFilter", "pgOthers": "pgOtherFilter",
}  # fmt: skip
IDENTITY = ("name", "number", "firstName")
LEAST_FREQUENCY, PERIODS = 5, (15, 60)


@dataclass(slots=True)
class Context:
    """`body` as it was posted; `seen` is what was told last, by kind and number."""

    body: dict[str, Any]
    frequency: float
    active: bool = False
    seen: dict[tuple[str, str], Attributes] = field(default_factory=dict)


class Rti:
    """Contexts live and end with their session."""

    def __init__(self, sources: RtiSources, deliver: Callable[[Session, Told], None]) -> None:
        self.sources, self.world = sources, sources.world
        self._deliver = deliver

    def handle(self, session: Session, request: Request, tail: str) -> Response:
        if tail == "" or tail in KINDS:
            if request.method != "GET":
                return wrong_method()
            kinds = KINDS if tail == "" else (tail,)
            return Response.of_json({kind: self.sources.directory(kind) for kind in kinds})
        if tail == "ctx":
            return self._context(session, request)
        if tail == "snapshot" and request.method == "POST":
            if session.rti is None:
                return missing("no RTI context")
            self._begin(session, session.rti)
            return Response(204)
        return missing("no such RTI resource")

    def _context(self, session: Session, request: Request) -> Response:
        if request.method == "GET":
            known = session.rti
            return missing("no RTI context") if known is None else Response.of_json(known.body)
        if request.method == "DELETE":
            session.rti = None
            return Response(204)
        if request.method != "POST":
            return wrong_method()
        try:
            body = request.json()
            frequency = float(body.get("notifFrequency", LEAST_FREQUENCY))
            period = int(body.get("obsPeriod", PERIODS[0]))
        except (ValueError, AttributeError, TypeError):
            return bad("context")
        if frequency < LEAST_FREQUENCY or not PERIODS[0] <= period <= PERIODS[1]:
            return bad("notifFrequency is at least 5 s, obsPeriod 15 to 60 min")
        session.rti = Context(body, frequency)
        return Response(204)

    # notifications

    def _begin(self, session: Session, context: Context) -> None:
        """Everything now, and what has changed from then on."""
        context.seen.clear()
        self._notify(session, context)
        if not context.active:
            context.active = True
            self._plan(session, context)

    def _plan(self, session: Session, context: Context) -> None:
        def go_on() -> None:
            if session.rti is context:
                self._notify(session, context)
                self._plan(session, context)

        self.world.at(self.world.now + context.frequency, go_on)

    def _notify(self, session: Session, context: Context) -> None:
        for kind in KINDS:
            wanted = self._wanted(context, kind)
            for row in self.sources.rows(kind) if wanted is not None else ():
                self._changes(session, context, kind, row, wanted or {})

    @staticmethod
    def _wanted(context: Context, kind: str) -> dict[str, Any] | None:
        """The filter of this kind; none at all means everything, one kind's means not the rest."""
        filters = context.body.get("filter")
        if not isinstance(filters, dict) or not filters:
            return {}
        own = filters.get(FILTERS[kind])
        return own if isinstance(own, dict) else None

    def _changes(
        self, session: Session, context: Context, kind: str, row: Attributes, wanted: dict[str, Any]
    ) -> None:
        numbers, attributes = wanted.get("numbers"), wanted.get("attributes")
        number = str(row["number"])
        if numbers and number not in map(str, numbers):
            return
        named = {str(one).lower() for one in attributes or ("ALL",)}
        before = context.seen.get((kind, number))
        changed = {
            name: value
            for name, value in row.items()
            if name not in IDENTITY
            and ("all" in named or name.lower() in named)
            and (before is None or before.get(name) != value)
        }
        context.seen[kind, number] = row
        if changed or before is None:
            identity = {name: row[name] for name in IDENTITY if name in row}
            event = {"eventName": EVENTS[kind], **identity, **changed}
            self._deliver(session, Told("rti", number, event))
