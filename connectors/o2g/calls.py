"""One agent's calls: told by events, replaced by snapshots. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from connectors.base import Findings
from connectors.o2g.normalize import Event, flag, listed, mapping, media_state, objects, text, whole

# Of several legs the one that says most about what the agent does.
LEG_ORDER = ("ACTIVE", "HELD", "RINGING_INCOMING", "RINGING_OUTGOING", "DIALING", "OFF_HOOK",
             "UNKNOWN", "RELEASING", "IDLE")  # fmt: skip
# Who has dialled is the caller, whatever becomes of the call; whom it rang at is not.
CALLED: Mapping[str, bool] = {"RINGING_INCOMING": True, "DIALING": False, "RINGING_OUTGOING": False}
ANSWERED = frozenset({"ACTIVE", "HELD"})
LEGS = ("legs", "addedLegs", "modifiedLegs")
LEGS_GONE = ("removedLegs", "removedLeg")  # the documents, and one of the vendor's clients


@dataclass(slots=True)
class Call:
    """`contact` is the reference under which it was first known: it survives replacements, so a
    contact counts once however often its reference changes and whoever has it."""

    ref: str
    contact: str
    state: str = "UNKNOWN"
    acd: bool = False
    pilot: str = ""
    group: str = ""
    wait: int | None = None  # seconds in the queue, as told
    since: float = 0.0  # when `state` began
    talked: float = 0.0
    held: float = 0.0
    told_at: float = 0.0
    counted: bool = False
    counts_wait: bool = False  # it was counted before its wait was told
    called: bool | None = None  # by somebody; None: not seen
    legs: dict[str, str] = field(default_factory=dict)  # device → its state

    def enter(self, state: str, at: float) -> None:
        if state == self.state:
            return
        self._add(at)
        self.state, self.since = state, at

    def _add(self, at: float) -> None:
        if self.state == "ACTIVE":
            self.talked += max(0.0, at - self.since)
        elif self.state == "HELD":
            self.held += max(0.0, at - self.since)

    def close(self, at: float) -> None:
        """It was seen to end now."""
        self._add(at)
        self.since = at


@dataclass(frozen=True, slots=True)
class QueueSaid:
    """What a call's data say of its pilot."""

    pilot: str
    expected_wait: int | None
    saturated: bool | None
    status: str


def tell(call: Call, data: Event, event: Event, at: float, findings: Findings) -> None:
    """Fold the call data and legs of one event into the call; what they lack is unchanged."""
    call.told_at = at
    by_legs = _state_of(call.legs.values()) if _fold_legs(call, event, findings) else ""
    state = media_state(data.get("state"), findings) or by_legs
    if state:
        call.enter(state, at)
        call.called = CALLED.get(state, call.called)
    acd = data.get("acdCallData")
    if acd:
        _tell_acd(call, mapping(acd))


def _tell_acd(call: Call, acd: Event) -> None:
    # An agent who asks a pilot for somebody is a caller there, not the one who answers; and so is
    # everybody else whose call knows the queue and not yet that it was distributed.
    if acd.get("pilotTransferInfo") or call.called is False:
        return
    info = mapping(acd.get("callInfo"))
    if acd.get("queueData") and not info and not call.called:
        return
    pilot = text(acd.get("pilotNumber"))
    if not pilot and not info:
        return
    call.acd = True
    call.pilot = pilot or call.pilot
    call.group = text(info.get("agentGroup")) or call.group
    wait = whole(info.get("queueWaitingTime"))
    if wait is not None:
        call.wait = wait


def queue_said(data: Event) -> QueueSaid | None:
    acd = data.get("acdCallData")
    if not isinstance(acd, dict):
        return None
    queue, transfer = mapping(acd.get("queueData")), mapping(acd.get("pilotTransferInfo"))
    pilot = text(acd.get("pilotNumber"))
    if not pilot or not (queue or transfer):
        return None
    expected = whole(queue.get("waitingTime"))
    saturated = flag(queue.get("saturated"))
    if saturated is None:
        # False is left out on the wire: with a waiting time told, its absence says "no".
        saturated = None if expected is None else False
    return QueueSaid(pilot, expected, saturated, text(transfer.get("pilotStatus")))


def _state_of(legs: Iterable[str]) -> str:
    states = set(legs)
    return next((state for state in LEG_ORDER if state in states), "")


def _fold_legs(call: Call, event: Event, findings: Findings) -> bool:
    """Of a creation, of a modification, or of a call in a snapshot; whether it told any."""
    told = False
    for name in LEGS:
        for leg in objects(event.get(name)):
            if state := media_state(leg.get("state"), findings):
                call.legs[text(leg.get("deviceId"))] = state
                told = True
    for name in LEGS_GONE:
        for gone in listed(event.get(name)):
            device = gone.get("deviceId") if isinstance(gone, dict) else gone
            told = call.legs.pop(text(device), None) is not None or told
    return told
