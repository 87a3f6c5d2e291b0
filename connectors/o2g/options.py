"""The settings of an O2G account beyond its address and secrets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from connectors.base import Option
from connectors.errors import Refused
from connectors.reading import Unreadable, flag_of, number_of, text_of

AUTOMATIC, INTERNAL, PUBLIC, PINNED = "automatic", "internal", "public", "pinned"
# Choice → nouns of what is listed as a queue. All count the same calls, so the default is one.
LISTED: Mapping[str, tuple[str, ...]] = {
    "pilots": ("pilot",),
    "pilots and groups": ("pilot", "group"),
    "all": ("pilot", "group", "queue"),
}

OPTIONS = (
    Option(
        "secondary_address",
        "Address of the secondary server",
        "",
        "Only for geographic high availability, where the pair has two addresses.",
    ),
    Option(
        "addresses",
        "Which of the server's addresses are followed",
        AUTOMATIC,
        "O2G tells an internal and a public address for everything. Automatic follows the one that "
        "can be reached; pinned stays with the host of this account.",
        choices=(AUTOMATIC, INTERNAL, PUBLIC, PINNED),
    ),
    Option(
        "event_address",
        "Address of the event channel",
        "",
        "https://HOST:PORT, where what the server tells cannot be reached from here (its ports are "
        "8016 and, without TLS, 8014).",
    ),
    Option("application_name", "Application name", "wallboard", "Shown in O2G's statistics."),
    Option(
        "pilots",
        "Pilots to monitor",
        "",
        "Numbers separated by commas; empty: those that the server lists. Only where the server "
        "offers the monitoring of pilots.",
    ),
    Option(
        "listed",
        "Listed as queues",
        "pilots",
        "Pilots, processing groups and waiting queues count the same calls: with more than pilots, "
        "choose queues on each widget, or hide some, so that no sum holds a call twice.",
        choices=tuple(LISTED),
    ),
    Option("use_rti", "Use real-time information (RTI) where it is offered", True),
    Option("use_pilots", "Use the monitoring of pilots where it is offered", True),
    Option("threshold_seconds", "Threshold for “answered in time” (s)", 20),
    Option(
        "longest_wait",
        "The longest wait of a queue is RTI's",
        "currentWaitingTime",
        "What it says is in no public document: compare it with the telephone system once.",
        choices=("currentWaitingTime", "longestWaitingTimeInList"),
    ),
)
_DEFAULTS: Mapping[str, Any] = {option.key: option.default for option in OPTIONS}


@dataclass(frozen=True, slots=True)
class O2gOptions:
    """The options of one account, read and bounded."""

    secondary_address: str
    addresses: str
    event_address: str
    application_name: str
    pilots: tuple[str, ...]
    listed: tuple[str, ...]
    use_rti: bool
    use_pilots: bool
    threshold_seconds: float
    longest_wait: str

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> O2gOptions:
        """Raises `Refused` naming the setting that makes no sense."""
        pilots = _text(given, "pilots").replace(";", ",").split(",")
        return cls(
            secondary_address=_text(given, "secondary_address"),
            addresses=_choice(given, "addresses"),
            event_address=_text(given, "event_address").rstrip("/"),
            application_name=_text(given, "application_name") or "wallboard",
            pilots=tuple(pilot.strip() for pilot in pilots if pilot.strip()),
            listed=LISTED[_choice(given, "listed")],
            use_rti=_flag(given, "use_rti"),
            use_pilots=_flag(given, "use_pilots"),
            threshold_seconds=_number(given, "threshold_seconds", 1, 3600),
            longest_wait=_choice(given, "longest_wait"),
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
    return Refused(f"The setting “{label}” of the O2G account {trouble}.")
