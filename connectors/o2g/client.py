"""Every resource of O2G that Wallboard uses. Services are found by name in the session's answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from connectors.base import RunContext
from connectors.errors import ConnectorError, Malformed, Refused, Unreachable
from connectors.http import Reply
from connectors.o2g import payloads
from connectors.o2g.options import O2gOptions
from connectors.o2g.packages import selectors
from connectors.o2g.payloads import Subscription
from connectors.o2g.session import O2gSession, Session, SessionGone, SessionLost

# Service → (its name in the session's answer, where it lies when that does not tell).
SERVICES: Mapping[str, tuple[str, str]] = {
    "subscriptions": ("subscriptions", "/subscriptions"),
    "telephony": ("telephony", "/telephony"),
    "users": ("users", "/users"),
    "agent": ("acdagent", "/acd/agent"),
    "system": ("maintenance", "/system"),
    "rti": ("acdrealtime", ""),
    "pilot": ("acdpilotmonitoring", ""),
}
TELEPHONY = "/telephony"
NO_LIST = frozenset({400, 404, 405})
NOT_GRANTED = frozenset({400, 404, 405, 500, 501, 503})
RTI_LISTS = {"pilots": "pilotFilter", "queues": "queueFilter", "pgAgents": "pgAgentFilter",
             "pgOthers": "pgOtherFilter", "agents": "agentFilter"}  # fmt: skip
RTI_OBSERVATION_MINUTES, RTI_NOTIFY_SECONDS = 15, 5  # the least that both may be


class O2gClient:
    """Requests within a session. One thread at a time."""

    def __init__(self, context: RunContext, options: O2gOptions, session: O2gSession) -> None:
        self.session = session
        self._context = context
        self._options = options
        self._current: Session | None = None

    def open(self, stale: Session | None = None) -> Session:
        """Use a session other than `stale`: a stored one, else a new one."""
        self._current = self.session.ensure(stale)
        return self._current

    def renew(self) -> Session:
        """Another session than the current one, which has ended."""
        return self.open(stale=self._current)

    @property
    def current(self) -> Session:
        return self._current or self.open()

    def offers(self, service: str) -> bool:
        return SERVICES[service][0] in self.current.services

    # events

    def subscribe(self, packages: Iterable[str], pilots: Iterable[str]) -> Subscription:
        """`timeout` 0: only then does O2G promise keepalives on the channel."""
        body = {
            "filter": {"selectors": selectors(packages, pilots)},
            "version": payloads.VERSION,
            "timeout": 0,
        }
        place = self._place("subscriptions")
        try:
            reply = self._send("POST", place, "subscription", body, NOT_GRANTED)
        except Refused as refused:  # some say 403 where others answer with a refusal
            return Subscription(False, str(refused))
        if reply.ok:
            return payloads.subscription(reply, self._context.findings)
        error = payloads.rest_error(reply)
        if reply.status != 400 and not error.final:
            raise Unreachable(f"{reply.source} cannot subscribe now (status {reply.status}).")
        # A package that this server does not have.
        return Subscription(False, error.message or "it does not understand the packages")

    def unsubscribe(self, subscription_id: str) -> None:
        place = f"{self._place('subscriptions')}/{quote(subscription_id, safe='')}"
        self._send("DELETE", place, "subscription", returns=frozenset({400, 403, 404, 500}))

    def ask_agent_snapshot(self) -> None:
        self._send("POST", f"{self._place('agent')}/state/snapshot", "snapshot")

    def ask_telephony_snapshot(self) -> None:
        self._send("POST", f"{self._place('telephony')}/state/snapshot", "snapshot")

    def start_rti(self) -> None:
        """The context with everything that the server lists, then the first figures."""
        place = self._place("rti")
        filters = {}
        for name, key in RTI_LISTS.items():
            if found := self.fetch_rti_names(name):
                filters[key] = {"numbers": sorted(found), "attributes": ["ALL"]}
        context = {
            "active": True,
            "obsPeriod": RTI_OBSERVATION_MINUTES,
            "notifFrequency": RTI_NOTIFY_SECONDS,
            "filter": filters,
        }
        self._send("POST", f"{place}/ctx", "rti", context)
        self._send("POST", f"{place}/snapshot", "rti")

    def fetch_rti_names(self, name: str) -> dict[str, str]:
        """Number → name of RTI's pilots, queues, pgAgents, pgOthers or agents."""
        reply = self._send("GET", f"{self._place('rti')}/{name}", "rti", returns=NO_LIST)
        if not reply.ok or reply.empty:
            return {}
        return payloads.numbers_of(payloads.object_of(reply), name, self._context.findings)

    def monitor_pilot(self, pilot: str) -> None:
        self._send("POST", f"{self._place('pilot')}/{quote(pilot, safe='')}", "pilot")

    # directory

    def fetch_logins(self) -> tuple[str, ...]:
        """Of all agents and supervisors."""
        head = self._place("users").removesuffix("/users")
        reply = self._send("GET", f"{head}/logins?onlyACD", "directory")
        if reply.empty:
            return ()
        return payloads.login_names(reply)

    def fetch_user(self, login: str) -> Mapping[str, Any]:
        place = f"{self._place('users')}/{quote(login, safe='')}"
        return self._object("GET", place, "directory")

    def fetch_agent_config(self, login: str) -> Mapping[str, Any]:
        place = f"{self._place('agent')}/config?loginName={quote(login, safe='')}"
        return self._object("GET", place, "directory")

    def fetch_withdraw_reasons(self, group: str, login: str) -> dict[int, str]:
        """Of a processing group, by way of one of its agents."""
        asked = f"loginName={quote(login, safe='')}&pgNumber={quote(group, safe='')}"
        found = self._object("GET", f"{self._place('agent')}/withdrawReasons?{asked}", "reasons")
        return payloads.withdraw_reasons(found, self._context.findings)

    def fetch_status(self) -> Mapping[str, Any]:
        return self._object("GET", f"{self._place('system')}/status", "system")

    def is_alive(self) -> bool:
        """Whether the session is; any doubt is none."""
        try:
            self.session.keep_alive(self.current)
        except SessionLost:
            return False
        except ConnectorError:
            return True
        return True

    def close(self) -> None:
        self.session.end()

    def _place(self, service: str) -> str:
        """Its address below the base, whether O2G tells it relative to that, as a path or whole."""
        name, usual = SERVICES[service]
        told = self.current.services.get(name) or usual
        if service == "system" or told.lower().startswith(TELEPHONY):
            told = usual  # as the vendor's own clients do (VENDOR-FACTS 5.0)
        if not told:
            raise Refused(f"O2G does not offer {name}.")
        base = self.current.base
        path = urlsplit(told).path
        path = path.removeprefix(urlsplit(base).path) if path.startswith("/api/") else path
        return f"{base}/{path.strip('/')}"

    def _object(self, method: str, place: str, purpose: str) -> Mapping[str, Any]:
        reply = self._send(method, place, purpose)
        if reply.empty:
            raise Malformed(f"{reply.source} gave an empty answer where data was expected.")
        return payloads.object_of(reply)

    def _send(
        self, method: str, place: str, purpose: str, body: Any = None,
        returns: frozenset[int] = frozenset(),
    ) -> Reply:  # fmt: skip
        """Raises SessionLost once the session is; a 403 within a living session is Refused."""
        try:
            return self.session.request(
                self.current, method, place, purpose=purpose, json=body, returns=returns
            )
        except SessionGone:
            raise
        except SessionLost as lost:
            # Old servers say so little with a 403 that only a second look tells what is wrong.
            if self.is_alive():
                raise Refused(
                    f"O2G does not let this login use “{purpose}”.",
                    hint="Check the rights of the login and the licences of the server.",
                ) from None
            raise lost from None
