"""Adherence and conformance: how the states of a day fit the schedule of the day.

Calabrio sees the ACD's states through its own six words, so everything here is in those words.
"""

import itertools
from dataclasses import dataclass

from connectors.simulator.duties import REASON_CODES
from connectors.simulator.people import Agent
from connectors.simulator.queues import DAY
from connectors.simulator.schedule import Activity
from connectors.simulator.world import World

WORDS = {
    "logged_out": "LOGGED_OUT",
    "available": "READY_WAITING",
    "ringing": "READY_WAITING",
    "on_contact": "TALK",
    "on_hold": "HOLD",
    "wrap_up": "WORK_AFTER_CONTACT",
    "paused": "NOT_READY_BUSY",
    "busy_other": "NOT_READY_BUSY",
}
IN_SERVICE_WORDS = frozenset({"READY_WAITING", "TALK", "HOLD", "WORK_AFTER_CONTACT"})


@dataclass(frozen=True, slots=True)
class WordMark:
    """Since `at` the agent is in this word, with this reason code."""

    at: float
    word: str
    reason_code: int | None


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time with one word and one scheduled activity (or none)."""

    start: float
    end: float
    mark: WordMark
    activity: Activity | None

    @property
    def fits(self) -> bool | None:
        return None if self.activity is None else fits(self.activity.type, self.mark.word)

    @property
    def seconds(self) -> float:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class DayFigures:
    """Calabrio's figures of one agent's day; percentages with one decimal or None."""

    scheduled_seconds: float
    scheduled_in_service_seconds: float
    actual_in_service_seconds: float
    not_in_adherence_seconds: float
    adherence: float | None
    conformance: float | None


def fits(activity_type: str, word: str) -> bool:
    """The table of README.md."""
    return (word in IN_SERVICE_WORDS) == (activity_type == "in_service")


def word_marks(agent: Agent) -> list[WordMark]:
    """The history in Calabrio's words; changes that its words do not show are no changes."""
    marks: list[WordMark] = []
    for mark in agent.history:
        word = WORDS[mark.state]
        code = REASON_CODES.get(mark.reason or "") if word == "NOT_READY_BUSY" else None
        if not marks or (marks[-1].word, marks[-1].reason_code) != (word, code):
            marks.append(WordMark(mark.at, word, code))
    return marks


def spans(world: World, agent: Agent, start: float, end: float) -> list[Span]:
    """[start, end) cut at every change of word and every edge of the schedule."""
    start, end = max(start, agent.history[0].at), min(end, world.now)
    if end <= start:
        return []
    marks = word_marks(agent)
    activities = world.schedule.between(agent.index, agent.shift, start, end)
    edges = {start, end}
    edges.update(mark.at for mark in marks if start < mark.at < end)
    for activity in activities:
        edges.update(at for at in (activity.starts, activity.ends) if start < at < end)
    cuts = sorted(edges)
    found: list[Span] = []
    mark_index = activity_index = 0
    for left, right in itertools.pairwise(cuts):
        while mark_index + 1 < len(marks) and marks[mark_index + 1].at <= left:
            mark_index += 1
        while activity_index < len(activities) and activities[activity_index].ends <= left:
            activity_index += 1
        current = activities[activity_index] if activity_index < len(activities) else None
        covering = current if current is not None and current.starts <= left else None
        found.append(Span(left, right, marks[mark_index], covering))
    return found


def out_since(world: World, agent: Agent) -> float | None:
    """Since when the agent is out of adherence without a break, or None if it is not."""
    now, _ = world.schedule.now_and_next(agent.index, agent.shift, world.now)
    current = word_marks(agent)[-1]
    if now is None or fits(now.type, current.word):
        return None
    since = max(now.starts, current.at)  # the edge may be this very instant
    for span in reversed(spans(world, agent, world.now - DAY, world.now)):
        if span.fits is not False:
            break
        since = span.start
    return since


def figures_of_day(world: World, agent: Agent, day: int) -> DayFigures:
    """Strictly midnight to midnight; what lies ahead counts only into the scheduled seconds."""
    start, end = day * DAY, (day + 1) * DAY
    scheduled = in_service = 0.0
    for activity in world.schedule.between(agent.index, agent.shift, start, end):
        seconds = min(activity.ends, end) - max(activity.starts, start)
        if activity.type != "not_available":
            scheduled += seconds
        if activity.type == "in_service":
            in_service += seconds
    fit = unfit = actual = due = 0.0
    for span in spans(world, agent, start, end):
        if span.mark.word in IN_SERVICE_WORDS:
            actual += span.seconds
        if span.activity is None:
            continue
        if span.activity.type == "in_service":
            due += span.seconds
        if span.fits:
            fit += span.seconds
        else:
            unfit += span.seconds
    return DayFigures(
        scheduled_seconds=scheduled,
        scheduled_in_service_seconds=in_service,
        actual_in_service_seconds=actual,
        not_in_adherence_seconds=unfit,
        adherence=round(100 * fit / (fit + unfit), 1) if fit + unfit else None,
        conformance=round(100 * actual / due, 1) if due else None,
    )
