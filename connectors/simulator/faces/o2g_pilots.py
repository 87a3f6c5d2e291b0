"""Events of the package `pilot`: a call's way from the pilot through its queue to somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from connectors.simulator.faces.o2g_told import Told
from connectors.simulator.identities import number_of, oxe_queue_of, pilot_of
from connectors.simulator.people import Agent
from connectors.simulator.queues import Call, Queue

if TYPE_CHECKING:
    from connectors.simulator.faces.o2g_events import O2gEvents

NODE = "1"


class PilotTeller:
    """Told whether or not somebody monitors the pilot: who subscribes filters."""

    def __init__(self, events: O2gEvents) -> None:
        self.events, self.world = events, events.world

    def happened(self, what: str, agent: Agent | None, call: Call) -> None:
        queue = self.world.queues[call.queue]
        pilot = pilot_of(queue)
        if pilot is None or not self.events.linked[NODE]:
            return
        if what == "arrived":
            self._tell(pilot, self._created(pilot, call))
            self._tell(pilot, self._queued(pilot, queue, call))
        elif what == "rang_out":
            self._tell(pilot, self._queued(pilot, queue, call))
        elif what == "ringing" and agent is not None:
            self._tell(pilot, self._removed(pilot, call, "DISTRIBUTED", number_of(agent)))
        elif what == "abandoned" and agent is None:
            self._tell(pilot, self._removed(pilot, call, "ABANDONED", None))

    def _tell(self, pilot: str, event: dict[str, Any]) -> None:
        self.events.spread(Told("pilot", pilot, event))

    @staticmethod
    def _created(pilot: str, call: Call) -> dict[str, Any]:
        return {
            "eventName": "OnPilotCallCreated", "pilot": pilot, "caller": call.caller,
            "callRef": _ref(call), "cause": "ACD_ENTER_DISTRIBUTION",
            "callData": {
                "initialCalled": {"id": {"phoneNumber": pilot}}, "anonymous": False,
                "trunkIdentification": {"networkTimeslot": call.jobno % 30, "trunkNeqt": [1]},
            },
        }  # fmt: skip

    @staticmethod
    def _queued(pilot: str, queue: Queue, call: Call) -> dict[str, Any]:
        waiting = sum(1 for one in queue.waiting if one.state == "waiting")
        return {
            "eventName": "OnPilotCallQueued", "pilot": pilot, "caller": call.caller,
            "queue": oxe_queue_of(queue), "callRef": _ref(call), "cause": "DISTRIBUTED",
            "numberOfQueued": waiting,
        }  # fmt: skip

    @staticmethod
    def _removed(pilot: str, call: Call, cause: str, to: str | None) -> dict[str, Any]:
        found = {
            "eventName": "OnPilotCallRemoved", "pilot": pilot, "callRef": _ref(call),
            "cause": cause, "releasingDevice": call.caller if to is None else pilot,
        }  # fmt: skip
        return found if to is None else found | {"newDestination": to}


def _ref(call: Call) -> str:
    return f"{call.jobno:08x}pilot"
