"""A rule on people under a policy with a smallest group: it knows no more than a board tells."""

from __future__ import annotations

from collections import defaultdict
from itertools import product
from typing import Any

import pytest
from django.urls import reverse

from tests.alerts.test_acknowledging import browser
from tests.alerts.test_pages import FILLED
from tests.projections import scenes
from wallboard.alerts.backtest import backtest
from wallboard.alerts.ledger import Change
from wallboard.alerts.machine import Limit, Reading, Terms
from wallboard.alerts.models import Rule
from wallboard.alerts.ruled_site import RuledSite
from wallboard.alerts.rules import RuleSpec, more_is_better, reading_of
from wallboard.alerts.specs import spec_of
from wallboard.boards.models import Site
from wallboard.domain.policy import Policy
from wallboard.projections.head_count import head_count
from wallboard.projections.scene import Scene
from wallboard.projections.veil import veiled_count
from wallboard.state.alerts import AlertRecords

GROUP = 4
STATES = ("available", "wrap_up", "paused")


def centre(*numbers: int) -> Scene:
    """So many in each of the states."""
    names = [f"{state}-{n}" for state, count in zip(STATES, numbers, strict=True)
             for n in range(count)]  # fmt: skip
    site = scenes.site(*(scenes.agent(name, "trio") for name in names))
    said = [scenes.of_agent("trio", name, state=name.split("-")[0]) for name in names]
    return scenes.scene(site, *said)


def rule(metric: str, at: float, clear_at: float, **choices: Any) -> RuleSpec:
    terms = Terms({"warn": Limit(at, clear_at)}, more_is_better(metric))
    row = {"smallest_group": GROUP, **choices}
    return RuleSpec("1", "Rule", "1", "", metric, terms, **row)


def test_what_a_board_does_not_tell_apart_no_rule_tells_apart() -> None:
    """Every centre of up to seven, five and two people, by what a board shows of it."""
    alike: dict[str, list[Scene]] = defaultdict(list)
    for numbers in product(range(1, 8), (0, 1, 5), range(3)):
        scene = centre(*numbers)
        shown = veiled_count(head_count(scene, ()), Policy(smallest_group=GROUP))
        alike[repr(shown)].append(scene)
    assert max(map(len, alike.values())) > 5, "there is something to find"
    for metric, at, clear_at in product((*STATES, "staffed"), range(2, 8), range(2, 8)):
        one = rule(metric, at, clear_at)
        for scenes_alike in alike.values():
            assert len({reading_of(scene, one) for scene in scenes_alike}) == 1


def test_a_limit_among_counts_that_are_kept_back_is_not_looked_at() -> None:
    few, many = centre(2, 0, 0), centre(9, 0, 9)
    for metric, at, clear_at in (("available", 3, 3), ("paused", 4, 2), ("paused", 2, 1)):
        one = rule(metric, at, clear_at)
        assert one.asks_too_much
        assert {reading_of(scene, one) for scene in (few, many)} == {Reading(calm="policy")}
    assert reading_of(few, rule("available", 3, 3, smallest_group=0)) == Reading(2.0)


def test_few_are_too_few_without_their_number() -> None:
    one = rule("available", 4, 6)
    assert reading_of(centre(2, 0, 0), one) == Reading(3, told=False)
    (change,) = _raised(one, centre(2, 0, 0))
    assert (change.event.level, change.value) == ("warn", None)
    (change,) = _raised(rule("paused", 6, 4), centre(5, 0, 7))
    assert change.value == 7


def test_what_a_board_makes_coarse_is_held_where_it_would_decide() -> None:
    """Five available and two after work: the five are told as "four or more"."""
    scene = centre(5, 2, 0)
    assert reading_of(scene, rule("available", 6, 6)).held == "withheld"
    assert reading_of(scene, rule("available", 4, 4)) == Reading(4.0, told=False)
    assert reading_of(centre(9, 0, 5), rule("available", 6, 6)).value == 9, "another is smaller"


def _raised(one: RuleSpec, scene: Scene) -> tuple[Change, ...]:
    ruled = RuledSite()
    ruled.configure([one], [], {})
    return ruled.look(scene).changes


# -- pages ----------------------------------------------------------------------------------------


@pytest.fixture
def site(db: None) -> Site:
    return Site.objects.create(name="Malmö", slug="malmo", smallest_group=GROUP)


PEOPLE = {**FILLED, "metric": "available", "warn": "6", "warn_clear": "7", "critical": ""}


@pytest.mark.usefixtures("redis_client")
def test_the_form_refuses_a_limit_among_them(site: Site) -> None:
    address, client = reverse("rule-new", args=[site.pk]), browser(site)
    for wrong in ({"warn": "3"}, {"critical": "2"}):
        shown = client.post(address, {**PEOPLE, **wrong}).content.decode()
        assert "fewer than 4 people" in shown
        assert "at least one limit" not in shown
        shown = client.post(address, {**PEOPLE, **wrong, "try": "yes"}).content.decode()
        assert "fewer than 4 people" in shown
        assert "Tried on what was" not in shown
    contacts = {**PEOPLE, "metric": "contacts_waiting", "warn": "3", "warn_clear": "2"}
    assert client.post(address, contacts).status_code == 302, "contacts are no people"
    assert client.post(address, PEOPLE).status_code == 302


@pytest.mark.usefixtures("redis_client")
def test_a_rule_on_people_is_not_tried_on_what_was(
    site: Site, django_assert_num_queries: Any
) -> None:
    shown = browser(site).post(reverse("rule-new", args=[site.pk]), {**PEOPLE, "try": "yes"})
    assert "is not tried on what was" in shown.content.decode()
    one = spec_of(Rule(site=site, name="x", metric="available", warn=6))
    with django_assert_num_queries(0):
        assert backtest(one, site.timezone).withheld
    waiting = spec_of(Rule(site=site, name="x", metric="contacts_waiting", warn=6))
    assert not backtest(waiting, site.timezone).withheld


def test_the_list_tells_which_rules_decide_nothing(site: Site, redis_client: Any) -> None:
    low = Rule.objects.create(site=site, name="Low", metric="available", warn=2)
    waits = Rule.objects.create(site=site, name="Waits", metric="contacts_waiting", warn=6)
    well = Rule.objects.create(site=site, name="Well", metric="answered", warn=6)
    state = {"latches": {}, "held": "lost", "held_since": 1_760_000_000.0, "calm": ""}
    memory = {
        str(waits.pk): {"state": state, "stamp": ""},
        str(well.pk): {"state": {**state, "held": "", "held_since": None}, "stamp": ""},
        str(low.pk): "of another release",
    }
    AlertRecords(redis_client).remember(str(site.pk), memory)
    shown = browser(site).get(reverse("rule-list")).content.decode()
    assert shown.count("alert-row-told") == 2
    assert "choose limits of 4 or more" in shown
    assert "Its source is lost since" in shown
    Rule.objects.update(enabled=False)
    assert "alert-row-told" not in browser(site).get(reverse("rule-list")).content.decode()
