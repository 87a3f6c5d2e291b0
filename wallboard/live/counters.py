"""What the live path counts, for Prometheus and for the tests of its growth."""

from __future__ import annotations

from dataclasses import dataclass, field

from prometheus_client import Counter, Gauge

FRAMES = Counter("wallboard_live_frames", "Frames encoded, by type.", ["type"])
BYTES = Counter("wallboard_live_encoded_bytes", "Bytes of frames encoded, by type.", ["type"])
SENT = Counter("wallboard_live_sent_frames", "Frames offered to viewers.")
PROJECTIONS = Counter("wallboard_live_projections", "Widgets projected.")
FAILURES = Counter("wallboard_live_projection_failures", "Widgets that could not be projected.")
RELOADS = Counter("wallboard_live_reloads", "Loads of a site's facts, by cause.", ["cause"])
GAPS = Counter("wallboard_live_gaps", "Lost deltas that were noticed.")
VIEWERS = Gauge("wallboard_live_viewers", "Viewers that have joined a board.")
HELD_BACK = Counter("wallboard_live_held_back", "Times that a slow viewer was held back.")
CLOSED = Counter("wallboard_live_closed", "Sockets closed by the server, by code.", ["code"])


@dataclass(slots=True)
class Counts:
    """The same for one hub, as plain numbers."""

    projections: int = 0
    failures: int = 0
    reloads: int = 0
    gaps: int = 0
    held_back: int = 0
    frames: dict[str, int] = field(default_factory=dict)
    encoded_bytes: int = 0

    def projected(self, widgets: int) -> None:
        self.projections += widgets
        PROJECTIONS.inc(widgets)

    def failed(self) -> None:
        self.failures += 1
        FAILURES.inc()

    def encoded(self, type_: str, text: str) -> None:
        size = len(text.encode())
        self.frames[type_] = self.frames.get(type_, 0) + 1
        self.encoded_bytes += size
        FRAMES.labels(type_).inc()
        BYTES.labels(type_).inc(size)

    def sent(self, frames: int) -> None:
        """Frames of a board; once per round of viewers, for the counter has a lock."""
        SENT.inc(frames)

    def reloaded(self, cause: str) -> None:
        self.reloads += 1
        RELOADS.labels(cause).inc()

    def gap(self) -> None:
        self.gaps += 1
        GAPS.inc()

    def holding_back(self) -> None:
        self.held_back += 1
        HELD_BACK.inc()
