"""The tolerant reader: every spelling that it bears, and everything that it refuses."""

from __future__ import annotations

import math
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.errors import Malformed
from connectors.reading import (
    Reader,
    Unreadable,
    duration_of,
    flag_of,
    fold,
    instant_of,
    items_of,
    member,
    number_of,
    object_of,
    readers,
    text_of,
    whole_of,
    word_in,
)
from connectors.tally import Tally
from tests.connectors.runs import RecordedFindings

STOCKHOLM = ZoneInfo("Europe/Stockholm")
NOON = 1772532000.0  # 2026-03-03T10:00:00Z
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (0, 0.0),
        (-3, -3.0),
        (1.5, 1.5),
        ("7", 7.0),
        (" 7,5 ", 7.5),
        ("1 234", 1234.0),
        ("1\u00a0234,5", 1234.5),
        ("0,250", 0.25),
        ("1e3", 1000.0),
        (None, None),
        ("", None),
        ("-", None),
    ],
)
def test_numbers(value: Any, number: float | None) -> None:
    assert number_of(value) == number


@pytest.mark.parametrize(
    "value",
    [True, [], {}, "seven", "1,234", "1.2.3", "NaN", "Infinity", math.nan, math.inf, 10**400],
)
def test_what_is_no_number(value: Any) -> None:
    with pytest.raises(Unreadable):
        number_of(value)


def test_whole_numbers() -> None:
    assert whole_of("3.0") == 3
    with pytest.raises(Unreadable):
        whole_of(3.5)


@pytest.mark.parametrize(
    ("value", "flag"),
    [(True, True), (0, False), ("Ja", True), ("nej", False), ("TRUE", True), ("off", False)],
)
def test_flags(value: Any, flag: bool) -> None:
    assert flag_of(value) is flag
    assert flag_of(None) is None


@pytest.mark.parametrize("value", [2, "perhaps", [], 0.5])
def test_what_is_no_flag(value: Any) -> None:
    with pytest.raises(Unreadable):
        flag_of(value)


def test_texts_and_ids_are_the_same_however_they_come() -> None:
    assert text_of(17) == text_of(17.0) == text_of("17") == text_of(" 17\n") == "17"
    assert text_of("a\x00b\tc") == "a b c"
    assert text_of("   ") is None
    assert len(text_of("x" * 5000) or "") == 200
    unreadable: tuple[Any, ...] = (True, [], math.nan, 10**5000)
    for value in unreadable:
        with pytest.raises(Unreadable):
            text_of(value)


@pytest.mark.parametrize(
    ("value", "unit", "seconds"),
    [
        (67, "s", 67.0),
        ("67", "s", 67.0),
        (67000, "ms", 67.0),
        (1.5, "min", 90.0),
        ("0:01:07", "s", 67.0),
        ("01:07", "s", 67.0),
        ("01:07", "hh:mm", 4020.0),
        ("100:00:00", "hh:mm:ss", 360000.0),
        ("1.02:03:04.5", "s", 93784.5),
        ("PT1M7S", "ms", 67.0),
        ("P1DT2H", "s", 93600.0),
        ("pt0,5s", "s", 0.5),
        ("", "s", None),
        (0, "s", 0.0),
    ],
)
def test_durations(value: Any, unit: str, seconds: float | None) -> None:
    assert duration_of(value, unit) == (None if seconds is None else pytest.approx(seconds))


@pytest.mark.parametrize(
    ("value", "unit"),
    [
        (-1, "s"),
        (67, "hh:mm:ss"),
        ("1:99", "s"),
        ("P", "s"),
        ("PT", "s"),
        ("x:y", "s"),
        (True, "s"),
    ],
)
def test_what_is_no_duration(value: Any, unit: str) -> None:
    with pytest.raises(Unreadable):
        duration_of(value, unit)


@pytest.mark.parametrize(
    "value",
    [
        1772532000,
        1772532000000,
        "1772532000000",
        "2026-03-03T10:00:00Z",
        "2026-03-03T11:00:00+0100",
        "2026-03-03T11:00:00+01:00[Europe/Stockholm]",
        "2026-03-03t10:00:00z",
        "2026-03-03 10:00:00 UTC",
        "2026-03-03 11:00",
        "2026-03-03T11:00:00.0000000",
        "/Date(1772532000000)/",
        "/Date(1772532000000+0100)/",
    ],
)
def test_instants(value: Any) -> None:
    assert instant_of(value, STOCKHOLM) == NOON


def test_the_instant_that_dotnet_writes_for_never_is_absent() -> None:
    assert instant_of("0001-01-01T00:00:00") is None
    assert instant_of(None) is None


@pytest.mark.parametrize("value", [0, 5, -1, 1e30, "yesterday", "1999-12-31", True, [], math.nan])
def test_what_is_no_instant(value: Any) -> None:
    with pytest.raises(Unreadable):
        instant_of(value)


def test_spellings_fold_to_one() -> None:
    assert {fold(s) for s in ("QueueLength", "queue_length", "queue-length", "QUEUE LENGTH")} == {
        "queuelength"
    }
    assert fold("Påringd") == fold("PÅRINGD")


def test_members_are_found_by_alias_path_and_any_case() -> None:
    source = {"Team": {"Name": "Dag"}, "Teams": [{"id": 3}], "n": None, "N2": 0}
    assert member(source, "team.name") == "Dag"
    assert member(source, "teams.id") == 3
    assert member(source, "n", "n2") == 0
    assert member(source, "missing.deep") is None
    assert member("text", "a") is None


@pytest.mark.parametrize(
    ("value", "items"),
    [
        ([1, 2], [1, 2]),
        (None, []),
        ({"item": [1]}, [1]),
        ({"Item": {"id": 1}}, [{"id": 1}]),
        ({"data": {"item": [1]}}, [1]),
        ({"agents": [1]}, [1]),
        ({"id": 1, "name": "x"}, [{"id": 1, "name": "x"}]),
        ({"id": 1, "value": 3}, [{"id": 1, "value": 3}]),
        ({"value": 3}, [{"value": 3}]),
    ],
)
def test_collections_come_in_many_wrappings(value: Any, items: list[Any]) -> None:
    assert items_of(value) == items


def test_a_scalar_is_no_collection_and_two_are_not_one() -> None:
    with pytest.raises(Unreadable):
        items_of("x")
    assert object_of([{"a": 1}]) == {"a": 1}
    assert object_of([]) is None
    with pytest.raises(Unreadable):
        object_of([{}, {}])


def test_words_are_looked_up_folded() -> None:
    table = {"onhold": "hold", "7": "seven"}
    assert word_in(table, "On Hold") == "hold"
    assert word_in(table, 7) == "seven"
    assert word_in(table, "x") is None
    assert word_in(table, ["x"]) is None


def test_a_reader_leaves_out_and_reports_without_the_value() -> None:
    findings = RecordedFindings()
    read = Reader({"Count": "Åsa Öhrn", "ok": "3", "team": {"n": 1}}, findings, "agents")
    assert read.whole("count") is None
    assert read.whole("ok") == 3
    assert read.whole("absent") is None
    assert read.text("team") is None
    inner = read.object("team")
    assert inner is not None and inner.number("n") == 1.0
    assert findings.left_out == [
        ("agents", "count is text that is not a number"),
        ("agents", "team is not text"),
    ]


def test_items_that_are_no_objects_are_reported() -> None:
    findings = RecordedFindings()
    assert len(list(readers([{"a": 1}, "x", None], findings, "rows"))) == 1
    assert len(findings.left_out) == 2
    assert list(readers("x", findings, "rows")) == []


@given(JUNK)
def test_no_junk_makes_a_reader_fall(value: Any) -> None:
    for read in (number_of, whole_of, flag_of, text_of, duration_of, instant_of, items_of):
        try:
            result = read(value)
        except Unreadable:
            continue
        assert not (isinstance(result, float) and not math.isfinite(result))


def test_a_reply_of_which_no_figure_can_be_read_is_malformed_as_a_whole() -> None:
    tally = Tally(RecordedFindings())
    item = Reader({"id": "~7", "name": "Växel", "waiting": "~3", "since": "soon"}, tally, "queue")
    assert item.text("id") == "~7"
    assert (item.whole("waiting"), item.instant("since"), item.number("absent")) == (None,) * 3
    with pytest.raises(Malformed, match="None of the figures in the queues"):
        tally.insist("the queues")


def test_a_reply_with_one_odd_figure_is_used() -> None:
    findings = RecordedFindings()
    tally = Tally(findings)
    item = Reader({"waiting": 3, "since": "soon"}, tally, "queue")
    assert (item.whole("waiting"), item.instant("since")) == (3, None)
    assert findings.left_out == [("queue", "since is text that is not a date and time")]
    tally.insist("the queues")


def test_an_empty_reply_is_no_trouble() -> None:
    Tally(RecordedFindings()).insist("the queues")


def test_a_zone_that_is_only_named_is_not_taken_for_the_sites() -> None:
    assert instant_of("2026-03-03T10:00:00Z[UTC]") == NOON
    with pytest.raises(Unreadable):
        instant_of("2026-03-03T11:00:00[Asia/Tokyo]", STOCKHOLM)
