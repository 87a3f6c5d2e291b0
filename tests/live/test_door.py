"""Many who join at once are few questions; and no answer outlives a change of rights."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

import pytest

from wallboard.domain.policy import OPEN
from wallboard.live.door import YES_SECONDS, Door
from wallboard.live.protocol import Close
from wallboard.live.rights import (
    Admission,
    Answer,
    Configuration,
    ConfigurationUnavailable,
    Question,
    Visitor,
)

MATE, STRANGER = Visitor("mate"), Visitor("stranger")


class Asked(Configuration):
    """Answers after a moment, by what was true when it was asked."""

    def __init__(self) -> None:
        self.batches: list[set[Question]] = []
        self.welcome = {MATE}
        self.broken = False

    async def admissions(self, wanted: Iterable[Question]) -> dict[Question, Answer]:
        questions, welcome = set(wanted), set(self.welcome)
        self.batches.append(questions)
        await asyncio.sleep(0.01)
        if self.broken:
            raise ConfigurationUnavailable
        return {
            q: Admission(q[1], "1", OPEN) if q[0] in welcome else Close.NOT_ALLOWED
            for q in questions
        }


class Clock:
    now = 5.0

    def __call__(self) -> float:
        return self.now


async def test_a_thousand_at_once_are_asked_for_in_two_batches() -> None:
    asked = Asked()
    door = Door(asked, Clock())
    first = asyncio.create_task(door.answer(MATE, "7"))
    await asyncio.sleep(0.001)
    others = [door.answer(visitor, "8") for _ in range(500) for visitor in (MATE, STRANGER)]
    found = await asyncio.gather(first, *others)
    assert asked.batches == [{(MATE, "7")}, {(MATE, "8"), (STRANGER, "8")}]
    assert found[:3] == [Admission("7", "1", OPEN), Admission("8", "1", OPEN), Close.NOT_ALLOWED]


async def test_a_yes_stands_for_a_second_and_a_no_not_at_all() -> None:
    asked, clock = Asked(), Clock()
    door = Door(asked, clock)
    for visitor in (MATE, MATE, STRANGER, STRANGER):
        await door.answer(visitor, "7")
    assert len(asked.batches) == 3
    clock.now += YES_SECONDS
    await door.answer(MATE, "7")
    assert len(asked.batches) == 4


async def test_a_change_of_rights_is_not_outlived_by_an_answer_on_its_way() -> None:
    asked = Asked()
    door = Door(asked, Clock())
    before = asyncio.create_task(door.answer(MATE, "7"))
    await asyncio.sleep(0.001)
    asked.welcome.clear()
    door.forget()
    assert await door.answer(MATE, "7") is Close.NOT_ALLOWED
    await before
    assert await door.answer(MATE, "7") is Close.NOT_ALLOWED


async def test_who_leaves_while_asking_takes_nobody_with_him() -> None:
    door = Door(Asked(), Clock())
    leaves, stays = (asyncio.create_task(door.answer(MATE, "7")) for _ in range(2))
    await asyncio.sleep(0.001)
    leaves.cancel()
    assert await stays == Admission("7", "1", OPEN)


async def test_all_hear_that_the_database_cannot_be_read_and_may_ask_again() -> None:
    asked = Asked()
    asked.broken = True
    door = Door(asked, Clock())
    found = await asyncio.gather(
        *(door.answer(MATE, "7") for _ in range(3)), return_exceptions=True
    )
    assert all(isinstance(error, ConfigurationUnavailable) for error in found)
    asked.broken = False
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0):
            await door.answer(MATE, "7")
    assert await door.answer(MATE, "7") == Admission("7", "1", OPEN)
