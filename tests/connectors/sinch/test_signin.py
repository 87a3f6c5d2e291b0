"""Three styles of authentication, one attempt, one session for all jobs."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from connectors.errors import CredentialsRejected, Malformed, Refused
from connectors.sinch.connector import SinchConnector
from connectors.sinch.options import Style
from connectors.sinch.places import places_of
from tests.connectors.runs import Runs
from tests.connectors.sinch.conftest import Clock
from tests.connectors.sinch.harness import BASIC, SECRETS, SinchServer, settings
from tests.connectors.vendor_server import Answer, Asked, VendorServer

STYLES = [style.value for style in Style]


def sign_ins(server: VendorServer) -> int:
    return sum(a.path.endswith(("/authentication", "/timeZones")) for a in server.asked)


@pytest.mark.parametrize("style", STYLES)
def test_every_job_runs_in_the_style(style: str) -> None:
    with VendorServer(SinchServer(style)) as server:
        runs = Runs(SinchConnector, settings(server.url, style=style))
        for job in ("state", "statistics", "disruptions", "directory"):
            assert runs.run(job)
        assert sign_ins(server) == 1


@pytest.mark.parametrize("style", STYLES)
def test_a_wrong_password_is_tried_once_by_all_jobs_together(style: str) -> None:
    with VendorServer(SinchServer(style)) as server:
        wrong = {**SECRETS, "password": "wrong"}
        runs = Runs(SinchConnector, settings(server.url, style=style, secrets=wrong))
        failures: list[type] = []

        def attempt(job: str) -> None:
            try:
                runs.run(job)
            except CredentialsRejected as error:
                failures.append(type(error))

        threads = [
            threading.Thread(target=attempt, args=(job,))
            for job in ("state", "statistics", "disruptions", "directory")
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(10)
        assert failures == [CredentialsRejected] * 4
        assert len(server.asked) == 1


def test_a_session_that_ended_is_renewed_once(
    runs: Runs, sinch: SinchServer, server: VendorServer
) -> None:
    runs.run("state")
    sinch.sessions.clear()
    runs.run("state")
    assert sign_ins(server) == 2


@pytest.mark.parametrize(
    "ended",
    [
        lambda: Answer(403),
        lambda: Answer(302, b"", {"location": "/tenant/login"}),
        lambda: Answer(200, b"<html>Sign on</html>", {"content-type": "text/html"}),
    ],
)
def test_an_end_may_show_in_many_ways(
    ended: Callable[[], Answer], runs: Runs, sinch: SinchServer
) -> None:
    runs.run("state")
    first = set(sinch.sessions)
    sinch.override = lambda asked: (
        ended() if any(one in asked.headers.get("cookie", "") for one in first) else None
    )
    assert runs.run("state")


def test_a_missing_right_costs_one_sign_in_and_not_one_per_poll(
    runs: Runs, sinch: SinchServer, server: VendorServer
) -> None:
    runs.run("disruptions")
    sinch.override = lambda asked: Answer(403) if "/rmi/" in asked.path else None
    for _ in range(3):
        with pytest.raises(Refused, match="may not read"):
            runs.run("state")
    assert sign_ins(server) <= 3


def test_where_rmi_is_not_there_the_sentence_says_what_to_do(
    runs: Runs, sinch: SinchServer
) -> None:
    for path in [path for path in sinch.replies if path.startswith("rmi/")]:
        del sinch.replies[path]
    with pytest.raises(Refused) as caught:
        runs.run("state")
    assert "Live figures" in caught.value.hint


@pytest.mark.parametrize(("style", "without"), [("session", "password"), ("gateway", "api_key")])
def test_a_missing_secret_is_named_before_anything_is_sent(style: str, without: str) -> None:
    with VendorServer(SinchServer(style)) as server:
        secrets = {key: value for key, value in SECRETS.items() if key != without}
        runs = Runs(SinchConnector, settings(server.url, style=style, secrets=secrets))
        with pytest.raises(Refused, match=without.replace("_", " ")):
            runs.run("state")
        assert server.asked == []


def test_on_premises_without_a_user_no_credential_is_sent() -> None:
    sinch = SinchServer("plain")
    with VendorServer(sinch) as server:
        sinch.override = lambda asked: (
            Answer.of([]) if "authorization" not in asked.headers else Answer(500)
        )
        runs = Runs(SinchConnector, settings(server.url, style="plain", secrets={}))
        assert runs.run("disruptions")


def test_signing_out_ends_the_session_there(
    runs: Runs, sinch: SinchServer, server: VendorServer
) -> None:
    runs.run("state")
    connector = runs.connector(runs.context())
    connector.sign_out()
    connector.close()
    assert server.asked[-1].method == "DELETE"
    assert not sinch.sessions


def test_the_credentials_are_base64_of_utf_8(runs: Runs, server: VendorServer) -> None:
    runs.run("state")
    assert server.asked[0].form == {"Authorization": f"Basic {BASIC}"}
    assert server.asked[0].headers["authorization"] == "ECFAUTH"


@pytest.mark.parametrize(
    ("style", "base", "root"),
    [
        ("session", "https://host/tenant", "https://host/tenant/ecfs/RI"),
        ("session", "https://host/tenant/ecfs/RI/rci", "https://host/tenant/ecfs/RI"),
        ("session", "https://host/tenant/ecfs/authentication", "https://host/tenant/ecfs/RI"),
        ("gateway", "https://api.host/v1/", "https://api.host/v1"),
        ("gateway", "https://api.host/v1/rmi", "https://api.host/v1"),
        ("plain", "http://server:8080", "http://server:8080/RI"),
        ("plain", "http://server:8080/RI", "http://server:8080/RI"),
        ("plain", "http://server:8080/RI/rci", "http://server:8080/RI"),
    ],
)
def test_an_address_is_understood_as_documents_print_it(style: str, base: str, root: str) -> None:
    assert places_of(base, Style(style)).root == root


WEB_PAGE = {"content-type": "text/html", "set-cookie": "JSESSIONID=ANONYMOUS; Path=/tenant"}


def of_sign_in(answer: Callable[[], Answer]) -> Callable[[Asked], Answer | None]:
    return lambda asked: answer() if asked.path.endswith("/authentication") else None


def test_a_page_in_answer_to_the_sign_in_is_not_asked_for_at_every_poll(
    runs: Runs, sinch: SinchServer, server: VendorServer, clock: Clock
) -> None:
    """It may be what this server says to a wrong password, though it brings a cookie."""
    sinch.override = of_sign_in(lambda: Answer(200, b"<html>Sign on</html>", WEB_PAGE))
    for _ in range(5):
        with pytest.raises(Malformed, match="web page") as caught:
            runs.run("state")
        assert "HOST/TENANT" in caught.value.hint
        clock.at += 30
    assert sign_ins(server) == 1
    sinch.override = lambda asked: None
    clock.at += 300
    assert runs.run("state")
    assert sign_ins(server) == 2


def test_an_answer_that_names_no_user_is_a_rejection(
    runs: Runs, sinch: SinchServer, server: VendorServer
) -> None:
    cookie = {"set-cookie": "JSESSIONID=ANONYMOUS; Path=/tenant"}
    sinch.override = of_sign_in(lambda: Answer.of({"error": "no such user"}, headers=cookie))
    for _ in range(3):
        with pytest.raises(CredentialsRejected):
            runs.run("state")
    assert sign_ins(server) == 1


@pytest.mark.parametrize("body", [b"", b"{}", b'{"user": {"id": "A"}}', b"OK"])
def test_an_answer_that_says_nothing_against_it_is_a_session(
    body: bytes, runs: Runs, sinch: SinchServer
) -> None:
    sinch.sessions.add("KNOWN")
    cookie = {"set-cookie": "JSESSIONID=KNOWN; Path=/tenant", "content-type": "application/json"}
    sinch.override = of_sign_in(lambda: Answer(200, body, cookie))
    assert runs.run("state")
