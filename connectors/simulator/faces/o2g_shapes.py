"""The JSON of O2G's telephony and agent events, after its captures. Each call makes it anew."""

from typing import Any

from connectors.simulator.faces.o2g_dialects import O2gDialect
from connectors.simulator.faces.o2g_parties import O2gCall, Party

Event = dict[str, Any]
_LEG_MAY = {
    "RINGING_INCOMING": {"answer": True},
    "ACTIVE": {"drop": True, "hold": True},
    "HELD": {"retrieve": True},
    "RELEASING": {"drop": True},
}
_CALL_MAY = {
    "RINGING_INCOMING": {"redirect": True, "pickedUp": True, "terminate": True},
    "ACTIVE": {"transfer": True, "terminate": True, "dropMe": True},
}
_LEG_ALL = ("answer", "drop", "hold", "retrieve")
_CUSTOMERS = (("Åke", "Öberg"), ("Märta", "Sjölund"), ("Ülo", "Põder"), ("Zoë", "Nåhlin"))


def acd_call_data(call: O2gCall, dialect: O2gDialect) -> Event:
    info: Event = {
        "queueWaitingTime": call.wait,
        "globalWaitingTime": call.wait,
        "agentGroup": int(call.group) if dialect.group_as_number else call.group,
    }
    found: Event = {"callInfo": info, "pilotNumber": call.pilot}
    if not dialect.sparse:
        info["local"] = True
        found["queueData"] = {"waitingTime": call.expected_wait}
        if call.saturated or dialect.defaults:
            found["queueData"]["saturated"] = call.saturated
    if dialect.defaults:
        found |= {"rsiNumber": None, "supervisedTransfer": False, "pilotTransferInfo": None}
    return found


def call_data(call: O2gCall, dialect: O2gDialect, first: bool) -> Event:
    found: Event = {"state": call.state}
    if not dialect.sparse:
        found = {
            "initialCalled": {"id": {"phoneNumber": call.called}},
            "state": call.state,
            "tags": [],
            "capabilities": {"addMedias": [], **_CALL_MAY.get(call.state, {})},
        }
    if dialect.defaults:
        found |= {"deviceCall": False, "anonymous": False, "associateData": None}
    if call.pilot is not None and (first or dialect.acd_always):
        found["acdCallData"] = acd_call_data(call, dialect)
    return found


def leg(party: Party, call: O2gCall, dialect: O2gDialect) -> Event:
    may = _LEG_MAY.get(call.state, {})
    if dialect.defaults:
        may = dict.fromkeys(_LEG_ALL, False) | may
    return {
        "deviceId": party.number,
        "media": "AUDIO",
        "state": call.state,
        "capabilities": may,
    }


def participant(call: O2gCall) -> Event:
    first, last = _CUSTOMERS[call.job % len(_CUSTOMERS)]
    return {
        "participantId": call.caller,
        "identity": {
            "id": {"phoneNumber": call.caller},
            "firstName": first,
            "lastName": last,
            "type": {"main": "EXTERNAL", "subType": "public"},
        },
        "medias": [],
        "mediaCapabilities": [{"type": "AUDIO"}],
    }


def capabilities(party: Party) -> list[Event]:
    return [{"deviceId": party.number, "makeCall": True, "makeBusinessCall": True,
             "unParkCall": True}]  # fmt: skip


def created(party: Party, call: O2gCall, dialect: O2gDialect) -> Event:
    found: Event = {"eventName": "OnCallCreated", "loginName": party.login, "callRef": call.ref}
    if call.pilot is not None:
        found["cause"] = "DISTRIBUTED"
    found |= {
        "callData": call_data(call, dialect, first=True),
        "legs": [leg(party, call, dialect)],
        "participants": [participant(call)],
    }
    if not dialect.sparse:
        found["deviceCapabilities"] = capabilities(party)
    return found


def modified(
    party: Party,
    call: O2gCall,
    dialect: O2gDialect,
    previous: str | None = None,
    replaced_by: str | None = None,
    cause: str | None = None,
) -> Event:
    found: Event = {"eventName": "OnCallModified", "loginName": party.login, "callRef": call.ref}
    optional = {"cause": cause, "previousCallRef": previous, "replacedByCallRef": replaced_by}
    found |= {name: text for name, text in optional.items() if text or dialect.defaults}
    found |= {
        "callData": call_data(call, dialect, first=False),
        "modifiedLegs": [leg(party, call, dialect)],
    }
    gone = [call.caller] if call.state == "RELEASING" else []
    if gone or not dialect.sparse:
        found["removedParticipantIds"] = gone
    if not dialect.sparse:
        found |= {
            "addedLegs": [], "removedLegs": [], "modifiedParticipants": [],
            "addedParticipants": [], "deviceCapabilities": [],
        }  # fmt: skip
    return found


def removed(
    party: Party, ref: str, dialect: O2gDialect, cause: str | None = None, to: str | None = None
) -> Event:
    found: Event = {"eventName": "OnCallRemoved", "loginName": party.login, "callRef": ref}
    optional = {"cause": cause, "newDestination": to}
    found |= {name: text for name, text in optional.items() if text or dialect.defaults}
    return found if dialect.sparse else found | {"deviceCapabilities": []}


def telephony_state(party: Party, dialect: O2gDialect) -> Event:
    calls = [
        {
            "callRef": call.ref,
            "callData": call_data(call, dialect, first=True),
            "legs": [leg(party, call, dialect)],
            "participants": [participant(call)],
        }
        for call in party.calls.values()
    ]
    found: Event = {"userState": party.user_state}
    if calls or not dialect.sparse:
        found["calls"] = calls
    return found if dialect.sparse else found | {"deviceCapabilities": capabilities(party)}


def agent_state(state: Event, dialect: O2gDialect) -> Event:
    if not dialect.defaults:
        return dict(state)
    blank = dict.fromkeys(("subState", "proAcdDeviceNumber", "pgNumber", "withdrawReason"))
    return {**blank, "withdrawn": False, **state}
