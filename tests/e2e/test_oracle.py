"""Every figure of every board against the oracle, over a simulated day (issue 2, line 4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.e2e import mappings
from tests.e2e.expected import Manner
from tests.e2e.oracle_day import OracleDay
from tests.services.fixtures import StartStack

HOUR = 3600.0
LIVE_SECONDS = 5.0
# Hours of the scenario, off the quarters at which schedules and opening hours turn: night, the
# minute before people come, the morning, lunch, the afternoon, evening, both sides of midnight.
START = "00:07"
WHOLE_DAY = (0.12, 3.62, 6.87, 8.12, 9.62, 11.12, 13.37, 16.87, 20.12, 23.87, 24.12)
GONE_LIVE = (9.62, 16.87)  # here the centre also runs on for some real seconds
FIGURES_OF_A_MOMENT = 1500  # at least; a comparison of nothing would find no difference


@dataclass(frozen=True)
class Dialect:
    """A Trio server of this spelling, what its account is told, and a Calabrio beside it."""

    name: str
    manner: Manner
    mapping: Mapping[str, Any] = field(default_factory=dict)
    calls: bool = False
    calabrio: str = "letter"


_NEVER_SENT = Manner().not_sent
PASCAL = Dialect("pascal", Manner(), calabrio="modern")
POOR = Dialect(
    "poor",
    Manner(0.01, rounds_up=True, not_sent=_NEVER_SENT | {"expected_wait_seconds"}),
    mappings.POOR,
    calls=True,
)
ODD = Dialect("odd", Manner(rounding_seconds=0.001), mappings.ODD, calabrio="legacy")


def live_through(
    start_stack: StartStack, dialect: Dialect, hours: Sequence[float], live: Sequence[float] = ()
) -> None:
    spoken = f"--trio-dialect {dialect.name} --calabrio-dialect {dialect.calabrio}"
    stack = start_stack(simulator=f"--frozen --start {START} {spoken}")
    settings = {"mapping": dialect.mapping} if dialect.mapping else {}
    wrong: list[str] = []
    moments = 0
    with OracleDay(stack, dialect.manner, settings, dialect.calls) as day:
        day.meet()
        for hour in hours:
            day.step_to(hour * HOUR)
            wrong += [f"{hour:05.2f} {line}" for line in day.differences(day.standstill())]
            moments += 1
            if hour in live:
                day.live_for(LIVE_SECONDS)
                wrong += [f"{hour:05.2f} live {line}" for line in day.differences(day.standstill())]
                moments += 1
    if wrong:
        pytest.fail(f"{len(wrong)} of {day.compared} figures:\n" + "\n".join(wrong[:60]))
    assert day.compared > FIGURES_OF_A_MOMENT * moments


@pytest.mark.e2e
@pytest.mark.slow
@pytest.mark.timeout(300)  # eleven standstills, and each waits for every job of the product
def test_boards_show_what_is_true_over_a_simulated_day(start_stack: StartStack) -> None:
    live_through(start_stack, Dialect("lower", Manner()), WHOLE_DAY, GONE_LIVE)


@pytest.mark.e2e
@pytest.mark.slow
@pytest.mark.parametrize("dialect", [PASCAL, POOR, ODD], ids=lambda dialect: dialect.name)
def test_boards_show_what_is_true_however_the_vendors_spell_it(
    start_stack: StartStack, dialect: Dialect
) -> None:
    live_through(start_stack, dialect, (8.12, 11.12, 24.12))
