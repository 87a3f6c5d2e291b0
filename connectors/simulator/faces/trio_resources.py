"""Trio's collections below a contact centre, as rows, and how a path finds its row."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from connectors.simulator.faces.trio_sources import Item, TrioSources

BASE = "/te/api"


@dataclass(frozen=True, slots=True)
class Resource:
    """A collection under `cc/{ccid}/` and, if `one` is set, its single members."""

    pattern: str
    table: str
    kind: str
    rel: str
    read: Callable[[TrioSources], list[Item]]
    filters: dict[str, str]
    one: str | None = None
    key: str = "id"
    read_one: Callable[[TrioSources], list[Item]] | None = None


ID_NAME = {"id": "id", "name": "name"}
RESOURCES = (
    Resource("services/state", "service_state", "state", "ServiceState",
             TrioSources.service_states, ID_NAME, r"services/(\d+)/state"),
    Resource("agents/state", "agent_state", "state", "AgentState",
             TrioSources.agent_states, {"id": "id"}, r"agents/(\d+)/state"),
    Resource("services/cases", "case", "cases", "Cases", TrioSources.cases,
             {"jobno": "jobno", "sid": "service_id", "cust": "customer", "vid": "vid",
              "caseClass": "case_class", "caseType": "case_type"},
             r"services/cases/(\d+)", "jobno", TrioSources.all_cases),
    Resource("services/calls", "call", "calls", "Calls", TrioSources.calls,
             {"id": "id", "service": "service_id"}, r"services/calls/(\d+)", "jobno"),
    Resource("services", "service", "directory", "Services", TrioSources.services,
             {**ID_NAME, "groupId": "group_id"}, r"services/(\d+)"),
    Resource("servicegroups", "service_group", "directory", "ServiceGroups",
             TrioSources.service_groups, ID_NAME, r"servicegroups/(\d+)"),
    Resource("agents", "agent", "directory", "Agents", TrioSources.agents,
             {"id": "id", "firstName": "first_name", "lastName": "last_name"}, r"agents/(\d+)"),
    Resource("agentgroups", "agent_group", "directory", "AgentGroups",
             TrioSources.agent_groups, ID_NAME, r"agentgroups/(\d+)"),
)  # fmt: skip


def tail_of(path: str) -> str | None:
    """The path below the base, lower case, as the document spells it; None outside the base."""
    lowered = path.lower().rstrip("/")
    if lowered != BASE and not lowered.startswith(BASE + "/"):
        return None
    return re.sub(r"^kc(?=/|$)", "cc", lowered[len(BASE) :].strip("/"))


def find(tail: str) -> tuple[Resource, int, int | None] | None:
    """Resource, contact centre and the single member's key, if the path names one."""
    match = re.match(r"cc/(\d+)/(.+)", tail)
    if match is None:
        return None
    for resource in RESOURCES:
        if match[2] == resource.pattern:
            return resource, int(match[1]), None
        single = re.fullmatch(resource.one, match[2]) if resource.one else None
        if single is not None:
            return resource, int(match[1]), int(single[1])
    return None
