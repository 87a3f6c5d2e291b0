"""RMI and RAI: what is now, and what was today."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from connectors.simulator.clock import Clock
from connectors.simulator.faces.sinch_dialects import SinchDialect
from connectors.simulator.faces.sinch_figures import CHANNELS, SinchFigures, SinchQueue, Slice
from connectors.simulator.faces.sinch_rci import Rci
from connectors.simulator.identities import SinchUser
from connectors.simulator.people import Agent
from connectors.simulator.queues import DAY, HOUR, QUARTER

Item = dict[str, Any]
_AVAILABILITY = {"logged_out": "Away", "paused": "Away", "available": "Free"}
_STARTS = {"quarter": QUARTER, "hour": HOUR, "day": DAY}
_STATES = {
    "logged_out": "LoggedOut", "available": "Idle", "ringing": "Ringing", "on_contact": "Talking",
    "on_hold": "OnHold", "wrap_up": "WrapUp", "paused": "NotReady", "busy_other": "OtherCall",
}  # fmt: skip


class SinchMonitoring:
    """Reads the world in one dialect; durations as the dialect writes them."""

    def __init__(
        self, figures: SinchFigures, rci: Rci, clock: Clock, start: str = "quarter"
    ) -> None:
        """`start`: how finely RAI takes a startTime, which VENDOR-FACTS 3.4 leaves open."""
        self.figures, self.rci, self.clock = figures, rci, clock
        self._start_seconds = _STARTS[start]
        self.world = clock.world
        self.dialect: SinchDialect

    # RMI

    def queue_statuses(self, params: Mapping[str, str]) -> Any:
        """`type` is a list of types with commas."""
        wanted = {one.strip().lower() for one in params.get("type", "").split(",") if one.strip()}
        return self.dialect.collection(
            [
                self._status(queue)
                for queue in self.figures.queues
                if not wanted or queue.type.lower() in wanted
            ]
        )

    def _status(self, queue: SinchQueue) -> Item:
        now = self.figures.now_of(queue)
        longest = None if now.oldest is None else self.world.now - now.oldest
        free = now.free + (now.wrap_up if self.dialect.free_includes_wrap_up else 0)
        values = {
            "id": self.dialect.id_of(queue.id),
            "name": queue.name,
            "type": queue.type,
            "waiting": now.waiting,
            "longest_wait": self.dialect.duration_of(longest),
            "serving": now.serving,
            "not_ready": now.not_ready,
            "free": free,
            "wrap_up": now.wrap_up,
        }
        return {word: values[name] for name, word in self.dialect.queue_words.items()}

    def agents(self, params: Mapping[str, str]) -> Any:
        """`availability` is a list with commas; `showQueueInfo` above 0 adds the queues."""
        text = params.get("availability", "")
        wanted = {one.strip().lower() for one in text.split(",") if one.strip()}
        info = params.get("showqueueinfo", "0").strip() not in ("", "0")
        found = []
        for user in self.rci.people():
            if user.agent is None:
                continue
            availability = _AVAILABILITY.get(user.agent.state, "Busy")
            if not wanted or availability.lower() in wanted:
                found.append(self._agent(user, user.agent, availability, info))
        return self.dialect.collection(found)

    def _agent(self, user: SinchUser, agent: Agent, availability: str, info: bool) -> Item:
        mark, words = agent.mark, self.dialect.agent_words
        away = mark.state in ("logged_out", "paused", "busy_other")
        values = {
            "id": self.dialect.id_of(self.rci.user_id(user)),
            "first": user.first_name,
            "last": user.last_name,
            "name": f"{user.last_name}, {user.first_name}",
            "availability": availability,
            "ready": "NotReady" if away else "Ready",
            "state": _STATES[mark.state],
            "since": self.dialect.duration_of(self.world.now - mark.at),
            "reason": mark.reason or "",
        }
        found: Item = {word: values[name] for name, word in words.items()}
        if info:
            serving = mark.state != "logged_out"
            queues = [
                {"id": self.dialect.id_of(self.figures.queues[index].id), "serving": serving}
                for index in agent.queues
            ]
            found["queues"] = self.dialect.wrapped("queue", queues)
        return found

    # RAI

    def statistic(self, params: Mapping[str, str]) -> Any:
        """A row per queue, or per queue and hour with timeCategory=hour. Raises ValueError."""
        text = params.get("starttime", "")
        if not text:
            raise ValueError("startTime is required")
        since = self.clock.scenario(datetime.fromisoformat(text).timestamp())
        since = since // self._start_seconds * self._start_seconds
        named = params.get("channeltype", "")
        wanted = {one.strip().lower() for one in named.split(",") if one.strip()}
        by_hour = params.get("timecategory", "").lower() == "hour"
        rows: list[Item] = []
        for queue in self.figures.queues:
            if wanted and CHANNELS[queue.type].lower() not in wanted:
                continue
            hours = self.figures.hours_of(queue, since)
            if by_hour:
                rows += [
                    {**self._row(queue, one), "startTime": self._instant(hour * HOUR)}
                    for hour, one in hours
                ]
            elif hours:
                whole = Slice()
                for _, one in hours:
                    whole.add(one)
                rows.append(self._row(queue, whole))
        return self.dialect.collection(rows)

    def _row(self, queue: SinchQueue, one: Slice) -> Item:
        return {
            "channel": CHANNELS[queue.type],
            "queueId": self.dialect.id_of(queue.id),
            "queueName": queue.name,
            "countOfArrivedContacts": one.arrived,
            "countOfHandledContacts": one.handled,
            "countOfCompletedContacts": one.handled,
            "countOfAbandonedContacts": one.abandoned,
            "countOfAnsweredOnTimeContacts": one.answered_in_threshold,
            "handlingDuration": self.dialect.duration_of(one.talk_seconds),
            "afterworkDuration": self.dialect.duration_of(one.wrap_seconds),
            "waitingDurationForHandled": self.dialect.duration_of(one.wait_seconds),
        }

    def _instant(self, scenario: float) -> str:
        moment = datetime.fromtimestamp(self.clock.presented(scenario), UTC)
        return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
