"""The connector against the simulated contact centre over HTTP, compared with what it knows."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import redis

from connectors.base import Directory
from connectors.errors import ConnectorError, Malformed, Refused, Throttled, Unreachable
from connectors.simulator import SimulatedCentre
from tests.connectors.calabrio.support import Bench
from wallboard.domain.schedule import activities_at

JOBS = ("directory", "schedule", "adherence", "realtime")
STATES = {
    "READY_WAITING": "available",
    "TALK": "on_contact",
    "HOLD": "on_hold",
    "WORK_AFTER_CONTACT": "wrap_up",
    "NOT_READY_BUSY": "paused",
    "LOGGED_OUT": "logged_out",
}
Start = Callable[..., tuple[SimulatedCentre, Bench]]


@pytest.fixture
def start(redis_client: redis.Redis) -> Iterator[Start]:
    """A frozen centre and a bench that looks at it, under any of its options."""
    centres: list[SimulatedCentre] = []

    def begin(**options: Any) -> tuple[SimulatedCentre, Bench]:
        centre = SimulatedCentre(**{"seed": 7, "agents": 40, "frozen": True, **options})
        centres.append(centre.start())
        bench = Bench(redis_client, centre.calabrio_url)
        bench.secrets = {"user": centre.calabrio_user, "password": centre.calabrio_password}
        bench.options["tenant_id"] = centre.calabrio_tenant
        bench.clock = lambda: presented_at(centre)
        return centre, bench

    yield begin
    for centre in centres:
        centre.stop()


def presented_at(centre: SimulatedCentre) -> float:
    """The centre's own clock: while it is frozen or was stepped, not the real one."""
    with centre.lock:
        return centre.clock.presented(centre.world.now)


def percent(share: float | None) -> float | None:
    return None if share is None else round(share * 100, 1)


def agrees(bench: Bench, agent: dict[str, Any], now_at: float) -> None:
    facts = bench.facts(agent["calabrio_agent_id"])
    assert facts["state"] == STATES[agent["calabrio_state"]]
    assert facts["state_since"] == pytest.approx(agent["calabrio_state_since"], abs=0.01)
    code = agent["calabrio_reason_code"]
    assert facts.get("reason") == (None if code is None else str(code))
    assert facts.get("out_of_adherence_since") == (
        None
        if agent["out_of_adherence_since"] is None
        else pytest.approx(agent["out_of_adherence_since"], abs=0.01)
    )
    assert percent(facts.get("adherence")) == agent["adherence"]
    assert percent(facts.get("conformance")) == agent["conformance"]
    now = activities_at(facts["schedule"], now_at)
    current, following = agent["scheduled_activity"] or {}, agent["next_activity"] or {}
    assert (now.activity, now.next_activity) == (current.get("type"), following.get("type"))
    if current:
        assert now.until == pytest.approx(current["until"], abs=0.01)


@pytest.mark.parametrize("dialect", ["letter", "modern", "legacy"])
@pytest.mark.parametrize("start_at", ["00:20", "09:40", "16:55"])
def test_every_fact_is_what_the_centre_knows(start: Start, dialect: str, start_at: str) -> None:
    centre, bench = start(calabrio_dialect=dialect, start=start_at)
    for _ in range(3):
        centre.step(700)
        for job in JOBS:
            bench.run(job)
        truth = centre.truth()
        for agent in truth["agents"]:
            agrees(bench, agent, truth["presented_at"])
    assert bench.findings.left_out == []
    assert not bench.findings.words


def test_states_stay_true_over_many_small_polls(start: Start) -> None:
    centre, bench = start(start="08:30")
    bench.run("schedule")
    for _ in range(90):
        centre.step(20)
        bench.run("realtime")
    for agent in centre.truth()["agents"]:
        facts = bench.facts(agent["calabrio_agent_id"])
        assert facts["state"] == STATES[agent["calabrio_state"]]
        assert facts["state_since"] == pytest.approx(agent["calabrio_state_since"], abs=0.01)
        out = agent["out_of_adherence_since"]
        assert facts.get("out_of_adherence_since") == (out and pytest.approx(out, abs=0.01))


def test_requests_of_a_cycle_for_200_agents(start: Start) -> None:
    centre, bench = start(agents=200, queues=40)
    for job in JOBS:
        bench.run(job)
    centre.log.clear()
    for _ in range(3):
        bench.run("realtime")
        bench.run("adherence")
    assert centre.log.count(face="calabrio", kind="realtime") == 3
    assert centre.log.count(face="calabrio", kind="adherence") == 3 * 2
    assert centre.log.count(face="calabrio") == 9


def test_directory_carries_the_key_that_trios_agents_are_matched_by(start: Start) -> None:
    centre, bench = start()
    (directory,) = bench.run("directory")
    assert isinstance(directory, Directory)
    keys = {entry.external_id: entry.keys.get("acd_agent_id") for entry in directory.entries}
    for agent in centre.truth()["agents"]:
        assert keys[str(agent["calabrio_agent_id"])] == agent["acd_agent_id"]


@pytest.mark.parametrize("gone", ["401", "403", "html", "redirect"])
def test_an_expired_session_is_renewed_unseen(start: Start, gone: str) -> None:
    centre, bench = start(session_gone=gone)
    for job in JOBS:
        bench.run(job)
        centre.expire_sessions()
        bench.run(job)
    assert centre.log.count(face="calabrio", kind="sign_in") == 1 + len(JOBS)


@pytest.mark.parametrize(
    ("kind", "parameters", "errors"),
    [
        ("401", {}, (Refused,)),
        ("403", {}, (Refused,)),
        ("429", {"retry_after": "9"}, (Throttled,)),
        ("500", {}, (Unreachable,)),
        ("503", {}, (Unreachable,)),
        ("truncated_json", {}, (Malformed,)),
        ("dropped", {}, (Malformed, Unreachable)),
        ("html", {}, (Malformed,)),
        ("giant_body", {}, (Malformed,)),
        ("slow_drip", {}, (Unreachable,)),
        ("hang", {"seconds": 10}, (Unreachable,)),
        ("foreign_redirect", {}, (Refused,)),
    ],
)
def test_a_fault_leaves_the_last_facts_and_is_got_over(
    start: Start, kind: str, parameters: dict[str, Any], errors: tuple[type[ConnectorError], ...]
) -> None:
    centre, bench = start()
    for job in JOBS:
        bench.run(job)
    someone = centre.truth()["agents"][0]["calabrio_agent_id"]
    before, batches = bench.facts(someone), len(bench.batches)
    bench.clock = time.time  # the run's time is real again: some of these are about it
    bench.run_seconds = 2.0
    centre.faults.add(kind, face="calabrio", path="/api/rest/scheduling", **parameters)
    for job in ("realtime", "adherence"):
        with pytest.raises(errors):
            bench.run(job)
    assert bench.facts(someone) == before
    assert len(bench.batches) == batches
    centre.faults.clear()
    bench.clock, bench.run_seconds = lambda: presented_at(centre), 20.0
    bench.run("realtime")
    assert bench.facts(someone) == before


def test_values_of_the_wrong_type_never_become_figures(start: Start) -> None:
    centre, bench = start()
    centre.faults.add("wrong_types", face="calabrio", path="/api/rest/scheduling")
    for job in JOBS:
        try:
            bench.run(job)
        except Malformed:
            continue
    for agent in centre.truth()["agents"]:
        facts = bench.facts(agent["calabrio_agent_id"])
        assert percent(facts.get("adherence")) in (None, agent["adherence"])
        assert facts.get("state") in (None, "unknown", STATES[agent["calabrio_state"]])


def test_a_wrong_content_type_is_no_trouble(start: Start) -> None:
    centre, bench = start()
    centre.faults.add("wrong_content_type", face="calabrio")
    for job in JOBS:
        bench.run(job)
    assert len(bench.batches) == 3


def test_test_connection_tells_what_it_found_or_what_is_wrong(start: Start) -> None:
    _, bench = start()
    result = bench.connector().test()
    assert result.ok and "Europe/Stockholm" in result.message
    assert any("service queues" in detail for detail in result.details)
    bench.secrets = {**bench.secrets, "password": "wrong"}
    result = bench.connector().test()
    assert not result.ok and "did not accept the sign-in" in result.message
