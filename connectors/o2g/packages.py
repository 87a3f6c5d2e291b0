"""Packages of events: which are wanted, which are given up first, whose licence they need."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from typing import Any

AGENT, TELEPHONY, SYSTEM, USER, PILOT, RTI = (
    "agent", "telephony", "system", "user", "pilot", "rti",
)  # fmt: skip
# Those that stand or fall together, dearest last: the first are given up first.
GIVEN_UP: tuple[tuple[str, ...], ...] = ((RTI, PILOT), (TELEPHONY,), (AGENT,), (USER,))
LICENCE: Mapping[str, str] = {
    RTI: "CONTACTCENTER_SVCS",
    PILOT: "CONTACTCENTER_SVCS",
    TELEPHONY: "TELEPHONY_ADVANCED",
    AGENT: "CONTACTCENTER_AGENT",
}
# What the figures lose without it.
WITHOUT: Mapping[str, str] = {
    RTI: "waiting contacts and OXE's own figures are not shown",
    PILOT: "waiting contacts are not shown",
    TELEPHONY: "busy agents cannot be told apart, and nothing is counted",
    AGENT: "agents have no state",
    USER: "changed names show with the next reading of the directory",
}


def attempts(wanted: frozenset[str]) -> Iterator[frozenset[str]]:
    """All of them, then what is left when ever more groups are given up. `system` stays."""
    groups = [group for group in GIVEN_UP if wanted & set(group)]
    for number in range(len(groups) + 1):
        for dropped in combinations(groups, number):
            yield wanted - {package for group in dropped for package in group}


def selectors(packages: Iterable[str], pilots: Iterable[str]) -> list[Mapping[str, Any]]:
    """A selector per package: names of two may not share one."""
    ids = {SYSTEM: [], PILOT: list(pilots)}
    return [{"ids": ids.get(name, ["*"]), "names": [name]} for name in sorted(packages)]
