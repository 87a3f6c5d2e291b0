"""Minutes of a board as rows: whole pictures, changes, gaps; pure."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from wallboard.history.pictures import NOTHING_NEW, Kept, Row, begins_chain, body_of, replay

FIXED = {"board": {"id": "7"}, "team": "", "curves": {}}
minutes_of = st.dictionaries(
    st.integers(90, 115), st.tuples(st.integers(0, 2), st.sampled_from("abc")), max_size=12
)


def kept(number: int = 1, fixed: Any = FIXED, **alerts: Any) -> Kept:
    return Kept(fixed, {"31": {"v": number, "rows": {"a": number}}}, {"trio": "fresh"}, alerts)


def rows_of(minutes: dict[int, Kept]) -> list[Row]:
    """As the sampler writes them."""
    rows = []
    for minute, now in sorted(minutes.items()):
        follows = minute - 1 in minutes and begins_chain(minute) == begins_chain(minute - 1)
        rows.append(Row(minute, 0, body_of(now, minutes[minute - 1] if follows else None)))
    return rows


def test_an_unchanged_minute_costs_no_body_and_a_changed_one_little() -> None:
    whole, same, changed = rows_of({100: kept(1), 101: kept(1), 102: kept(2)})
    assert same.body == NOTHING_NEW
    assert 0 < len(changed.body) < len(whole.body)


@given(minutes_of)
def test_what_is_written_is_what_is_read_back(drawn: dict[int, tuple[int, str]]) -> None:
    minutes = {
        minute: Kept(FIXED, {"31": {"v": number, "rows": {word: number}}}, {}, {word: {"n": 1}})
        for minute, (number, word) in drawn.items()
    }
    assert {row.minute: found for row, found in replay(rows_of(minutes))} == minutes


def test_a_change_without_its_beginning_is_not_shown() -> None:
    rows = rows_of({100: kept(1), 101: kept(2), 102: kept(3), 105: kept(3), 106: kept(4)})
    assert [row.minute for row, _ in replay(rows[1:])] == [105, 106]
    assert [row.minute for row, _ in replay([rows[0], rows[2]])] == [100]


def test_another_layout_begins_a_chain_of_its_own() -> None:
    other = kept(1, fixed={**FIXED, "board": {"id": "7", "title": "Another"}})
    rows = rows_of({100: kept(1), 101: other})
    assert [found.fixed for _, found in replay(rows[1:])] == [other.fixed]


def test_a_chain_is_never_longer_than_a_quarter_of_an_hour() -> None:
    assert {begins_chain(minute) for minute in range(90, 105)} == {90}
    assert begins_chain(105) == 105
