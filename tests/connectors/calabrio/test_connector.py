"""What each job asks, and what it makes of the answers."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from connectors.base import Directory
from connectors.calabrio import connector as connector_module
from connectors.calabrio.connector import CALABRIO
from connectors.errors import ConnectorError, Refused
from tests.connectors.calabrio.support import Bench, Clock, ScriptedCalabrio, load
from tests.connectors.vendor_server import Answer, Asked
from wallboard.domain.observation import Batch, Kind

ADHERENCE = "scheduling/adherence/agent"
REALTIME = "scheduling/realTime/activity/detail"
LONG = "scheduling/schedule/for/timespan"
SHORT = "schedule/for/timespan"
AGENTS = "scheduling/agent"
HOUR = 3600.0


# adherence


def rows_of(count: int, first: int = 1) -> list[dict[str, Any]]:
    return [{"agentId": str(n), "scheduleAdherence": 90.0} for n in range(first, first + count)]


@pytest.mark.parametrize(("agents", "pages"), [(0, 1), (199, 1), (200, 2), (201, 2), (450, 3)])
def test_adherence_reads_pages_of_200_until_a_short_one(
    bench: Bench, scripted: ScriptedCalabrio, agents: int, pages: int
) -> None:
    everybody = rows_of(agents)

    def page(asked: Asked) -> Answer:
        size, number = (int(asked.query[key]) for key in ("pagesize", "pagenumber"))
        assert size == 200
        return Answer.of(everybody[(number - 1) * size : number * size])

    scripted.answers[ADHERENCE] = page
    (batch,) = bench.run("adherence")
    assert isinstance(batch, Batch) and batch.complete
    assert len(batch.observations) == agents
    assert len(scripted.to(ADHERENCE)) == pages
    assert (bench.findings.notes["empty_view"] is None) is bool(agents)


def test_no_content_after_a_full_page_is_its_end(bench: Bench, scripted: ScriptedCalabrio) -> None:
    scripted.answers[ADHERENCE] = lambda asked: (
        Answer.of(rows_of(200)) if asked.query["pagenumber"] == "1" else Answer(204)
    )
    (batch,) = bench.run("adherence")
    assert isinstance(batch, Batch) and len(batch.observations) == 200


def test_a_server_that_does_not_heed_page_numbers_is_not_asked_for_ever(
    bench: Bench, scripted: ScriptedCalabrio
) -> None:
    scripted.answers[ADHERENCE] = rows_of(200)
    (batch,) = bench.run("adherence")
    assert isinstance(batch, Batch) and len(batch.observations) == 200
    assert len(scripted.to(ADHERENCE)) == 2


@pytest.mark.parametrize(
    ("zone", "day"),
    [("America/Chicago", "2026-01-23"), ("Asia/Tokyo", "2026-01-24"), ("No/Where", "2026-01-24")],
)
def test_the_day_turns_in_the_tenants_zone_or_else_the_sites(
    bench: Bench, scripted: ScriptedCalabrio, clock: Clock, zone: str, day: str
) -> None:
    clock.at = datetime(2026, 1, 24, 3, 0, tzinfo=UTC).timestamp()
    scripted.answers["authorize"] = {**load("authorize.json"), "timezoneString": zone}
    scripted.answers[ADHERENCE] = rows_of(1)
    (batch,) = bench.run("adherence")
    assert scripted.to(ADHERENCE)[0].query["date"] == day
    assert isinstance(batch, Batch)
    assert batch.observations[0].values["adherence"].parameters["day"] == day
    assert (bench.findings.notes["tenant_timezone"] is None) is (zone != "No/Where")


def test_a_page_that_fails_leaves_the_last_figures_as_they_were(
    bench: Bench, scripted: ScriptedCalabrio
) -> None:
    scripted.answers[ADHERENCE] = rows_of(3)
    bench.run("adherence")

    def second_fails(asked: Asked) -> Answer:
        first = asked.query["pagenumber"] == "1"
        return Answer.of(rows_of(200)) if first else Answer(503)

    scripted.answers[ADHERENCE] = second_fails
    with pytest.raises(ConnectorError):
        bench.run("adherence")
    assert len(bench.batches) == 1
    assert bench.facts(3)["adherence"] == 0.9 and bench.facts(4) == {}


# schedule


def test_schedule_asks_for_at_most_1000_ids_and_less_than_nine_days(
    bench: Bench, scripted: ScriptedCalabrio
) -> None:
    scripted.answers[AGENTS] = [{"agentId": number} for number in range(1, 2502)]
    scripted.answers[LONG] = lambda asked: Answer.of(
        [{"agentId": number, "activities": []} for number in json.loads(asked.body)["agentIds"]]
    )
    (batch,) = bench.run("schedule")
    assert isinstance(batch, Batch) and len(batch.observations) == 2501
    asked = [json.loads(call.body)["agentIds"] for call in scripted.to(LONG)]
    assert [len(ids) for ids in asked] == [1000, 1000, 501]
    assert all(isinstance(number, int) for number in asked[0])
    for call in scripted.to(LONG):
        start, end = (int(call.query[key]) for key in ("fromtimestamp", "totimestamp"))
        assert end - start <= 9 * 24 * HOUR * 1000


@pytest.mark.parametrize("answering", [LONG, SHORT])
def test_both_paths_are_tried_and_the_one_that_answers_is_remembered(
    bench: Bench, scripted: ScriptedCalabrio, answering: str
) -> None:
    scripted.answers[AGENTS] = [{"agentId": 20}]
    scripted.answers[answering] = load("schedule_timespan.json")
    for _ in range(3):
        bench.run("schedule")
    assert len(scripted.to(answering)) == 3
    other = LONG if answering == SHORT else SHORT
    assert len(scripted.to(other)) == (1 if answering == SHORT else 0)


def test_a_path_of_the_accounts_own_is_the_only_one_tried(
    bench: Bench, scripted: ScriptedCalabrio
) -> None:
    bench.options["timespan_path"] = "/api/rest/own/timespan"
    scripted.answers[AGENTS] = [{"agentId": 20}]
    with pytest.raises(Refused, match="no schedule for a timespan"):
        bench.run("schedule")
    assert len(scripted.to("own/timespan")) == 1
    assert not scripted.to(LONG) and not scripted.to(SHORT)


def test_the_list_of_ids_is_asked_once_an_hour_and_shared_with_the_directory(
    bench: Bench, scripted: ScriptedCalabrio, clock: Clock
) -> None:
    scripted.answers[AGENTS] = load("agents_full.json")
    scripted.answers[LONG] = load("schedule_timespan.json")
    bench.run("directory")
    bench.run("schedule")
    assert len(scripted.to(AGENTS)) == 1
    assert json.loads(scripted.to(LONG)[0].body)["agentIds"] == [4711, 4712]
    clock.at += 2 * HOUR
    bench.run("schedule")
    assert len(scripted.to(AGENTS)) == 2


def test_without_the_right_to_list_agents_those_whom_others_saw_are_asked_for(
    bench: Bench, scripted: ScriptedCalabrio
) -> None:
    scripted.answers[AGENTS] = lambda asked: Answer(403)
    scripted.answers["org/common/agents/for/team/0"] = lambda asked: Answer(403)
    scripted.answers[LONG] = load("schedule_timespan.json")
    with pytest.raises(Refused) as refused:
        bench.run("schedule")
    assert "Update messaging requests" in refused.value.hint
    scripted.answers[ADHERENCE] = rows_of(2)
    bench.run("adherence")
    bench.run("schedule")
    assert json.loads(scripted.to(LONG)[-1].body)["agentIds"] == [1, 2]


# directory


def test_directory_lists_active_agents_and_no_queues(
    bench: Bench, scripted: ScriptedCalabrio
) -> None:
    scripted.answers[AGENTS] = load("agents_full.json")
    (directory,) = bench.run("directory")
    assert isinstance(directory, Directory)
    assert directory.covers == {Kind.AGENT}
    assert [entry.external_id for entry in directory.entries] == ["4711", "4712"]
    assert scripted.to(AGENTS)[0].query["fulldetail"] == "true"
    assert not scripted.to("scheduling/service")


def test_directory_lists_service_queues_when_asked_to(
    bench: Bench, scripted: ScriptedCalabrio
) -> None:
    bench.options["services_as_queues"] = True
    scripted.answers[AGENTS] = load("agents_full.json")
    scripted.answers["scheduling/service"] = load("services.json")
    _, queues = bench.run("directory")
    assert isinstance(queues, Directory) and queues.covers == {Kind.QUEUE}


def test_where_the_listing_shows_no_acd_ids_adherence_supplies_them(
    bench: Bench, scripted: ScriptedCalabrio
) -> None:
    scripted.answers[AGENTS] = load("agents_basic.json")
    scripted.answers[ADHERENCE] = load("adherence_details_list.json")
    (directory,) = bench.run("directory")
    assert isinstance(directory, Directory)
    assert [entry.keys.get("acd_agent_id") for entry in directory.entries] == ["2001", "2003"]
    bench.run("adherence")
    bench.run("directory")
    assert len(scripted.to(ADHERENCE)) == 2  # the second time the facts had them


def test_without_the_agent_api_everybody_is_listed_without_detail(
    bench: Bench, scripted: ScriptedCalabrio
) -> None:
    scripted.answers[AGENTS] = lambda asked: Answer(403)
    scripted.answers["org/common/agents/for/team/0"] = load("agents_of_team.json")
    scripted.answers[ADHERENCE] = load("adherence_details_list.json")
    (directory,) = bench.run("directory")
    assert isinstance(directory, Directory)
    assert [entry.external_id for entry in directory.entries] == ["4711", "4712"]
    assert "without detail" in str(bench.findings.notes["agents_listing"])
    # Names, keys and groups of before stay, and nobody is gone whom this listing lacks.
    assert directory.covers == set()
    assert {entry.name for entry in directory.entries} == {""}


# the rest


def test_an_unknown_job_is_refused(bench: Bench) -> None:
    with pytest.raises(Refused):
        bench.run("weather")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("first_look_back_hours", 9000),
        ("first_look_back_hours", "many"),
        ("overlap_minutes", 0),
        ("pacing_seconds", -1),
        ("user_member", "login"),
        ("activity_names", "some"),
        ("services_as_queues", "perhaps"),
        ("language", {}),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused_by_its_label(
    bench: Bench, key: str, value: object
) -> None:
    bench.options[key] = value
    label = next(option.label for option in CALABRIO.options if option.key == key)
    with pytest.raises(Refused) as refused:
        bench.run("adherence")
    assert label in str(refused.value)


def test_an_empty_setting_is_the_default(bench: Bench, scripted: ScriptedCalabrio) -> None:
    bench.options.update({"first_look_back_hours": "", "language": None, "pacing_seconds": "0"})
    scripted.answers[ADHERENCE] = []
    bench.run("adherence")
    assert json.loads(scripted.to("authorize")[0].body)["language"] == "en"


def test_cadences_are_those_of_the_issue() -> None:
    cadences = {job.name: (job.cadence_seconds, job.minimum_seconds) for job in CALABRIO.jobs}
    assert cadences == {
        "realtime": (10, 5),
        "adherence": (60, 30),
        "schedule": (300, 60),
        "directory": (3600, 300),
    }
    assert connector_module.CALABRIO is CALABRIO


def test_test_connection_names_each_missing_right_and_uses_the_credentials_as_they_are(
    bench: Bench, scripted: ScriptedCalabrio
) -> None:
    scripted.answers[AGENTS] = load("agents_full.json")
    scripted.answers[ADHERENCE] = load("adherence_details_list.json")
    scripted.answers["scheduling/service"] = load("services.json")
    scripted.answers[REALTIME] = lambda asked: Answer(403)
    result = bench.connector().test()
    assert not result.ok and "Administer WFM" in result.hint
    assert any("Kundtjänst" in detail for detail in result.details)
    scripted.answers[REALTIME] = load("realtime_states.json")
    result = bench.connector().test()
    assert result.ok and "America/Chicago" in result.message
    told = result.message + result.hint + "".join(result.details)
    assert "Öberg" not in told


def test_test_connection_never_raises(bench: Bench, scripted: ScriptedCalabrio) -> None:
    scripted.answers["authorize"] = lambda asked: Answer(401)
    result = bench.connector().test()
    assert not result.ok and "did not accept the sign-in" in result.message and result.hint
