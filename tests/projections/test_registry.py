"""The rows of widgets: options and dependencies; and the figures that history keeps."""

from __future__ import annotations

from typing import Any

import pytest

from tests.projections.scenes import (
    FRESH,
    agent,
    bound,
    of_agent,
    of_queue,
    queue,
    scene,
    site,
)
from wallboard.domain.board import BoardSpec, WidgetSpec
from wallboard.domain.facts import EntityKey
from wallboard.domain.observation import Kind
from wallboard.projections.curves import scope_of
from wallboard.projections.figures_of_board import figures_of
from wallboard.projections.registry import WIDGETS, bind, clean_options, entities_of

Q1, Q2, Q3 = (queue(id_, "trio") for id_ in "123")
PEOPLE = (
    agent("a", "trio", name="Ann", teams=("North", "South")),
    agent("b", "trio", name="Bo", teams=("North",)),
    agent("c", "trio", name="Cy", teams=("South",)),
)
SITE = site(Q1, Q2, Q3, *PEOPLE)


@pytest.mark.parametrize("type_", WIDGETS)
def test_every_widget_works_without_a_single_option(type_: str) -> None:
    assert isinstance(bound(type_).view(scene(SITE)).content, dict)
    assert clean_options(type_, {})[1] == []


@pytest.mark.parametrize("type_", WIDGETS)
def test_an_unknown_option_is_refused_in_a_sentence(type_: str) -> None:
    assert WIDGETS[type_].problems({"nonsense": 1}) == ["There is no option “nonsense” here."]


@pytest.mark.parametrize(
    ("type_", "options"),
    [
        ("figure", {"metric": "happiness"}),
        ("figure", {"warn": "five"}),
        ("figure", {"warn": True}),
        ("figure", {"warn": float("nan")}),
        ("figure", {"threshold_seconds": -1}),
        ("figure", {"letter": "SL-Z"}),
        ("figure", {"queues": "1"}),
        ("figure", {"queues": [None]}),
        ("queue_table", {"columns": []}),
        ("queue_table", {"columns": ["happiness"]}),
        ("queue_table", {"sort": "colour"}),
        ("queue_table", {"thresholds": {"contacts_waiting": {"red": 1}}}),
        ("queue_table", {"thresholds": [1]}),
        ("agent_grid", {"group_by": "height"}),
        ("agent_grid", {"show_logged_out": "yes"}),
        ("text", {"text": "x" * 3000}),
    ],
)
def test_a_wrong_option_is_told_in_a_sentence_and_its_default_holds(
    type_: str, options: dict[str, Any]
) -> None:
    cleaned, problems = clean_options(type_, options)
    assert len(problems) == 1
    assert problems[0].endswith(".")
    assert cleaned == clean_options(type_, {})[0]


def test_numbers_are_taken_for_ids() -> None:
    assert clean_options("figure", {"queues": [3, "4", 3]})[0]["queues"] == ["3", "4"]


def test_a_widget_type_of_another_version_shows_nothing_and_breaks_nothing() -> None:
    widget = WidgetSpec("9", "hologram", "", 0, 0, 1, 1, {"a": 1})
    assert bind(widget).view(scene(SITE)).content == {}
    assert clean_options("hologram", {})[1] == ["There is no widget of the type “hologram”."]


def test_a_widget_depends_on_what_it_shows_and_nothing_else() -> None:
    def found(type_: str, **options: Any) -> set[EntityKey]:
        return entities_of(WidgetSpec("9", type_, "", 0, 0, 1, 1, options), SITE)

    assert found("figure", queues=["1"]) == {EntityKey("trio", Kind.QUEUE, "1")}
    assert {key.kind for key in found("figure", metric="available")} == {Kind.AGENT}
    assert len(found("agent_grid", teams=["South"])) == 2
    assert found("clock") == set()


# -- what history keeps -----------------------------------------------------------------------


def test_every_figure_of_a_board_comes_once_and_names_nobody() -> None:
    rows: tuple[tuple[str, dict[str, Any]], ...] = (
        ("figure", {"metric": "contacts_waiting"}),
        ("figure", {"metric": "contacts_waiting"}),
        ("figure", {"metric": "available", "teams": ["North"]}),
        ("queue_table", {"columns": ["contacts_waiting"]}),
        ("agent_grid", {"teams": ["North"]}),
        ("clock", {}),
        ("hologram", {}),
    )
    widgets = tuple(
        WidgetSpec(str(n), type_, "", 0, 0, 1, 1, options)
        for n, (type_, options) in enumerate(rows)
    )
    board = BoardSpec("7", "wall", "Wall", "1", "wall", "dark", widgets)
    facts = [of_queue("trio", id_, contacts_waiting=2) for id_ in "123"]
    facts += [of_agent("trio", id_, state="available") for id_ in "abc"]
    shown = list(figures_of(board, scene(SITE, *facts, ages={"trio": FRESH})))
    found = {(row.scope, row.metric): row.figure.value for row in shown}
    assert len(found) == len(shown)
    assert found["site", "contacts_waiting"] == 6
    assert found["queues:1", "contacts_waiting"] == 2
    assert found["teams:North", "available"] == 2
    assert found["teams:North", "staffed"] == 2
    assert not any("Ann" in row.scope for row in shown)


def test_a_scope_is_short_however_many_it_names() -> None:
    many = scope_of("queues", [str(n) for n in range(500)])
    assert len(many) < 60
    assert many != scope_of("queues", [str(n) for n in range(501)])
    assert scope_of("queues", []) == "site"
