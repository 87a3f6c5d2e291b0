"""What the works-council policy, and the limits of teams, leave of an alert beside the boards."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.alerts.test_acknowledging import browser, page, raised
from tests.services.mailbox import Mailbox
from wallboard.alerts import delivering, floor, messages, outbox, told
from wallboard.alerts.models import Alert, Delivery, Kind, Recipient, Rule, SiteAlerts
from wallboard.boards.models import Agent, Board, Display, Role, Site, Team
from wallboard.pages.views.screens import COOKIE

pytestmark = pytest.mark.django_db
NAMED = "Anna Björk alone in Support"


@pytest.fixture
def site(settings: Any) -> Site:
    settings.WALLBOARD_ADDRESS = "https://wallboard.test"
    site = Site.objects.create(name="Malmö", slug="malmo")
    Agent.objects.create(site=site, name="Anna Björk")
    return site


def few(site: Site, *teams: str, queues: tuple[str, ...] = (), **choices: Any) -> Alert:
    """Of the site, on two people."""
    alert = raised(site, value=2.0, **choices)
    alert.metric, alert.limit = "available", 3.0
    alert.save()
    assert alert.rule is not None
    alert.rule.metric, alert.rule.teams, alert.rule.queues = "available", [*teams], [*queues]
    alert.rule.save()
    return alert


def named(alert: Alert) -> Alert:
    alert.name, alert.acknowledged_at = NAMED, datetime.now(UTC)
    alert.acknowledged_name, alert.acknowledged_word = "Anna Björk", "I ask Björk, Anna"
    alert.save()
    return alert


def listed(client: Client) -> str:
    return client.get(reverse("alert-list")).content.decode()


@pytest.mark.usefixtures("redis_client")
def test_names_in_words_are_those_of_the_policy(site: Site) -> None:
    alert = named(raised(site))
    client, viewer = browser(site), browser(site, Role.VIEWER)
    for text in (listed(viewer), viewer.get(page(alert)).content.decode()):
        assert "alone in Support" in text
        assert "I ask" in text
        assert "Björk" not in text
    assert NAMED in listed(client), "who supervises the site may read it"
    Site.objects.update(people="counts")
    assert "Björk" not in listed(client) + client.get(page(alert)).content.decode()
    alert.refresh_from_db()
    assert alert.name == NAMED, "what is stored stays"


@pytest.mark.usefixtures("redis_client")
def test_who_supervises_a_team_reads_names_in_its_alerts(site: Site) -> None:
    team = Team.objects.create(site=site, name="Support")
    ours, of_site = named(raised(site, team)), named(raised(site))
    client = browser(site, Role.SUPERVISOR, team)
    assert NAMED in client.get(page(ours)).content.decode()
    assert "Björk" not in client.get(page(of_site)).content.decode(), "as on a board of the site"


@pytest.mark.usefixtures("redis_client")
def test_what_would_tell_the_count_of_few_people_is_on_no_page(site: Site) -> None:
    alert, waiting = few(site), raised(site, value=2.0)
    client = browser(site, Role.ADMINISTRATOR)
    assert client.get(page(alert)).status_code == 200
    Site.objects.update(smallest_group=5)
    assert client.get(page(alert)).status_code == 404
    assert client.post(page(alert)).status_code == 404
    assert client.get(reverse("alert-qr", args=[alert.public_id])).status_code == 404
    assert alert.public_id not in listed(client)
    assert waiting.public_id in listed(client), "contacts are no people"


@pytest.mark.usefixtures("redis_client")
def test_no_screen_leads_to_an_alert_that_is_withheld(site: Site) -> None:
    alert = few(site)
    SiteAlerts.objects.create(site=site, floor_acknowledges=True)
    board = Board.objects.create(site=site, slug="wall", name="Wall")
    display = Display(site=site, board=board, name="Room 4")
    screen = Client()
    screen.cookies[COOKIE] = display.new_secret()
    display.save()
    address = reverse("alert-qr", args=[alert.public_id])
    assert screen.get(address).status_code == 200
    Site.objects.update(smallest_group=5)
    assert screen.get(address).status_code == 404
    form = {"name": "Cia", "token": floor.token_of(alert)}
    assert Client().post(page(alert), form).status_code == 302, "as where there is none"


@pytest.mark.usefixtures("redis_client")
def test_the_floor_reads_no_names(site: Site) -> None:
    alert = raised(site)
    alert.name = NAMED
    alert.save()
    SiteAlerts.objects.create(site=site, floor_acknowledges=True)
    form = {"name": "Cia", "token": floor.token_of(alert)}
    shown = Client().post(page(alert), form).content.decode()
    assert "alone in Support" in shown
    assert "Björk" not in shown


@pytest.mark.usefixtures("redis_client")
def test_who_is_limited_to_teams_is_not_told_of_people_of_others_alone(site: Site) -> None:
    sales = Team.objects.create(site=site, name="Sales")
    theirs, both, all_of_them = few(site, "Support"), few(site, "Support", "Sales"), few(site)
    of_queue = few(site, "Support", queues=("7",))
    over = few(site, "Support", cleared_at=datetime.now(UTC))
    Rule.objects.get(alerts=over).delete()
    for role in (Role.VIEWER, Role.SUPERVISOR):
        client = browser(site, role, sales)
        shown = {one for one in Alert.objects.all() if one.public_id in listed(client)}
        assert shown == {both, all_of_them, of_queue}
        assert client.get(page(theirs)).status_code == 404
    assert theirs.public_id in listed(browser(site, Role.VIEWER))
    assert over.public_id in listed(browser(site, Role.VIEWER))


@pytest.mark.usefixtures("redis_client")
def test_what_is_withheld_takes_no_place_in_the_list(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wallboard.pages.views.alerts.MOST_RECENT", 1)
    now = datetime.now(UTC)
    older, _newer = raised(site, cleared_at=now - timedelta(hours=1)), few(site, cleared_at=now)
    Site.objects.update(smallest_group=5)
    assert older.public_id in listed(browser(site))


def waiting_for(site: Site, alert: Alert, kind: Kind = Kind.EMAIL) -> Recipient:
    """A recipient with one thing to be told."""
    one = Recipient(site=site, kind=kind, name="Anna", group_seconds=0, gap_seconds=0)
    one.keep_secrets("anna@example.org" if kind == Kind.EMAIL else "https://hooks.example.org/x")
    one.save()
    now = datetime.now(UTC)
    Delivery.objects.create(
        recipient=one, alert=alert, happening="acknowledged", level="warn", made_at=now, next_at=now
    )
    return one


@pytest.mark.usefixtures("redis_client")
def test_a_message_holds_no_names_that_a_viewer_may_not_read(site: Site, mailbox: Mailbox) -> None:
    assert delivering.deliver_to(waiting_for(site, named(raised(site))).pk) == 1
    (message,) = mailbox.messages
    text = f"{message['Subject']} {message.get_content()}"
    assert "alone in Support" in text
    assert "I ask" in text
    assert "Björk" not in text
    assert "7, limit 5" in text


@pytest.mark.usefixtures("redis_client")
def test_a_message_tells_no_count_that_boards_withhold(site: Site, mailbox: Mailbox) -> None:
    Site.objects.update(smallest_group=5)
    alert = few(site)
    alert.site.refresh_from_db()
    who = waiting_for(site, alert)
    assert delivering.deliver_to(who.pk) == 1
    text = mailbox.messages[0].get_content()
    assert "Waiting in Support" in text
    assert "limit" not in text
    assert alert.public_id not in text, "its page would say that there is none"
    Delivery.objects.update(sent_at=None)
    out = told.for_programs(outbox.take(who))
    for kind in (Kind.JSON, Kind.TEAMS, Kind.SLACK):
        who.kind = kind
        body = messages.body(who, out, 0.0).decode()
        assert "limit 3" not in body
    who.kind = Kind.JSON
    (row,) = json.loads(messages.body(who, out, 0.0))["alerts"]
    assert (row["id"], row["value"], row["limit"]) == (alert.public_id, None, None)
    assert row["address"] == ""
    alert.refresh_from_db()
    assert (alert.value, alert.limit) == (2, 3), "what is stored stays"
