"""The goals of the house's performance page as rows, beside what was measured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

UNITS = {"fanout": " µs", "storm": " s", "latency": " ms", "ingest": " /s"}
Medians = Mapping[tuple[str, str, int], float]  # (what, contestant, viewers) → median


@dataclass(frozen=True)
class Goal:
    """`of` over `to`, or `of` alone. `most` and `least` bound it."""

    says: str
    what: str  # what is measured; its unit is in UNITS
    viewers: int
    of: str
    to: str = ""
    most: float | None = None
    least: float | None = None

    def measured(self, medians: Medians) -> float | None:
        """None when a part was not measured."""
        above = medians.get((self.what, self.of, self.viewers))
        below = medians.get((self.what, self.to, self.viewers)) if self.to else 1.0
        return above / below if above is not None and below else None

    def met(self, value: float) -> bool:
        return (self.most is None or value <= self.most) and (
            self.least is None or value >= self.least
        )


GOALS = (
    Goal(
        "1,000 viewers, uvicorn, CPU per delivery against Node ws (shared frame)",
        *("fanout", 1000, "product-uvicorn", "node-ws"),
        most=1.0,
    ),
    Goal(
        "1,000 viewers, uvicorn, against Node ws (plain ASGI send)",
        *("fanout", 1000, "product-plain", "node-ws"),
        most=1.4,
    ),
    Goal(
        "1,000 viewers, daphne, against Node ws",
        *("fanout", 1000, "product-daphne", "node-ws"),
        most=4.0,
    ),
    Goal(
        "200 viewers, textbook Channels on daphne against uvicorn (shared frame)",
        *("fanout", 200, "textbook-daphne", "product-uvicorn"),
        least=20.0,
    ),
    Goal(
        "200 viewers, textbook against uvicorn (plain ASGI send)",
        *("fanout", 200, "textbook-daphne", "product-plain"),
        least=12.0,
    ),
    Goal(
        "200 viewers, textbook against daphne",
        *("fanout", 200, "textbook-daphne", "product-daphne"),
        least=5.0,
    ),
    Goal(
        "1,000 signed-in viewers come back, daphne: seconds until all hold a snapshot",
        *("storm", 1000, "product-daphne"),
        most=1.5,
    ),
    Goal(
        "the same on uvicorn",
        *("storm", 1000, "product-uvicorn"),
        most=1.5,
    ),
    Goal(
        "200 viewers, 50 events/s, O2G's line to the frame through worker, Redis, daphne: p99",
        *("latency", 200, "o2g-to-viewer"),
        most=100.0,
    ),
    Goal(
        "O2G's events per core from the socket to the store (a publish per event: 6,000 to 8,000)",
        *("ingest", 0, "o2g-reader"),
        least=30_000.0,
    ),
)


def lines(medians: Medians) -> list[str]:
    """One line per goal: bound, measured, verdict."""
    return [_line(goal, goal.measured(medians)) for goal in GOALS]


def _line(goal: Goal, value: float | None) -> str:
    unit = "x" if goal.to else UNITS[goal.what]
    bound = f"at most {goal.most:g}{unit}" if goal.most else f"at least {goal.least:g}{unit}"
    told = "not measured" if value is None else f"{value:.2f}{unit}"
    verdict = "" if value is None else ("met" if goal.met(value) else "MISSED")
    return f"  {goal.says:85} {bound:>15} {told:>13} {verdict}"
