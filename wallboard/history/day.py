"""A day of a scope: its quarters, as values of a curve, and beside those of another day. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from wallboard.history.measures import Measure
from wallboard.history.quarters import QUARTER_SECONDS, quarters_of_day
from wallboard.history.tally import Tally, together

ENOUGH_SECONDS = 600  # of a quarter, or its point is left out of a curve
Clock = tuple[int, int, int]


@dataclass(frozen=True)
class Day:
    """`tallies` by quarter; `until_at`: where the day ends, or now."""

    date: date
    zone: ZoneInfo
    tallies: Mapping[int, Tally]
    until_at: int
    counts_people: bool = True  # the site's policy lets people be counted here

    @property
    def quarters(self) -> range:
        return quarters_of_day(self.date, self.zone)

    @property
    def whole(self) -> Tally:
        return together(self.tallies.values())

    def values(self, measure: Measure, what: str) -> list[float | None]:
        """A curve's: those of quarters that were covered well enough."""
        return [self._value(measure, what, quarter) for quarter in self.quarters]

    def _value(self, measure: Measure, what: str, quarter: int) -> float | None:
        tally = self.tallies.get(quarter)
        if tally is None or (measure.people and not self.counts_people):
            return None
        possible = max(1, min(QUARTER_SECONDS, self.until_at - quarter))
        enough = min(ENOUGH_SECONDS, possible * ENOUGH_SECONDS // QUARTER_SECONDS)
        return measure.of(tally) if tally.known_seconds(what) >= enough else None

    def values_beside(self, shown: Day, measure: Measure, what: str) -> list[float | None]:
        """This day's for each quarter of the one that is shown: where the clock shows the same
        time, also where clocks change. What has no quarter here is a gap; an hour that only the
        shown day has twice stands beside both."""
        values = dict(zip(self._clocks(), self.values(measure, what), strict=True))
        return [values.get(clock, values.get((*clock[:2], 0))) for clock in shown._clocks()]

    def _clocks(self) -> list[Clock]:
        """What the clock shows at each quarter, and whether it shows that for the second time."""
        locals_ = (datetime.fromtimestamp(quarter, self.zone) for quarter in self.quarters)
        return [(local.hour, local.minute, local.fold) for local in locals_]
