"""What the runner does about an error: one table, no branches elsewhere.

A verdict says in which state the job is now, in plain words, and how long it waits. Times are
seconds. Back-off grows from the job's cadence to `LONGEST_BACK_OFF_SECONDS`, with jitter, so that
twenty accounts of one dead host do not return as one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from connectors.errors import (
    ConnectorError,
    CredentialsRejected,
    Malformed,
    Refused,
    Throttled,
    Unreachable,
)

LONGEST_BACK_OFF_SECONDS = 60.0
LONGEST_THROTTLE_SECONDS = 3600.0
JITTER = 0.25


@dataclass(frozen=True, slots=True)
class Verdict:
    """`state` is a word of `JobState.State`; `hold_seconds` None means: the cadence as usual."""

    state: str
    code: str = ""
    message: str = ""
    hint: str = ""
    hold_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a verdict depends on besides the error; `chance` is in [0, 1)."""

    failures: int  # consecutive ones before this
    cadence_seconds: float
    chance: float


OK = Verdict("ok")


def _back_off(circumstances: Circumstances) -> float:
    base = min(circumstances.cadence_seconds, LONGEST_BACK_OFF_SECONDS)
    grown = min(base * 2.0 ** min(circumstances.failures, 10), LONGEST_BACK_OFF_SECONDS)
    jittered = grown * (1 - JITTER + 2 * JITTER * circumstances.chance)
    return min(jittered, LONGEST_BACK_OFF_SECONDS)


def _as_the_vendor_says(error: ConnectorError, circumstances: Circumstances) -> float:
    asked = error.retry_after_seconds if isinstance(error, Throttled) else 0.0
    return min(max(asked, circumstances.cadence_seconds), LONGEST_THROTTLE_SECONDS)


def _soon(_: ConnectorError, circumstances: Circumstances) -> float:
    return min(circumstances.cadence_seconds, LONGEST_BACK_OFF_SECONDS)


Hold = Callable[[ConnectorError, Circumstances], float | None]

TABLE: Mapping[type[ConnectorError], tuple[str, Hold]] = {
    CredentialsRejected: ("rejected", lambda _, __: None),  # the account stops, nothing to hold
    Throttled: ("throttled", _as_the_vendor_says),
    Unreachable: ("failing", lambda _, circumstances: _back_off(circumstances)),
    Malformed: ("failing", _soon),
    Refused: ("refused", lambda _, circumstances: max(circumstances.cadence_seconds, 60.0)),
}


def verdict_of(error: ConnectorError, circumstances: Circumstances) -> Verdict:
    """The row of the error's class or of the nearest base that has one."""
    for kind in type(error).__mro__:
        if kind in TABLE:
            state, hold = TABLE[kind]
            return Verdict(state, error.code, str(error), error.hint, hold(error, circumstances))
    return Verdict("failing", error.code, str(error), error.hint, _back_off(circumstances))


def verdict_of_defect(error: Exception, circumstances: Circumstances) -> Verdict:
    """A defect of ours. Only its class is told: its text could hold anything."""
    return Verdict(
        "failing",
        "defect",
        f"An internal error stopped this job ({type(error).__name__}).",
        "This is a defect of Wallboard: send the diagnostics of this account to support.",
        _back_off(circumstances),
    )
