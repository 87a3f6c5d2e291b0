"""Calls without a pilot: an agent's own, and those to whom a contact is handed on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectors.simulator.faces import o2g_shapes as shapes
from connectors.simulator.faces.o2g_parties import O2gCall, Party
from connectors.simulator.people import Agent

if TYPE_CHECKING:
    from connectors.simulator.faces.o2g_events import O2gEvents

RINGS_AFTER, TALKS_AFTER = 2.0, 6.0
_ELSEWHERE = "+46317654321"


class PrivateCalls:
    """`busy_other` is a call of the agent's own: dialling, ringing elsewhere, active."""

    def __init__(self, events: O2gEvents) -> None:
        self.events, self.world = events, events.world
        self._jobs = 0

    def follow(self, party: Party, agent: Agent) -> None:
        own = next((call for call in party.calls.values() if call.pilot is None), None)
        if agent.state == "busy_other" and own is None:
            self._dial(party)
        elif agent.state != "busy_other" and own is not None:
            self._hang_up(party, own)

    def _new(self, party: Party, state: str) -> O2gCall:
        self._jobs += 1
        ref = self.events.new_ref(self._jobs)
        return O2gCall(ref, self._jobs, state, _ELSEWHERE, _ELSEWHERE)

    def _dial(self, party: Party) -> None:
        call = self._new(party, "DIALING")
        party.calls[call.ref] = call
        events = self.events
        events.telephony(party, lambda: shapes.created(party, call, events.dialect))
        events.user_state(party)
        now = self.world.now
        self.world.at(now + RINGS_AFTER, lambda: self._goes_on(party, call, "RINGING_OUTGOING"))
        self.world.at(now + TALKS_AFTER, lambda: self._goes_on(party, call, "ACTIVE"))

    def _goes_on(self, party: Party, call: O2gCall, state: str) -> None:
        if call.ref in party.calls:
            call.state = state
            events = self.events
            events.telephony(party, lambda: shapes.modified(party, call, events.dialect))

    def _hang_up(self, party: Party, call: O2gCall) -> None:
        events, call.state = self.events, "RELEASING"
        del party.calls[call.ref]
        events.telephony(party, lambda: shapes.modified(party, call, events.dialect))
        events.telephony(party, lambda: shapes.removed(party, call.ref, events.dialect, "CLEARED"))
        events.user_state(party)

    def take_over(self, party: Party, contact: O2gCall) -> None:
        """A contact that was released in favour of another call, for which no removal comes."""
        call, events = self._new(party, "ACTIVE"), self.events
        events.telephony(party, lambda: shapes.created(party, call, events.dialect))
        events.telephony(
            party,
            lambda: shapes.modified(
                party, contact, events.dialect, replaced_by=call.ref, cause="TRANSFERRED"
            ),
        )
        events.telephony(
            party,
            lambda: shapes.removed(party, call.ref, events.dialect, "TRANSFERRED", _ELSEWHERE),
        )
