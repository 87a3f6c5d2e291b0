"""When snapshots are believed, and what holds while the server cannot make them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from connectors.o2g import duties
from connectors.o2g.snapshot import Snapshot
from tests.connectors.o2g.event_server import (
    IDLE,
    READY,
    STARTED,
    EventServer,
    hanging,
    line,
    served,
)
from tests.connectors.o2g.following import Facts, Follower
from tests.connectors.o2g.telling import LOGIN, fixture
from tests.connectors.runs import MemorySessions
from tests.connectors.vendor_server import Answer
from wallboard.domain.observation import Kind

SECRETS = {"login": "wall", "password": "pass"}
AGENTS, CALLS = "/acd/agent/state/snapshot", "/telephony/state/snapshot"
TALKING = fixture("acd_call")[3]  # active
CALM = line(STARTED) + line(READY) + line(IDLE)
BUSY = line(STARTED) + line(READY) + line(IDLE) + line(TALKING)


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duties, "AGAIN_SECONDS", 0.3)


def asked(**absent: set[str]) -> Snapshot:
    """Of two parts, both taken by the server."""
    known = {part: frozenset(logins) for part, logins in absent.items()}
    one = Snapshot(("a", "t"), 0.0, 100.0, known)
    one.acknowledged("a", 100.1)
    assert not one.is_in(100.2)
    one.acknowledged("t", 100.2)
    return one


def test_they_are_in_when_everybody_listed_was_told() -> None:
    one = asked()
    one.roster = frozenset({"x", "y"})
    one.saw("a", "x", 100.3)
    one.saw("a", "y", 100.3)
    one.saw("t", "x", 100.3)
    assert not one.is_in(101.0)
    one.saw("t", "y", 101.0)
    assert one.is_in(101.0)


def test_without_a_list_they_are_in_when_nobody_new_comes() -> None:
    one = asked()
    one.saw("a", "x", 100.3)
    one.saw("a", "x", 101.2)
    assert not one.is_in(101.2)
    assert one.is_in(101.4)

    one = asked()  # nobody at all
    assert not one.is_in(109.0)
    assert one.is_in(110.5)


def test_one_that_is_refused_is_not_waited_for() -> None:
    one = asked()
    one.refused("t", 100.3)
    one.roster = frozenset({"x"})
    one.saw("a", "x", 100.4)
    assert one.is_in(100.5)
    assert (one.is_refused("t"), one.is_refused("a")) == (True, False)


MANY = frozenset(f"oxe{number}" for number in range(500))


@pytest.mark.parametrize(("roster", "seconds"), [(frozenset({"x", "y"}), 11.0), (MANY, 120.0)])
def test_a_server_that_has_told_nobody_of_its_list_is_given_time(
    roster: frozenset[str], seconds: float
) -> None:
    one = asked()
    one.roster = roster
    for login in roster:
        one.saw("a", login, 100.2)
    assert not one.is_in(100.2 + seconds - 0.1)  # calls: of nobody yet
    assert one.is_in(100.2 + seconds + 0.1)


@pytest.mark.parametrize(("roster", "seconds"), [(frozenset({"x", "y"}), 3.2), (MANY, 15.0)])
def test_a_server_that_pauses_within_its_list_is_given_time(
    roster: frozenset[str], seconds: float
) -> None:
    one = asked()
    one.roster = roster
    first, second = sorted(roster)[:2]
    for part in ("a", "t"):
        one.saw(part, first, 100.3)
    assert not one.is_in(100.3 + seconds - 0.1)
    one.saw("t", second, 103.0)
    assert not one.is_in(103.0 + seconds - 0.1)
    assert one.is_in(103.0 + seconds + 0.1)
    assert one.absent() == {"a": roster - {first}, "t": roster - {first, second}}


def test_who_is_listed_and_never_comes_is_waited_for_once() -> None:
    one = asked(a={"ghost"}, t={"ghost"})
    one.roster = frozenset({"x", "ghost"})
    for part in ("a", "t"):
        one.saw(part, "x", 100.3)
    assert not one.is_in(103.0)
    assert one.is_in(103.5)
    one.roster = frozenset({"x", "ghost", "new"})
    assert not one.is_in(103.5)


def test_of_a_part_of_which_nobody_came_nothing_is_learnt() -> None:
    one = asked()
    one.roster = frozenset({"x"})
    one.saw("a", "x", 100.3)
    assert one.absent() == {"a": set()}


def test_one_that_is_to_be_asked_for_again_is_not_waited_out() -> None:
    one = asked()
    one.roster = frozenset({"x", "y"})
    one.saw("a", "x", 100.3)
    assert not one.is_over(103.0)
    assert one.is_over(103.5)
    assert not one.is_in(103.5)


def contacts(one: Follower) -> Any:
    return json.loads(one.facts.of(Kind.AGENT, LOGIN).get("contacts", "{}"))


@pytest.mark.parametrize("part", [AGENTS, CALLS], ids=["agents", "calls"])
@pytest.mark.parametrize("status", [500, 503])
def test_a_snapshot_that_cannot_be_made_now_is_asked_for_until_it_can(
    part: str, status: int
) -> None:
    with EventServer(hanging(CALM)) as server:
        server.override[part] = Answer(status)
        with Follower(server.url, SECRETS) as one:
            one.until(lambda: len(server.asked(part)) >= 3)
            assert not any(batch.complete for batch in one.facts.batches)
            assert f"status {status}" in str(one.findings.notes)
            del server.override[part]
            one.until(lambda: one.fresh and one.facts.batches[-1].covers)
            assert one.facts.of(Kind.AGENT, LOGIN)["state"] == "available"


def test_no_call_ends_because_the_server_could_not_tell_of_it() -> None:
    channels = served(BUSY, end=False, pause=0.3), hanging(line(STARTED) + line(READY))
    with EventServer(*channels) as server, Follower(server.url, SECRETS) as one:
        one.until(lambda: contacts(one).get("live"))
        server.override[CALLS] = Answer(503)
        one.until(lambda: server.opened == 2 and len(server.asked(CALLS)) >= 3)
        assert not one.fresh
        assert contacts(one)["live"]
        assert one.facts.of(Kind.AGENT, LOGIN).get("handled") == 0


def test_calls_that_no_snapshot_may_tell_stand_until_an_event_ends_them() -> None:
    channels = served(BUSY, end=False, pause=0.3), hanging(line(STARTED) + line(READY))
    with EventServer(*channels) as server:
        server.override[CALLS] = Answer(400)
        with Follower(server.url, SECRETS) as one:
            one.until(lambda: server.opened == 2 and one.fresh)
            assert contacts(one)["live"]
            assert one.facts.of(Kind.AGENT, LOGIN).get("handled") == 0


def test_agents_whom_no_snapshot_may_tell_survive_a_hand_over() -> None:
    facts, sessions = Facts(), MemorySessions()
    with EventServer(hanging(CALM), hanging(line(STARTED) + line(IDLE))) as server:
        with Follower(server.url, SECRETS, facts, sessions) as one:
            one.until(lambda: one.fresh)
        server.override[AGENTS] = Answer(404)
        with Follower(server.url, SECRETS, facts, sessions) as one:
            one.until(lambda: server.opened == 2 and one.fresh)
            assert facts.of(Kind.AGENT, LOGIN)["state"] == "available"
