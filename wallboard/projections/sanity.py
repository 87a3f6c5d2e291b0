"""The sanity watch: what the systems of a site say that cannot be true together. Pure.

A row per check. A look (`watch`, once a minute) gives every suspicion of every check; one that has
lasted for its check's dwell is a finding, so that the lag between systems (a poll here, an export
there) is none, and a finding goes by itself with its suspicion. What a source says while it is late
or lost is not compared with anything.

What is remembered from one look to the next is plain JSON and no more than the site is large.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from wallboard.domain.freshness import Trust
from wallboard.domain.observation import Kind
from wallboard.projections import sanity_counters, sanity_people, sanity_sums
from wallboard.projections.sanity_facts import Own, Suspicion
from wallboard.projections.scene import Scene

LOOK_SECONDS = 60.0
LONGEST_GAP_SECONDS = 300.0  # between two looks; after a longer one nothing has "lasted"
SHOWN_PER_CHECK = 50
FORM = 1  # of what is remembered; another one is forgotten

Memory = dict[str, Any]
"""{"form", "at": epoch seconds of the look, "began": {check: {id: at}}, "own": {check: Own}}"""

Find = Callable[[Scene, Own], tuple[list[Suspicion], Own]]


@dataclass(frozen=True, slots=True)
class Check:
    """`gapless`: what it remembers is worth nothing when looks were missed."""

    key: str
    label: str
    looks_at: str
    advice: str
    dwell_seconds: float
    find: Find
    gapless: bool = False


CHECKS: tuple[Check, ...] = (
    Check(
        "on_and_off",
        "On here, off there",
        "Whether a person is logged on in one system and off in another for minutes.",
        "Ask whether a log-on was forgotten. If two people are taken for one, set them apart in "
        "the administration.",
        180.0,
        sanity_people.on_and_off,
    ),
    Check(
        "off_shift",
        "On, but off shift",
        "Whether a person is logged on while the schedule has nothing, by half an hour.",
        "Ask whether a log-off was forgotten, or enter the hours in the schedule.",
        180.0,
        sanity_people.off_shift,
    ),
    Check(
        "backwards",
        "A counter went backwards",
        "Whether a counter of the day fell, other than at midnight.",
        "Ask who runs that system whether its statistics were restarted: until midnight its "
        "figures of the day are too small.",
        0.0,  # the check itself waits, per counter
        sanity_counters.backwards,
    ),
    Check(
        "frozen",
        "A counter stands still",
        "Whether counters of a queue do not move although its contacts come and go.",
        "Ask who runs that system whether its statistics still run, and look whether the queue is "
        "the same in both systems.",
        120.0,
        sanity_counters.frozen,
        gapless=True,
    ),
    Check(
        "staffing",
        "People do not add up",
        "Whether the people of a queue by state are as many as are staffed.",
        "Look at the mapping of the account: a member may mean something else there.",
        180.0,
        sanity_sums.staffing,
    ),
    Check(
        "counting",
        "Contacts do not add up",
        "Whether no more contacts are answered or give up than are offered, and no part is more "
        "than its whole.",
        "Look at the mapping of the account: a member may mean something else there.",
        180.0,
        sanity_sums.counting,
    ),
)


@dataclass(frozen=True, slots=True)
class Finding:
    """`check` is the key of a row of CHECKS; `since` epoch seconds."""

    check: str
    text: str
    since: float


@dataclass(frozen=True, slots=True)
class Report:
    """Of one look: the oldest findings of each check, how many there are of each, and the labels
    of sources of which something is late or lost and therefore not compared."""

    at: float
    findings: tuple[Finding, ...]
    counts: dict[str, int]
    silent: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "at": self.at,
            "findings": [[one.check, one.text, one.since] for one in self.findings],
            "counts": self.counts,
            "silent": list(self.silent),
        }

    @classmethod
    def of_json(cls, stored: dict[str, Any]) -> Report:
        """Raises KeyError, TypeError or ValueError when it is no such thing."""
        return cls(
            float(stored["at"]),
            tuple(Finding(str(c), str(t), float(at)) for c, t, at in stored["findings"]),
            {str(check): int(count) for check, count in stored["counts"].items()},
            tuple(str(label) for label in stored["silent"]),
        )


def watch(scene: Scene, memory: Memory) -> tuple[Report, Memory]:
    """One look at a site; `memory` is what the look before gave, or empty."""
    before = memory if memory.get("form") == FORM and memory["at"] <= scene.now_at else {}
    gap = scene.now_at - before.get("at", scene.now_at) > LONGEST_GAP_SECONDS
    began: dict[str, dict[str, float]] = {}
    own: dict[str, Own] = {}
    found: list[Finding] = []
    counts: dict[str, int] = {}
    for check in CHECKS:
        kept = {} if gap and check.gapless else before.get("own", {}).get(check.key, {})
        suspicions, own[check.key] = check.find(scene, kept)
        known = {} if gap else before.get("began", {}).get(check.key, {})
        began[check.key] = {one.id: _began(one, known, scene.now_at) for one in suspicions}
        lasting = sorted(
            (
                Finding(check.key, one.text, one.since or began[check.key][one.id])
                for one in suspicions
                if scene.now_at - began[check.key][one.id] >= check.dwell_seconds
            ),
            key=lambda finding: (finding.since, finding.text),
        )
        counts[check.key] = len(lasting)
        found += lasting[:SHOWN_PER_CHECK]
    report = Report(scene.now_at, tuple(found), counts, _silent(scene))
    return report, {"form": FORM, "at": scene.now_at, "began": began, "own": own}


def _began(one: Suspicion, known: dict[str, float], now_at: float) -> float:
    """When it began, as far as we can be sure of it."""
    began = max(known.get(one.id, now_at), one.not_before or 0.0)
    return min(began, now_at if one.surely_from is None else one.surely_from, now_at)


def _silent(scene: Scene) -> tuple[str, ...]:
    compared = {Kind.AGENT, Kind.QUEUE}
    silent = {
        scene.label(key.account)
        for key, trust in scene.trust.items()
        if key.kind in compared and trust is not Trust.FRESH
    }
    return tuple(sorted(silent))
