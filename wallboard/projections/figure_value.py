"""A figure: a value that says how far it may be believed."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from wallboard.domain.freshness import Trust
from wallboard.domain.observation import NO_PARAMETERS, Parameters, Qualifier, Scalar


class Status(StrEnum):
    """The kinds of "no number" and "old number" (METRICS.md, rule 3); and of a number that the
    policy keeps back."""

    FRESH = ""
    LATE = "late"
    LOST = "lost"
    UNKNOWN = "unknown"
    NEVER = "never"
    NA = "na"
    WITHHELD = "withheld"


class Remark(StrEnum):
    """Words of the member `n`; docs/protocol.md says what each means."""

    NONE = ""
    OTHER_SOURCE = "other_source"
    NOT_SENT = "not_sent"
    QUEUES = "queues"
    AGENTS = "agents"
    MIXED_WINDOWS = "mixed_windows"
    REPORTED_APART = "reported_apart"
    NO_TOTAL = "no_total"
    OTHER_LETTER = "other_letter"
    CONTRADICTORY = "contradictory"


COUNTS_SOURCES = frozenset({Remark.NONE, Remark.OTHER_SOURCE, Remark.OTHER_LETTER})
"""Beside these remarks `parts` counts sources; the others say what it counts."""

STATUS_OF_TRUST = {
    Trust.FRESH: Status.FRESH,
    Trust.LATE: Status.LATE,
    Trust.LOST: Status.LOST,
    Trust.UNKNOWN: Status.UNKNOWN,
}


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` is None exactly when the status is lost, unknown, never, na or withheld.

    `since` is the last confirmation of what is late or lost, or the instant since when an unknown
    value is awaited. `account` is the source that it hangs on; it does not travel.
    """

    value: Scalar | None = None
    status: Status = Status.FRESH
    since: float | None = None
    qualifier: Qualifier = Qualifier.EXACT
    by: str = ""
    parts: tuple[int, int] | None = None
    parameters: Parameters = field(default_factory=lambda: NO_PARAMETERS)
    remark: Remark = Remark.NONE
    account: str = ""

    @property
    def known(self) -> bool:
        return self.value is not None

    @property
    def lacks_sources(self) -> bool:
        """Some that it should be of are silent, or have said nothing yet."""
        return self.parts is not None and self.remark in COUNTS_SOURCES

    @property
    def of_a_part_of_the_day(self) -> bool:
        """A count of the day, or a share of such counts, by a source that did not see all of it."""
        return self.qualifier is Qualifier.ROUGHLY or (
            self.qualifier is Qualifier.AT_LEAST and self.parameters.get("window") == "day"
        )

    def as_json(self) -> dict[str, Any]:
        """As docs/protocol.md has it: what says nothing is left out."""
        figure: dict[str, Any] = {"v": self.value}
        if self.status is not Status.FRESH:
            figure["s"] = self.status.value
            if self.since is not None:
                figure["since"] = round(self.since, 3)
        if self.qualifier is not Qualifier.EXACT:
            figure["q"] = self.qualifier.value
        if self.by and self._by_matters():
            figure["by"] = self.by
        if self.parts is not None:
            figure["parts"] = list(self.parts)
        if self.parameters:
            figure["p"] = dict(self.parameters)
        if self.remark is not Remark.NONE:
            figure["n"] = self.remark.value
        return figure

    def _by_matters(self) -> bool:
        return (
            self.status in {Status.LATE, Status.LOST, Status.UNKNOWN}
            or self.qualifier is Qualifier.AS_REPORTED
            or self.remark is Remark.OTHER_SOURCE
        )


NEVER = Figure(status=Status.NEVER)
NOT_APPLICABLE = Figure(status=Status.NA)
