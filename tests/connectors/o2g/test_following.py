"""The reader against the simulated O2G: what it shows equals the oracle, whatever breaks."""

from __future__ import annotations

import time
from typing import Any

import pytest

from connectors.errors import CredentialsRejected
from connectors.o2g.client import RTI_NOTIFY_SECONDS
from tests.connectors.o2g.centres import (
    Started,
    channels,
    follower,
    matches,
    settled,
    sign_ins,
)
from tests.connectors.o2g.following import Follower
from wallboard.domain.observation import Kind, Qualifier, Value


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


STEADY = {
    Kind.AGENT: ("state", "state_since", "handled", "contacts", "reason", "name"),
    Kind.QUEUE: ("answered", "answered_in_threshold", "wait_seconds", "talk_seconds"),
}


def _at_rest(one: Follower) -> dict[tuple[str, str], Value]:
    """What is known of a world that stands still once all has been told, RTI's part too: one of its
    reports may be seconds late where the machine is busy, two in a row are not."""
    seen, since = _steady(one), time.monotonic()
    deadline = since + 60.0
    while time.monotonic() - since < 2 * RTI_NOTIFY_SECONDS + 1.0:
        assert time.monotonic() < deadline, "it never rests"
        time.sleep(0.1)
        now = _steady(one)
        if now != seen:
            seen, since = now, time.monotonic()
    return seen


def _learned(before: Value | None, after: Value | None) -> bool:
    """RTI, asked anew, knows since when: its last report before the world stood still may have been
    of the state before."""
    if before is None or after is None:
        return False
    return (before.qualifier, after.qualifier) == (Qualifier.AT_LEAST, Qualifier.EXACT)


def _steady(one: Follower) -> dict[tuple[str, str], Value]:
    return {
        (entity.external_id, name): facts[name].value
        for kind, names in STEADY.items()
        for entity, facts in one.facts.facts_of(kind).items()
        for name in names
        if name in facts
    }


def test_a_hand_over_keeps_session_channel_counters_and_instants(start: Started) -> None:
    centre = start(speed=30.0)
    one = follower(centre).start()
    one.until(lambda: one.fresh and sum(one.facts.all(Kind.QUEUE, "answered").values()) > 4)
    centre.freeze()
    one.until(lambda: matches(centre, one))
    before = _at_rest(one)
    assert one.stop() <= 2.0
    one.start()
    one.until(lambda: channels(centre)["opened"] == 2)
    one.until(lambda: one.fresh)
    after = _at_rest(one)
    one.stop()
    changed = {
        key: (before.get(key), after.get(key))
        for key in before.keys() | after.keys()
        if before.get(key) != after.get(key) and not _learned(before.get(key), after.get(key))
    }
    assert not changed
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


def test_a_stop_is_heard_while_the_server_hangs(start: Started) -> None:
    centre = start()
    centre.faults.add("hang", face="o2g")
    one = follower(centre).start()
    time.sleep(0.5)
    assert one.stop() <= 2.0
    centre.faults.clear()
