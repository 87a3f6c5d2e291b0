"""Which policy is in force for whom, and what of a site a team's board shows."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model

from wallboard.boards import board_life, specs
from wallboard.boards.models import Agent, Board, Display, Membership, Role, Team, Widget
from wallboard.boards.policy import policy_for, policy_for_display, policy_for_site
from wallboard.domain.policy import OPEN, People, Policy


@pytest.fixture
def nord(site):
    return Team.objects.create(site=site, name="Nord")


@pytest.fixture
def member(site):
    def make(role, *teams):
        user = get_user_model().objects.create_user(f"{role}-{len(teams)}")
        Membership.objects.create(user=user, site=site, role=role).teams.set(teams)
        return user

    return make


def test_names_are_for_supervisors_and_administrators(board, member, owner, nord):
    assert policy_for(member(Role.VIEWER), board) == Policy(People.ALIAS)
    assert policy_for(member(Role.SUPERVISOR, nord), board) == Policy(People.ALIAS)
    for user in (member(Role.SUPERVISOR), member(Role.ADMINISTRATOR), owner):
        assert policy_for(user, board) == OPEN


def test_a_supervisor_of_a_team_sees_names_on_its_boards_only(site, board, member, nord):
    user = member(Role.SUPERVISOR, nord)
    own = Board.objects.create(site=site, slug="nord", name="Nord", team=nord)
    assert policy_for(user, own).names
    assert not policy_for(user, board).names
    assert not policy_for_site(user, site).names


def test_what_the_site_says_holds_for_everybody(site, board, member, owner):
    site.people, site.smallest_group, site.no_ranking = "initials", 5, True
    site.save()
    board.refresh_from_db()
    assert policy_for(owner, board) == Policy(People.INITIALS, 5, 0, False)
    assert policy_for(member(Role.VIEWER), board).people is People.ALIAS
    assert policy_for_site(owner, site).people is People.INITIALS


def test_a_board_and_a_screen_can_be_stricter_and_never_laxer(site, board, owner):
    site.people, site.rounding_minutes = "alias", 5
    site.save()
    board.people, board.smallest_group = "names", 3
    board.site = site
    display = Display(site=site, board=board, name="Room 4", people="counts", rounding_minutes=1)
    assert policy_for(owner, board) == Policy(People.ALIAS, 3, 300)
    assert policy_for_display(display, board) == Policy(People.COUNTS, 3, 300)


def test_a_change_of_policy_is_told_as_a_change_of_access(site, board, told):
    for row in (site, board):
        with told() as heard:
            row.people = "counts"
            row.save()
        assert ("access", str(site.pk)) in heard


def test_an_alias_is_random_and_stays(site):
    one, other = (Agent.objects.create(site=site, name="Anna Björk") for _ in range(2))
    assert one.alias != other.alias
    assert Agent.objects.get(pk=one.pk).alias == one.alias
    assert one.secret not in repr(specs.site_spec(site.pk))


def test_a_teams_board_is_of_its_people_whatever_its_widgets_say(site, nord):
    board = Board.objects.create(site=site, slug="nord", name="Nord", team=nord)
    for type_, options in (
        ("agent_grid", {}),
        ("state_bar", {"teams": ["Syd"]}),
        ("figure", {"metric": "available"}),
        ("clock", {}),
    ):
        Widget.objects.create(board=board, type=type_, options=options)
    found = {one.type: one.options.get("teams") for one in specs.board_spec(board.pk).widgets}
    assert found == {
        "agent_grid": ["Nord"],
        "state_bar": ["Nord"],
        "figure": ["Nord"],
        "clock": None,
    }


def test_a_copy_is_as_strict_as_its_original(site, board, owner):
    board.people, board.smallest_group, board.no_ranking, board.shared = "counts", 5, True, False
    board.save()
    copied = board_life.copy(board, owner, "Another")
    assert copied.own_policy() == board.own_policy()
    assert not Board.objects.get(pk=copied.pk).shared
