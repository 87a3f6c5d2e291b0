"""Ingest: how many of O2G's lines a second one core takes in, from a socket to the store.

The real reader, tracker and store; a server of canned lines at full speed is the source. At the end
the store must hold what the lines add up to.
"""

from __future__ import annotations

import contextlib
import json
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from bootstrap.trouble import Trouble
from tests.bench import tools
from tests.bench.processes import SERVER, Process
from tests.connectors.o2g.event_server import HEAD, STARTED, EventServer, Pieces, chunk, line
from tests.connectors.vendor_server import Answer
from tests.services.valkey import TestValkey

NAME = "o2g-reader"
AGENTS, PILOTS = 200, 8
THRESHOLD_SECONDS = 20
READY_SECONDS, END_SECONDS = 60.0, 120.0
LAP = b"@@@@@@@@"


def wait_of(agent: int) -> int:
    return agent * 7 % 40


def pilot_of(agent: int) -> str:
    return str(60_100 + agent % PILOTS)


def login_of(agent: int) -> str:
    return f"oxe{2_000 + agent}"


def expected(laps: int) -> dict[str, dict[str, int]]:
    """By pilot, after so many laps."""
    found: dict[str, dict[str, int]] = {}
    for agent in range(AGENTS):
        wait, row = wait_of(agent), found.setdefault(pilot_of(agent), {})
        for name, add in (("answered", 1), ("wait_seconds", wait),
                          ("answered_in_threshold", wait <= THRESHOLD_SECONDS)):  # fmt: skip
            row[name] = row.get(name, 0) + laps * add
    return found


def lap() -> list[bytes]:
    """Every agent answers a call and is ready again; told step by step, all agents in each."""
    lines = []
    for step in range(7):
        lines += [line(_event(agent, step)) for agent in range(AGENTS)]
    return lines


def _event(agent: int, step: int) -> dict[str, Any]:
    ref = f"{LAP.decode()}{agent:04x}0700"
    if step in (1, 5, 6):
        return _state(agent, {1: "BUSY", 5: "WRAPUP", 6: "READY"}[step])
    name = {0: "OnCallCreated", 4: "OnCallRemoved"}.get(step, "OnCallModified")
    event: dict[str, Any] = {"eventName": name, "loginName": login_of(agent), "callRef": ref}
    if step == 4:
        return event | {"deviceCapabilities": []}
    state = {0: "RINGING_INCOMING", 2: "ACTIVE", 3: "RELEASING"}[step]
    call = {"queueWaitingTime": wait_of(agent), "agentGroup": "61001", "local": True}
    leg = {"deviceId": str(5_000 + agent), "media": "AUDIO", "state": state}
    caller = {"participantId": "0701234567", "identity": {"id": {"phoneNumber": "0701234567"},
              "firstName": "Åsa", "lastName": "Öberg", "type": {"main": "EXTERNAL"}}}  # fmt: skip
    can = {"addMedias": [], "redirect": True, "pickedUp": True, "terminate": True}
    acd = {"callInfo": call, "pilotNumber": pilot_of(agent)}
    return event | {
        "callData": {"state": state, "tags": [], "capabilities": can, "acdCallData": acd},
        "participants" if step == 0 else "modifiedParticipants": [caller],
        "legs" if step == 0 else "modifiedLegs": [leg],
        "deviceCapabilities": [],
    }


def _state(agent: int, sub: str) -> dict[str, Any]:
    state = {"mainState": "LOG_ON", "subState": sub, "pgNumber": "61001"}
    return {"eventName": "OnAgentStateChanged", "loginName": login_of(agent), "state": state}


@dataclass
class Source:
    """What the server's channel says: snapshots, then laps from `go` until `seconds` are over."""

    seconds: float
    go: threading.Event = field(default_factory=threading.Event)
    done: threading.Event = field(default_factory=threading.Event)
    laps: int = 0
    events: int = 0
    bytes: int = 0

    def pieces(self) -> Pieces:
        idle = [{"eventName": "OnTelephonyState", "loginName": login_of(agent),
                 "state": {"calls": []}} for agent in range(AGENTS)]  # fmt: skip
        ready = [_state(agent, "READY") for agent in range(AGENTS)]
        yield 0.0, HEAD
        yield 0.0, chunk(b"".join(line(one) for one in (STARTED, *ready, *idle)))
        self.go.wait()
        lines = lap()
        told = b"".join(lines)
        until = time.monotonic() + self.seconds
        while time.monotonic() < until:
            yield 0.0, chunk(told.replace(LAP, b"%08x" % self.laps))
            self.laps += 1
        self.events, self.bytes = self.laps * len(lines), self.laps * len(told)
        self.done.set()
        yield END_SECONDS, b""


@contextlib.contextmanager
def place() -> Iterator[str]:
    """A Valkey; its address."""
    valkey = TestValkey(tools.folder() / "ingest")
    valkey.start()
    try:
        yield valkey.url
    finally:
        valkey.kill()


def measure(redis_url: str, seconds: float) -> dict[str, Any]:
    """One run: a fresh reader, `seconds` of lines at full speed. Raises Trouble."""
    source = Source(seconds)
    logs = tools.folder() / "log"
    logs.mkdir(exist_ok=True)
    with EventServer(source.pieces) as server:
        server.override["/logins"] = Answer.of({"loginNames": [login_of(a) for a in range(AGENTS)]})
        words = [sys.executable, "-m", "tests.bench.ingest_reader", server.url, str(AGENTS)]
        env = {"WALLBOARD_REDIS_URL": redis_url}
        reader = Process(words, SERVER, logs / "ingest.log", env, talks=True)
        try:
            reader.hear(READY_SECONDS)
            reader.say("begin")
            reader.hear(READY_SECONDS)
            source.go.set()
            if not source.done.wait(seconds + END_SECONDS):
                raise Trouble("The reader does not take the lines in.")
            reader.say(json.dumps(expected(source.laps)))
            found = reader.hear(END_SECONDS)
        finally:
            source.go.set()
            reader.end()
    if found["wrong"]:
        raise Trouble(f"The store does not hold what was told: {found['wrong']}")
    return {
        "name": NAME,
        "viewers": 0,
        "events_per_core_s": round(source.events / found["cpu_s"]),
        "events_s": round(source.events / found["wall_s"]),
        "events": source.events,
        "bytes_per_event": round(source.bytes / max(source.events, 1)),
        "cpu_s": round(found["cpu_s"], 2),
        "batches": found["batches"],
    }
