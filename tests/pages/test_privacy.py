"""The page about people's data: policy, what is stored, who sees, who looked."""

from __future__ import annotations

import pytest

from wallboard.boards import viewings
from wallboard.boards.models import Board, Display, Membership, Role, Team
from wallboard.boards.viewings import page_seen
from wallboard.domain.policy import People, Policy
from wallboard.history.models import NamedClock
from wallboard.pages.privacy import sentences_of, stored


def page_of(cast, user) -> str:
    page: str = cast.browser(user).get("/privacy/malmo/").content.decode()
    return page


def test_a_policy_is_said_in_sentences():
    said = sentences_of(Policy(People.COUNTS, 5, 300, False))
    assert said == [
        "People are counted; nobody is listed one by one.",
        "A count of fewer than 5 people is not told.",
        "Time in a state is shown in steps of 5 minutes.",
        "Nobody is ranked, and no figure compares people.",
    ]
    assert sentences_of(Policy()) == ["People are shown by name."]


def test_what_is_stored_says_for_how_long(settings, cast):
    settings.WALLBOARD_ACCESS_LOG_RETENTION_SECONDS = 30 * 86_400
    kept = {row.what: row.kept for row in stored(cast.site)}
    assert kept["The access log"] == "30 days"
    assert kept["Figures by the minute"] == "14 days"
    assert kept["Quarters of an hour"] == "760 days"
    assert kept["Past boards without names"] == "14 days"
    assert kept["Past boards with people"] == kept["States of people"] == "7 days"


def test_what_names_people_is_stored_as_the_site_has_it(cast):
    def kept():
        rows = {row.what: row.kept for row in stored(cast.site)}
        return rows["Past boards with people"], rows["States of people"]

    NamedClock.objects.create(site=cast.site, days=2)
    assert kept() == ("2 days", "2 days")
    cast.site.people = "alias"
    assert kept()[0] == "2 days"
    assert kept()[1].startswith("Not kept")
    cast.site.people = "counts"
    assert all(said.startswith("Not kept") for said in kept())


def test_every_member_reads_the_policy_and_only_administrators_read_names(cast):
    cast.site.smallest_group = 4
    cast.site.save()
    page_seen(cast.owner, [cast.site], "Sources")
    told = page_of(cast, cast.teammate)
    assert "fewer than 4 people" in told
    assert "an alias" in told, "what viewers see"
    for name in ("stranger", "owner", "Sources</td>"):
        assert name not in told
    told = page_of(cast, cast.owner)
    assert "teammate" in told
    assert "Sources</td>" in told
    assert "stranger" not in told


def test_an_administrator_of_a_team_is_no_administrator(cast):
    membership = Membership.objects.get(user=cast.teammate)
    membership.role = Role.ADMINISTRATOR
    membership.save()
    assert "Who looked" in page_of(cast, cast.teammate)
    membership.teams.set([Team.objects.create(site=cast.site, name="Nord")])
    assert "Who looked" not in page_of(cast, cast.teammate)


def test_stricter_boards_and_screens_are_listed(cast):
    Board.objects.create(site=cast.site, slug="hall", name="Hall board", people="counts")
    display = Display(site=cast.site, board=cast.board, name="Canteen", people="alias")
    display.new_secret()
    display.save()
    told = page_of(cast, cast.owner)
    assert "Hall board" in told
    assert "Canteen (screen)" in told
    assert "Canteen" not in page_of(cast, cast.teammate)


@pytest.mark.usefixtures("redis_client")
def test_looks_are_paged_and_ask_the_database_a_fixed_number_of_times(
    cast, django_assert_max_num_queries
):
    for n in range(120):
        page_seen(cast.owner, [cast.site], f"Page {n}")
    browser = cast.browser(cast.owner)
    with django_assert_max_num_queries(22):
        first = browser.get("/privacy/malmo/").content.decode()
    second = browser.get("/privacy/malmo/?page=2").content.decode()
    assert "Page 119</td>" in first
    assert "Page 119</td>" not in second
    assert "Page 0</td>" in second
    assert viewings.prune(-60) == 120
