"""What "test connection" asks Sinch, and how it tells what came back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from connectors.base import TestResult
from connectors.errors import Malformed, Refused
from connectors.sinch.client import SinchClient
from connectors.sinch.options import SinchOptions

MOST_NAMES = 12


def check(client: SinchClient, options: SinchOptions, day: str) -> TestResult:
    """Sign in anew, then ask for each thing that a job needs. Raises ConnectorError.

    A right that is missing does not stop the rest: each is named. `day`: since when, for RAI.
    """
    client.session.sign_in_anew()
    steps: list[Callable[[], str]] = [
        lambda: _queues(client),
        lambda: f"{len(client.fetch_users())} users, {len(client.fetch_user_groups())} user groups",
        lambda: _rest(client),
        lambda: f"{len(client.fetch_disruption_sets())} disruption sets",
    ]
    if options.rmi:
        steps += [
            lambda: f"live: {len(client.fetch_queue_statuses().readers)} queues",
            lambda: f"live: {len(client.fetch_agents().readers)} agents",
            lambda: f"statistics: {len(client.fetch_contact_statistics(day).readers)} rows",
        ]
    details: list[str] = []
    lacking: list[Refused | Malformed] = []
    for step in steps:
        try:
            details.append(step())
        except (Refused, Malformed) as trouble:
            lacking.append(trouble)
    if lacking:
        return TestResult(
            False,
            "The login works, but not everything may be read: " + " ".join(map(str, lacking)),
            " ".join(dict.fromkeys(one.hint for one in lacking if one.hint)),
            tuple(details),
        )
    scope = "" if options.rmi else " Without RMI it supplies names and disruptions only."
    return TestResult(True, f"The login works.{scope}", details=tuple(details))


def _queues(client: SinchClient) -> str:
    queues = client.fetch_queues().values()
    kinds = Counter(queue.channel or "other" for queue in queues)
    told = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
    names = sorted(queue.name for queue in queues)
    more = ", ..." if len(names) > MOST_NAMES else ""
    return f"{len(names)} queues ({told}): {', '.join(names[:MOST_NAMES])}{more}"


def _rest(client: SinchClient) -> str:
    listed: tuple[tuple[str, Callable[[], Any]], ...] = (
        ("queue groups", client.fetch_queue_groups),
        ("roles", client.fetch_roles),
        ("skills", client.fetch_skills),
        ("time zones", client.fetch_time_zones),
    )
    return ", ".join(f"{len(read())} {name}" for name, read in listed)
