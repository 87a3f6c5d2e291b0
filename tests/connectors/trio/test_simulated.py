"""Trio as the simulated contact centre speaks it, in each of its dialects, against its oracle."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest

from connectors.simulator import SimulatedCentre
from connectors.trio.connector import TrioConnector
from tests.connectors.runs import Runs
from tests.connectors.trio.harness import settings
from wallboard.domain.observation import Kind

# What an administrator would enter for servers that no shipped alias foresees.
NUMBERS = {
    "0": "logged_out",
    "1": "available",
    "2": "ringing",
    "3": "on_contact",
    "4": "on_hold",
    "5": "wrap_up",
    "6": "paused",
    "7": "busy_other",
}
MINUTES = {"unit": "min"}
MAPPINGS: dict[str, dict[str, Any]] = {
    "lower": {},
    "pascal": {},
    "poor": {
        "agent_states": NUMBERS,
        "agent_state": {"time_in_state": MINUTES},
        "call": {"waited": MINUTES},
    },
    "odd": {
        "service_state": {
            "name": "title",
            "open": "isopen",
            "contacts_waiting": "inq",
            "longest_wait": {"names": "oldest", "unit": "ms"},
            "answered": "taken",
        },
        "agent_state": {
            "name": "who",
            "state": "st",
            "time_in_state": {"names": "since_ms", "unit": "ms"},
        },
        "agent": {"first_name": "fn", "last_name": "sn"},
        "case": {"id": "job", "type": "typ", "arrived": "came"},
        "call": {"state": "phase", "waited": {"names": "wait_ms", "unit": "ms"}},
        "call_states": {"efter": "done"},
    },
}


@pytest.fixture(scope="module")
def centre() -> Iterator[SimulatedCentre]:
    with SimulatedCentre(seed=11, queues=12, agents=60, frozen=True, start="10:40") as running:
        yield running


@pytest.fixture(params=MAPPINGS)
def runs(request: pytest.FixtureRequest, centre: SimulatedCentre) -> Runs:
    centre.faults.clear()
    centre.failover(False)
    centre.dialect("trio", request.param)
    account = settings(
        "",
        base_url=centre.trio_url,
        mapping=MAPPINGS[request.param],
        secrets={
            "client_key": centre.trio_client_key,
            "username": centre.trio_username,
            "password": centre.trio_password,
        },
    )
    return Runs(TrioConnector, account)


def presented(centre: SimulatedCentre) -> float:
    """How far the frozen world's clock is behind the real one."""
    return time.time() - float(centre.truth()["presented_at"])


def test_queues_are_as_they_truly_are(runs: Runs, centre: SimulatedCentre) -> None:
    job = "calls" if "agent_states" in runs.settings.mapping else "state"
    began_at = time.monotonic()
    runs.run("state")
    told = runs.observed(job, Kind.QUEUE)
    behind = 0.0 if job == "calls" else presented(centre)  # a call tells when it arrived
    slack = 2 + time.monotonic() - began_at  # the poll may have been long under way
    for queue in centre.truth()["queues"]:
        values = told[str(queue["trio_service_id"])].values
        assert values["contacts_waiting"].raw == queue["contacts_waiting"]
        since = values.get("longest_wait_since")
        if queue["longest_wait_since"] is None:
            assert since is None
        else:
            assert since is not None
            assert float(since.raw) - behind == pytest.approx(
                queue["longest_wait_since"], abs=slack
            )


def test_agents_are_as_they_truly_are(runs: Runs, centre: SimulatedCentre) -> None:
    began_at = time.monotonic()
    told = runs.observed("state", Kind.AGENT)
    behind = presented(centre)
    slack = 2 + time.monotonic() - began_at
    for agent in centre.truth()["agents"]:
        values = told[str(agent["trio_agent_id"])].values
        assert values["name"].raw == agent["name"]
        assert values["state"].raw == agent["state"]
        began = float(values["state_since"].raw) - behind
        assert began == pytest.approx(agent["state_since"], abs=slack)
    assert runs.findings.words == {}


def test_backlog_is_as_it_truly_is_up_to_the_cap(runs: Runs, centre: SimulatedCentre) -> None:
    runs.run("state")
    told = runs.observed("cases", Kind.QUEUE)
    for queue in centre.truth()["queues"]:
        backlog = told[str(queue["trio_service_id"])].values["backlog"]
        assert backlog.raw == min(queue["backlog"], 20)


def test_the_directory_names_everybody(runs: Runs, centre: SimulatedCentre) -> None:
    (directory,) = runs.run("directory")
    names = {entry.name for entry in directory.entries}  # type: ignore[union-attr]
    assert names >= {agent["name"] for agent in centre.truth()["agents"]}
    assert names >= {queue["name"] for queue in centre.truth()["queues"]}


def test_a_cycle_is_two_requests(runs: Runs, centre: SimulatedCentre) -> None:
    runs.run("state")
    centre.log.clear()
    runs.run("state")
    assert [entry.kind for entry in centre.log.entries] == ["state", "state"]


def test_a_failover_in_mid_poll_is_followed(runs: Runs, centre: SimulatedCentre) -> None:
    runs.run("state")
    centre.faults.add("failover", face="trio", path="/te/api", count=1)
    agents = runs.observed("state", Kind.AGENT)
    assert len(agents) == 60
    assert runs.findings.notes["failover"]
    centre.failover(False)
    runs.run("state")
    assert runs.findings.notes["failover"] is None


def test_swedish_names_survive_iso_8859_1(runs: Runs, centre: SimulatedCentre) -> None:
    runs.settings = settings(
        "",
        base_url=runs.settings.base_url,
        mapping=runs.settings.mapping,
        secrets=runs.settings.secrets,
        options={"charset": "iso-8859-1"},
    )
    told = {one.values["name"].raw for one in runs.observed("state", Kind.AGENT).values()}
    assert told == {agent["name"] for agent in centre.truth()["agents"]}
