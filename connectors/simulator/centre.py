"""The assembled centre: one world, one clock, its faces, its faults, its log."""

from typing import Any

from connectors.simulator.clock import Clock
from connectors.simulator.disruptions import Disruptions
from connectors.simulator.faces.base import Face
from connectors.simulator.faces.calabrio import CalabrioFace
from connectors.simulator.faces.o2g import O2gFace
from connectors.simulator.faces.o2g_control import O2gControl
from connectors.simulator.faces.o2g_events import O2gEvents
from connectors.simulator.faces.o2g_host import ROOT, tell_addresses
from connectors.simulator.faces.sinch import TENANT, SinchFace
from connectors.simulator.faces.sinch_figures import SinchFigures
from connectors.simulator.faces.trio import PRIMARY, SECONDARY, TrioFace
from connectors.simulator.faults import Faults
from connectors.simulator.identities import person_of
from connectors.simulator.options import Options
from connectors.simulator.oracle import truth
from connectors.simulator.people import reassign
from connectors.simulator.requestlog import RequestLog
from connectors.simulator.telling import add_truth
from connectors.simulator.world import World

REST_LISTENERS = ("o2g", "o2g-secondary", "o2g-tls")
EVENT_LISTENERS = ("o2g-events", "o2g-secondary-events", "o2g-tls-events")
PATHS = {
    PRIMARY: "/te/api", SECONDARY: "/te/api", "calabrio": "/api/rest", "sinch": TENANT,
    **dict.fromkeys(REST_LISTENERS, ROOT),
}  # fmt: skip
EXPIRABLE = ("access", "refresh", "all")


class Centre:
    """Owns everything that listeners and control share; safe to use from any thread."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.world = World(options.seed, options.queues, options.agents)
        # these watch the world from its beginning, so they come before the clock moves it
        events, figures = O2gEvents(self.world), SinchFigures(self.world)
        self.clock = Clock.for_options(self.world, options)
        self.log = RequestLog()
        self.faults = Faults()
        self.trio = TrioFace(self.clock, options)
        self.calabrio = CalabrioFace(self.clock, options)
        self.o2g_face = O2gFace(events, self.clock, options)
        self.o2g = O2gControl(self.o2g_face)
        self.disruptions = Disruptions(self.clock)
        self.sinch = SinchFace(figures, self.disruptions, self.clock, options)
        self.faces: dict[str, Face] = {
            "trio": self.trio, "calabrio": self.calabrio, "o2g": self.o2g_face, "sinch": self.sinch,
        }  # fmt: skip
        self.ports: dict[str, int] = {}
        self.faults.on_change.append(self.o2g_face.books.wake)

    @property
    def listeners(self) -> dict[str, Face]:
        return {
            PRIMARY: self.trio, SECONDARY: self.trio, "calabrio": self.calabrio,
            **dict.fromkeys(self._o2g_listeners(REST_LISTENERS), self.o2g_face),
            "sinch": self.sinch,
        }  # fmt: skip

    @property
    def channel_listeners(self) -> list[str]:
        return self._o2g_listeners(EVENT_LISTENERS)

    def _o2g_listeners(self, names: tuple[str, ...]) -> list[str]:
        return [name for name in names if self.options.o2g_tls_certificate or "tls" not in name]

    def truth(self) -> dict[str, Any]:
        with self.clock.lock:
            found = truth(self.clock, self.trio.failover)
            add_truth(found, self)
            return found

    def reassign(self, index: int) -> str:
        """Give this agent's number to somebody else; returns who that is."""
        with self.clock.lock:
            self.clock.advance()
            agent = self.world.agents[index]
            reassign(agent, self.world.agents, self.world.seed)
            self.calabrio.sources.read_people()
            self.o2g.user_changed(agent)
            return person_of(agent)

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
        tell_addresses(self.o2g_face.hosts, self.options, self.origin)
        self.o2g_face.resources.names = {
            name: host.addresses.internal.partition("://")[2]
            for name, host in self.o2g_face.hosts.items()
        }

    def _host(self, listener: str) -> str:
        """Where to reach a listener: the control port is on loopback only."""
        anywhere = self.options.host in ("", "0.0.0.0")  # noqa: S104
        return "127.0.0.1" if listener == "control" or anywhere else self.options.host

    def origin(self, listener: str) -> str:
        """Scheme, host and port; empty if there is no such listener."""
        if listener not in self.ports:
            return ""
        scheme = "https" if "tls" in listener else "http"
        return f"{scheme}://{self._host(listener)}:{self.ports[listener]}"

    def url(self, listener: str, path: str | None = None) -> str:
        origin = self.origin(listener)
        return origin and origin + (PATHS.get(listener, "") if path is None else path)

    def addresses(self) -> dict[str, str]:
        return {
            "trio": self.url(PRIMARY),
            "trio_secondary": self.url(SECONDARY),
            "calabrio": self.url("calabrio"),
            "o2g": self.url("o2g"),
            "o2g_events": self.url("o2g-events"),
            "o2g_secondary": self.url("o2g-secondary"),
            "o2g_secondary_events": self.url("o2g-secondary-events"),
            "o2g_tls": self.url("o2g-tls"),
            "o2g_tls_events": self.url("o2g-tls-events"),
            "sinch": self.url("sinch"),
            "sinch_gateway": self.url("sinch", "/gateway"),
            "sinch_onpremises": self.url("sinch", "/RI"),
            "control": self.url("control"),
        }
