"""O2G's channel: lines, keepalives, queued events, every way to break it, and the books on it."""

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest

from connectors.simulator import SimulatedCentre
from tests.simulator.o2g_client import O2gClient, Reader, wait_for
from tests.simulator.simulated_clients import Serve


@pytest.fixture
def o2g(centre: SimulatedCentre) -> Iterator[O2gClient]:
    client = O2gClient(centre.o2g_url)
    assert client.sign_in().status_code == 200
    yield client
    client.http.close()


def told(centre: SimulatedCentre, number: int) -> dict[str, Any]:
    event = {"eventName": "OnLicenseExpiration", "message": "Går ut", "nbDays": number}
    centre.o2g.emit(event)
    return event


def days(reader: Reader) -> list[int]:
    return [event["nbDays"] for event in reader.of("OnLicenseExpiration")]


def test_it_starts_with_its_line_and_takes_get_as_well(
    centre: SimulatedCentre, o2g: O2gClient
) -> None:
    url = o2g.subscribe("system")["privatePollingUrl"]
    assert url.startswith(centre.o2g_events_url) and centre.o2g_events_url not in centre.o2g_url
    first = b'{"eventName":"OnChannelInformation","text":"Chunk started"}\n'
    for method in ("POST", "GET"):
        with Reader(url, method) as reader:
            wait_for(reader.pieces.__len__, "first line")
            assert reader.pieces[0] == first
    with Reader(f"{centre.o2g_events_url}/OTEvents?subscriptionId=none") as reader:
        assert reader.status == 403


def test_keepalives_come_only_with_timeout_0(serve: Serve) -> None:
    centre = serve(o2g_keepalive_seconds=0.1)
    client = O2gClient(centre.o2g_url)
    client.sign_in()
    with client.channel("system") as kept, client.channel("system", timeout=2) as other:
        kept.until(lambda: kept.count('"text":"keepalive"') >= 3, "keepalives")
        assert other.count("keepalive") == 0


def test_events_wait_while_no_channel_is_attached(centre: SimulatedCentre, o2g: O2gClient) -> None:
    url = o2g.subscribe("system")["privatePollingUrl"]
    for number in range(3):
        told(centre, number)
    assert centre.o2g.state()["subscriptions"][0]["queued"] == 3
    with Reader(url) as reader:
        reader.until(lambda: len(days(reader)) == 3, "queued events")
        told(centre, 3)
        reader.until(lambda: days(reader) == [0, 1, 2, 3], "the live one")
    told(centre, 4)
    wait_for(lambda: centre.o2g.state()["channels"]["wallboard"]["open"] == 0, "closed channel")
    with Reader(url) as reader:
        reader.until(lambda: days(reader) == [4], "what came in between")
    wait_for(lambda: centre.o2g.state()["channels"]["wallboard"]["open"] == 0, "closed channel")
    books = centre.o2g.state()
    assert books["channels"]["wallboard"] == {"open": 0, "max_open": 1, "opened": 2}
    assert o2g.http.delete(f"{o2g.base}/subscriptions/{url.partition('=')[2]}").status_code == 204
    with Reader(url) as reader:
        assert reader.status == 403


def test_the_queue_is_bounded_and_counts_what_it_dropped(serve: Serve) -> None:
    centre = serve(o2g_queue_depth=5)
    client = O2gClient(centre.o2g_url)
    client.sign_in()
    url = client.subscribe("system")["privatePollingUrl"]
    for number in range(8):
        told(centre, number)
    with Reader(url) as reader:
        reader.until(lambda: days(reader) == [3, 4, 5, 6, 7], "the newest five")
    assert centre.o2g.state()["subscriptions"][0]["dropped"] == 3


def test_a_cut_breaks_the_body_and_loses_nothing(centre: SimulatedCentre, o2g: O2gClient) -> None:
    url = o2g.subscribe("system")["privatePollingUrl"]
    with Reader(url) as reader:
        told(centre, 1)
        reader.until(lambda: days(reader) == [1], "an event")
        centre.faults.add("cut", face="o2g", count=1, bytes=20)
        told(centre, 2)
        reader.until(lambda: reader.ended == "RemoteProtocolError", "broken body")
        assert b"".join(reader.pieces).endswith(b'{"eventName":"OnLice')
    with Reader(url) as reader:
        reader.until(lambda: days(reader) == [2], "the line that was broken")
        centre.faults.add("cut", face="o2g", count=1)
        reader.until(lambda: reader.ended == "RemoteProtocolError", "broken body at once")


def test_a_clean_end_can_be_reopened(centre: SimulatedCentre, o2g: O2gClient) -> None:
    url = o2g.subscribe("system")["privatePollingUrl"]
    with Reader(url) as reader:
        centre.faults.add("end", face="o2g", count=1)
        reader.until(lambda: reader.ended == "cleanly", "end of the body")
    with Reader(url) as reader:
        told(centre, 1)
        reader.until(lambda: days(reader) == [1], "an event")


def test_a_stalled_channel_says_nothing_and_stays_open(serve: Serve) -> None:
    centre = serve(o2g_keepalive_seconds=0.05)
    client = O2gClient(centre.o2g_url)
    client.sign_in()
    with client.channel("system") as reader:
        reader.until(lambda: reader.count("keepalive"), "a keepalive")
        centre.faults.add("stall", face="o2g")
        time.sleep(0.1)
        before = len(reader.pieces)
        told(centre, 1)
        time.sleep(0.3)
        assert len(reader.pieces) == before and reader.ended is None
        centre.faults.clear()
        reader.until(lambda: days(reader) == [1], "the event that waited")


def test_lines_can_be_split_duplicated_lost_and_repeated(
    centre: SimulatedCentre, o2g: O2gClient
) -> None:
    url = o2g.subscribe("system")["privatePollingUrl"]
    with Reader(url) as reader:
        centre.faults.add("split", face="o2g", count=40)
        for number in range(40):
            told(centre, number)
        reader.until(lambda: days(reader) == list(range(40)), "all lines whole again")
        broken = [piece for piece in reader.pieces if not _is_utf8(piece)]
        assert len(reader.pieces) > 200 and broken
        centre.faults.add("duplicate", face="o2g", count=1, event="OnLicenseExpiration")
        told(centre, 100)
        reader.until(lambda: days(reader)[-2:] == [100, 100], "the line twice")
        centre.faults.add("lose", face="o2g", count=1)
        told(centre, 101)
        told(centre, 102)
        reader.until(lambda: days(reader)[-1] == 102, "the one after")
        assert 101 not in days(reader)
    centre.faults.add("replay", face="o2g", count=1, lines=2)
    with Reader(url) as reader:
        reader.until(lambda: days(reader) == [100, 102], "the last two again")


def _is_utf8(piece: bytes) -> bool:
    try:
        piece.decode()
    except UnicodeDecodeError:
        return False
    return True


def test_lines_can_be_foreign(centre: SimulatedCentre, o2g: O2gClient) -> None:
    with o2g.channel("system", "agent") as reader:
        centre.faults.add("unknown_event", face="o2g", count=1)
        centre.faults.add("junk", face="o2g", count=1)
        told(centre, 1)
        reader.until(lambda: days(reader) == [1], "an event")
        assert next(event["eventName"] for event in reader.events) == "OnSomethingNobodyKnows"
        assert "" in reader.lines and "{this is no JSON" in reader.lines
        centre.faults.add("unknown_word", face="o2g", count=1)
        o2g.post("acd/agent/state/snapshot", loginName="oxe2002")
        reader.until(lambda: reader.of("OnAgentStateChanged"), "a state")
        state = reader.of("OnAgentStateChanged")[0]["state"]
        assert state["mainState"] == "A_WORD_NOBODY_KNOWS" and state["pgNumber"].isdigit()
        centre.faults.add("giant_line", face="o2g", count=1, bytes=1_500_000)
        told(centre, 2)
        reader.until(lambda: days(reader) == [1, 2], "the line after the giant")
        assert max(map(len, reader.lines)) > 1_400_000


def test_a_drip_is_slow_but_whole(centre: SimulatedCentre, o2g: O2gClient) -> None:
    with o2g.channel("system") as reader:
        centre.faults.add("drip", face="o2g", count=1, seconds=0.002)
        began = time.monotonic()
        told(centre, 1)
        reader.until(lambda: days(reader) == [1], "the line")
        assert time.monotonic() - began > 0.1


def test_faults_can_be_meant_for_one_login(centre: SimulatedCentre, o2g: O2gClient) -> None:
    other = O2gClient(centre.o2g_url, "wallboard-2")
    other.sign_in()
    with o2g.channel("system") as first, other.channel("system") as second:
        centre.faults.add("lose", face="o2g", login="wallboard-2")
        told(centre, 1)
        first.until(lambda: days(first) == [1], "an event")
        centre.faults.clear()
        told(centre, 2)
        second.until(lambda: days(second) == [2], "the next event")


def test_opening_can_fail(centre: SimulatedCentre, o2g: O2gClient) -> None:
    url = o2g.subscribe("system")["privatePollingUrl"]
    centre.faults.add("503", face="o2g", listener="o2g-events", count=1)
    with Reader(url) as reader:
        assert reader.status == 503
    with Reader(url) as reader:
        assert reader.status == 200
    entries = centre.log.select(face="o2g", kind="channel")
    assert [(entry.status, entry.fault) for entry in entries] == [(503, "503"), (200, None)]
    assert entries[1].user == "wallboard" and entries[1].query == ""


@pytest.mark.parametrize(
    ("way", "status", "first_ends"), [("replace", 200, True), ("refuse", 403, False)]
)
def test_a_second_channel_of_one_subscription_is_counted(
    serve: Serve, way: str, status: int, first_ends: bool
) -> None:
    centre = serve(o2g_second_channel=way)
    client = O2gClient(centre.o2g_url)
    client.sign_in()
    url = client.subscribe("system")["privatePollingUrl"]
    with Reader(url) as first:
        first.until(lambda: first.pieces, "first line")
        with Reader(url) as second:
            assert second.status == status
            if first_ends:
                first.until(lambda: first.ended == "cleanly", "end of the older")
    most = centre.o2g.state()["channels"]["wallboard"]["max_open"]
    assert most == (2 if way == "replace" else 1)


def test_lost_sessions_end_everything(centre: SimulatedCentre, o2g: O2gClient) -> None:
    with o2g.channel("system") as reader:
        centre.expire_sessions("o2g")
        reader.until(lambda: reader.ended == "cleanly", "end of the body")
    assert o2g.post("sessions/keepalive").status_code == 403


def test_events_go_out_when_they_happen(serve: Serve) -> None:
    centre = serve(frozen=False, agents=60)
    client = O2gClient(centre.o2g_url)
    client.sign_in()
    with client.channel("telephony", "agent") as reader:
        reader.until(lambda: len(reader.events) >= 3, "events at normal speed", 30)
        number = centre.o2g.lines()[-1]["number"]
        centre.step(60)
        reader.until(lambda: len(centre.o2g.lines(number)) > 5, "events of a step", 1)
    line = centre.o2g.lines()[0]
    assert set(line) == {"number", "at", "login", "subscription", "event", "key"}
    assert json.dumps(centre.o2g.state())
