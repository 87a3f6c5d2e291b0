"""Who may design: every address of it, for the owner, the teammate, the viewer and the stranger."""

from __future__ import annotations

import json

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from wallboard.boards import drafts, revisions
from wallboard.boards.content import content_of
from wallboard.boards.models import Board, BoardRevision, Deed, Membership, Team, Widget

PLACES = ("designer", "design-preview", "design-kit", "design-draft", "board-history")
DEEDS = ("board-copy", "board-rename", "board-archive", "design-publish")


@pytest.fixture
def author(cast):
    """A supervisor of the whole site."""
    user = User.objects.create_user("author")
    Membership.objects.create(user=user, site=cast.site, role="supervisor")
    return user


@pytest.fixture
def viewer(cast):
    user = User.objects.create_user("viewer")
    Membership.objects.create(user=user, site=cast.site, role="viewer")
    return user


@pytest.fixture
def tile(cast):
    return Widget.objects.create(board=cast.board, type="figure", title="Waiting", width=3)


def page(client: Client, name: str, *args: object):
    return client.get(reverse(name, args=args))


def put(client: Client, board: Board, **told: object):
    address = reverse("design-draft", args=[board.pk])
    return client.put(address, json.dumps(told), content_type="application/json")


def saved(client: Client, board: Board, **change: object):
    state = page(client, "design-draft", board.pk).json()
    content = {**state["content"], **change}
    return put(client, board, content=content, mark=state["mark"], base=state["base"])


@pytest.mark.parametrize("name", PLACES)
def test_editors_get_in_and_nobody_else(cast, author, viewer, name):
    for user, status in ((cast.owner, 200), (author, 200), (viewer, 404), (cast.stranger, 404)):
        assert page(cast.browser(user), name, cast.board.pk).status_code == status, user
    visitor = page(cast.browser(), name, cast.board.pk)
    assert visitor.status_code in (302, 401)


@pytest.mark.parametrize("name", DEEDS)
def test_what_is_done_with_a_board_is_done_by_editors(cast, viewer, name):
    for user in (viewer, cast.stranger):
        reply = cast.browser(user).post(reverse(name, args=[cast.board.pk]), {"name": "Mine"})
        assert reply.status_code == 404
    assert cast.browser().post(reverse(name, args=[cast.board.pk])).status_code in (302, 401)
    assert list(Board.objects.values_list("name", "archived")) == [("Wall", False)]


def test_a_supervisor_of_a_team_edits_its_boards_and_no_others(cast):
    team = Team.objects.create(site=cast.site, name="Väst")
    user = User.objects.create_user("lead")
    Membership.objects.create(user=user, site=cast.site, role="supervisor").teams.add(team)
    own = Board.objects.create(site=cast.site, team=team, slug="own", name="Own")
    browser = cast.browser(user)
    assert page(browser, "designer", own.pk).status_code == 200
    assert page(browser, "designer", cast.board.pk).status_code == 404
    places = page(browser, "design-kit", own.pk).json()["places"]
    assert places == [{"id": str(team.pk), "name": "Väst"}]
    text = page(browser, "board-new").content.decode()
    assert f'value="team-{team.pk}"' in text
    assert f'value="site-{cast.site.pk}"' not in text


def test_a_right_that_was_withdrawn_counts_at_the_next_save(cast, author, tile):
    browser = cast.browser(author)
    assert saved(browser, cast.board, name="One").status_code == 200
    Membership.objects.filter(user=author).update(role="viewer")
    assert saved_raw(browser, cast.board).status_code == 404


def saved_raw(browser: Client, board: Board):
    return put(browser, board, content=content_of(board), mark="", base="")


def test_the_kit_names_widgets_options_metrics_queues_and_teams_but_no_people(cast, author):
    kit = page(cast.browser(author), "design-kit", cast.board.pk).json()
    figure = next(row for row in kit["widgets"] if row["type"] == "figure")
    forms = {option["key"]: option["form"] for option in figure["options"]}
    assert (forms["metric"], forms["queues"], forms["warn"]) == ("metric", "queues", "number")
    assert kit["metrics"]["service_level"]["unit"] == "share"
    assert set(kit) == {"widgets", "metrics", "queues", "teams", "images", "letters", "places"}


def test_a_draft_is_kept_and_published_over_http(cast, author, tile):
    browser = cast.browser(author)
    state = saved(browser, cast.board, name="Great wall").json()
    assert (state["changed_by"], state["problems"]) == ("author", {})
    assert Board.objects.get().name == "Wall"
    reply = browser.post(
        reverse("design-publish", args=[cast.board.pk]),
        json.dumps({"mark": state["mark"], "base": state["base"]}),
        content_type="application/json",
    )
    assert (reply.status_code, reply.json()["mark"]) == (200, "")
    assert Board.objects.get().name == "Great wall"


def test_the_slower_of_two_is_told_with_what_the_faster_one_made(cast, author, tile):
    first, second = cast.browser(author), cast.browser(cast.owner)
    seen = page(second, "design-draft", cast.board.pk).json()
    saved(first, cast.board, name="Faster")
    told = {"content": {**seen["content"], "name": "Slower"}}
    late = put(second, cast.board, **told, mark=seen["mark"], base=seen["base"])
    assert late.status_code == 409
    assert (late.json()["content"]["name"], late.json()["changed_by"]) == ("Faster", "author")


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"[]",
        b"{}",
        b'{"content": {}, "mark": "", "base": ""}',
        b'{"mark": 1, "base": null, "content": null}',
        b"[" * 3000,
        b'{"content": "' + b"x" * 300_000 + b'"}',
    ],
)
def test_hostile_json_is_refused_and_nothing_is_kept(cast, author, raw):
    browser = cast.browser(author)
    address = reverse("design-draft", args=[cast.board.pk])
    reply = browser.put(address, raw, content_type="application/json")
    assert reply.status_code == 400
    assert reply.json()["error"]
    assert page(browser, "design-draft", cast.board.pk).json()["mark"] == ""


def test_a_save_without_the_token_of_the_page_is_refused(cast, author):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(author, backend="django.contrib.auth.backends.ModelBackend")
    assert saved_raw(browser, cast.board).status_code == 403


def test_an_archived_board_is_not_edited_but_taken_out(cast, author):
    browser = cast.browser(author)
    browser.post(reverse("board-archive", args=[cast.board.pk]))
    assert page(browser, "designer", cast.board.pk).status_code == 404
    assert (
        reverse("board-take-out", args=[cast.board.pk])
        in page(browser, "board-list").content.decode()
    )
    browser.post(reverse("board-take-out", args=[cast.board.pk]))
    assert page(browser, "designer", cast.board.pk).status_code == 200
    assert browser.post(reverse("board-delete", args=[cast.board.pk])).status_code == 404


def test_a_board_is_made_from_the_form(cast, author, viewer):
    browser = cast.browser(author)
    address = reverse("board-new")
    site = f"site-{cast.site.pk}"
    assert (
        browser.post(address, {"name": "", "place": site, "start": "empty-desk"}).status_code == 400
    )
    wrong = {"name": "New", "place": f"site-{cast.other_site.pk}", "start": "empty-desk"}
    assert browser.post(address, wrong).status_code == 400
    assert browser.post(address, {"name": "A", "place": site, "start": "x"}).status_code == 400
    browser.post(address, {"name": "Full", "place": site, "start": "wall"})
    assert Board.objects.get(name="Full").widgets.exists()
    reply = browser.post(address, {"name": "New", "place": site, "start": "empty-wall"})
    made = Board.objects.get(name="New")
    assert not made.widgets.exists()
    assert reply["Location"] == reverse("designer", args=[made.pk])
    assert (made.site, made.purpose) == (cast.site, "wall")
    assert cast.browser(viewer).get(address).status_code == 404


def test_only_editors_see_what_can_be_done_with_a_board(cast, author, viewer):
    edit = reverse("designer", args=[cast.board.pk])
    for user, seen in ((author, True), (viewer, False)):
        for name, args in (("board-list", []), ("board", ["wall"])):
            text = page(cast.browser(user), name, *args).content.decode()
            assert (edit in text) is seen


def test_history_says_what_changed_when_and_by_whom_and_brings_it_back(cast, author, tile):
    revisions.record(cast.board, author, Deed.CREATED)
    state = drafts.state_of(cast.board)
    content = {**state.content, "widgets": []}
    drafts.publish(cast.board, author, drafts.save(cast.board, author, content, state.seen).seen)
    browser = cast.browser(author)
    text = page(browser, "board-history", cast.board.pk).content.decode()
    assert "1 tile removed" in text
    assert "author" in text
    shell = page(browser, "board-revision", cast.board.pk, 1).content.decode()
    assert f'data-board="revision:{cast.board.pk}:1"' in shell
    for number in (99, 10**12):
        assert page(browser, "board-revision", cast.board.pk, number).status_code == 404
    browser.post(reverse("board-restore", args=[cast.board.pk, 1]))
    assert cast.board.widgets.get().title == "Waiting"
    assert BoardRevision.objects.count() == 3


def test_pages_of_the_designer_may_frame_and_be_framed_by_our_own_only(cast, author):
    browser = cast.browser(author)
    shell = page(browser, "designer", cast.board.pk)
    assert "frame-src 'self'" in shell["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in shell["Content-Security-Policy"]
    assert "ws://testserver" in shell["Content-Security-Policy"]
    phone = page(browser, "design-preview", cast.board.pk)
    assert "frame-ancestors 'self'" in phone["Content-Security-Policy"]
    assert phone["X-Frame-Options"] == "SAMEORIGIN"
    assert page(browser, "board-list")["X-Frame-Options"] == "DENY"
