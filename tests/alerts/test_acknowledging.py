"""`/alerts/ID/` and its QR: who may, who may not, and that the first one stands."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from wallboard.alerts.models import Alert, Rule
from wallboard.boards.models import Board, Display, Membership, Role, Site, Team
from wallboard.pages.views.screens import COOKIE

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Site:
    return Site.objects.create(name="Malmö", slug="malmo")


def raised(site: Site, team: Team | None = None, **choices: Any) -> Alert:
    rule = Rule.objects.create(
        site=site, team=team, name="Waiting in Support", metric="contacts_waiting", warn=5
    )
    now = datetime.now(UTC)
    row = {"level": "warn", "worst": "warn", "raised_at": now, "level_at": now, "value": 7.0}
    return Alert.objects.create(
        rule=rule, site=site, team=team, name=rule.name, metric=rule.metric, limit=5.0,
        **{**row, **choices},
    )  # fmt: skip


def browser(site: Site | None, role: Role = Role.SUPERVISOR, *teams: Team) -> Client:
    user = User.objects.create_user(f"user{User.objects.count()}", first_name="Anna")
    if site is not None:
        member = Membership.objects.create(user=user, site=site, role=role)
        member.teams.set(teams)
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def page(alert: Alert) -> str:
    return reverse("alert", args=[alert.public_id])


def test_a_supervisor_acknowledges_with_a_word(site: Site) -> None:
    alert, client = raised(site), browser(site)
    shown = client.get(page(alert)).content.decode()
    assert "Waiting in Support" in shown
    assert "limit 5" in shown
    reply = client.post(page(alert), {"word": "calling two in"})
    assert reply.status_code == 302
    alert.refresh_from_db()
    assert (alert.acknowledged_name, alert.acknowledged_word) == ("Anna", "calling two in")
    assert "calling two in" in client.get(page(alert)).content.decode()


def test_a_board_gets_a_short_answer(site: Site) -> None:
    alert, client = raised(site), browser(site)
    reply = client.post(page(alert), {"word": ""}, headers={"Accept": "application/json"})
    assert reply.status_code == 204
    alert.refresh_from_db()
    assert alert.acknowledged_at is not None


def test_the_first_one_stands(site: Site) -> None:
    alert = raised(site, acknowledged_at=datetime.now(UTC), acknowledged_name="Bo")
    browser(site).post(page(alert), {"word": "me"})
    alert.refresh_from_db()
    assert alert.acknowledged_name == "Bo"


def test_what_is_over_is_not_acknowledged(site: Site) -> None:
    alert = raised(site, cleared_at=datetime.now(UTC))
    browser(site).post(page(alert), {"word": "me"})
    alert.refresh_from_db()
    assert alert.acknowledged_at is None


def test_a_viewer_sees_it_and_may_not(site: Site) -> None:
    alert, client = raised(site), browser(site, Role.VIEWER)
    shown = client.get(page(alert)).content.decode()
    assert '<form method="post" class="alert-page-form"' not in shown
    assert client.post(page(alert), {"word": "x"}).status_code == 403
    alert.refresh_from_db()
    assert alert.acknowledged_at is None


def test_a_stranger_finds_nothing_and_nobody_is_asked_to_sign_in(site: Site) -> None:
    alert = raised(site)
    stranger = browser(Site.objects.create(name="Vasa", slug="vasa"))
    assert stranger.get(page(alert)).status_code == 404
    assert stranger.post(page(alert)).status_code == 404
    assert stranger.get(reverse("alert-qr", args=[alert.public_id])).status_code == 404
    assert Client().get(page(alert)).status_code == 302
    assert Client().get(reverse("alert-qr", args=[alert.public_id])).status_code == 404


def test_an_alert_of_a_team_is_for_that_team(site: Site) -> None:
    ours = Team.objects.create(site=site, name="Support")
    theirs = Team.objects.create(site=site, name="Sales")
    alert = raised(site, ours)
    assert browser(site, Role.SUPERVISOR, theirs).get(page(alert)).status_code == 404
    assert browser(site, Role.SUPERVISOR, ours).post(page(alert)).status_code == 302
    alert.refresh_from_db()
    assert alert.acknowledged_at is not None


def test_alerts_of_a_team_that_is_deleted_do_not_become_the_sites(site: Site) -> None:
    team = Team.objects.create(site=site, name="Support")
    over, of_site = raised(site, team, cleared_at=datetime.now(UTC)), raised(site)
    team.delete()
    assert not Alert.objects.filter(pk=over.pk).exists()
    assert browser(site, Role.VIEWER).get(page(over)).status_code == 404
    assert browser(site, Role.VIEWER).get(page(of_site)).status_code == 200


def test_the_qr_leads_to_the_page(site: Site) -> None:
    alert = raised(site)
    board = Board.objects.create(site=site, slug="wall", name="Wall")
    display = Display(site=site, board=board, name="Room 4")
    secret = display.new_secret()
    display.save()
    screen = Client()
    screen.cookies[COOKIE] = secret
    reply = screen.get(reverse("alert-qr", args=[alert.public_id]))
    assert reply["Content-Type"] == "image/svg+xml"
    assert reply.content.lstrip().startswith((b"<?xml", b"<svg"))
    team = Team.objects.create(site=site, name="Support")
    other = raised(site, team)
    assert screen.get(reverse("alert-qr", args=[other.public_id])).status_code == 404
