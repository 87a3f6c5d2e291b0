"""Sinch's row of the registry: jobs, secrets, options, and what each job supplies."""

from __future__ import annotations

from connectors.base import Job, Secret, VendorSpec
from connectors.sinch.mapping import DEFAULT_MAPPING
from connectors.sinch.options import OPTIONS
from wallboard.domain.observation import Kind

# What a real wallboard was seen to read. Other rows of the mapping show when they are sent, and are
# *never* (not merely missing) when they are not.
LIVE_OF_QUEUES = frozenset(
    {"name", "contacts_waiting", "longest_wait_since", "staffed", "available", "wrap_up", "paused"}
)
LIVE_OF_AGENTS = frozenset({"name", "state", "state_since"})
COUNTERS = frozenset(
    {
        "offered", "answered", "handled", "abandoned", "answered_in_threshold", "wait_seconds",
        "talk_seconds", "wrap_up_seconds",
    }
)  # fmt: skip
NOTICES = frozenset(
    {
        "notice_text", "notice_set", "notice_why", "notice_where", "notice_when", "notice_from",
        "notice_until",
    }
)  # fmt: skip

SINCH = VendorSpec(
    vendor="sinch",
    label="Sinch Contact Center",
    jobs=(
        Job(
            "state",
            "Queues and agents now (RMI)",
            10.0,
            5.0,
            frozenset({Kind.QUEUE, Kind.AGENT}),
            needs="rmi",
            supplies={Kind.QUEUE: LIVE_OF_QUEUES, Kind.AGENT: LIVE_OF_AGENTS},
        ),
        Job(
            "statistics",
            "The day's statistics (RAI)",
            60.0,
            30.0,
            frozenset({Kind.QUEUE}),
            timeout_seconds=30.0,
            needs="rmi",
            supplies={Kind.QUEUE: COUNTERS},
        ),
        Job(
            "disruptions",
            "Disruptions, as notices",
            60.0,
            30.0,
            frozenset({Kind.SOURCE}),
            timeout_seconds=30.0,
            supplies={Kind.SOURCE: NOTICES},
        ),
        Job(
            "directory",
            "Names of users, queues and groups",
            86_400.0,
            3600.0,
            frozenset(),
            timeout_seconds=120.0,
        ),
    ),
    secrets=(
        Secret("username", "User name", "An API user of the contact centre.", required=False),
        Secret("password", "Password", required=False),
        Secret("api_key", "API key", "Only with the authentication “gateway”.", required=False),
    ),
    options=OPTIONS,
    supplies={},
    address_help="https://HOST/TENANT, the gateway's address, or http://SERVER:8080/RI",
    default_mapping=DEFAULT_MAPPING,
)
