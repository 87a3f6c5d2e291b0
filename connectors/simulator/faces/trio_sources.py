"""What Trio's resources carry, under neutral names, before a dialect spells it.

Durations are float seconds here; identifiers are numbers, as in the document's examples.
"""

from datetime import UTC, datetime
from typing import Any

from connectors.simulator.clock import Clock
from connectors.simulator.identities import extension_of
from connectors.simulator.oracle import agents_by_state, expected_wait
from connectors.simulator.people import Agent
from connectors.simulator.queues import Call, Case, Queue
from connectors.simulator.world import World

Item = dict[str, Any]
CCID = 1
CC_NAME = "Kundservice Öst"
CASES_PER_SERVICE = 20
_TODAY = {
    "offered": "offered", "answered": "answered", "abandoned": "abandoned",
    "abandoned_short": "abandoned_short", "answered_in_threshold": "answered_in_threshold",
    "abandoned_in_threshold": "abandoned_in_threshold", "handled": "handled",
    "wait_sum": "wait_seconds", "talk_sum": "talk_seconds", "hold_sum": "hold_seconds",
    "wrap_sum": "wrap_seconds",
}  # fmt: skip


def counters(world: World) -> dict[int, dict[str, float]]:
    """Today's counters of each queue, by queue index."""
    return {
        queue.index: {key: getattr(queue.today, name) for key, name in _TODAY.items()}
        for queue in world.queues
    }


class TrioSources:
    """Reads the world; `baseline` is what failover has made the server forget of today."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.world = clock.world
        self.baseline: dict[int, dict[str, float]] = {}
        self.baseline_day = 0

    def restart_counters(self) -> None:
        self.baseline, self.baseline_day = counters(self.world), self.world.day

    def contact_centres(self) -> list[Item]:
        return [{"id": CCID, "name": CC_NAME, "description": "Simulerat kontaktcenter"}]

    def agents(self) -> list[Item]:
        return [
            {
                "id": agent.trio_id,
                "first_name": agent.first_name,
                "last_name": agent.last_name,
                "signature": f"{agent.first_name[:2]}{agent.last_name[:2]}".upper(),
                "group_id": agent.group_id,
                "group": agent.group,
                "extension": extension_of(agent),
            }
            for agent in self.world.agents
        ]

    def agent_states(self) -> list[Item]:
        return [self._agent_state(agent) for agent in self.world.agents]

    def _agent_state(self, agent: Agent) -> Item:
        mark = agent.mark
        queue = None if mark.queue is None else self.world.queues[mark.queue]
        return {
            "id": agent.trio_id,
            "name": agent.name,
            "state": mark.state,
            "reason": mark.reason,
            "time_in_state": self.world.now - mark.at,
            "service_id": None if queue is None else queue.trio_id,
            "service": None if queue is None else queue.name,
            "group_id": agent.group_id,
            "group": agent.group,
            "handled": agent.handled,
            "handle_sum": agent.handle_seconds,
        }

    def agent_groups(self) -> list[Item]:
        return _distinct((agent.group_id, agent.group) for agent in self.world.agents)

    def service_groups(self) -> list[Item]:
        return _distinct((queue.group_id, queue.group) for queue in self.world.queues)

    def services(self) -> list[Item]:
        return [
            {
                "id": queue.trio_id,
                "name": queue.name,
                "group_id": queue.group_id,
                "group": queue.group,
                "media": queue.channel,
            }
            for queue in self.world.queues
        ]

    def service_states(self) -> list[Item]:
        return [self._service_state(queue) for queue in self.world.queues]

    def _service_state(self, queue: Queue) -> Item:
        now = self.world.now
        oldest = min((call.arrived for call in queue.waiting), default=None)
        states = agents_by_state(self.world, queue.skilled)
        forgotten = self.baseline.get(queue.index, {})
        if self.baseline_day != self.world.day:
            forgotten = {}
        return {
            "id": queue.trio_id,
            "name": queue.name,
            "group_id": queue.group_id,
            "open": queue.is_open(now),
            "closed_reason": queue.closed_reason(now),
            "queue_length": len(queue.waiting),
            "longest_wait": 0.0 if oldest is None else now - oldest,
            "expected_wait": expected_wait(self.world, queue),
            "agents_staffed": len(queue.skilled) - states["logged_out"],
            **{f"agents_{state}": count for state, count in states.items()},
            **{
                key: getattr(queue.today, name) - forgotten.get(key, 0)
                for key, name in _TODAY.items()
            },
        }

    def cases(self) -> list[Item]:
        """At most 20 of each service, the oldest first, as the document says."""
        return [
            self._case(queue, case)
            for queue in self.world.queues
            for case in queue.cases[:CASES_PER_SERVICE]
        ]

    def all_cases(self) -> list[Item]:
        return [self._case(queue, case) for queue in self.world.queues for case in queue.cases]

    def _case(self, queue: Queue, case: Case) -> Item:
        return {
            "jobno": case.jobno,
            "service_id": queue.trio_id,
            "service": queue.name,
            "case_class": "Task" if case.kind == "Task" else "Message",
            "case_type": case.kind,
            "arrived": self._instant(case.arrived),
            "age": self.world.now - case.arrived,
            "header": case.subject,
            "customer": case.customer,
            "vid": f"V{case.jobno}",
        }

    def calls(self) -> list[Item]:
        """Calls that wait, ring, are connected, held or wrapped up, the oldest first."""
        live: dict[int, Call] = {
            call.jobno: call for queue in self.world.queues for call in queue.waiting
        }
        for agent in self.world.agents:
            if agent.call is not None:
                live[agent.call.jobno] = agent.call
        return [self._call(call) for _, call in sorted(live.items())]

    def _call(self, call: Call) -> Item:
        queue = self.world.queues[call.queue]
        waits = call.state in ("waiting", "ringing")
        return {
            "jobno": call.jobno,
            "id": call.jobno,
            "service_id": queue.trio_id,
            "service": queue.name,
            "call_state": call.state,
            "arrived": self._instant(call.arrived),
            "waited": (self.world.now if waits else call.answered_at) - call.arrived,
            "agent_id": None if call.agent is None else self.world.agents[call.agent].trio_id,
            "caller": call.caller,
        }

    def _instant(self, scenario: float) -> str:
        moment = datetime.fromtimestamp(self.clock.presented(scenario), UTC)
        return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _distinct(pairs: Any) -> list[Item]:
    return [{"id": number, "name": name} for number, name in sorted(set(pairs))]
