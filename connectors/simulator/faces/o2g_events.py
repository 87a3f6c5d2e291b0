"""The world in O2G's words: each happening becomes the events that a server would send.

Events of one instant come together, in the order of the vendor's captures. They are dictionaries
of their own, so whoever gets one may keep or change it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from connectors.simulator.faces import o2g_shapes as shapes
from connectors.simulator.faces.o2g_dialects import DIALECTS, O2gDialect
from connectors.simulator.faces.o2g_ledger import Ledger
from connectors.simulator.faces.o2g_parties import NODES, O2gCall, Party, parties_of
from connectors.simulator.faces.o2g_pilots import PilotTeller
from connectors.simulator.faces.o2g_private import PrivateCalls
from connectors.simulator.faces.o2g_refined import refined, truth_of
from connectors.simulator.faces.o2g_told import Answered, Told
from connectors.simulator.identities import pilot_of
from connectors.simulator.oracle import expected_wait
from connectors.simulator.people import Agent
from connectors.simulator.queues import Call
from connectors.simulator.world import World

Event = dict[str, Any]
SATURATED_FROM = 8
CODE_SECONDS, HELP_AFTER, HELP_SECONDS = 4.0, 10.0, 45.0
NEW_REF_ON_ANSWER, NEW_REF_ON_RETRIEVE, TRANSFERRED, ASKS_FOR_HELP, HAS_CODE = (
    5,
    4,
    6,
    11,
    7,
)


class O2gEvents:
    """An observer of the world; keeps each party's calls, so that snapshots can be made."""

    def __init__(self, world: World, dialect: O2gDialect = DIALECTS["capture"]) -> None:
        self.world, self.dialect = world, dialect
        self.parties = parties_of(world)
        self.by_login = {party.login: party for party in self.parties}
        self.by_number = {party.number: party for party in self.parties}
        self.leaders = {party.group_id: party for party in self.parties if party.supervisor}
        self.linked = dict.fromkeys(NODES, True)
        self.ledger = Ledger()
        self.marks: dict[str, tuple[tuple[str | None, int | None], float]] = {}
        self._sinks: list[Callable[[Told], None]] = []
        self._refs = 0
        self.private = PrivateCalls(self)
        self.pilots = PilotTeller(self)
        self._on = {
            "ringing": self._ringing, "rang_out": self._rang_out, "abandoned": self._abandoned,
            "answered": self._answered, "held": self._held, "retrieved": self._retrieved,
            "ended": self._ended,
        }  # fmt: skip
        for party in self.parties:
            party.agent_state = party.state_now()
            self.mark(party)
        world.observers.append(self.observe)

    def listen(self, sink: Callable[[Told], None]) -> None:
        self._sinks.append(sink)

    # telling

    def tell(
        self, package: str, party: Party, make: Callable[[], Event], *answered: Answered
    ) -> None:
        """Only if the party's node is linked; made only if somebody listens."""
        if self.linked[party.node] and self._sinks:
            self.spread(Told(package, party.login, make(), answered))

    def spread(self, told: Told) -> None:
        for sink in self._sinks:
            sink(told)

    def telephony(self, party: Party, make: Callable[[], Event], *answered: Answered) -> None:
        self.tell("telephony", party, make, *answered)

    def user_state(self, party: Party) -> None:
        state = (
            "BUSY" if any(c.state != "RINGING_INCOMING" for c in party.calls.values()) else "FREE"
        )
        if state != party.user_state:
            party.user_state = state
            self.telephony(
                party,
                lambda: {
                    "eventName": "OnUserStateModified", "loginName": party.login, "state": state,
                },
            )  # fmt: skip

    def new_ref(self, job: int) -> str:
        self._refs += 1
        return f"{job:08x}{self._refs:08x}"

    def mark(self, party: Party) -> None:
        """Note since when the party is in its refined state, with its reason."""
        now = (refined(party), party.agent_state.get("withdrawReason"))
        known = self.marks.get(party.login)
        if known is None or known[0] != now:
            self.marks[party.login] = (now, self.world.now)

    # happenings

    def observe(self, what: str, agent: Agent | None, call: Call | None) -> None:
        if what == "midnight":
            self.ledger.turn(self.world.day)
        elif what == "state" and agent is not None:
            self._state(self.parties[agent.index], call)
        elif call is not None:
            self.pilots.happened(what, agent, call)
            if agent is not None and what in self._on:
                party = self.parties[agent.index]
                self._on[what](party, call)
                self.mark(party)

    def _state(self, party: Party, call: Call | None) -> None:
        agent = party.agent
        if agent is None:
            return
        self.private.follow(party, agent)
        party.coding = agent.state == "wrap_up" and call is not None and call.jobno % HAS_CODE == 0
        if party.coding:
            turn = agent.turn
            self.world.at(self.world.now + CODE_SECONDS, lambda: self._coded(party, turn))
        self._agent_state(party)

    def _coded(self, party: Party, turn: int) -> None:
        if party.agent is not None and party.agent.turn == turn and party.coding:
            party.coding = False
            self._agent_state(party)

    def _agent_state(self, party: Party) -> None:
        before, now = party.agent_state, party.state_now()
        if now == before:
            self.mark(party)
            return
        party.agent_state = now
        if before["mainState"] != now["mainState"]:
            word = "IN_SERVICE" if now["mainState"] == "LOG_ON" else "OUT_OF_SERVICE"
            states = [{"deviceId": party.device, "state": word}]
            self.telephony(
                party,
                lambda: {
                    "eventName": "OnDeviceStateModified", "loginName": party.login,
                    "deviceStates": states,
                },
            )  # fmt: skip
        self.tell("agent", party, lambda: self._agent_event(party))
        self.mark(party)

    def _agent_event(self, party: Party) -> Event:
        state = shapes.agent_state(party.agent_state, self.dialect)
        return {"eventName": "OnAgentStateChanged", "loginName": party.login, "state": state}

    def _ringing(self, party: Party, call: Call) -> None:
        queue = self.world.queues[call.queue]
        pilot = pilot_of(queue) or ""
        own = O2gCall(
            self.new_ref(call.jobno), call.jobno, "RINGING_INCOMING", call.caller, pilot, pilot,
            call.queue, int(self.world.now - call.arrived), int(expected_wait(self.world, queue)),
            len(queue.waiting) > SATURATED_FROM, party.group,
        )  # fmt: skip
        party.calls[own.ref] = own
        self.telephony(party, lambda: shapes.created(party, own, self.dialect))

    def _rang_out(self, party: Party, call: Call) -> None:
        self._drop(party, call, "REDIRECTED")

    def _abandoned(self, party: Party, call: Call) -> None:
        self._drop(party, call, "ABANDONED")

    def _drop(self, party: Party, call: Call, cause: str) -> None:
        own = party.call_of(call.jobno)
        if own is not None:
            del party.calls[own.ref]
            to = own.pilot if cause == "REDIRECTED" else None
            self.telephony(party, lambda: shapes.removed(party, own.ref, self.dialect, cause, to))

    def _change(self, party: Party, own: O2gCall, state: str, new_ref: bool) -> None:
        own.state = state
        previous = None
        if new_ref:
            previous, own.ref = own.ref, self.new_ref(own.job)
            del party.calls[previous]
            party.calls[own.ref] = own
        self.telephony(
            party,
            lambda: shapes.modified(party, own, self.dialect, previous),
            *self.answered_of(own, previous),
        )
        self.user_state(party)

    def answered_of(self, own: O2gCall, previous: str | None = None) -> tuple[Answered, ...]:
        """What counts as answered when this call is told of as it is now."""
        if own.pilot is None or own.state not in ("ACTIVE", "HELD"):
            return ()
        return (Answered(own.ref, previous, own.day, own.pilot, own.group, own.wait),)

    def _answered(self, party: Party, call: Call) -> None:
        own = party.call_of(call.jobno)
        if own is None:
            return
        own.day = self.world.day
        self._change(party, own, "ACTIVE", call.jobno % NEW_REF_ON_ANSWER == 0)
        if self.linked[party.node]:
            own.answered = True
            for one in self.answered_of(own):
                self.ledger.answer(one)
        if call.jobno % ASKS_FOR_HELP == 0:
            when = self.world.now + HELP_AFTER
            self.world.at(when, lambda: self._ask_for_help(party, call.jobno))

    def _held(self, party: Party, call: Call) -> None:
        if own := party.call_of(call.jobno):
            self._change(party, own, "HELD", new_ref=False)

    def _retrieved(self, party: Party, call: Call) -> None:
        if own := party.call_of(call.jobno):
            self._change(party, own, "ACTIVE", call.jobno % NEW_REF_ON_RETRIEVE == 1)

    def _ended(self, party: Party, call: Call) -> None:
        own = party.call_of(call.jobno)
        if own is None:
            return
        self._stop_help(party)
        own.state = "RELEASING"
        del party.calls[own.ref]
        if call.jobno % TRANSFERRED == 2:
            self.private.take_over(party, own)
        else:
            self.telephony(party, lambda: shapes.modified(party, own, self.dialect))
            self.telephony(party, lambda: shapes.removed(party, own.ref, self.dialect))
        self.user_state(party)
        if own.answered and own.pilot and self.linked[party.node]:
            self.ledger.end(own.pilot, own.group, call.talk_seconds, call.hold_seconds)

    # supervisor help, told to both sides

    def _ask_for_help(self, party: Party, job: int) -> None:
        leader = self.leaders.get(party.group_id)
        if party.call_of(job) is None or leader is None or party.help_requested:
            return
        party.help_requested = True
        leader.help_from.append(party.number)
        self._help("OnSupervisorHelpRequested", party, leader)

        def give_up() -> None:
            if party.call_of(job) is not None:
                self._stop_help(party)

        self.world.at(self.world.now + HELP_SECONDS, give_up)

    def _stop_help(self, party: Party) -> None:
        leader = self.leaders.get(party.group_id)
        if leader is None or not party.help_requested:
            return
        party.help_requested = False
        leader.help_from.remove(party.number)
        self._help("OnSupervisorHelpCancelled", party, leader)

    def _help(self, name: str, party: Party, leader: Party) -> None:
        for one, other in ((party, leader), (leader, party)):
            self.tell("agent", one, lambda one=one, other=other: {  # type: ignore[misc]
                "eventName": name, "loginName": one.login, "agentNumber": other.number,
            })  # fmt: skip

    # on demand

    def snapshot_of(self, party: Party, package: str) -> Told:
        if package == "agent":
            return Told("agent", party.login, self._agent_event(party))
        state = shapes.telephony_state(party, self.dialect)
        event = {"eventName": "OnTelephonyState", "loginName": party.login, "state": state}
        known = tuple(one for call in party.calls.values() for one in self.answered_of(call))
        return Told("telephony", party.login, event, known)

    def snapshot(self, package: str) -> list[Event]:
        return [
            self.snapshot_of(party, package).event
            for party in self.parties
            if self.linked[party.node]
        ]

    def agent_snapshot(self) -> list[Event]:
        """OnAgentStateChanged of everybody, as the server would send them now."""
        return self.snapshot("agent")

    def telephony_snapshot(self) -> list[Event]:
        """OnTelephonyState of everybody."""
        return self.snapshot("telephony")

    def truth(self, show: Callable[[float], float]) -> Event:
        return truth_of(self, show)
