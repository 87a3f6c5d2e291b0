"""Who is being shown people, as the access log wants to know it: written together, off the loop.

What is noted costs the live path a dictionary entry. A look goes on through reconnects; its end is
known to the minute, also when this process is killed.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from wallboard.boards.viewings import Look, Looking, is_logged
from wallboard.live.board_channel import BoardChannel
from wallboard.live.rights import Configuration, ConfigurationUnavailable

log = structlog.get_logger(__name__)

EXTENDED_EVERY_SECONDS = 60.0
SAME_WITHIN_SECONDS = 120.0  # a page that is back within this is still looking
MOST_LOOKS = 20_000


@dataclass(slots=True)
class _Kept:
    token: uuid.UUID
    began_at: float
    until_at: float
    written_at: float | None = None  # the `until_at` that is in the database


class Looks:
    """Of one hub. `wall` gives epoch seconds."""

    def __init__(self, configuration: Configuration, wall: Callable[[], float]) -> None:
        self._configuration = configuration
        self._wall = wall
        self._kept: dict[Looking, _Kept] = {}
        self._lost = False
        self._farewells: set[asyncio.Task[None]] = set()

    def note(self, by: str, channel: BoardChannel) -> None:
        """`by` is looking at this picture of a board now."""
        if not by or not channel.lists_people or not is_logged(channel.policy):
            return
        board, now = channel.board, self._wall()
        one = Looking(by, board.site, board.id, channel.policy.people.value)
        kept = self._kept.get(one)
        if kept is None or now - kept.until_at > SAME_WITHIN_SECONDS:
            if kept is None and len(self._kept) >= MOST_LOOKS:
                self._lose()
                return
            kept = self._kept[one] = _Kept(uuid.uuid4(), now, now)
        kept.until_at = now

    def say_farewell(self) -> None:
        """The last viewer left: what is known is written now."""
        task = asyncio.get_running_loop().create_task(self.write(everything=True))
        self._farewells.add(task)
        task.add_done_callback(self._farewells.discard)

    async def write(self, everything: bool = False) -> None:
        """New ones, those that went on for a minute, and those that ended."""
        now = self._wall()
        due = {one: kept for one, kept in self._kept.items() if everything or _due(kept, now)}
        looks = [Look(kept.token, one, kept.began_at, kept.until_at) for one, kept in due.items()]
        if looks:
            try:
                await self._configuration.record_looks(looks)
            except ConfigurationUnavailable:
                log.warning("the access log could not be written; it is tried again")
                return
            for look in looks:
                due[look.looking].written_at = look.until_at
        for one, kept in list(self._kept.items()):
            if kept.written_at == kept.until_at and now - kept.until_at > SAME_WITHIN_SECONDS:
                del self._kept[one]
        self._lost = False

    def _lose(self) -> None:
        if not self._lost:
            self._lost = True
            log.error("the access log is not whole: the database takes too long", most=MOST_LOOKS)


def _due(kept: _Kept, now: float) -> bool:
    if kept.written_at is None:
        return True
    grown = kept.until_at - kept.written_at
    return grown >= EXTENDED_EVERY_SECONDS or (grown > 0 and now - kept.until_at >= 10.0)
