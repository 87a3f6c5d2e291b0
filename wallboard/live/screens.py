"""The displays among a hub's viewers: who is told what, and what they tell of themselves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import structlog

from wallboard.live import protocol
from wallboard.live.reports import Scalar
from wallboard.live.viewer import Viewer
from wallboard.state.control import Control
from wallboard.state.redis import StateUnavailable
from wallboard.state.reports import keep_reports

log = structlog.get_logger(__name__)
REPORT_GAP_SECONDS = 5.0  # what a display tells sooner is passed over


@dataclass(slots=True)
class Seat:
    site: str
    display: str
    reported_at: float = 0.0


class Screens:
    """Of one hub. A display has two viewers while one board gives way to the next."""

    def __init__(self, client: Callable[[], Any], wall: Callable[[], float]) -> None:
        self._client = client
        self._wall = wall
        self._seats: dict[Viewer, Seat] = {}
        self._reports: dict[str, dict[str, Scalar]] = {}  # not yet kept

    def arrive(self, viewer: Viewer, site: str, display: str) -> None:
        if display:
            self._seats[viewer] = Seat(site, display)

    def leave(self, viewer: Viewer) -> None:
        self._seats.pop(viewer, None)

    def tell(self, control: Control) -> None:
        """Now, to those whom it concerns."""
        event = protocol.event(protocol.command(control.word, control.number))
        for viewer, seat in self._seats.items():
            if seat.site == control.site and control.subject in {"", seat.display}:
                viewer.say(event)

    def report(self, viewer: Viewer, told: Mapping[str, Scalar]) -> None:
        """Kept with the next sweep; the newest of each display."""
        seat, now_at = self._seats.get(viewer), self._wall()
        if seat is not None and now_at - seat.reported_at >= REPORT_GAP_SECONDS:
            seat.reported_at = now_at
            self._reports[seat.display] = {**told, "at": round(now_at, 3)}

    async def sweep(self) -> None:
        """What was told since the last time goes to where the page of displays reads it."""
        reports, self._reports = self._reports, {}
        if not reports:
            return
        try:
            await keep_reports(self._client(), reports)
        except StateUnavailable as error:
            self._reports = {**reports, **self._reports}
            log.debug("reports of displays could not be kept", reason=str(error))
