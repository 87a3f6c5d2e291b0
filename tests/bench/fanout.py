"""Fan-out: one hot board, many viewers; what a delivery costs the server, and how long it takes."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from tests.bench.arena import Arena, ended
from tests.bench.contestants import CONTESTANTS, Contestant
from tests.bench.processes import Process, free_port

CONNECT_SECONDS = 60.0
SETTLE_SECONDS = 1.0
DRAIN_SECONDS = 0.7

# viewers → who is measured with so many. Textbook Channels is overloaded by a thousand.
FIELDS = {
    200: ("product-uvicorn", "product-plain", "product-daphne", "node-ws", "textbook-daphne"),
    1000: ("product-uvicorn", "product-plain", "product-daphne", "node-ws"),
}


@dataclass(frozen=True)
class Pace:
    rate: float  # changes per second
    seconds: float


def measure(
    arena: Arena, publisher: Process, name: str, viewers: int, pace: Pace
) -> dict[str, Any]:
    """One run of one contestant with a server of its own."""
    who = CONTESTANTS[name]
    arena.fill()
    port = free_port()
    server = arena.server(who, port)
    with ended(server):
        server.accepts(port)
        bare = server.resident_bytes()
        clients = arena.viewers(who, port, viewers)
        with ended(clients):
            connected = clients.hear(CONNECT_SECONDS)
            loaded = server.resident_bytes()
            _step(publisher, clients, who, Pace(pace.rate, SETTLE_SECONDS))
            found = _measured(server, publisher, clients, who, pace)
    return {
        "name": name,
        "viewers": viewers,
        "rate": pace.rate,
        "connected_s": round(connected["all_s"], 2),
        "kb_per_viewer": round((loaded - bare) / viewers / 1024, 1),
        **found,
    }


def _measured(
    server: Process, publisher: Process, clients: Process, who: Contestant, pace: Pace
) -> dict[str, Any]:
    before = server.cpu_seconds()
    sent, seen = _step(publisher, clients, who, pace)
    used = server.cpu_seconds() - before
    viewers = max(seen["open"], 1)
    return {
        "us_per_delivery": round(used * 1e6 / max(seen["frames"], 1), 2),
        "server_cpu_s": round(used, 2),
        "deliveries": seen["frames"],
        "frames_per_change": round(seen["frames"] / viewers / max(sent["sent"], 1), 3),
        "bytes_per_frame": round(seen["bytes"] / max(seen["frames"], 1)),
        "p50_ms": seen["p50_ms"],
        "p99_ms": seen["p99_ms"],
        "max_ms": seen["max_ms"],
        "acknowledged": seen["acks"],
        "dropped": seen["dropped"],
        "publisher_late_ms": sent["late_ms"],
        "client_cpu_s": seen["cpu"],
        "publisher_cpu_s": sent["cpu"],
    }


def _step(
    publisher: Process, clients: Process, who: Contestant, pace: Pace
) -> tuple[dict[str, Any], dict[str, Any]]:
    clients.say("r")
    clients.hear(10.0)
    publisher.say(f"{who.mode} {pace.rate} {pace.seconds}")
    sent = publisher.hear(pace.seconds * 2 + 30.0)
    time.sleep(DRAIN_SECONDS)
    clients.say("r")
    return sent, clients.hear(30.0)
