"""RAI: the day's counters."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from connectors.errors import Malformed
from connectors.sinch.spec import COUNTERS
from connectors.sinch.statistics import utc_text
from tests.connectors.runs import Runs
from tests.connectors.sinch.conftest import Clock, Make
from tests.connectors.sinch.harness import EMAIL, SALES, SinchServer
from tests.connectors.vendor_server import VendorServer
from wallboard.domain.local_day import last_midnight
from wallboard.domain.observation import Kind
from wallboard.domain.service_level import LETTERS

ROWS = "rai/contactStatistic"


def counted(runs: Runs, queue: str) -> dict[str, Any]:
    found = runs.observed("statistics", Kind.QUEUE)[queue]
    return {field: value.raw for field, value in found.values.items()}


def test_slices_are_added_up(runs: Runs) -> None:
    assert counted(runs, SALES) == {
        "offered": 15,
        "answered": 13,
        "handled": 13,
        "abandoned": 2,
        "answered_in_threshold": 11,
        "wait_seconds": 100,
        "talk_seconds": 2500,
        "wrap_up_seconds": 210,
    }
    assert counted(runs, SALES).keys() == COUNTERS


def test_e_mail_counts_what_was_completed(runs: Runs) -> None:
    found = counted(runs, EMAIL)
    assert (found["handled"], found["answered"]) == (4, 4)


def test_the_threshold_is_the_accounts_and_the_window_is_our_day(account: Make) -> None:
    runs = account(options={"threshold_seconds": 30})
    found = runs.observed("statistics", Kind.QUEUE)[SALES].values
    assert found["offered"].parameters == {"window": "day"}
    assert found["answered_in_threshold"].parameters == {"window": "day", "threshold_seconds": 30}


def test_a_service_level_can_be_made_of_them(runs: Runs) -> None:
    found = counted(runs, SALES)
    assert LETTERS["SL-A"].supported_by(frozenset(found))
    assert not LETTERS["SL-E"].supported_by(frozenset(found))


@pytest.mark.parametrize(
    ("timezone", "asked"),
    [
        ("Europe/Stockholm", "2026-01-23T23:00:00.000Z"),
        ("America/New_York", "2026-01-24T05:00:00.000Z"),
    ],
)
def test_the_day_begins_at_the_sites_midnight(
    timezone: str, asked: str, account: Make, server: VendorServer
) -> None:
    account(timezone=timezone).run("statistics")
    assert server.asked[-1].query["starttime"] == asked
    assert server.asked[-1].query["channeltype"] == "EmailIn,CallIn,ChatIn"


def test_a_sum_that_lacks_a_part_is_left_out(runs: Runs, sinch: SinchServer) -> None:
    del sinch.replies[ROWS][0]["countOfAbandonedContacts"]
    found = counted(runs, SALES)
    assert "abandoned" not in found
    assert found["offered"] == 15


def test_after_midnight_a_queue_without_a_contact_has_had_none(
    runs: Runs, sinch: SinchServer, clock: Clock
) -> None:
    runs.run("statistics")
    sinch.replies[ROWS] = sinch.replies[ROWS][2:]
    clock.at += 13 * 3600
    found = counted(runs, SALES)
    assert (found["offered"], found["wait_seconds"]) == (0, 0)
    assert set(runs.observed("statistics", Kind.QUEUE)) == {SALES, EMAIL}


def test_a_row_without_a_queue_is_told(runs: Runs, sinch: SinchServer) -> None:
    del sinch.replies[ROWS][2]["queueId"]
    runs.run("statistics")
    assert ("statistic", "an item has no id") in runs.findings.left_out


@pytest.mark.parametrize(
    "junk",
    [
        {"error": "internal"},
        [{"message": "x"}],
        [None],
        ["x"],
        {"contactStatistic": [{"queueId": SALES, "countOfArrivedContacts": 1}], "total": 1},
        [{"queueId": None, "countOfArrivedContacts": 7}],
    ],
)
def test_rows_of_no_queue_are_no_zeros(junk: Any, runs: Runs, sinch: SinchServer) -> None:
    runs.run("statistics")
    sinch.replies[ROWS] = junk
    with pytest.raises(Malformed):
        runs.run("statistics")


def test_an_empty_list_is_a_day_without_a_contact(runs: Runs, sinch: SinchServer) -> None:
    runs.run("statistics")
    sinch.replies[ROWS] = []
    assert counted(runs, SALES)["offered"] == 0


def test_a_row_that_came_twice_counts_once_where_slices_have_a_label(
    runs: Runs, sinch: SinchServer
) -> None:
    sinch.replies[ROWS] = [*sinch.replies[ROWS], sinch.replies[ROWS][0]]
    assert counted(runs, SALES)["offered"] == 15
    assert ("statistic", "a row came twice") in runs.findings.left_out
    for row in sinch.replies[ROWS]:
        row.pop("time", None)
    assert counted(runs, SALES)["offered"] == 25, "two hours may be equal by chance"


@pytest.mark.parametrize(
    ("local", "fold", "since"),
    [
        ("2026-10-25T00:30", 0, "2026-10-25T00:00:00.000Z"),
        ("2026-10-25T00:30", 1, "2026-10-25T00:00:00.000Z"),
        ("2026-10-25T01:30", 0, "2026-10-25T00:00:00.000Z"),
    ],
)
def test_a_midnight_that_comes_twice_begins_the_day_once(local: str, fold: int, since: str) -> None:
    zone = ZoneInfo("Atlantic/Azores")
    at = datetime.fromisoformat(local).replace(tzinfo=zone, fold=fold).timestamp()
    assert utc_text(last_midnight(at, zone)) == since
