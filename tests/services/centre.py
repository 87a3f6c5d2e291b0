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

    def addresses(self) -> dict[str, Any]:
        """Vendor (or another listener) → address."""
        return self._get("/ready")

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

    def emit(self, event: dict[str, Any], stamp: str = "") -> None:
        """Let O2G say an event; `stamp` names a member for the instant of its line."""
        self._post("/o2g", {"action": "emit", "event": event, "stamp": stamp})

    def o2g(self, action: str = "", **what: Any) -> dict[str, Any]:
        """O2G's books; with an action (refuse, offer, cti_link, down) after it was done."""
        if action:
            self._post("/o2g", {"action": action, **what})
        return self._get("/o2g")

    def offer_sinch(self, interface: str, on: bool) -> None:
        self._post("/sinch", {"action": "offer", "interface": interface, "on": on})

    def add_disruption(self, **event: Any) -> str:
        """Of a set, as the control API has it; its id."""
        return str(self._post("/disruptions", event)["id"])

    def remove_disruption(self, event: str) -> None:
        self._http.delete(f"/disruptions/{event}").raise_for_status()

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
