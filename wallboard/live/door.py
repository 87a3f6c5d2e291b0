"""The door: whoever joins asks here. A thousand screens that come back at once ask together.

What is asked while an answer is on its way is gathered and asked as one; equal questions are one
question; a yes stands for a second. A no is never kept: somebody may just have signed in.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from wallboard.live.rights import Admission, Answer, Configuration, Question, Visitor

YES_SECONDS = 1.0
Clock = Callable[[], float]


class Door:
    """Of one hub. `forget` when rights may have changed: what was asked before counts no more."""

    def __init__(self, configuration: Configuration, monotonic: Clock) -> None:
        self._configuration = configuration
        self._monotonic = monotonic
        self._asked: dict[Question, asyncio.Future[Answer]] = {}  # not yet carried over
        self._answers: dict[Question, tuple[float, Answer]] = {}
        self._generation = 0
        self._carrying: asyncio.Task[None] | None = None

    async def answer(self, visitor: Visitor, board: str) -> Answer:
        """Raises ConfigurationUnavailable."""
        question = (visitor, board)
        known = self._answers.get(question)
        if known is not None and self._monotonic() - known[0] < YES_SECONDS:
            return known[1]
        waiting = self._asked.get(question)
        if waiting is None:
            waiting = self._asked[question] = asyncio.get_running_loop().create_future()
            if self._carrying is None:
                self._carrying = asyncio.create_task(self._carry())
        return await asyncio.shield(waiting)  # one that leaves takes nobody with it

    def forget(self) -> None:
        self._generation += 1
        self._answers.clear()

    async def _carry(self) -> None:
        try:
            while self._asked:
                asked, self._asked = self._asked, {}
                await self._ask(asked)
        finally:
            self._carrying = None

    async def _ask(self, asked: dict[Question, asyncio.Future[Answer]]) -> None:
        generation, now = self._generation, self._monotonic()
        try:
            found = await self._configuration.admissions(asked)
        except BaseException as error:
            for waiting in asked.values():
                _fail(waiting, error)
            if not isinstance(error, Exception):
                raise
            return
        if generation == self._generation:
            young = {q: kept for q, kept in self._answers.items() if now - kept[0] < YES_SECONDS}
            yes = {q: (now, a) for q, a in found.items() if isinstance(a, Admission)}
            self._answers = {**young, **yes}
        for question, waiting in asked.items():
            if not waiting.done():
                waiting.set_result(found[question])


def _fail(waiting: asyncio.Future[Answer], error: BaseException) -> None:
    if isinstance(error, Exception):
        waiting.set_exception(error)
        waiting.exception()  # whoever waited may have left: nothing is to be logged for it
    else:
        waiting.cancel()
