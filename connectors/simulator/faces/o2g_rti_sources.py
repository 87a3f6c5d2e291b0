"""What RTI tells of queues, pilots, agents and processing groups, as the world is now."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from connectors.simulator.clock import Clock
from connectors.simulator.faces.o2g_events import O2gEvents
from connectors.simulator.faces.o2g_parties import Party
from connectors.simulator.faces.o2g_refined import refined
from connectors.simulator.identities import group_number, oxe_queue_of, pilot_of
from connectors.simulator.oracle import expected_wait
from connectors.simulator.people import Agent
from connectors.simulator.queues import Call, Queue

Attributes = dict[str, Any]
KINDS = ("agents", "pilots", "queues", "pgAgents", "pgOthers")
CAPACITY = 20
MINUTE = 60.0
VOICEMAIL = ("61900", "Röstbrevlåda")
_SERVICE = {"logged_out": "LoggedOut", "paused": "Withdrawn", None: "LoggedIn"}
_PHONE = {
    "logged_out": "LoggedOut", "available": "Idle", "ringing": "AcdRinging",
    "on_contact": "AcdConversation", "on_hold": "Held", "wrap_up": "WrapUp", "paused": "Idle",
    "busy_other": "Dialing", None: "Idle",
}  # fmt: skip


class RtiSources:
    """Rows of attributes by kind. Traffic is that of the last minute."""

    def __init__(self, events: O2gEvents, clock: Clock, timezone: str) -> None:
        self.events, self.clock, self.world = events, clock, events.world
        self.zone = ZoneInfo(timezone)
        self._came: dict[int, deque[float]] = defaultdict(lambda: deque(maxlen=500))
        self._went: dict[int, deque[float]] = defaultdict(lambda: deque(maxlen=500))
        self.world.observers.append(self._observe)

    def _observe(self, what: str, agent: Agent | None, call: Call | None) -> None:
        if call is not None and what == "arrived":
            self._came[call.queue].append(self.world.now)
        elif call is not None and what == "ringing":
            self._went[call.queue].append(self.world.now)

    def rows(self, kind: str) -> list[Attributes]:
        """Each with `number` and `name`."""
        if kind == "agents":
            return [self._agent(party) for party in self.events.parties]
        if kind == "pgAgents":
            return self._groups()
        if kind == "pgOthers":
            number, name = VOICEMAIL
            return [{"name": name, "number": number, "type": "VoiceMail", "state": "Opened",
                     "nbOfACDCalls": 0, "incomingTraffic": 0, "afeKey": 900}]  # fmt: skip
        one = self._pilot if kind == "pilots" else self._queue
        return [one(queue) for queue in self.world.queues if pilot_of(queue)]

    def directory(self, kind: str) -> list[Attributes]:
        keep = ("number", "name", "firstName")
        return [{key: row[key] for key in keep if key in row} for row in self.rows(kind)]

    def _traffic(self, times: deque[float]) -> int:
        return sum(1 for at in times if at > self.world.now - MINUTE)

    def _state(self, queue: Queue) -> str:
        words = {None: "Opened", "outside_hours": "Closed", "exception": "Blocked"}
        return words[queue.closed_reason(self.world.now)]

    def _queue(self, queue: Queue) -> Attributes:
        waiting = [call for call in queue.waiting if call.state == "waiting"]
        oldest = int(max((self.world.now - call.arrived for call in waiting), default=0))
        agents = self.world.agents
        away = ("logged_out", "paused")
        return {
            "name": queue.name,
            "number": oxe_queue_of(queue),
            "type": "Normal",
            "state": self._state(queue),
            "nbOfAgentsInDistribution": sum(
                agents[index].state not in away for index in queue.skilled
            ),
            "incomingTraffic": self._traffic(self._came[queue.index]),
            "outgoingTraffic": self._traffic(self._went[queue.index]),
            "nbOfWaitingCalls": len(waiting),
            "currentWaitingTime": oldest,
            "fillingRate": min(100, 100 * len(waiting) // CAPACITY),
            "expectedWaitingTime": int(expected_wait(self.world, queue)),
            "longestWaitingTimeInList": oldest,
            "afeKey": 100 + queue.index,
        }

    def _pilot(self, queue: Queue) -> Attributes:
        today = queue.today
        ringing = sum(call.state == "ringing" for call in queue.waiting)
        talking = sum(
            agent.call is not None
            and agent.call.queue == queue.index
            and agent.state in ("on_contact", "on_hold")
            for agent in self.world.agents
        )
        done = today.answered + today.abandoned
        level = 100 * today.answered_in_threshold // done if done else 100
        efficiency = 100 * today.answered // done if done else 100
        return {
            "name": queue.name,
            "number": pilot_of(queue),
            "state": self._state(queue),
            "nbOfRunningCalls": len(queue.waiting) + talking,
            "serviceLevel": level,
            "efficiency": efficiency,
            "nbOfWaitingCalls": len(queue.waiting) - ringing,
            "nbOfRingingACDCalls": ringing,
            "nbOfMutualAidCalls": 0,
            "nbOfDissuadedCalls": 0,
            "nbOfCallsInConversation": talking,
            "nbOfCallsInGeneralForwarding": 0,
            "nbOfCallsInRemotePG": 0,
            "incomingTraffic": self._traffic(self._came[queue.index]),
            "averageWaitingTime": int(today.wait_seconds / max(today.answered, 1)),
            "worstServiceLevelInList": level,
            "bestServiceLevelInList": level,
            "worstEfficiencyInList": efficiency,
            "bestEfficiencyInList": efficiency,
            "afeKey": 300 + queue.index,
        }

    def _agent(self, party: Party) -> Attributes:
        state = refined(party)
        first, last = party.names
        since = self._date(self.events.marks[party.login][1])
        queue = None
        if party.agent is not None and party.agent.mark.queue is not None:
            queue = self.world.queues[party.agent.mark.queue]
        found: Attributes = {
            "name": last,
            "firstName": first,
            "number": party.number,
            "type": "Normal",
            "serviceState": _SERVICE.get(state, "Assigned"),
            "serviceStateDate": since,
            "phoneState": _PHONE[state],
            "phoneStateDate": since,
            "pilotName": "" if queue is None else queue.name,
            "queueName": "" if queue is None else queue.name,
            "nbOfServedACDCalls": 0 if party.agent is None else party.agent.handled,
            "currentPG": "" if state in ("logged_out", None) else party.group,
            "associatedSet": "" if state == "logged_out" else party.device,
            "withdrawReason": party.agent_state.get("withdrawReason", 0),
            "afeKey": 1000 + int(party.number),
        }
        return found

    def _date(self, scenario: float) -> str:
        moment = datetime.fromtimestamp(self.clock.presented(scenario), self.zone)
        return moment.replace(tzinfo=None).isoformat(timespec="seconds")

    def _groups(self) -> list[Attributes]:
        names = {agent.group_id: agent.group for agent in self.world.agents}
        return [self._group(group, name) for group, name in sorted(names.items())]

    def _group(self, group: int, name: str) -> Attributes:
        states = Counter(agent.state for agent in self.world.agents if agent.group_id == group)
        on = sum(states.values()) - states["logged_out"]
        talking = states["on_contact"] + states["on_hold"]
        busy = on - states["available"] - states["paused"]
        return {
            "name": name,
            "number": group_number(group),
            "type": "Agent",
            "state": "Opened",
            "nbOfWithdrawnAgents": states["paused"],
            "nbOfAgentsInPrivateCall": states["busy_other"],
            "nbOfAgentsInACDCall": talking + states["ringing"],
            "nbOfAgentsInACDRinging": states["ringing"],
            "nbOfAgentsInACDConv": talking,
            "nbOfAgentsInWrapupAndTransaction": states["wrap_up"],
            "nbOfAgentsInPause": 0,
            "nbOfBusyAgents": busy,
            "nbOfLoggedOnAgents": on,
            # free is who has no call, wrapping up included; idle is who could take one now
            "nbOfFreeAgents": states["available"] + states["wrap_up"],
            "nbOfIdleAgents": states["available"],
            "nbOfLoggedOnAndNotWithdrawnAgents": on - states["paused"],
            "incomingTraffic": 0,
            "afeKey": 700 + group,
        }
