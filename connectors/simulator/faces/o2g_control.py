"""What a test or a demonstration does to the simulated O2G: refuse, switch off, say something."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from connectors.simulator.faces.o2g import HOSTS, O2gFace
from connectors.simulator.faces.o2g_selectors import PACKAGE_OF
from connectors.simulator.faces.o2g_told import Told
from connectors.simulator.people import Agent


class O2gControl:
    """Safe from any thread."""

    def __init__(self, face: O2gFace) -> None:
        self.face, self.clock = face, face.clock
        self.listen: Callable[[str, bool], None] = lambda listener, on: None

    def state(self) -> dict[str, Any]:
        return self.face.state()

    def lines(self, since: int = 0) -> list[dict[str, Any]]:
        """Event lines written, newer than this number."""
        return self.face.books.lines_since(since)

    def refuse(self, package: str, message: str | None) -> None:
        with self.clock.lock:
            self.face.offer.refuse(package, message)

    def offer(self, package: str, on: bool) -> None:
        with self.clock.lock:
            self.face.offer.switch(package, on)

    def emit(self, event: dict[str, Any], stamp: str = "") -> None:
        """Tell any event to who subscribed to its name; an unknown name goes to everybody. `stamp`
        names a member that gets the real instant (epoch s) at which its line is handed over."""
        name = str(event.get("eventName"))
        key = event.get("loginName") or event.get("pilot")
        told = Told(PACKAGE_OF.get(name, ""), key, event)
        with self.clock.lock:
            if stamp:
                event[stamp] = round(time.time(), 6)
            if told.package:
                self.face.spread(told)
                return
            for host in self.face.hosts.values():
                for session in list(host.sessions.open.values()):
                    host.shout(session, told)

    def cti_link(self, node: str, up: bool) -> None:
        """A node's events stop or start again, with the system event that says so. (A real server
        tells of a lost link after 30 to 60 s.)"""
        events = self.face.events
        with self.clock.lock:
            self.clock.advance()
            if node not in events.linked:
                raise ValueError(f"there is no node {node}")
            events.linked[node] = up
            for name in ("OnCtiLinkUp", "OnPbxLoaded") if up else ("OnCtiLinkDown",):
                self.face.spread(Told("system", None, {"eventName": name, "nodeId": node}))

    def user_changed(self, agent: Agent) -> None:
        events = self.face.events
        party = events.parties[agent.index]
        user = self.face.resources.user(party)
        event = {"eventName": "OnUserInfoChanged", "loginName": party.login, "user": user}
        self.face.spread(Told("user", party.login, event))

    def cut(self, host: str | None = None) -> None:
        """Break every open channel (of this host)."""
        for name, one in self.face.hosts.items():
            for subscription in list(one.subscriptions.values()) if host in (None, name) else ():
                for channel in list(subscription.channels):
                    channel.cut()

    def down(self, down: bool, host: str = "primary") -> None:
        """Nobody listens at this host any more, and its sessions are gone; or again."""
        if host not in self.face.hosts:
            raise ValueError("host is primary or secondary")
        if down:
            self.cut(host)
            with self.clock.lock:
                self.face.hosts[host].forget()
        for listener in (name for name, of in HOSTS.items() if of == host):
            self.listen(listener, not down)
