"""The O2G face: `/api/rest` on two hosts, after vendor-docs 003 and VENDOR-FACTS section 5."""

from __future__ import annotations

import asyncio
import re
from typing import Any

from connectors.simulator.clock import Clock
from connectors.simulator.faces.o2g_books import Books
from connectors.simulator.faces.o2g_dialects import DIALECTS
from connectors.simulator.faces.o2g_errors import bad, missing, no_session, wrong_method
from connectors.simulator.faces.o2g_events import O2gEvents
from connectors.simulator.faces.o2g_host import ROOT, VERSION, O2gHost
from connectors.simulator.faces.o2g_offer import Offer
from connectors.simulator.faces.o2g_resources import O2gResources
from connectors.simulator.faces.o2g_rti import Rti
from connectors.simulator.faces.o2g_rti_sources import RtiSources
from connectors.simulator.faces.o2g_sessions import Session
from connectors.simulator.faces.o2g_told import Told
from connectors.simulator.http import Request, Response
from connectors.simulator.options import Options

PRIMARY, SECONDARY = "primary", "secondary"
HOSTS = {
    "o2g": PRIMARY, "o2g-tls": PRIMARY, "o2g-secondary": SECONDARY,
    "o2g-events": PRIMARY, "o2g-tls-events": PRIMARY, "o2g-secondary-events": SECONDARY,
}  # fmt: skip
"""Listener → host."""
_BASE = f"{ROOT}/{VERSION}/"
_SNAPSHOTS = {"acd/agent/state/snapshot": "agent", "telephony/state/snapshot": "telephony"}
SNAPSHOT_BATCH = 20
_KINDS = (
    (r"sessions/keepalive", "keepalive"), (r"sessions", "session"),
    (r"subscriptions(/.*)?", "subscription"), (r".*/snapshot", "snapshot"),
    (r"acd/agent/.*", "agent"), (r"telephony/.*", "telephony"), (r"logins|users.*", "directory"),
    (r"system/.*", "system"), (r"acd/(rti|realtime).*", "rti"), (r"acd/.*", "pilot"),
)  # fmt: skip


def _paths(service: str) -> tuple[str, ...]:
    return tuple({dialect.paths[service].lstrip("/") for dialect in DIALECTS.values()})


class O2gFace:
    """Both hosts, one world of events. Sessions do not survive a change of host."""

    name = "o2g"

    def __init__(self, events: O2gEvents, clock: Clock, options: Options) -> None:
        self.events, self.clock, self.options = events, clock, options
        self.offer, self.books = Offer(options), Books()
        self.hosts = {
            name: O2gHost(name, options, events, self.offer, self.books)
            for name in (PRIMARY, SECONDARY)
        }
        self.resources = O2gResources(events, clock, options)
        self.rti = Rti(RtiSources(events, clock, options.timezone), self._deliver)
        self._running: set[asyncio.Task[None]] = set()
        self.speak(options.o2g_dialect)
        events.listen(self.spread)

    @property
    def dialect_name(self) -> str:
        return self.events.dialect.name

    def speak(self, dialect: str) -> None:
        if dialect not in DIALECTS:
            raise ValueError(f"unknown O2G dialect {dialect!r}; there are {', '.join(DIALECTS)}")
        self.events.dialect = DIALECTS[dialect]

    def expire(self, what: str) -> None:
        for host in self.hosts.values():
            host.forget()

    def kind_of(self, method: str, path: str) -> str:
        if path == "/OTEvents":
            return "channel"
        if path.rstrip("/") == ROOT:
            return "root"
        if path == f"{ROOT}/authenticate":
            return "sign_in"
        tail = path.removeprefix(_BASE)
        return next((kind for form, kind in _KINDS if re.fullmatch(form, tail)), "other")

    # events

    def spread(self, told: Told) -> None:
        for host in self.hosts.values():
            host.spread(told)

    def _deliver(self, session: Session, told: Told) -> None:
        self.hosts[session.host].deliver(session, told)

    def reap(self) -> None:
        """End the sessions whose time is over; called all the time."""
        for host in self.hosts.values():
            host.reap()

    # answering

    def handle(self, listener: str, request: Request) -> Response:
        host, path = self.hosts[HOSTS[listener]], request.path.rstrip("/")
        if path == ROOT:
            return host.root(request)
        if path == f"{ROOT}/authenticate":
            return host.authenticate(request)
        if not path.startswith(_BASE):
            return missing("no such resource")
        tail = path.removeprefix(_BASE)
        host.reap()
        if tail == "sessions" and request.method == "POST":
            return host.open_session(request)
        if tail == "sessions" and request.method == "DELETE":
            return host.close_session(request)
        session = host.sessions.of(request)
        if session is None:
            return no_session()
        answer = self._in_session(host, session, request, tail)
        answer.user = session.login
        return answer

    def _in_session(self, host: O2gHost, session: Session, request: Request, tail: str) -> Response:
        method = request.method
        if tail == "sessions":
            return Response.of_json(host.info(session)) if method == "GET" else wrong_method()
        if tail == "sessions/keepalive":
            return Response(204) if method == "POST" else wrong_method()
        if tail == "subscriptions":
            if method == "POST":
                return host.subscribe(session, request)
            return host.update(session, request) if method == "PUT" else wrong_method()
        if tail.startswith("subscriptions/"):
            number = tail.removeprefix("subscriptions/")
            return host.unsubscribe(session, number) if method == "DELETE" else wrong_method()
        if tail in _SNAPSHOTS:
            return self._snapshot(session, request, _SNAPSHOTS[tail])
        for package, answer in (("acdRealTime", self._rti), ("acdPilotMonitoring", self._pilot)):
            for base in _paths(package):
                if tail == base or tail.startswith(base + "/"):
                    return answer(session, request, tail.removeprefix(base).strip("/"))
        return self.resources.handle(host.name, request, tail)

    def _rti(self, session: Session, request: Request, tail: str) -> Response:
        if "rti" in self.offer.off:
            return missing("no such resource")
        return self.rti.handle(session, request, tail)

    def _pilot(self, session: Session, request: Request, pilot: str) -> Response:
        known = {one["number"] for one in self.rti.sources.directory("pilots")}
        if "pilot" in self.offer.off or pilot not in known:
            return missing("pilot")
        if request.method == "POST":
            session.monitored.add(pilot)
        elif request.method == "DELETE":
            session.monitored.discard(pilot)
        else:
            return wrong_method()
        return Response(204)

    # snapshots: acknowledged at once, told as events

    def _snapshot(self, session: Session, request: Request, package: str) -> Response:
        if request.method != "POST":
            return wrong_method()
        login = request.params.get("loginname")
        if login is not None and login not in self.events.by_login:
            return missing("loginName") if login else bad("loginName")
        running = f"{package}:{login or '*'}"
        if running not in session.snapshots:
            session.snapshots.add(running)
            logins = [login] if login else list(self.events.by_login)
            task = asyncio.get_running_loop().create_task(
                self._tell_snapshot(session, package, logins, running)
            )
            self._running.add(task)
            task.add_done_callback(self._running.discard)
        return Response(204)

    async def _tell_snapshot(
        self, session: Session, package: str, logins: list[str], running: str
    ) -> None:
        batches = [logins[at : at + SNAPSHOT_BATCH] for at in range(0, len(logins), SNAPSHOT_BATCH)]
        for batch in batches:
            await asyncio.sleep(self.options.o2g_snapshot_seconds / len(batches))
            with self.clock.lock:
                self.clock.advance()
                for login in batch:
                    party = self.events.by_login[login]
                    if self.events.linked[party.node]:
                        self._deliver(session, self.events.snapshot_of(party, package))
        session.snapshots.discard(running)

    def state(self) -> dict[str, Any]:
        """The books as JSON, see README.md."""
        with self.clock.lock:
            sessions = [
                one.as_json() for host in self.hosts.values() for one in host.sessions.open.values()
            ]
            return {"sessions": sessions, **self.books.as_json(self.clock.world.day)}
