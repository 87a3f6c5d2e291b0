"""Agents: names, groups, skills, ids in each vendor's system. Seeded."""

import random
from dataclasses import dataclass, field

from connectors.simulator.queues import Call, Queue

STATES = (
    "logged_out", "available", "ringing", "on_contact",
    "on_hold", "wrap_up", "paused", "busy_other",
)  # fmt: skip

_FIRST = (
    "Åsa", "Björn", "Märta", "Göran", "Anna", "Erik", "Sofia", "Håkan", "Lena", "Östen",
    "Karin", "Jörgen", "Maja", "Nils", "Ingrid", "Pär", "Elin", "Torbjörn", "Sara", "Mårten",
    "Frida", "Anders", "Linnéa", "Gösta", "Amina", "Oskar", "Zahra", "Fredrik", "Hanna", "Ali",
)  # fmt: skip
_LAST = (
    "Andersson", "Åkesson", "Öberg", "Lindström", "Sjöberg", "Nyström", "Ekström", "Wikström",
    "Bäckman", "Håkansson", "Mårtensson", "Grönlund", "Persson", "Löfgren", "Ahmadi", "Ström",
    "Källström", "Hedlund", "Norén", "Björklund", "Jönsson", "Dahl", "Åberg", "Sandström",
)  # fmt: skip
GROUPS = ("Lag Älvsborg", "Lag Haga", "Lag Örgryte", "Lag Majorna", "Kväll & natt")


@dataclass(slots=True)
class Mark:
    """One entry of a state history: the agent has been in this state since `at`."""

    at: float
    state: str
    reason: str | None
    queue: int | None


@dataclass(slots=True)
class Agent:
    """One person. `acd_agent_id` is what Calabrio believes to be the id in the ACD."""

    index: int
    trio_id: int
    calabrio_id: int
    acd_agent_id: str | None
    employee_id: str | None
    first_name: str
    last_name: str
    group_id: int
    group: str
    shift: str
    diligence: float
    queues: list[int] = field(default_factory=list)
    history: list[Mark] = field(default_factory=list)
    wanted: str = "logged_out"
    wanted_reason: str | None = None
    call: Call | None = None
    turn: int = 0
    handled: int = 0
    handle_seconds: float = 0.0
    generation: int = 0  # how many people have had this number before

    @property
    def mark(self) -> Mark:
        return self.history[-1]

    @property
    def state(self) -> str:
        return self.history[-1].state

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"


_SHIFTS = ("early", "day", "day", "late", "day", "early", "evening", "day", "early", "off")


def _skills_of(index: int, queues: list[Queue], rng: random.Random) -> list[int]:
    """Every queue gets somebody; most people hold two or three."""
    first = index % len(queues)
    wanted = rng.choice((1, 2, 2, 3, 3, 4))
    rest = [queue.index for queue in queues if queue.index != first]
    return sorted([first, *rng.sample(rest, min(wanted - 1, len(rest)))])


def make_agents(count: int, queues: list[Queue], rng: random.Random) -> list[Agent]:
    """Identity is imperfect on purpose: see `_confuse_identities`."""
    calabrio_ids = rng.sample(range(40, 40 + count * 5), count)
    agents: list[Agent] = []
    trio_id = 2000
    names: set[tuple[str, str]] = set()
    for index in range(count):
        trio_id += rng.randint(1, 2)
        first, last = rng.choice(_FIRST), rng.choice(_LAST)
        while (first, last) in names and len(names) < len(_FIRST) * len(_LAST) // 2:
            first, last = rng.choice(_FIRST), rng.choice(_LAST)
        names.add((first, last))
        by_night = index % 15 == 14
        group = len(GROUPS) - 1 if by_night else rng.randrange(len(GROUPS) - 1)
        agent = Agent(
            index=index,
            trio_id=trio_id,
            calabrio_id=calabrio_ids[index],
            acd_agent_id=str(trio_id),
            employee_id=None if index % 17 == 5 else f"E{1000 + index}",
            first_name=first,
            last_name=last,
            group_id=group + 1,
            group=GROUPS[group],
            shift="night" if by_night else _SHIFTS[index % len(_SHIFTS)],
            diligence=rng.uniform(0.5, 1.0),
            queues=_skills_of(index, queues, rng),
        )
        if by_night:
            night_line = len(queues) - 2
            agent.queues = sorted({0, night_line, *agent.queues})
        agents.append(agent)
        for queue in agent.queues:
            queues[queue].skilled.append(index)
    _confuse_identities(agents)
    return agents


def _confuse_identities(agents: list[Agent]) -> None:
    """One has no ACD id, two carry the same, two different people share a name."""
    agents[3].acd_agent_id = None
    agents[6].acd_agent_id = agents[5].acd_agent_id
    agents[7].first_name, agents[7].last_name = agents[1].first_name, agents[1].last_name


def identity_matches(agent: Agent, agents: list[Agent]) -> bool:
    """True if Calabrio's ACD id names exactly this agent and nobody else claims it."""
    claims = sum(1 for other in agents if other.acd_agent_id == agent.acd_agent_id)
    return agent.acd_agent_id == str(agent.trio_id) and claims == 1


def reassign(agent: Agent, agents: list[Agent], seed: int) -> None:
    """She left; her number belongs to somebody else from now on, with new ids everywhere else."""
    rng = random.Random(f"{seed}:reassigned:{agent.index}:{agent.generation}")
    taken = {other.name for other in agents}
    while agent.name in taken:
        agent.first_name, agent.last_name = rng.choice(_FIRST), rng.choice(_LAST)
    agent.generation += 1
    agent.calabrio_id = 10_000 * agent.generation + agent.index
    agent.employee_id = f"E{agent.generation + 4}{1000 + agent.index}"
