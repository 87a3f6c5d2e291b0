"""What each agent is scheduled to do: a pure function of seed, agent and day."""

import random
from dataclasses import dataclass

from connectors.simulator.queues import DAY, HOUR

_STARTS = {"early": 7.0, "day": 8.0, "late": 9.5, "evening": 12.5, "night": 21.5}
_EXCEPTIONS = ("Utbildning", "Lagmöte", "Medarbetarsamtal", "Coachning")


@dataclass(frozen=True, slots=True)
class Activity:
    """type: in_service, break, lunch, exception, not_available; times in scenario seconds."""

    type: str
    name: str | None
    starts: float
    ends: float
    paid: bool


def make_schedule(seed: int, agent: int, shift: str, day: int) -> list[Activity]:
    """Activities that start on this day; those of a night shift run over midnight."""
    if shift == "off":
        return []
    rng = random.Random(f"{seed}:schedule:{agent}:{day}")
    begin = day * DAY + _STARTS[shift] * HOUR + rng.choice((0, 0, 15, 30, 30, 60)) * 60
    length = rng.choice((6.0, 8.0, 8.5, 8.5, 9.0)) * HOUR
    end = begin + length
    stops: list[tuple[float, float, str, str | None, bool]] = []
    stops.append(_stop(begin + rng.uniform(1.6, 2.2) * HOUR, 15, "break", "Förmiddagspaus", True))
    stops.append(_stop(begin + rng.uniform(3.4, 4.4) * HOUR, 30, "lunch", "Lunch", False))
    if rng.random() < 0.45:
        start = begin + rng.uniform(0.3, 0.6) * HOUR
        stops.append(_stop(start, rng.choice((30, 45)), "exception", rng.choice(_EXCEPTIONS), True))
    if length > 7 * HOUR:
        stops.append(
            _stop(begin + rng.uniform(5.6, 6.4) * HOUR, 15, "break", "Eftermiddagspaus", True)
        )
    activities: list[Activity] = []
    if rng.random() < 0.2:
        activities.append(Activity("not_available", None, begin - HOUR, begin, False))
    at = begin
    for starts, ends, kind, name, paid in sorted(stops):
        if starts > at:
            activities.append(Activity("in_service", None, at, starts, True))
        activities.append(Activity(kind, name, max(starts, at), ends, paid))
        at = ends
    activities.append(Activity("in_service", None, at, end, True))
    return activities


def _stop(
    at: float, minutes: int, kind: str, name: str | None, paid: bool
) -> tuple[float, float, str, str | None, bool]:
    starts = round(at / 900) * 900.0  # quarters of an hour, as planners do
    return starts, starts + minutes * 60, kind, name, paid


class Schedule:
    """Schedules of everybody, made when asked for and kept."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._days: dict[tuple[int, int], list[Activity]] = {}

    def of_day(self, agent: int, shift: str, day: int) -> list[Activity]:
        key = (agent, day)
        if key not in self._days:
            if len(self._days) > 50_000:
                self._days.clear()
            self._days[key] = make_schedule(self._seed, agent, shift, day)
        return self._days[key]

    def between(self, agent: int, shift: str, start: float, end: float) -> list[Activity]:
        """Activities that overlap [start, end), uncut, in order."""
        first, last = int(start // DAY) - 1, int(end // DAY)
        return [
            activity
            for day in range(first, last + 1)
            for activity in self.of_day(agent, shift, day)
            if activity.starts < end and activity.ends > start
        ]

    def now_and_next(
        self, agent: int, shift: str, at: float
    ) -> tuple[Activity | None, Activity | None]:
        """The activity that covers `at` and the first one that starts after it."""
        now = following = None
        for activity in self.between(agent, shift, at, at + 2 * DAY):
            if activity.starts <= at < activity.ends:
                now = activity
            elif activity.starts > at:
                following = activity
                break
        return now, following
