"""Age by a clock that cannot be set: jumps of the wall clock neither hide nor invent silence."""

from __future__ import annotations

from typing import Any

import pytest

from tests.projections import scenes
from wallboard.domain.facts import SourceKey
from wallboard.domain.freshness import Trust
from wallboard.domain.observation import Kind
from wallboard.live.ages import Ages

KEY = SourceKey("trio", "state", Kind.QUEUE)
SITE = scenes.site()  # a cadence of 10 s: late after 20, lost after 60


class Clocks:
    def __init__(self) -> None:
        self.wall_at, self.steady_at = scenes.NOW, 5.0

    def wall(self) -> Any:
        return self.wall_at

    def steady(self) -> Any:
        return self.steady_at

    def pass_(self, seconds: Any) -> None:
        self.wall_at += seconds
        self.steady_at += seconds


@pytest.fixture
def clocks() -> Any:
    return Clocks()


@pytest.fixture
def ages(clocks: Clocks) -> Any:
    return Ages(clocks.wall, clocks.steady)


def trust(ages: Any) -> Any:
    return ages.trust(SITE).get(KEY)


def test_a_source_ages_while_nothing_confirms_it(ages: Any, clocks: Clocks) -> None:
    ages.observe({KEY: clocks.wall_at})
    found = []
    for _ in range(8):
        found.append(trust(ages))
        clocks.pass_(10)
        ages.observe({KEY: scenes.NOW})
    assert found == [Trust.FRESH] * 3 + [Trust.LATE] * 4 + [Trust.LOST]


def test_a_hub_that_starts_late_knows_how_old_a_source_is(ages: Any, clocks: Clocks) -> None:
    ages.observe({KEY: clocks.wall_at - 100})
    assert trust(ages) is Trust.LOST


def test_a_source_ages_without_any_pulse(ages: Any, clocks: Clocks) -> None:
    ages.observe({KEY: clocks.wall_at})
    clocks.pass_(61)
    assert trust(ages) is Trust.LOST


@pytest.mark.parametrize("jump", [-7200, 7200])
def test_a_jump_of_the_wall_clock_changes_nothing(ages: Any, clocks: Clocks, jump: float) -> None:
    ages.observe({KEY: clocks.wall_at})
    clocks.wall_at += jump
    clocks.pass_(5)
    assert trust(ages) is Trust.FRESH
    clocks.pass_(20)
    assert trust(ages) is Trust.LATE
    ages.observe({KEY: clocks.wall_at})
    assert trust(ages) is Trust.FRESH


def test_a_worker_whose_clock_is_behind_is_believed_when_it_confirms(
    ages: Any, clocks: Clocks
) -> None:
    ages.observe({KEY: clocks.wall_at - 300})
    clocks.pass_(1)
    ages.observe({KEY: clocks.wall_at - 300})
    assert trust(ages) is Trust.FRESH


def test_a_worker_whose_clock_is_ahead_does_not_hide_silence(ages: Any, clocks: Clocks) -> None:
    ages.observe({KEY: clocks.wall_at + 3600})
    clocks.pass_(61)
    ages.observe({KEY: scenes.NOW + 3600})
    assert trust(ages) is Trust.LOST


def test_after_an_outage_a_confirmation_is_as_old_as_it_says(ages: Any, clocks: Clocks) -> None:
    ages.observe({KEY: clocks.wall_at})
    clocks.pass_(300)
    ages.observe({KEY: clocks.wall_at - 30})
    assert trust(ages) is Trust.LATE


def test_a_source_that_is_gone_is_unknown_again(ages: Any, clocks: Clocks) -> None:
    ages.observe({KEY: clocks.wall_at})
    ages.observe({})
    assert trust(ages) is None


def test_a_job_that_is_off_is_not_judged(ages: Any, clocks: Clocks) -> None:
    ages.observe({KEY: clocks.wall_at})
    off = scenes.site(sources=(scenes.source("trio", cadences={}),))
    assert ages.trust(off) == {}
