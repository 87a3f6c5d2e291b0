"""Everybody's calls: created, replaced, removed, and replaced whole by snapshots. Pure."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

from connectors.base import Findings
from connectors.o2g.agents import Agent
from connectors.o2g.calls import Call, queue_said, tell
from connectors.o2g.ended import Ended
from connectors.o2g.normalize import Event, Misshapen, mapping, objects, text
from connectors.o2g.people import People
from connectors.o2g.queues import Queues

MAX_LINEAGE = 2_000
CREATED = "OnCallCreated"


class Telephony:
    def __init__(self, people: People, queues: Queues, findings: Findings) -> None:
        self._people = people
        self._queues = queues
        self._findings = findings
        self._lineage: dict[str, str] = {}  # reference that replaced another → contact
        self._ended = Ended()
        self._asked_at = math.inf  # the last snapshot; none: what is told of calls is new

    def call(self, event: Event, at: float) -> None:
        agent, ref = self._people.named(event), text(event.get("callRef"))
        if not ref:
            raise Misshapen("names no call")
        data = mapping(event.get("callData"))
        before, after = event.get("previousCallRef"), text(event.get("replacedByCallRef"))
        if before and before != ref:
            self._replace(agent, text(before), ref, at)
        if after and after != ref:
            # No removal is sent for it, and the new one is perhaps somebody else's.
            self._remember(after, self._heir(agent, ref, after))
            self.end(agent, ref, at)
            return self._people.touched(agent, at)
        call = agent.calls.get(ref)
        if call is None:
            is_new = event.get("eventName") == CREATED
            if not is_new and self._ended.has(agent.login, ref, at):
                return None  # told again: to modify is to have one
            self._ended.lives(agent.login, ref)
            call = agent.calls[ref] = Call(ref, self._contact(agent, ref), since=at)
        self._tell(agent, call, data, event, at)
        return self._people.touched(agent, at)

    def _tell(self, agent: Agent, call: Call, data: Event, event: Event, at: float) -> None:
        tell(call, data, event, at, self._findings)
        if not call.counted:  # somebody else's call has become this one, perhaps
            call.contact = self._lineage.get(call.ref, call.contact)
        self._queues.count(call, agent.group, agent.node)
        said = queue_said(data)
        if said is not None and (unknown := self._queues.hear(said, at)):
            self._findings.unknown_word("pilot status", unknown)

    def _replace(self, agent: Agent, before: str, ref: str, at: float) -> None:
        """`ref` takes the place of `before`, for which no removal is sent."""
        self._remember(ref, self._heir(agent, before, ref))
        self._ended.note(agent.login, before, at)
        old = agent.calls.pop(before, None)
        if old is not None and ref not in agent.calls:
            old.ref = ref
            agent.calls[ref] = old
        if ref in agent.calls:
            agent.calls[ref].called = None  # a consultation was dialled, the customer's call not

    def _heir(self, agent: Agent, before: str, ref: str) -> str:
        """The contact that goes on as `ref`. When a consultation becomes the customer's call, that
        is the customer, who is known by one of the two, and not the colleagues' talk."""
        own, old = self._contact(agent, ref), self._contact(agent, before)
        for contact in (own, old):
            if contact in self._queues.counted:
                return contact
        return own if own in set(self.living()) else old

    def _contact(self, agent: Agent, ref: str) -> str:
        call = agent.calls.get(ref)
        return call.contact if call else self._lineage.get(ref, ref)

    def _remember(self, ref: str, contact: str) -> None:
        self._lineage[ref] = contact
        if len(self._lineage) > MAX_LINEAGE:
            del self._lineage[next(iter(self._lineage))]

    def call_removed(self, event: Event, at: float) -> None:
        agent = self._people.named(event)
        self.end(agent, text(event.get("callRef")), at)
        self._people.touched(agent, at)

    def begin_snapshot(self, at: float) -> None:
        """What ended before it was asked for, it cannot name."""
        self._asked_at = at

    def forget(self) -> None:
        """Events were lost: one that made a call again may be among them."""
        self._ended.clear()

    def end(self, agent: Agent, ref: str, at: float | None) -> None:
        """`at` None: it ended while we did not see it; how long it still lasted is not known."""
        if at is not None:
            self._ended.note(agent.login, ref, at)
        call = agent.calls.pop(ref, None)
        if call is None or not (call.acd and call.counted):
            return
        if at is not None:
            call.close(at)
        self._queues.finish(call)
        if call.contact not in agent.past:
            agent.past.append(call.contact)
            agent.handled += 1

    def telephony_state(self, event: Event, at: float) -> None:
        agent = self._people.named(event)
        calls = objects(mapping(event.get("state")).get("calls"))
        named = [(text(one.get("callRef")), one) for one in calls]
        # A snapshot is told while it is made: it may still list what has just ended.
        told = [(ref, one) for ref, one in named
                if ref and not self._ended.has(agent.login, ref, at, self._asked_at)]  # fmt: skip
        kept = {ref for ref, _ in told}
        gone = [call for ref, call in agent.calls.items() if ref not in kept]
        for ref, one in told:
            call = agent.calls.get(ref)
            if call is None:
                self._ended.lives(agent.login, ref)
                call = agent.calls[ref] = Call(ref, self._lineage.get(ref, ref), since=at)
            self._tell(agent, call, mapping(one.get("callData")), one, at)
        for call in gone:
            self.end(agent, call.ref, None)
        agent.calls_at = at
        self._people.touched(agent, at)

    def settle(self, since: Callable[[Agent], float]) -> None:
        """Of those whom the snapshot did not name: calls of which no event has told since."""
        for agent in self._people.agents.values():
            since_at = since(agent)
            if agent.calls_at < since_at:
                for call in [call for call in agent.calls.values() if call.told_at < since_at]:
                    self.end(agent, call.ref, None)

    def calls(self) -> Iterable[Call]:
        """Everybody's."""
        for agent in self._people.agents.values():
            yield from agent.calls.values()

    def living(self) -> Iterable[str]:
        """Contacts that are not over."""
        return (call.contact for call in self.calls())
