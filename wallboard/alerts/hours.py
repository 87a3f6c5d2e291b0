"""Hours of the day and days of the week by the clock of a site. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

EVERY_DAY = "0123456"  # Monday is 0


@dataclass(frozen=True, slots=True)
class Hours:
    """From `from_time` until before `until_time` on `days`; until the next morning where it ends
    earlier than it begins. Without times: the whole day."""

    days: str = EVERY_DAY
    from_time: time | None = None
    until_time: time | None = None

    def cover(self, now_at: float, timezone: str) -> bool:
        local = datetime.fromtimestamp(now_at, ZoneInfo(timezone))
        today, yesterday = str(local.weekday()), str((local.weekday() - 1) % 7)
        begins, ends = self.from_time, self.until_time
        if begins is None or ends is None or begins == ends:
            return today in self.days
        now = local.time()
        if begins < ends:
            return today in self.days and begins <= now < ends
        # Of a night, the day is the one on which it began.
        return (now >= begins and today in self.days) or (now < ends and yesterday in self.days)


ALWAYS = Hours()
