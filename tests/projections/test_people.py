"""One person under several aliases: who says her state, what goes with it, and her schedule."""

from __future__ import annotations

from typing import Any

from tests.projections.scenes import (
    LATE,
    LOST,
    NOW,
    agent,
    of_agent,
    queue,
    scene,
    site,
    source,
    view,
)
from wallboard.domain.board import SiteSpec
from wallboard.domain.facts import EntityKey, Fact
from wallboard.domain.observation import Kind, Qualifier, Value
from wallboard.domain.schedule import Scheduled, encode
from wallboard.projections.people import Schedule, person_of, schedule_of

ANN = agent("a", "trio", "calabrio", name="Ann")
SITE = site(
    ANN, queue("7", "trio", name="Support"), sources=(source("trio"), source("calabrio", rank=1))
)
SHIFT = encode(
    [
        Scheduled("in_service", "Service", NOW - 600, NOW + 60),
        Scheduled("lunch", "Lunch", NOW + 60, NOW + 3660),
    ]
)


def row(*facts: list[Fact], spec: SiteSpec = SITE, **choices: Any) -> dict[str, Any]:
    grid = view("agent_grid", scene(spec, *facts, **choices), show_logged_out=True)
    found: dict[str, Any] = grid["rows"]["a"]
    return found


def test_the_state_and_what_goes_with_it_come_from_one_source() -> None:
    shown = row(
        of_agent("trio", "a", state="paused", state_since=NOW - 90, reason="Lunch"),
        of_agent("calabrio", "a", state="on_contact", state_since=NOW - 5, reason="17"),
    )
    assert shown["state"] == {"v": "paused"}
    assert shown["state_since"] == {"v": NOW - 90}
    assert shown["reason"] == {"v": "Lunch"}


def test_a_reason_may_come_from_a_source_that_says_the_same_state() -> None:
    shown = row(
        of_agent("trio", "a", state="paused"),
        of_agent("calabrio", "a", state="paused", reason="Lunch"),
    )
    assert shown["reason"] == {"v": "Lunch"}
    shown = row(
        of_agent("trio", "a", state="paused"),
        of_agent("calabrio", "a", state="available", reason="Lunch"),
    )
    assert shown["reason"] == {"v": None, "s": "na"}


def test_a_lost_source_gives_way_with_all_that_it_said() -> None:
    shown = row(
        of_agent("trio", "a", state="paused", state_since=NOW - 90, reason="Lunch"),
        of_agent("calabrio", "a", state="on_contact", state_since=NOW - 5),
        ages={"trio": LOST},
    )
    assert shown["state"] == {"v": "on_contact", "by": "Calabrio", "n": "other_source"}
    assert shown["state_since"] == {"v": NOW - 5}
    assert shown["reason"]["v"] is None


def test_with_all_sources_lost_nothing_of_the_state_is_shown() -> None:
    lost = {"trio": LOST, "calabrio": LOST}
    shown = row(of_agent("trio", "a", state="paused", reason="Lunch"), ages=lost)
    for member in ("state", "state_since", "reason", "queue", "in_adherence"):
        assert (shown[member]["v"], shown[member]["s"]) == (None, "lost")


def test_a_late_state_stays_with_its_age() -> None:
    shown = row(of_agent("trio", "a", state="paused", state_since=1.0), ages={"trio": LATE})
    assert shown["state"] == {"v": "paused", "s": "late", "since": LATE, "by": "Trio"}
    assert shown["state_since"]["s"] == "late"


def test_a_word_that_is_none_of_ours_is_unknown() -> None:
    assert row(of_agent("trio", "a", state="dancing"))["state"] == {"v": "unknown"}


def test_of_two_logins_of_one_account_the_one_in_use_counts() -> None:
    aliases = tuple(EntityKey("trio", Kind.AGENT, id_) for id_ in ("a", "b"))
    spec = site(agent("a").__class__("a", "Ann", aliases))
    shown = row(
        of_agent("trio", "a", state="logged_out"),
        of_agent("trio", "b", state="available"),
        spec=spec,
    )
    assert shown["state"] == {"v": "available"}


def test_a_contact_is_shown_under_our_name_of_its_queue() -> None:
    shown = row(of_agent("trio", "a", state="on_contact", queue="7", queue_name="SUPP_1"))
    assert shown["queue"] == {"v": "Support"}
    shown = row(of_agent("trio", "a", state="on_contact", queue="99", queue_name="SUPP_9"))
    assert shown["queue"] == {"v": "SUPP_9"}
    assert row(of_agent("trio", "a", state="available"))["queue"] == {"v": None, "s": "na"}


def test_a_state_that_began_before_we_looked_is_at_least_so_old() -> None:
    since = Value(NOW - 90, Qualifier.AT_LEAST)
    assert row(of_agent("trio", "a", state="paused", state_since=since))["state_since"] == {
        "v": NOW - 90,
        "q": "at_least",
    }


# -- schedule ---------------------------------------------------------------------------------


def schedule(text: object, now_at: float = NOW) -> Schedule:
    ages = {"trio": now_at, "calabrio": now_at}
    a_scene = scene(SITE, of_agent("calabrio", "a", schedule=text), ages=ages, now_at=now_at)
    return schedule_of(a_scene, person_of(a_scene, ANN))


def test_now_and_next_come_from_the_schedule_at_this_instant() -> None:
    shown = row(of_agent("calabrio", "a", schedule=SHIFT))
    assert shown["activity"] == {"v": "Service", "p": {"type": "in_service"}}
    assert shown["until"] == {"v": NOW + 60}
    assert shown["next"] == {"v": "Lunch", "p": {"type": "lunch"}}
    assert shown["next_at"] == {"v": NOW + 60}
    assert schedule(SHIFT).changes_at == NOW + 60
    assert schedule(SHIFT, NOW + 61).word == "lunch"


def test_nothing_scheduled_differs_from_not_told() -> None:
    assert row(of_agent("calabrio", "a", schedule="[]"))["activity"] == {"v": None, "s": "na"}
    assert row()["activity"]["s"] == "unknown"


def test_a_schedule_that_cannot_be_read_is_unknown() -> None:
    assert row(of_agent("calabrio", "a", schedule="{]"))["activity"]["s"] == "unknown"


def test_before_the_shift_only_next_is_known() -> None:
    early = schedule(SHIFT, NOW - 1000)
    assert early.activity.as_json() == {"v": None, "s": "na"}
    assert early.next.value == "Service"
    assert early.changes_at == NOW - 600


# -- adherence --------------------------------------------------------------------------------


def test_a_state_that_fits_is_in_adherence() -> None:
    shown = row(
        of_agent("trio", "a", state="available", state_since=NOW - 90),
        of_agent("calabrio", "a", schedule=SHIFT),
    )
    assert shown["in_adherence"] == {"v": True}
    assert shown["out_since"] == {"v": None, "s": "na"}


def test_out_begins_with_the_state_or_the_activity_whichever_came_later() -> None:
    known = of_agent("calabrio", "a", schedule=SHIFT)
    later = row(of_agent("trio", "a", state="paused", state_since=NOW - 90), known)
    assert (later["in_adherence"], later["out_since"]) == ({"v": False}, {"v": NOW - 90})
    since = Value(NOW - 9000, Qualifier.AT_LEAST)
    earlier = row(of_agent("trio", "a", state="paused", state_since=since), known)
    assert earlier["out_since"] == {"v": NOW - 600}


def test_a_source_that_looked_back_further_tells_an_earlier_beginning() -> None:
    def out_since(since: float, **choices: Any) -> Any:
        return row(
            of_agent("trio", "a", state="paused", state_since=NOW - 90),
            of_agent("calabrio", "a", schedule=SHIFT, out_of_adherence_since=since),
            **choices,
        )["out_since"]

    assert out_since(NOW - 300) == {"v": NOW - 300}
    assert out_since(NOW - 20) == {"v": NOW - 90}
    assert out_since(NOW - 300, ages={"calabrio": LATE})["v"] == NOW - 90


def test_out_since_is_unknown_where_the_state_has_no_beginning() -> None:
    shown = row(of_agent("trio", "a", state="paused"), of_agent("calabrio", "a", schedule=SHIFT))
    assert shown["in_adherence"] == {"v": False}
    assert shown["out_since"]["s"] == "unknown"


def test_a_verdict_is_as_old_as_the_older_of_its_two_sources() -> None:
    facts = (
        of_agent("trio", "a", state="paused", state_since=NOW - 90),
        of_agent("calabrio", "a", schedule=SHIFT),
    )
    late = row(*facts, ages={"calabrio": LATE})["in_adherence"]
    assert late == {"v": False, "s": "late", "since": LATE, "by": "Calabrio"}
    lost = row(*facts, ages={"calabrio": LOST})["in_adherence"]
    assert (lost["v"], lost["s"], lost["by"]) == (None, "lost", "Calabrio")


def test_there_is_no_verdict_on_an_unknown_state() -> None:
    shown = row(of_agent("trio", "a", state="unknown"), of_agent("calabrio", "a", schedule=SHIFT))
    assert shown["in_adherence"] == {"v": None, "s": "na"}


def test_calabrios_own_percentages_are_labelled_so() -> None:
    shown = row(
        of_agent("calabrio", "a", conformance=Value(1.2, Qualifier.AS_REPORTED)),
    )
    assert shown["conformance"] == {"v": 1.2, "q": "as_reported", "by": "Calabrio"}


def test_a_share_of_nothing_scheduled_is_not_applicable() -> None:
    shown = row(of_agent("calabrio", "a", scheduled_seconds=0.0))
    for member in ("adherence", "conformance"):
        assert shown[member] == {"v": None, "s": "na"}
    lost = row(of_agent("calabrio", "a", scheduled_seconds=0.0), ages={"calabrio": LOST})
    assert (lost["adherence"]["v"], lost["adherence"]["s"]) == (None, "lost")
