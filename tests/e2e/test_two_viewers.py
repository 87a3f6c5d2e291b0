"""Two viewers, two web processes, one rule on its edge: both always show the same alert state."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.e2e.board_reader import BoardReader
from tests.e2e.edge import SAY_EVERY_SECONDS, Mouth
from tests.services import waiting
from tests.services.second_web import second_web
from tests.services.stack import Stack

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(400)]

DWELL_SECONDS = 1.5
ROUNDS = 12  # each crosses the limit and comes back below the clear value
SETTLED_SECONDS = 15.0
RAISE_AT, CLEAR_AT = 5, 2
RULE = """
from wallboard.alerts.models import Rule
rule = Rule.objects.get(site__slug="edge")
rule.critical, rule.critical_clear = {at}, {clear_at}
rule.raise_seconds = rule.clear_seconds = {dwell}
rule.save()
"""
RECORDED = """
from wallboard.alerts.models import Alert
alerts = Alert.objects.filter(site__slug="edge").order_by("raised_at", "pk")
result = list(alerts.values_list("public_id", flat=True))
"""


@pytest.fixture
def both(stack: Stack, edge: dict[str, Any]) -> Iterator[tuple[BoardReader, BoardReader]]:
    """Viewers of the same board, one at each web process."""
    with (
        second_web(stack) as port,
        BoardReader(stack, edge["board"]) as here,
        BoardReader(stack, edge["board"], port) as there,
    ):
        yield here, there


def sawtooth(turn: int) -> int:
    """Neither at the limit nor at the clear value."""
    return CLEAR_AT + 1 + turn % (RAISE_AT - CLEAR_AT - 1)


def settled(both: tuple[BoardReader, BoardReader], number: int) -> dict[str, Any]:
    """What both show once each shows so many alerts: member by member the same."""
    here, there = both
    waiting.until(
        lambda: len(here.alerts) == len(there.alerts) == number,
        f"both to show {number} alerts",
        SETTLED_SECONDS,
    )
    assert here.alerts == there.alerts
    return here.alerts


def stays(both: tuple[BoardReader, BoardReader], shown: dict[str, Any], seconds: float) -> None:
    """Nothing flaps: not for a frame, at neither of them."""
    counts = [len(one.alerts_so_far()) for one in both]
    time.sleep(seconds)
    assert [one.alerts for one in both] == [shown, shown]
    assert [len(one.alerts_so_far()) for one in both] == counts


def peak_of_one_reading(mouth: Mouth) -> None:
    """Across the limit and back within the dwell; returns when it was said."""
    before, said = mouth.saying, []

    def once(turn: int) -> int:
        said.append(turn)
        return RAISE_AT + 2 if len(said) == 1 else before(turn)

    mouth.saying = once
    waiting.until(lambda: len(said) > 1, "the peak to be over", 10)


def test_both_show_the_same_through_every_crossing(
    stack: Stack, edge: dict[str, Any], both: tuple[BoardReader, BoardReader]
) -> None:
    mouth: Mouth = edge["mouth"]
    stack.evaluate(RULE.format(at=RAISE_AT, clear_at=CLEAR_AT, dwell=int(DWELL_SECONDS + 0.5)))
    ids: list[str] = []
    for number in range(ROUNDS):
        mouth.saying = sawtooth
        if number % 4 == 0:
            peak_of_one_reading(mouth)
            stays(both, {}, 2 * DWELL_SECONDS)
        mouth.saying = lambda _: RAISE_AT
        ids += settled(both, 1)
        if number % 4 == 0:
            mouth.saying = sawtooth
            stays(both, both[0].alerts, 2 * DWELL_SECONDS)
        mouth.saying = lambda _: CLEAR_AT
        settled(both, 0)
    here, there = (one.alerts_so_far() for one in both)
    assert here == there, "the same states in the same order"
    assert [list(state) for state in here] == [[], *(x for id_ in ids for x in ([id_], []))]
    assert ids == stack.evaluate(RECORDED), "each was shown, and none was shown twice"


def test_a_rule_without_a_dwell_that_swings_at_every_reading_ends_the_same_at_both(
    stack: Stack, edge: dict[str, Any], both: tuple[BoardReader, BoardReader]
) -> None:
    """Nobody waits for anybody here. A web process may pass over what was over before it looked;
    what it does show comes in the order in which it was raised, and what was cleared stays so."""
    mouth: Mouth = edge["mouth"]
    stack.evaluate(RULE.format(at=RAISE_AT, clear_at=RAISE_AT - 1, dwell=0))
    mouth.saying = lambda turn: RAISE_AT - turn % 2
    waiting.until(lambda: len(stack.evaluate(RECORDED)) >= 20, "twenty alerts", 90, 0.5)
    mouth.saying = lambda _: RAISE_AT
    time.sleep(4 * SAY_EVERY_SECONDS)
    shown = settled(both, 1)
    recorded = stack.evaluate(RECORDED)
    assert list(shown) == recorded[-1:]
    for one in both:
        seen = [next(iter(state)) for state in one.alerts_so_far() if state]
        assert seen == [id_ for id_ in recorded if id_ in set(seen)], "in order, each once"
        assert len(seen) >= len(recorded) / 2, "most of them were shown"
