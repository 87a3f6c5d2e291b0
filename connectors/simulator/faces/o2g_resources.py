"""What an administrator's session may read: logins, users, agents, telephony, the system."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from connectors.simulator.clock import Clock
from connectors.simulator.faces import o2g_reasons as reasons
from connectors.simulator.faces import o2g_shapes as shapes
from connectors.simulator.faces.o2g_errors import bad, missing, wrong_method
from connectors.simulator.faces.o2g_events import O2gEvents
from connectors.simulator.faces.o2g_parties import Party
from connectors.simulator.http import Request, Response
from connectors.simulator.identities import GROUPS, group_number
from connectors.simulator.options import Options

OFFICE = ("oxe70001", "oxe70002")
"""Users who are no ACD operators."""


class O2gResources:
    """Reads; everything else in these branches is 405."""

    def __init__(self, events: O2gEvents, clock: Clock, options: Options) -> None:
        self.events, self.clock, self.options = events, clock, options
        self.names: dict[str, str] = {}  # of the hosts
        self.started = clock.presented(clock.world.now)

    def handle(self, host: str, request: Request, tail: str) -> Response:
        """`tail` is the path below the version."""
        if request.method != "GET":
            return wrong_method()
        if tail == "logins":
            return self._logins(request.params)
        if tail == "users":
            return self._by_phone(request.params.get("companyphone"))
        if tail.startswith("users/"):
            return self._user_or_404(tail.removeprefix("users/"))
        if tail == "system/status":
            return Response.of_json(self._status(host))
        routes = {
            "acd/agent/config": self._config, "acd/agent/state": self._agent_state,
            "acd/agent/withdrawReasons": self._reasons, "telephony/state": self._telephony,
            "telephony/calls": self._calls, "telephony/devices": self._devices,
        }  # fmt: skip
        if tail not in routes:
            return missing("no such resource")
        login = request.params.get("loginname")
        if not login:
            return bad("loginName")
        party = self.events.by_login.get(login)
        if party is None:
            return missing("loginName")
        found = routes[tail](party, request.params)
        return found if isinstance(found, Response) else Response.of_json(found)

    # directory

    def _logins(self, params: dict[str, str]) -> Response:
        nodes = {node.strip() for node in params.get("nodeids", "").split(",") if node.strip()}
        found = [one.login for one in self.events.parties if not nodes or one.node in nodes]
        if "onlyacd" not in params and (not nodes or "1" in nodes):
            found += OFFICE
        return Response.of_json({"loginNames": found})

    def _by_phone(self, phone: str | None) -> Response:
        if not phone:
            return bad("companyPhone")
        party = self.events.by_number.get(phone)
        return missing("companyPhone") if party is None else Response.of_json(self.user(party))

    def _user_or_404(self, login: str) -> Response:
        if login in OFFICE:
            number = login.removeprefix("oxe")
            return Response.of_json({"companyPhone": number, "lastName": f"Kontor {number}",
                                     "loginName": login, "nodeId": "1"})  # fmt: skip
        party = self.events.by_login.get(login)
        return missing("loginName") if party is None else Response.of_json(self.user(party))

    def user(self, party: Party) -> dict[str, Any]:
        first, last = party.names
        found: dict[str, Any] = {
            "companyPhone": party.number, "firstName": first, "lastName": last,
            "loginName": party.login, "nodeId": party.node,
        }  # fmt: skip
        if self.events.dialect.sparse:
            return found
        devices = [{"type": "DESKPHONE", "id": party.number, "subType": "NOE_C_Color_IP"}]
        return {**found, "voicemail": {"number": "61900", "type": "VM_4645"}, "devices": devices}

    # agents

    def _config(self, party: Party, params: dict[str, str]) -> dict[str, Any]:
        groups = [party.group]
        if party.agent is not None and party.agent.index % 5 == 0:
            groups.append(group_number(party.group_id % 4 + 1))
        agent = party.agent
        skills = (
            [
                {"number": 600 + queue, "level": 1 + (agent.index + queue) % 5, "active": True}
                for queue in agent.queues
            ]
            if agent
            else []
        )
        found: dict[str, Any] = {
            "type": party.kind,
            "processingGroups": {"preferred": party.group, "groups": groups},
            "skills": {"skills": skills},
        }
        flags = {"selfAssign": False, "headset": True, "help": True, "multiline": False}
        if self.events.dialect.sparse:
            return found
        return found | {
            name: on for name, on in flags.items() if on or self.events.dialect.defaults
        }

    def _agent_state(self, party: Party, params: dict[str, str]) -> dict[str, Any]:
        return shapes.agent_state(party.agent_state, self.events.dialect)

    def _reasons(self, party: Party, params: dict[str, str]) -> dict[str, Any] | Response:
        number = params.get("pgnumber", "") or party.group
        if not number.isdigit() or not GROUPS < int(number) < GROUPS + 100:
            return missing("pgNumber")
        found: list[dict[str, Any]] = [
            {"index": index} | ({} if text is None else {"label": text})
            for index, text in reasons.reasons_of(int(number) - GROUPS)
        ]
        if self.events.dialect.sparse and not found:
            return {"number": 0}
        return {"number": len(found), "reasons": found}

    # telephony

    def _telephony(self, party: Party, params: dict[str, str]) -> dict[str, Any]:
        return shapes.telephony_state(party, self.events.dialect)

    def _calls(self, party: Party, params: dict[str, str]) -> dict[str, Any]:
        return {"calls": shapes.telephony_state(party, self.events.dialect).get("calls", [])}

    def _devices(self, party: Party, params: dict[str, str]) -> dict[str, Any]:
        word = "OUT_OF_SERVICE" if party.agent_state["mainState"] == "LOG_OFF" else "IN_SERVICE"
        return {"deviceStates": [{"deviceId": party.device, "state": word}]}

    # system

    def _status(self, host: str) -> dict[str, Any]:
        moment = datetime.fromtimestamp(self.started, UTC)
        version = ".".join(self.events.dialect.version)
        licence = {
            "name": "TELEPHONY_ADVANCED", "total": self.options.o2g_licences,
            "currentUsed": min(1, self.options.o2g_licences), "expiration": "2027-12-31",
        }  # fmt: skip
        return {
            "logicalAddress": {"fqdn": "o2g.demo.invalid", "ip": "127.0.0.1"},
            "startDate": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "ha": True,
            "primary": self.names.get(host, ""),
            "primaryVersion": version,
            "secondary": next((at for name, at in self.names.items() if name != host), ""),
            "secondaryVersion": version,
            "pbxs": [self._pbx(node) for node in self.events.linked],
            "license": {"lics": [licence]},
            "configurationType": "FULL_SERVICES",
        }

    def _pbx(self, node: str) -> dict[str, Any]:
        up = self.events.linked[node]
        return {
            "name": f"OXE-{node}", "nodeId": int(node), "version": "R100.1-n1.291.19",
            "connected": up, "loaded": up,
            "ctiLinkState": "CONNECTED_MAIN" if up else "DISCONNECTED",
            "monitoredUserNumber": sum(one.node == node for one in self.events.parties),
        }  # fmt: skip
