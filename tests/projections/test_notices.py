"""Notices: what is active now, the newest first, and what is known of those who tell of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.projections.scenes import (
    LATE,
    NOW,
    WAITING_SINCE,
    bound,
    said,
    scene,
    site,
    source,
)
from wallboard.domain.board import NoticeSpec, SiteSpec
from wallboard.domain.facts import Fact
from wallboard.domain.observation import Kind
from wallboard.projections.scene import Scene

TELLS = {Kind.SOURCE: frozenset({"notice_text"})}
SINCH = source("sinch", supplies=TELLS, cadences={"disruptions": 60.0})
SITE = site(sources=(SINCH, source("trio", supplies={Kind.SOURCE: frozenset({"failover"})})))


def notice(id_: str, account: str = "sinch", /, **fields: Any) -> list[Fact]:
    told = {"text": f"Notice {id_}", **fields}
    values = {f"notice_{field}": value for field, value in told.items()}
    return said(account, Kind.SOURCE, id_, job="disruptions", **values)


def shown(a_scene: Scene) -> dict[str, Any]:
    return bound("notices").view(a_scene).content


def test_a_notice_is_told_with_words_instants_and_source() -> None:
    facts = notice(
        "e1", set="Power", why="Storm", where="Lund", until=NOW + 60, **{"from": NOW - 9}
    )
    view = shown(scene(SITE, facts))
    assert view["rows"]["sinch:e1"] == {
        "text": "Notice e1",
        "level": "info",
        "set": "Power",
        "why": "Storm",
        "where": "Lund",
        "when": "",
        "since": NOW - 9,
        "until": NOW + 60,
        "source": "Sinch",
    }
    assert view["count"] == {"v": 1}


def test_the_newest_is_first_and_those_without_a_beginning_are_last() -> None:
    facts = [notice("a", **{"from": NOW - 500}), notice("b"), notice("c", **{"from": NOW - 5})]
    assert shown(scene(SITE, *facts))["order"] == ["sinch:c", "sinch:a", "sinch:b"]


def test_a_notice_comes_and_goes_by_the_clock() -> None:
    facts = [notice("now", until=NOW + 30), notice("soon", **{"from": NOW + 90})]
    view = bound("notices").view(scene(SITE, *facts))
    assert view.content["order"] == ["sinch:now"]
    assert view.next_change_at == NOW + 30
    later = bound("notices").view(scene(SITE, *facts, now_at=NOW + 30, ages={"sinch": NOW + 25}))
    assert later.content["order"] == []
    assert later.next_change_at == NOW + 90


@pytest.mark.parametrize(
    ("age", "rows", "count"),
    [
        (NOW - 150, 1, {"v": 1, "s": "late", "since": NOW - 150, "by": "Sinch"}),
        (NOW - 400, 0, {"v": None, "s": "lost", "since": NOW - 400, "by": "Sinch"}),
        (None, 0, {"v": None, "s": "unknown", "since": WAITING_SINCE, "by": "Sinch"}),
    ],
)
def test_an_old_notice_says_so_and_one_of_a_lost_source_goes(
    age: float | None, rows: int, count: dict[str, Any]
) -> None:
    view = shown(scene(SITE, notice("e1"), ages={"sinch": age}))
    assert (len(view["rows"]), view["count"]) == (rows, count)


def test_no_notice_is_not_the_same_as_nobody_who_could_tell() -> None:
    assert shown(scene(SITE))["count"] == {"v": 0}
    lost = scene(SITE, ages={"sinch": NOW - 400})
    assert shown(lost)["count"]["s"] == "lost"


def typed(spec: SiteSpec = SITE, *notices: NoticeSpec) -> SiteSpec:
    return replace(spec, notices=notices)


def test_what_was_typed_stands_beside_what_sources_tell_warnings_first() -> None:
    old = NoticeSpec("1", "Fire drill at 14", "warn", NOW - 900, NOW + 60)
    new = NoticeSpec("2", "Cake in the kitchen", "info", NOW - 5)
    facts = notice("a", **{"from": NOW - 500})
    view = bound("notices").view(scene(typed(SITE, old, new), facts))
    assert view.content["order"] == ["typed:1", "typed:2", "sinch:a"]
    assert view.content["rows"]["typed:1"] == {
        **{"text": "Fire drill at 14", "level": "warn", "source": ""},
        **{"set": "", "why": "", "where": "", "when": "", "since": NOW - 900, "until": NOW + 60},
    }
    assert view.content["count"] == {"v": 3}
    assert view.next_change_at == NOW + 60


def test_what_was_typed_ends_by_the_clock_and_needs_no_source() -> None:
    mute = site(sources=(source("trio", supplies={}),))
    drill = NoticeSpec("1", "Drill", "warn", NOW - 9, NOW + 30)
    later = NoticeSpec("2", "Later", "info", NOW + 10)
    spec = typed(mute, drill, later)
    assert shown(scene(spec))["order"] == ["typed:1"]
    assert bound("notices").view(scene(spec)).next_change_at == NOW + 10
    assert shown(scene(spec, now_at=NOW + 20))["order"] == ["typed:1", "typed:2"]
    assert shown(scene(spec, now_at=NOW + 30))["order"] == ["typed:2"]
    assert shown(scene(mute))["count"] == {"v": 0}


def test_what_was_typed_stands_while_a_source_is_lost() -> None:
    spec = typed(SITE, NoticeSpec("1", "Drill", "warn", NOW - 9))
    view = shown(scene(spec, notice("a"), ages={"sinch": NOW - 400}))
    assert (view["order"], view["count"]["s"]) == (["typed:1"], "lost")


def test_one_silent_source_of_two_is_said() -> None:
    other = source("other", supplies=TELLS, cadences={"disruptions": 60.0})
    both = site(sources=(SINCH, other))
    facts = [notice("e1"), notice("e2", "other")]
    count = shown(scene(both, *facts, ages={"other": NOW - 400}))["count"]
    assert (count["v"], count["s"], count["parts"]) == (1, "late", [1, 2])
    assert shown(scene(both, *facts))["count"] == {"v": 2}


def test_what_a_source_says_of_itself_is_no_notice() -> None:
    failover = said("trio", Kind.SOURCE, "system", failover=True)
    assert shown(scene(SITE, failover, ages={"trio": LATE, "sinch": NOW}))["rows"] == {}
