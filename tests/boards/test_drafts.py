"""Drafts: what is edited is not what is seen; two editors never overwrite each other unasked."""

from __future__ import annotations

import copy

import pytest

from wallboard.boards import drafts, revisions, signals
from wallboard.boards.content import content_of
from wallboard.boards.drafts import NotYours, Outdated, Seen, Unfinished
from wallboard.boards.models import Board, BoardDraft, BoardRevision, Deed, Membership, Team, Widget


@pytest.fixture
def tile(board):
    return Widget.objects.create(board=board, type="figure", title="Waiting", width=3, height=2)


def moved(board, **change):
    """The board's content with its first tile changed."""
    content = copy.deepcopy(content_of(board))
    content["widgets"][0].update(change)
    return content


def test_a_draft_changes_nothing_that_viewers_see(board, tile, owner):
    state = drafts.save(board, owner, moved(board, x=4), drafts.state_of(board).seen)
    tile.refresh_from_db()
    assert tile.x == 0
    assert state.content["widgets"][0]["x"] == 4
    assert (state.changed_by, state.seen.base) == ("owner", state.published)


def test_publishing_changes_the_board_at_once_and_keeps_ids(board, tile, owner):
    content = moved(board, x=4)
    content["widgets"].append({**content["widgets"][0], "key": "n1", "x": 0, "title": "New"})
    state = drafts.save(board, owner, content, drafts.state_of(board).seen)
    done = drafts.publish(board, owner, state.seen)
    tile.refresh_from_db()
    new = board.widgets.get(title="New")
    assert (tile.x, done.ids) == (4, {"n1": str(new.pk)})
    assert not BoardDraft.objects.exists()
    assert done.state.seen == Seen("", done.state.published)
    assert [r.deed for r in board.revisions.all()] == ["published", "created"]


def test_a_tile_that_the_draft_lacks_goes_when_it_is_published(board, tile, owner):
    content = {**content_of(board), "widgets": []}
    state = drafts.save(board, owner, content, drafts.state_of(board).seen)
    assert board.widgets.exists()
    drafts.publish(board, owner, state.seen)
    assert not board.widgets.exists()


def test_publishing_is_told_once(board, tile, owner, told):
    content = moved(board, x=4)
    content["widgets"].append({**content["widgets"][0], "key": "n1", "x": 0})
    state = drafts.save(board, owner, content, drafts.state_of(board).seen)
    with told() as heard:
        drafts.publish(board, owner, state.seen)
    assert heard.count(("configuration", str(board.site_id))) == 1


def test_a_save_is_told_to_those_who_edit_and_to_nobody_else(board, tile, owner, told):
    drafts_told = []

    def on_draft(site_id, board_id, **_):
        drafts_told.append((site_id, board_id))

    signals.draft_changed.connect(on_draft)
    try:
        with told() as heard:
            drafts.save(board, owner, moved(board, x=4), drafts.state_of(board).seen)
    finally:
        signals.draft_changed.disconnect(on_draft)
    assert heard == []
    assert drafts_told == [(str(board.site_id), str(board.pk))]


def test_who_is_slower_gets_what_the_faster_one_saved(board, tile, owner, teammate):
    seen = drafts.state_of(board).seen
    drafts.save(board, owner, moved(board, x=4), seen)
    with pytest.raises(Outdated) as late:
        drafts.save(board, teammate, moved(board, x=8), seen)
    assert late.value.state.changed_by == "owner"
    assert late.value.state.content["widgets"][0]["x"] == 4
    again = drafts.save(board, teammate, moved(board, x=8), late.value.state.seen)
    assert (again.changed_by, again.content["widgets"][0]["x"]) == ("teammate", 8)


def test_what_was_published_past_a_draft_is_not_overwritten_unasked(board, tile, owner):
    state = drafts.save(board, owner, moved(board, x=4), drafts.state_of(board).seen)
    tile.title = "By the administration"
    tile.save()
    with pytest.raises(Outdated):
        drafts.publish(board, owner, state.seen)
    drafts.publish(board, owner, state.seen, over_newer=True)
    kept = [r.content["widgets"][0]["title"] for r in board.revisions.all()]
    assert kept == ["Waiting", "By the administration"]


def test_somebody_who_saw_a_draft_that_was_discarded_and_begun_anew_is_told(board, tile, owner):
    first = drafts.save(board, owner, moved(board, x=4), drafts.state_of(board).seen)
    bare = drafts.discard(board, first.seen)
    drafts.save(board, owner, moved(board, x=5), bare.seen)
    with pytest.raises(Outdated):
        drafts.save(board, owner, moved(board, x=6), first.seen)
    with pytest.raises(Outdated):
        drafts.discard(board, first.seen)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"options": {"metric": "nonsense"}}, "is no metric"),
        ({"options": {"metric": "offered", "colour": "red"}}, "no option “colour”"),
    ],
)
def test_what_has_problems_is_kept_but_not_published(board, tile, owner, change, told):
    state = drafts.save(board, owner, moved(board, **change), drafts.state_of(board).seen)
    with pytest.raises(Unfinished) as unfinished:
        drafts.publish(board, owner, state.seen)
    assert told in unfinished.value.problems[str(tile.pk)][0]


def test_tiles_on_one_another_are_not_published(board, tile, owner):
    content = moved(board)
    content["widgets"].append({**content["widgets"][0], "key": "n1", "x": 2, "title": "Over"})
    state = drafts.save(board, owner, content, drafts.state_of(board).seen)
    with pytest.raises(Unfinished) as unfinished:
        drafts.publish(board, owner, state.seen)
    assert unfinished.value.problems == {"n1": ["“Over” lies on “Waiting”."]}


def test_a_tile_of_an_unknown_type_is_kept_as_it_is(board, tile, owner):
    strange = {"type": "hologram", "options": {"depth": [1, {"z": 2}]}}
    state = drafts.save(board, owner, moved(board, **strange), drafts.state_of(board).seen)
    drafts.publish(board, owner, state.seen)
    tile.refresh_from_db()
    assert (tile.type, tile.options) == ("hologram", strange["options"])


def test_a_board_is_not_given_to_a_team_that_one_does_not_edit_for(board, tile, site, teammate):
    mine, other = (Team.objects.create(site=site, name=name) for name in ("Mine", "Other"))
    membership = Membership.objects.get(user=teammate)
    membership.role = "supervisor"
    membership.save()
    membership.teams.add(mine)
    board.team = mine
    board.save()
    state = drafts.state_of(board)
    given = {**state.content, "team": str(other.pk)}
    saved = drafts.save(board, teammate, given, state.seen)
    with pytest.raises(NotYours):
        drafts.publish(board, teammate, saved.seen)
    assert Board.objects.get(pk=board.pk).team == mine


def test_a_team_of_another_site_is_none(board, tile, other_site, owner):
    foreign = Team.objects.create(site=other_site, name="Foreign")
    state = drafts.state_of(board)
    saved = drafts.save(board, owner, {**state.content, "team": str(foreign.pk)}, state.seen)
    with pytest.raises(NotYours):
        drafts.publish(board, owner, saved.seen)


def test_a_restored_revision_is_the_board_as_it_was_and_can_be_undone(board, tile, owner):
    for x in (4, 8):
        state = drafts.save(board, owner, moved(board, x=x), drafts.state_of(board).seen)
        drafts.publish(board, owner, state.seen)
    revisions.restore(board, owner, board.revisions.get(number=2))
    assert board.widgets.get().x == 4
    newest = board.revisions.first()
    assert (newest.number, newest.words, newest.by_name) == (4, "restored revision 2", "owner")
    revisions.restore(board, owner, board.revisions.get(number=3))
    assert board.widgets.get().x == 8


def test_history_is_bounded_and_survives_its_authors(board, tile, owner):
    for _ in range(revisions.KEPT + 5):
        revisions.record(board, owner, Deed.PUBLISHED)
    assert board.revisions.count() == revisions.KEPT
    drafts.save(board, owner, moved(board, x=1), drafts.state_of(board).seen)
    owner.delete()
    newest = BoardRevision.objects.latest("number")
    assert (newest.by, newest.by_name) == (None, "owner")
    assert drafts.state_of(board).changed_by == "owner"
    assert Board.objects.filter(pk=board.pk).exists()
