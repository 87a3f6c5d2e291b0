"""Reconnect storm: signed-in viewers are already retrying when the server begins to listen."""

from __future__ import annotations

import time
from typing import Any

from tests.bench.arena import Arena, ended
from tests.bench.contestants import CONTESTANTS
from tests.bench.processes import free_port

LIMIT_SECONDS = 60.0
FIELD = ("product-daphne", "product-uvicorn", "node-ws", "textbook-daphne")


def measure(arena: Arena, name: str, viewers: int) -> dict[str, Any]:
    """Seconds from the first accepted connection until every viewer holds its snapshot."""
    who = CONTESTANTS[name]
    arena.fill()
    port = free_port()
    clients = arena.viewers(who, port, viewers, "-s", "-c", str(viewers))
    with ended(clients):
        time.sleep(0.3)
        server = arena.server(who, port)
        with ended(server):
            found = clients.hear(LIMIT_SECONDS)
            used = server.cpu_seconds()
    return {
        "name": name,
        "viewers": viewers,
        "boot_s": round(found["listening_s"] - 0.3, 2),
        "storm_s": round(found["all_s"] - found["listening_s"], 3),
        "dropped": found["dropped"],
        "refused": found["refused"],  # handshakes that ended in an HTTP status; tried again
        "server_cpu_s": round(used, 2),
    }
