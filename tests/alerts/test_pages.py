"""`/alerts/`, rules and recipients: who may, what a form refuses, what a preview says."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.alerts.test_acknowledging import browser, raised
from wallboard.alerts import floor, outbox
from wallboard.alerts.models import Alert, Kind, Recipient, Rule, SiteAlerts
from wallboard.alerts.specs import rule_specs
from wallboard.boards.models import Queue, Role, Site, Team
from wallboard.domain.service_level import LETTERS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("redis_client")]


@pytest.fixture
def site() -> Site:
    return Site.objects.create(name="Malmö", slug="malmo")


FILLED: dict[str, Any] = {
    "name": "Longest wait",
    "metric": "longest_wait_since",
    "team": "",
    "warn": "1:00",
    "warn_clear": "0:30",
    "critical": "3:00",
    "raise_seconds": "15",
    "clear_seconds": "60",
    "days": ["0", "1", "2", "3", "4"],
    "sound": "on",
    "enabled": "on",
}


def save(client: Client, site: Site, **changes: Any) -> Any:
    return client.post(reverse("rule-new", args=[site.pk]), {**FILLED, **changes})


def test_a_supervisor_makes_a_rule_in_the_units_of_people(site: Site) -> None:
    client = browser(site)
    assert client.get(reverse("rule-new", args=[site.pk])).status_code == 200
    assert save(client, site).status_code == 302
    rule = Rule.objects.get()
    assert (rule.warn, rule.warn_clear, rule.critical, rule.days) == (60, 30, 180, "01234")
    shown = client.get(reverse("rule", args=[rule.pk])).content.decode()
    assert 'value="1:00"' in shown
    assert "Longest wait" in client.get(reverse("rule-list")).content.decode()


def test_a_share_is_written_as_per_cent(site: Site) -> None:
    client = browser(site)
    save(client, site, metric="service_level", warn="80 %", warn_clear="85", critical="70,5")
    rule = Rule.objects.get()
    assert (rule.warn, rule.warn_clear) == (0.8, 0.85)
    assert rule.critical == pytest.approx(0.705)


def test_a_service_level_is_reckoned_as_the_rule_says(site: Site) -> None:
    client = browser(site)
    share = {"metric": "service_level", "warn": "80", "warn_clear": "85", "critical": "70"}
    save(client, site, **share, letter="SL-A", threshold_seconds="30")
    (spec,) = rule_specs(site.pk)
    assert (spec.letter, spec.threshold_seconds, spec.scope) == ("SL-A", 30, "site;SL-A,30")
    page = client.get(reverse("rule", args=[Rule.objects.get().pk])).content.decode()
    assert '<option value="SL-A" selected>SL-A: every abandoned contact counts as a miss' in page
    assert '<details class="rule-more" open>' in page
    assert list(LETTERS) == re.findall(r'<option value="(SL-.)"', page)


def test_what_another_figure_does_not_need_is_not_kept(site: Site) -> None:
    """A letter would only make another history of the same figure."""
    save(browser(site), site, letter="SL-A", threshold_seconds="30")
    rule = Rule.objects.get()
    assert (rule.metric, rule.letter, rule.threshold_seconds) == ("longest_wait_since", "", None)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"letter": "SL-X"}, "valid choice"),
        ({"threshold_seconds": "-1"}, "greater than or equal to 0"),
        ({"threshold_seconds": "nan"}, "Enter a number"),
        ({"warn": "soon"}, "Write a number"),
        ({"warn": "", "critical": "", "warn_clear": ""}, "at least one limit"),
        ({"critical": "0:30"}, "Critical must be worse"),
        ({"warn_clear": "2:00"}, "better than the limit"),
        ({"days": []}, "required"),
        ({"from_time": "08:00"}, "both times"),
        ({"metric": "open"}, "valid choice"),
        ({"queues": ["999"]}, "valid choice"),
    ],
)
def test_what_cannot_work_is_refused_in_words(
    site: Site, changes: dict[str, Any], words: str
) -> None:
    reply = save(browser(site), site, **changes)
    assert reply.status_code == 200
    assert words in reply.content.decode()
    assert not Rule.objects.exists()


def test_a_rule_is_tried_before_it_is_saved(site: Site) -> None:
    reply = save(browser(site), site, **{"try": "yes"})
    assert "no history to try it on" in reply.content.decode()
    assert not Rule.objects.exists()


def test_a_supervisor_of_a_team_makes_rules_of_the_team_alone(site: Site) -> None:
    ours = Team.objects.create(site=site, name="Support")
    theirs = Team.objects.create(site=site, name="Sales")
    client = browser(site, Role.SUPERVISOR, ours)
    assert save(client, site).status_code == 200, "not the site's"
    assert save(client, site, team=str(theirs.pk)).status_code == 200
    assert not Rule.objects.exists()
    assert save(client, site, team=str(ours.pk)).status_code == 302
    foreign = Rule.objects.create(site=site, team=theirs, name="x", metric="available", warn=1)
    assert client.get(reverse("rule", args=[foreign.pk])).status_code == 404
    assert client.post(reverse("rule-delete", args=[foreign.pk])).status_code == 404
    own = Rule.objects.get(team=ours)
    assert client.post(reverse("rule-delete", args=[own.pk])).status_code == 302


def test_a_rule_of_a_team_counts_people_of_that_team(site: Site) -> None:
    ours = Team.objects.create(site=site, name="Support")
    sales = str(Team.objects.create(site=site, name="Sales").pk)
    client = browser(site, Role.SUPERVISOR, ours)
    form = client.get(reverse("rule-new", args=[site.pk])).content.decode()
    assert f'name="teams" value="{ours.pk}"' in form
    assert "Sales" not in form
    people = {"metric": "available", "warn": "3", "warn_clear": "", "critical": ""}
    own = {**people, "team": str(ours.pk)}
    assert save(client, site, **own, teams=[sales]).status_code == 200
    assert save(client, site, **own).status_code == 302
    assert [spec.teams for spec in rule_specs(site.pk)] == [("Support",)], "not everybody"
    whole = browser(site)
    assert save(whole, site, **own, teams=[sales]).status_code == 302
    assert Rule.objects.latest("pk").teams == ["Support"]
    Rule.objects.update(teams=["Sales"])
    assert {spec.teams for spec in rule_specs(site.pk)} == {("Support",)}, "whoever wrote the row"
    assert save(whole, site, **people, teams=[sales]).status_code == 302
    assert rule_specs(site.pk)[-1].teams == ("Sales",), "of the site: as chosen"
    form = whole.get(reverse("rule", args=[Rule.objects.latest("pk").pk])).content.decode()
    assert re.search(rf'name="teams" value="{sales}"[^>]* checked', form)
    assert not re.search(rf'name="teams" value="{ours.pk}"[^>]* checked', form)


@pytest.mark.parametrize("role", [Role.VIEWER, None])
def test_nobody_else_makes_rules(site: Site, role: Role | None) -> None:
    where = site if role else Site.objects.create(name="Vasa", slug="vasa")
    client = browser(where, role or Role.VIEWER)
    assert client.get(reverse("rule-new", args=[site.pk])).status_code == 404
    assert save(client, site).status_code == 404
    assert client.get(reverse("rule-list")).status_code == 403
    assert client.get(reverse("recipient-list")).status_code == 404


def test_the_list_shows_what_is_raised_and_what_was(site: Site) -> None:
    raised(site)
    raised(site, cleared_at=datetime.now(UTC), level="critical", worst="critical")
    other = Site.objects.create(name="Vasa", slug="vasa")
    raised(other)
    shown = browser(site, Role.VIEWER).get(reverse("alert-list")).content.decode()
    assert shown.count('class="alert-row ') == 2
    assert "Nobody evaluates the rules" in shown, "no worker runs in this test"


def test_recipients_are_for_administrators_and_keep_their_secret(site: Site) -> None:
    assert browser(site).get(reverse("recipient-list")).status_code == 404
    client = browser(site, Role.ADMINISTRATOR)
    form = {
        "name": "Our program", "kind": "json", "address": "https://hooks.example.org/x/secret",
        "language": "en", "group_seconds": "10", "gap_seconds": "60", "enabled": "on",
    }  # fmt: skip
    reply = client.post(reverse("recipient-new", args=[site.pk]), form)
    one = Recipient.objects.get()
    assert one.secrets()["signing"] in reply.content.decode()
    shown = client.get(reverse("recipient", args=[one.pk])).content.decode()
    listed = client.get(reverse("recipient-list")).content.decode()
    for page in (shown, listed):
        assert "hooks.example.org" in page
        assert "x/secret" not in page
        assert one.secrets()["signing"] not in page
    before = one.secrets()
    client.post(reverse("recipient", args=[one.pk]), {**form, "address": "", "name": "Renamed"})
    one.refresh_from_db()
    assert (one.name, one.secrets()) == ("Renamed", before)


@pytest.mark.parametrize(
    ("kind", "address"),
    [("email", "no address"), ("slack", "http://hooks.example.org/"), ("json", "https://u:p@h/"),
     ("teams", "ftp://example.org"), ("json", "https://")],
)  # fmt: skip
def test_an_address_that_cannot_be_is_refused(site: Site, kind: str, address: str) -> None:
    client = browser(site, Role.ADMINISTRATOR)
    form = {
        "name": "x", "kind": kind, "address": address, "language": "en", "group_seconds": "10",
        "gap_seconds": "60",
    }  # fmt: skip
    assert client.post(reverse("recipient-new", args=[site.pk]), form).status_code == 200
    assert not Recipient.objects.exists()


def test_a_failing_recipient_is_on_the_pages(site: Site) -> None:
    one = Recipient(site=site, kind=Kind.EMAIL, name="Anna")
    one.keep_secrets("anna@example.org")
    one.failing_since, one.failure = datetime.now(UTC), "The mail server cannot be reached."
    one.save()
    client = browser(site, Role.ADMINISTRATOR)
    for page in ("alert-list", "source-health", "recipient-list"):
        assert "The mail server cannot be reached." in client.get(reverse(page)).content.decode()


@pytest.mark.parametrize(
    ("words", "in_swedish"),
    [
        ("The mail server cannot be reached.", "E-postservern kan inte nås."),
        ("hooks.example.org answered with status 500.",
         "hooks.example.org svarade med status 500."),
        ("There is no host named hooks.example.org.",
         "Det finns ingen värd som heter hooks.example.org."),
    ],
)  # fmt: skip
def test_what_went_wrong_is_kept_in_english_and_read_in_the_readers_language(
    site: Site, words: str, in_swedish: str
) -> None:
    one = Recipient(site=site, kind=Kind.JSON, name="Our program")
    one.keep_secrets("https://hooks.example.org/x")
    one.save()
    outbox.failed(one, [], datetime.now(UTC), words, again=True)
    client = browser(site, Role.ADMINISTRATOR)
    pages = [reverse(name) for name in ("alert-list", "source-health", "recipient-list")]
    for page in (*pages, reverse("recipient", args=[one.pk])):
        shown = client.get(page, headers={"Accept-Language": "sv"}).content.decode()
        assert in_swedish in shown
        assert words not in shown


def test_the_floor_acknowledges_where_the_site_allows_it(site: Site) -> None:
    alert, nobody = raised(site), Client()
    page = reverse("alert", args=[alert.public_id])
    assert nobody.get(page).status_code == 302, "sign in"
    assert floor.token_of(alert) == ""
    SiteAlerts.objects.create(site=site, floor_acknowledges=True)
    shown = nobody.get(page)
    assert shown.status_code == 200
    assert alert.name not in shown.content.decode(), "nothing is told without the token"
    token = floor.token_of(alert)
    assert nobody.post(page, {"name": "Cia", "token": "x"}).status_code == 403
    assert nobody.post(page, {"name": "", "token": token}).status_code == 403
    other = raised(site)
    other_page = reverse("alert", args=[other.public_id])
    assert nobody.post(other_page, {"name": "Cia", "token": token}).status_code == 403
    assert nobody.post(page, {"name": "Cia", "word": "here", "token": token}).status_code == 200
    alert.refresh_from_db()
    assert (alert.acknowledged_name, alert.acknowledged_word) == ("Cia", "here")
    assert Alert.objects.get(pk=other.pk).acknowledged_at is None
    SiteAlerts.objects.update(floor_acknowledges=False)
    assert not floor.permits(other, floor.token_of(other) or "x")


def test_queues_of_a_rule_are_chosen_by_name(site: Site) -> None:
    queue = Queue.objects.create(site=site, name="Support")
    client = browser(site)
    assert "Support" in client.get(reverse("rule-new", args=[site.pk])).content.decode()
    save(client, site, queues=[str(queue.pk)])
    assert Rule.objects.get().queues == [str(queue.pk)]
