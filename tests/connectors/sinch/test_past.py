"""RAI after an outage: what the counters stood at in the quarter hours that were missed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest

from connectors.errors import Unreachable
from connectors.sinch.past import MOST_ASKED, Missed
from tests.connectors.runs import Runs
from tests.connectors.sinch.conftest import Clock
from tests.connectors.sinch.harness import EMAIL, NOON, SALES, SinchServer, fixture
from tests.connectors.vendor_server import Answer, Asked
from wallboard.domain.observation import Batch, Past

QUARTER = 900
MIDNIGHT = NOON - 12 * 3600
FIVE_PAST = NOON + 300
ROW = fixture("contact_statistic")[0]
HTML = {"content-type": "text/html"}


def row(**counts: Any) -> dict[str, Any]:
    return {**ROW, **counts}


def begun(asked: Asked) -> float:
    return datetime.fromisoformat(asked.query["starttime"]).timestamp()


@pytest.fixture
def since(sinch: SinchServer) -> dict[float, Any]:
    """Rows by the startTime asked for; the day's own are the fixture's."""
    rows: dict[float, Any] = {
        NOON: [row(countOfArrivedContacts=9, countOfHandledContacts=7)],
        NOON + QUARTER: [row(countOfArrivedContacts=4, countOfHandledContacts=3)],
    }

    def answer(asked: Asked) -> Answer | None:
        if not asked.path.endswith("contactStatistic"):
            return None
        found = rows.get(begun(asked))
        return found if found is None or isinstance(found, Answer) else Answer.of(found)

    sinch.override = answer
    return rows


@pytest.fixture
def outage(runs: Runs, clock: Clock, since: dict[float, Any]) -> Runs:
    """Read at 12:05 and, after twenty minutes of nothing, at 12:25."""
    runs.last_ok_at = FIVE_PAST
    clock.at = NOON + 1500
    return runs


def told(runs: Runs) -> Past:
    (found,) = runs.pasts
    return found


def of_sales(past: Past, field: str) -> list[Any]:
    found = []
    for batch in past.batches:
        by_id = {one.external_id: one.values for one in batch.observations}
        found.append(by_id[SALES][field].raw if field in by_id.get(SALES, {}) else None)
    return found


def test_the_days_counts_less_those_since_a_quarter_are_what_it_stood_at(outage: Runs) -> None:
    (today,) = outage.run("statistics")
    past = told(outage)
    assert [batch.received_at for batch in past.batches] == [NOON, NOON + 900, NOON + 1500]
    assert of_sales(past, "offered") == [15 - 9, 15 - 4, 15]
    assert of_sales(past, "handled") == [13 - 7, 13 - 3, 13]
    assert past.batches[-1] == today
    assert outage.findings.notes["past"] is None


def test_a_queue_without_a_row_since_then_has_had_no_contact_since(outage: Runs) -> None:
    outage.run("statistics")
    emails = [
        one.values["offered"].raw
        for batch in told(outage).batches
        for one in batch.observations
        if one.external_id == EMAIL
    ]
    assert emails == [6, 6, 6]


def test_more_since_a_quarter_than_in_the_whole_day_is_not_told(
    outage: Runs, since: dict[float, Any]
) -> None:
    since[NOON][0]["countOfHandledContacts"] = 14
    outage.run("statistics")
    assert of_sales(told(outage), "offered") == [None, 11, 15]


def test_a_count_that_cannot_be_read_is_left_out_alone(
    outage: Runs, since: dict[float, Any]
) -> None:
    del since[NOON + QUARTER][0]["countOfAbandonedContacts"]
    outage.run("statistics")
    assert of_sales(told(outage), "abandoned") == [0, None, 2]
    assert of_sales(told(outage), "offered") == [6, 11, 15]


def test_a_server_that_rounds_to_the_hour_fills_nothing(
    outage: Runs, since: dict[float, Any]
) -> None:
    """Every quarter would seem to have been without a contact."""
    since[NOON + QUARTER] = since[NOON]
    assert len(outage.run("statistics")) == 1
    assert outage.pasts == []
    assert "stay a gap" in str(outage.findings.notes["past"])


def _cut(rows: Any) -> Answer:
    body = json.dumps(rows).encode()
    return Answer(200, body[: len(body) // 2], {"content-type": "application/json"})


def _huge() -> Answer:
    def pieces() -> Iterator[tuple[float, bytes]]:
        head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 99999999999"
        yield 0.0, head + b"\r\n\r\n["

    return Answer(pieces=pieces)


@pytest.mark.parametrize(
    "answer",
    [
        lambda: Answer(404, b"HTTP 404 Not Found", {"content-type": "text/plain"}),
        lambda: Answer(403, b"no"),
        lambda: Answer(401, b"no"),
        lambda: Answer(429, b"slowly", {"retry-after": "600"}),
        lambda: Answer(500, b"{"),
        lambda: Answer(200, b"<html>sign in</html>", HTML),
        lambda: _cut([ROW]),
        lambda: Answer.of({"error": {"text": "none"}}),
        lambda: Answer.of("never"),
        lambda: Answer.of([1, None, "two"]),
        lambda: Answer.of([row(queueId=None)]),
        lambda: Answer.of([row(countOfArrivedContacts="many")]),
        lambda: Answer.of([row(countOfArrivedContacts=-3)]),
        _huge,
    ],
)
def test_whatever_it_says_of_the_past_the_account_is_well(
    answer: Callable[[], Answer], outage: Runs, since: dict[float, Any]
) -> None:
    since[NOON] = since[NOON + QUARTER] = answer()
    (today,) = outage.run("statistics")
    assert isinstance(today, Batch)
    assert len(today.observations) == 2
    assert outage.pasts == []
    assert "stay a gap" in str(outage.findings.notes["past"])


def test_asking_ends_in_time_for_the_counters_of_now(outage: Runs, clock: Clock) -> None:
    """A slow server and eighteen quarters that were missed: not all of them are waited for."""
    outage.last_ok_at = NOON - 4 * 3600

    def slow() -> float:
        clock.at += 1.0
        return clock.at

    outage.clock = slow
    assert len(outage.run("statistics", seconds=60.0)) == 1
    assert 0 < outage.findings.requests["statistics of the past"] < 10


def test_nothing_is_asked_of_the_past_while_the_source_is_off(
    outage: Runs, sinch: SinchServer
) -> None:
    sinch.override = lambda asked: Answer(503, b"")
    with pytest.raises(Unreachable):
        outage.run("statistics")
    assert outage.findings.requests["statistics of the past"] == 0


@pytest.mark.parametrize("missed", [60, 149, 299])
def test_no_gap_no_question(missed: int, runs: Runs, clock: Clock) -> None:
    clock.at = NOON + 600
    runs.last_ok_at = clock.at - missed
    runs.run("statistics")
    assert runs.findings.requests["statistics of the past"] == 0
    assert "past" not in runs.findings.notes


def marks(last_ok_at: float | None, now_at: float, cadence: float = 60.0) -> list[int]:
    found = Missed(last_ok_at, now_at, MIDNIGHT, cadence).marks
    return [int(mark - NOON) // 60 for mark in found]


def test_which_quarters_are_asked_for() -> None:
    assert marks(FIVE_PAST, NOON + 1500) == [0, 15]
    assert marks(NOON + 1200, NOON + 2400) == [0, 15, 30]  # a half hour shows how it rounds
    assert marks(NOON + 120, NOON + 880) == []  # one quarter: nothing straddles
    assert marks(NOON + 850, NOON + 950) == []  # near enough to be spread
    assert marks(NOON + 300, NOON + 3000, cadence=3600.0) == []  # it is read as rarely as that
    assert marks(None, NOON + 3000) == []
    assert marks(MIDNIGHT - 300, MIDNIGHT + 1000) == [-720, -705]
    whole_day = marks(MIDNIGHT, NOON + 3600)
    assert (len(whole_day), whole_day[-1]) == (MOST_ASKED, 45)
