"""Disruptions become notices, and go when they end."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tests.connectors.runs import Runs
from tests.connectors.sinch.conftest import Clock, Make
from tests.connectors.sinch.harness import ENDED_EVENT, EVENT, NOON, SET, SinchServer
from tests.connectors.vendor_server import VendorServer
from wallboard.domain.observation import Batch, Kind

EVENTS = f"rci/disruptionSets/{SET}/events"


def told(runs: Runs) -> dict[str, dict[str, Any]]:
    found = runs.observed("disruptions", Kind.SOURCE)
    return {id_: {f: v.raw for f, v in one.values.items()} for id_, one in found.items()}


def test_a_disruption_is_told_in_words(runs: Runs) -> None:
    assert told(runs) == {
        EVENT: {
            "notice_text": "Service break · Helsinki 1 · until two o'clock",
            "notice_set": "electricity",
            "notice_why": "Service break",
            "notice_where": "Helsinki 1",
            "notice_when": "until two o'clock",
            "notice_from": datetime(2020, 12, 29, 12, 1, tzinfo=UTC).timestamp(),
        }
    }


def test_remarks_are_the_text_where_there_are_any(runs: Runs, sinch: SinchServer) -> None:
    event = sinch.replies[EVENTS][1]
    event |= {"activeFrom": "2026-01-24T08:00:00.000Z", "activeTo": "2026-01-24T16:00:00.000Z"}
    found = told(runs)[ENDED_EVENT]
    assert found["notice_text"] == "Crew on its way"
    assert found["notice_where"] == "00200"  # an item that its set does not list
    assert (found["notice_from"], found["notice_until"]) == (NOON - 3 * 3600, NOON + 5 * 3600)


def test_only_active_ones_are_asked_for_and_the_answer_is_checked(
    runs: Runs, sinch: SinchServer, server: VendorServer, clock: Clock
) -> None:
    sinch.replies[EVENTS][1] |= {"activeFrom": "2026-01-24T12:00:00Z", "activeTo": ""}
    assert set(told(runs)) == {EVENT}
    assert [a.query["active"] for a in server.asked if a.path.endswith("/events")] == ["true"] * 2
    clock.at += 3600
    assert set(told(runs)) == {EVENT, ENDED_EVENT}


def test_what_was_deleted_goes(runs: Runs, sinch: SinchServer) -> None:
    assert told(runs)
    sinch.replies[EVENTS] = []
    (batch,) = runs.run("disruptions")
    assert isinstance(batch, Batch)
    assert batch.complete and batch.covers == {Kind.SOURCE} and not batch.observations


def test_items_are_found_by_external_id_and_in_any_wrapping(runs: Runs, sinch: SinchServer) -> None:
    sinch.replies[EVENTS] = {
        "event": {
            "id": EVENT.lower(),
            "items": [{"externalid": "05", "type": "why"}, {"externalId": "14", "type": "WHEN"}],
        }
    }
    found = told(runs)[EVENT]
    assert (found["notice_why"], found["notice_when"]) == ("Service break", "until two o'clock")
    assert "notice_from" not in found


def test_items_are_read_only_of_sets_that_have_an_event(
    runs: Runs, sinch: SinchServer, server: VendorServer
) -> None:
    runs.run("disruptions")
    assert sum(asked.path.endswith("/items") for asked in server.asked) == 1
    sinch.replies[EVENTS] = []
    server.asked.clear()
    runs.run("disruptions")
    assert not any(asked.path.endswith("/items") for asked in server.asked)


def test_without_rmi_the_health_page_says_what_this_account_is(account: Make) -> None:
    runs = account(options={"rmi": False})
    assert told(runs)
    assert runs.findings.notes["rmi"] == (
        "Without RMI this account is a directory: "
        "it supplies names and disruptions, no live figures."
    )
