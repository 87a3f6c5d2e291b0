"""Fixture in, observation out: queues and agents now."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.errors import Malformed, Refused, Unreachable
from tests.connectors.runs import Runs
from tests.connectors.trio.conftest import Make
from tests.connectors.trio.harness import TrioServer
from tests.connectors.vendor_server import Answer, VendorServer
from wallboard.domain.observation import Batch, Kind, Qualifier, Value

QUEUES = "/te/api/cc/1/services/state"
AGENTS = "/te/api/cc/1/agents/state"


class Clock:
    """Time that a test turns by hand."""

    def __init__(self) -> None:
        self.now = 1_772_532_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(runs: Runs) -> Clock:
    runs.clock = Clock()
    return runs.clock


def since(runs: Runs, external_id: str = "1001") -> Value:
    return runs.observed("state", Kind.AGENT)[external_id].values["state_since"]


def longest(runs: Runs) -> Value | None:
    return runs.observed("state", Kind.QUEUE)["17"].values.get("longest_wait_since")


def raw(values: Any) -> dict[str, object]:
    return {field: value.raw for field, value in values.items()}


def test_a_queue_says_what_trio_said_and_nothing_else(runs: Runs, clock: Clock) -> None:
    queues = runs.observed("state", Kind.QUEUE)
    assert raw(queues["17"].values) == {
        "name": "Kundtjänst",
        "open": "open",
        "contacts_waiting": 7,
        "longest_wait_since": clock.now - 312,
        "expected_wait_seconds": 95.0,
        "staffed": 9,
        "answered": 120,
        "abandoned": 8,
        "answered_in_threshold": 101,
    }
    assert raw(queues["1"].values) == {"name": "Default", "open": "open", "contacts_waiting": 0}
    assert raw(queues["23"].values) == {"name": "Felanmälan", "open": "closed"}


def test_counters_carry_whose_day_it_is_and_the_threshold(account: Make) -> None:
    runs = account(options={"threshold_seconds": 30})
    values = runs.observed("state", Kind.QUEUE)["17"].values
    assert values["answered"].parameters == {"window": "day", "clock": "vendor"}
    assert values["answered_in_threshold"].parameters["threshold_seconds"] == 30
    assert values["contacts_waiting"].parameters == {}


@pytest.mark.parametrize(
    ("zone", "parameters"),
    [
        ("Europe/Stockholm", {"window": "day", "clock": "vendor"}),
        ("Europe/Berlin", {"window": "day", "clock": "vendor"}),
        ("Europe/Helsinki", {"window": "day", "clock": "vendor", "day": "Europe/Helsinki"}),
    ],
)
def test_a_day_that_turns_at_another_moment_than_the_sites_says_so(
    account: Make, zone: str, parameters: dict[str, str]
) -> None:
    values = account(options={"day_timezone": zone}).observed("state", Kind.QUEUE)["17"].values
    assert values["answered"].parameters == parameters
    assert values["answered_in_threshold"].parameters["window"] == "day"


def test_a_time_zone_that_does_not_exist_is_refused_in_words(account: Make) -> None:
    with pytest.raises(Refused, match="is no time zone"):
        account(options={"day_timezone": "Mars/Olympus"}).run("state")


def test_an_agent_says_what_trio_said(runs: Runs, clock: Clock) -> None:
    agents = runs.observed("state", Kind.AGENT)
    assert raw(agents["1001"].values) == {
        "name": "Åsa Öhrn",
        "state": "on_contact",
        "state_since": clock.now - 67,
        "queue": "17",
        "queue_name": "Kundtjänst",
        "group": "Dag",
    }
    assert raw(agents["1002"].values)["reason"] == "Lunch"
    assert agents["1003"].values["state"].raw == "logged_out"


def test_each_kind_is_a_complete_batch_of_its_own(runs: Runs) -> None:
    batches = [batch for batch in runs.run("state") if isinstance(batch, Batch)]
    assert all(batch.complete and batch.job == "state" for batch in batches)
    covered = [kind for batch in batches for kind in batch.covers]
    assert set(covered) == {Kind.QUEUE, Kind.AGENT, Kind.SOURCE}
    assert all(len(batch.covers) == 1 for batch in batches)


@pytest.mark.parametrize(("path", "kept"), [(QUEUES, Kind.AGENT), (AGENTS, Kind.QUEUE)])
def test_the_failure_of_one_kind_does_not_hurt_the_other(
    runs: Runs, trio: TrioServer, path: str, kept: Kind
) -> None:
    trio.override = lambda asked: Answer(500) if asked.path == path else None
    with pytest.raises(Unreachable):
        runs.run("state")
    assert {entity.kind for entity in runs.known.facts} == {kept, Kind.SOURCE}


def test_a_steady_cycle_is_two_requests(runs: Runs, server: VendorServer) -> None:
    runs.run("state")
    server.asked.clear()
    runs.run("state")
    assert [asked.path for asked in server.asked] == [QUEUES, AGENTS]


def test_a_rounded_duration_does_not_move_the_instant(
    runs: Runs, clock: Clock, trio: TrioServer
) -> None:
    first, wait = since(runs), longest(runs)
    for passed, told in ((5.6, 72), (10.9, 78), (300.2, 367)):
        clock.now = 1_772_532_000.0 + passed
        trio.replies[AGENTS]["data"][0]["timeinstate"] = told
        trio.replies[QUEUES]["data"][1]["longestwaittime"] = told + 245
        assert since(runs) == first
        assert longest(runs) == wait


def test_the_same_state_begun_anew_has_a_new_instant(
    runs: Runs, clock: Clock, trio: TrioServer
) -> None:
    since(runs)
    clock.now += 5
    trio.replies[AGENTS]["data"][0]["timeinstate"] = 2
    assert since(runs) == Value(clock.now - 2)


def test_another_state_has_a_new_instant_even_if_it_is_close(
    runs: Runs, clock: Clock, trio: TrioServer
) -> None:
    since(runs)
    trio.replies[AGENTS]["data"][0] |= {"status": "Wrap up", "timeinstate": 66}
    assert since(runs) == Value(clock.now - 66)


def test_without_a_duration_the_instant_is_kept_while_the_state_lasts(
    runs: Runs, clock: Clock, trio: TrioServer
) -> None:
    del trio.replies[AGENTS]["data"][0]["timeinstate"]
    first = since(runs)
    assert first == Value(clock.now, Qualifier.AT_LEAST)
    clock.now += 5
    assert since(runs) == first
    clock.now += 5
    trio.replies[AGENTS]["data"][0]["status"] = "Ledig"
    assert since(runs) == Value(clock.now)
    clock.now += 3600
    trio.replies[AGENTS]["data"][0]["status"] = "Wrap up"
    assert since(runs) == Value(clock.now, Qualifier.AT_LEAST), "nobody looked for an hour"


def test_whole_minutes_are_at_least_and_do_not_jitter(account: Make, trio: TrioServer) -> None:
    runs = account(mapping={"agent_state": {"time_in_state": {"unit": "min"}}})
    runs.clock = clock = Clock()
    trio.replies[AGENTS]["data"][0]["timeinstate"] = 2
    first = since(runs)
    assert first == Value(clock.now - 120, Qualifier.AT_LEAST)
    clock.now += 55
    assert since(runs) == first
    clock.now += 5
    trio.replies[AGENTS]["data"][0]["timeinstate"] = 3
    assert since(runs) == first


def test_minutes_with_decimals_show_that_a_state_began_anew(
    account: Make, trio: TrioServer
) -> None:
    """Paused, back for a moment and paused again between two polls: only the duration tells."""
    runs = account(mapping={"agent_state": {"time_in_state": {"unit": "min"}}})
    runs.clock = clock = Clock()
    trio.replies[AGENTS]["data"][0]["timeinstate"] = 0.9
    assert since(runs) == Value(clock.now - 54)
    clock.now += 5
    trio.replies[AGENTS]["data"][0]["timeinstate"] = 0.05
    assert since(runs) == Value(clock.now - 3)


@pytest.mark.parametrize(
    ("waiting", "told", "expected"),
    [(0, 0, None), (0, 44, None), (3, 0, 0.0), (3, "0:05:12", 312.0), (None, 0, None)],
)
def test_the_longest_wait_is_that_of_somebody_who_waits(
    runs: Runs, clock: Clock, trio: TrioServer, waiting: int | None, told: Any, expected: Any
) -> None:
    trio.replies[QUEUES]["data"][1] |= {"queuelength": waiting, "longestwaittime": told}
    found = longest(runs)
    assert (found.raw if found else None) == (None if expected is None else clock.now - expected)


def test_a_negative_count_is_no_count(runs: Runs, trio: TrioServer) -> None:
    trio.replies[QUEUES]["data"][1]["queuelength"] = -1
    assert "contacts_waiting" not in runs.observed("state", Kind.QUEUE)["17"].values
    assert runs.findings.left_out


@pytest.mark.parametrize(
    ("told", "word"),
    [
        (True, "open"),
        ("Stängd", "closed"),
        (0, "closed"),
        ("Blocked", "blocked"),
        ("Vidarekopplad", "forwarded"),
        ("Zorp", "unknown"),
    ],
)
def test_what_a_queue_calls_open(runs: Runs, trio: TrioServer, told: Any, word: str) -> None:
    trio.replies[QUEUES]["data"][1]["open"] = told
    assert runs.observed("state", Kind.QUEUE)["17"].values["open"].raw == word


@pytest.mark.parametrize(
    ("told", "word"),
    [
        ("Ready", "available"),
        ("LEDIG", "available"),
        ("alerting", "ringing"),
        ("Påringd", "ringing"),
        ("In-Call", "on_contact"),
        ("I samtal", "on_contact"),
        ("OnHold", "on_hold"),
        ("AfterCallWork", "wrap_up"),
        ("Efterbehandling", "wrap_up"),
        ("Not Ready", "paused"),
        ("Rast", "paused"),
        ("Private call", "busy_other"),
        ("Utloggad", "logged_out"),
        (7, "unknown"),
    ],
)
def test_words_of_two_languages_are_known(
    runs: Runs, trio: TrioServer, told: Any, word: str
) -> None:
    trio.replies[AGENTS]["data"][0]["status"] = told
    assert runs.observed("state", Kind.AGENT)["1001"].values["state"].raw == word
    assert bool(runs.findings.words) is (word == "unknown")


def test_an_agent_without_a_state_is_not_given_one(runs: Runs, trio: TrioServer) -> None:
    del trio.replies[AGENTS]["data"][0]["status"]
    values = runs.observed("state", Kind.AGENT)["1001"].values
    assert "state" not in values
    assert "state_since" not in values


def test_who_is_not_logged_in_is_logged_out_whatever_the_state_says(
    runs: Runs, trio: TrioServer
) -> None:
    trio.replies[AGENTS]["data"][0] |= {"loggedin": False, "status": "Ready"}
    assert runs.observed("state", Kind.AGENT)["1001"].values["state"].raw == "logged_out"


def test_items_none_of_which_has_an_id_are_malformed_not_empty(
    runs: Runs, trio: TrioServer
) -> None:
    trio.replies[QUEUES] = {"links": [], "data": [{"x": 1}, {"x": 2}]}
    with pytest.raises(Malformed, match="services/state"):
        runs.run("state")
    assert Kind.QUEUE not in {entity.kind for entity in runs.known.facts}


@pytest.mark.parametrize(
    "reply", [Answer(204), Answer.of({"links": [], "data": []}), Answer.of({"data": []}, 404)]
)
def test_an_empty_collection_is_complete(runs: Runs, trio: TrioServer, reply: Answer) -> None:
    runs.run("state")
    trio.override = lambda asked: reply if asked.path == AGENTS else None
    batches = [one for one in runs.run("state") if isinstance(one, Batch)]
    agents = next(batch for batch in batches if Kind.AGENT in batch.covers)
    assert agents.complete
    assert agents.observations == ()


def test_a_right_that_is_missing_is_told(runs: Runs, trio: TrioServer) -> None:
    trio.override = lambda asked: Answer(403) if asked.path == AGENTS else None
    with pytest.raises(Refused, match="may not read"):
        runs.run("state")
