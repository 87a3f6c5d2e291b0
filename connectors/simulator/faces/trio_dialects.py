"""Trio's spellings. The document names hardly any member, so each dialect is one possible server;
the words themselves are in `trio_spellings.py`.

A table row is `(member, source, unit)`: `member` is the key on the wire, `source` what it carries
(see `trio_sources.py`), `unit` how a duration is written: s (whole seconds), ms, hms ("0:01:07"),
min (decimal minutes); None for what is no duration. `DEFAULT` marks members that are sent without
`fields=`; the others must be asked for.
"""

from dataclasses import dataclass, field

from connectors.simulator.faces.trio_spellings import (
    LOWER_OWN,
    LOWER_WORDS,
    ODD_OWN,
    ODD_WORDS,
    PASCAL_OWN,
    PASCAL_WORDS,
)

Row = tuple[str, str, str | None]
STATE_ORDER = (
    "logged_out", "available", "ringing", "on_contact",
    "on_hold", "wrap_up", "paused", "busy_other",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TrioDialect:
    """One way a Trio server may spell what its document leaves open."""

    name: str
    login_in_envelope: bool
    login: dict[str, str]
    state_words: dict[str, str | int]
    closed_reasons: dict[str, str | int]
    resources: dict[str, tuple[Row, ...]]
    defaults: dict[str, frozenset[str]]
    error_member: str | None
    empty_is_204: bool = False
    moved_links: bool = False
    call_states: dict[str, str] = field(default_factory=dict)


def _words(*words: str | int) -> dict[str, str | int]:
    return dict(zip(STATE_ORDER, words, strict=True))


def _spelled(
    spell: dict[str, str], unit: str, resources: dict[str, tuple[str, ...]]
) -> dict[str, tuple[Row, ...]]:
    """Tables in which each source has one spelling, and each duration the same unit."""
    return {
        resource: tuple(
            (spell.get(source, source.replace("_", "")), source, unit_of(source, unit))
            for source in sources
        )
        for resource, sources in resources.items()
    }


def unit_of(source: str, unit: str) -> str | None:
    return unit if source in DURATIONS else None


DURATIONS = frozenset(
    {
        "longest_wait", "expected_wait", "wait_sum", "talk_sum", "hold_sum", "wrap_sum",
        "time_in_state", "handle_sum", "waited", "age",
    }
)  # fmt: skip

COUNTERS = (
    "offered", "answered", "abandoned", "abandoned_short", "answered_in_threshold",
    "abandoned_in_threshold", "handled", "wait_sum", "talk_sum", "hold_sum", "wrap_sum",
)  # fmt: skip
AGENT_COUNTS = (
    "agents_staffed", "agents_available", "agents_ringing", "agents_on_contact",
    "agents_on_hold", "agents_wrap_up", "agents_paused", "agents_busy_other",
)  # fmt: skip
WAITING = ("queue_length", "longest_wait", "expected_wait")

RESOURCES: dict[str, tuple[str, ...]] = {
    "cc": ("id", "name", "description"),
    "agent": ("id", "first_name", "last_name", "signature", "group_id", "group", "extension"),
    "agent_state": (
        "id", "name", "state", "reason", "time_in_state", "service_id", "service",
        "group_id", "group", "handled", "handle_sum",
    ),
    "agent_group": ("id", "name"),
    "service": ("id", "name", "group_id", "group", "media"),
    "service_state": (
        "id", "name", "open", "closed_reason", "group_id", *WAITING, *AGENT_COUNTS, *COUNTERS,
    ),
    "service_group": ("id", "name"),
    "case": (
        "jobno", "service_id", "service", "case_class", "case_type", "arrived", "age",
        "header", "customer", "vid",
    ),
    "call": (
        "jobno", "service_id", "service", "call_state", "arrived", "waited", "agent_id", "caller",
    ),
}  # fmt: skip
DEFAULT_SOURCES: dict[str, frozenset[str]] = {
    "cc": frozenset({"id", "name"}),
    "agent": frozenset({"id", "first_name", "last_name"}),
    "agent_state": frozenset({"id", "name", "state"}),
    "agent_group": frozenset({"id", "name"}),
    "service": frozenset({"id", "name"}),
    "service_state": frozenset({"id", "name", "open", "queue_length"}),
    "service_group": frozenset({"id", "name"}),
    "case": frozenset({"jobno", "service_id", "case_type", "arrived"}),
    "call": frozenset({"jobno", "service_id", "call_state", "waited"}),
}

_CALL_WORDS = {
    "waiting": "queued", "ringing": "alerting", "connected": "talking", "held": "held",
    "wrap_up": "clerical",
}  # fmt: skip


def _tables(
    spell: dict[str, str], own: dict[str, tuple[str, str]], unit: str, without: tuple[str, ...] = ()
) -> dict[str, tuple[Row, ...]]:
    tables: dict[str, tuple[Row, ...]] = {}
    for resource, sources in RESOURCES.items():
        id_key, name_key = own.get(resource, ("id", "name"))
        spelling = {**spell, "id": id_key, "name": name_key}
        kept = tuple(
            source for source in sources if resource != "service_state" or source not in without
        )
        tables.update(_spelled(spelling, unit, {resource: kept}))
    return tables


LOWER = TrioDialect(
    name="lower",
    login_in_envelope=True,
    login={"access": "accesstoken", "refresh": "refreshtoken", "expires": "expiresin",
           "type": "tokentype"},
    state_words=_words("loggedoff", "idle", "alerting", "incall", "held", "clerical", "absent",
                       "othercall"),
    closed_reasons={"outside_hours": "schedule", "exception": "exceptionlist"},
    resources=_tables(LOWER_WORDS, LOWER_OWN, "s"),
    defaults=DEFAULT_SOURCES,
    error_member="message",
    call_states=_CALL_WORDS,
)  # fmt: skip
"""`lower` (default): all lower case as in the document's examples; whole seconds; login reply in
`data[0]` of the envelope; error body `{"message": ...}`."""

PASCAL = TrioDialect(
    name="pascal",
    login_in_envelope=False,
    login={"access": "AccessToken", "refresh": "RefreshToken", "expires": "ExpiresIn",
           "type": "TokenType"},
    state_words=_words("LoggedOff", "Free", "Ringing", "Talking", "OnHold", "WrapUp", "Pause",
                       "PrivateCall"),
    closed_reasons={"outside_hours": "ClosedBySchedule", "exception": "ClosedByException"},
    resources=_tables(PASCAL_WORDS, PASCAL_OWN, "hms"),
    defaults=DEFAULT_SOURCES,
    error_member="Message",
    call_states={"waiting": "Waiting", "ringing": "Ringing", "connected": "Connected",
                 "held": "OnHold", "wrap_up": "WrapUp"},
)  # fmt: skip
"""`pascal`: PascalCase as in the directory's appendix; durations "h:mm:ss"; flat login reply;
error body `{"Message": ...}`."""

ODD = TrioDialect(
    name="odd",
    login_in_envelope=False,
    login={"access": "access_token", "refresh": "refresh_token"},
    state_words=_words("Utloggad", "Ledig", "Påringd", "Samtal", "Parkerad", "Efterbehandling",
                       "Paus", "Annat samtal"),
    closed_reasons={"outside_hours": 1, "exception": 2},
    resources=_tables(ODD_WORDS, ODD_OWN, "ms"),
    defaults=DEFAULT_SOURCES,
    error_member=None,
    empty_is_204=True,
    moved_links=True,
    call_states={"waiting": "kö", "ringing": "påringd", "connected": "samtal", "held": "parkerad",
                 "wrap_up": "efter"},
)  # fmt: skip
"""`odd`: terse words that no alias list foresees, so only a configured mapping reads it; durations
in ms; flat OAuth login reply without a lifetime; plain-text errors; an empty collection is 204;
links lead to `/te/api/kc/...` (documented paths still answer)."""

POOR = TrioDialect(
    name="poor",
    login_in_envelope=True,
    login=LOWER.login,
    state_words=_words(0, 1, 2, 3, 4, 5, 6, 7),
    closed_reasons=LOWER.closed_reasons,
    resources=_tables(LOWER_WORDS, LOWER_OWN, "min", without=WAITING),
    defaults=DEFAULT_SOURCES,
    error_member="message",
    call_states=_CALL_WORDS,
)
"""`poor`: spelled as `lower`, but ServiceState has no waiting members at all (they must come from
services/calls), durations are decimal minutes and agent states are numbers."""

DIALECTS = {dialect.name: dialect for dialect in (LOWER, PASCAL, ODD, POOR)}
