"""Backlog, waiting calls, and the directory."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from connectors.base import Directory, DirectoryEntry
from connectors.errors import Malformed, Refused
from tests.connectors.runs import Runs
from tests.connectors.trio.conftest import Make
from tests.connectors.trio.harness import TrioServer, fixture
from tests.connectors.vendor_server import Answer, VendorServer
from wallboard.domain.observation import Batch, Kind, Qualifier, Value

CASES, CALLS = "/te/api/cc/1/services/cases", "/te/api/cc/1/services/calls"
ZONE = ZoneInfo("Europe/Stockholm")


def at(hour: int, minute: int) -> float:
    return datetime(2026, 3, 2, hour, minute, tzinfo=ZONE).timestamp()


def test_twenty_cases_are_twenty_or_more(runs: Runs) -> None:
    values = runs.observed("cases", Kind.QUEUE)["17"].values
    assert values["backlog"] == Value(20, Qualifier.AT_LEAST)
    assert values["oldest_item_since"] == Value(at(8, 0), Qualifier.AT_LEAST)


def test_fewer_cases_are_counted_exactly(runs: Runs) -> None:
    values = runs.observed("cases", Kind.QUEUE)["23"].values
    assert values == {"backlog": Value(2), "oldest_item_since": Value(at(7, 30))}


def test_a_service_without_a_case_has_none_if_the_reply_was_whole(runs: Runs) -> None:
    assert "1" not in runs.observed("cases", Kind.QUEUE)
    runs.run("state")
    assert runs.observed("cases", Kind.QUEUE)["1"].values == {"backlog": Value(0)}


@pytest.mark.parametrize("job", ["cases", "calls"])
def test_a_service_that_the_states_no_longer_tell_of_has_no_figure(
    runs: Runs, trio: TrioServer, job: str
) -> None:
    runs.run("state")
    assert "1" in runs.observed(job, Kind.QUEUE)
    states = trio.replies["/te/api/cc/1/services/state"]
    states["data"] = [item for item in states["data"] if "1" not in map(str, item.values())]
    runs.run("state")
    for _ in range(2):
        assert "1" not in runs.observed(job, Kind.QUEUE)


def test_a_service_without_a_case_is_unknown_if_pages_were_lost(
    runs: Runs, trio: TrioServer
) -> None:
    runs.run("state")
    trio.override = lambda asked: (
        Answer.of(
            {"data": fixture("cases")["data"][20:]}, headers={"X-Pagination": '{"totalCount": 90}'}
        )
        if asked.path == CASES
        else None
    )
    (batch,) = runs.run("cases")
    assert isinstance(batch, Batch)
    assert not batch.complete
    assert {one.external_id for one in batch.observations} == {"23"}
    assert batch.observations[0].values["backlog"] == Value(2, Qualifier.AT_LEAST)


@pytest.mark.parametrize(
    ("path", "job", "field"),
    [(CASES, "cases", "oldest_item_since"), (CALLS, "calls", "longest_wait_since")],
)
def test_who_is_the_oldest_is_not_sure_if_pages_were_lost(
    runs: Runs, trio: TrioServer, path: str, job: str, field: str
) -> None:
    whole = runs.observed(job, Kind.QUEUE)
    lost = {"X-Pagination": '{"totalCount": 90}'}
    trio.override = lambda asked: (
        Answer.of(trio.replies[path], headers=lost) if asked.path == path else None
    )
    for external, seen in runs.observed(job, Kind.QUEUE).items():
        if field in whole[external].values:
            assert seen.values[field] == Value(
                whole[external].values[field].raw, Qualifier.AT_LEAST
            )


@pytest.mark.parametrize(("path", "job"), [(CASES, "cases"), (CALLS, "calls")])
def test_a_bare_404_of_what_was_there_before_is_an_empty_collection(
    runs: Runs, trio: TrioServer, server: VendorServer, path: str, job: str
) -> None:
    runs.run("state")
    runs.run(job)
    field = {"cases": "backlog", "calls": "contacts_waiting"}[job]
    trio.override = lambda asked: Answer(404) if asked.path == path else None
    for _ in range(2):
        assert runs.observed(job, Kind.QUEUE)["17"].values == {field: Value(0)}
    trio.override = lambda asked: None
    server.asked.clear()
    runs.run(job)
    assert [set(asked.query) for asked in server.asked if asked.path == path] == [
        {"fields", "pagesize"} | ({"sort"} if job == "cases" else set())
    ]


def test_the_directory_minds_no_collection_that_is_empty_when_it_surveys(
    account: Make, trio: TrioServer
) -> None:
    runs = account(jobs={"state": 5.0, "cases": 60.0, "directory": 3600.0})
    runs.run("cases")
    trio.override = lambda asked: Answer(404) if asked.path == CASES else None
    assert len(runs.run("directory")) == 1


@pytest.mark.parametrize(
    "body", [b"<html>404</html>", b'{"Message": "No HTTP resource was found"}']
)
def test_a_404_that_tells_of_a_wrong_address_is_no_empty_collection(
    runs: Runs, trio: TrioServer, body: bytes
) -> None:
    runs.run("state")
    runs.run("cases")
    trio.override = lambda asked: Answer(404, body) if asked.path == CASES else None
    with pytest.raises(Refused):
        runs.run("cases")


def test_a_bare_404_of_what_was_never_there_is_a_wrong_address(
    runs: Runs, trio: TrioServer
) -> None:
    runs.run("state")
    trio.override = lambda asked: Answer(404) if asked.path == CASES else None
    with pytest.raises(Refused):
        runs.run("cases")


def test_only_the_types_that_are_backlog_count(account: Make) -> None:
    runs = account(options={"case_types": "Task, chat"})
    values = runs.observed("cases", Kind.QUEUE)
    assert values["23"].values["backlog"] == Value(1)
    assert values["17"].values["backlog"] == Value(0, Qualifier.AT_LEAST)


def test_a_case_listed_twice_counts_once(runs: Runs, trio: TrioServer) -> None:
    trio.replies[CASES]["data"] = fixture("cases")["data"][20:] * 2
    assert runs.observed("cases", Kind.QUEUE)["23"].values["backlog"] == Value(2)


def test_ages_stand_in_for_arrivals(runs: Runs, trio: TrioServer) -> None:
    runs.clock = lambda: 1_772_532_000.0
    trio.replies[CASES]["data"] = [
        {"serviceid": 23, "age": "0:10:00"},
        {"serviceid": 23, "age": 30},
    ]
    since = runs.observed("cases", Kind.QUEUE)["23"].values["oldest_item_since"]
    assert since == Value(1_772_532_000.0 - 600)


def test_cases_that_name_no_service_are_malformed(runs: Runs, trio: TrioServer) -> None:
    trio.replies[CASES]["data"] = [{"jobno": 1}]
    with pytest.raises(Malformed):
        runs.run("cases")


def test_calls_that_wait_or_ring_are_waiting(runs: Runs) -> None:
    runs.clock = lambda: 1_772_532_000.0
    runs.run("state")
    queues = runs.observed("calls", Kind.QUEUE)
    assert queues["17"].values == {
        "contacts_waiting": Value(2),
        "longest_wait_since": Value(1_772_532_000.0 - 90),
    }
    assert queues["1"].values == {"contacts_waiting": Value(0)}


def test_a_call_in_an_unknown_state_leaves_its_queue_without_a_figure(
    runs: Runs, trio: TrioServer
) -> None:
    trio.replies[CALLS]["data"][0]["callstate"] = "Zorp"
    trio.replies[CALLS]["data"].append({"serviceid": 23, "callstate": "Queued"})
    assert set(runs.observed("calls", Kind.QUEUE)) == {"23"}
    assert ("call_states", "Zorp") in runs.findings.words


def listing(runs: Runs) -> Directory:
    (directory,) = runs.run("directory")
    assert isinstance(directory, Directory)
    return directory


def test_the_directory_names_queues_agents_and_their_groups(runs: Runs) -> None:
    directory = listing(runs)
    assert directory.covers == {Kind.QUEUE, Kind.AGENT}
    queue = DirectoryEntry(Kind.QUEUE, "17", "Kundtjänst", {}, ("Privat",))
    agent = DirectoryEntry(Kind.AGENT, "1001", "Åsa Öhrn", {"own_agent_id": "1001"}, ("Dag",))
    assert queue in directory.entries
    assert agent in directory.entries
    assert len(directory.entries) == 6


@pytest.mark.parametrize("group", ["servicegroups", "agentgroups"])
def test_groups_that_may_not_be_read_cost_only_the_groups(
    runs: Runs, trio: TrioServer, group: str
) -> None:
    trio.override = lambda asked: Answer(403) if asked.path.endswith(group) else None
    assert len(listing(runs).entries) == 6
    assert any(note and "group" in note for note in runs.findings.notes.values())


def test_a_listing_with_lost_pages_covers_nothing_of_its_kind(runs: Runs, trio: TrioServer) -> None:
    trio.override = lambda asked: (
        Answer.of({"data": [{"agentid": 1}]}, headers={"X-Pagination": '{"totalCount": 9}'})
        if asked.path == "/te/api/cc/1/agents"
        else None
    )
    assert listing(runs).covers == {Kind.QUEUE}


def test_moved_links_are_followed_and_foreign_ones_are_not(
    runs: Runs, trio: TrioServer, server: VendorServer
) -> None:
    moved = "/te/api/v2/queues/now"
    trio.replies[moved] = trio.replies["/te/api/cc/1/services/state"]
    trio.replies["/te/api/cc"]["data"][0]["links"] = [
        {"rel": "ServiceState", "href": moved},
        {"rel": "AgentState", "href": "http://elsewhere.invalid/agents/state"},
    ]
    runs.run("state")
    paths = [asked.path for asked in server.asked]
    assert moved in paths
    assert "/te/api/cc/1/agents/state" in paths


def test_links_that_died_are_looked_up_again(
    runs: Runs, trio: TrioServer, server: VendorServer
) -> None:
    runs.run("state")
    trio.override = lambda asked: Answer(404) if asked.path.endswith("services/state") else None
    server.asked.clear()
    with pytest.raises(Refused):
        runs.run("state")
    assert "/te/api/cc" in [asked.path for asked in server.asked]


def two_centers(trio: TrioServer) -> None:
    trio.replies["/te/api/cc"]["data"] = [{"ccid": 12}, {"ccid": 1}]
    for path in list(trio.replies):
        if path.startswith("/te/api/cc/1/"):
            trio.replies[path.replace("/cc/1/", "/cc/12/")] = trio.replies[path]


def test_ids_of_further_contact_centres_are_told_apart(runs: Runs, trio: TrioServer) -> None:
    two_centers(trio)
    assert set(runs.observed("state", Kind.QUEUE)) == {
        "1", "17", "23", "12/1", "12/17", "12/23",
    }  # fmt: skip
    agents = runs.observed("state", Kind.AGENT)
    assert agents["12/1001"].values["queue"].raw == "12/17"
    assert set(runs.observed("cases", Kind.QUEUE)) == set(runs.observed("state", Kind.QUEUE))


def test_the_contact_centres_may_be_named_main_one_first(account: Make, trio: TrioServer) -> None:
    two_centers(trio)
    only = account(options={"contact_centers": "CC12"})
    assert set(only.observed("state", Kind.QUEUE)) == {"1", "17", "23"}
    other = account(options={"contact_centers": "12, 1"})
    assert "1/17" in other.observed("state", Kind.QUEUE)


def test_a_login_without_a_contact_centre_is_told(runs: Runs, trio: TrioServer) -> None:
    trio.replies["/te/api/cc"]["data"] = []
    with pytest.raises(Refused, match="no contact centre"):
        runs.run("state")


def test_named_contact_centres_do_without_the_right_to_list_them(
    account: Make, trio: TrioServer
) -> None:
    trio.override = lambda asked: Answer(403) if asked.path == "/te/api/cc" else None
    assert account(options={"contact_centers": "1"}).observed("state", Kind.QUEUE)


def test_the_connection_test_names_queues_and_says_what_it_read(runs: Runs) -> None:
    connector = runs.connector(runs.context())
    result = connector.test()
    connector.close()
    assert result.ok
    assert result.message == "The login works: 3 queues found."
    assert "Contact centre 1: 3 queues: Default, Kundtjänst, Felanmälan" in result.details


def test_a_login_that_sees_no_queue_fails_the_test_with_a_hint(
    runs: Runs, trio: TrioServer
) -> None:
    trio.replies["/te/api/cc/1/services"]["data"] = []
    connector = runs.connector(runs.context())
    result = connector.test()
    connector.close()
    assert not result.ok
    assert "groups" in result.hint
