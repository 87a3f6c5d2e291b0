"""What an account can supply follows from which of its jobs are on."""

from __future__ import annotations

import pytest

from wallboard.domain.observation import Kind
from wallboard.domain.vendor import Job, Option, VendorSpec

LIVE = Job("state", "Live", 5, 2, frozenset({Kind.QUEUE}), needs="rmi",
           supplies={Kind.QUEUE: frozenset({"contacts_waiting"})})  # fmt: skip
NAMES = Job("directory", "Names", 3600, 60, frozenset())
EXTRA = Job("calls", "Calls", 5, 2, frozenset({Kind.QUEUE}), on_by_default=False,
            supplies={Kind.QUEUE: frozenset({"longest_wait_since"})})  # fmt: skip


def spec(default: bool = False) -> VendorSpec:
    return VendorSpec(
        vendor="x",
        label="X",
        jobs=(LIVE, NAMES, EXTRA),
        secrets=(),
        options=(Option("rmi", "RMI", default),),
        supplies={Kind.QUEUE: frozenset({"name"}), Kind.AGENT: frozenset({"name"})},
        address_help="",
    )


def test_what_a_job_supplies_counts_while_it_is_on() -> None:
    assert spec().supplied_by([])[Kind.QUEUE] == {"name"}
    assert spec().supplied_by(["state", "directory"])[Kind.QUEUE] == {"name", "contacts_waiting"}
    everything = spec().supplied_by({"state", "calls"})
    assert everything[Kind.QUEUE] == {"name", "contacts_waiting", "longest_wait_since"}
    assert everything[Kind.AGENT] == {"name"}


@pytest.mark.parametrize(
    ("default", "options", "on"),
    [
        (False, {}, False),
        (True, {}, True),
        (False, {"rmi": True}, True),
        (True, {"rmi": False}, False),
    ],
)
def test_a_job_that_needs_an_option_is_on_where_the_account_says_yes(
    default: bool, options: dict[str, bool], on: bool
) -> None:
    assert spec(default).is_on(LIVE, {}, options) is on
    assert not spec(default).is_on(LIVE, {"state": False}, {"rmi": True})


def test_a_switch_alone_decides_where_nothing_is_needed() -> None:
    assert spec().is_on(NAMES, {}, {})
    assert not spec().is_on(EXTRA, {}, {})
    assert spec().is_on(EXTRA, {"calls": True}, {})
