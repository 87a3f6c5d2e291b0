"""`/then/BOARD/`: who may look at a board's past, by today's policy, and what a gap looks like."""

from __future__ import annotations

import html
import json
import re
import time
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from wallboard.boards.models import (
    Agent,
    AgentAlias,
    Board,
    Membership,
    Queue,
    QueueAlias,
    Site,
    Team,
    Viewing,
    Widget,
)
from wallboard.domain.observation import Batch, Kind, Observation, Value
from wallboard.history import named, sampling
from wallboard.history.models import BoardMinute, FigureMinute, NamedClock, Outage
from wallboard.history.retention import size_of
from wallboard.state.store import FactStore

NAME = "Åsa Ögren"
NOW = int(time.time()) // 60
FIRST = NOW - 40  # the first minute that was recorded
DAY_MINUTES = 1440


@pytest.fixture
def past(cast: Any, redis_client: Any) -> Any:
    """Forty minutes of a board that lists people; none of them ten minutes long."""
    queue = Queue.objects.create(site=cast.site, name="Support")
    QueueAlias.objects.create(queue=queue, account=cast.account, external_id="1")
    agent = Agent.objects.create(site=cast.site, name=NAME)
    AgentAlias.objects.create(agent=agent, account=cast.account, external_id="a1")
    for place, type_ in enumerate(("figure", "agent_grid", "source_health")):
        Widget.objects.create(board=cast.board, type=type_, title=type_, y=place)
    store = FactStore(redis_client)
    for minute in range(FIRST, NOW):
        if NOW - 20 <= minute < NOW - 10:
            continue
        at = minute * 60.0
        tell(store, cast, at, minute - FIRST)
        sampling.sample(at + 1.5)
    return cast


def tell(store: FactStore, cast: Any, at: float, waiting: int) -> None:
    said = {
        Kind.QUEUE: ("1", {"contacts_waiting": Value(waiting)}),
        Kind.AGENT: ("a1", {"state": Value("paused")}),
    }
    for kind, (id_, values) in said.items():
        seen = (Observation(kind, id_, values, at, at),)
        batch = Batch(str(cast.account.pk), "state", frozenset({kind}), seen, at)
        store.apply(str(cast.site.pk), batch)


def frames(cast: Any, user: Any, from_minute: int = FIRST, count: int = 40) -> list[Any]:
    address = f"/then/{cast.board.pk}/minutes?from={from_minute}&count={count}"
    response = cast.browser(user).get(address)
    assert response.status_code == 200
    return [json.loads(line) for line in response.getvalue().decode().splitlines()]


def text_of(found: list[Any]) -> str:
    return json.dumps(found, ensure_ascii=False)


def supervise(cast: Any) -> Any:
    Membership.objects.filter(user=cast.teammate).update(role="supervisor")
    return cast.teammate


def test_a_range_is_one_snapshot_then_changes_and_a_gap_says_so(past: Any) -> None:
    found = frames(past, past.owner)
    assert [frame["minute"] for frame in found] == list(range(FIRST, NOW))
    kinds = [frame["type"] for frame in found]
    assert kinds == [
        "snapshot", *["delta"] * 19, *["nothing"] * 10, "snapshot", *["delta"] * 9
    ]  # fmt: skip
    assert {frame["why"] for frame in found if frame["type"] == "nothing"} == {"gap"}
    figure = next(iter(found[0]["views"]))
    assert found[0]["server_at"] == FIRST * 60 + 1.5
    assert found[5]["patches"][figure]["set"]["figure"]["v"] == 5


def test_one_minute_alone_is_what_the_range_comes_to(past: Any) -> None:
    from wallboard.projections.patches import apply_patch

    views: dict[str, Any] = {}
    for frame in frames(past, past.owner, FIRST, 18):
        views = frame["views"] if frame["type"] == "snapshot" else views
        for id_, patch in frame.get("patches", {}).items():
            views[id_] = apply_patch(views[id_], patch)
    (alone,) = frames(past, past.owner, FIRST + 17, 1)
    assert alone["views"] == views
    trend = next(view["rows"] for view in views.values() if "level" in view)
    assert list(trend.values()) == [float(number) for number in range(17)]


def test_rights_are_those_of_the_board(past: Any) -> None:
    for address in (f"/then/{past.board.pk}/", f"/then/{past.board.pk}/minutes?from=1&count=1"):
        assert past.browser(past.stranger).get(address).status_code == 404
        assert past.browser().get(address).status_code == 302
        assert past.browser(past.owner).get(address).status_code == 200
        assert past.browser(past.teammate).get(address).status_code == 200
    assert past.browser(past.owner).get("/then/999999/").status_code == 404
    Board.objects.filter(pk=past.board.pk).update(archived=True)
    assert past.browser(past.teammate).get(f"/then/{past.board.pk}/").status_code == 404


def test_each_sees_of_people_what_today_s_policy_lets_them(past: Any) -> None:
    assert NAME in text_of(frames(past, past.owner))
    assert NAME not in text_of(frames(past, past.teammate))  # a viewer sees aliases
    assert NAME in text_of(frames(past, supervise(past)))
    Site.objects.filter(pk=past.site.pk).update(people="alias")
    assert NAME not in text_of(frames(past, past.owner))
    Site.objects.filter(pk=past.site.pk).update(people="counts")
    found = frames(past, past.owner)
    assert NAME not in text_of(found)
    assert found[0]["board"]["policy"]["people"] == "counts"
    Site.objects.filter(pk=past.site.pk).update(people="initials")
    assert NAME not in text_of(frames(past, past.owner))  # none were recorded: the next stricter


def test_a_stricter_agreement_than_was_recorded_withholds_the_minute(past: Any) -> None:
    Site.objects.filter(pk=past.site.pk).update(smallest_group=5)
    found = frames(past, past.owner)
    assert {frame.get("why") for frame in found} == {"withheld", "gap"}


def test_a_board_that_went_to_another_team_shows_it_nothing_of_before(past: Any) -> None:
    team = Team.objects.create(site=past.site, name="Nord")
    Board.objects.filter(pk=past.board.pk).update(team=team)
    assert {frame.get("why") for frame in frames(past, past.owner)} == {"withheld", "gap"}


def test_being_shown_people_of_the_past_is_in_the_access_log(past: Any) -> None:
    frames(past, past.teammate)
    assert not Viewing.objects.exists()
    frames(past, past.owner)
    frames(past, past.owner)
    assert [look.who for look in Viewing.objects.all()] == ["owner"]


def test_the_page_knows_its_day_gaps_and_silences(past: Any) -> None:
    Outage.objects.create(site=past.site, source="Växel", from_at=(NOW - 30) * 60, to_at=NOW * 60)
    text = past.browser(past.owner).get(f"/then/{past.board.pk}/?at={NOW - 5}").content.decode()
    found = re.search(r'data-about="([^"]+)"', text)
    assert found is not None
    about = json.loads(html.unescape(found[1]))
    assert about["at"] == NOW - 5
    assert about["until"] - about["from"] in (23 * 60, DAY_MINUTES, 25 * 60)
    if about["from"] < NOW - 30:
        assert [NOW - 20, NOW - 10] in about["gaps"]
        assert about["outages"] == [["Växel", NOW - 30, NOW]]
    assert about["last"] == NOW - 1
    for query in ("?day=2031-01-01", "?at=99999999999999", "?day=x&at=-1", "?at=0"):
        assert past.browser(past.owner).get(f"/then/{past.board.pk}/{query}").status_code == 200


def test_a_board_of_which_nothing_was_recorded_has_a_page(cast: Any) -> None:
    assert cast.browser(cast.owner).get(f"/then/{cast.board.pk}/").status_code == 200
    assert {frame["why"] for frame in frames(cast, cast.owner)} == {"gap"}


def test_what_is_asked_for_is_bounded(past: Any) -> None:
    assert len(frames(past, past.owner, FIRST, 100_000)) == 120
    client, address = past.browser(past.owner), f"/then/{past.board.pk}/minutes"
    for query in ("", "?from=-1&count=2", "?from=a&count=2", "?from=1"):
        assert client.get(address + query).status_code == 404


def test_no_question_scans_a_table(past: Any) -> None:
    """As the database plans it: each goes by a key or an index."""
    client = past.browser(past.owner)
    address = f"/then/{past.board.pk}/"
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
        frames(past, past.owner)
        size_of(past.site)
    asked = [q["sql"] for q in captured if "history_" in q["sql"]]
    assert 5 < len(asked) < 25
    tables = (BoardMinute, FigureMinute, Outage)
    for sql in asked:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}" if connection.vendor == "sqlite" else sql)
            plan = str(cursor.fetchall())
        for model in tables:
            assert f"SCAN {model._meta.db_table}" not in plan, (sql, plan)


def test_names_end_with_their_clock_and_counts_with_that_of_samples(past: Any) -> None:
    day = 86_400.0
    assert named.prune(14 * day) == 0
    later = NOW * 60 + 7 * day
    named.prune(14 * day, now_at=later)
    assert set(BoardMinute.objects.values_list("people", flat=True)) == {3}
    assert NAME not in text_of(frames(past, past.owner))
    assert len([f for f in frames(past, past.owner) if f["type"] != "nothing"]) == 30
    named.prune(14 * day, now_at=later + 7 * day)
    assert not BoardMinute.objects.exists()


def test_a_site_s_own_clock_and_a_policy_of_counts(past: Any) -> None:
    clock = NamedClock.objects.get(site=past.site)  # made with the first look at people
    clock.days = 1
    clock.save()
    named.prune(14 * 86_400.0, now_at=NOW * 60 + 86_400.0)
    assert set(BoardMinute.objects.values_list("people", flat=True)) == {3}
    clock.days = 0
    clock.save()
    sampling.sample((NOW + 1) * 60)
    assert set(BoardMinute.objects.values_list("people", flat=True)) == {3}
    clock.delete()
    sampling.sample((NOW + 2) * 60)
    assert set(BoardMinute.objects.values_list("people", flat=True)) == {0, 2, 3}
    Site.objects.filter(pk=past.site.pk).update(people="counts")
    named.prune(14 * 86_400.0)
    assert set(BoardMinute.objects.values_list("people", flat=True)) == {3}


def test_a_day_s_size_counts_pictures(past: Any) -> None:
    size = size_of(past.site)
    assert size.pictures > 0
    assert size.picture_bytes > 0
    assert size.bytes_a_day > size.minutes * 260
