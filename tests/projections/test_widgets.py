"""Each widget's view: order, levels, calm, counts, and when time alone changes it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.projections.scenes import (
    LATE,
    LOST,
    NOW,
    WAITING_SINCE,
    agent,
    bound,
    of_agent,
    of_queue,
    queue,
    said,
    scene,
    site,
    source,
    view,
)
from wallboard.domain.observation import Kind
from wallboard.projections.scene import Scene

Q1, Q2, Q3 = (queue(id_, "trio", name=name) for id_, name in (("1", "B"), ("2", "A"), ("3", "C")))
PEOPLE = (
    agent("a", "trio", name="Ann", teams=("North", "South")),
    agent("b", "trio", name="Bo", teams=("North",)),
    agent("c", "trio", name="Cy", teams=("South",)),
)
SITE = site(Q1, Q2, Q3, *PEOPLE)


def queues(*waiting: int, **fields: Any) -> Scene:
    facts = [of_queue("trio", str(n + 1), contacts_waiting=w) for n, w in enumerate(waiting)]
    facts += [of_queue("trio", id_.removeprefix("q"), **values) for id_, values in fields.items()]
    return scene(SITE, *facts)


# -- figure -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("waiting", "level"), [(4, None), (5, "warn"), (9, "warn"), (10, "critical")]
)
def test_more_of_what_is_bad_raises_the_level(waiting: int, level: str | None) -> None:
    a_scene = queues(waiting)
    shown = view("figure", a_scene, metric="contacts_waiting", queues=["1"], warn=5, critical=10)
    assert (shown["figure"]["v"], shown["level"]) == (waiting, level)


@pytest.mark.parametrize(
    ("answered", "level"), [(80, None), (79, "warn"), (60, "warn"), (59, "critical")]
)
def test_less_of_what_is_good_raises_the_level(answered: int, level: str | None) -> None:
    counts = {"answered": 100, "abandoned": 0, "abandoned_short": 0}
    a_scene = queues(q1={**counts, "answered_in_threshold": answered})
    shown = view("figure", a_scene, metric="service_level", queues=["1"], warn=0.8, critical=0.6)
    assert shown["level"] == level


def test_a_wait_reaches_its_thresholds_by_itself() -> None:
    a_scene = queues(q1={"contacts_waiting": 1, "longest_wait_since": NOW - 45})
    widget = bound("figure", metric="longest_wait_since", queues=["1"], warn=30, critical=60)
    shown = widget.view(a_scene)
    assert shown.content["level"] == "warn"
    assert shown.next_change_at == NOW + 15


def test_a_figure_without_a_value_has_no_level() -> None:
    lost = scene(SITE, of_queue("trio", "1", contacts_waiting=99), ages={"trio": LOST})
    assert view("figure", lost, metric="contacts_waiting", warn=5)["level"] is None


def test_a_late_figure_keeps_its_level() -> None:
    late = scene(SITE, of_queue("trio", "1", contacts_waiting=99), ages={"trio": LATE})
    shown = view("figure", late, metric="contacts_waiting", queues=["1"], warn=5)
    assert shown["level"] == "warn"


def test_a_closed_queue_is_calm_and_not_red() -> None:
    a_scene = queues(q1={"open": "closed", "contacts_waiting": 99})
    shown = view("figure", a_scene, metric="contacts_waiting", queues=["1"], warn=5)
    assert (shown["level"], shown["calm"]) == (None, "closed")


def test_one_open_queue_of_several_is_not_calm() -> None:
    a_scene = queues(
        q1={"open": "closed", "contacts_waiting": 9},
        q2={"open": "open", "contacts_waiting": 1},
    )
    shown = view("figure", a_scene, metric="contacts_waiting", queues=["1", "2"], warn=5)
    assert (shown["level"], shown["calm"]) == ("warn", None)


def test_a_queue_that_has_no_word_for_being_open_keeps_a_figure_awake() -> None:
    second = source("sinch", supplies={Kind.QUEUE: frozenset({"contacts_waiting"})})
    spec = site(queue("1", "trio"), queue("2", "sinch"), sources=(source("trio"), second))
    facts = [
        of_queue("trio", "1", open="closed", contacts_waiting=0),
        of_queue("sinch", "2", contacts_waiting=50),
    ]
    shown = view("figure", scene(spec, *facts), metric="contacts_waiting", warn=5, critical=10)
    assert (shown["figure"], shown["level"], shown["calm"]) == ({"v": 50}, "critical", None)


def test_a_queue_that_was_removed_is_left_out_of_a_figure() -> None:
    shown = view("figure", queues(3), metric="contacts_waiting", queues=["1", "gone"])
    assert shown["figure"] == {"v": 3}


# -- people -----------------------------------------------------------------------------------


def people(ages: dict[str, float | None] | None = None, **states: str) -> Scene:
    facts = [of_agent("trio", id_, state=state) for id_, state in states.items()]
    return scene(SITE, *facts, ages=ages)


def test_somebody_in_two_teams_is_counted_once() -> None:
    a_scene = people(a="available", b="available", c="paused")
    both = view("figure", a_scene, metric="available", teams=["North", "South"])
    assert both["figure"] == {"v": 2}
    assert view("figure", a_scene, metric="staffed", teams=["South"])["figure"] == {"v": 2}


def test_staffed_is_everybody_but_who_is_logged_out() -> None:
    bar = view("state_bar", people(a="available", b="logged_out", c="unknown"))
    assert bar["total"] == {"v": 2}
    assert bar["counts"]["logged_out"] == {"v": 1}
    assert bar["counts"]["ringing"] == {"v": 0}
    numbers = [figure["v"] for figure in bar["counts"].values()]
    assert sum(numbers) == len(PEOPLE)


def test_somebody_whom_the_source_does_not_name_is_marked_as_missing() -> None:
    bar = view("state_bar", people(a="available", b="paused"))
    assert bar["counts"]["available"] == {"v": 1, "parts": [2, 3], "n": "agents"}


def test_people_of_a_lost_source_are_not_counted_as_zero() -> None:
    bar = view("state_bar", people({"trio": LOST}, a="available", b="paused", c="paused"))
    assert bar["counts"]["available"] == {"v": None, "s": "lost", "since": LOST, "by": "Trio"}
    assert bar["total"]["v"] is None


def test_people_before_the_first_poll_are_awaited() -> None:
    bar = view("state_bar", people({"trio": None}))
    assert (bar["total"]["s"], bar["total"]["since"]) == ("unknown", WAITING_SINCE)


def test_a_site_without_people_waits_for_them_where_a_source_names_them() -> None:
    assert view("state_bar", scene(site()))["total"]["s"] == "unknown"
    mute = site(sources=(source("trio", supplies={}),))
    assert view("state_bar", scene(mute))["total"]["s"] == "never"


def test_a_grid_is_ordered_by_state_then_by_time_in_it() -> None:
    a_scene = scene(
        SITE,
        of_agent("trio", "a", state="paused", state_since=NOW - 10),
        of_agent("trio", "b", state="paused", state_since=NOW - 90),
        of_agent("trio", "c", state="available", state_since=NOW - 5),
    )
    grid = view("agent_grid", a_scene)
    assert grid["order"] == ["c", "b", "a"]
    assert (grid["counts"]["paused"], grid["counts"]["ringing"]) == (2, 0)


def test_a_grid_grouped_by_team_shows_the_team_first() -> None:
    a_scene = people(a="available", b="available", c="available")
    grid = view("agent_grid", a_scene, group_by="team")
    assert [grid["rows"][id_]["team"] for id_ in grid["order"]] == ["North", "North", "South"]


def test_who_is_logged_out_is_counted_but_not_shown() -> None:
    grid = view("agent_grid", people(a="available", b="logged_out", c="paused"))
    assert grid["order"] == ["a", "c"]
    assert grid["counts"]["logged_out"] == 1
    shown = view("agent_grid", people(b="logged_out"), show_logged_out=True)
    assert "b" in shown["rows"]


def test_a_grid_says_when_the_next_activity_begins() -> None:
    text = f'[["lunch","Lunch",{NOW + 50},{NOW + 90}]]'
    a_scene = scene(SITE, of_agent("trio", "a", state="available", schedule=text))
    assert bound("agent_grid").view(a_scene).next_change_at == NOW + 50


# -- queue table ------------------------------------------------------------------------------

COLUMNS = ["contacts_waiting", "longest_wait_since"]
LIMITS = {"contacts_waiting": {"warn": 5, "critical": 10}}


def test_the_most_urgent_queue_comes_first_then_who_waits_longest_then_the_name() -> None:
    a_scene = queues(
        q1={"contacts_waiting": 1, "longest_wait_since": NOW - 10},
        q2={"contacts_waiting": 1, "longest_wait_since": NOW - 20},
        q3={"contacts_waiting": 5, "longest_wait_since": NOW - 1},
    )
    table = view("queue_table", a_scene, columns=COLUMNS, thresholds=LIMITS)
    assert table["order"] == ["3", "2", "1"]
    assert table["rows"]["3"]["levels"] == {"contacts_waiting": "warn"}
    assert table["rows"]["3"]["level"] == "warn"
    quiet = view("queue_table", queues(0, 0, 0), columns=COLUMNS)
    assert quiet["order"] == ["2", "1", "3"]


def test_a_table_may_be_sorted_by_name() -> None:
    a_scene = queues(1, 0, 9)
    table = view("queue_table", a_scene, columns=COLUMNS, thresholds=LIMITS, sort="name")
    assert table["order"] == ["2", "1", "3"]


def test_a_closed_queue_comes_last_and_is_calm() -> None:
    a_scene = queues(
        q1={"open": "closed", "contacts_waiting": 99},
        q2={"open": "open", "contacts_waiting": 0},
        q3={"open": "open", "contacts_waiting": 0},
    )
    table = view("queue_table", a_scene, columns=COLUMNS, thresholds=LIMITS)
    assert table["order"] == ["2", "3", "1"]
    assert table["rows"]["1"]["calm"] == "closed"
    assert (table["rows"]["1"]["level"], table["rows"]["1"]["levels"]) == (None, {})


def test_a_table_shows_the_queues_it_was_given() -> None:
    assert view("queue_table", queues(1, 2, 3), queues=["3", "1", "gone"])["rows"].keys() == {
        "1",
        "3",
    }


# -- sources ----------------------------------------------------------------------------------


def test_sources_say_how_far_they_may_be_believed() -> None:
    spec = site(
        sources=(
            source("trio", simulation=True),
            source("calabrio", trouble="The password was refused."),
            source("sinch", paused=True),
        )
    )
    facts = said("trio", Kind.SOURCE, "system", failover=True)
    health = view("source_health", scene(spec, facts, ages={"trio": LATE, "sinch": None}))
    assert health["order"] == ["calabrio", "sinch", "trio"]
    assert health["rows"]["trio"] == {
        "label": "Trio",
        "vendor": "trio",
        "trust": "late",
        "since": LATE,
        "trouble": "",
        "notes": ["failover"],
        "simulation": True,
        "paused": False,
    }
    assert health["rows"]["calabrio"]["trouble"] == "The password was refused."
    assert health["rows"]["calabrio"]["since"] is None
    assert health["rows"]["sinch"]["trust"] == "unknown"
    assert health["rows"]["sinch"]["since"] == WAITING_SINCE
