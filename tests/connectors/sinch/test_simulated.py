"""Against the simulated contact centre's Sinch face, in each dialect and style, by its oracle."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from connectors.base import Directory
from connectors.errors import Refused
from connectors.simulator import SimulatedCentre
from connectors.sinch.connector import SinchConnector
from connectors.sinch.payloads import guid
from tests.connectors.runs import Runs
from tests.connectors.sinch.harness import settings
from wallboard.domain.observation import Kind

# What an administrator would enter for a server that no shipped alias foresees.
MAPPINGS: dict[str, dict[str, Any]] = {
    "schema": {},
    "letter": {},
    "single": {
        "queue_status": {
            "longest_wait": "longestWait",
            "staffed": "serving",
            "paused": "notReady",
            "available": "idle",
            "wrap_up": "afterWork",
        },
        "agent": {"time_in_state": "duration", "reason": "profile"},
    },
}
OPTIONS: dict[str, dict[str, Any]] = {
    "letter": {"free_includes_wrap_up": True},
    "single": {"duration_unit": "s"},
}
STYLES = {"session": "sinch_url", "gateway": "sinch_gateway_url", "plain": "sinch_onpremises_url"}


@pytest.fixture(scope="module")
def centre() -> Iterator[SimulatedCentre]:
    with SimulatedCentre(
        seed=11, queues=12, agents=60, frozen=True, start="10:40", sinch_users=250
    ) as running:
        yield running


@pytest.fixture(scope="module")
def todays_centre() -> Iterator[SimulatedCentre]:
    """One whose midnight is the real one, as that is since when statistics are asked for."""
    with SimulatedCentre(seed=11, queues=6, agents=20, frozen=True, start="now") as running:
        yield running


def account(centre: SimulatedCentre, style: str = "session", dialect: str = "schema") -> Runs:
    centre.dialect("sinch", dialect)
    return Runs(
        SinchConnector,
        settings(
            "",
            style=style,
            base_url=getattr(centre, STYLES[style]),
            mapping=MAPPINGS[dialect],
            options={
                "details_up_to": 0,
                "statistics_channels": "EmailIn, CallIn, ChatIn, ActionIn",
                **OPTIONS.get(dialect, {}),
            },
            secrets={
                "username": centre.sinch_user,
                "password": centre.sinch_password,
                "api_key": centre.sinch_api_key,
            },
        ),
    )


@pytest.fixture(params=MAPPINGS)
def runs(request: pytest.FixtureRequest, centre: SimulatedCentre) -> Runs:
    return account(centre, dialect=request.param)


def truth_of(centre: SimulatedCentre) -> dict[str, dict[str, Any]]:
    """Queue id → what is true of it."""
    return {str(guid(queue["id"])): queue for queue in centre.truth()["sinch"]["queues"]}


def test_queues_are_as_they_truly_are(runs: Runs, centre: SimulatedCentre) -> None:
    told = runs.observed("state", Kind.QUEUE)
    behind = time.time() - float(centre.truth()["presented_at"])
    truth = truth_of(centre)
    assert set(told) == set(truth)
    for own_id, queue in truth.items():
        values = told[own_id].values
        assert values["contacts_waiting"].raw == queue["waiting"]
        assert values["staffed"].raw == queue["agents_serving"]
        assert values["available"].raw == queue["agents_free"]
        assert values["wrap_up"].raw == queue["agents_wrap_up"]
        assert values["paused"].raw == queue["agents_not_ready"]
        since = values.get("longest_wait_since")
        if queue["longest_wait_since"] is None:
            assert since is None
        else:
            assert since is not None
            assert float(since.raw) - behind == pytest.approx(queue["longest_wait_since"], abs=2)


def test_agents_are_as_they_truly_are(runs: Runs, centre: SimulatedCentre) -> None:
    told = runs.observed("state", Kind.AGENT)
    agents = [agent for agent in centre.truth()["agents"] if agent["sinch_user_id"]]
    assert agents
    wrong = {
        agent["name"]: (agent["state"], told[own_id].values["state"].raw)
        for agent in agents
        if (own_id := str(guid(agent["sinch_user_id"]))) in told
        and told[own_id].values["state"].raw not in likely(agent["state"])
    }
    assert wrong == {}
    assert runs.findings.words == {}


def likely(state: str) -> set[str]:
    """RMI has no word of its own for some states: what they may be told as."""
    return {state} | {
        "ringing": {"on_contact", "available"},
        "on_hold": {"on_contact"},
        "busy_other": {"on_contact", "paused"},
    }.get(state, set())


@pytest.mark.parametrize("dialect", MAPPINGS)
def test_the_day_is_counted_as_it_truly_was(dialect: str, todays_centre: SimulatedCentre) -> None:
    runs = account(todays_centre, dialect=dialect)
    told = runs.observed("statistics", Kind.QUEUE)
    truth = truth_of(todays_centre)
    assert set(told) >= {own_id for own_id, queue in truth.items() if queue["arrived"]}
    for own_id, observation in told.items():
        queue = truth[own_id]
        assert observation.values["offered"].raw == queue["arrived"]
        assert observation.values["abandoned"].raw == queue["abandoned"]
        assert observation.values["handled"].raw == queue["handled"]
        met = observation.values["answered_in_threshold"].raw
        assert met == queue["answered_in_threshold"]
        # Each hour is cut to whole milliseconds, or seconds, before it is sent.
        waited = float(observation.values["wait_seconds"].raw)
        assert waited == pytest.approx(queue["wait_seconds"], abs=25)


def test_the_directory_names_everybody_over_three_pages(
    runs: Runs, centre: SimulatedCentre
) -> None:
    centre.log.clear()
    (directory,) = runs.run("directory", seconds=60)
    assert isinstance(directory, Directory)
    people = {e.external_id: e for e in directory.entries if e.kind is Kind.AGENT}
    users = centre.truth()["sinch"]["users"]
    assert len(users) >= 250
    assert set(people) == {guid(user["id"]) for user in users}
    emails = {user["email"] for user in users if user["email"]}
    assert {entry.keys["email"] for entry in people.values() if "email" in entry.keys} == emails
    pages = [e for e in centre.log.entries if e.path.endswith("/rci/users")]
    assert len(pages) >= 3


def test_logins_come_with_the_users_read_one_by_one(centre: SimulatedCentre) -> None:
    runs = account(centre)
    options = {**runs.settings.options, "details_up_to": 1000}
    runs.settings = replace(runs.settings, options=options)
    (directory,) = runs.run("directory", seconds=60)
    assert isinstance(directory, Directory)
    logins = {entry.keys["login"] for entry in directory.entries if "login" in entry.keys}
    users = centre.truth()["sinch"]["users"]
    assert logins == {user["login"] for user in users if user["login"]}


def test_a_disruption_appears_and_goes(runs: Runs, centre: SimulatedCentre) -> None:
    before = set(runs.observed("disruptions", Kind.SOURCE))
    event = centre.disruptions.add("el", why="55", where=["00100"], when="14", seconds=600)
    now = runs.observed("disruptions", Kind.SOURCE)
    (new,) = set(now) - before
    assert new == guid(event)
    assert now[new].values["notice_why"].raw
    centre.disruptions.remove(event)
    assert set(runs.observed("disruptions", Kind.SOURCE)) == before


@pytest.mark.parametrize("style", STYLES)
def test_every_style_is_understood(style: str, centre: SimulatedCentre) -> None:
    runs = account(centre, style)
    connector = runs.connector(runs.context())
    result = connector.test()
    connector.close()
    assert result.ok, result
    assert runs.run("state")


def test_an_expired_session_is_renewed(centre: SimulatedCentre) -> None:
    runs = account(centre)
    runs.run("state")
    centre.expire_sessions("sinch")
    centre.log.clear()
    assert runs.run("state")
    assert centre.log.count(face="sinch", kind="sign_in") == 1


def test_where_rmi_is_not_open_the_sentence_says_so(centre: SimulatedCentre) -> None:
    runs = account(centre)
    centre.sinch.offer("rmi", False)
    try:
        with pytest.raises(Refused):
            runs.run("state")
        assert runs.run("disruptions")
    finally:
        centre.sinch.offer("rmi", True)
