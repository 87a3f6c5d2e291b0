"""Signing in once, renewing once, never repeating what was rejected."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import redis

from connectors.errors import ConnectorError, CredentialsRejected, Malformed, Refused, Unreachable
from tests.connectors.calabrio.support import (
    FIXTURES,
    PASSWORD,
    USER,
    Bench,
    ScriptedCalabrio,
    load,
)
from tests.connectors.vendor_server import Answer, Asked

ADHERENCE = "scheduling/adherence/agent"
HTML = (FIXTURES / "login_page.html").read_bytes()
GONE: dict[str, Callable[[], Answer]] = {
    "401": lambda: Answer.of({}, 401),
    "403": lambda: Answer.of({}, 403),
    "web page": lambda: Answer(200, HTML),
    "redirect": lambda: Answer(302, b"", {"location": "/login"}),
    "redirect elsewhere": lambda: Answer(302, b"", {"location": "https://sso.test/"}),
}


class Sessions:
    """A scripted server that hands out numbered sessions and knows which are alive."""

    def __init__(self, scripted: ScriptedCalabrio, gone: str = "401") -> None:
        self.made = 0
        self.alive: set[str] = set()
        self.gone = GONE[gone]
        self.forbidden = False
        scripted.answers["authorize"] = self.authorize
        scripted.answers[ADHERENCE] = self.adherence

    def authorize(self, asked: Asked) -> Answer:
        self.made += 1
        session = f"HZ{self.made:032X}"
        self.alive = {session}
        headers = {
            "set-cookie": f"hazelcast.sessionId={session}; Path=/; HttpOnly",
            "Set-Cookie": f"AWSALB=node{self.made}; Path=/",
        }
        body = {**load("authorize.json"), "sessionId": session}
        return Answer(200, json.dumps(body).encode(), headers)

    def adherence(self, asked: Asked) -> Answer:
        cookie = asked.headers.get("cookie", "")
        if not any(f"hazelcast.sessionId={session}" in cookie for session in self.alive):
            return self.gone()
        if self.forbidden:
            return Answer.of({}, 403)
        return Answer.of(load("adherence_details_list.json"))


def test_the_sign_in_sends_what_works_in_practice(bench: Bench, scripted: ScriptedCalabrio) -> None:
    bench.options["tenant_id"] = "12"
    bench.options["language"] = "sv"
    scripted.answers[ADHERENCE] = []
    bench.run("adherence")
    (request,) = scripted.to("authorize", "POST")
    assert json.loads(request.body) == {
        "userId": USER,
        "password": PASSWORD,
        "language": "sv",
        "locale": "sv",
        "tenantId": "12",
    }


def test_the_other_name_of_the_user_member_is_an_option(
    bench: Bench, scripted: ScriptedCalabrio
) -> None:
    bench.options["user_member"] = "username"
    scripted.answers[ADHERENCE] = []
    bench.run("adherence")
    body = json.loads(scripted.to("authorize")[0].body)
    assert body["username"] == USER and "userId" not in body and "tenantId" not in body


def test_the_session_goes_as_a_cookie_even_when_the_server_sets_none(
    bench: Bench, scripted: ScriptedCalabrio
) -> None:
    scripted.answers[ADHERENCE] = []
    bench.run("adherence")
    (request,) = scripted.to(ADHERENCE)
    expected = "hazelcast.sessionId=HZ9A274F889D034FD19E399D5321EDFFB0"
    assert request.headers["cookie"] == expected


def test_one_session_serves_all_runs_with_the_balancers_cookie(
    bench: Bench, scripted: ScriptedCalabrio
) -> None:
    server = Sessions(scripted)
    for _ in range(3):
        bench.run("adherence")
    assert server.made == 1
    for request in scripted.to(ADHERENCE):
        assert request.headers["cookie"].count("hazelcast.sessionId=") == 1
        assert "AWSALB=node1" in request.headers["cookie"]


def test_jobs_that_begin_together_sign_in_once(bench: Bench, scripted: ScriptedCalabrio) -> None:
    server = Sessions(scripted)
    with ThreadPoolExecutor(4) as pool:
        for one in [pool.submit(bench.run, "adherence") for _ in range(4)]:
            one.result()
    assert (server.made, len(bench.batches)) == (1, 4)


@pytest.mark.parametrize("gone", GONE)
def test_an_ended_session_is_renewed_once_and_the_request_repeated(
    bench: Bench, scripted: ScriptedCalabrio, gone: str
) -> None:
    server = Sessions(scripted, gone)
    bench.run("adherence")
    server.alive.clear()
    bench.run("adherence")
    assert (server.made, len(bench.batches)) == (2, 2)


@pytest.mark.parametrize(
    ("gone", "error"),
    [
        ("401", Refused),
        ("403", Refused),
        ("web page", Malformed),
        ("redirect", Refused),
        ("redirect elsewhere", Refused),
    ],
)
def test_what_a_new_session_does_not_cure_is_told_after_one_try(
    bench: Bench, scripted: ScriptedCalabrio, gone: str, error: type[ConnectorError]
) -> None:
    server = Sessions(scripted, gone)
    bench.run("adherence")
    scripted.answers[ADHERENCE] = lambda asked: GONE[gone]()
    with pytest.raises(error):
        bench.run("adherence")
    assert server.made == 2


def test_a_missing_right_is_named_and_costs_one_sign_in_not_one_a_poll(
    bench: Bench, scripted: ScriptedCalabrio
) -> None:
    server = Sessions(scripted)
    bench.run("adherence")
    server.forbidden = True
    for _ in range(4):
        with pytest.raises(Refused) as refused:
            bench.run("adherence")
        assert "Edit Schedules" in refused.value.hint
    assert server.made == 2
    server.forbidden = False
    bench.run("adherence")
    assert server.made == 2


@pytest.mark.parametrize("status", [400, 401, 403, 422])
def test_a_rejected_sign_in_is_tried_exactly_once_by_all_jobs_together(
    bench: Bench, scripted: ScriptedCalabrio, status: int
) -> None:
    scripted.answers["authorize"] = lambda asked: Answer.of({}, status)
    for job in ("adherence", "realtime", "schedule", "directory"):
        with pytest.raises(CredentialsRejected):
            bench.run(job)
    assert len(scripted.to("authorize")) == 1


def test_other_credentials_are_tried_at_once_after_a_rejection(
    bench: Bench, scripted: ScriptedCalabrio
) -> None:
    scripted.answers["authorize"] = lambda asked: Answer.of({}, 401)
    with pytest.raises(CredentialsRejected):
        bench.run("adherence")
    Sessions(scripted)
    bench.secrets = {**bench.secrets, "password": "the right one"}
    bench.run("adherence")
    assert len(bench.batches) == 1


@pytest.mark.parametrize(
    "answer",
    [{}, [], {"sessionId": ""}, {"error": "no"}, {"sessionId": "HZ1", "deactivated": True}],
)
def test_a_sign_in_without_a_usable_session_is_a_rejection_and_not_retried(
    bench: Bench, scripted: ScriptedCalabrio, answer: object
) -> None:
    scripted.answers["authorize"] = lambda asked: Answer.of(answer, 200)
    for _ in range(2):
        with pytest.raises(CredentialsRejected):
            bench.run("adherence")
    assert len(scripted.to("authorize")) == 1


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (Answer(404), Refused),
        (Answer(302, b"", {"location": "https://elsewhere.test/"}), Refused),
        (Answer(500), Unreachable),
        (Answer(200, HTML), Malformed),
        (Answer.of({"sessionId": "a b;c\r\n"}), Malformed),
    ],
)
def test_other_failures_of_the_sign_in_are_no_rejection(
    bench: Bench, scripted: ScriptedCalabrio, answer: Answer, error: type[ConnectorError]
) -> None:
    scripted.answers["authorize"] = lambda asked: answer
    with pytest.raises(error):
        bench.run("adherence")


def test_missing_secrets_are_told_without_asking(bench: Bench, scripted: ScriptedCalabrio) -> None:
    bench.secrets = {"user": USER}
    with pytest.raises(Refused, match="no password"):
        bench.run("adherence")
    assert not scripted.calls


def test_another_user_does_not_go_on_with_the_old_ones_session(
    bench: Bench, scripted: ScriptedCalabrio
) -> None:
    server = Sessions(scripted)
    bench.run("adherence")
    bench.secrets = {**bench.secrets, "user": "other@test.invalid"}
    bench.run("adherence")
    assert server.made == 2


def test_sign_out_ends_the_session_there_and_here(bench: Bench, scripted: ScriptedCalabrio) -> None:
    Sessions(scripted)
    bench.run("adherence")
    connector = bench.connector()
    connector.sign_out()
    connector.sign_out()
    connector.close()
    (request,) = scripted.to("authorize", "DELETE")
    assert "hazelcast.sessionId=HZ" in request.headers["cookie"]
    assert bench.sessions.load() == {}


def test_sign_out_forgets_the_session_of_a_server_that_is_gone(
    bench: Bench, scripted: ScriptedCalabrio
) -> None:
    Sessions(scripted)
    bench.run("adherence")

    scripted.server.__exit__()
    bench.connector().sign_out()
    assert bench.sessions.load() == {}


def test_a_job_that_waits_too_long_for_anothers_sign_in_is_told_so(
    bench: Bench, scripted: ScriptedCalabrio
) -> None:
    with bench.sessions.exclusive():
        connector = bench.connector()
        exclusive = bench.sessions.exclusive
        bench.sessions.exclusive = lambda wait_seconds=10.0: exclusive(0.2)  # type: ignore[method-assign]
        with pytest.raises(Unreachable, match="still signing in"):
            list(connector.run("adherence"))
    assert not scripted.calls


@pytest.mark.parametrize(
    "ending", ["", "/", "/api/rest", "/api/rest/", "/api/rest/authorize", "/behind/proxy"]
)
def test_the_address_may_come_with_or_without_its_path(
    bench: Bench, scripted: ScriptedCalabrio, ending: str
) -> None:
    bench.base_url += ending
    Sessions(scripted)
    bench.run("adherence")
    prefix = "/behind/proxy" if ending == "/behind/proxy" else ""
    assert scripted.calls[0].path == f"{prefix}/api/rest/authorize"


def test_no_secret_and_no_session_is_in_repr_log_or_plain_in_redis(
    bench: Bench,
    scripted: ScriptedCalabrio,
    redis_client: redis.Redis,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("DEBUG")
    Sessions(scripted)
    connector = bench.connector()
    list(connector.run("adherence"))
    told = repr(connector) + repr(vars(connector)) + caplog.text
    kept = b"".join(redis_client.get(key) or b"" for key in redis_client.keys("*session*"))  # type: ignore[union-attr,misc]
    for secret in (PASSWORD, USER, "HZ0000"):
        assert secret not in told
        assert secret.encode() not in kept
    assert kept
