"""One host of the pair: its sign-in, its sessions, its subscriptions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from connectors.simulator.faces import o2g_sessions as sign_in
from connectors.simulator.faces.o2g_books import Books
from connectors.simulator.faces.o2g_errors import bad, missing, no_session, refusal, wrong_method
from connectors.simulator.faces.o2g_events import O2gEvents
from connectors.simulator.faces.o2g_offer import Offer
from connectors.simulator.faces.o2g_selectors import BadSelector, Selector, selectors_of
from connectors.simulator.faces.o2g_sessions import Session, Sessions
from connectors.simulator.faces.o2g_subscriptions import Subscription, line_of
from connectors.simulator.faces.o2g_told import Told
from connectors.simulator.http import Request, Response
from connectors.simulator.options import Options

VERSION = "1.0"
ROOT = "/api/rest"
DEFAULT_TIMEOUT, TIMEOUTS = 10, (2, 60)


class Addresses:
    """What the server tells of itself: bases for REST and for events, public and internal."""

    def __init__(self) -> None:
        self.public = self.internal = self.public_events = self.internal_events = ""


def tell_addresses(
    hosts: Mapping[str, O2gHost], options: Options, origin: Callable[[str], str]
) -> None:
    """What each host says of itself: its own listeners unless the options say otherwise, and TLS
    towards the public where there is a certificate. `origin` gives a listener's, or nothing."""
    for name, host in hosts.items():
        stem = "o2g" if name == "primary" else "o2g-secondary"
        tls = "o2g-tls" if name == "primary" else ""
        own = host.addresses
        own.internal = options.o2g_internal_base or origin(stem)
        own.internal_events = options.o2g_internal_events_base or origin(f"{stem}-events")
        own.public = options.o2g_public_base or origin(tls) or origin(stem)
        own.public_events = (
            options.o2g_public_events_base or origin(f"{tls}-events") or origin(f"{stem}-events")
        )


class O2gHost:
    """Answers everything up to the subscription; resources are the face's."""

    def __init__(
        self, name: str, options: Options, events: O2gEvents, offer: Offer, books: Books
    ) -> None:
        self.name, self.options, self.events = name, options, events
        self.offer, self.books = offer, books
        self.sessions = Sessions(name, options)
        self.subscriptions: dict[str, Subscription] = {}
        self.addresses = Addresses()

    # descriptor and sign-in

    def root(self, request: Request) -> Response:
        if request.method != "GET":
            return wrong_method()
        major, minor = self.events.dialect.version
        path = f"{ROOT}/authenticate?version="
        versions = [
            {"id": number, "status": status, "publicUrl": f"{self.addresses.public}{path}{number}",
             "internalUrl": f"{self.addresses.internal}{path}{number}"}
            for number, status in (("0.9", "DEPRECATED"), (VERSION, "CURRENT"))
        ]  # fmt: skip
        info: dict[str, Any] = {"productName": "O2G Solution", "productType": "O2G"}
        if self.events.dialect.sparse:
            return Response.of_json({"serverInfo": info, "versions": versions[1:]})
        info |= {"productVersion": {"major": major, "minor": minor}, "haMode": True}
        return Response.of_json({"serverInfo": info, "versions": versions, "custoFeatures": []})

    def authenticate(self, request: Request) -> Response:
        if request.method != "GET":
            return wrong_method()
        if request.params.get("version") != VERSION:
            return bad("version")
        given = sign_in.basic_of(request)
        if given is None or not self.sessions.accepts(*given):
            answer = refusal(401, "NOT_ALLOWED", "BAD_CREDENTIALS Authentication failed")
            answer.headers["www-authenticate"] = 'Basic realm="O2G"'
            return answer
        credential = self.sessions.authenticate(given[0])
        body: dict[str, Any] = {
            "credential": credential,
            "publicUrl": f"{self.addresses.public}{ROOT}/{VERSION}/sessions",
            "internalUrl": f"{self.addresses.internal}{ROOT}/{VERSION}/sessions",
        }
        if self.events.dialect.newer:
            body |= {"loginName": given[0], "expired": False}
        answer = Response.of_json(body, user=given[0])
        answer.headers["set-cookie"] = f"{sign_in.CREDENTIAL}={credential}; Path=/"
        return answer

    # sessions

    def open_session(self, request: Request) -> Response:
        if self.sessions.login_of(request) is None:
            return no_session()
        try:
            body = request.json()
        except ValueError:
            return bad("the body is no JSON")
        if not isinstance(body, dict) or not body.get("applicationName"):
            return bad("applicationName")
        if body.get("supervisedAccount"):
            return refusal(403, "NOT_ALLOWED", "SUPERVISION_NOT_ALLOWED")
        session = self.sessions.begin(request)
        if session is None:
            return refusal(403, "NOT_ALLOWED", "SESSION_ALREADY_OPENED The session is already open")
        answer = Response.of_json(self.info(session), user=session.login)
        answer.headers["set-cookie"] = f"{sign_in.TOMCAT}={session.tomcat}; Path=/api"
        return answer

    def info(self, session: Session) -> dict[str, Any]:
        dialect = self.events.dialect
        services = [
            {"serviceName": dialect.name_of(one), "serviceVersion": VERSION,
             "relativeUrl": dialect.path_of(one)}
            for one in self.offer.services()
        ]  # fmt: skip
        found: dict[str, Any] = {
            "admin": True,
            "timeToLive": int(session.time_to_live),
            "publicBaseUrl": f"{self.addresses.public}{ROOT}/{VERSION}",
            "privateBaseUrl": f"{self.addresses.internal}{ROOT}/{VERSION}",
            "services": services,
        }
        if dialect.newer:
            found |= {"login": session.login, "creationDate": "", "otherSessions": []}
        return found

    def close_session(self, request: Request) -> Response:
        session = self.sessions.of(request)
        if session is None:
            if self.sessions.was_opened(request):
                return refusal(403, "INVALID_SESSION", "The session is already closed")
            return refusal(500, "SERVER_PROBLEM", "The session doesn't exist")
        self.end(session)
        return Response(204, user=session.login)

    def end(self, session: Session) -> None:
        """With its subscriptions, their channels and its RTI context."""
        self.sessions.end(session)
        session.rti = None
        for one in [each for each in self.subscriptions.values() if each.session is session]:
            self._drop(one)

    def _drop(self, subscription: Subscription) -> None:
        self.subscriptions.pop(subscription.id, None)
        subscription.close()

    def reap(self) -> None:
        for session in self.sessions.expired():
            self.end(session)

    def forget(self) -> None:
        """As after a restart of the server."""
        for session in list(self.sessions.open.values()):
            self.end(session)
        self.sessions.forget()

    # subscriptions

    def subscribe(self, session: Session, request: Request) -> Response:
        try:
            body = request.json()
            if not isinstance(body, dict) or body.get("version") != VERSION:
                raise BadSelector("version")
            selectors = selectors_of(body.get("filter"))
            timeout = _timeout_of(body)
        except ValueError as error:
            return bad(str(error))
        message = self.offer.refusal_of(selectors, len(self.events.parties))
        if message is not None:
            return Response.of_json({"status": "REFUSED", "message": message})
        found = Subscription(session, selectors, timeout, self.options.o2g_queue_depth)
        self.subscriptions[found.id] = found
        self.books.subscriptions.append(found)
        path = f"/OTEvents?subscriptionId={found.id}"
        body = {
            "subscriptionId": found.id,
            "publicPollingUrl": f"{self.addresses.public_events}{path}",
            "privatePollingUrl": f"{self.addresses.internal_events}{path}",
            "status": "ACCEPTED",
        }
        if not self.events.dialect.sparse:
            body |= {"mode": "CHUNK", "format": "JSON"}
        return Response.of_json(body)

    def update(self, session: Session, request: Request) -> Response:
        """A new filter for the session's subscriptions, of which there is one as a rule."""
        own = [one for one in self.subscriptions.values() if one.session is session]
        if not own:
            return missing("subscription")
        try:
            body = request.json()
            given = body.get("filter", body) if isinstance(body, dict) else body
            selectors: list[Selector] = selectors_of(given)
        except ValueError as error:
            return bad(str(error))
        for one in own:
            one.selectors = selectors
        return Response(204)

    def unsubscribe(self, session: Session, number: str) -> Response:
        found = self.subscriptions.get(number)
        if found is None or found.session is not session:
            return bad("subscriptionId")
        self._drop(found)
        return Response(204)

    # events

    def spread(self, told: Told) -> None:
        line = None
        for one in list(self.subscriptions.values()):
            if one.wants(told):
                line = line or line_of(told)
                one.push(line)

    def deliver(self, session: Session, told: Told) -> None:
        for one in list(self.subscriptions.values()):
            if one.session is session and one.wants(told):
                one.push(line_of(told))

    def shout(self, session: Session, told: Told) -> None:
        """To every subscription of the session, whatever it asked for."""
        for one in list(self.subscriptions.values()):
            if one.session is session:
                one.push(line_of(told))


def _timeout_of(body: dict[str, Any]) -> int:
    """Minutes; raises ValueError."""
    minutes = int(body.get("timeout", DEFAULT_TIMEOUT))
    if minutes and not TIMEOUTS[0] <= minutes <= TIMEOUTS[1]:
        raise BadSelector("timeout is 0, or 2 to 60 minutes")
    return minutes
