"""Calabrio ONE over HTTP: the only code that knows its addresses, page sizes and limits.

Paths are those of the API Reference (vendor-docs 004), below /api/rest.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from connectors.base import RunContext
from connectors.calabrio.options import AUTOMATIC, CalabrioOptions
from connectors.calabrio.payloads import (
    AdherenceRow,
    AgentRow,
    RealtimeRow,
    ScheduleRow,
    ServiceRow,
    adherence_rows,
    agent_rows,
    realtime_rows,
    schedule_rows,
    service_rows,
)
from connectors.calabrio.session import CalabrioSession, Call
from connectors.errors import Refused
from connectors.http import Limits, Reply, VendorHttp
from connectors.reading import items_of

LIMITS = Limits(max_body_bytes=32 * 1024 * 1024)  # three days of states of a thousand people
PAGE_SIZE = 200  # Adherence API: default 25, at most 200
MOST_PAGES = 500
MOST_IDS = 1000  # Timespan API
MOST_DAYS = 9  # Timespan API, for several agents

# The document writes `~/schedule/for/timespan/`, and elsewhere `~/scheduling/...`.
TIMESPAN_PATHS = ("scheduling/schedule/for/timespan/", "schedule/for/timespan/")
AGENTS = "scheduling/agent"
EVERYBODY = "org/common/agents/for/team/0"  # a public client's listing; team 0 is everyone


@dataclass(frozen=True, slots=True)
class AgentListing:
    """`detailed` is False where only ids could be had: what a row lacks, it lacks for that."""

    rows: list[AgentRow]
    detailed: bool


class CalabrioClient:
    """The requests that a wallboard needs. Methods raise ConnectorError."""

    def __init__(
        self, context: RunContext, options: CalabrioOptions, http: VendorHttp | None = None
    ) -> None:
        self._context = context
        self._options = options
        self._http = http or VendorHttp(context, "Calabrio", LIMITS)
        self.session = CalabrioSession(context, self._http, options)
        self._sent_at = 0.0

    def __repr__(self) -> str:
        return "<CalabrioClient>"

    @property
    def timezone(self) -> ZoneInfo:
        return self.session.timezone

    def fetch_adherence(self, day: date) -> Iterator[list[AdherenceRow]]:
        """Pages of a day of the tenant's, until one is short; no total is told."""
        seen: set[str] = set()
        for page in range(1, MOST_PAGES + 1):
            params = {"date": day.isoformat(), "pageSize": PAGE_SIZE, "pageNumber": page}
            reply = self._send(
                Call("GET", "scheduling/adherence/agent", "adherence", "Edit Schedules", params)
            )
            if page > 1 and reply.status == 204:
                return  # no content on a further page: the one before was full, and the last
            payload = reply.json()
            rows = adherence_rows(payload, self._context.findings)
            length = len(items_of(payload))
            new = [row for row in rows if row.agent_id not in seen]
            seen.update(row.agent_id for row in new)
            yield new
            # Nothing new on a full page: a server that does not heed pageNumber.
            if not new or length < PAGE_SIZE:
                return

    def fetch_states(self, start_at: float, end_at: float) -> list[RealtimeRow]:
        """Changes of state in [start, end) of everybody in the login's view."""
        params = {"fromTime": _millis(start_at), "toTime": _millis(end_at)}
        path = "scheduling/realTime/activity/detail"
        reply = self._send(Call("POST", path, "realtime", "Administer WFM", params, body={}))
        return realtime_rows(reply.json(), self._context.findings)

    def fetch_schedule(
        self, agent_ids: Sequence[str], start_at: float, end_at: float
    ) -> Iterator[list[ScheduleRow]]:
        """Activities that touch [start, end], in batches of ids. Raises ValueError past 9 days."""
        if end_at - start_at > MOST_DAYS * 86_400:
            raise ValueError(f"a timespan is of at most {MOST_DAYS} days")
        params = {"fromTimestamp": _millis(start_at), "toTimestamp": _millis(end_at)}
        for first in range(0, len(agent_ids), MOST_IDS):
            body = {"agentIds": [_number(id_) for id_ in agent_ids[first : first + MOST_IDS]]}
            reply = self._send_timespan(params, body)
            yield schedule_rows(reply.json(), self._context.findings)

    def fetch_agents(self) -> AgentListing:
        """Active agents with all detail that the role may see; else everybody's ids."""
        params = {"activeAgent": "true", "fullDetail": "true"}
        call = Call("GET", AGENTS, "directory", "Update messaging requests", params)
        trouble = None
        try:
            reply = self._send(call)
        except Refused as refused:
            trouble = "Agents are listed without detail: " + str(refused)
            try:
                reply = self._send(Call("GET", EVERYBODY, "directory", call.permission))
            except Refused:
                raise refused from None  # this one names the permission
        self._context.findings.note("agents_listing", trouble)
        rows = agent_rows(reply.json(), self._context.findings)
        return AgentListing(rows, detailed=trouble is None)

    def fetch_services(self) -> list[ServiceRow]:
        reply = self._send(Call("GET", "scheduling/service", "directory", "Plan schedules"))
        return service_rows(reply.json(), self._context.findings)

    def close(self) -> None:
        self._http.close()

    def _send_timespan(self, params: dict[str, int], body: dict[str, Any]) -> Reply:
        """At the path that answered before, else at each that the document names."""
        for path in self._timespan_paths():
            call = Call("POST", path, "schedule", "Edit Schedules", params, body, absent_is_ok=True)
            reply = self._send(call)
            if reply.ok:
                if path != self.session.recall("timespan_path"):
                    self.session.remember(timespan_path=path)
                return reply
        raise Refused(
            f"{reply.source} has no schedule for a timespan at any known path.",
            hint="Set the account's path of the schedule for a timespan.",
        )

    def _timespan_paths(self) -> Sequence[str]:
        if self._options.timespan_path != AUTOMATIC:
            return (self._options.timespan_path.strip("/").removeprefix("api/rest/") + "/",)
        remembered = self.session.recall("timespan_path")
        return sorted(TIMESPAN_PATHS, key=lambda path: path != remembered)

    def _send(self, call: Call) -> Reply:
        wait = self._sent_at + self._options.pacing_seconds - time.monotonic()
        if self._sent_at and wait > 0:
            time.sleep(wait)
        try:
            return self.session.send(call)
        finally:
            self._sent_at = time.monotonic()


def _millis(at: float) -> int:
    return round(at * 1000)


def _number(agent_id: str) -> int | str:
    """Ids are compared as texts, and asked for as the numbers that the document shows."""
    return int(agent_id) if agent_id.isascii() and agent_id.isdigit() else agent_id
