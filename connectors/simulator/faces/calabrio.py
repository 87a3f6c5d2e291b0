"""The Calabrio face: `/api/rest`, after vendor-docs 004 and VENDOR-FACTS section 2."""

import re
import secrets
import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from connectors.simulator import credentials
from connectors.simulator.clock import Clock
from connectors.simulator.faces import calabrio_directory as directory
from connectors.simulator.faces.calabrio_dialects import DIALECTS, CalabrioDialect
from connectors.simulator.faces.calabrio_requests import (
    COOKIE,
    BadParameter,
    ids_of,
    number_of,
    session_of,
    tail_of,
)
from connectors.simulator.faces.calabrio_sources import CalabrioSources, Item
from connectors.simulator.http import Request, Response
from connectors.simulator.options import Options
from connectors.simulator.people import Agent
from connectors.simulator.queues import DAY

PAGE_SIZE, MAX_PAGE_SIZE = 25, 200
MAX_IDS = 1000


class CalabrioFace:
    """One tenant. The API user sees everybody (its view is the enterprise)."""

    name = "calabrio"

    def __init__(
        self, clock: Clock, options: Options, real: Callable[[], float] = time.monotonic
    ) -> None:
        self.options = options
        self.clock = clock
        self.sources = CalabrioSources(clock, options.timezone)
        self.dialect: CalabrioDialect = DIALECTS["letter"]
        self.session_gone = options.session_gone
        self._real = real
        self._sessions: dict[str, float] = {}
        self.speak(options.calabrio_dialect)

    @property
    def dialect_name(self) -> str:
        return self.dialect.name

    def speak(self, dialect: str) -> None:
        if dialect not in DIALECTS:
            known = ", ".join(DIALECTS)
            raise ValueError(f"unknown Calabrio dialect {dialect!r}; there are {known}")
        self.dialect = DIALECTS[dialect]

    def expire(self, what: str) -> None:
        self._sessions.clear()

    def kind_of(self, method: str, path: str) -> str:
        tail = tail_of(path) or ""
        for start, kind in (
            ("authorize", "sign_in"),
            ("scheduling/adherence/", "adherence"),
            ("scheduling/realTime/", "realtime"),
            ("scheduling/schedule/", "schedule"),
            ("schedule/", "schedule"),
            ("scheduling/agent", "directory"),
            ("scheduling/service", "directory"),
            ("scheduling/user", "directory"),
            ("org/common/", "directory"),
        ):
            if tail.startswith(start):
                return kind
        return "other"

    def handle(self, listener: str, request: Request) -> Response:
        tail = tail_of(request.path)
        if tail is None:
            is_login_page = request.path == "/login"
            return Response.of_html("Calabrio ONE: log in", 200 if is_login_page else 404)
        if tail == "authorize":
            return self._authorize(request)
        session = session_of(request)
        now = self._real()
        if self._sessions.get(session, 0.0) <= now:
            self._sessions.pop(session, None)
            return self._gone()
        self._sessions[session] = now + self.options.session_idle_seconds
        try:
            answer = self._resource(request, tail)
        except BadParameter as error:
            answer = Response.of_json({"message": str(error)}, 400)
        answer.user = credentials.CALABRIO_USER
        return answer

    def _gone(self) -> Response:
        """No session, or one that has ended: the document does not say how it shows."""
        if self.session_gone == "html":
            return Response.of_html("Calabrio ONE: log in")
        if self.session_gone == "redirect":
            return Response(302, headers={"location": "/login"})
        return Response.of_json({"message": "Not authorized"}, int(self.session_gone))

    def _authorize(self, request: Request) -> Response:
        if request.method == "DELETE":
            known = self._sessions.pop(session_of(request), None)
            return self._gone() if known is None else Response.of_json({})
        if request.method not in ("POST", "GET"):
            return Response.of_json({"message": "Use POST"}, 405)
        try:
            given = request.json()
        except ValueError:
            given = None
        if not isinstance(given, dict):
            return Response.of_json({"message": "A JSON object is needed"}, 400)
        user = given.get("userId", given.get("username"))
        tenant = given.get("tenantId")
        right = (
            user == credentials.CALABRIO_USER
            and given.get("password") == credentials.CALABRIO_PASSWORD
            and (tenant in (None, "") or str(tenant) == credentials.CALABRIO_TENANT)
        )
        if not right:
            return Response.of_json({"message": "Wrong user or password"}, 401)
        session = "HZ" + secrets.token_hex(16).upper()
        self._sessions[session] = self._real() + self.options.session_idle_seconds
        answer = Response.of_json(directory.authorized(session, self.options.timezone))
        answer.headers["set-cookie"] = f"{COOKIE}={session}; Path=/; HttpOnly"
        answer.user = credentials.CALABRIO_USER
        return answer

    # resources

    def _resource(self, request: Request, tail: str) -> Response:
        params = request.params
        routes: dict[str, tuple[tuple[str, ...], Callable[[], Any]]] = {
            "scheduling/adherence/agent": (("GET",), lambda: self._adherence(params)),
            "scheduling/agent": (
                ("GET",), lambda: directory.agents(self.sources, params, self.dialect)),
            "scheduling/service": (("GET",), lambda: directory.services(self.sources, params)),
            "scheduling/user": (
                ("GET",), lambda: directory.users(self.sources, params.get("acdid"))),
            "scheduling/realTime/activity/detail": (("POST",), lambda: self._realtime(request)),
            "scheduling/schedule/activity/detail": (
                ("GET", "POST"), lambda: self._by_dates(request)),
            **{path: (("POST",), lambda: self._timespan(request))
               for path in self.dialect.timespan_paths},
        }  # fmt: skip
        if tail in routes:
            methods, answer = routes[tail]
            if request.method not in methods:
                return Response.of_json({"message": f"Use {' or '.join(methods)}"}, 405)
            return Response.of_json(answer())
        if match := re.fullmatch(r"scheduling/adherence/agent/(\d+)", tail):
            agent = self.sources.by_id.get(int(match[1]))
            if agent is not None:
                one = self.sources.adherence(agent, self._day(params, "date"), self.dialect)
                del one["agentId"]  # public clients add it themselves
                return Response.of_json(one)
        if match := re.fullmatch(r"scheduling/schedule/activity/detail/by/agent/(\d+)", tail):
            agent = self.sources.by_id.get(int(match[1]))
            if agent is not None:
                return Response.of_json(self._dated(params, [agent], "epoch_ms")[0])
        if match := re.fullmatch(r"org/common/agents/for/team/(\d+)", tail):
            return Response.of_json(directory.team(self.sources, int(match[1])))
        return Response.of_json({"message": "Not found"}, 404)

    def _adherence(self, params: dict[str, str]) -> list[Item]:
        """A bare list; no total count is given, a short page is the last."""
        day = self._day(params, "date")
        size = min(max(1, number_of(params, "pageSize", PAGE_SIZE)), MAX_PAGE_SIZE)
        page = max(1, number_of(params, "pageNumber", 1))
        agents = self.sources.in_order[(page - 1) * size : page * size]
        return [self.sources.adherence(agent, day, self.dialect) for agent in agents]

    def _realtime(self, request: Request) -> list[Item]:
        start, end = self._range(request, "fromTime", "toTime", 31)
        newest_first = self.dialect.newest_first
        items = (
            self.sources.realtime(agent, start, end, newest_first)
            for agent in self._agents(request, required=False)
        )
        return [item for item in items if item is not None]

    def _timespan(self, request: Request) -> list[Item]:
        agents = self._agents(request, required=True)
        count = len(ids_of(request) or ())
        if count > MAX_IDS:
            raise BadParameter(f"at most {MAX_IDS} agentIds")
        start, end = self._range(request, "fromTimestamp", "toTimestamp", 60 if count == 1 else 9)
        since, until = (self.clock.scenario(millis / 1000) for millis in (start, end))
        upper = self.dialect.timespan_upper_case
        return [
            {
                "agentId": agent.calabrio_id,
                "employeeID": agent.employee_id,
                "agentTimeZone": self.options.timezone,
                "activities": [
                    self.sources.timespan_activity(agent, activity, upper)
                    for activity in self.sources.activities(agent, since, until)
                ],
            }
            for agent in agents
        ]

    def _by_dates(self, request: Request) -> list[Item]:
        agents = self._agents(request, required=False)
        return self._dated(request.params, agents, self.dialect.detail_time)

    def _dated(self, params: dict[str, str], agents: list[Agent], form: str) -> list[Item]:
        first, last = self._day(params, "fromDate"), self._day(params, "toDate")
        if last < first or last - first > 31:
            raise BadParameter("toDate must follow fromDate within 31 days")
        return [
            {
                "agentId": agent.calabrio_id,
                self.dialect.employee_key: agent.employee_id,
                "agentTimeZone": self.options.timezone,
                "activitiesByDate": [
                    {
                        "date": self.sources.date_of(day).isoformat(),
                        "scheduledActivities": [
                            self.sources.detail_activity(agent, activity, form)
                            for activity in self.sources.activities(
                                agent, day * DAY, (day + 1) * DAY
                            )
                        ],
                    }
                    for day in range(first, last + 1)
                ],
            }
            for agent in agents
        ]

    # parameters

    def _day(self, params: dict[str, str], name: str) -> int:
        try:
            return self.sources.day_of(date.fromisoformat(params.get(name.lower(), "")))
        except ValueError:
            raise BadParameter(f"{name} must be YYYY-MM-DD") from None

    @staticmethod
    def _range(request: Request, first: str, last: str, days: int) -> tuple[int, int]:
        """Two instants in epoch milliseconds, at most so many days apart."""
        try:
            start = int(request.params[first.lower()])
            end = int(request.params[last.lower()])
        except (KeyError, ValueError):
            raise BadParameter(f"{first} and {last} must be epoch milliseconds") from None
        if end < start or end - start > timedelta(days=days) / timedelta(milliseconds=1):
            raise BadParameter(f"{last} must follow {first} within {days} days")
        return start, end

    def _agents(self, request: Request, required: bool) -> list[Agent]:
        """Those asked for that exist; all when nobody is named and that is allowed."""
        ids = ids_of(request)
        if ids is None and required:
            raise BadParameter("agentIds is required")
        if not ids and not required:
            return self.sources.in_order
        return [self.sources.by_id[number] for number in ids or () if number in self.sources.by_id]
