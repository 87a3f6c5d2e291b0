"""O2G's row of the registry: its stream, its directory, and what they can supply."""

from __future__ import annotations

from connectors.base import Job, Secret, VendorSpec
from connectors.o2g.observe import QUEUE_FIELDS
from connectors.o2g.options import OPTIONS
from wallboard.domain.observation import Kind

EVENTS, DIRECTORY = "events", "directory"

O2G = VendorSpec(
    vendor="o2g",
    label="O2G (Alcatel-Lucent Enterprise)",
    jobs=(
        # The cadence is the keepalive of the channel: what its silence is measured by.
        Job(
            EVENTS,
            "Events of agents, calls and queues",
            30.0,
            5.0,
            frozenset({Kind.AGENT, Kind.QUEUE, Kind.SOURCE}),
            stream=True,
        ),
        Job(
            DIRECTORY,
            "Names, numbers, groups and skills",
            86_400.0,
            900.0,
            frozenset({Kind.AGENT}),
            timeout_seconds=300.0,
        ),
    ),
    secrets=(
        Secret("login", "Login", "An administrator of O2G."),
        Secret("password", "Password"),
    ),
    options=OPTIONS,
    # Rows name what this server, with these licences, cannot supply for them (`never`).
    supplies={
        Kind.QUEUE: QUEUE_FIELDS,
        Kind.AGENT: frozenset(
            {
                "state", "state_since", "reason", "queue", "queue_name", "group", "number",
                "help_requested_since", "handled", "withdrawn_seconds",
            }
        ),
    },
    address_help="https://SERVER/api/rest; /api/rest may be left out.",
)  # fmt: skip
