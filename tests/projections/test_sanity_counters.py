"""The sanity watch: counters that fall, stand still, or do not add up. Each is found and goes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.projections.scenes import queue, said, site, source
from tests.projections.watched import (
    DAY,
    HOUR,
    MIDNIGHT,
    MINUTE,
    NOON,
    SINCH,
    SUPPORT,
    Centre,
    counted,
    state,
    texts,
)
from wallboard.domain.observation import Kind, Qualifier, Value
from wallboard.projections.sanity import Report


@pytest.fixture
def centre() -> Centre:
    return Centre()


def test_a_counter_that_fell_is_found_until_it_is_as_high_again(centre: Centre) -> None:
    centre.say(counted("trio", answered=120, offered=130))
    centre.look(3)
    centre.say(counted("trio", answered=3, offered=130))
    assert not centre.look().findings  # a pair of servers may answer in turn
    found = centre.look(3)
    assert texts(found, "backwards") == [
        "In Trio fell at 12:04: “Answered” of Support from 120 to 3."
    ]
    assert found.findings[0].since == NOON + 4 * MINUTE
    centre.say(counted("trio", answered=121))
    assert not texts(centre.look(), "backwards")


def test_a_server_that_answers_a_little_behind_the_other_is_no_finding(centre: Centre) -> None:
    for count in range(20, 40):
        centre.say(counted("trio", answered=count - count % 2 * 2))
        assert not texts(centre.look(), "backwards")


@pytest.mark.parametrize("after_seconds", [-10 * MINUTE, 0.0, 10 * MINUTE])
def test_a_counter_that_turns_near_midnight_did_not_go_backwards(after_seconds: float) -> None:
    turn = MIDNIGHT + after_seconds
    centre = Centre(now_at=turn - 5 * MINUTE)
    centre.say(counted("trio", answered=500, offered=520))
    centre.look(5)
    centre.say(counted("trio", answered=0, offered=1))
    assert not centre.look(30).findings


def test_a_counter_that_turns_by_the_vendors_own_midnight_did_not_go_backwards() -> None:
    tokyo = {**DAY, "day": "Asia/Tokyo"}  # its midnight is 17:00 in Stockholm
    centre = Centre(now_at=NOON + 5 * HOUR - 3 * MINUTE)
    centre.say(said("trio", Kind.QUEUE, "q", answered=Value(500, parameters=tokyo)))
    centre.look(3)
    centre.say(said("trio", Kind.QUEUE, "q", answered=Value(0, parameters=tokyo)))
    assert not centre.look(10).findings


def test_a_counter_that_fell_over_a_silent_night_did_not_go_backwards() -> None:
    centre = Centre(now_at=MIDNIGHT - 3 * HOUR)
    centre.say(counted("trio", answered=500))
    centre.look(3)
    centre.late = {"trio"}
    centre.look(5)
    centre.now_at += 8 * HOUR
    centre.late = set()
    centre.say(counted("trio", answered=12))
    assert not centre.look(10).findings


def test_a_fall_is_forgotten_at_midnight() -> None:
    centre = Centre(now_at=MIDNIGHT - HOUR)
    centre.say(counted("trio", answered=500))
    centre.look()
    centre.say(counted("trio", answered=5))
    assert texts(centre.look(5), "backwards")
    centre.now_at = MIDNIGHT + 5 * MINUTE
    centre.say(counted("trio", answered=0))
    assert not centre.look(10).findings


def test_at_least_may_become_less(centre: Centre) -> None:
    for count in (50, 4):
        at_least = Value(count, Qualifier.AT_LEAST, DAY)
        centre.say(said("trio", Kind.QUEUE, "q", answered=at_least))
        assert not centre.look(5).findings


def test_many_counters_that_fell_are_one_finding() -> None:
    queues = [queue(f"q{n}", "trio", name=f"Kö {n}") for n in range(9)]
    centre = Centre(site(*queues))
    for one in queues:
        centre.say(counted("trio", one.id, answered=50))
    centre.look()
    for one in queues:
        centre.say(counted("trio", one.id, answered=1))
    (text,) = texts(centre.look(4), "backwards")
    assert text.startswith("In Trio fell at 12:02: “Answered” of Kö 0 from 50 to 1; ")
    assert text.endswith("; and 6 more.")


def test_a_simulated_centre_has_midnight_when_it_likes() -> None:
    simulated = source("trio", simulation=True)
    centre = Centre(site(SUPPORT, sources=(simulated, SINCH)))
    centre.say(counted("trio", answered=50, offered=60))
    centre.look()
    centre.say(counted("trio", answered=0, offered=1))
    assert not centre.look(10).findings


def serve(centre: Centre, contacts: int) -> Report:
    """Anna takes and ends contacts of Support, each for a minute."""
    for _ in range(contacts):
        centre.say(state("trio", "on_contact", queue="q"))
        centre.look()
        centre.known = {key: f for key, f in centre.known.items() if key.field != "queue"}
        centre.say(state("trio", "available"))
        report = centre.look()
    return report


def test_a_counter_that_stands_still_while_contacts_end_is_found_and_goes(centre: Centre) -> None:
    centre.say(counted("trio", answered=40, offered=41))
    found = serve(centre, 9)
    (text,) = texts(found, "frozen")
    assert text == (
        "The counters of Support in Trio have not moved since 12:00, while 9 contacts of it were "
        "seen to end."
    )
    centre.say(counted("trio", answered=41))
    assert not centre.look().findings


def test_a_counter_that_moves_with_its_contacts_is_no_finding(centre: Centre) -> None:
    for count in range(20):
        centre.say(counted("trio", answered=40 + count // 3))
        assert not serve(centre, 1).findings


def test_a_quiet_queue_does_not_stand_still(centre: Centre) -> None:
    centre.say(counted("trio", answered=40))
    serve(centre, 2)
    assert not centre.look(60).findings


def test_a_counter_that_stands_still_while_the_other_systems_moves_is_found(centre: Centre) -> None:
    centre.say(counted("trio", answered=40) + counted("sinch", answered=38))
    for count in range(38, 55):
        centre.say(counted("sinch", answered=count))
        report = centre.look()
    (text,) = texts(report, "frozen")
    assert "of Support in Trio have not moved since 12:00" in text
    assert text.endswith("contacts were answered by what Sinch counts.")


def test_people_that_do_not_add_up_are_found_and_go(centre: Centre) -> None:
    centre.say(said("trio", Kind.QUEUE, "q", staffed=12, available=10, on_contact=4))
    assert not centre.look(2).findings
    assert texts(centre.look(2), "staffing") == [
        "Trio has 12 people staffed in Support, but 14 in some of its states."
    ]
    centre.say(said("trio", Kind.QUEUE, "q", staffed=14))
    assert not centre.look().findings


def test_fewer_people_in_states_than_staffed_may_be_in_one_that_is_not_told(
    centre: Centre,
) -> None:
    centre.say(said("trio", Kind.QUEUE, "q", staffed=12, available=3, paused=1))
    assert not centre.look(10).findings
    rest = ("ringing", "on_contact", "on_hold", "wrap_up", "busy_other", "unknown")
    none: dict[str, Any] = dict.fromkeys(rest, 0)
    centre.say(said("trio", Kind.QUEUE, "q", **none))
    assert texts(centre.look(5), "staffing") == [
        "Trio has 12 people staffed in Support, but 4 in its states."
    ]


def test_more_contacts_finished_than_offered_are_found_and_go(centre: Centre) -> None:
    centre.say(counted("trio", offered=100, answered=90, abandoned=10))
    centre.say(said("trio", Kind.QUEUE, "q", contacts_waiting=3))
    centre.look()
    centre.say(counted("trio", offered=110, answered=115, abandoned=12))
    (text,) = texts(centre.look(5), "counting")
    assert text.startswith("27 contacts of Support in Trio were answered or gave up since we look")
    assert text.endswith("more than the 13 that were offered or under way.")
    centre.say(counted("trio", offered=140))
    assert not centre.look().findings


def test_contacts_of_yesterday_that_are_answered_today_add_up(centre: Centre) -> None:
    centre.say(said("trio", Kind.QUEUE, "q", contacts_waiting=40))
    centre.say(counted("trio", offered=2, answered=0, abandoned=0))
    centre.look()
    centre.say(counted("trio", offered=3, answered=35, abandoned=7))
    assert not centre.look(10).findings


def test_written_contacts_may_be_answered_days_later(centre: Centre) -> None:
    centre.say(said("trio", Kind.QUEUE, "q", backlog=200))
    centre.say(counted("trio", offered=2, answered=0, abandoned=0))
    centre.look()
    centre.say(counted("trio", offered=3, answered=90))
    assert not centre.look(10).findings


def test_a_part_that_is_more_than_its_whole_is_found(centre: Centre) -> None:
    centre.say(counted("trio", answered=10, answered_in_threshold=12))
    assert texts(centre.look(5), "counting") == [
        "“Answered in time” (12) of Support in Trio is more than “Answered” (10)."
    ]
