"""The other end of a socket: pages that paint what they get, and configuration held in memory."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import orjson

from wallboard.boards.viewings import Look
from wallboard.domain.board import BoardSpec, SiteSpec, WidgetSpec
from wallboard.domain.policy import OPEN, Policy
from wallboard.history.series import Drawn
from wallboard.live.hub import Hub, current_hub
from wallboard.live.protocol import Close
from wallboard.live.rights import Admission, Answer, Configuration, Question, Visitor
from wallboard.live.viewer import Viewer
from wallboard.projections.curves import Curve
from wallboard.projections.patches import apply_patch, apply_rows


def board(*widgets: WidgetSpec, id_: str = "7", site: str = "1") -> BoardSpec:
    return BoardSpec(id_, "wall", "Wall", site, "wall", "dark", tuple(widgets))


def widget(id_: str, type_: str, **options: Any) -> WidgetSpec:
    return WidgetSpec(id_, type_, type_, 0, 0, 4, 2, options)


@dataclass
class Held(Configuration):
    """Configuration in memory, for tests that are not about the database."""

    sites: dict[str, SiteSpec] = field(default_factory=dict)
    boards: dict[str, BoardSpec] = field(default_factory=dict)
    refused: set[Visitor] = field(default_factory=set)
    looks: list[Look] = field(default_factory=list)  # what the access log was told
    looks_fail: Exception | None = None
    policies: dict[Visitor, Policy] = field(default_factory=dict)  # open where none is given
    history: dict[Curve, Drawn] = field(default_factory=dict)
    seconds: float = 0.0  # that reading a site or a board takes

    def admission(self, visitor: Visitor, board: str) -> Answer:
        found = self.boards.get(board)
        if visitor in self.refused or found is None:
            return Close.NOT_ALLOWED
        return Admission(
            board, found.site, self.policies.get(visitor, OPEN), by=f"user:{visitor.session_key}"
        )

    async def admissions(self, wanted: Iterable[Question]) -> dict[Question, Answer]:
        return {question: self.admission(*question) for question in wanted}

    async def record_looks(self, looks: Sequence[Look]) -> None:
        if self.looks_fail is not None:
            raise self.looks_fail
        self.looks += looks

    async def site_spec(self, site: str) -> SiteSpec | None:
        await asyncio.sleep(self.seconds)
        return self.sites.get(site)

    async def board_spec(self, board: str) -> BoardSpec | None:
        await asyncio.sleep(self.seconds)
        return self.boards.get(board)

    async def curves(
        self, site: str, timezone: str, known: Mapping[Curve, Drawn | None], now_at: float
    ) -> Mapping[Curve, Drawn]:
        await asyncio.sleep(0)
        return {curve: self.history[curve] for curve in known if curve in self.history}

    def change(self, site: SiteSpec) -> None:
        self.sites[site.id] = replace(site, revision=self.sites[site.id].revision + 1)


class Page:
    """Paints by the reference `apply_patch`; acknowledges at once while `attentive`."""

    def __init__(self, hub: Hub, visitor: Visitor | None = None) -> None:
        self.hub = hub
        self.viewer = Viewer(self.send, visitor or Visitor("somebody"), hub.limits, hub.monotonic)
        self.attentive = True
        self.frame = 0
        self.layout: dict[str, Any] = {}
        self.views: dict[str, dict[str, Any]] = {}
        self.sources: dict[str, Any] = {}
        self.alerts: dict[str, Any] = {}
        self.heard: list[dict[str, Any]] = []
        self.texts: list[str] = []
        self.closed: int | None = None

    async def join(self, board: str = "7") -> Page:
        await self.hub.join(self.viewer, board)
        await asyncio.sleep(0)
        return self

    def leave(self) -> None:
        self.hub.leave(self.viewer)
        self.viewer.abandon()

    async def send(self, event: Any) -> None:
        """As an ASGI server's."""
        if event["type"] == "websocket.send":
            await self.send_text(event["text"])
        else:
            await self.close_with(event["code"])

    async def send_text(self, text: str) -> None:
        self.texts.append(text)
        message = orjson.loads(text)
        self.heard.append(message)
        if message["type"] == "snapshot":
            self.layout, self.views = message["board"], message["views"]
            self.sources, self.frame = message["sources"], message["frame"]
            self.alerts = message["alerts"]
        elif message["type"] == "delta":
            assert message["frame"] == self.frame + 1, "a frame was left out"
            for id_, patch in message["patches"].items():
                self.views[id_] = apply_patch(self.views[id_], patch)
            self.sources = apply_rows(self.sources, message.get("sources", {}))
            self.alerts = apply_rows(self.alerts, message.get("alerts", {}))
            self.frame = message["frame"]
        else:
            return
        if self.attentive:
            self.acknowledge()

    async def close_with(self, code: int) -> None:
        self.closed = code

    def acknowledge(self) -> None:
        self.hub.acknowledge(self.viewer, self.frame)

    def count(self, type_: str) -> int:
        return sum(message["type"] == type_ for message in self.heard)

    async def until(self, condition: Callable[[Page], Any], seconds: float = 5.0) -> None:
        await until(lambda: condition(self), seconds, lambda: self.heard[-3:])


async def until(
    condition: Callable[[], Any], seconds: float = 5.0, seen: Callable[[], Any] = lambda: ""
) -> None:
    """Wait for something to become true; an AssertionError with what was seen when it does not."""
    try:
        async with asyncio.timeout(seconds):
            while not condition():  # noqa: ASYNC110 - it has no event
                await asyncio.sleep(0.005)
    except TimeoutError:
        raise AssertionError(f"did not come true within {seconds} s: {seen()!r}") from None


async def at_rest() -> None:
    """The loop's hub has stopped and has written who looked: a test's tables must not be emptied
    while it still does."""
    hub = current_hub()
    await until(lambda: not hub.running and not hub._looks._farewells)
