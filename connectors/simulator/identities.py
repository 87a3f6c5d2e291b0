"""Who is called what in O2G and in Sinch, the identity puzzles of README.md among it.

Trio and Calabrio keep their ids in `people.py`. Everything here follows from seed and agent, so
that the same centre has the same ids every time.
"""

import hashlib
from dataclasses import dataclass

from connectors.simulator.people import Agent
from connectors.simulator.queues import Queue

PILOTS, GROUPS, OXE_QUEUES, SUPERVISORS = 60_000, 61_000, 62_000, 65_000
ZERO_IN_O2G, ZEROS_IN_SINCH, CONFLICTING, ROBBED = 2, 4, 9, 12
_SUPERVISOR_NAMES = (
    ("Gunnel", "Åkerström"), ("Björn", "Ödman"), ("Siv", "Häggqvist"), ("Måns", "Källgren"),
    ("Beata", "Sjöström"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Supervisor:
    """Known to O2G and Sinch only; `group` is the number of the group she looks after."""

    index: int
    group: int
    first_name: str
    last_name: str

    @property
    def number(self) -> str:
        return str(SUPERVISORS + self.index)


@dataclass(frozen=True, slots=True)
class SinchUser:
    """`key` is what the id is made of; an external id is an employee id."""

    key: str
    person: str
    first_name: str
    last_name: str
    login: str
    external_id: str | None
    phone: str | None
    email: str
    agent: Agent | None = None


def guid(seed: int, *of: object) -> str:
    """32 hex digits, upper case."""
    text = ":".join(map(str, (seed, *of)))
    return hashlib.sha256(text.encode()).hexdigest()[:32].upper()


def person_of(agent: Agent) -> str:
    return f"P{agent.index:03}{_suffix(agent)}"


def _suffix(agent: Agent) -> str:
    return chr(ord("a") + agent.generation) if agent.generation else ""


def email_of(agent: Agent) -> str:
    return f"agent{agent.index}{_suffix(agent)}@demo.invalid"


def number_of(agent: Agent) -> str:
    """The directory number in OXE: Trio's id of the agent, for one person with a leading zero."""
    return f"0{agent.trio_id}" if agent.index == ZERO_IN_O2G else str(agent.trio_id)


def login_of(number: str) -> str:
    return f"oxe{number}"


def extension_of(agent: Agent) -> str:
    """The set that the agent logs on to; Trio lists it as the extension."""
    return str(5000 + agent.index)


def group_number(group_id: int) -> str:
    return str(GROUPS + group_id)


def pilot_of(queue: Queue) -> str | None:
    """None for what is no telephone queue."""
    return str(PILOTS + queue.trio_id) if queue.channel == "voice" else None


def oxe_queue_of(queue: Queue) -> str | None:
    return str(OXE_QUEUES + queue.trio_id) if queue.channel == "voice" else None


def supervisors(agents: list[Agent]) -> list[Supervisor]:
    """One for each group that has people."""
    groups = sorted({agent.group_id for agent in agents})
    return [
        Supervisor(index, group, *_SUPERVISOR_NAMES[index % len(_SUPERVISOR_NAMES)])
        for index, group in enumerate(groups, 1)
    ]


def sinch_users(agents: list[Agent], at_least: int) -> list[SinchUser]:
    """Agents, supervisors, and office people until there are so many."""
    users = [_sinch_agent(agent, agents) for agent in agents]
    users += [
        SinchUser(
            f"supervisor:{one.index}", f"S{one.index:03}", one.first_name, one.last_name,
            f"supervisor{one.index}", f"E{900 + one.index}", one.number,
            f"supervisor{one.index}@demo.invalid",
        )
        for one in supervisors(agents)
    ]  # fmt: skip
    for extra in range(len(users), at_least):
        users.append(
            SinchUser(
                f"office:{extra}", f"O{extra:03}", "Kontor", f"Nummer {extra:03}",
                f"office{extra}", None, None, f"office{extra}@demo.invalid",
            )
        )  # fmt: skip
    return users


def _sinch_agent(agent: Agent, agents: list[Agent]) -> SinchUser:
    external, phone = agent.employee_id, str(agent.trio_id)
    if agent.index == CONFLICTING and len(agents) > ROBBED:
        external = agents[ROBBED].employee_id
    elif agent.index == ROBBED:
        external = None
    if agent.index == ZEROS_IN_SINCH:
        phone = f"00{phone}"
    person = person_of(agent)
    return SinchUser(
        f"agent:{person}", person, agent.first_name, agent.last_name,
        email_of(agent).partition("@")[0], external, phone, email_of(agent), agent,
    )  # fmt: skip
