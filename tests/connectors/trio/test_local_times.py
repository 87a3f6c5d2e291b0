"""Times that Trio writes without an offset, and days of 25 hours."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from connectors.trio.normalize import DAY, day_of
from tests.connectors.trio.conftest import Make
from tests.connectors.trio.harness import TrioServer
from wallboard.domain.observation import Kind

AGENTS = "/te/api/cc/1/agents/state"
NOW = datetime(2026, 10, 25, 1, 50, tzinfo=UTC)  # in Stockholm 02:50 for the second time


def since(account: Make, trio: TrioServer, text: str, now: datetime = NOW, zone: str = "") -> str:
    """The instant, in UTC, of a state that began at a local time."""
    trio.replies[AGENTS]["data"] = [
        {"agentid": 1001, "status": "Ready", "stateSince": text},
    ]
    runs = account(options={"day_timezone": zone})
    runs.clock = now.timestamp
    at = runs.observed("state", Kind.AGENT)["1001"].values["state_since"].raw
    return f"{datetime.fromtimestamp(float(at), UTC):%d %H:%M}"


def test_a_local_time_is_of_the_zone_in_which_trios_day_turns(
    account: Make, trio: TrioServer
) -> None:
    assert since(account, trio, "2026-10-24T14:00:00") == "24 12:00"
    assert since(account, trio, "2026-10-24T14:00:00", zone="Europe/Helsinki") == "24 11:00"
    assert since(account, trio, "2026-10-24T14:00:00+05:00", zone="Europe/Helsinki") == "24 09:00"


@pytest.mark.parametrize(
    ("now", "text", "expected"),
    [
        (NOW, "2026-10-25T02:40:00", "25 01:40"),
        (NOW, "2026-10-25T02:50:03", "25 01:50"),  # their clock is a little ahead of ours
        (NOW, "2026-10-25T02:55:00", "25 00:55"),  # has not been a second time
        (NOW.replace(hour=0), "2026-10-25T02:40:00", "25 00:40"),
        (NOW.replace(hour=5), "2026-10-25T01:59:00", "24 23:59"),
    ],
)
def test_in_the_hour_that_is_repeated_a_local_time_is_the_last_that_has_been(
    account: Make, trio: TrioServer, now: datetime, text: str, expected: str
) -> None:
    assert since(account, trio, text, now) == expected


def test_a_day_begins_with_the_first_of_two_midnights() -> None:
    """In Havana the clock goes back to midnight at one."""
    second_pass = datetime(2026, 11, 1, 5, 30, tzinfo=UTC).timestamp()
    assert day_of(ZoneInfo("America/Havana"), ZoneInfo("Etc/GMT+4"), second_pass) == DAY
