"""Which source wins, and what there is to say where there is no number."""

from __future__ import annotations

from typing import Any

import pytest

from tests.projections.scenes import (
    AGES,
    FRESH,
    LATE,
    LOST,
    NOW,
    WAITING_SINCE,
    of_agent,
    of_queue,
    queue,
    scene,
    site,
    source,
)
from wallboard.domain.facts import EntityKey, SiteFacts, SourceKey
from wallboard.domain.observation import Kind, Qualifier, Value
from wallboard.projections.resolution import figure_of
from wallboard.projections.scene import scene_of

ONE = queue("1", "trio")
BOTH = queue("1", "trio", "other")
TWO_SOURCES = (source("trio"), source("other"))


def figure(a_scene: Any, field: Any = "contacts_waiting", thing: Any = ONE) -> Any:
    return figure_of(a_scene, field, thing.aliases).as_json()


def test_a_fresh_value_says_nothing_but_itself() -> None:
    assert figure(scene(site(ONE), of_queue("trio", "1", contacts_waiting=7))) == {"v": 7}


def test_a_late_value_stands_and_says_whose_and_since_when() -> None:
    late = scene(site(ONE), of_queue("trio", "1", contacts_waiting=7), ages={"trio": LATE})
    assert figure(late) == {"v": 7, "s": "late", "since": LATE, "by": "Trio"}


def test_a_lost_value_is_not_shown() -> None:
    lost = scene(site(ONE), of_queue("trio", "1", contacts_waiting=7), ages={"trio": LOST})
    assert figure(lost) == {"v": None, "s": "lost", "since": LOST, "by": "Trio"}


def test_what_was_never_sent_is_awaited_since_waiting_began() -> None:
    awaited = scene(site(ONE), ages={"trio": None})
    assert figure(awaited) == {"v": None, "s": "unknown", "since": WAITING_SINCE, "by": "Trio"}


def test_what_a_source_that_is_heard_does_not_send_says_so() -> None:
    assert figure(scene(site(ONE)))["n"] == "not_sent"
    assert figure(scene(site(ONE)))["s"] == "unknown"


def test_what_was_not_sent_by_a_source_that_fell_silent_is_lost() -> None:
    assert figure(scene(site(ONE), ages={"trio": LOST}))["s"] == "lost"


def test_what_no_source_can_supply_is_never_not_unknown() -> None:
    silent = source("trio", supplies={Kind.QUEUE: frozenset({"open"})})
    assert figure(scene(site(ONE, sources=(silent,)))) == {"v": None, "s": "never"}


def test_a_thing_without_an_alias_is_never_supplied() -> None:
    assert figure(scene(site()), thing=queue("1"))["s"] == "never"


def test_zero_is_a_value() -> None:
    assert figure(scene(site(ONE), of_queue("trio", "1", contacts_waiting=0))) == {"v": 0}


def test_a_job_that_was_turned_off_is_no_longer_believed() -> None:
    off = source("trio", cadences={"other_job": 10.0})
    facts = of_queue("trio", "1", contacts_waiting=7)
    assert figure(scene(site(ONE, sources=(off,)), facts))["v"] is None


def test_facts_of_an_account_that_left_the_site_do_not_count() -> None:
    facts = of_queue("gone", "1", contacts_waiting=7)
    assert figure(scene(site(BOTH), facts), thing=queue("1", "gone"))["s"] == "never"


@pytest.mark.parametrize("age", AGES)
def test_parameters_and_qualifier_travel_with_every_age(age: str) -> None:
    value = Value(20, Qualifier.AT_LEAST, {"window": "now"})
    shown = figure(
        scene(site(ONE), of_queue("trio", "1", backlog=value), ages={"trio": AGES[age]}), "backlog"
    )
    assert shown["q"] == "at_least"
    assert shown["p"] == {"window": "now"}


def test_the_lower_rank_wins_even_when_it_is_late() -> None:
    ranked = site(BOTH, sources=(source("trio", 2), source("other", 1)))
    facts = of_queue("trio", "1", contacts_waiting=7), of_queue("other", "1", contacts_waiting=9)
    assert figure(scene(ranked, *facts, ages={"other": LATE}), thing=BOTH)["v"] == 9


def test_of_equal_ranks_the_fresher_wins() -> None:
    facts = of_queue("trio", "1", contacts_waiting=7), of_queue("other", "1", contacts_waiting=9)
    late = scene(site(BOTH, sources=TWO_SOURCES), *facts, ages={"other": LATE})
    assert figure(late, thing=BOTH) == {"v": 7}


def test_a_lost_winner_gives_way_and_the_figure_says_so() -> None:
    ranked = site(BOTH, sources=(source("trio", 2), source("other", 1)))
    facts = of_queue("trio", "1", contacts_waiting=7), of_queue("other", "1", contacts_waiting=9)
    shown = figure(scene(ranked, *facts, ages={"other": LOST}), thing=BOTH)
    assert shown == {"v": 7, "by": "Trio", "n": "other_source"}


def test_where_all_are_lost_nothing_is_shown() -> None:
    facts = of_queue("trio", "1", contacts_waiting=7), of_queue("other", "1", contacts_waiting=9)
    lost = scene(site(BOTH, sources=TWO_SOURCES), *facts, ages={"trio": LOST, "other": LOST})
    assert figure(lost, thing=BOTH)["s"] == "lost"


def test_two_ids_of_one_account_are_parts_of_one_queue() -> None:
    aliases = [EntityKey("trio", Kind.QUEUE, "1"), EntityKey("trio", Kind.QUEUE, "2")]
    facts = of_queue("trio", "1", contacts_waiting=7), of_queue("trio", "2", contacts_waiting=2)
    assert figure_of(scene(site(), *facts), "contacts_waiting", aliases).value == 9


def test_a_missing_part_of_one_queue_is_marked() -> None:
    aliases = [EntityKey("trio", Kind.QUEUE, "1"), EntityKey("trio", Kind.QUEUE, "2")]
    facts = of_queue("trio", "1", contacts_waiting=7)
    shown = figure_of(scene(site(), facts), "contacts_waiting", aliases).as_json()
    assert shown == {"v": 7, "parts": [1, 2], "n": "queues"}


def test_whether_anybody_waits_longest_is_lost_with_the_count() -> None:
    """Though another job of the same account is heard."""
    spec = site(ONE, sources=(source("trio", cadences={"state": 10.0, "cases": 60.0}),))
    facts = SiteFacts.of(None, of_queue("trio", "1", contacts_waiting=0))
    confirmed = {
        SourceKey("trio", "state", Kind.QUEUE): LOST,
        SourceKey("trio", "cases", Kind.QUEUE): FRESH,
    }
    half_heard = scene_of(spec, facts, confirmed, NOW, WAITING_SINCE)
    assert figure(half_heard, "longest_wait_since")["s"] == "lost"


def test_nobody_waiting_has_no_longest_wait() -> None:
    nobody = scene(site(ONE), of_queue("trio", "1", contacts_waiting=0))
    assert figure(nobody, "longest_wait_since") == {"v": None, "s": "na"}


def test_somebody_waiting_whose_beginning_is_not_told_is_unknown() -> None:
    somebody = scene(site(ONE), of_queue("trio", "1", contacts_waiting=2))
    assert figure(somebody, "longest_wait_since")["s"] == "unknown"


def test_of_two_jobs_of_one_account_the_believed_one_speaks() -> None:
    both = source("trio", cadences={"state": 10.0, "calls": 1.0})
    facts = of_queue("trio", "1", contacts_waiting=7)
    later = [
        fact.__class__(fact.key._replace(job="calls"), Value(8), FRESH, FRESH) for fact in facts
    ]
    shown = figure(scene(site(ONE, sources=(both,)), facts, later, ages={"trio": FRESH}))
    assert shown["v"] == 7  # by the cadence of calls, five seconds are late


# -- several ids of one account ---------------------------------------------------------------

PAIR = [EntityKey("trio", Kind.QUEUE, "1"), EntityKey("trio", Kind.QUEUE, "2")]


def of_pair(field: str, first: Any, second: Any, never: str = "") -> dict[str, Any]:
    facts = [of_queue("trio", "1", **{field: first})]
    facts.append(of_queue("trio", "2", **({"never": never} if never else {field: second})))
    return figure_of(scene(site(), *facts), field, PAIR).as_json()


REPORTED = [Value(share, Qualifier.AS_REPORTED) for share in (0.9, 0.4)]


@pytest.mark.parametrize(
    ("field", "first", "second"),
    [("staffed", 10, 20), ("available", 0, 0), ("service_level", *REPORTED)],
)
def test_what_ids_of_one_account_say_apart_has_no_total(
    field: str, first: Any, second: Any
) -> None:
    none = {"v": None, "s": "never", "n": "no_total"}
    assert of_pair(field, first, second) == none
    assert of_pair(field, second, first) == none


def test_where_only_one_id_can_tell_it_speaks_for_the_queue() -> None:
    """A group of a telephone system has people, its pilot has none."""
    assert of_pair("staffed", 10, None, never="staffed available") == {"v": 10}
    assert of_pair("open", "closed", None, never="open") == {"v": "closed"}


@pytest.mark.parametrize(
    ("words", "word"),
    [
        (("closed", "closed"), "closed"),
        (("closed", "open"), "open"),
        (("open", "closed"), "open"),
        (("closed", "blocked"), "open"),
        (("blocked", "blocked"), "blocked"),
    ],
)
def test_ids_of_one_account_have_one_word_for_being_open(words: Any, word: str) -> None:
    assert of_pair("open", *words) == {"v": word}


def test_of_an_id_that_was_not_sent_the_word_is_missed() -> None:
    facts = of_queue("trio", "1", open="closed"), of_queue("trio", "2", contacts_waiting=50)
    openness = figure_of(scene(site(), *facts), "open", PAIR)
    assert openness.as_json() == {"v": "closed", "parts": [1, 2], "n": "queues"}


def test_of_a_persons_logins_one_speaks() -> None:
    logins = [EntityKey("trio", Kind.AGENT, id_) for id_ in "12"]
    facts = [of_agent("trio", id_, reason=word) for id_, word in (("1", "Lunch"), ("2", "Lunch"))]
    assert figure_of(scene(site(), *facts), "reason", logins).value == "Lunch"
