"""One websocket that reads a board as a page does: joins, applies patches, acknowledges.

It follows docs/protocol.md to the letter, with the reference implementation of patches, and treats
every deviation as a failure. It never reconnects: a test that loses its socket should know.
"""

from __future__ import annotations

import json
import threading
import time
from contextlib import closing
from types import TracebackType
from typing import Any, Self

from websockets.sync.client import ClientConnection, connect

from tests.services.stack import Stack
from wallboard.projections.patches import apply_patch, apply_rows

CLOSE_SECONDS = 2.0


class BoardReader:
    """A signed-in viewer of one board, from `with` to its end; read it from any thread."""

    def __init__(self, stack: Stack, board: str, port: int | None = None) -> None:
        """`board` is the id of a board, as the page's shell holds it; `port` that of another web
        process of the same product."""
        host = f"127.0.0.1:{port or stack.port}"
        with closing(stack.sign_in()) as client:
            cookies = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
        self._board = board
        self._opening = connect(
            f"ws://{host}/ws/board/",
            additional_headers={"Cookie": cookies, "Origin": f"http://{host}"},
            proxy=None,
            compression=None,
            max_size=None,
            ping_interval=None,  # a page cannot ping at this level either
            close_timeout=CLOSE_SECONDS,
        )
        self._socket: ClientConnection
        self._lock = threading.Lock()
        self._joined = threading.Event()
        self._trouble: BaseException | None = None
        self._leaving = False
        self._frame = -1
        self._layout: dict[str, Any] = {}
        self._views: dict[str, dict[str, Any]] = {}
        self._sources: dict[str, Any] = {}
        self._alerts: list[dict[str, Any]] = []
        self._thread = threading.Thread(target=self._follow, daemon=True)

    def __enter__(self) -> Self:
        self._socket = self._opening.__enter__()
        self._thread.start()
        assert self._joined.wait(15), f"no snapshot of board {self._board}: {self._trouble!r}"
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._leaving = True
        self._opening.__exit__(None, None, None)
        self._thread.join(CLOSE_SECONDS + 1)

    # -- looking ------------------------------------------------------------------------------
    def widgets(self) -> list[tuple[dict[str, Any], dict[str, Any]]]:
        """(layout of a widget, its view) of all widgets, of one frame."""
        with self._lock:
            if self._trouble is not None:
                raise AssertionError(f"board {self._board} broke off") from self._trouble
            return [(widget, self._views[widget["id"]]) for widget in self._layout["widgets"]]

    @property
    def title(self) -> str:
        return str(self._layout["title"])

    @property
    def sources(self) -> dict[str, Any]:
        with self._lock:
            return dict(self._sources)

    @property
    def alerts(self) -> dict[str, Any]:
        """Those that are shown now."""
        return self.alerts_so_far()[-1]

    def alerts_so_far(self) -> list[dict[str, Any]]:
        """Every state of the alerts that was shown, oldest first; never twice the same in a row."""
        with self._lock:
            if self._trouble is not None:
                raise AssertionError(f"board {self._board} broke off") from self._trouble
            return list(self._alerts)

    # -- following ----------------------------------------------------------------------------
    def _follow(self) -> None:
        try:
            for text in self._socket:
                self._obey(json.loads(text))
            if not self._leaving:
                raise AssertionError(f"closed with {self._socket.close_code}")
        except BaseException as error:
            if not self._leaving:
                self._trouble = error

    def _obey(self, message: dict[str, Any]) -> None:
        match message["type"]:
            case "hello":
                self._say({"type": "join", "protocol": 1, "board": self._board})
            case "snapshot":
                self._take_snapshot(message)
            case "delta":
                self._take_delta(message)
            case "heartbeat":
                newest = message.get("frame")
                assert newest is None or newest <= self._frame, "a frame was not handed out"
            case _:
                raise AssertionError(f"not expected: {message}")

    def _take_snapshot(self, message: dict[str, Any]) -> None:
        with self._lock:
            self._layout = message["board"]
            self._views, self._sources = message["views"], message["sources"]
            self._frame = message["frame"]
            self._show_alerts(message["alerts"])
        self._joined.set()
        self._say({"type": "ack", "frame": self._frame})

    def _take_delta(self, message: dict[str, Any]) -> None:
        assert message["frame"] == self._frame + 1, "a delta that does not follow"
        assert abs(message["server_at"] - time.time()) < 10, "the server's clock is another"
        with self._lock:
            for widget, patch in message["patches"].items():
                self._views[widget] = apply_patch(self._views[widget], patch)
            self._sources = apply_rows(self._sources, message.get("sources", {}))
            self._frame = message["frame"]
            self._show_alerts(apply_rows(self._alerts[-1], message.get("alerts", {})))
        self._say({"type": "ack", "frame": self._frame})

    def _show_alerts(self, alerts: dict[str, Any]) -> None:
        if not self._alerts or self._alerts[-1] != alerts:
            self._alerts.append(alerts)

    def _say(self, message: dict[str, Any]) -> None:
        self._socket.send(json.dumps(message))
