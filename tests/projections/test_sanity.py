"""The sanity watch: each contradiction is found when it lasts, and goes by itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
import pytest

from tests.projections.scenes import agent, of_agent, queue, said, site, source
from wallboard.domain.board import SiteSpec
from wallboard.domain.facts import Fact, SiteFacts, SourceKey
from wallboard.domain.observation import Kind, Qualifier, Value
from wallboard.domain.schedule import Scheduled, encode
from wallboard.projections.sanity import CHECKS, SHOWN_PER_CHECK, Report, watch
from wallboard.projections.scene import scene_of

NOON = 1_760_004_000.0  # 12:00 in Stockholm, 10:00 UTC
MINUTE = 60.0
HOUR = 3600.0
MIDNIGHT = NOON + 12 * HOUR
DAY = {"window": "day"}

TRIO, CALABRIO, SINCH = source("trio"), source("calabrio", 1), source("sinch", 2)
ANNA = agent("7", "trio", "calabrio", name="Anna Berg")
SUPPORT = queue("q", "trio", "sinch", name="Support")
SITE = site(ANNA, SUPPORT, sources=(TRIO, CALABRIO, SINCH))


class Centre:
    """A site that is looked at once a minute; facts stay until something else is said."""

    def __init__(self, spec: SiteSpec = SITE, now_at: float = NOON) -> None:
        self.spec = spec
        self.now_at = now_at
        self.memory: dict[str, Any] = {}
        self.late: set[str] = set()
        self.known: dict[Any, Fact] = {}

    def say(self, facts: list[Fact], at: float | None = None) -> None:
        """What is new is received now; a repetition changes nothing, as in the store."""
        received = self.now_at if at is None else at
        for fact in facts:
            before = self.known.get(fact.key)
            if before is None or before.value != fact.value:
                self.known[fact.key] = Fact(fact.key, fact.value, received, received)

    def look(self, times: int = 1) -> Report:
        for _ in range(times):
            self.now_at += MINUTE
            report = self._look()
        return report

    def _look(self) -> Report:
        confirmed = {
            SourceKey(account, "state", kind): self.now_at - (30 if account in self.late else 5)
            for account in self.spec.sources
            for kind in Kind
        }
        facts = SiteFacts.of(None, self.known.values())
        report, memory = watch(scene_of(self.spec, facts, confirmed, self.now_at), self.memory)
        self.memory = orjson.loads(orjson.dumps(memory))  # as it is kept
        return Report.of_json(orjson.loads(orjson.dumps(report.as_json())))


def texts(report: Report, check: str) -> list[str]:
    return [one.text for one in report.findings if one.check == check]


def state(account: str, word: str, **more: Any) -> list[Fact]:
    return of_agent(account, "7", state=word, **more)


def counted(account: str, external_id: str = "q", **counts: float) -> list[Fact]:
    values = {name: Value(count, parameters=DAY) for name, count in counts.items()}
    return said(account, Kind.QUEUE, external_id, **values)


def schedule(*shifts: tuple[float, float]) -> Value:
    return Value(encode(Scheduled("in_service", "In Service", a, b) for a, b in shifts))


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
    centre.say(said("trio", Kind.QUEUE, "q", **dict.fromkeys(rest, 0)))
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
