from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from wallboard.boards.models import (
    Account,
    Agent,
    AgentAlias,
    Board,
    Display,
    JobState,
    Membership,
    Playlist,
    PlaylistEntry,
    Queue,
    QueueAlias,
    Site,
    Team,
    Widget,
)


def make_display(board):
    display = Display(site=board.site, board=board, name="Room 4")
    display.new_secret()
    display.save()
    return display


MAKERS = {
    "account": lambda site, trio, board: Account.objects.create(
        site=site, vendor="trio", name="B", base_url="https://b.test"
    ),
    "queue": lambda site, trio, board: Queue.objects.create(site=site, name="Q"),
    "queue alias": lambda site, trio, board: QueueAlias.objects.create(
        account=trio, external_id="1", queue=Queue.objects.create(site=site, name="Q")
    ),
    "agent": lambda site, trio, board: Agent.objects.create(site=site, name="A"),
    "agent alias": lambda site, trio, board: AgentAlias.objects.create(
        account=trio, external_id="1", agent=Agent.objects.create(site=site, name="A")
    ),
    "team": lambda site, trio, board: Team.objects.create(site=site, name="T"),
    "board": lambda site, trio, board: Board.objects.create(site=site, slug="b", name="B"),
    "widget": lambda site, trio, board: Widget.objects.create(board=board, type="clock"),
}


@pytest.mark.parametrize("noun", MAKERS)
def test_making_changing_and_removing_configuration_is_told(noun, site, trio, board, told):
    with told() as heard:
        row = MAKERS[noun](site, trio, board)
    assert ("configuration", str(site.pk)) in heard
    with told() as heard:
        row.save()
    assert ("configuration", str(site.pk)) in heard
    with told() as heard:
        row.delete()
    assert ("configuration", str(site.pk)) in heard


def test_each_change_raises_the_revision_of_its_site_only(site, other_site, board):
    before, far = (Site.objects.get(pk=s.pk).revision for s in (site, other_site))
    Widget.objects.create(board=board, type="clock")
    assert Site.objects.get(pk=site.pk).revision > before
    assert Site.objects.get(pk=other_site.pk).revision == far


def test_many_changes_of_one_transaction_are_told_once(site, told):
    with told() as heard, transaction.atomic():
        for number in range(20):
            Queue.objects.create(site=site, name=f"Q{number}")
    assert heard == [("configuration", str(site.pk))]


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_is_not_told(told):
    site = Site.objects.create(name="S", slug="s")
    with told() as heard:
        try:
            with transaction.atomic():
                Queue.objects.create(site=site, name="Q")
                raise RuntimeError
        except RuntimeError:
            pass
    assert heard == []


def test_putting_an_agent_into_a_team_is_told(site, told):
    agent, team = (
        Agent.objects.create(site=site, name="A"),
        Team.objects.create(site=site, name="T"),
    )
    with told() as heard:
        agent.teams.add(team)
    assert heard == [("configuration", str(site.pk))]


def test_memberships_and_displays_tell_that_access_changed(site, board, owner, told):
    with told() as heard:
        membership = Membership.objects.create(user=owner, site=site)
        display = make_display(board)
    assert ("access", str(site.pk)) in heard
    with told() as heard:
        display.revoke()
    assert ("access", str(site.pk)) in heard
    with told() as heard:
        membership.delete()
    assert heard == [("access", str(site.pk))]


def test_what_screens_are_to_show_is_told_and_is_no_configuration(site, board, told):
    with told() as heard:
        display = make_display(board)
    assert sorted(heard) == [("access", str(site.pk)), ("screens", str(site.pk))]
    playlist = Playlist.objects.create(site=site, name="Day")
    with told() as heard:
        PlaylistEntry.objects.create(playlist=playlist, board=board)
    assert ("screens", str(site.pk)) in heard
    with told() as heard:
        Display.objects.filter(pk=display.pk).update(last_seen_at=timezone.now())
    assert heard == []


def test_a_deactivated_user_changes_access_but_a_sign_in_does_not(site, teammate, told):
    with told() as heard:
        teammate.is_active = False
        teammate.save()
    assert ("access", str(site.pk)) in heard
    with told() as heard:
        teammate.save(update_fields=["last_login"])
        get_user_model().objects.create_user("new")
    assert heard == [("access", str(site.pk))]


def test_a_change_of_a_jobs_state_is_not_configuration(trio, told):
    from django.utils import timezone

    with told() as heard:
        JobState.objects.create(account=trio, job="state", state="failing", since=timezone.now())
    assert heard == []


def test_removing_a_whole_site_works_and_is_told(site, trio, board, told):
    MAKERS["queue alias"](site, trio, board)
    make_display(board)
    Display.objects.all().delete()
    key = str(site.pk)
    with told() as heard:
        site.delete()
    assert ("configuration", key) in heard


def test_saving_a_site_that_was_read_long_ago_does_not_turn_its_revision_back(site, board):
    stale = Site.objects.get(pk=site.pk)
    for _ in range(3):
        board.save()
    revision = Site.objects.get(pk=site.pk).revision
    stale.name = "Renamed"
    stale.save()
    assert Site.objects.get(pk=site.pk).revision > revision
    assert Site.objects.get(pk=site.pk).name == "Renamed"
