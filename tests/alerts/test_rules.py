"""Which figure a rule looks at, when it is calm or held; and hours by the clock of a site."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.projections import scenes
from tests.projections.scenes import NOW
from wallboard.alerts.hours import Hours
from wallboard.alerts.machine import Limit, Reading, Terms
from wallboard.alerts.rules import SOURCES_LOST, RuleSpec, reading_of
from wallboard.domain.board import QueueSpec
from wallboard.domain.observation import Kind, Qualifier, Value

SITE = scenes.site(
    scenes.queue("1", "trio"),
    scenes.queue("2", "trio"),
    scenes.agent("a", "trio", teams=("Support",)),
    scenes.agent("b", "trio", teams=("Sales",)),
)
TERMS = Terms({"warn": Limit(5, 5)})


def rule(metric: str, **choices: Any) -> RuleSpec:
    return RuleSpec("1", "Rule", "1", "", metric, TERMS, **choices)


def waiting(**fields: Any) -> list[list[Any]]:
    return [scenes.of_queue("trio", id_, **fields) for id_ in ("1", "2")]


def test_a_rule_without_queues_looks_at_the_whole_site() -> None:
    scene = scenes.scene(SITE, *waiting(contacts_waiting=4))
    assert reading_of(scene, rule("contacts_waiting")) == Reading(8.0)
    assert reading_of(scene, rule("contacts_waiting", queues=("2",))) == Reading(4.0)


def test_a_virtual_queue_is_the_sum_of_its_members() -> None:
    members = tuple(SITE.queues.values())
    virtual = QueueSpec("9", "Both", (), members=members)
    site = scenes.site(*members, virtual)
    scene = scenes.scene(site, *waiting(contacts_waiting=4))
    assert reading_of(scene, rule("contacts_waiting", queues=("9",))) == Reading(8.0)


def test_queues_that_are_gone_do_not_make_it_a_rule_of_the_site() -> None:
    scene = scenes.scene(SITE, *waiting(contacts_waiting=4))
    assert reading_of(scene, rule("contacts_waiting", queues=("77",))).value is None


def test_a_wait_is_the_time_since_it_began() -> None:
    scene = scenes.scene(SITE, *waiting(contacts_waiting=1, longest_wait_since=NOW - 42))
    assert reading_of(scene, rule("longest_wait_since")) == Reading(42.0)


def test_people_of_teams_are_counted() -> None:
    facts = [scenes.of_agent("trio", one, state="paused") for one in ("a", "b")]
    scene = scenes.scene(SITE, *facts)
    assert reading_of(scene, rule("paused")) == Reading(2.0)
    assert reading_of(scene, rule("paused", teams=("Support",))) == Reading(1.0)


@pytest.mark.parametrize(("age", "word"), [("late", "late"), ("lost", "lost")])
def test_a_silent_source_holds(age: str, word: str) -> None:
    ages = {"trio": scenes.AGES[age]}
    scene = scenes.scene(SITE, *waiting(contacts_waiting=9), ages=ages)
    assert reading_of(scene, rule("contacts_waiting")).held == word


def test_a_stand_in_that_knows_a_part_of_the_day_neither_raises_nor_clears() -> None:
    site = scenes.site(
        scenes.queue("1", "trio", "o2g"), sources=(scenes.source("trio"), scenes.source("o2g", 1))
    )
    whole = {"answered": 100, "answered_in_threshold": 72, "abandoned": 0, "abandoned_short": 0}
    part = {key: Value(count // 2, Qualifier.AT_LEAST) for key, count in whole.items()}
    said = [scenes.of_queue("trio", "1", **whole), scenes.of_queue("o2g", "1", **part)]
    level = rule("service_level", letter="SL-A")
    assert reading_of(scenes.scene(site, *said), level).value is not None
    silent = scenes.scene(site, *said, ages={"trio": scenes.AGES["lost"]})
    assert reading_of(silent, level) == Reading(held="lost")
    alone = scenes.scene(
        scenes.site(scenes.queue("1", "o2g"), sources=(scenes.source("o2g"),)), said[1]
    )
    assert reading_of(alone, level).value is not None, "nobody better is missing"


def test_what_was_never_heard_is_held_as_unknown() -> None:
    scene = scenes.scene(SITE, ages={"trio": None})
    assert reading_of(scene, rule("contacts_waiting")).held == "unknown"


def test_a_closed_queue_is_calm_unless_the_rule_says_otherwise() -> None:
    scene = scenes.scene(SITE, *waiting(contacts_waiting=9, open="closed"))
    assert reading_of(scene, rule("contacts_waiting")) == Reading(calm="closed")
    awake = rule("contacts_waiting", closed_is_calm=False)
    assert reading_of(scene, awake) == Reading(18.0)


@pytest.mark.parametrize("age", [scenes.FRESH, scenes.LOST])
def test_a_closed_queue_beside_one_that_cannot_say_is_not_calm(age: float) -> None:
    """Fifty wait in the other: an alert that is raised must not be cleared."""
    spec = scenes.site(
        scenes.queue("1", "trio"),
        scenes.queue("2", "sinch"),
        sources=(
            scenes.source("trio"),
            scenes.source("sinch", supplies={Kind.QUEUE: frozenset({"contacts_waiting"})}),
        ),
    )
    scene = scenes.scene(
        spec,
        scenes.of_queue("trio", "1", contacts_waiting=6, open="closed"),
        scenes.of_queue("sinch", "2", contacts_waiting=50),
        ages={"sinch": age},
    )
    assert reading_of(scene, rule("contacts_waiting")).calm == ""
    closed = reading_of(scene, rule("contacts_waiting", queues=("1",)))
    assert closed == Reading(calm="closed")


def test_a_share_of_nothing_is_calm() -> None:
    fields = {"answered": 0, "abandoned": 0, "answered_in_threshold": 0}
    scene = scenes.scene(SITE, *waiting(**fields))
    assert reading_of(scene, rule("service_level")).calm in {"na", "never"}


def test_sources_that_are_silent_are_counted() -> None:
    assert reading_of(scenes.scene(SITE), rule(SOURCES_LOST)) == Reading(0.0)
    silent = scenes.scene(SITE, ages={"trio": scenes.LOST})
    assert reading_of(silent, rule(SOURCES_LOST)) == Reading(1.0)


def test_outside_its_hours_a_rule_is_calm() -> None:
    scene = scenes.scene(SITE, *waiting(contacts_waiting=9))
    local = datetime.fromtimestamp(NOW, ZoneInfo(SITE.timezone))
    other_day = str((local.weekday() + 1) % 7)
    assert reading_of(scene, rule("contacts_waiting", hours=Hours(other_day))).calm == "hours"


SATURDAY_NIGHT = datetime(2026, 11, 28, 23, 30, tzinfo=ZoneInfo("Europe/Stockholm"))


@pytest.mark.parametrize(
    ("hours", "hour", "covered"),
    [
        (Hours(), 3, True),
        (Hours("01234"), 12, False),  # a Saturday
        (Hours("5", time(8), time(17)), 8, True),
        (Hours("5", time(8), time(17)), 17, False),
        (Hours("5", time(22), time(6)), 23, True),
        (Hours("4", time(22), time(6)), 3, True),  # Friday's night
        (Hours("5", time(22), time(6)), 3, False),  # it has not begun
        (Hours("5", time(22), time(22)), 3, True),
    ],
)
def test_hours_of_the_day_and_the_night(hours: Hours, hour: int, covered: bool) -> None:
    at = SATURDAY_NIGHT.replace(hour=hour).timestamp()
    assert hours.cover(at, "Europe/Stockholm") is covered
