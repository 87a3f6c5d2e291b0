"""The settings of a Calabrio account beyond its address and secrets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from connectors.base import Option
from connectors.errors import Refused
from connectors.reading import Unreadable, flag_of, number_of, text_of

AUTOMATIC = "automatic"
SHOW_NAMES, SHOW_TYPES = "names", "types only"

OPTIONS = (
    Option(
        "tenant_id",
        "Tenant id",
        "",
        "Only for a login that exists in several tenants; else leave it empty.",
    ),
    Option("language", "Language", "en", "Activity labels come in this language, e.g. en, sv."),
    Option(
        "user_member",
        "Name of the user member at sign-in",
        "userId",
        "The document names it in two ways; userId is what works in practice.",
        choices=("userId", "username"),
    ),
    Option(
        "timespan_path",
        "Path of the schedule for a timespan",
        AUTOMATIC,
        "Automatic tries both places that the document names and remembers which one answers; "
        "or a path below /api/rest.",
    ),
    Option(
        "first_look_back_hours",
        "First look-back of agent states (hours)",
        72,
        "How far the first poll looks back for people who have not changed since: over a weekend "
        "by default, at most 744.",
    ),
    Option(
        "overlap_minutes",
        "Overlap of polls of agent states (minutes)",
        15,
        "States that reach Calabrio later than this are seen only every ten minutes.",
    ),
    Option(
        "pacing_seconds",
        "Pause between requests (seconds)",
        0.05,
        "Within one run. Calabrio documents no limit of rate; raise this if it asks for less.",
    ),
    Option(
        "activity_names",
        "Names of activities",
        SHOW_NAMES,
        "The name of an exception can be private (an illness): types only shows its kind.",
        choices=(SHOW_NAMES, SHOW_TYPES),
    ),
    Option(
        "services_as_queues",
        "List service queues in the directory",
        False,
        "They carry no live figures; useful only to compare names and ACD numbers.",
    ),
)
_DEFAULTS: Mapping[str, Any] = {option.key: option.default for option in OPTIONS}


@dataclass(frozen=True, slots=True)
class CalabrioOptions:
    """The options of one account, read and bounded."""

    tenant_id: str
    language: str
    user_member: str
    timespan_path: str
    first_look_back_seconds: float
    overlap_seconds: float
    pacing_seconds: float
    activity_names: bool
    services_as_queues: bool

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> CalabrioOptions:
        """Raises `Refused` naming the setting that makes no sense."""
        return cls(
            tenant_id=_text(given, "tenant_id"),
            language=_text(given, "language") or "en",
            user_member=_choice(given, "user_member"),
            timespan_path=_text(given, "timespan_path") or AUTOMATIC,
            first_look_back_seconds=_number(given, "first_look_back_hours", 1, 744) * 3600,
            overlap_seconds=_number(given, "overlap_minutes", 1, 1440) * 60,
            pacing_seconds=_number(given, "pacing_seconds", 0, 5),
            activity_names=_choice(given, "activity_names") == SHOW_NAMES,
            services_as_queues=_flag(given, "services_as_queues"),
        )


def _value(given: Mapping[str, Any], key: str) -> Any:
    value = given.get(key)
    return _DEFAULTS[key] if value is None or value == "" else value


def _text(given: Mapping[str, Any], key: str) -> str:
    try:
        return text_of(_value(given, key)) or ""
    except Unreadable as trouble:
        raise _refused(key, str(trouble)) from None


def _choice(given: Mapping[str, Any], key: str) -> str:
    text = _text(given, key)
    choices = next(option.choices for option in OPTIONS if option.key == key)
    if text not in choices:
        raise _refused(key, "is none of its choices")
    return text


def _number(given: Mapping[str, Any], key: str, least: float, most: float) -> float:
    try:
        number = number_of(_value(given, key))
    except Unreadable as trouble:
        raise _refused(key, str(trouble)) from None
    if number is None or not least <= number <= most:
        raise _refused(key, f"is not between {least:g} and {most:g}")
    return number


def _flag(given: Mapping[str, Any], key: str) -> bool:
    try:
        return bool(flag_of(_value(given, key)))
    except Unreadable as trouble:
        raise _refused(key, str(trouble)) from None


def _refused(key: str, trouble: str) -> Refused:
    label = next(option.label for option in OPTIONS if option.key == key)
    return Refused(f"The setting “{label}” of the Calabrio account {trouble}.")
