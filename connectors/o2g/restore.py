"""A new reader begins where the last one stopped: with the facts that it wrote. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from connectors.o2g.agents import Agent
from connectors.o2g.calls import Call
from connectors.o2g.queues import GROUP, PILOT, QUEUE, Queues
from wallboard.domain.facts import EntityKey, Fact
from wallboard.domain.observation import Kind, Qualifier
from wallboard.domain.states import AgentState

Known = Mapping[EntityKey, Mapping[str, Fact]]
CHANNEL, NODE = "channel", "node:"  # external ids of what the stream says of itself, of a node
COUNTED_SINCE = "counted_since"  # of both: since when no event of the day was missed
REASONS = "reasons"  # of the channel: group → index → label of a withdrawal, as JSON
COUNTERS = ("answered", "answered_in_threshold", "wait_seconds", "talk_seconds", "hold_seconds")


def agents_of(known: Known, day_started_at: float) -> dict[str, Agent]:
    """By login. Nobody of them is an agent again until O2G says so."""
    found: dict[str, Agent] = {}
    for entity, facts in known.items():
        if entity.kind is Kind.AGENT:
            found[entity.external_id] = _agent(entity.external_id, facts, day_started_at)
    return found


def _agent(login: str, facts: Mapping[str, Fact], day_started_at: float) -> Agent:
    agent = Agent(login)
    for name in ("number", "name", "node", "skills"):
        setattr(agent, name, str(_raw(facts, name) or ""))
    groups = _raw(facts, "groups")
    agent.groups = tuple(str(groups).split(", ")) if groups else ()
    supervisor = _raw(facts, "supervisor")
    agent.supervisor = supervisor if isinstance(supervisor, bool) else None
    state, since = _raw(facts, "state"), facts.get("state_since")
    if state in set(AgentState) and since is not None and isinstance(since.value.raw, int | float):
        agent.state = AgentState(str(state))
        agent.since, agent.since_qualifier = float(since.value.raw), since.value.qualifier
    handled = _of_today(facts, "handled", day_started_at)
    if handled and "by" not in facts["handled"].value.parameters:
        agent.handled = int(handled)
    _restore_contacts(agent, facts.get("contacts"), day_started_at)
    return agent


def _restore_contacts(agent: Agent, fact: Fact | None, day_started_at: float) -> None:
    said = None if fact is None else fact.value.raw
    is_of_today = fact is not None and fact.received_at >= day_started_at
    try:
        contacts = json.loads(said) if isinstance(said, str) else {}
        agent.past.extend(str(contact) for contact in contacts.get("past", ()))
        for row in contacts.get("live", ()):
            ref, contact, state, pilot, group, wait, since, talked, held, counts_wait = row
            agent.calls[ref] = Call(
                ref, contact, state, True, pilot, group, wait, since, talked, held,
                told_at=float(since), counted=True, counts_wait=bool(counts_wait) and is_of_today,
            )  # fmt: skip
    except (ValueError, TypeError, AttributeError):  # another version wrote it
        agent.calls.clear()


def restore_queues(queues: Queues, known: Known, day_started_at: float) -> None:
    for entity, facts in known.items():
        noun, _, number = entity.external_id.partition(":")
        if entity.kind is not Kind.QUEUE or noun not in (PILOT, GROUP, QUEUE) or not number:
            continue
        row = queues.row(noun, number)
        row.name, row.node = str(_raw(facts, "name") or ""), str(_raw(facts, "node") or "")
        for name in COUNTERS:
            counted = _of_today(facts, name, day_started_at)
            setattr(row.figures, name, type(getattr(row.figures, name))(counted))
        waits = facts.get("wait_seconds")
        if waits is not None and waits.received_at >= day_started_at:
            # How many were not told is not written, only that there were some.
            row.figures.without_wait = int(waits.value.qualifier is Qualifier.AT_LEAST)


def whole_since(known: Known) -> float | None:
    """Since when the last reader had missed nothing."""
    for entity, facts in known.items():
        at = _raw(facts, COUNTED_SINCE)
        own = entity.kind is Kind.SOURCE and entity.external_id == CHANNEL
        if own and isinstance(at, int | float):
            return float(at)
    return None


def nodes_of(known: Known) -> tuple[dict[str, float | None], dict[str, float]]:
    """Node → since when its link is down, None where it was up; node → the end of its last gap."""
    down_since: dict[str, float | None] = {}
    gaps: dict[str, float] = {}
    for entity, facts in known.items():
        if entity.kind is not Kind.SOURCE or not entity.external_id.startswith(NODE):
            continue
        node, at = entity.external_id.removeprefix(NODE), _raw(facts, COUNTED_SINCE)
        if isinstance(at, int | float):
            gaps[node] = float(at)
        down, since = _raw(facts, "link_down"), _raw(facts, "link_down_since")
        if down is False:
            down_since[node] = None
        elif down is True and isinstance(since, int | float):
            down_since[node] = float(since)
    return down_since, gaps


def reasons_of(known: Known) -> dict[str, dict[int, str]]:
    """As they were last told; they are asked for again, but nobody need wait for that."""
    for entity, facts in known.items():
        said = _raw(facts, REASONS)
        if entity.kind is Kind.SOURCE and isinstance(said, str):
            try:
                return {
                    str(group): {int(index): str(label) for index, label in labels.items()}
                    for group, labels in json.loads(said).items()
                }
            except (ValueError, AttributeError):
                return {}
    return {}


def _raw(facts: Mapping[str, Fact], name: str) -> Any:
    fact = facts.get(name)
    return None if fact is None else fact.value.raw


def _of_today(facts: Mapping[str, Fact], name: str, day_started_at: float) -> float:
    """A counter, if it last changed today; yesterday's has turned."""
    fact = facts.get(name)
    if fact is None or fact.received_at < day_started_at:
        return 0.0
    return float(fact.value.raw) if isinstance(fact.value.raw, int | float) else 0.0
