"""The oracle: what is true in the world right now, for comparison with what a board shows."""

from collections.abc import Callable
from typing import Any

from connectors.simulator.adherence import figures_of_day, out_since, word_marks
from connectors.simulator.clock import Clock
from connectors.simulator.people import STATES, Agent, identity_matches
from connectors.simulator.queues import THRESHOLD_SECONDS, Queue
from connectors.simulator.schedule import Activity
from connectors.simulator.world import World

COUNTERS = (
    "offered", "answered", "abandoned", "abandoned_short", "answered_in_threshold",
    "abandoned_in_threshold", "handled", "in_progress_at_midnight",
    "wait_seconds", "talk_seconds", "hold_seconds", "wrap_seconds",
)  # fmt: skip


def expected_wait(world: World, queue: Queue) -> float:
    """The centre's own estimate for a newcomer; every face reports this figure."""
    serving = sum(
        1
        for index in queue.skilled
        if world.agents[index].state not in ("logged_out", "paused", "busy_other")
    )
    if any(world.agents[index].state == "available" for index in queue.skilled):
        return 0.0
    handle = queue.talk_mean + queue.wrap_mean
    return round((len(queue.waiting) + 1) * handle / max(serving, 1), 1)


def agents_by_state(world: World, indexes: list[int]) -> dict[str, int]:
    counts = dict.fromkeys(STATES, 0)
    for index in indexes:
        counts[world.agents[index].state] += 1
    return counts


def truth(clock: Clock, failover: bool = False) -> dict[str, Any]:
    """The whole truth as JSON values; shape in README.md."""
    with clock.lock:
        clock.advance()
        world, show = clock.world, clock.presented
        queues = [_queue(world, queue, show) for queue in world.queues]
        agents = [_agent(world, agent, show) for agent in world.agents]
        return {
            "world_time": world.now,
            "presented_at": show(world.now),
            "day": world.day,
            "day_started_at": show(world.day_started),
            "frozen": clock.frozen,
            "speed": clock.speed_factor,
            "failover": failover,
            "queues": queues,
            "agents": agents,
            "site": _site(world, queues),
        }


def _queue(world: World, queue: Queue, show: Callable[[float], float]) -> dict[str, Any]:
    oldest = min((call.arrived for call in queue.waiting), default=None)
    oldest_case = min((case.arrived for case in queue.cases), default=None)
    states = agents_by_state(world, queue.skilled)
    return {
        "trio_service_id": queue.trio_id,
        "calabrio_service_id": queue.calabrio_id,
        "name": queue.name,
        "group_id": queue.group_id,
        "group": queue.group,
        "channel": queue.channel,
        "open": queue.is_open(world.now),
        "closed_reason": queue.closed_reason(world.now),
        "contacts_waiting": len(queue.waiting),
        "longest_wait_seconds": None if oldest is None else world.now - oldest,
        "longest_wait_since": None if oldest is None else show(oldest),
        "expected_wait_seconds": expected_wait(world, queue),
        **{name: getattr(queue.today, name) for name in COUNTERS},
        "in_progress": queue.in_progress,
        "threshold_seconds": THRESHOLD_SECONDS,
        "agents": states,
        "staffed": len(queue.skilled) - states["logged_out"],
        "backlog": len(queue.cases),
        "oldest_case_since": None if oldest_case is None else show(oldest_case),
    }


def _agent(world: World, agent: Agent, show: Callable[[float], float]) -> dict[str, Any]:
    now, following = world.schedule.now_and_next(agent.index, agent.shift, world.now)
    since = out_since(world, agent)
    day = figures_of_day(world, agent, world.day)
    word = word_marks(agent)[-1]
    mark = agent.mark
    return {
        "trio_agent_id": agent.trio_id,
        "calabrio_agent_id": agent.calabrio_id,
        "acd_agent_id": agent.acd_agent_id,
        "identity_matches": identity_matches(agent, world.agents),
        "employee_id": agent.employee_id,
        "first_name": agent.first_name,
        "last_name": agent.last_name,
        "name": agent.name,
        "group_id": agent.group_id,
        "group": agent.group,
        "queues": [world.queues[index].trio_id for index in agent.queues],
        "state": mark.state,
        "state_since": show(mark.at),
        "reason": mark.reason,
        "queue": None if mark.queue is None else world.queues[mark.queue].trio_id,
        "calabrio_state": word.word,
        "calabrio_state_since": show(word.at),
        "calabrio_reason_code": word.reason_code,
        "scheduled_activity": _activity(now, show),
        "next_activity": _activity(following, show),
        "in_adherence": None if now is None else since is None,
        "out_of_adherence_since": None if since is None else show(since),
        "adherence": day.adherence,
        "conformance": day.conformance,
        "handled": agent.handled,
        "handle_seconds": agent.handle_seconds,
        "paused_seconds": paused_seconds(world, agent),
    }


def paused_seconds(world: World, agent: Agent) -> float:
    """Seconds of this scenario day in the state paused."""
    ends = [mark.at for mark in agent.history[1:]] + [world.now]
    return sum(
        max(0.0, end - max(mark.at, world.day_started))
        for mark, end in zip(agent.history, ends, strict=True)
        if mark.state == "paused"
    )


def _activity(activity: Activity | None, show: Callable[[float], float]) -> dict[str, Any] | None:
    if activity is None:
        return None
    return {
        "type": activity.type,
        "name": activity.name,
        "started_at": show(activity.starts),
        "until": show(activity.ends),
    }


def _site(world: World, queues: list[dict[str, Any]]) -> dict[str, Any]:
    waits = [queue["longest_wait_since"] for queue in queues if queue["longest_wait_since"]]
    return {
        "agents": agents_by_state(world, [agent.index for agent in world.agents]),
        "contacts_waiting": sum(queue["contacts_waiting"] for queue in queues),
        "longest_wait_since": min(waits, default=None),
        "backlog": sum(queue["backlog"] for queue in queues),
        **{name: sum(queue[name] for queue in queues) for name in COUNTERS},
    }
