"""People in their states: begun when the source says, ended when the next begins, or unknown."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.projections import scenes
from wallboard.boards.models import Agent, Site
from wallboard.domain.facts import SiteFacts
from wallboard.domain.observation import Kind
from wallboard.history import named, stretches
from wallboard.history.models import AgentStretch, NamedClock
from wallboard.projections.scene import Scene, scene_of

START = 1_760_000_400
DAY = 86_400


@pytest.fixture
def site(db: Any) -> Site:
    site = Site.objects.create(name="Malmö", slug="malmo")
    Agent.objects.create(site=site, name="Anna Björk")
    return site


def scene(site: Site, at: int, state: str, since: int | None = None, **more: Any) -> Scene:
    (agent,) = Agent.objects.filter(site=site)
    spec = replace(scenes.site(scenes.agent(str(agent.pk), "trio")), id=str(site.pk))
    said = {"state": state, **more} | ({} if since is None else {"state_since": since})
    found = scenes.said("trio", Kind.AGENT, str(agent.pk), **said)
    confirmed = {fact.source: float(at - 2) for fact in found}
    return scene_of(spec, SiteFacts.of(None, found), confirmed, float(at))


def look(site: Site, minute: int, state: str, since: int | None = None, **more: Any) -> int:
    """At the beginning of a minute; `since` in seconds after the start."""
    began = None if since is None else START + since
    return stretches.keep(scene(site, START + 60 * minute, state, began, **more))


def kept(site: Site) -> list[tuple[str, str, int, int | None]]:
    return [
        (r.state, r.reason, r.from_at - START, None if r.to_at is None else r.to_at - START)
        for r in AgentStretch.objects.filter(site=site).order_by("agent", "from_at")
    ]


def test_a_state_lasts_until_the_next_one_began(site: Site) -> None:
    look(site, 0, "available", -100)
    assert look(site, 1, "available", -100) == 0
    look(site, 2, "paused", 95, reason="Lunch")
    look(site, 3, "paused", 95, reason="Training")  # the same state for another reason
    assert kept(site) == [
        ("available", "", -100, 95),
        ("paused", "Lunch", 95, 180),
        ("paused", "Training", 180, None),
    ]


def test_whoever_logs_out_is_not_recorded_further(site: Site) -> None:
    look(site, 0, "available", -100)
    look(site, 1, "logged_out", 30)
    assert kept(site) == [("available", "", -100, 0)]  # the last look that saw her
    assert look(site, 2, "logged_out", 30) == 0


def test_minutes_without_a_look_are_not_filled(site: Site) -> None:
    look(site, 0, "available", -100)
    look(site, 10, "available", -100)  # her source says that it never ended
    look(site, 20, "paused", 1150)
    assert kept(site) == [
        ("available", "", -100, 0),
        ("available", "", 0, 600),
        ("paused", "", 1150, None),
    ]


def test_the_same_look_twice_changes_nothing(site: Site) -> None:
    look(site, 1, "available", -100)
    assert look(site, 1, "paused", 0) == 0
    assert look(site, 0, "paused", 0) == 0
    assert len(kept(site)) == 1


@pytest.mark.parametrize("people", ["alias", "counts"])
def test_nothing_is_recorded_where_the_policy_names_nobody(site: Site, people: str) -> None:
    look(site, 0, "available", -100)
    Site.objects.filter(pk=site.pk).update(people=people)
    assert look(site, 1, "paused", 30) == 0
    assert named.prune(14 * DAY, START) == 1  # and what was recorded goes
    assert not AgentStretch.objects.exists()


def test_a_clock_of_no_days_records_nothing(site: Site) -> None:
    NamedClock.objects.create(site=site, days=0)
    assert look(site, 0, "available", -100) == 0
    assert not AgentStretch.objects.exists()


def test_instants_are_as_coarse_as_the_policy_wants_them_shown(site: Site) -> None:
    Site.objects.filter(pk=site.pk).update(rounding_minutes=5)
    look(site, 0, "available", -100)
    look(site, 3, "paused", 170)
    assert all((START + at) % 300 == 0 for row in kept(site) for at in row[2:] if at is not None)


def test_the_named_clock_ends_stretches_and_cuts_what_lasts(site: Site) -> None:
    look(site, 0, "available", -100)
    look(site, 1, "paused", 40)
    now = START + 7 * DAY + 50
    assert named.prune(14 * DAY, now) == 1
    assert kept(site) == [("paused", "", 50, None)]
