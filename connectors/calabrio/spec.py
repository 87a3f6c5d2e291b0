"""What the house knows of Calabrio without speaking to it."""

from __future__ import annotations

from connectors.base import Job, Origin, Secret, VendorSpec
from connectors.calabrio.normalize import DEFAULT_MAPPING
from connectors.calabrio.options import OPTIONS
from wallboard.domain.observation import Kind

AGENTS = frozenset({Kind.AGENT})
# Its live states too: they are what the telephone system told it, later than that tells us itself.
SCHEDULE = Origin.SCHEDULE

CALABRIO = VendorSpec(
    vendor="calabrio",
    label="Calabrio",
    jobs=(
        Job("realtime", "Real-time agent states", 10, 5, AGENTS, origin=SCHEDULE),
        Job(
            "adherence",
            "Adherence and conformance",
            60,
            30,
            AGENTS,
            timeout_seconds=30,
            origin=SCHEDULE,
        ),
        Job(
            "schedule",
            "Schedules, now and next",
            300,
            60,
            AGENTS,
            timeout_seconds=30,
            origin=SCHEDULE,
        ),
        Job("directory", "Agents", 3600, 300, frozenset(), timeout_seconds=30),
    ),
    secrets=(
        Secret("user", "User", "The login of a dedicated API user, as a rule an e-mail address."),
        Secret("password", "Password"),
    ),
    options=OPTIONS,
    supplies={
        Kind.AGENT: frozenset(
            {
                "state", "state_since", "reason", "out_of_adherence_since", "number",
                "adherence", "conformance", "scheduled_seconds", "schedule",
                "scheduled_activity", "scheduled_activity_label", "scheduled_since",
                "scheduled_until", "next_activity", "next_activity_label", "next_activity_at",
            }
        )
    },
    address_help="https://TENANT.calabriocloud.com or your own server; /api/rest may be left out.",
    default_mapping=DEFAULT_MAPPING,
)  # fmt: skip
