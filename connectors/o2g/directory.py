"""The directory job: names, numbers, nodes, groups and skills of all agents and supervisors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from connectors.base import Directory, DirectoryEntry, RunContext
from connectors.errors import Malformed, Refused
from connectors.o2g.agents import Agent
from connectors.o2g.client import O2gClient
from connectors.o2g.normalize import Misshapen
from connectors.o2g.options import O2gOptions
from connectors.o2g.outbox import entry_of_agent
from connectors.o2g.people import People
from connectors.o2g.queues import Queues
from connectors.o2g.spec import DIRECTORY
from wallboard.domain.observation import Batch, Kind, Observation, Value

AGENTS = frozenset({Kind.AGENT})


def read_directory(
    context: RunContext, client: O2gClient, logins: Iterable[str]
) -> Iterator[Batch | Directory]:
    """A full listing of agents, and what it says of each as facts for the reader of events."""
    people = People(Queues(0.0), context.findings)
    complete = True
    for login in logins:
        complete = _read(people, client, context, login) and complete
    agents = list(people.agents.values())
    queues = _known_queues(context)
    entries = (*(entry_of_agent(agent) for agent in agents), *queues)
    yield Directory(AGENTS if complete else frozenset(), entries)
    at = context.clock()
    observations = tuple(_observation(agent, at) for agent in agents)
    yield Batch(context.account.id, DIRECTORY, AGENTS, observations, at, complete)


def _read(people: People, client: O2gClient, context: RunContext, login: str) -> bool:
    """Whether all of one person could be read; a person who cannot is no reason to stop."""
    try:
        people.learn_user(login, client.fetch_user(login))
        people.learn_config(login, client.fetch_agent_config(login))
    except (Refused, Malformed) as error:
        context.findings.malformed("directory", error.code)
        return False
    except Misshapen as trouble:
        context.findings.malformed("directory", str(trouble))
        return False
    return True


def _observation(agent: Agent, at: float) -> Observation:
    texts = {
        "name": agent.name,
        "number": agent.number,
        "node": agent.node,
        "groups": ", ".join(agent.groups),
        "skills": agent.skills,
    }
    values = {name: Value(text) for name, text in texts.items() if text}
    if agent.supervisor is not None:
        values["supervisor"] = Value(agent.supervisor)
    return Observation(Kind.AGENT, agent.login, values, at, at)


def _known_queues(context: RunContext) -> list[DirectoryEntry]:
    """O2G lists no pilots: those that events have named."""
    found = []
    nouns = O2gOptions.of(context.account.options).listed
    for entity, facts in context.known.facts_of(Kind.QUEUE).items():
        if entity.external_id.partition(":")[0] not in nouns:
            continue
        number = facts["number"].value.raw if "number" in facts else ""
        name = facts["name"].value.raw if "name" in facts else ""
        if number:
            noun = entity.external_id.partition(":")[0].capitalize()
            found.append(
                DirectoryEntry(
                    Kind.QUEUE, entity.external_id, str(name or f"{noun} {number}"),
                    {"number": str(number)},
                )
            )  # fmt: skip
    return found
