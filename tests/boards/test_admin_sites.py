"""Who reaches what in the admin: owner (superuser), teammate (staff, member), stranger."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from wallboard.boards import ready_made
from wallboard.boards.models import (
    Account,
    Agent,
    AgentAlias,
    Board,
    Display,
    Membership,
    Queue,
    QueueAlias,
    Team,
    Widget,
)


@pytest.fixture
def rows(site, trio, board):
    """One row of everything that the site has."""
    agent, queue = (
        Agent.objects.create(site=site, name="Anna"),
        Queue.objects.create(site=site, name="Växel"),
    )
    display = Display(site=site, board=board, name="Room 4")
    display.new_secret()
    display.save()
    Widget.objects.create(board=board, type="clock")
    return {
        "site": site,
        "account": trio,
        "board": board,
        "display": display,
        "queue": queue,
        "agent": agent,
        "team": Team.objects.create(site=site, name="Nord"),
        "queuealias": QueueAlias.objects.create(queue=queue, account=trio, external_id="11"),
        "agentalias": AgentAlias.objects.create(agent=agent, account=trio, external_id="21"),
    }


NOUNS = (
    "site",
    "account",
    "board",
    "display",
    "queue",
    "agent",
    "team",
    "queuealias",
    "agentalias",
)


def url(noun, page, *args):
    return reverse(f"admin:boards_{noun}_{page}", args=args)


@pytest.mark.parametrize("noun", NOUNS)
def test_owner_and_teammate_reach_a_row_and_a_stranger_does_not(
    noun, rows, client, owner, teammate, stranger
):
    change = url(noun, "change", rows[noun].pk)
    for user, status in ((owner, 200), (teammate, 200), (stranger, 302)):
        client.force_login(user)
        assert client.get(change).status_code == status, user
        listed = client.get(url(noun, "changelist"))
        assert (f"/{rows[noun].pk}/change/" in listed.content.decode()) == (status == 200), user


@pytest.mark.parametrize("noun", NOUNS)
def test_a_stranger_can_neither_change_nor_delete_nor_read_the_story_of_a_row(
    noun, rows, client, stranger
):
    client.force_login(stranger)
    for page in ("change", "delete", "history"):
        address = url(noun, page, rows[noun].pk)
        assert client.get(address).status_code in (302, 403)
        assert client.post(address, {"name": "Taken", "post": "yes"}).status_code in (302, 403)
    row = type(rows[noun]).objects.get(pk=rows[noun].pk)
    assert getattr(row, "name", "") != "Taken"


@pytest.mark.parametrize("noun", NOUNS)
def test_who_is_not_staff_is_sent_to_the_sign_in(noun, rows, client, teammate):
    teammate.is_staff = False
    teammate.save()
    client.force_login(teammate)
    assert "/login/" in client.get(url(noun, "changelist")).url


def test_choices_offer_only_what_lies_in_ones_own_sites(rows, client, stranger, other_site):
    Board.objects.create(site=other_site, slug="b", name="Far board")
    client.force_login(stranger)
    page = client.get(url("display", "add")).content.decode()
    assert "Far board" in page
    assert f">{rows['board']}<" not in page
    assert "Norrköping" not in client.get(url("queue", "add")).content.decode()


def test_a_row_cannot_be_smuggled_into_anothers_site(rows, client, stranger, site):
    client.force_login(stranger)
    client.post(url("team", "add"), {"site": site.pk, "name": "Intruders"})
    assert not Team.objects.filter(name="Intruders").exists()


def test_what_exists_stays_in_its_site(rows, client, owner, other_site):
    client.force_login(owner)
    form = {"site": other_site.pk, "name": "Nord 2"}
    client.post(url("team", "change", rows["team"].pk), form)
    team = Team.objects.get()
    assert (team.name, team.site_id) == ("Nord 2", rows["site"].pk)


def test_only_a_superuser_makes_sites_and_gives_memberships(rows, client, owner, teammate, site):
    client.force_login(teammate)
    assert client.get(url("site", "add")).status_code == 403
    page = client.get(url("site", "change", site.pk)).content.decode()
    assert "memberships-TOTAL_FORMS" not in page
    client.force_login(owner)
    page = client.get(url("site", "change", site.pk)).content.decode()
    assert "memberships-TOTAL_FORMS" in page


def test_a_site_made_in_the_admin_comes_with_the_ready_made_boards(client, owner):
    client.force_login(owner)
    form = {"name": "Åbo", "slug": "abo", "timezone": "Europe/Helsinki", "language": "fi"}
    form |= {"memberships-TOTAL_FORMS": "0", "memberships-INITIAL_FORMS": "0"}
    assert client.post(url("site", "add"), form).status_code == 302
    assert Board.objects.filter(site__slug="abo").count() == len(ready_made.PLANS)


def test_a_time_zone_that_is_none_is_refused_in_words(client, owner, site):
    client.force_login(owner)
    form = {"name": "N", "slug": "n", "timezone": "Europe/Nowhere", "language": "en"}
    form |= {"memberships-TOTAL_FORMS": "0", "memberships-INITIAL_FORMS": "0"}
    page = client.post(url("site", "change", site.pk), form).content.decode()
    assert "is not a time zone" in page


INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*application/json)|\sstyle=|\son\w+=|<style", re.I
)


@pytest.mark.parametrize("noun", NOUNS)
@pytest.mark.parametrize("page", ["changelist", "change", "delete", "history", "add"])
def test_the_admin_needs_nothing_that_the_strict_policy_forbids(noun, page, rows, client, owner):
    client.force_login(owner)
    reply = client.get(
        url(noun, page, *([rows[noun].pk] if page not in ("changelist", "add") else []))
    )
    if "alias" in noun and page == "add":
        assert reply.status_code == 403
        return
    assert reply.status_code == 200
    policy = reply["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "script-src 'self';" in f"{policy};"
    assert INLINE.findall(reply.content.decode()) == []


def test_membership_of_a_second_site_shows_both(rows, client, stranger, site):
    Membership.objects.create(user=stranger, site=site, role="administrator")
    client.force_login(stranger)
    assert client.get(url("account", "change", rows["account"].pk)).status_code == 200
    assert Account.objects.count() == 1
