"""The least reader of O2G's events that the documents allow, to compare with the oracle."""

from typing import Any

Event = dict[str, Any]


class PlainReader:
    """As little as one needs to follow the events, by the words of the document alone."""

    def __init__(self) -> None:
        self.agents: dict[str, Event] = {}
        self.calls: dict[str, dict[str, Event]] = {}
        self.user: dict[str, str] = {}
        self.help: dict[str, set[str]] = {}
        self.answered: set[str] = set()
        self.waits: dict[str, list[int]] = {}

    def hear(self, event: Event) -> None:
        handler = getattr(self, event["eventName"], None)
        if handler is not None:
            handler(event, event.get("loginName", ""))

    def OnAgentStateChanged(self, event: Event, login: str) -> None:  # noqa: N802
        self.agents[login] = event["state"]

    def OnUserStateModified(self, event: Event, login: str) -> None:  # noqa: N802
        self.user[login] = event["state"]

    def OnCallCreated(self, event: Event, login: str) -> None:  # noqa: N802
        self._put(login, event["callRef"], event["callData"])

    def OnCallModified(self, event: Event, login: str) -> None:  # noqa: N802
        own = self.calls.setdefault(login, {})
        if event.get("replacedByCallRef"):
            own.pop(event["callRef"], None)
            return
        before = own.pop(event.get("previousCallRef") or event["callRef"], None)
        before = before or own.get(event["callRef"], {})
        self._put(login, event["callRef"], {**before, **event["callData"]})

    def OnCallRemoved(self, event: Event, login: str) -> None:  # noqa: N802
        self.calls.get(login, {}).pop(event["callRef"], None)

    def OnTelephonyState(self, event: Event, login: str) -> None:  # noqa: N802
        before, self.calls[login] = self.calls.get(login, {}), {}
        self.user[login] = event["state"]["userState"]
        for call in event["state"].get("calls", []):
            counted = before.get(call["callRef"], {}).get("counted", False)
            self._put(login, call["callRef"], {**call["callData"], "counted": counted})

    def OnSupervisorHelpRequested(self, event: Event, login: str) -> None:  # noqa: N802
        self.help.setdefault(login, set()).add(event["agentNumber"])

    def OnSupervisorHelpCancelled(self, event: Event, login: str) -> None:  # noqa: N802
        self.help.setdefault(login, set()).discard(event["agentNumber"])

    def _put(self, login: str, ref: str, data: Event) -> None:
        own, was = self.calls.setdefault(login, {}), data.pop("counted", False)
        acd = data.get("acdCallData")
        if acd and data["state"] in ("ACTIVE", "HELD") and not was:
            was = True
            self.waits.setdefault(acd["pilotNumber"], []).append(
                acd["callInfo"]["queueWaitingTime"]
            )
        own[ref] = {**data, "counted": was}

    def check(self, truth: Event) -> None:
        for agent in truth["agents"]:
            login = agent["login"]
            told = self.agents[login]
            assert told["mainState"] == agent["main_state"]
            assert told.get("subState") == agent["sub_state"]
            assert told.get("withdrawReason") == agent["withdraw_reason"]
            assert self.user.get(login, "FREE") == agent["user_state"]
            calls = self.calls.get(login, {})
            assert {ref: call["state"] for ref, call in calls.items()} == {
                call["call_ref"]: call["state"] for call in agent["calls"]
            }
            pilots = {ref: call.get("acdCallData", {}).get("pilotNumber")
                      for ref, call in calls.items()}  # fmt: skip
            assert pilots == {call["call_ref"]: call["pilot"] for call in agent["calls"]}
            asked = self.help.get(login, set())
            assert (asked == set(agent["help_from"])) or agent["help_requested"]
            assert agent["type"] == "SUPERVISOR" or bool(asked) == agent["help_requested"]
