"""Rows of RCI: ids, wrappers, and junk of every shape."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.reading import Reader, Unreadable
from connectors.sinch import payloads
from connectors.sinch.payloads import guid, listed
from tests.connectors.runs import RecordedFindings

ID = "2CADB6A137124F13BC68938E2B5FEFC1"
DASHED = "2cadb6a1-3712-4f13-bc68-938e2b5fefc1"

SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), st.just(DASHED)
)
KEYS = st.sampled_from(
    ["id", "name", "items", "item", "type", "addresses", "address", "firstName", "activeTo"]
)
JUNK = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5)
)


@pytest.mark.parametrize("text", [ID, ID.lower(), DASHED, DASHED.upper(), f"{{{DASHED}}}"])
def test_an_id_is_one_however_it_is_spelled(text: str) -> None:
    assert guid(text) == ID


@pytest.mark.parametrize("text", ["Europe/Helsinki", "2B8ED95B0EC911E79675005056A75D9", "17"])
def test_what_is_no_such_id_stays_as_it_is(text: str) -> None:
    assert guid(text) == text


@pytest.mark.parametrize(
    ("value", "items"),
    [
        (None, []),
        ("", []),
        ([], []),
        ({"item": []}, []),
        ({"items": {"item": ""}}, []),
        ([{"id": 1}], [{"id": 1}]),
        ({"id": 1}, [{"id": 1}]),
        ({"item": {"id": 1}}, [{"id": 1}]),
        ({"items": {"item": [{"id": 1}, {"id": 2}]}}, [{"id": 1}, {"id": 2}]),
        ({"id": 1, "items": [{"id": 2}]}, [{"id": 1, "items": [{"id": 2}]}]),
    ],
)
def test_a_collection_comes_in_many_wrappings(value: Any, items: list[Any]) -> None:
    assert listed(value) == items


ROWS: list[Callable[[Reader], Any]] = [
    payloads.named,
    payloads.user,
    payloads.queue,
    payloads.item,
    lambda read: payloads.event(read, RecordedFindings()),
]


@given(JUNK, st.sampled_from(ROWS))
def test_junk_is_left_out_and_never_breaks_a_run(junk: Any, row: Callable[[Reader], Any]) -> None:
    findings = RecordedFindings()
    for read in payloads.readers_of(junk, findings, "junk"):
        row(read)
    try:
        listed(junk)
    except Unreadable:
        assert findings.left_out
