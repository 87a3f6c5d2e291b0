"""The assembled centre: one world, one clock, its faces, its faults, its log."""

from typing import Any

from connectors.simulator.clock import Clock
from connectors.simulator.faces.base import Face
from connectors.simulator.faces.calabrio import CalabrioFace
from connectors.simulator.faces.trio import PRIMARY, SECONDARY, TrioFace
from connectors.simulator.faults import Faults
from connectors.simulator.options import Options
from connectors.simulator.oracle import truth
from connectors.simulator.requestlog import RequestLog
from connectors.simulator.world import World

EXPIRABLE = ("access", "refresh", "all")


class Centre:
    """Owns everything that listeners and control share; safe to use from any thread."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.world = World(options.seed, options.queues, options.agents)
        self.clock = Clock.for_options(self.world, options)
        self.log = RequestLog()
        self.faults = Faults()
        self.trio = TrioFace(self.clock, options)
        self.calabrio = CalabrioFace(self.clock, options)
        self.faces: dict[str, Face] = {"trio": self.trio, "calabrio": self.calabrio}
        self.ports: dict[str, int] = {}

    @property
    def listeners(self) -> dict[str, Face]:
        return {PRIMARY: self.trio, SECONDARY: self.trio, "calabrio": self.calabrio}

    def truth(self) -> dict[str, Any]:
        return truth(self.clock, self.trio.failover)

    def failover(self, on: bool | None = None) -> bool:
        """Switch Trio's failover on or off, or flip it; returns what is in effect."""
        with self.clock.lock:
            self.clock.advance()
            self.trio.switch(not self.trio.failover if on is None else on)
            return self.trio.failover

    def dialect(self, face: str, dialect: str) -> None:
        if face not in self.faces:
            raise ValueError(f"unknown face {face!r}")
        with self.clock.lock:
            self.faces[face].speak(dialect)

    def expire_sessions(self, face: str | None = None, what: str = "all") -> None:
        if what not in EXPIRABLE or face not in (None, *self.faces):
            raise ValueError(f"cannot expire {what!r} of {face!r}")
        with self.clock.lock:
            for name, one in self.faces.items():
                if face in (None, name):
                    one.expire(what)

    # addresses, known once the listeners are bound

    def bound(self, ports: dict[str, int]) -> None:
        self.ports = ports
        self.trio.addresses = {
            name: f"{self._host(name)}:{ports[name]}" for name in (PRIMARY, SECONDARY)
        }

    def _host(self, listener: str) -> str:
        """Where to reach a listener: the control port is on loopback only."""
        anywhere = self.options.host in ("", "0.0.0.0")  # noqa: S104
        return "127.0.0.1" if listener == "control" or anywhere else self.options.host

    def url(self, listener: str) -> str:
        base = {"calabrio": "/api/rest", "control": ""}.get(listener, "/te/api")
        return f"http://{self._host(listener)}:{self.ports[listener]}{base}"

    def addresses(self) -> dict[str, str]:
        return {
            "trio": self.url(PRIMARY),
            "trio_secondary": self.url(SECONDARY),
            "calabrio": self.url("calabrio"),
            "control": self.url("control"),
        }
