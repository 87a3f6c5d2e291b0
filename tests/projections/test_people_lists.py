"""Who is off schedule and who asks for help: fresh, late, lost, never; and their order."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.projections.scenes import (
    LATE,
    LOST,
    NOW,
    agent,
    bound,
    of_agent,
    queue,
    scene,
    site,
    source,
    view,
)
from wallboard.domain.board import WidgetSpec
from wallboard.domain.observation import Kind
from wallboard.domain.policy import People, Policy
from wallboard.domain.schedule import Scheduled, encode
from wallboard.projections.why import why

PEOPLE = (
    agent("a", "trio", "calabrio", name="Ann", teams=("North",)),
    agent("b", "trio", "calabrio", name="Bo", teams=("North",)),
    agent("c", "trio", "calabrio", name="Cy", teams=("South",)),
)
SITE = site(
    queue("1", "trio", name="Support"), *PEOPLE, sources=(source("trio"), source("calabrio", 1))
)
PHONE = encode(
    [
        Scheduled("in_service", "Phone", NOW - 3600, NOW + 600),
        Scheduled("lunch", "Lunch", NOW + 600, NOW + 2400),
    ]
)


def facts(**states: tuple[str, float]) -> list[list[Any]]:
    """Of each the state and how long she has been in it; all are scheduled for the phone."""
    found = []
    for id_, (state, seconds) in states.items():
        found.append(of_agent("trio", id_, state=state, state_since=NOW - seconds))
        found.append(of_agent("calabrio", id_, schedule=PHONE))
    return found


MIXED = facts(a=("paused", 60), b=("available", 10), c=("paused", 600))


def test_who_is_off_schedule_longest_comes_first_with_now_and_next() -> None:
    shown = bound("adherence_list").view(scene(SITE, *MIXED))
    assert shown.content["order"] == ["c", "a"]
    row = shown.content["rows"]["c"]
    assert (row["name"], row["team"], row["state"]["v"]) == ("Cy", "South", "paused")
    assert (row["activity"]["v"], row["next"]["v"]) == ("Phone", "Lunch")
    assert row["out_since"]["v"] == NOW - 600
    assert shown.content["count"] == {"v": 2}
    assert shown.next_change_at == NOW + 600


def test_the_list_is_of_its_teams() -> None:
    assert view("adherence_list", scene(SITE, *MIXED), teams=["North"])["order"] == ["a"]


def test_who_is_late_is_listed_late_and_who_is_lost_is_not_listed() -> None:
    late = view("adherence_list", scene(SITE, *MIXED, ages={"calabrio": LATE}))
    assert (late["order"], late["count"]["s"]) == (["c", "a"], "late")
    lost = view("adherence_list", scene(SITE, *MIXED, ages={"calabrio": LOST}))
    assert (lost["order"], lost["count"]["v"], lost["count"]["s"]) == ([], None, "lost")


def test_nobody_off_schedule_differs_from_nobody_who_knows() -> None:
    good = view("adherence_list", scene(SITE, *facts(a=("available", 5))))
    assert (good["order"], good["count"]["v"]) == ([], 0)
    spec = site(
        agent("a", "trio"), sources=(source("trio", supplies={Kind.AGENT: frozenset({"state"})}),)
    )
    never = view("adherence_list", scene(spec, of_agent("trio", "a", state="available")))
    assert never["count"] == {"v": None, "s": "never"}
    nothing = view("adherence_list", scene(site()))
    assert nothing["count"]["s"] == "unknown"


def asking(*pairs: tuple[str, float]) -> list[list[Any]]:
    return [
        of_agent(
            *("trio", id_),
            state="on_contact",
            queue="1",
            help_requested_since=NOW - seconds,
        )
        for id_, seconds in pairs
    ]


def test_who_has_asked_longest_comes_first_with_the_queue_by_our_name() -> None:
    shown = view("help_requests", scene(SITE, *asking(("a", 20), ("b", 90))))
    assert shown["order"] == ["b", "a"]
    assert shown["rows"]["b"]["help_since"] == {"v": NOW - 90}
    assert shown["rows"]["b"]["queue"]["v"] == "Support"
    assert shown["count"]["v"] == 2


def test_silence_about_help_is_no_request() -> None:
    shown = view("help_requests", scene(SITE, *facts(a=("available", 5))))
    assert (shown["order"], shown["count"]["v"]) == ([], 0)


def test_a_lost_source_leaves_no_requests_standing() -> None:
    ages = {"trio": LOST, "calabrio": LOST}
    shown = view("help_requests", scene(SITE, *asking(("a", 20)), ages=ages))
    assert (shown["order"], shown["count"]["s"]) == ([], "lost")


def test_the_grid_puts_problems_first() -> None:
    people = [*facts(a=("available", 5), b=("paused", 60)), *asking(("c", 30))]
    shown = view("agent_grid", scene(SITE, *people))
    assert shown["order"] == ["c", "b", "a"]
    assert shown["rows"]["c"]["help_since"] == {"v": NOW - 30}
    assert shown["rows"]["a"]["help_since"] == {"v": None, "s": "na"}


def test_a_request_and_a_lateness_are_explained_and_nothing_else() -> None:
    off = WidgetSpec("1", "adherence_list", "", 0, 0, 1, 1)
    calls = WidgetSpec("2", "help_requests", "", 0, 0, 1, 1)
    one = scene(SITE, *MIXED, *asking(("a", 20)))
    found = why(one, calls, "help_since", "a")
    assert found is not None
    assert found["metric"]["key"] == "help_requested_since"
    assert found["figure"] == {"v": NOW - 20}
    assert why(one, calls, "help_since", "b") is None
    assert why(one, calls, "adherence", "a") is None
    assert why(one, off, "out_since", "c") is not None
    assert why(one, off, "out_since", "b") is None
    assert why(one, off, "paused") is None


def test_under_counts_only_there_is_a_number_and_nobody() -> None:
    policy = Policy(people=People.COUNTS)
    hidden = replace(scene(SITE, *MIXED, *asking(("a", 20))), policy=policy)
    for type_, number in (("adherence_list", 1), ("help_requests", 1)):
        shown = view(type_, hidden)
        assert (shown["rows"], shown["order"]) == ({}, [])
        assert shown["count"]["v"] == number
        assert "Ann" not in str(shown)
    small = replace(hidden, policy=Policy(people=People.COUNTS, smallest_group=5))
    assert view("help_requests", small)["count"]["s"] == "withheld"
