"""What O2G lets one count: calls that its agents answered, by pilot and by processing group."""

from collections import defaultdict
from dataclasses import asdict, dataclass
from typing import Any

from connectors.simulator.faces.o2g_told import Answered
from connectors.simulator.queues import THRESHOLD_SECONDS


@dataclass(slots=True)
class Figures:
    """Of one pilot or group since scenario midnight; sums in seconds."""

    answered: int = 0
    wait_seconds: int = 0
    answered_in_threshold: int = 0
    ended: int = 0
    talk_seconds: float = 0.0
    hold_seconds: float = 0.0

    def answer(self, wait: int) -> None:
        self.answered += 1
        self.wait_seconds += wait
        self.answered_in_threshold += wait <= THRESHOLD_SECONDS

    def end(self, talk: float, hold: float) -> None:
        self.ended += 1
        self.talk_seconds += talk
        self.hold_seconds += hold


class Ledger:
    """Figures by pilot and by group number; a call counts once, however often it is told."""

    def __init__(self) -> None:
        self._day = -1_000_000  # before any day of a world
        self.clear()

    def clear(self) -> None:
        self.pilots: dict[str, Figures] = defaultdict(Figures)
        self.groups: dict[str, Figures] = defaultdict(Figures)
        self._refs: set[str] = set()

    def turn(self, day: int) -> None:
        if day != self._day:
            self.clear()
            self._day = day

    def answer(self, call: Answered) -> None:
        """Count it, unless it was counted or belongs to a day that is over. Who missed that a call
        got another reference cannot know that it is the same one."""
        if call.day < self._day:
            return
        self.turn(call.day)
        known = call.ref in self._refs or call.previous in self._refs
        self._refs.add(call.ref)
        if known:
            return
        self.pilots[call.pilot].answer(call.wait)
        self.groups[call.group].answer(call.wait)

    def end(self, pilot: str, group: str, talk: float, hold: float) -> None:
        self.pilots[pilot].end(talk, hold)
        self.groups[group].end(talk, hold)

    def as_json(self) -> dict[str, Any]:
        keep = ("answered", "wait_seconds", "answered_in_threshold")
        return {
            kind: {
                number: {name: value for name, value in asdict(one).items() if name in keep}
                for number, one in sorted(table.items())
            }
            for kind, table in (("pilots", self.pilots), ("groups", self.groups))
        }
