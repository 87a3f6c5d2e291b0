"""`python -m tests.bench.ingest_reader URL AGENTS`: one reader of O2G's events into the store.

Says when it has read who there is; takes `begin`, then what the store must hold in the end.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from typing import Any

from tests.connectors.o2g.following import Facts, Follower
from wallboard.domain.facts import EntityKey
from wallboard.domain.observation import Batch, Kind
from wallboard.state.redis import sync_client_at
from wallboard.state.store import FactStore

SITE, ACCOUNT = "bench", "1"
WAIT_SECONDS = 100.0


class StoredFacts(Facts):
    """Hands on to the real store; keeps what pilots have answered and when that last changed."""

    def __init__(self, store: FactStore) -> None:
        super().__init__()
        self._store = store
        self.batches_taken = 0
        self.answered: dict[str, float] = {}
        self.changed_at = 0.0
        self.cpu_then = 0.0

    def take(self, batch: Batch) -> None:
        self._store.apply(SITE, batch, 1)
        self.batches_taken += 1
        for kind in batch.covers:
            self.confirmed[kind] = batch.received_at
        for one in batch.observations:
            if one.external_id.startswith("pilot:") and "answered" in one.values:
                self.answered[one.external_id] = float(one.values["answered"].raw)
                self.changed_at, self.cpu_then = time.monotonic(), cpu_seconds()


def cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def wrong(store: FactStore, expected: dict[str, dict[str, int]], agents: int) -> list[str]:
    """What the store holds and the lines do not add up to."""
    queues = store.facts_of(SITE, ACCOUNT, Kind.QUEUE)
    found = [
        f"{pilot} {name}"
        for pilot, row in expected.items()
        for name, value in row.items()
        if (fact := queues[EntityKey(ACCOUNT, Kind.QUEUE, f"pilot:{pilot}")].get(name)) is None
        or fact.value.raw != value
    ]
    states = [
        facts["state"].value.raw for facts in store.facts_of(SITE, ACCOUNT, Kind.AGENT).values()
        if "state" in facts
    ]  # fmt: skip
    if states != ["available"] * agents:
        found.append("states of agents")
    return found


def say(**what: Any) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def main(url: str, agents: int) -> None:
    client = sync_client_at(os.environ["WALLBOARD_REDIS_URL"])
    client.flushall()
    store = FactStore(client)
    store.fence(SITE, ACCOUNT, "events", 1)
    facts = StoredFacts(store)
    with Follower(url, {"login": "wall", "password": "pass"}, facts=facts) as one:
        one.until(lambda: one.directories and one.findings.requests["directory"] > agents * 2, 60)
        time.sleep(1.0)  # the last of them are folded
        say(ready=True)
        sys.stdin.readline()
        begun, cpu, batches = time.monotonic(), cpu_seconds(), facts.batches_taken
        say(begun=True)
        expected: dict[str, dict[str, int]] = json.loads(sys.stdin.readline())
        total = sum(row["answered"] for row in expected.values())
        one.until(lambda: sum(facts.answered.values()) >= total, WAIT_SECONDS)
        time.sleep(0.5)  # the last states
        say(
            cpu_s=facts.cpu_then - cpu, wall_s=facts.changed_at - begun,
            batches=facts.batches_taken - batches, wrong=wrong(store, expected, agents),
        )  # fmt: skip
        sys.stdin.readline()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
