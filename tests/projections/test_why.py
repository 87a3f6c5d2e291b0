"""Why this number: parts, sources, ranks, what was left out, other letters; and nothing hidden."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from tests.projections.scenes import (
    FRESH,
    LOST,
    NOW,
    agent,
    of_agent,
    of_queue,
    queue,
    scene,
    site,
    source,
    view,
)
from wallboard.domain.board import QueueSpec, WidgetSpec
from wallboard.domain.metrics import QUEUE_METRICS
from wallboard.domain.observation import Kind, Qualifier, Value
from wallboard.domain.vendor import Origin
from wallboard.projections.registry import WIDGETS
from wallboard.projections.why import MADE_OF, why

COUNTS = frozenset({"answered", "abandoned", "answered_in_threshold"})
TRIO = source("trio", rank=1, origins={"state": Origin.POLLED})
SINCH = source("sinch", supplies={Kind.QUEUE: COUNTS | {"contacts_waiting"}})
O2G = source(
    "o2g",
    origins={"state": Origin.EVENTS},
    supplies={
        Kind.QUEUE: COUNTS - {"abandoned"} | {"contacts_waiting"},
        Kind.AGENT: frozenset({"state"}),
    },
)
PHONE, CHAT = queue("1", "trio", "o2g", name="Phone"), queue("2", "sinch", name="Chat")
BOTH = QueueSpec("9", "Both", (), members=(PHONE, CHAT))
PEOPLE = (agent("a", "trio", "o2g", name="Ann"), agent("b", "trio", name="Bo"))
SPEC = site(PHONE, CHAT, BOTH, *PEOPLE, sources=(TRIO, SINCH, O2G))
WHOLE = {"answered": 90, "abandoned": 10, "answered_in_threshold": 80, "abandoned_short": 4}
FACTS = (
    of_queue("trio", "1", contacts_waiting=5, **WHOLE),
    of_queue("o2g", "1", contacts_waiting=6, answered=9, answered_in_threshold=9),
    of_queue("sinch", "2", contacts_waiting=1, answered=10, abandoned=0, answered_in_threshold=4),
    of_agent("trio", "a", state="available", schedule="[]", reason="secret"),
    of_agent("o2g", "a", state="ringing"),
    of_agent("trio", "b", state="paused", reason="Dentist"),
)


def ask(type_: str, a_scene: Any = None, metric: str = "", row: str = "", **options: Any) -> Any:
    if type_ == "figure" and metric:
        options["metric"] = metric
    widget = WidgetSpec("5", type_, "", 0, 0, 1, 1, options)
    found = why(a_scene or scene(SPEC, *FACTS), widget, metric, row)
    assert found is None or json.loads(json.dumps(found)) == found
    return found


def left_out(rows: Any) -> dict[str, str]:
    return {row["source"]["account"]: row["left_out"] for row in rows}


def test_a_level_tells_its_letter_its_sums_and_who_supplied_what() -> None:
    found = ask("figure", metric="service_level", queues=["9"], **{"letter": "SL-E"})
    assert found["figure"]["v"] == round(84 / 110, 6)
    assert (found["asked"], found["formula"]["code"]) == ("SL-E", "SL-A")
    assert found["formula"]["sums"] == [84, 110]
    phone, chat = found["parts"]
    assert {key: figure["v"] for key, figure in phone["counts"].items()} == {
        "answered": 90,
        "abandoned": 10,
        "answered_in_threshold": 80,
    }
    assert left_out(phone["sources"]) == {"trio": "", "o2g": "weaker_formula"}
    assert left_out(chat["sources"]) == {"sinch": ""}
    row = phone["sources"][0]["source"]
    assert (row["label"], row["origin"], row["rank"]) == ("Trio", "polled", 1)
    assert (row["trust"], row["confirmed_at"], row["age_seconds"]) == ("fresh", FRESH, NOW - FRESH)
    assert phone["sources"][1]["source"]["origin"] == "events"


def test_a_level_under_the_other_letters_or_what_they_lack() -> None:
    letters = ask("figure", metric="service_level", queues=["9"])["letters"]
    assert set(letters) == {"SL-A", "SL-B", "SL-C", "SL-D", "SL-E"}
    assert letters["SL-A"]["figure"]["v"] == round(84 / 110, 6)
    assert letters["SL-D"]["figure"]["v"] == 0.84
    assert letters["SL-D"]["remark"].startswith("flatters")
    assert letters["SL-E"] == {
        "figure": None,
        "lacking": {"2": ["abandoned_short"]},
        "remark": "short abandons are left out",
    }


def test_what_is_shown_and_what_is_explained_are_the_same() -> None:
    a_scene = scene(SPEC, *FACTS, ages={"sinch": LOST})
    for metric in QUEUE_METRICS:
        shown = view("figure", a_scene, metric=metric, queues=["9"])["figure"]
        assert ask("figure", a_scene, metric=metric, queues=["9"])["figure"] == shown


def test_a_sum_tells_which_parts_are_in_it_and_why_others_are_not() -> None:
    found = ask("figure", scene(SPEC, *FACTS, ages={"sinch": LOST}), metric="contacts_waiting")
    assert found["how"] == "sum"
    phone, chat = found["parts"]
    assert (phone["name"], phone["figure"], phone["left_out"]) == ("Phone", {"v": 6}, "")
    assert left_out(phone["sources"]) == {"o2g": "", "trio": "outranked"}
    assert phone["sources"][1]["figure"] == {"v": 5}
    assert (chat["left_out"], chat["sources"][0]["left_out"]) == ("lost", "lost")


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (Value(3, parameters={"window": "day", "day": "Asia/Tokyo"}), "other_window"),
        (Value(3, Qualifier.AS_REPORTED), "reported"),
        (None, "not_sent"),
    ],
)
def test_what_cannot_be_added_is_left_out_with_its_reason(value: Any, reason: str) -> None:
    facts = [of_queue("trio", "1", answered=5)]
    facts += [of_queue("sinch", "2", answered=value)] if value else [of_queue("sinch", "2")]
    found = ask("figure", scene(SPEC, *facts), metric="answered", queues=["9"])
    assert [part["left_out"] for part in found["parts"]] == ["", reason]


def test_counts_since_we_looked_give_way_to_whole_ones_with_that_reason() -> None:
    some = of_queue("o2g", "1", answered=Value(3, Qualifier.AT_LEAST))
    a_scene = scene(SPEC, some, of_queue("trio", "1", answered=90))
    found = ask("queue_table", a_scene, "answered", "1", columns=["answered"])
    assert left_out(found["parts"][0]["sources"]) == {"trio": "", "o2g": "not_whole"}


def test_a_source_that_can_never_say_it_is_named_as_such() -> None:
    a_scene = scene(SPEC, of_queue("trio", "1", abandoned=1))
    found = ask("queue_table", a_scene, "abandoned", "1", columns=["abandoned"])
    assert left_out(found["parts"][0]["sources"]) == {"trio": "", "o2g": "never"}


def test_people_are_counted_by_whose_word_and_never_named() -> None:
    for found in (ask("state_bar", metric="ringing"), ask("figure", metric="ringing")):
        assert found["figure"] == {"v": 1}
        assert [(row["source"]["account"], row["people"], row["in"]) for row in found["parts"]] == [
            ("o2g", 1, 1),
            ("trio", 1, 0),
        ]
        assert not any(word in json.dumps(found) for word in ("Ann", "Bo", "Dentist", "secret"))
    assert ask("state_bar", metric="total")["figure"] == {"v": 2}


def test_a_persons_state_tells_who_says_what() -> None:
    found = ask("agent_grid", metric="state", row="a")
    (part,) = found["parts"]
    assert left_out(part["sources"]) == {"o2g": "", "trio": "outranked"}
    assert [row["figure"]["v"] for row in part["sources"]] == ["ringing", "available"]


@pytest.mark.parametrize("metric", MADE_OF)
def test_of_a_person_no_more_is_told_than_the_board_shows(metric: str) -> None:
    """Neither another source's reason for a pause nor the schedule beyond now and next."""
    shown = view("agent_grid", scene(SPEC, *FACTS))["rows"]["a"]
    found = ask("agent_grid", metric=metric, row="a")
    assert found["figure"] == shown[metric]
    text = json.dumps(found)
    assert "secret" not in text
    assert "[]" not in [
        row.get("figure", {}).get("v") for p in found["parts"] for row in p["sources"]
    ]


@pytest.mark.parametrize(
    ("type_", "metric", "row", "options"),
    [
        ("figure", "answered", "", {"metric": "contacts_waiting"}),
        ("figure", "", "1", {"metric": "contacts_waiting"}),
        ("queue_table", "answered", "1", {"columns": ["offered"]}),
        ("queue_table", "offered", "2", {"columns": ["offered"], "queues": ["1"]}),
        ("queue_table", "offered", "", {"columns": ["offered"]}),
        ("agent_grid", "state", "c", {}),
        ("agent_grid", "schedule", "a", {}),
        ("agent_grid", "state", "a", {"teams": ["North"]}),
        ("state_bar", "contacts_waiting", "", {}),
        ("state_bar", "ringing", "a", {}),
        ("clock", "", "", {}),
        ("hologram", "", "", {}),
    ],
)
def test_what_the_widget_does_not_show_is_not_explained(
    type_: str, metric: str, row: str, options: dict[str, Any]
) -> None:
    widget = WidgetSpec("5", type_, "", 0, 0, 1, 1, options)
    assert why(scene(SPEC, *FACTS), widget, metric, row) is None


def test_somebody_whom_the_grid_hides_is_not_explained() -> None:
    gone = scene(SPEC, of_agent("trio", "b", state="logged_out"))
    assert ask("agent_grid", gone, metric="state", row="b") is None
    assert ask("agent_grid", gone, metric="state", row="b", show_logged_out=True)["figure"]["v"]


@pytest.mark.parametrize("type_", WIDGETS)
def test_an_empty_site_breaks_no_explanation(type_: str) -> None:
    for metric in ("", "service_level", "state", "ringing", "contacts_waiting"):
        ask(type_, scene(replace(SPEC, queues={}, agents={}, sources={})), metric=metric)
