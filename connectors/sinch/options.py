"""The settings of a Sinch account beyond its address and secrets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from connectors.base import Option
from connectors.errors import Refused
from connectors.reading import Unreadable, flag_of, fold, number_of, text_of


class Style(StrEnum):
    """How requests are signed, and where the interfaces lie below the account's address."""

    SESSION = "session"  # https://HOST/TENANT, JSESSIONID by ECFAUTH
    GATEWAY = "gateway"  # the address that Sinch gave, API key and Basic on every call
    PLAIN = "plain"  # http://SERVER:8080/RI on premises, Basic where a user is given


OPTIONS = (
    Option(
        "authentication",
        "Authentication",
        Style.SESSION.value,
        "session: your own sign-in page's address, https://HOST/TENANT. gateway: the address and "
        "API key that Sinch gave you. plain: the server itself, on premises.",
        choices=tuple(style.value for style in Style),
    ),
    Option(
        "rmi",
        "Live figures (RMI and RAI) are available",
        False,
        "Sinch opens them on request. Without them this account supplies names and disruptions.",
    ),
    Option(
        "free_includes_wrap_up",
        "“Free” counts agents in wrap-up",
        False,
        "If Sinch's own monitoring shows fewer free agents than Wallboard: then yes.",
    ),
    Option(
        "duration_unit",
        "Durations count",
        "ms",
        "Of waits and handling; a row of the mapping may say otherwise.",
        choices=("ms", "s"),
    ),
    Option(
        "threshold_seconds",
        "Sinch's threshold for “on time” (s)",
        20,
        "As set in Sinch; its replies do not say it.",
    ),
    Option(
        "statistics_channels",
        "Channels of the day's statistics",
        "EmailIn,CallIn,ChatIn",
        "Sinch's own words, separated by commas.",
    ),
    Option(
        "queue_types",
        "Queues of these types",
        "",
        "Sinch's own words, separated by commas (Phone, Chat, Email, Action); empty: all. A queue "
        "of e-mails counts its backlog as waiting, which no sum with calls should hold.",
    ),
    Option("page_size", "Items asked for per page", 100, "Sinch's own default is 100."),
    Option(
        "details_up_to",
        "Read users one by one up to",
        500,
        "Login names are in no list. With more users than this they are left out; 0: never ask.",
    ),
)
_ROWS: Mapping[str, Option] = {option.key: option for option in OPTIONS}


@dataclass(frozen=True, slots=True)
class SinchOptions:
    """The options of one account, read and bounded."""

    style: Style
    rmi: bool
    free_includes_wrap_up: bool
    duration_unit: str
    threshold_seconds: float
    channels: str
    queue_types: frozenset[str]
    page_size: int
    details_up_to: int

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> SinchOptions:
        """Raises `Refused` naming the setting that makes no sense."""
        return cls(
            style=Style(_choice(given, "authentication")),
            rmi=_flag(given, "rmi"),
            free_includes_wrap_up=_flag(given, "free_includes_wrap_up"),
            duration_unit=_choice(given, "duration_unit"),
            threshold_seconds=_number(given, "threshold_seconds", 0, 86_400),
            channels=",".join(_text(given, "statistics_channels").replace(",", " ").split()),
            queue_types=frozenset(map(fold, _text(given, "queue_types").replace(",", " ").split())),
            page_size=int(_number(given, "page_size", 1, 10_000)),
            details_up_to=int(_number(given, "details_up_to", 0, 10_000)),
        )


def _value(given: Mapping[str, Any], key: str) -> Any:
    value = given.get(key)
    return _ROWS[key].default if value is None or value == "" else value


def _text(given: Mapping[str, Any], key: str) -> str:
    try:
        return text_of(_value(given, key)) or ""
    except Unreadable as trouble:
        raise _refused(key, str(trouble)) from None


def _choice(given: Mapping[str, Any], key: str) -> str:
    text = _text(given, key)
    if text not in _ROWS[key].choices:
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
    return Refused(f"The setting “{_ROWS[key].label}” of the Sinch account {trouble}.")
