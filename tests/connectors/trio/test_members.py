"""Which members are asked for, learned and reported; the mapping of an account."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.errors import Refused, Unreachable
from connectors.trio.mapping import DEFAULT_MAPPING, FieldMap
from connectors.trio.members import asked_for
from tests.connectors.runs import Runs
from tests.connectors.trio.conftest import Make
from tests.connectors.trio.harness import TrioServer
from tests.connectors.vendor_server import Answer, Asked, VendorServer
from wallboard.domain.observation import Kind

QUEUES = "/te/api/cc/1/services/state"
AGENTS = "/te/api/cc/1/agents/state"


def fields_of(server: VendorServer, path: str = QUEUES) -> list[set[str]]:
    return [
        set(asked.query.get("fields", "").split(","))
        for asked in server.asked
        if asked.path == path
    ]


def test_all_aliases_are_asked_for_first_and_then_what_was_learned(
    runs: Runs, server: VendorServer
) -> None:
    runs.run("state")
    runs.run("state")
    first, second = fields_of(server)
    assert {"queuelength", "contactswaiting", "callswaiting"} <= first
    assert "queuelength" in second
    assert not {"contactswaiting", "callswaiting"} & second
    assert "agentspaused" in second  # not seen yet: its aliases stay


def test_pages_are_sorted_by_the_id_once_its_name_is_known(
    runs: Runs, server: VendorServer
) -> None:
    runs.run("state")
    runs.run("state")
    sorts = [asked.query.get("sort") for asked in server.asked if asked.path == QUEUES]
    assert sorts == [None, "serviceid"]


def test_what_is_asked_for_fits_into_a_query_that_iis_takes() -> None:
    for resource in ("service_state", "agent_state", "case", "call"):
        asked = asked_for(FieldMap({}), resource, {})
        assert len(asked.replace(",", "%2C")) < 1700
        first = {row["names"][0] for row in DEFAULT_MAPPING[resource].values()}
        assert first <= set(asked.split(","))


def test_a_member_that_appears_later_is_learned_then(runs: Runs, trio: TrioServer) -> None:
    runs.run("state")
    trio.replies[AGENTS]["data"][0]["AbsenceReason"] = "Fika"
    runs.run("state")
    assert runs.sessions.stored["learned"]["agent_state"]["reason"] == "reason"
    trio.replies[AGENTS]["data"][0]["QueueLength"] = 1
    assert "reason" in runs.observed("state", Kind.AGENT)["1002"].values


@pytest.mark.parametrize("status", [400, 404, 414, 500])
def test_a_server_that_refuses_the_fields_is_asked_plainly_and_remembered(
    runs: Runs, trio: TrioServer, server: VendorServer, status: int
) -> None:
    trio.override = lambda asked: Answer(status) if "fields" in asked.query else None
    assert runs.observed("state", Kind.QUEUE)["17"].values["contacts_waiting"].raw == 7
    server.asked.clear()
    runs.run("state")
    assert len(server.asked) == 2


def test_a_passing_error_of_the_first_read_hides_no_figure_for_good(
    runs: Runs, trio: TrioServer
) -> None:
    troubles = [500]

    def answer(asked: Asked) -> Answer | None:
        if asked.path != QUEUES:
            return None
        if "fields" in asked.query:
            return Answer(troubles.pop()) if troubles else None
        return Answer.of({"data": [{"serviceid": 17, "open": True}]})  # the default subset

    trio.override = answer
    for _ in range(2):
        assert runs.observed("state", Kind.QUEUE)["17"].values["contacts_waiting"].raw == 7


def test_a_refusal_of_the_fields_is_believed_for_a_day(
    runs: Runs, trio: TrioServer, server: VendorServer
) -> None:
    now = 1_772_532_000.0
    runs.clock = lambda: now
    trio.override = lambda asked: Answer(400) if "fields" in asked.query else None
    runs.run("state")
    now += 86400 + 1
    server.asked.clear()
    assert runs.observed("state", Kind.QUEUE)["17"].values["contacts_waiting"].raw == 7
    asked = ["fields" in asked.query for asked in server.asked if asked.path == QUEUES]
    assert asked[0] and not all(asked)
    now += 86400 + 1
    trio.override = lambda asked: None
    runs.run("state")
    server.asked.clear()
    runs.run("state")
    assert all("fields" in asked.query for asked in server.asked)


def test_calls_are_not_sorted_because_their_document_knows_no_sort(
    runs: Runs, server: VendorServer
) -> None:
    for _ in range(2):
        runs.run("calls")
    calls = [asked for asked in server.asked if asked.path.endswith("services/calls")]
    assert calls and not any("sort" in asked.query for asked in calls)


@pytest.mark.parametrize("status", [400, 404, 500])
def test_a_server_that_refuses_to_sort_is_asked_for_the_fields_alone_and_remembered(
    runs: Runs, trio: TrioServer, server: VendorServer, status: int
) -> None:
    trio.override = lambda asked: Answer(status) if "sort" in asked.query else None
    for _ in range(2):
        assert runs.observed("state", Kind.QUEUE)["17"].values["contacts_waiting"].raw == 7
    server.asked.clear()
    runs.run("state")
    assert len(server.asked) == 2
    assert all("fields" in asked.query for asked in server.asked)


def test_an_error_beside_parameters_that_have_worked_is_an_error(
    runs: Runs, trio: TrioServer, server: VendorServer
) -> None:
    for _ in range(2):
        runs.run("state")
    server.asked.clear()
    trio.override = lambda asked: Answer(500) if asked.path == QUEUES else None
    with pytest.raises(Unreachable):
        runs.run("state")
    assert [asked.path for asked in server.asked] == [QUEUES, AGENTS]


def test_a_server_that_drops_the_ids_with_the_fields_is_asked_plainly(
    runs: Runs, trio: TrioServer
) -> None:
    def bare(asked: Asked) -> Answer | None:
        if asked.path == QUEUES and "fields" in asked.query:
            return Answer.of({"data": [{"links": []}] * 3})
        return None

    trio.override = bare
    assert set(runs.observed("state", Kind.QUEUE)) == {"1", "17", "23"}


def test_all_members_are_reported_with_samples_but_no_person(runs: Runs, trio: TrioServer) -> None:
    trio.replies[QUEUES]["data"][1]["Zyx"] = 41
    trio.replies[AGENTS]["data"][0] |= {"NickName": "Åsan", "sign": "ÅÖ", "ext": 4711}
    for job in ("state", "cases", "calls", "directory"):
        runs.run(job)
    members = runs.findings.members
    assert members["service_state", "Zyx"] == (41, False)
    assert members["service_state", "queuelength"] == (0, True)
    assert members["agent_state", "status"] == ("Talking", True)
    assert members["agent_state", "firstname"] == ("(a name)", True)
    assert members["agent_state", "NickName"] == ("(a name)", False)
    assert members["agent_state", "sign"] == ("(text)", False)
    assert members["agent_state", "ext"] == ("(a number)", False)
    assert members["case", "customer"] == ("(text)", False)
    assert ("service_state", "links") not in members
    told = str(runs.findings.members)
    assert not [name for name in ("Åsa", "Öhrn", "Björn", "Kajsa", "0701") if name in told]


def test_the_directory_surveys_what_trio_sends_by_itself(
    account: Make, server: VendorServer
) -> None:
    account(jobs={"state": 5.0, "directory": 3600.0}).run("directory")
    plain = [asked.path for asked in server.asked if "fields" not in asked.query]
    assert {QUEUES, AGENTS} <= set(plain)
    assert not any("cases" in path for path in plain)


ODD = {
    "service_state": {
        "id": "nr",
        "contacts_waiting": ["inq"],
        "longest_wait": {"names": "oldest", "unit": "ms"},
    },
    "agent_states": {"Fika!": "paused"},
}


def test_an_accounts_mapping_is_read_over_the_shipped_one(account: Make, trio: TrioServer) -> None:
    trio.replies[QUEUES]["data"] = [{"NR": 5, "InQ": "2", "oldest": 67000}]
    trio.replies[AGENTS]["data"][0]["status"] = "fika"
    runs = account(mapping=ODD)
    runs.clock = lambda: 1_772_532_000.0
    values = runs.observed("state", Kind.QUEUE)["5"].values
    assert values["contacts_waiting"].raw == 2
    assert values["longest_wait_since"].raw == 1_772_532_000.0 - 67
    assert runs.observed("state", Kind.AGENT)["1001"].values["state"].raw == "paused"


def test_a_changed_mapping_is_asked_for_at_once(
    runs: Runs, account: Make, server: VendorServer
) -> None:
    runs.run("state")
    changed = account(mapping={"service_state": {"contacts_waiting": "inq"}})
    changed.sessions = runs.sessions
    changed.run("state")
    assert "inq" in fields_of(server)[-1]
    assert "queuelength" not in fields_of(server)[-1]


def test_a_field_may_be_switched_off(account: Make) -> None:
    runs = account(mapping={"service_state": {"contacts_waiting": []}})
    assert "contacts_waiting" not in runs.observed("state", Kind.QUEUE)["17"].values


@pytest.mark.parametrize(
    "mapping",
    [
        {"service_state": {"no_such_field": "x"}},
        {"no_such_table": {"a": "b"}},
        {"service_state": {"contacts_waiting": 7}},
        {"service_state": {"longest_wait": {"unit": "fortnights"}}},
        {"agent_states": {"Fika": "asleep"}},
        {"agent_states": "x"},
    ],
)
def test_a_mapping_that_makes_no_sense_is_refused_by_name(mapping: Any) -> None:
    with pytest.raises(Refused, match="mapping of the Trio account"):
        FieldMap(mapping)
