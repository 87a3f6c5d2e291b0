"""What "test connection" asks Calabrio, and how it tells what came back."""

from __future__ import annotations

from collections.abc import Callable

from connectors.base import TestResult
from connectors.calabrio.client import CalabrioClient
from connectors.errors import ConnectorError, Refused
from wallboard.domain.local_day import day_of

MOST_NAMES = 12
LOOK_BACK_SECONDS = 900.0


def probe(client: CalabrioClient, now_at: float) -> TestResult:
    """Sign in, then ask for each thing that a job needs. Raises nothing of `ConnectorError`.

    A right that is missing does not stop the rest: each is named. Anything else does.
    """
    details: list[str] = []
    lacking: list[Refused] = []
    try:
        today = day_of(now_at, client.timezone)
        steps: tuple[Callable[[], str], ...] = (
            lambda: _agents(client),
            lambda: _states(client, now_at),
            lambda: f"adherence of {len(next(client.fetch_adherence(today)))} agents read",
            lambda: _services(client),
        )
        for step in steps:
            try:
                details.append(step())
            except Refused as refused:
                lacking.append(refused)
    except ConnectorError as error:
        return TestResult(False, str(error), error.hint, tuple(details))
    if lacking:
        return TestResult(
            False,
            "Signed in, but not everything may be read: " + " ".join(map(str, lacking)),
            " ".join(dict.fromkeys(refused.hint for refused in lacking)),
            tuple(details),
        )
    return TestResult(True, f"Signed in; the tenant's time zone is {client.timezone}.", "",
                      tuple(details))  # fmt: skip


def _agents(client: CalabrioClient) -> str:
    rows = client.fetch_agents().rows
    matching = sum(1 for row in rows if row.acd_agent_id)
    return f"{len(rows)} agents, {matching} of them with an ACD id"


def _states(client: CalabrioClient, now_at: float) -> str:
    rows = client.fetch_states(now_at - LOOK_BACK_SECONDS, now_at)
    return f"{len(rows)} agents changed state in the last 15 minutes"


def _services(client: CalabrioClient) -> str:
    names = sorted(row.name for row in client.fetch_services())
    more = ", ..." if len(names) > MOST_NAMES else ""
    return f"{len(names)} service queues: {', '.join(names[:MOST_NAMES])}{more}"
