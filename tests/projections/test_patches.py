"""Patches: what is applied to the old view gives the new one, and nothing is sent for nothing."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from wallboard.projections.patches import apply_patch, apply_rows, diff, diff_rows

figures = st.fixed_dictionaries({"v": st.none() | st.integers(0, 5)})
rows = st.dictionaries(st.sampled_from("abcde"), figures)
views = st.fixed_dictionaries(
    {"rows": rows, "order": st.lists(st.sampled_from("abcde")), "level": st.none() | st.just("x")}
)


@given(views, views)
def test_a_patch_turns_the_old_view_into_the_new_one(
    old: dict[str, Any], new: dict[str, Any]
) -> None:
    patch = diff(old, new)
    assert (patch is None) == (old == new)
    assert apply_patch(old, patch or {}) == new


@given(rows, rows)
def test_rows_that_are_gone_are_null(old: dict[str, Any], new: dict[str, Any]) -> None:
    changed = diff_rows(old, new)
    assert apply_rows(old, changed) == new
    assert {key for key, row in changed.items() if row is None} == old.keys() - new.keys()


def test_only_what_changed_is_sent() -> None:
    old = {"rows": {"a": {"v": 1}, "b": {"v": 2}}, "order": ["a", "b"]}
    new = {"rows": {"a": {"v": 1}, "b": {"v": 3}}, "order": ["a", "b"]}
    assert diff(old, new) == {"rows": {"b": {"v": 3}}}
