"""Trio's row of the registry: jobs, secrets, options, and what it can supply."""

from __future__ import annotations

from connectors.base import Job, Option, Secret, VendorSpec
from connectors.trio.mapping import DEFAULT_MAPPING, FIELDS
from wallboard.domain.observation import Kind

COUNTERS = frozenset(
    {
        "offered", "answered", "handled", "abandoned", "abandoned_short", "answered_in_threshold",
        "abandoned_in_threshold", "overflowed", "wait_seconds", "talk_seconds", "hold_seconds",
        "wrap_up_seconds",
    }
)  # fmt: skip
"""Sums since a moment of Trio's own choosing, presumably midnight by its clock."""

# Rows of the mapping that only serve others; the rest are fields of an observation by name.
_INNER = {"id", "longest_wait", "first_name", "last_name", "logged_in", "time_in_state"}

TRIO = VendorSpec(
    vendor="trio",
    label="Enghouse Trio",
    jobs=(
        Job(
            "state",
            "Queues and agents now",
            5.0,
            2.0,
            frozenset({Kind.QUEUE, Kind.AGENT, Kind.SOURCE}),
        ),
        Job("cases", "Backlog (open cases)", 60.0, 15.0, frozenset({Kind.QUEUE})),
        Job(
            "directory",
            "Names of queues, agents and groups",
            3600.0,
            300.0,
            frozenset(),
            timeout_seconds=60.0,
        ),
        Job(
            "calls",
            "Waiting calls, where queue states lack them",
            10.0,
            5.0,
            frozenset({Kind.QUEUE}),
            on_by_default=False,
        ),
    ),
    secrets=(
        Secret(
            "client_key", "API client key", "From Enghouse; identifies Wallboard, not a person."
        ),
        Secret("username", "User name", "A user of type API Account in Trio Administrator."),
        Secret("password", "Password"),
    ),
    options=(
        Option(
            "contact_centers",
            "Contact centres",
            "",
            "Their numbers, separated by commas, the main one first; empty: all that are listed.",
        ),
        Option(
            "credential_encoding",
            "User name and password are sent as",
            "base64-latin1",
            "Base64 of ISO-8859-1 is what the document says.",
            choices=("base64-latin1", "plain"),
        ),
        Option(
            "client_key_encoding",
            "The client key is sent",
            "verbatim",
            "Encode it when what you were given is the licence key itself.",
            choices=("verbatim", "encode"),
        ),
        Option("page_size", "Items asked for per page", 1000, "Lower it if Trio refuses."),
        Option(
            "charset",
            "Answers come in",
            "utf-8",
            "Only if names are garbled.",
            choices=("utf-8", "iso-8859-1"),
        ),
        Option(
            "case_types",
            "Case types that count as backlog",
            "",
            "Trio's own words, separated by commas; empty: all.",
        ),
        Option("threshold_seconds", "Trio's threshold for “in time” (s)", 20),
        Option("short_abandon_seconds", "Trio's limit of a short abandon (s)", 5),
        Option(
            "day_timezone",
            "Time zone in which Trio's day turns",
            "",
            "Empty: the site's. Where it is another, the day's counters of this account are not "
            "added to those of others.",
        ),
    ),
    supplies={
        Kind.QUEUE: frozenset(FIELDS["service_state"]) - _INNER | {"backlog", "oldest_item_since"},
        Kind.AGENT: frozenset(FIELDS["agent_state"]) - _INNER,
        Kind.SOURCE: frozenset({"failover"}),
    },
    address_help="https://SERVER/te/api",
    default_mapping=DEFAULT_MAPPING,
)
