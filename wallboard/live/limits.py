"""The numbers of the live path. Tests and `WALLBOARD_LIVE` (a dict of settings) change them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds, unless the name says otherwise."""

    heartbeat_seconds: float = 5.0
    join_seconds: float = 10.0
    stalled_seconds: float = 30.0
    sweep_seconds: float = 1.0
    looks_seconds: float = 5.0  # between two writings of the access log
    recheck_seconds: float = 30.0
    resubscribe_seconds: float = 0.5
    send_seconds: float = 20.0  # one frame into one socket, where the server gives back-pressure
    frames_per_second: int = 20  # of one board
    unacknowledged_frames: int = 8  # of one viewer
    waiting_frames: int = 24  # of one viewer, sent ones included: beyond it nothing more is said
    messages_per_second: int = 50  # from one page
    viewers: int = 4000  # of one process
    curves: int = 500  # that the boards of one site draw
    curves_first_seconds: float = 2.0  # that the first snapshot of a board waits for its curves
    curves_lag_seconds: float = 8.0  # from a minute's turn until it is asked for
    curves_again_seconds: float = 20.0  # after history could not be read

    @property
    def frame_gap_seconds(self) -> float:
        return 1.0 / self.frames_per_second


def limits_in_force() -> Limits:
    return replace(Limits(), **getattr(settings, "WALLBOARD_LIVE", {}))
