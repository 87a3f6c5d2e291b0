"""Calabrio's directory replies: agents, teams, services, users."""

from collections.abc import Mapping
from typing import Any

from connectors.simulator import credentials
from connectors.simulator.faces.calabrio_dialects import CalabrioDialect
from connectors.simulator.faces.calabrio_requests import BadParameter
from connectors.simulator.faces.calabrio_sources import CalabrioSources, Item
from connectors.simulator.identities import email_of
from connectors.simulator.people import Agent
from connectors.simulator.queues import Queue

PERMISSIONS = ("ViewOrg", "EditSchedules", "ViewSchedules", "PlanSchedules", "AdministerWFM")


def is_true(params: Mapping[str, str], name: str) -> bool:
    return params.get(name.lower(), "").lower() == "true"


def agents(
    sources: CalabrioSources, params: Mapping[str, str], dialect: CalabrioDialect
) -> list[Item]:
    """Basic detail by default; `fullDetail` or `filterable` for more. All agents are active."""
    exclusive = [name for name in ("activeagentandactiveuser", "activeagent", "acdid")
                 if name in params]  # fmt: skip
    if len(exclusive) > 1:
        raise BadParameter("activeAgentAndActiveUser, activeAgent and acdId exclude each other")
    chosen = sources.in_order
    if "acdid" in params:
        chosen = [agent for agent in chosen if agent.acd_agent_id == params["acdid"]]
    return [_agent(sources, agent, params, dialect) for agent in chosen]


def _agent(
    sources: CalabrioSources, agent: Agent, params: Mapping[str, str], dialect: CalabrioDialect
) -> Item:
    item: Item = {
        dialect.agent_id_key: agent.calabrio_id,
        "firstName": agent.first_name,
        "lastName": agent.last_name,
        "employeeNumber": agent.employee_id,
    }
    group = {
        "serviceQueueId": sources.queue_of(agent).calabrio_id,
        "multiSkillGroupId": agent.group_id if len(agent.queues) > 1 else None,
        "skillMappings": [600 + index for index in agent.queues],
    }
    if is_true(params, "filterable"):
        item.update(group)
    if is_true(params, "fullDetail"):
        item.update(group)
        item.update(
            acdId=agent.acd_agent_id,
            active=True,
            companyStartDate="2019-03-01",
            departmentStartDate="2021-09-01",
            terminationDate=None,
            mainTeam={"teamId": agent.group_id, "name": agent.group},
            workConditionProfileId=1,
            readOnly=False,
            services=[sources.world.queues[index].calabrio_id for index in agent.queues],
            settings={"$ref": f"/api/rest/scheduling/agent/{agent.calabrio_id}/settings"},
            teams=[agent.group_id],
        )
        if is_true(params, "agentAssignedException"):
            item["exceptions"] = []
    return item


def team(sources: CalabrioSources, number: int) -> Item:
    """Team 0 is everyone."""
    return {
        "agents": [
            {"id": agent.calabrio_id, "firstName": agent.first_name, "lastName": agent.last_name}
            for agent in sources.in_order
            if number in (0, agent.group_id)
        ]
    }


def services(sources: CalabrioSources, params: Mapping[str, str]) -> list[Item]:
    """400 for a contactType that is not 0 or 1 and for a type that is no number."""
    contact_type = params.get("contacttype")
    if contact_type is not None and contact_type not in ("0", "1"):
        raise BadParameter("contactType must be 0 or 1")
    kind = params.get("type")
    if kind is not None and not kind.isdigit():
        raise BadParameter("type must be a number")
    found = [_service(queue, params) for queue in sources.world.queues]
    if contact_type is not None:
        found = [one for one in found if one["contactType"] == int(contact_type)]
    if kind is not None:
        found = [one for one in found if one["type"] == int(kind)]
    return found


def _service(queue: Queue, params: Mapping[str, str]) -> Item:
    is_voice = queue.channel == "voice"
    item: Item = {
        "id": queue.calabrio_id,
        "number": queue.trio_id,
        "name": queue.name,
        "priority": 0,
        "virtual": False,
        "color": "#7399BD",
        "notAllowForecast": False,
        "msaq": False,
        "type": 0 if is_voice else 1,
        "typeDesc": "Voice" if is_voice else "Email",
        "contactType": 0 if is_voice else 1,
        "shrinkageScenarioId": None,
    }
    if is_true(params, "view"):
        item["viewIds"] = [{"id": 23}]
    if is_true(params, "skillMappings"):
        item["skillMappingIds"] = [{"id": 600 + queue.index}]
    return item


def users(sources: CalabrioSources, acd_id: str | None) -> list[Item]:
    """Its reply is blank in the document; this is the least a user has."""
    return [
        {
            "id": 9000 + agent.index,
            "userId": email_of(agent),
            "firstName": agent.first_name,
            "lastName": agent.last_name,
            "acdId": agent.acd_agent_id,
            "agentId": agent.calabrio_id,
        }
        for agent in sources.in_order
        if acd_id is None or agent.acd_agent_id == acd_id
    ]


def authorized(session: str, timezone: str) -> dict[str, Any]:
    """The reply to POST authorize."""
    return {
        "sessionId": session,
        "id": 2,
        "userId": credentials.CALABRIO_USER,
        "firstName": "Wallboard",
        "lastName": "API",
        "teamId": 3,
        "teamName": "Default Team",
        "groupId": 2,
        "groupName": "Default Group",
        "lang": "en",
        "country": "",
        "sessionTimeout": "60",
        "timezoneString": timezone,
        "deactivated": False,
        "licenseCompliance": True,
        "tenantId": int(credentials.CALABRIO_TENANT),
        "passwordExpirationDate": None,
        "userIq": False,
        "activatedDate": 0,
        "permissions": list(PERMISSIONS),
        "groupsInScope": [],
        "teamsInScope": [],
        "serviceQueuesInScope": [],
    }
