"""One event on its way to whoever subscribed to it."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Answered:
    """One ACD call that an agent answered, as events and snapshots tell of it. `previous` is the
    reference that this event says it had before; `day` the scenario day of the answer."""

    ref: str
    previous: str | None
    day: int
    pilot: str
    group: str
    wait: int


@dataclass(frozen=True, slots=True)
class Told:
    """`key` is the login or pilot number that selectors are compared with; `answered` are the
    calls that whoever reads this event knows to be answered."""

    package: str
    key: str | None
    event: dict[str, Any]
    answered: tuple[Answered, ...] = ()
