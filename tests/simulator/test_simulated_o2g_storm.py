"""Hours in seconds, with cuts, ends, duplicates and lost sessions: only these leave a gap."""

import random
import time

import pytest

from connectors.simulator import SimulatedCentre
from tests.simulator.o2g_client import O2gClient, Reader, wait_for
from tests.simulator.plain_reader import PlainReader
from tests.simulator.simulated_clients import Serve

SECONDS = 6.0


class Storm:
    """Follows a login's channels one after the other, as a connector would."""

    def __init__(self, client: O2gClient) -> None:
        self.client, self.plain, self.url = client, PlainReader(), ""

    def sign_in(self) -> None:
        """A new session, a new subscription; the snapshots come as events."""
        self.client.http.cookies.clear()
        assert self.client.sign_in().status_code == 200
        found = self.client.subscribe("telephony", "agent")
        self.url = found["privatePollingUrl"]
        for path in ("acd/agent/state/snapshot", "telephony/state/snapshot"):
            assert self.client.post(path).status_code == 204

    def hear(self, reader: Reader) -> None:
        """Everything that came through this channel; once."""
        for event in reader.events:
            self.plain.hear(event)


def answered(centre: SimulatedCentre) -> dict[str, int]:
    """By pilot: what the books say was delivered."""
    told = centre.o2g.state()["delivered"]["wallboard"]["pilots"]
    return {pilot: one["answered"] for pilot, one in told.items()}


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_a_reader_that_reopens_knows_what_the_books_say(serve: Serve, seed: int) -> None:
    centre = serve(frozen=False, speed=400.0, start="08:30", seed=seed)
    storm, rng = Storm(O2gClient(centre.o2g_url)), random.Random(seed)
    storm.sign_in()
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        with Reader(storm.url) as reader:
            time.sleep(rng.uniform(0.1, 0.6))
            if rng.random() < 0.2:
                centre.expire_sessions("o2g")
            else:
                kind = rng.choice(("cut", "end"))
                within = rng.randint(1, 200) if kind == "cut" else 0
                centre.faults.add("duplicate", face="o2g", count=3)
                centre.faults.add(kind, face="o2g", count=1, bytes=within)
            wait_for(reader.has_ended, "end of the channel")
            storm.hear(reader)
            centre.faults.clear()
        if not centre.o2g.state()["sessions"]:
            storm.sign_in()
    centre.freeze()
    with Reader(storm.url) as reader:
        wait_for(lambda: centre.o2g.state()["subscriptions"][-1]["queued"] == 0, "empty queue")
        storm.client.post("telephony/state/snapshot")
        storm.client.post("acd/agent/state/snapshot")
        wait_for(lambda: len(reader.of("OnAgentStateChanged")) >= 30, "snapshots")
        time.sleep(0.2)
        storm.hear(reader)
    heard = {pilot: len(waits) for pilot, waits in storm.plain.waits.items()}
    # The books follow the write: a reader may be ahead of them for a moment.
    wait_for(lambda: answered(centre) == heard, "what was heard in the books")
    truth, books = centre.truth()["o2g"], centre.o2g.state()
    assert sum(heard.values()) > 50
    assert books["channels"]["wallboard"]["max_open"] == 1
    for agent in truth["agents"]:
        calls = storm.plain.calls.get(agent["login"], {})
        assert set(calls) == {call["call_ref"] for call in agent["calls"]}
        assert storm.plain.agents[agent["login"]].get("subState") == agent["sub_state"]
