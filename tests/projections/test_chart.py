"""The chart's view: the day's figure, its midnights, and the points of the scene."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from tests.projections import scenes
from wallboard.domain.board import BoardSpec, WidgetSpec
from wallboard.projections.curves import Curve, Span
from wallboard.projections.figures_of_board import figures_of
from wallboard.projections.why import why

SITE = scenes.site(scenes.queue("1", "trio"))
ALL = scenes.scene(SITE, scenes.of_queue("trio", "1", contacts_waiting=5))
MIDNIGHT = datetime(2025, 10, 8, 22, 0, tzinfo=UTC).timestamp()  # of NOW's day in Stockholm
CURVE = Curve("site", "contacts_waiting", Span.DAY)


def test_it_shows_the_figure_now_and_the_sites_day() -> None:
    shown = scenes.bound("chart").view(ALL)
    assert shown.content["figure"] == {"v": 5}
    assert shown.content["from"] == MIDNIGHT
    assert shown.content["until"] == MIDNIGHT + 86_400
    assert shown.next_change_at == MIDNIGHT + 86_400
    assert shown.content["rows"] == {}


def test_its_rows_are_the_points_of_the_day() -> None:
    assert list(scenes.bound("chart").curves) == [CURVE]
    points = {"29333333": 4.0, "w29333333": 7.0}
    drawn = replace(ALL, curves={CURVE: points})
    assert scenes.view("chart", drawn)["rows"] is points


def test_what_has_no_curve_has_no_points() -> None:
    assert list(scenes.bound("chart", metric="open").curves) == []
    assert scenes.view("chart", ALL, metric="open")["rows"] == {}


def test_it_can_be_asked_why_and_is_sampled_like_a_figure() -> None:
    widget = WidgetSpec("1", "chart", "", 0, 0, 6, 4)
    found = why(ALL, widget)
    assert found is not None
    assert found["figure"] == {"v": 5}
    board = BoardSpec("1", "day", "Day", "1", "desk", "dark", (widget,))
    assert [(one.scope, one.metric) for one in figures_of(board, ALL)] == [CURVE[:2]]
