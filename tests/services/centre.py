"""Steers a simulated contact centre in another process, over its control port."""

from __future__ import annotations

from types import TracebackType
from typing import Any, Self

import httpx


class RemoteCentre:
    """The control API of `connectors/simulator/README.md`."""

    def __init__(self, control_url: str) -> None:
        # trust_env: a proxy of this machine has no business on loopback.
        self._http = httpx.Client(base_url=control_url, timeout=10, trust_env=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()

    def truth(self) -> dict[str, Any]:
        return self._get("/truth")

    def log(self, **chosen: str | int) -> dict[str, Any]:
        return self._get("/log", **chosen)

    def clear_log(self) -> None:
        self._post("/log/clear")

    def freeze(self) -> None:
        self._post("/clock", {"action": "freeze"})

    def unfreeze(self) -> None:
        self._post("/clock", {"action": "unfreeze"})

    def step(self, seconds: float) -> None:
        self._post("/clock", {"action": "step", "seconds": seconds})

    def speed(self, factor: float) -> None:
        self._post("/clock", {"action": "speed", "factor": factor})

    def realign(self) -> None:
        self._post("/clock", {"action": "realign"})

    def failover(self, to_secondary: bool) -> None:
        self._post("/failover", {"failover": to_secondary})

    def expire_sessions(self, face: str | None = None, what: str = "all") -> None:
        self._post("/expire-sessions", {"face": face, "what": what})

    def add_fault(self, kind: str, **where: Any) -> int:
        return int(self._post("/faults", {"kind": kind, **where})["id"])

    def clear_faults(self) -> None:
        self._http.delete("/faults").raise_for_status()

    def _get(self, path: str, **query: str | int) -> dict[str, Any]:
        found: dict[str, Any] = self._http.get(path, params=query).raise_for_status().json()
        return found

    def _post(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        reply = self._http.post(path, json=body).raise_for_status()
        found: dict[str, Any] = reply.json() if reply.content else {}
        return found
