"""The clock: real time drives the world; it can be frozen, stepped and sped up."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from connectors.simulator.options import Options
from connectors.simulator.queues import DAY, HOUR, QUARTER
from connectors.simulator.world import World


def scenario_start(start: str, zone: ZoneInfo, real_now: float) -> float:
    """Scenario second at which to begin: HH:MM, or "now" for the real local time of day."""
    if start == "now":
        local = datetime.fromtimestamp(real_now, zone)
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
        return real_now - midnight.timestamp()
    hours, _, minutes = start.partition(":")
    second = int(hours) * HOUR + int(minutes or 0) * 60
    if not 0 <= second < DAY:
        raise ValueError(f"not a time of day: {start}")
    return second


class Clock:
    """Advances a world under one lock. Presented time = scenario second + `offset`."""

    def __init__(
        self,
        world: World,
        start: float,
        speed: float = 1.0,
        frozen: bool = False,
        real: Callable[[], float] = time.time,
    ) -> None:
        self.world = world
        self.lock = threading.RLock()
        self.speed_factor = speed
        self.frozen = frozen
        self._real = real
        self._anchor_real, self._anchor_scenario = real(), start
        self.offset = self._anchor_real - start
        world.run_until(start)

    @classmethod
    def for_options(cls, world: World, options: Options) -> Clock:
        """A running centre starts within minutes of `start`, so that its schedules keep quarters
        of an hour on the real clock; a frozen one starts exactly there, at a whole second."""
        real_now, zone = time.time(), ZoneInfo(options.timezone)
        start = scenario_start(options.start, zone, real_now)
        if options.frozen:
            clock = cls(world, start, options.speed, frozen=True)
            clock.offset = math.floor(real_now) - start
            return clock
        if options.start == "now":
            return cls(world, start, options.speed)
        start += (real_now - start + QUARTER / 2) % QUARTER - QUARTER / 2
        clock = cls(world, start, options.speed)
        clock.offset = real_now - start  # by one look at the real clock: whole quarters
        return clock

    def advance(self) -> None:
        """Bring the world up to now; does nothing while frozen."""
        with self.lock:
            if not self.frozen:
                self.world.run_until(self._due())

    def _due(self) -> float:
        passed = max(0.0, self._real() - self._anchor_real)
        return self._anchor_scenario + passed * self.speed_factor

    def _anchor(self) -> None:
        self._anchor_real, self._anchor_scenario = self._real(), self.world.now

    def freeze(self) -> None:
        with self.lock:
            self.advance()
            self.frozen = True

    def unfreeze(self) -> None:
        with self.lock:
            if self.frozen:
                self._anchor()
                self.frozen = False

    def step(self, seconds: float) -> None:
        """Jump ahead, frozen or not."""
        if seconds < 0:
            raise ValueError("time does not run backwards")
        with self.lock:
            self.advance()
            self.world.run_until(self.world.now + seconds)
            self._anchor()

    def speed(self, factor: float) -> None:
        if factor <= 0:
            raise ValueError("speed must be above 0; freeze to stop")
        with self.lock:
            self.advance()
            self._anchor()
            self.speed_factor = factor

    def realign(self) -> None:
        """Make the presented now the real now again (after freezing, stepping, speeding)."""
        with self.lock:
            self.advance()
            self.offset = self._real() - self.world.now

    def presented(self, scenario: float) -> float:
        """Scenario second to presented epoch second."""
        return scenario + self.offset

    def scenario(self, presented: float) -> float:
        return presented - self.offset
