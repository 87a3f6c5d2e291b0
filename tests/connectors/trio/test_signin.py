"""Login, renewal, and one sign-in at a time."""

from __future__ import annotations

import base64
import threading
from typing import Any

import pytest

from connectors.errors import (
    ConnectorError,
    CredentialsRejected,
    Refused,
    Throttled,
    Unreachable,
)
from tests.connectors.runs import Runs
from tests.connectors.trio.conftest import Make
from tests.connectors.trio.harness import (
    CLIENT_KEY,
    PASSWORD,
    SECRETS,
    USERNAME,
    TrioServer,
    fixture,
)
from tests.connectors.vendor_server import Answer, VendorServer
from wallboard.domain.observation import Kind

LOGIN, REFRESH = "/te/api/login", "/te/api/refreshlogin"


def sign_ins(server: VendorServer) -> list[str]:
    return [asked.path for asked in server.asked if asked.path in (LOGIN, REFRESH)]


def grant(trio: TrioServer, path: str, number: int, lifetime: int = 3600) -> None:
    """What a sign-in gives from now on; older tokens are dead."""
    trio.tokens = {f"ACCESS-{number}-secret"}
    trio.replies[path] = {
        "access_token": f"ACCESS-{number}-secret",
        "refresh_token": f"REFRESH-{number}-secret",
        "expires_in": lifetime,
    }


def test_words_go_as_base64_of_latin1_and_the_key_verbatim(
    runs: Runs, server: VendorServer
) -> None:
    runs.run("state")
    login = next(asked for asked in server.asked if asked.path == LOGIN)
    assert login.headers["authorization"] == f"Basic {CLIENT_KEY}"
    assert login.headers["content-type"] == "application/x-www-form-urlencoded"
    words = {key: base64.b64decode(text).decode("iso-8859-1") for key, text in login.form.items()}
    assert words == {"username": USERNAME, "password": PASSWORD}


def test_words_may_go_plain_and_the_key_encoded(account: Make, server: VendorServer) -> None:
    runs = account(options={"credential_encoding": "plain", "client_key_encoding": "encode"})
    with pytest.raises(CredentialsRejected):
        runs.run("state")
    login = next(asked for asked in server.asked if asked.path == LOGIN)
    assert login.form == {"username": USERNAME, "password": PASSWORD}
    encoded = login.headers["authorization"].removeprefix("Basic ")
    assert base64.b64decode(encoded).decode() == CLIENT_KEY


def test_a_word_that_latin1_cannot_write_is_refused(account: Make) -> None:
    runs = account(secrets={**SECRETS, "password": "пароль"})
    with pytest.raises(Refused, match="ISO-8859-1") as caught:
        runs.run("state")
    assert "пароль" not in str(caught.value)


def test_a_secret_that_is_missing_is_named(account: Make, server: VendorServer) -> None:
    runs = account(secrets={**SECRETS, "client_key": ""})
    with pytest.raises(Refused, match="client key"):
        runs.run("state")
    assert sign_ins(server) == []


@pytest.mark.parametrize(
    "reply",
    [
        fixture("login"),
        fixture("login_in_envelope"),
        {"accesstoken": "ACCESS-1-secret", "refreshToken": "R"},
        {"data": {"access_token": "ACCESS-1-secret"}},
    ],
)
def test_tokens_are_found_however_they_are_spelled(
    runs: Runs, trio: TrioServer, reply: Any
) -> None:
    trio.replies[LOGIN] = reply
    assert runs.observed("state", Kind.QUEUE)


def test_a_token_is_renewed_before_it_expires(
    runs: Runs, trio: TrioServer, server: VendorServer
) -> None:
    now = 1_772_532_000.0
    runs.clock = lambda: now
    runs.run("state")
    now += 3600 - 61
    runs.run("state")
    assert sign_ins(server) == [LOGIN]
    grant(trio, REFRESH, 2)
    now += 2
    runs.run("state")
    assert sign_ins(server) == [LOGIN, REFRESH]
    assert server.asked[-3].form == {"refresh_token": "REFRESH-1-secret"}


def test_after_a_401_the_token_is_renewed(
    runs: Runs, trio: TrioServer, server: VendorServer
) -> None:
    runs.run("state")
    grant(trio, REFRESH, 2)
    assert runs.observed("state", Kind.QUEUE)
    assert sign_ins(server) == [LOGIN, REFRESH]


@pytest.mark.parametrize("status", [400, 401, 403, 404])
def test_a_refused_refresh_token_is_followed_by_a_login(
    runs: Runs, trio: TrioServer, server: VendorServer, status: int
) -> None:
    runs.run("state")
    grant(trio, LOGIN, 2)
    trio.override = lambda asked: Answer(status) if asked.path == REFRESH else None
    assert runs.observed("state", Kind.QUEUE)
    assert sign_ins(server) == [LOGIN, REFRESH, LOGIN]


@pytest.mark.parametrize(
    "answer",
    [
        Answer(422),
        Answer(500),
        Answer.of({"error": "invalid_grant"}),
        Answer(200, b"<html>login</html>"),
        Answer(200),
    ],
)
def test_a_refresh_that_gives_no_token_is_followed_by_one_login(
    runs: Runs, trio: TrioServer, server: VendorServer, answer: Answer
) -> None:
    runs.run("state")
    grant(trio, LOGIN, 2)
    trio.override = lambda asked: answer if asked.path == REFRESH else None
    assert runs.observed("state", Kind.QUEUE)
    assert sign_ins(server) == [LOGIN, REFRESH, LOGIN]


def test_a_renewed_token_that_is_refused_is_followed_by_one_login(
    runs: Runs, trio: TrioServer, server: VendorServer
) -> None:
    runs.run("state")
    grant(trio, LOGIN, 2)  # the refresh still gives the old one
    assert runs.observed("state", Kind.QUEUE)
    assert sign_ins(server) == [LOGIN, REFRESH, LOGIN]


@pytest.mark.parametrize(
    ("status", "error"), [(429, Throttled), (502, Unreachable), (503, Unreachable)]
)
def test_trouble_with_a_refresh_is_not_taken_for_a_rejection(
    runs: Runs, trio: TrioServer, server: VendorServer, status: int, error: type[ConnectorError]
) -> None:
    runs.run("state")
    trio.tokens = set()
    trio.override = lambda asked: Answer(status) if asked.path == REFRESH else None
    with pytest.raises(error):
        runs.run("state")
    assert LOGIN not in sign_ins(server)[1:]


def test_rights_that_were_granted_meanwhile_come_with_a_renewed_token(
    runs: Runs, trio: TrioServer, server: VendorServer
) -> None:
    now = 1_772_532_000.0
    runs.clock = lambda: now
    runs.run("state")
    grant(trio, REFRESH, 2)
    trio.tokens.add("ACCESS-1-secret")
    trio.override = lambda asked: (
        Answer(403)
        if asked.path.endswith("state") and "ACCESS-1" in asked.headers["authorization"]
        else None
    )
    now += 120
    assert runs.observed("state", Kind.QUEUE)


@pytest.mark.parametrize("status", [400, 401, 403])
def test_jobs_that_wait_for_a_rejected_login_do_not_try_it_again(
    runs: Runs, trio: TrioServer, server: VendorServer, status: int
) -> None:
    trio.override = lambda asked: Answer(status) if asked.path == LOGIN else None
    for _ in range(3):
        with pytest.raises(CredentialsRejected):
            runs.run("state")
    assert sign_ins(server) == [LOGIN]


def test_a_person_may_test_rejected_words_at_once(
    runs: Runs, trio: TrioServer, server: VendorServer
) -> None:
    trio.override = lambda asked: Answer(401) if asked.path == LOGIN else None
    with pytest.raises(CredentialsRejected):
        runs.run("state")
    trio.override = lambda asked: None
    connector = runs.connector(runs.context())
    assert connector.test().ok
    connector.close()


def test_the_test_tries_the_words_even_when_a_token_is_kept(
    runs: Runs, trio: TrioServer, server: VendorServer
) -> None:
    runs.run("state")
    trio.override = lambda asked: Answer(401) if asked.path == LOGIN else None
    connector = runs.connector(runs.context())
    assert not connector.test().ok
    connector.close()


def test_other_words_do_not_use_the_old_words_token(
    runs: Runs, account: Make, server: VendorServer
) -> None:
    runs.run("state")
    other = account(secrets={**SECRETS, "password": "wrong"})
    other.sessions = runs.sessions
    with pytest.raises(CredentialsRejected):
        other.run("state")


def test_jobs_that_start_together_sign_in_once(runs: Runs, server: VendorServer) -> None:
    failures: list[BaseException] = []

    def work(job: str) -> None:
        try:
            runs.run(job)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(job,)) for job in ("state", "cases", "calls")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert failures == []
    assert sign_ins(server) == [LOGIN]


def test_a_login_without_a_token_is_malformed(runs: Runs, trio: TrioServer) -> None:
    trio.replies[LOGIN] = {"message": "welcome"}
    connector = runs.connector(runs.context())
    result = connector.test()
    connector.close()
    assert "no access token" in result.message
