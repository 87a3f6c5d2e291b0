"""The Sinch face: RCI, RMI and RAI, after vendor-docs 002 and VENDOR-FACTS section 3."""

from __future__ import annotations

import base64
import binascii
import secrets
import time
from collections.abc import Callable
from typing import Any

from connectors.simulator import credentials
from connectors.simulator.clock import Clock
from connectors.simulator.disruptions import Disruptions
from connectors.simulator.faces.o2g_sessions import TOMCAT, basic_of, cookies_of
from connectors.simulator.faces.sinch_dialects import DIALECTS, SinchDialect
from connectors.simulator.faces.sinch_disruptions import SinchDisruptions
from connectors.simulator.faces.sinch_figures import SinchFigures
from connectors.simulator.faces.sinch_monitoring import SinchMonitoring
from connectors.simulator.faces.sinch_rci import Rci
from connectors.simulator.http import Request, Response
from connectors.simulator.identities import guid
from connectors.simulator.options import Options

TENANT = f"/{credentials.SINCH_TENANT}"
AUTHENTICATION = f"{TENANT}/ecfs/authentication"
BASES = (("cookie", f"{TENANT}/ecfs/RI"), ("key", "/gateway"), ("plain", "/RI"))
SWITCHABLE = ("rmi", "rai")


def text(status: int, message: str) -> Response:
    return Response(status, message.encode(), "text/plain; charset=utf-8")


class SinchFace:
    """One tenant. Reads; of RCI only disruption events can be written."""

    name = "sinch"

    def __init__(
        self,
        figures: SinchFigures,
        disruptions: Disruptions,
        clock: Clock,
        options: Options,
        real: Callable[[], float] = time.monotonic,
    ) -> None:
        self.options, self.figures, self.clock = options, figures, clock
        self.rci = Rci(figures, options)
        self.disruptions = SinchDisruptions(disruptions)
        self.monitoring = SinchMonitoring(figures, self.rci, clock, options.sinch_rai_start)
        self.on = {"rmi": options.sinch_rmi, "rai": options.sinch_rai}
        self._real = real
        self._sessions: dict[str, float] = {}
        self.dialect: SinchDialect = DIALECTS["schema"]
        self.speak(options.sinch_dialect)

    @property
    def dialect_name(self) -> str:
        return self.dialect.name

    def speak(self, dialect: str) -> None:
        if dialect not in DIALECTS:
            raise ValueError(f"unknown Sinch dialect {dialect!r}; there are {', '.join(DIALECTS)}")
        self.dialect = DIALECTS[dialect]
        for part in (self.rci, self.disruptions, self.monitoring):
            part.dialect = self.dialect

    def expire(self, what: str) -> None:
        self._sessions.clear()

    def offer(self, interface: str, on: bool) -> None:
        """Whether the account has RMI or RAI; from any thread."""
        if interface not in SWITCHABLE:
            raise ValueError(f"only {' and '.join(SWITCHABLE)} can be switched")
        with self.clock.lock:
            self.on[interface] = on

    def kind_of(self, method: str, path: str) -> str:
        if path == AUTHENTICATION:
            return "sign_in"
        found = _split(path)
        if found is None:
            return "other"
        interface, tail = found[1], found[2]
        if interface == "rci":
            return "disruptions" if tail.startswith("disruptionSets") else "rci"
        return interface if interface in SWITCHABLE else "other"

    # answering

    def handle(self, listener: str, request: Request) -> Response:
        if request.path == AUTHENTICATION:
            return self._authenticate(request)
        found = _split(request.path)
        if found is None:
            return text(404, "HTTP 404 Not Found")
        way, interface, tail = found
        if not self._may(way, request):
            return text(401, "HTTP 401 Unauthorized")
        answer = self._answer(request, interface, tail)
        answer.user = credentials.SINCH_USER
        return answer

    def _answer(self, request: Request, interface: str, tail: str) -> Response:
        if not self.on.get(interface, interface == "rci"):
            status = int(self.options.sinch_refusal) if interface in SWITCHABLE else 404
            return text(status, f"HTTP {status} {'Forbidden' if status == 403 else 'Not Found'}")
        try:
            answer = self._resource(request, interface, tail)
        except (ValueError, KeyError) as error:
            return text(400, str(error))
        if answer is None:
            return text(404, "HTTP 404 Not Found")
        return _in_xml(answer) if _wants_xml(request, answer) else answer

    def _resource(self, request: Request, interface: str, tail: str) -> Response | None:
        if interface == "rci" and tail.partition("/")[0] == "disruptionSets":
            return self.disruptions.handle(request, tail.partition("/")[2])
        if request.method != "GET":
            return text(405, "HTTP 405 Method Not Allowed")
        body: Any
        if interface == "rci":
            body = self.rci.answer(tail, request.params)
        elif (interface, tail) == ("rmi", "queueStatuses"):
            body = self.monitoring.queue_statuses(request.params)
        elif (interface, tail) == ("rmi", "agents"):
            body = self.monitoring.agents(request.params)
        elif (interface, tail) == ("rai", "contactStatistic"):
            body = self.monitoring.statistic(request.params)
        else:
            return None
        return None if body is None else Response.of_json(body)

    # who may

    def _may(self, way: str, request: Request) -> bool:
        if way == "cookie":
            session, now = cookies_of(request).get(TOMCAT, ""), self._real()
            if self._sessions.get(session, 0.0) <= now:
                self._sessions.pop(session, None)
                return False
            self._sessions[session] = now + self.options.sinch_session_seconds
            return True
        given = basic_of(request)
        right = given == (credentials.SINCH_USER, credentials.SINCH_PASSWORD)
        if way == "key":
            return right and request.headers.get("x-api-key") == credentials.SINCH_API_KEY
        return right if given or self.options.sinch_onpremises_auth == "basic" else True

    def _authenticate(self, request: Request) -> Response:
        if request.method == "DELETE":
            known = self._sessions.pop(cookies_of(request).get(TOMCAT, ""), None)
            return text(401, "HTTP 401 Unauthorized") if known is None else Response.of_json({})
        if request.method != "POST":
            return text(405, "HTTP 405 Method Not Allowed")
        if request.headers.get("authorization", "").strip().upper() != "ECFAUTH":
            return text(401, "HTTP 401 Unauthorized")
        if not _form_is_right(request.form.get("Authorization", "")):
            return text(401, "HTTP 401 Unauthorized")
        session = secrets.token_hex(16).upper()
        self._sessions[session] = self._real() + self.options.sinch_session_seconds
        number = guid(self.figures.world.seed, "api user")
        answer = Response.of_json({"id": number}, user=credentials.SINCH_USER)
        answer.headers["set-cookie"] = f"{TOMCAT}={session}; Path={TENANT}; HttpOnly"
        return answer


def _form_is_right(given: str) -> bool:
    scheme, _, encoded = given.partition(" ")
    try:
        decoded = base64.b64decode(encoded.strip(), validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return False
    wanted = f"{credentials.SINCH_USER}:{credentials.SINCH_PASSWORD}"
    return scheme.lower() == "basic" and decoded == wanted


def _split(path: str) -> tuple[str, str, str] | None:
    """Way of authentication, interface, path below it."""
    for way, base in BASES:
        if path.startswith(base + "/"):
            interface, _, tail = path.removeprefix(base + "/").rstrip("/").partition("/")
            return way, interface, tail
    return None


def _wants_xml(request: Request, answer: Response) -> bool:
    accepts = request.headers.get("accept", "")
    is_json = answer.status == 200 and answer.content_type.startswith("application/json")
    return is_json and "application/json" not in accepts


def _in_xml(answer: Response) -> Response:
    """JSON comes only to who asks for it; nobody here reads the XML, so it says only that."""
    body = b'<?xml version="1.0" encoding="UTF-8"?><reply>ask for application/json</reply>'
    return Response(200, body, "application/xml", user=answer.user)
