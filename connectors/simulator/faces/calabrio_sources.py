"""What Calabrio's replies carry, built from the world."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from connectors.simulator.adherence import Span, figures_of_day, spans, word_marks
from connectors.simulator.clock import Clock
from connectors.simulator.faces.calabrio_dialects import CalabrioDialect
from connectors.simulator.people import Agent
from connectors.simulator.queues import DAY, Queue
from connectors.simulator.schedule import Activity

Item = dict[str, Any]
COLOURS = {
    "in_service": "#7399BD", "break": "#C8B560", "lunch": "#A3AD00",
    "exception": "#B5651D", "not_available": "#999999",
}  # fmt: skip
LABELS = {
    "in_service": "In Service", "break": "Break", "lunch": "Lunch",
    "exception": "Exception", "not_available": "Not Available",
}  # fmt: skip


class CalabrioSources:
    """Reads the world in one dialect. Times out are presented, days are of the tenant's zone."""

    def __init__(self, clock: Clock, timezone: str) -> None:
        self.clock = clock
        self.world = clock.world
        self.timezone = timezone
        self.by_id: dict[int, Agent] = {}
        self.in_order: list[Agent] = []
        self.read_people()

    def read_people(self) -> None:
        """Again, after ids have changed."""
        self.by_id = {agent.calabrio_id: agent for agent in self.world.agents}
        self.in_order = [self.by_id[number] for number in sorted(self.by_id)]

    def day_of(self, day: date) -> int:
        """Scenario day of a calendar date: today's date is the current scenario day."""
        now = self.clock.presented(self.world.now)
        today = datetime.fromtimestamp(now, ZoneInfo(self.timezone)).date()
        return self.world.day + (day - today).days

    def date_of(self, scenario_day: int) -> date:
        now = self.clock.presented(self.world.now)
        today = datetime.fromtimestamp(now, ZoneInfo(self.timezone)).date()
        return today + timedelta(days=scenario_day - self.world.day)

    def millis(self, scenario: float) -> int:
        return round(self.clock.presented(scenario) * 1000)

    def instant(self, scenario: float, form: str) -> int | str:
        if form == "epoch_ms":
            return self.millis(scenario)
        if form == "epoch_s":
            return int(self.clock.presented(scenario))
        if form == "text_ms":
            return str(self.millis(scenario))
        moment = datetime.fromtimestamp(self.clock.presented(scenario), UTC)
        return moment.isoformat(timespec="seconds").replace("+00:00", "Z")

    # adherence

    def adherence(self, agent: Agent, day: int, dialect: CalabrioDialect) -> Item:
        figures = figures_of_day(self.world, agent, day)
        item: Item = {
            "agentId": str(agent.calabrio_id),
            "acdAgentId": agent.acd_agent_id,
            "scheduledSeconds": round(figures.scheduled_seconds),
            "scheduledInServiceSeconds": round(figures.scheduled_in_service_seconds),
            "actualInServiceSeconds": round(figures.actual_in_service_seconds),
            "notInAdherenceSeconds": round(figures.not_in_adherence_seconds),
        }
        shares = {
            "scheduleAdherence": figures.adherence,
            "scheduleConformity": figures.conformance,
        }
        for key, share in shares.items():
            if share is not None or dialect.undefined == "null":
                item[key] = share
            elif dialect.undefined == "zero":
                item[key] = 0
        details = self._details(agent, day, dialect)
        item["details"] = details if dialect.details_as_list else self._current(details, dialect)
        return item

    def _details(self, agent: Agent, day: int, dialect: CalabrioDialect) -> list[Item]:
        start, end = day * DAY, (day + 1) * DAY
        form, pieces = dialect.adherence_time, spans(self.world, agent, start, end)
        details = []
        for activity in self.world.schedule.between(agent.index, agent.shift, start, end):
            own = [piece for piece in pieces if piece.activity is activity]
            details.append(
                {
                    "scheduledActivityType": self._type(agent, activity),
                    dialect.start_member: self.instant(max(activity.starts, start), form),
                    "inAdherenceSeconds": _seconds(own, True),
                    "outOfAdherenceSeconds": _seconds(own, False),
                    "actuals": [self._actual(piece, form) for piece in own],
                }
            )
        return details

    def _actual(self, piece: Span, form: str) -> Item:
        return {
            "actualAgentState": piece.mark.word,
            "actualAgentStateStartTime": self.instant(piece.start, form),
            "actualReasonCode": piece.mark.reason_code,
            "inAdherenceSeconds": _seconds([piece], True),
            "outOfAdherenceSeconds": _seconds([piece], False),
        }

    @staticmethod
    def _current(details: list[Item], dialect: CalabrioDialect) -> Item:
        begun = [detail for detail in details if detail["actuals"]]
        return (begun or details or [{}])[-1 if begun else 0]

    # real time

    def realtime(self, agent: Agent, start_ms: int, end_ms: int, newest_first: bool) -> Item | None:
        """States entered in [start, end) and the one before, if it was left in that range.

        In whole milliseconds, so that a timestamp of one reply is a right bound for the next."""
        marks = [(self.millis(mark.at), mark) for mark in word_marks(agent)]
        chosen = []
        for index, (at, mark) in enumerate(marks):
            left_at = marks[index + 1][0] if index + 1 < len(marks) else None
            began_within = start_ms <= at < end_ms
            left_within = left_at is not None and at < start_ms <= left_at < end_ms
            if began_within or left_within:
                chosen.append(
                    {"agentState": mark.word, "reasonCode": mark.reason_code, "timestamp": at}
                )
        if not chosen:
            return None
        return {
            "agentId": agent.calabrio_id,
            "employeeId": agent.employee_id,
            "realTimeActivities": chosen[::-1] if newest_first else chosen,
        }

    # schedule

    def activities(self, agent: Agent, start: float, end: float) -> list[Activity]:
        return self.world.schedule.between(agent.index, agent.shift, start, end)

    def timespan_activity(self, agent: Agent, activity: Activity, upper: bool) -> Item:
        kind = self._type(agent, activity)
        item = {
            "activityType": kind.upper() if upper else kind,
            **self._names(agent, activity),
            "startTime": self.millis(activity.starts),
            "endTime": self.millis(activity.ends),
            "color": COLOURS[activity.type],
        }
        return {**item, **self._serves(agent, activity)}

    def detail_activity(self, agent: Agent, activity: Activity, form: str) -> Item:
        return {
            "activityType": self._type(agent, activity),
            **self._names(agent, activity),
            "serviceQueueId": self._serves(agent, activity).get("serviceQueueId"),
            "startTime": self.instant(activity.starts, form),
            "endTime": self.instant(activity.ends, form),
            "paid": activity.paid,
            "activityMetadata": None,
        }

    def _type(self, agent: Agent, activity: Activity) -> str:
        """People with several skills are scheduled for a multiskill group: in_service_msg."""
        multi = activity.type == "in_service" and len(agent.queues) > 1
        return "in_service_msg" if multi else activity.type

    def _names(self, agent: Agent, activity: Activity) -> Item:
        name = activity.name
        if activity.type == "in_service":
            one = len(agent.queues) == 1
            name = self.queue_of(agent).name if one else f"MSG {agent.group}"
        return {"activityTypeLabel": LABELS[activity.type], "activityDetailName": name}

    def _serves(self, agent: Agent, activity: Activity) -> Item:
        if activity.type != "in_service":
            return {}
        if len(agent.queues) == 1:
            return {"serviceQueueId": self.queue_of(agent).calabrio_id}
        return {"multiSkillGroupId": agent.group_id}

    def queue_of(self, agent: Agent) -> Queue:
        """The main service queue."""
        return self.world.queues[agent.queues[0]]


def _seconds(pieces: list[Span], fitting: bool) -> int:
    return round(sum(piece.seconds for piece in pieces if piece.fits is fitting))
