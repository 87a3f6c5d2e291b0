"""A week through the real pipeline, faster than time: Trio's JSON over HTTP, the real connector, a
real Valkey, rows in the database. Each quarter hour of each queue is the oracle's count, across
midnights, the changes of the clocks and a restart of Trio.

History looks every minute. Here it looks where quarters end, before each midnight, and each minute
only while the clocks change and while Trio restarts. That is fair: counters are absolute, so a look
in between splits a difference in two that add up to it, within the same quarter. Every minute of
such weeks is looked at in `test_book.py`, without the pipeline.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
import redis

from tests.history.oracle import KEYS, ZONE, Line
from tests.history.week import BEFORE_MIDNIGHT_SECONDS, QUEUES, Centre, Week
from wallboard.domain.local_day import day_bounds
from wallboard.history.quarters import QUARTER_SECONDS, quarter_of
from wallboard.history.tally import Tally, together

Counts = dict[str, int]
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)


def at_local(day: date, hour: int, minute: int, second: int = 0) -> int:
    return int(datetime.combine(day, time(hour, minute, second), ZONE).timestamp())


def week_of(sunday: date) -> Week:
    """The clocks change on its fourth day; Trio restarts on its second, at half past a minute."""
    first = date.fromordinal(sunday.toordinal() - 3)
    return Week(first, at_local(date.fromordinal(sunday.toordinal() - 2), 13, 7, 30))


def looks(week: Week, sunday: date) -> list[int]:
    from_at, to_at = week.bounds
    changes_at = int(datetime.combine(sunday, time(1), UTC).timestamp())
    restart = minute_of(week.restarts_at)
    return sorted(
        {
            *range(from_at, to_at, QUARTER_SECONDS),
            *(day_bounds(day, ZONE)[1] - BEFORE_MIDNIGHT_SECONDS for day in week.days),
            *range(changes_at - 600, changes_at + 600, 60),
            *range(restart - 60, restart + 180, 60),
        }
    )


def truth(week: Week, line: Line, quarter: int, until_at: int) -> tuple[Counts, int]:
    """What came about in the quarter, and in how many seconds of it, but for the minute of the
    restart: what was counted and forgotten, and what came since, is nobody's."""
    counts, seconds = line.between(quarter, until_at), until_at - quarter
    gap_at = minute_of(week.restarts_at)
    if quarter_of(gap_at) == quarter:
        counts, seconds = less(counts, line.between(gap_at, gap_at + 60)), seconds - 60
    return counts, seconds


def minute_of(at: int) -> int:
    return at - at % 60


def less(one: Counts, other: Counts) -> Counts:
    return {key: one[key] - other[key] for key in KEYS}


def added(counts: Iterable[Counts]) -> Counts:
    total = dict.fromkeys(KEYS, 0)
    for one in counts:
        total = {key: total[key] + one[key] for key in KEYS}
    return total


def numbers(tally: Tally) -> dict[str, int | None]:
    return {key: tally.numbers[key] for key in KEYS}


@pytest.mark.parametrize(("sunday", "hours"), [(SPRING, 167), (AUTUMN, 169)], ids=str)
def test_every_quarter_of_a_week_through_the_pipeline_is_the_oracles(
    sunday: date, hours: int, db: Any, redis_client: redis.Redis
) -> None:
    week = week_of(sunday)
    lines = week.lines()
    centre = Centre(week, lines, redis_client)
    centre.live(looks(week, sunday))
    assert sum(_right_on(day, week, lines, centre) for day in week.days) == 4 * hours


def _right_on(day: date, week: Week, lines: list[Line], centre: Centre) -> int:
    """The number of quarters of a day, all of them compared: of queues, groups and the site."""
    opens_at, ends_at = day_bounds(day, ZONE)
    quarters = range(opens_at, ends_at, QUARTER_SECONDS)
    of_queues = [centre.tallies("queue", name, day) for _, name, _, _ in QUEUES]
    of_group, of_site = centre.tallies("group", "Privat", day), centre.tallies("site", "Malmö", day)
    assert all(list(one) == list(quarters) for one in (*of_queues, of_group, of_site))
    for quarter in quarters:
        until_at = min(quarter + QUARTER_SECONDS, ends_at - BEFORE_MIDNIGHT_SECONDS)
        told = [truth(week, line, quarter, until_at) for line in lines]
        for tallies, (counts, seconds) in zip(of_queues, told, strict=True):
            assert numbers(tallies[quarter]) == counts, (day, quarter)
            assert tallies[quarter].covered_seconds("contacts") == seconds
        assert numbers(of_group[quarter]) == added(c for c, _ in told[:2])
        assert numbers(of_site[quarter]) == added(c for c, _ in told)
    for line, tallies in zip(lines, of_queues, strict=True):
        assert numbers(together(tallies.values())) == _counter_of(day, week, line, centre)
    return len(quarters)


def _counter_of(day: date, week: Week, line: Line, centre: Centre) -> Counts:
    """What Trio's counter of the day stood at when it was read last; of the day of the restart,
    what it rose by before it and since."""

    def stood(at: int) -> Counts:
        centre.trio.now_at = at
        return centre.trio.counted(line)

    opens_at, ends_at = day_bounds(day, ZONE)
    last = stood(ends_at - BEFORE_MIDNIGHT_SECONDS)
    if not opens_at < week.restarts_at < ends_at:
        return last
    before_at = minute_of(week.restarts_at)
    return added([stood(before_at), less(last, stood(before_at + 60))])


def test_polls_beside_the_end_of_a_quarter_share_its_minute_by_time(
    db: Any, redis_client: redis.Redis
) -> None:
    """No real poll falls on the second at which a quarter ends. Of the minute between the looks on
    both sides of it each quarter has its share by time, in whole contacts (decision 0015), so that
    nothing is lost: the night in which an hour comes twice, looked at one to four seconds late."""
    week = week_of(AUTUMN)
    lines = week.lines()
    opens_at = day_bounds(AUTUMN, ZONE)[0]
    ends = range(opens_at - 1800, at_local(AUTUMN, 6, 0) + 1, QUARTER_SECONDS)
    beside = [at + late_seconds(at) + look for at in ends for look in (-60, 0)]
    centre = Centre(week, lines, redis_client)
    centre.live(sorted([*beside, opens_at - BEFORE_MIDNIGHT_SECONDS]))
    for line, (_, name, _, _) in zip(lines, QUEUES, strict=True):
        *whole, last = centre.tallies("queue", name, AUTUMN).items()
        assert [quarter for quarter, _ in whole] == list(range(opens_at, ends[-1], 900))
        for quarter, tally in whole:
            assert numbers(tally) == _shared(line, quarter, opens_at), (name, quarter)
        told = line.between(opens_at, beside[-1])
        assert numbers(together([tally for _, tally in (*whole, last)])) == told


def late_seconds(end_at: int) -> int:
    return 1 + end_at // QUARTER_SECONDS % 4


def _shared(line: Line, quarter: int, opens_at: int) -> Counts:
    """Its share of the minute in which it begins, all of what came between, its share of the minute
    in which it ends. Counters turn at midnight, so that there nothing is shared."""
    end_at = quarter + QUARTER_SECONDS
    from_at, to_at = quarter + late_seconds(quarter), end_at + late_seconds(end_at) - 60
    if quarter == opens_at:
        begins = line.between(quarter, from_at)
    else:
        begins = less(line.between(from_at - 60, from_at), _before(line, quarter))
    return added([begins, line.between(from_at, to_at), _before(line, end_at)])


def _before(line: Line, end_at: int) -> Counts:
    """Of the minute around the end of a quarter, what is said to have come before it: in proportion
    to its seconds, half a contact rounded up."""
    late = late_seconds(end_at)
    minute = line.between(end_at + late - 60, end_at + late)
    return {key: int(n * (60 - late) / 60 + 0.5) for key, n in minute.items()}
