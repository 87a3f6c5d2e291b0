"""Who is measured, a row each: how it is started, how its viewers and its publisher speak."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench import tools
from tests.bench.product import Product
from tests.bench.snapshot import SNAPSHOT
from wallboard.embedded import programs

WS_PATH = "/ws/board/"
OWN_INSTANT = '"longest_wait_since":{"v":'  # in the queue table's rows
PEER_INSTANT = '"at":'
FRAMES_PER_ACK = "4"  # or every 250 ms, as a page does (static/src/live/acknowledgements.ts)
SNAPSHOT_SEEN = '"type":"snapshot"'


@dataclass(frozen=True)
class Contestant:
    """`mode` is the publisher's; `viewer` makes the words of the load client."""

    name: str
    label: str
    command: Callable[[int], Sequence[str | Path]]
    mode: str
    viewer: Callable[[Product], list[str]]
    env: Mapping[str, str] = field(default_factory=dict)


def _uvicorn(port: int, protocol: str = "wallboard.live.shared_frames:SharedFrames") -> list[str]:
    return [
        *(sys.executable, "-m", "uvicorn", "wallboard.asgi:application", "--port", str(port)),
        *("--ws", protocol, "--ws-per-message-deflate", "false", "--lifespan", "off"),
        *("--backlog", str(programs.BACKLOG), "--log-level", "error"),
    ]


def _plain(port: int) -> list[str]:
    return _uvicorn(port, "websockets-sansio")


def _daphne(port: int) -> Sequence[str]:
    return programs.web("127.0.0.1", port).command


def _textbook(port: int) -> list[str]:
    return [word.replace("wallboard.asgi", "tests.bench.textbook") for word in _daphne(port)]


def _node(port: int) -> list[str | Path]:
    snapshot = tools.folder() / "snapshot.json"
    snapshot.write_text(json.dumps(SNAPSHOT, separators=(",", ":")))
    return ["node", tools.node_server(), str(port), snapshot]


def _page(product: Product) -> list[str]:
    """As a board page: joins, and acknowledges what it has painted."""
    return ["-m", OWN_INSTANT, "-j", product.join, "-a", FRAMES_PER_ACK, "-u", SNAPSHOT_SEEN]


def _listener(_: Product) -> list[str]:
    return ["-m", PEER_INSTANT, "-u", "snapshot"]


ROWS = (
    Contestant("product-uvicorn", "Wallboard, uvicorn, shared frame", _uvicorn, "facts", _page),
    Contestant("product-plain", "Wallboard, uvicorn, plain ASGI send", _plain, "facts", _page),
    Contestant("product-daphne", "Wallboard, daphne", _daphne, "facts", _page),
    Contestant("node-ws", "Node ws, one buffer", _node, "plain", _listener),
    Contestant(
        "textbook-daphne",
        "textbook Channels, daphne",
        _textbook,
        "group",
        _listener,
        {"DJANGO_SETTINGS_MODULE": "tests.bench.textbook_settings"},
    ),
)
CONTESTANTS: Mapping[str, Contestant] = {row.name: row for row in ROWS}
