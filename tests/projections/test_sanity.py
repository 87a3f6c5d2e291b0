"""The sanity watch: people whom two systems see differently, and what is remembered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.projections.scenes import agent, of_agent, site
from tests.projections.watched import (
    CALABRIO,
    HOUR,
    NOON,
    TRIO,
    Centre,
    counted,
    schedule,
    state,
    texts,
)
from wallboard.domain.observation import Value
from wallboard.domain.schedule import Scheduled, encode
from wallboard.projections.sanity import CHECKS, SHOWN_PER_CHECK


@pytest.fixture
def centre() -> Centre:
    return Centre()


def test_every_check_says_what_it_looks_at_and_what_to_do() -> None:
    assert len({check.key for check in CHECKS}) == len(CHECKS) == 6
    assert all(check.label and check.looks_at and check.advice for check in CHECKS)


def test_on_here_and_off_there_for_minutes_is_found_and_goes(centre: Centre) -> None:
    centre.say(state("trio", "available") + state("calabrio", "logged_out"))
    assert not centre.look(2).findings
    found = centre.look(2)
    assert texts(found, "on_and_off") == ["Anna Berg is logged on in Trio and off in Calabrio."]
    assert found.counts["on_and_off"] == 1
    assert found.findings[0].since == NOON
    centre.say(state("calabrio", "available"))
    assert not centre.look().findings


def test_a_lag_between_systems_is_no_finding_however_often(centre: Centre) -> None:
    for _ in range(10):
        for word in ("available", "logged_out"):
            centre.say(state("trio", word))
            assert not centre.look(2).findings
            centre.say(state("calabrio", word))
            assert not centre.look().findings


def test_a_word_that_nobody_understands_is_neither_on_nor_off(centre: Centre) -> None:
    centre.say(state("trio", "unknown") + state("calabrio", "logged_out"))
    assert not centre.look(10).findings


def test_who_was_off_for_a_week_does_not_work_in_that_system(centre: Centre) -> None:
    centre.say(state("calabrio", "logged_out"), at=NOON - 8 * 86_400)
    centre.say(state("trio", "available"))
    assert not centre.look(10).findings


def test_a_source_that_is_late_contradicts_nobody(centre: Centre) -> None:
    centre.say(state("trio", "available") + state("calabrio", "logged_out"))
    assert centre.look(5).findings
    centre.late = {"calabrio"}
    silent = centre.look()
    assert (silent.findings, silent.silent) == ((), ("Calabrio",))
    centre.late = set()
    assert centre.look().silent == ()


def test_looks_that_were_missed_prove_nothing_lasting(centre: Centre) -> None:
    centre.say(state("trio", "available") + state("calabrio", "logged_out"))
    centre.look(2)
    centre.now_at += HOUR
    centre.say(state("calabrio", "paused"))
    centre.say(state("calabrio", "logged_out"))  # a moment ago
    assert not centre.look().findings
    assert centre.look(4).findings


def test_on_outside_the_shift_is_found_with_the_hours_and_goes(centre: Centre) -> None:
    shifts = schedule((NOON - 4 * HOUR, NOON), (NOON + 20 * HOUR, NOON + 28 * HOUR))
    centre.say(state("calabrio", "available", schedule=shifts) + state("trio", "available"))
    assert not centre.look(30).findings  # the last contact may take a while
    assert texts(centre.look(5), "off_shift") == [
        "Anna Berg is logged on in Calabrio and Trio, but the shift ended at 12:00 and the next "
        "one begins at 08:00 on 2025-10-10."
    ]
    centre.say(state("calabrio", "logged_out") + state("trio", "logged_out"))
    assert not centre.look().findings


def test_nothing_scheduled_is_off_shift_but_an_unknown_schedule_is_not(centre: Centre) -> None:
    centre.say(state("trio", "available"))
    assert not centre.look(10).findings
    centre.say(state("calabrio", "available", schedule=schedule()))
    assert texts(centre.look(5), "off_shift") == [
        "Anna Berg is logged on in Calabrio and Trio, but nothing is scheduled."
    ]


def test_a_break_is_not_off_shift(centre: Centre) -> None:
    lunch = encode(
        [
            Scheduled("in_service", "In Service", NOON - HOUR, NOON),
            Scheduled("lunch", "Lunch", NOON, NOON + HOUR),
            Scheduled("in_service", "In Service", NOON + HOUR, NOON + 5 * HOUR),
        ]
    )
    centre.say(state("trio", "available") + state("calabrio", "available", schedule=Value(lunch)))
    assert not centre.look(45).findings


def test_what_is_shown_is_bounded_and_the_rest_is_counted() -> None:
    people = [agent(str(n), "trio", "calabrio", name=f"P{n}") for n in range(SHOWN_PER_CHECK + 9)]
    centre = Centre(site(*people, sources=(TRIO, CALABRIO)))
    for one in people:
        centre.say(of_agent("trio", one.id, state="available"))
        centre.say(of_agent("calabrio", one.id, state="logged_out"))
    report = centre.look(5)
    assert len(report.findings) == SHOWN_PER_CHECK
    assert report.counts["on_and_off"] == SHOWN_PER_CHECK + 9


def test_what_is_remembered_is_of_the_site_alone(centre: Centre) -> None:
    centre.say(counted("trio", answered=1, offered=1, abandoned=0))
    centre.say(state("trio", "on_contact", queue="q") + state("calabrio", "logged_out"))
    centre.look(5)
    centre.spec = site(sources=(TRIO,))
    centre.look()
    own: Mapping[str, Any] = centre.memory["own"]
    assert not any(
        part for memory in own.values() for part in (memory.values() if memory else ()) if part
    )
    assert not any(centre.memory["began"].values())


def test_a_clock_that_was_set_back_and_another_form_begin_anew(centre: Centre) -> None:
    centre.say(state("trio", "available") + state("calabrio", "logged_out"))
    assert centre.look(5).findings
    centre.memory["form"] = 0
    assert centre.look().findings  # the facts themselves are old enough
    centre.now_at -= HOUR
    assert not centre.look().findings
