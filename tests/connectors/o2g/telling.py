"""Fixtures in, observations out, in few words."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from connectors.o2g.tracker import Tracker
from tests.connectors.runs import RecordedFindings
from wallboard.domain.observation import Kind, Value

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures" / "o2g"
T0 = 1_760_000_000.0
LOGIN, OTHER = "oxe19141", "oxe19142"
COUNTED = ("answered", "answered_in_threshold", "wait_seconds", "talk_seconds", "hold_seconds")
ACD = {"pilotNumber": "60141", "callInfo": {"queueWaitingTime": 12, "agentGroup": "61001"}}
ALL = frozenset({"agent", "telephony", "system", "user", "pilot", "rti"})


def fixture(name: str) -> Any:
    return json.loads((FIXTURES / f"{name}.json").read_text())


class Told:
    """A tracker with what it has said so far, as a store would keep it."""

    def __init__(self, packages: frozenset[str] = ALL - {"pilot", "rti"}, **options: Any) -> None:
        self.findings = RecordedFindings()
        self.tracker = Tracker(self.findings, zone=ZoneInfo("Europe/Stockholm"), **options)
        self.tracker.out.packages = packages
        self.at = T0
        self.said: dict[tuple[Kind, str], dict[str, Value]] = {}

    def tell(self, *events: Any, seconds: float = 10.0) -> Told:
        """Fold events, so many seconds apart, and keep what they change."""
        for event in events:
            self.at += seconds
            self.tracker.fold(event, self.at)
            self.keep()
        return self

    def keep(self) -> None:
        for one in self.tracker.changes(self.at):
            known = self.said.setdefault((one.kind, one.external_id), {})
            for name in one.gone:
                del known[name]
            known.update(one.values)

    def values(self, kind: Kind, external_id: str) -> dict[str, Value]:
        return self.said.get((kind, external_id), {})

    def agent(self, login: str = LOGIN) -> dict[str, Any]:
        return {name: value.raw for name, value in self.values(Kind.AGENT, login).items()}

    def queue(self, external_id: str = "pilot:60141") -> dict[str, Any]:
        return {name: value.raw for name, value in self.values(Kind.QUEUE, external_id).items()}

    def states(self, events: Iterable[Any], login: str = LOGIN) -> list[Any]:
        """The state after each event."""
        found = []
        for event in events:
            self.tell(event)
            found.append(self.agent(login).get("state"))
        return found


def call(login: str, ref: str, state: str, acd: Any = None, **more: str) -> dict[str, Any]:
    data = {"state": state} | ({"acdCallData": acd} if acd else {})
    kind = "Modified" if more else "Created"
    return {"eventName": f"OnCall{kind}", "loginName": login, "callRef": ref,
            "callData": data, **more}  # fmt: skip


def removed(login: str, ref: str) -> dict[str, Any]:
    return {"eventName": "OnCallRemoved", "loginName": login, "callRef": ref}


def counted(told: Told, queue: str = "pilot:60141") -> tuple[Any, ...]:
    return tuple(told.queue(queue).get(name) for name in COUNTED)
