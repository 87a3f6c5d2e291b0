"""Two made-up vendors for the tests of boards: one lists queues and agents, one knows schedules."""

from wallboard.domain.observation import Kind
from wallboard.domain.vendor import Job, Option, Secret, VendorSpec

BOTH = frozenset({Kind.QUEUE, Kind.AGENT})
AGENTS = frozenset({Kind.AGENT})

VENDORS = {
    "trio": VendorSpec(
        vendor="trio",
        label="Trio",
        jobs=(
            Job("state", "Live state", 5, 2, BOTH),
            Job("directory", "Queues and agents", 3600, 300, BOTH),
            Job("calls", "Calls one by one", 5, 2, BOTH, on_by_default=False),
        ),
        secrets=(
            Secret("client_key", "Client key"),
            Secret("username", "User name"),
            Secret("password", "Password"),
            Secret("token", "Extra token", required=False),
        ),
        options=(
            Option("encoding", "Spelling of credentials", "base64", choices=("base64", "plain")),
            Option("page_size", "Page size", 500),
            Option("strict", "Refuse unknown members", False),
        ),
        supplies={
            Kind.QUEUE: frozenset({"contacts_waiting", "answered"}),
            Kind.AGENT: frozenset({"state"}),
        },
        address_help="https://trio.example.org/te/api",
        default_mapping={
            "service_state": {
                "contacts_waiting": {"names": ["inqueue", "waiting"]},
                "longest_wait": {"names": ["waittime"], "unit": "s"},
            },
            "agent_states": {"ledig": "available", "paus": "paused"},
            "reasons": {},
        },
    ),
    "calabrio": VendorSpec(
        vendor="calabrio",
        label="Calabrio",
        jobs=(Job("schedule", "Schedule", 300, 60, AGENTS),),
        secrets=(Secret("password", "Password"),),
        options=(),
        supplies={Kind.AGENT: frozenset({"scheduled_activity"})},
        address_help="https://calabrio.example.org/api/rest",
    ),
}
