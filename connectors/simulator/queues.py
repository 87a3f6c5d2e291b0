"""Queues: names, opening hours, and what kind of day they have. Seeded, so the same every time."""

import random
from collections import deque
from dataclasses import dataclass, field

HOUR = 3600.0
QUARTER = 900.0
DAY = 86_400.0
THRESHOLD_SECONDS = 20.0
SHORT_SECONDS = 5.0

_VOICE_NAMES = (
    "Kundtjänst",
    "Faktura",
    "Teknisk support",
    "Försäljning",
    "Växeln",
    "Felanmälan Väst",
    "Återbetalning",
    "Företagskund",
    "Bokning",
    "Leverans & spårning",
    "Medlemsservice",
    "Säkerhet och spärr",
    "Felanmälan Öst",
    "Överklagan",
    "Bredband",
    "Hemförsäkring",
    "Miljö & återvinning",
    "Skadeanmälan",
    "Parkering",
    "Bygglov",
    "Förskola",
    "Äldreomsorg",
    "Avfall",
    "Energirådgivning",
    "Färdtjänst",
    "Bibliotek",
    "Näringsliv",
    "Språkstöd",
    "Vård på väg",
    "Ärendestatus",
)
_EMAIL_NAMES = ("E-post kundtjänst", "E-post företag", "Uppgifter återuppringning")
_GROUPS = ("Privat", "Företag", "Teknik", "Övrigt")

# Share of the busiest hour's arrivals, by hour of the day.
_SHAPE = (
    0.10, 0.07, 0.05, 0.05, 0.06, 0.10, 0.20, 0.38, 0.72, 1.00, 0.98, 0.90,
    0.72, 0.85, 0.88, 0.80, 0.70, 0.52, 0.38, 0.30, 0.25, 0.20, 0.15, 0.12,
)  # fmt: skip


@dataclass(slots=True)
class Hours:
    """Open from `opens` to `closes` (hours of the day; closes below opens runs over midnight)."""

    opens: float
    closes: float

    def contain(self, second_of_day: float) -> bool:
        hour = second_of_day / HOUR
        if self.opens <= self.closes:
            return self.opens <= hour < self.closes
        return hour >= self.opens or hour < self.closes


@dataclass(slots=True)
class Case:
    """An open e-mail or task of a queue's backlog."""

    jobno: int
    kind: str
    arrived: float
    subject: str
    customer: str


@dataclass(slots=True)
class Today:
    """Counters since scenario midnight. A contact counts where its event finishes."""

    offered: int = 0
    answered: int = 0
    abandoned: int = 0
    abandoned_short: int = 0
    answered_in_threshold: int = 0
    abandoned_in_threshold: int = 0
    handled: int = 0
    in_progress_at_midnight: int = 0
    wait_seconds: float = 0.0
    talk_seconds: float = 0.0
    hold_seconds: float = 0.0
    wrap_seconds: float = 0.0


@dataclass(slots=True)
class Call:
    """A contact from arrival to wrap-up. `agent` is its index while it rings or is connected."""

    jobno: int
    queue: int
    arrived: float
    caller: str
    state: str = "waiting"
    agent: int | None = None
    answered_at: float = 0.0
    hold_seconds: float = 0.0
    talk_seconds: float = 0.0
    state_since: float = 0.0


@dataclass(slots=True)
class Queue:
    """One queue; `weight` is its share of the centre's calls, `channel` voice or email."""

    index: int
    trio_id: int
    calabrio_id: int
    name: str
    group_id: int
    group: str
    channel: str
    hours: Hours
    closed_by_exception: bool
    weight: float
    talk_mean: float
    wrap_mean: float
    rate: float = 0.0
    waiting: deque[Call] = field(default_factory=deque)
    in_progress: int = 0
    today: Today = field(default_factory=Today)
    cases: list[Case] = field(default_factory=list)
    case_target: int = 0
    skilled: list[int] = field(default_factory=list)

    def is_open(self, at: float) -> bool:
        return not self.closed_by_exception and self.hours.contain(at % DAY)

    def closed_reason(self, at: float) -> str | None:
        if self.closed_by_exception:
            return "exception"
        return None if self.is_open(at) else "outside_hours"

    def rate_at(self, at: float) -> float:
        """Calls per second at this moment, by the shape of the day between its hours."""
        hour = (at % DAY) / HOUR
        low, share = int(hour), hour - int(hour)
        shape = _SHAPE[low] * (1 - share) + _SHAPE[(low + 1) % 24] * share
        return self.rate * shape if self.is_open(at) else 0.0


def _hours_of(index: int, count: int, rng: random.Random) -> Hours:
    if index == 0:
        return Hours(0, 24)
    if index == count - 2:
        return Hours(21, 7)  # the night line: closed by day
    return Hours(rng.choice((7, 7.5, 8, 8, 9)), rng.choice((16.5, 17, 18, 19, 20, 21)))


def make_queues(count: int, rng: random.Random) -> list[Queue]:
    """The last queue is closed by an exception, the one before it is open by night only."""
    emails = min(len(_EMAIL_NAMES), max(0, (count - 3) // 5))
    queues: list[Queue] = []
    trio_id, calabrio_id = 10, 200
    for index in range(count):
        trio_id += rng.randint(1, 3)
        calabrio_id += rng.randint(3, 19)
        is_email = 1 <= index <= emails
        if index == count - 2:
            name = "Nattjour"
        elif index == count - 1:
            name = "Kampanj höst"
        elif is_email:
            name = _EMAIL_NAMES[index - 1]
        else:
            turn, slot = divmod(index if index == 0 else index - emails, len(_VOICE_NAMES))
            name = _VOICE_NAMES[slot] + (f" {turn + 1}" if turn else "")
        group = index % len(_GROUPS)
        queues.append(
            Queue(
                index=index,
                trio_id=trio_id,
                calabrio_id=calabrio_id,
                name=name,
                group_id=group + 1,
                group=_GROUPS[group],
                channel="email" if is_email else "voice",
                hours=_hours_of(index, count, rng),
                closed_by_exception=index == count - 1,
                weight=0.0 if is_email else rng.uniform(0.6, 1.4),
                talk_mean=rng.uniform(120, 260),
                wrap_mean=rng.uniform(25, 60),
                case_target=rng.randint(28, 70) if index in (0, 1) else rng.randint(0, 14),
            )
        )
    return queues
