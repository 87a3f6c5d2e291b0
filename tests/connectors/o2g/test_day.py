"""A day at speed with cuts, stalls and lost sessions: whatever broke, it ends as it was."""

from __future__ import annotations

import json
import random
import time
from typing import Any

import pytest

from connectors.simulator.handle import SimulatedCentre
from tests.connectors.o2g.following import Follower
from tests.services import scale
from wallboard.domain.observation import Kind

SECONDS = (12.0, 110.0)  # of real time; a soak goes through the whole day
SPEED = 420.0
# Three of them are silence, and what had been written to a reader that gave up is lost to it: a
# machine that stands still for that long would look like a reader that miscounts.
KEEPALIVE_SECONDS = 1.2
NAMES = ("answered", "wait_seconds", "answered_in_threshold")


def yesterday_noon() -> Any:
    """A clock that no midnight interrupts."""
    begun = time.monotonic()
    noon = time.time() // 86_400 * 86_400 - 43_200
    return lambda: noon + time.monotonic() - begun


def counted(one: Follower, noun: str) -> dict[str, dict[str, Any]]:
    """By number, of all that have counted anything."""
    found = {}
    for entity, facts in one.facts.facts_of(Kind.QUEUE).items():
        kind, _, number = entity.external_id.partition(":")
        values = {name: facts[name].value.raw for name in NAMES if name in facts}
        if kind == noun and values.get("answered"):
            found[number] = values
    return found


def delivered(centre: SimulatedCentre, nouns: str) -> dict[str, dict[str, float]]:
    books = centre.o2g.state()["delivered"]["wallboard"][nouns]
    return {number: figures for number, figures in books.items() if figures["answered"]}


def ghosts(centre: SimulatedCentre, one: Follower) -> set[str]:
    """Calls that are shown and are none."""
    real = {call["call_ref"] for agent in centre.truth()["o2g"]["agents"]
            for call in agent["calls"]}  # fmt: skip
    shown = {row[0] for said in one.facts.all(Kind.AGENT, "contacts").values()
             for row in json.loads(said)["live"]}  # fmt: skip
    return shown - real


def wrong_states(centre: SimulatedCentre, one: Follower) -> dict[str, tuple[Any, Any]]:
    shown = one.facts.all(Kind.AGENT, "state")
    return {
        agent["login"]: (agent["state"], shown.get(agent["login"]))
        for agent in centre.truth()["o2g"]["agents"]
        if agent["state"] and shown.get(agent["login"]) != agent["state"]
    }


def trouble(centre: SimulatedCentre, dice: random.Random) -> None:
    kind = dice.choice(("cut", "cut", "end", "stall", "session", "duplicate"))
    if kind == "session":
        centre.expire_sessions("o2g")
        return
    within: dict[str, Any] = (
        {"bytes": dice.randint(1, 200)} if kind == "cut" and dice.random() < 0.5 else {}
    )
    centre.faults.add(kind, face="o2g", count=None if kind == "stall" else 1, **within)
    if kind == "stall":
        time.sleep(KEEPALIVE_SECONDS * 3.5)
    else:
        time.sleep(0.2)
    centre.faults.clear()


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_after_a_day_of_trouble_states_calls_and_counters_are_right(seed: int) -> None:
    dice = random.Random(seed)
    choices: dict[str, Any] = {"agents": 16, "queues": 5, "start": "08:30", "speed": SPEED}
    with SimulatedCentre(seed=seed, o2g_keepalive_seconds=KEEPALIVE_SECONDS, **choices) as centre:
        secrets = {"login": centre.o2g_login, "password": centre.o2g_password}
        with Follower(centre.o2g_url, secrets, clock=yesterday_noon()) as one:
            one.until(lambda: one.fresh, 20)
            until = time.monotonic() + scale.seconds(*SECONDS)
            while time.monotonic() < until:
                time.sleep(dice.uniform(0.1, 0.6))
                trouble(centre, dice)
            centre.freeze()
            one.until(lambda: one.fresh and not wrong_states(centre, one), 40)
            one.until(lambda: counted(one, "pilot") == delivered(centre, "pilots"), 5)
            one.until(lambda: counted(one, "group") == delivered(centre, "groups"), 5)
            assert ghosts(centre, one) == set()
            assert one.error is None
        assert centre.o2g.state()["channels"]["wallboard"]["max_open"] == 1
