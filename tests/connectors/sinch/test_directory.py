"""RCI: paging, wrappers, patterns, and what becomes of users and queues."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from connectors.base import Directory, DirectoryEntry
from connectors.errors import Malformed
from connectors.sinch.directory import UNREADABLE_AT_FIRST
from tests.connectors.runs import Runs
from tests.connectors.sinch.conftest import Clock, Make
from tests.connectors.sinch.harness import ASA, HELPDESK, JOHN, SALES, SinchServer
from tests.connectors.vendor_server import Answer, Asked, VendorServer


def listed(runs: Runs) -> dict[str, DirectoryEntry]:
    (directory,) = runs.run("directory", seconds=60)
    assert isinstance(directory, Directory)
    return {entry.external_id: entry for entry in directory.entries}


def many(count: int) -> list[dict[str, Any]]:
    return [
        {"id": f"{number:032X}", "firstName": "U", "surname": str(number)}
        for number in range(count)
    ]


def pages_asked(server: VendorServer, what: str = "/users") -> list[tuple[str, str]]:
    return [
        (asked.query["offset"], asked.query["limit"])
        for asked in server.asked
        if asked.path.endswith(f"/rci{what}")
    ]


def test_a_user_carries_all_that_others_may_know_her_by(runs: Runs) -> None:
    john = listed(runs)[JOHN]
    assert (john.name, john.groups) == ("John Fox", ("HelpDesk", "IT"))
    assert john.keys == {
        "number": "123456",
        "login": "John.Fox",
        "employee_id": "JohnFox11223344",
        "email": "John.Fox@customer.com",
        "external_id": "JohnFox11223344",
    }


def test_a_queue_carries_its_addresses_its_channel_and_its_groups(runs: Runs) -> None:
    found = listed(runs)
    assert found[SALES].groups == ("CC Agent",)
    assert found[HELPDESK].keys == {"channel": "phone", "number": "101", "number_2": "102"}
    chat = next(entry for entry in found.values() if entry.name == "Sales chat")
    assert chat.keys == {"channel": "chat", "address": "rci.chat@company.com"}


@pytest.mark.parametrize(
    ("word", "channel"), [("PHONE", "phone"), ("E-mail", "email"), ("Action", "action")]
)
def test_a_queue_type_is_folded_and_an_unknown_one_kept(
    word: str, channel: str, runs: Runs, sinch: SinchServer
) -> None:
    sinch.replies["rci/queues"][0]["type"] = word
    assert listed(runs)[SALES].keys["channel"] == channel


def test_only_queues_of_the_types_that_the_account_names_are_listed(account: Make) -> None:
    everything = {
        one.keys["channel"] for one in listed(account()).values() if "channel" in one.keys
    }
    assert {"phone", "email"} <= everything
    found = listed(account(options={"queue_types": "Phone, Chat"}))
    channels = {one.keys["channel"] for one in found.values() if "channel" in one.keys}
    assert channels == everything & {"phone", "chat"}


@pytest.mark.parametrize(
    "addresses", [["100"], {"address": "100"}, {"address": [{"name": "100"}]}, "100", None]
)
def test_addresses_come_in_any_wrapping(addresses: Any, runs: Runs, sinch: SinchServer) -> None:
    sinch.replies["rci/queues"][0]["addresses"] = addresses
    assert listed(runs)[SALES].keys.get("number") == (None if addresses is None else "100")


def test_250_users_are_three_pages(account: Make, sinch: SinchServer, server: VendorServer) -> None:
    sinch.replies["rci/users"] = many(250)
    found = listed(account(options={"details_up_to": 0}))
    assert sum(entry.name.startswith("U ") for entry in found.values()) == 250
    assert pages_asked(server)[:3] == [("0", "100"), ("100", "100"), ("200", "100")]


def test_a_full_last_page_is_followed_by_an_empty_one(
    account: Make, sinch: SinchServer, server: VendorServer
) -> None:
    sinch.replies["rci/users"] = many(100)
    listed(account(options={"details_up_to": 500}))
    assert pages_asked(server) == [("0", "100"), ("100", "100")]


def test_a_server_that_caps_its_pages_is_asked_on(
    account: Make, sinch: SinchServer, server: VendorServer
) -> None:
    sinch.replies["rci/users"] = many(230)

    def capped(asked: Asked) -> Answer | None:
        if not asked.path.endswith("/rci/users"):
            return None
        begin = int(asked.query["offset"])
        return Answer.of(sinch.replies["rci/users"][begin : begin + 100])

    sinch.override = capped
    found = listed(account(options={"details_up_to": 0, "page_size": 1000}))
    assert sum(entry.name.startswith("U ") for entry in found.values()) == 230


def test_a_server_that_ignores_paging_is_asked_twice_at_most(
    account: Make, sinch: SinchServer, server: VendorServer
) -> None:
    sinch.replies["rci/users"] = many(250)
    sinch.pages = False
    found = listed(account(options={"details_up_to": 500}))
    assert len(found) == 254
    assert len(pages_asked(server)) == 2


def test_beyond_the_limit_fields_are_asked_for_by_pattern(
    account: Make, sinch: SinchServer, server: VendorServer
) -> None:
    def patterned(asked: Asked) -> Answer | None:
        if asked.query.get("email") == "*":
            return Answer.of([{"id": ASA, "firstName": "Åsa", "email": "asa@customer.com"}])
        if asked.query.get("phone") == "*":
            return Answer(400, b"Unknown field: 'phone'", {"content-type": "text/plain"})
        return None

    sinch.override = patterned
    runs = account(options={"details_up_to": 2})
    found = listed(runs)
    assert found[ASA].keys == {"email": "asa@customer.com"}
    assert found[ASA].name == "Åsa Öhrn"
    assert "3 users" in str(runs.findings.notes["details"])
    assert not any(asked.path.endswith(f"/users/{JOHN}") for asked in server.asked)


def test_a_user_who_is_gone_when_asked_for_stays_as_listed(runs: Runs, sinch: SinchServer) -> None:
    del sinch.replies[f"rci/users/{ASA}"]
    assert listed(runs)[ASA].name == "Åsa Öhrn"


def test_a_login_that_may_not_read_groups_still_gets_the_rest(
    runs: Runs, sinch: SinchServer
) -> None:
    sinch.override = lambda asked: Answer(403) if asked.path.endswith("/userGroups") else None
    assert listed(runs)[JOHN].groups == ()
    assert "user groups" in str(runs.findings.notes["user groups"])


def test_the_connection_test_counts_all_that_it_may_read(runs: Runs) -> None:
    connector = runs.connector(runs.context())
    result = connector.test()
    connector.close()
    assert result.ok
    told = " ".join(result.details)
    assert "4 queues (1 chat, 1 email, 2 phone): Helpdesk, Sales" in told
    assert "2 queue groups, 2 roles, 1 skills, 2 time zones" in told
    assert "live: 3 agents" in told


def test_the_connection_test_names_every_right_that_is_missing(
    runs: Runs, sinch: SinchServer
) -> None:
    lacking = ("/rmi/agents", "/rci/roles")
    sinch.override = lambda asked: Answer(403) if asked.path.endswith(lacking) else None
    connector = runs.connector(runs.context())
    result = connector.test()
    connector.close()
    assert not result.ok
    assert "agents" in result.message and "roles" in result.message
    assert "RMI" in result.hint


def test_what_is_asked_for_says_that_it_wants_json(runs: Runs, server: VendorServer) -> None:
    listed(runs)
    wanted = Counter(asked.headers.get("accept") for asked in server.asked)
    assert set(wanted) == {"application/json"}


def test_a_page_with_an_item_that_is_none_is_full_all_the_same(
    account: Make, sinch: SinchServer
) -> None:
    rows: list[Any] = many(250)
    rows[7] = None
    sinch.replies["rci/users"] = rows
    found = listed(account(options={"details_up_to": 0}))
    assert sum(entry.name.startswith("U ") for entry in found.values()) == 249


def test_more_pages_than_are_read_are_no_listing(account: Make, sinch: SinchServer) -> None:
    sinch.replies["rci/users"] = many(250)
    with pytest.raises(Malformed, match="pages"):
        listed(account(options={"details_up_to": 0, "page_size": 1}))


@pytest.mark.parametrize("answer", [Answer(403), Answer(200, b'{"id": "E9')])
def test_one_user_who_may_not_be_read_costs_her_login_alone(
    answer: Answer, runs: Runs, sinch: SinchServer
) -> None:
    sinch.override = lambda asked: answer if asked.path.endswith(f"/users/{ASA}") else None
    found = listed(runs)
    assert found[ASA].name == "Åsa Öhrn"
    assert found[JOHN].keys["login"] == "John.Fox"
    assert "2 of 3 users" in str(runs.findings.notes["details"])


def test_a_login_that_may_read_no_details_asks_for_few(
    account: Make, sinch: SinchServer, server: VendorServer
) -> None:
    sinch.replies["rci/users"] = many(250)
    sinch.override = lambda asked: Answer(403) if "/rci/users/" in asked.path else None
    assert len(listed(account(options={"details_up_to": 500}))) == 254
    assert sum("/rci/users/" in asked.path for asked in server.asked) <= 2 * UNREADABLE_AT_FIRST


def test_a_slow_server_gives_all_names_and_the_logins_there_was_time_for(
    account: Make, sinch: SinchServer, clock: Clock
) -> None:
    sinch.replies["rci/users"] = many(40)

    def slowly(asked: Asked) -> Answer | None:
        if "/rci/users/" not in asked.path:
            return None
        clock.at += 3.0
        return Answer.of({"id": asked.path.rpartition("/")[2], "login": "known"})

    sinch.override = slowly
    runs = account()
    found = [entry for entry in listed(runs).values() if entry.name != "Sales"]
    logins = sum("login" in entry.keys for entry in found)
    assert len(found) >= 40
    assert 5 < logins < 15
    assert f"{logins} of 40 users" in str(runs.findings.notes["details"])
