"""The pair of servers: redirected, redirected back, dead, and foreign."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from connectors.errors import CredentialsRejected, Refused, Unreachable
from connectors.trio.connector import TrioConnector
from tests.connectors.runs import Runs
from tests.connectors.trio.harness import TrioServer, settings
from tests.connectors.vendor_server import Answer, Asked, VendorServer
from wallboard.domain.observation import Kind


class Pair:
    """Two servers that know each other; `in_charge` is 0 (primary) or 1."""

    def __init__(self) -> None:
        self.trios = (TrioServer(), TrioServer())
        self.servers = tuple(VendorServer(trio) for trio in self.trios)
        self.in_charge = 0
        for number, trio in enumerate(self.trios):
            token = f"ACCESS-of-{number}"
            trio.tokens = {token}
            for path in ("/te/api/login", "/te/api/refreshlogin"):
                trio.replies[path] = {"access_token": token, "refresh_token": f"R{number}"}
            trio.override = self.override_of(number)

    def override_of(self, number: int) -> Any:
        def answer(asked: Asked) -> Answer | None:
            names = [f"localhost:{server.port}" for server in self.servers]
            if asked.path == "/te/api" and asked.query.get("redirect") == "false":
                root = self.trios[number].replies["/te/api"]
                root["data"][0] |= {
                    "failoverMode": self.in_charge == 1,
                    "primaryServer": names[0],
                    "secondaryServer": names[1],
                }
                return Answer.of(root)
            if number == self.in_charge:
                return None
            location = f"{self.servers[self.in_charge].url}{asked.path}"
            return Answer(307, b"", {"location": location})

        return answer

    def paths(self, number: int) -> list[str]:
        return [asked.path for asked in self.servers[number].asked]


@pytest.fixture
def pair() -> Iterator[Pair]:
    made = Pair()
    with made.servers[0], made.servers[1]:
        yield made


@pytest.fixture
def runs(pair: Pair) -> Runs:
    return Runs(TrioConnector, settings(pair.servers[0].url))


def failover(runs: Runs) -> object:
    (source,) = runs.observed("state", Kind.SOURCE).values()
    return source.values["failover"].raw


def test_in_normal_mode_there_is_no_word_of_failover(runs: Runs, pair: Pair) -> None:
    assert failover(runs) is False
    assert runs.findings.notes["failover"] is None
    assert pair.paths(1) == []


def test_a_redirected_poll_logs_in_on_the_other_server_and_goes_on(runs: Runs, pair: Pair) -> None:
    runs.run("state")
    pair.in_charge = 1
    agents = runs.observed("state", Kind.AGENT)
    assert len(agents) == 3
    assert "/te/api/login" in pair.paths(1)
    assert "not accurate" in (runs.findings.notes["failover"] or "")
    assert failover(runs) is True


def test_a_token_is_never_shown_to_the_other_server(runs: Runs, pair: Pair) -> None:
    runs.run("state")
    pair.in_charge = 1
    runs.run("state")
    for number, server in enumerate(pair.servers):
        told = [asked.headers.get("authorization", "") for asked in server.asked]
        assert not any(f"ACCESS-of-{1 - number}" in text for text in told)


def test_while_in_failover_a_cycle_is_two_requests_to_the_other_server(
    runs: Runs, pair: Pair
) -> None:
    pair.in_charge = 1
    runs.run("state")
    for server in pair.servers:
        server.asked.clear()
    runs.run("state")
    assert (len(pair.paths(0)), len(pair.paths(1))) == (0, 2)


def test_back_again_likewise(runs: Runs, pair: Pair) -> None:
    pair.in_charge = 1
    runs.run("state")
    pair.in_charge = 0
    assert failover(runs) is False
    assert runs.findings.notes["failover"] is None
    pair.servers[1].asked.clear()
    runs.run("state")
    assert pair.paths(1) == []


def test_a_first_run_in_failover_finds_its_way(runs: Runs, pair: Pair) -> None:
    pair.in_charge = 1
    connector = runs.connector(runs.context())
    result = connector.test()
    connector.close()
    assert result.ok
    assert any("failover" in detail for detail in result.details)


def test_a_dead_server_is_left_for_the_other_one(runs: Runs, pair: Pair) -> None:
    runs.run("state")
    pair.servers[0].__exit__()
    pair.in_charge = 1
    assert failover(runs) is True


def test_a_dead_server_whose_partner_is_not_in_charge_is_unreachable(
    runs: Runs, pair: Pair
) -> None:
    runs.run("state")
    pair.servers[0].__exit__()
    with pytest.raises(Unreachable):
        runs.run("state")
    pair.servers[1].asked.clear()
    with pytest.raises(Unreachable):
        runs.run("state")
    assert len(pair.paths(1)) <= 2


def test_a_login_that_the_other_server_rejects_is_tried_once(runs: Runs, pair: Pair) -> None:
    runs.run("state")
    pair.in_charge = 1
    redirect = pair.trios[1].override
    pair.trios[1].override = lambda asked: (
        Answer(401) if asked.path == "/te/api/login" else redirect(asked)
    )
    with pytest.raises(CredentialsRejected):
        runs.run("state")
    assert pair.paths(1).count("/te/api/login") == 1


def test_two_servers_that_send_us_to_each_other_are_refused(runs: Runs, pair: Pair) -> None:
    runs.run("state")
    for number, trio in enumerate(pair.trios):
        told = trio.override
        elsewhere = pair.servers[1 - number].url

        def circle(asked: Asked, told: Any = told, elsewhere: str = elsewhere) -> Answer | None:
            if "redirect" in asked.query:
                return told(asked)  # type: ignore[no-any-return]
            return Answer(307, b"", {"location": f"{elsewhere}{asked.path}"})

        trio.override = circle
    with pytest.raises(Refused, match="circle"):
        runs.run("state")


@pytest.mark.parametrize(
    "location", ["http://elsewhere.invalid/te/api", "http://localhost:1/te/api", "//evil.invalid/"]
)
def test_any_other_host_is_refused_and_told_nothing(runs: Runs, pair: Pair, location: str) -> None:
    runs.run("state")
    told = pair.trios[0].override
    pair.trios[0].override = lambda asked: (
        told(asked) if "redirect" in asked.query else Answer(307, b"", {"location": location})
    )
    with pytest.raises(Refused, match="does not belong"):
        runs.run("state")


def test_a_partner_that_was_renamed_is_learned_before_it_is_refused(runs: Runs, pair: Pair) -> None:
    told = pair.trios[0].override

    def alone(asked: Asked) -> Answer | None:
        if asked.path == "/te/api":
            return Answer.of(pair.trios[0].replies["/te/api"])
        return None

    pair.trios[0].override = alone
    runs.run("state")
    pair.trios[0].override = told
    pair.in_charge = 1
    assert failover(runs) is True


def test_another_address_of_the_account_begins_anew(runs: Runs, pair: Pair) -> None:
    pair.in_charge = 1
    runs.run("state")
    with VendorServer(TrioServer()) as other:
        runs.settings = settings(other.url)
        for server in pair.servers:
            server.asked.clear()
        runs.run("state")
        assert pair.paths(0) + pair.paths(1) == []
