"""Simulated centres, a reader of each, and whether it shows what is true."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from connectors.simulator.handle import SimulatedCentre
from tests.connectors.o2g.following import Follower
from wallboard.domain.observation import Kind

Started = Callable[..., SimulatedCentre]


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
