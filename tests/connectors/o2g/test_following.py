"""The reader against the simulated O2G: what it shows equals the oracle, whatever breaks."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from connectors.errors import CredentialsRejected
from connectors.simulator.handle import SimulatedCentre
from tests.connectors.certificates import tls_for
from tests.connectors.o2g.following import Follower
from wallboard.domain.observation import Kind

Started = Callable[..., SimulatedCentre]


@pytest.fixture
def start() -> Iterator[Started]:
    running: list[SimulatedCentre] = []

    def begin(**choices: Any) -> SimulatedCentre:
        given = {"agents": 16, "queues": 5, "start": "10:00", "speed": 10.0, **choices}
        centre = SimulatedCentre(**given).start()
        running.append(centre)
        return centre

    yield begin
    for centre in running:
        centre.stop()


def secrets_of(centre: SimulatedCentre) -> dict[str, str]:
    return {"login": centre.o2g_login, "password": centre.o2g_password}


def follower(centre: SimulatedCentre, **options: Any) -> Follower:
    return Follower(centre.o2g_url, secrets_of(centre), **options)


def matches(centre: SimulatedCentre, one: Follower) -> bool:
    """States, groups and reasons of everybody, and calls of nobody else."""
    told = [agent for agent in centre.truth()["o2g"]["agents"] if agent["state"]]
    states = one.facts.all(Kind.AGENT, "state")
    reasons = one.facts.all(Kind.AGENT, "reason")
    return all(
        states.get(agent["login"]) == agent["state"]
        and (agent["state"] != "paused" or reasons.get(agent["login"]) == agent["reason"])
        for agent in told
    )


def settled(centre: SimulatedCentre, one: Follower) -> None:
    """With the world at rest, what is shown becomes what is true."""
    centre.freeze()
    one.until(lambda: one.fresh and matches(centre, one))
    centre.unfreeze()


def sign_ins(centre: SimulatedCentre) -> int:
    return sum(1 for asked in centre.log.entries if asked.kind == "sign_in")


def channels(centre: SimulatedCentre) -> dict[str, int]:
    found: dict[str, int] = centre.o2g.state()["channels"]["wallboard"]
    return found


@pytest.mark.parametrize("dialect", ["capture", "sparse", "newer"])
def test_what_is_shown_is_what_is_true_in_each_dialect(start: Started, dialect: str) -> None:
    centre = start(o2g_dialect=dialect)
    with follower(centre) as one:
        one.until(lambda: one.fresh)
        settled(centre, one)
        time.sleep(1.0)
        settled(centre, one)
        names = one.until(lambda: len(one.facts.all(Kind.AGENT, "name")) >= 16)
    assert names
    assert one.findings.left_out == []
    assert not one.findings.words
    assert one.interrupted == []


@pytest.mark.parametrize(
    ("fault", "parameters"),
    [("cut", {"bytes": 40}), ("cut", {}), ("end", {})],
)
def test_a_channel_that_breaks_is_opened_again_at_once_without_a_new_session(
    start: Started, fault: str, parameters: dict[str, Any]
) -> None:
    centre = start()
    with follower(centre) as one:
        one.until(lambda: one.fresh)
        centre.faults.add(fault, face="o2g", count=1, **parameters)
        one.until(lambda: channels(centre)["opened"] == 2)
        one.until(lambda: one.fresh)
        settled(centre, one)
    assert sign_ins(centre) == 1
    assert channels(centre)["max_open"] == 1
    assert one.interrupted == []
    counted = one.facts.of(Kind.SOURCE, "channel")["counted_since"]
    assert counted < time.time() - 0.1  # nothing was missed


def test_silence_is_a_dead_channel_even_when_tcp_says_nothing(start: Started) -> None:
    centre = start(o2g_keepalive_seconds=0.4)
    with follower(centre) as one:
        one.until(lambda: one.fresh)
        time.sleep(1.5)  # keepalives are seen
        centre.freeze()
        fault = centre.faults.add("stall", face="o2g")
        one.until(lambda: channels(centre)["opened"] >= 2)
        centre.faults.clear()
        one.until(lambda: one.fresh)
        assert matches(centre, one)
    assert fault is not None
    assert channels(centre)["max_open"] == 1
    assert "silent" in str(one.interrupted[0].error)


def test_figures_are_late_until_the_snapshots_are_in(start: Started) -> None:
    centre = start(o2g_snapshot_seconds=0.6)
    with follower(centre) as one:
        one.until(lambda: one.fresh)
        centre.faults.add("cut", face="o2g", count=1)
        late = one.until(lambda: one.facts.of(Kind.SOURCE, "channel").get("late_since"))
        confirmed = max(one.facts.confirmed.values())
        assert confirmed <= late
        one.until(lambda: one.fresh)
        assert max(one.facts.confirmed.values()) > late


def test_a_lost_session_is_replaced_and_the_counters_say_that_they_may_lack_calls(
    start: Started,
) -> None:
    centre = start(o2g_time_to_live=2)
    with follower(centre) as one:
        one.until(lambda: one.fresh)
        before = one.facts.of(Kind.SOURCE, "channel")["counted_since"]
        centre.expire_sessions("o2g")
        one.until(lambda: sign_ins(centre) == 2 and one.fresh, 12)
        settled(centre, one)
    assert one.facts.of(Kind.SOURCE, "channel")["counted_since"] > before
    assert channels(centre)["max_open"] == 1


def test_a_session_of_two_seconds_is_kept_alive(start: Started) -> None:
    centre = start(o2g_time_to_live=2)
    with follower(centre) as one:
        one.until(lambda: one.fresh)
        time.sleep(5.0)
        settled(centre, one)
    assert sign_ins(centre) == 1
    assert one.findings.requests["keepalive"] >= 4
    assert one.interrupted == []


def test_a_rejected_login_is_tried_once(start: Started) -> None:
    centre = start()
    one = Follower(centre.o2g_url, {"login": centre.o2g_login, "password": "wrong"}).start()
    deadline = time.monotonic() + 5
    while one.alive and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(0.5)
    assert isinstance(one.error, CredentialsRejected)
    assert sign_ins(centre) == 1


def test_a_refused_licence_is_shown_in_words_and_the_rest_is_had(start: Started) -> None:
    centre = start()
    centre.o2g.refuse("telephony", "No TELEPHONY_ADVANCED licence left")
    with follower(centre) as one:
        one.until(lambda: one.fresh)
        note = one.findings.notes["package telephony"]
        assert note is not None
        assert "No TELEPHONY_ADVANCED licence left" in note
        assert one.facts.all(Kind.AGENT, "state")
        rows = one.facts.all(Kind.QUEUE, "never")
        assert all("answered" in never for never in rows.values())
        assert not one.facts.all(Kind.QUEUE, "answered")
    assert channels(centre)["max_open"] == 1


def test_what_the_server_does_not_offer_is_never(start: Started) -> None:
    centre = start(o2g_rti=False, o2g_pilot=False)
    with follower(centre) as one:
        one.until(lambda: one.fresh and one.facts.all(Kind.QUEUE, "answered"))
        rows = one.facts.all(Kind.QUEUE, "never")
        assert all("contacts_waiting" in never for never in rows.values())
        assert not one.facts.all(Kind.QUEUE, "contacts_waiting")
        settled(centre, one)


def test_a_hand_over_keeps_session_channel_counters_and_instants(start: Started) -> None:
    centre = start(speed=30.0)
    one = follower(centre).start()
    one.until(lambda: one.fresh and sum(one.facts.all(Kind.QUEUE, "answered").values()) > 4)
    centre.freeze()
    one.until(lambda: matches(centre, one))
    time.sleep(0.3)
    before = {
        kind: {e: {n: f.value for n, f in facts.items() if n not in ("late_since",)}
               for e, facts in one.facts.facts_of(kind).items()}
        for kind in (Kind.AGENT, Kind.QUEUE)
    }  # fmt: skip
    assert one.stop() <= 2.0
    one.start()
    one.until(lambda: channels(centre)["opened"] == 2)
    one.until(lambda: one.fresh)
    after = {
        kind: {e: {n: f.value for n, f in facts.items() if n not in ("late_since",)}
               for e, facts in one.facts.facts_of(kind).items()}
        for kind in (Kind.AGENT, Kind.QUEUE)
    }  # fmt: skip
    one.stop()
    for entity, values in before[Kind.AGENT].items():
        steady = ("state", "state_since", "handled", "contacts", "reason", "name")
        for name in steady:
            assert after[Kind.AGENT][entity].get(name) == values.get(name), (entity, name)
    for entity, values in before[Kind.QUEUE].items():
        for name in ("answered", "answered_in_threshold", "wait_seconds", "talk_seconds"):
            assert after[Kind.QUEUE][entity].get(name) == values.get(name), (entity, name)
    assert sign_ins(centre) == 1
    assert one.findings.requests["subscription"] == 1
    assert channels(centre)["max_open"] == 1


def test_the_link_of_a_node_makes_its_people_late_until_it_is_up(start: Started) -> None:
    centre = start()
    with follower(centre) as one:
        one.until(lambda: one.fresh and len(one.facts.all(Kind.AGENT, "node")) >= 16)
        centre.o2g.cti_link("1", False)
        one.until(lambda: one.facts.all(Kind.AGENT, "late_since"))
        nodes = one.facts.all(Kind.AGENT, "node")
        late = one.facts.all(Kind.AGENT, "late_since")
        assert {login for login, node in nodes.items() if node == "1"} == set(late)
        assert one.facts.of(Kind.SOURCE, "node:1")["link_down"] is True
        one.until(lambda: "node 1 is down" in (one.findings.notes.get("link 1") or ""))
        centre.o2g.cti_link("1", True)
        one.until(lambda: not one.facts.all(Kind.AGENT, "late_since"))
        one.until(lambda: one.findings.notes["link 1"] is None)


def test_a_licence_that_expires_is_a_note(start: Started) -> None:
    centre = start()
    with follower(centre) as one:
        one.until(lambda: one.fresh)
        event = {"eventName": "OnLicenseExpiration", "message": "Soon.", "nbDays": 12}
        centre.o2g.emit(event)
        one.until(lambda: "expires in 12 days" in (one.findings.notes.get("licence") or ""))


@pytest.mark.parametrize(
    ("fault", "parameters"),
    [
        ("split", {}),
        ("duplicate", {}),
        ("junk", {}),
        ("unknown_event", {}),
        ("giant_line", {"count": 2}),
        ("drip", {"count": 2, "seconds": 0.0005}),
        ("replay", {"lines": 20}),
    ],
)
def test_odd_lines_change_nothing(start: Started, fault: str, parameters: dict[str, Any]) -> None:
    centre = start(speed=60.0)
    with follower(centre) as one:
        one.until(lambda: one.fresh)
        centre.faults.add(fault, face="o2g", **parameters)
        if fault == "replay":
            centre.faults.add("end", face="o2g", count=1)
        time.sleep(1.5)
        centre.faults.clear()
        settled(centre, one)
    if fault in ("junk", "giant_line"):
        assert one.findings.left_out
    if fault == "unknown_event":
        assert one.findings.words
    assert channels(centre)["max_open"] == 1


def test_the_secondary_host_is_used_while_the_primary_is_gone(
    start: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("connectors.o2g.duties.PRIMARY_SECONDS", 0.5)
    centre = start()
    with follower(centre, secondary_address=centre.o2g_secondary_url) as one:
        one.until(lambda: one.fresh)
        centre.o2g_down(True, host="primary")
        one.until(lambda: any(s["host"] == "secondary" for s in centre.o2g.state()["sessions"]), 12)
        one.until(lambda: one.fresh)
        settled(centre, one)
        centre.o2g_down(False, host="primary")
        one.until(lambda: any(s["host"] == "primary" for s in centre.o2g.state()["sessions"]), 12)
        one.until(lambda: one.fresh)
        settled(centre, one)
        hosts = [s["host"] for s in centre.o2g.state()["sessions"]]
        assert hosts == ["primary"]  # it said goodbye to the secondary
    assert channels(centre)["max_open"] == 1


def test_a_server_that_tells_addresses_nobody_can_reach_is_read_all_the_same(
    start: Started,
) -> None:
    away = "http://o2g.invalid"
    centre = start(
        o2g_public_base=away, o2g_internal_base=away,
        o2g_public_events_base=away, o2g_internal_events_base=away,
    )  # fmt: skip
    given = {"addresses": "pinned", "event_address": centre.o2g_events_url}
    with follower(centre, **given) as one:
        one.until(lambda: one.fresh)
        settled(centre, one)


def test_over_tls_with_the_authority_of_the_site(start: Started, tmp_path: Path) -> None:
    _, authority = tls_for(tmp_path)
    pem = str(tmp_path / "localhost.pem")
    centre = start(o2g_tls_certificate=pem, o2g_tls_key=pem)
    url = centre.o2g_tls_url.replace("127.0.0.1", "localhost")
    with Follower(url, secrets_of(centre), ca_bundle=authority) as one:
        one.until(lambda: one.fresh)
        settled(centre, one)
    assert not any(asked.listener in ("o2g", "o2g-events") for asked in centre.log.entries)


def test_a_stop_is_heard_while_the_server_hangs(start: Started) -> None:
    centre = start()
    centre.faults.add("hang", face="o2g")
    one = follower(centre).start()
    time.sleep(0.5)
    assert one.stop() <= 2.0
    centre.faults.clear()
