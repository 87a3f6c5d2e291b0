"""Servers differ in what the documents leave open: each is read like that of the book."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from connectors.o2g.connector import O2gConnector
from tests.connectors.o2g.event_server import IDLE, READY, STARTED, EventServer, hanging, line
from tests.connectors.o2g.following import Follower
from tests.connectors.o2g.telling import LOGIN
from tests.connectors.oddities import ODDITIES
from tests.connectors.runs import MemorySessions
from tests.connectors.vendor_server import Answer, Asked
from wallboard.domain.observation import Batch, Kind

SECRETS = {"login": "wall", "password": "pass"}
ALL = hanging(line(STARTED) + line(READY) + line(IDLE))
Change = Callable[[Any, str], Any]


class Variant(EventServer):
    """`changes`: end of a path → what it makes of the usual body."""

    def __init__(self, changes: dict[str, Change]) -> None:
        super().__init__(ALL)
        self._changes = changes

    def rest(self, asked: Asked) -> Answer:
        usual = super().rest(asked)
        for path, change in self._changes.items():
            if asked.path.endswith(path) and usual.body:
                body = change(json.loads(usual.body), self.url)
                return Answer.of(body, headers=dict(usual.headers))
        return usual


def one_version(**version: Any) -> Change:
    return lambda body, url: {"versions": [version]}


def services(**places: str) -> Change:
    def change(body: Any, url: str) -> Any:
        rows = [{"serviceName": name, "relativeUrl": place.replace("URL", url)}
                for name, place in places.items()]  # fmt: skip
        return body | {"services": rows}

    return change


PATH = "/api/rest/authenticate?version=1.0"
VARIANTS: dict[str, dict[str, Change]] = {
    "a version that is a number": {"/rest": one_version(id=1.0, internalUrl=PATH)},
    "another version that is current": {
        "/rest": one_version(id="2.7", status="Current", publicUrl=PATH)
    },
    "the only version": {"/rest": one_version(id="3", internalUrl=PATH)},
    "a version alone, not in a list": {
        "/rest": lambda body, url: {"versions": {"id": "1.0", "internalUrl": PATH}}
    },
    "a path below the root": {
        "/rest": one_version(id="1.0", internalUrl="authenticate?version=1.0")
    },
    "paths for the session and its base": {
        "/authenticate": lambda body, url: body | {"internalUrl": "/api/rest/1.0/sessions"},
        "/sessions": lambda body, url: body | {"privateBaseUrl": "/api/rest/1.0"},
    },
    "no base": {
        "/sessions": lambda body, url: {k: v for k, v in body.items() if "BaseUrl" not in k}
    },
    "no list of services": {
        "/sessions": lambda body, url: {k: v for k, v in body.items() if k != "services"}
    },
    "services in another spelling": {
        "/sessions": services(
            **{"Subscriptions": "subscriptions", "ACD_Agent": "/acd/agent/", "USERS": "/users"}
        )
    },
    "services with whole addresses": {
        "/sessions": services(
            subscriptions="URL/api/rest/1.0/subscriptions", users="/api/rest/1.0/users"
        )
    },
    "a subscription with a number and a path": {
        "/subscriptions": lambda body, url: (
            body
            | {"subscriptionId": 17, "status": "Accepted", "privatePollingUrl": "/OTEvents?id=17"}
        )
    },
    "logins as objects": {"/logins": lambda body, url: {"loginNames": [{"loginName": LOGIN}]}},
    "numbers with a point": {
        "/status": lambda body, url: {"pbxs": [{"nodeId": 1.0, "ctiLinkState": "CONNECTED_MAIN"}]},
        f"/users/{LOGIN}": lambda body, url: body | {"companyPhone": 19141.0},
    },
    "logins bare": {"/logins": lambda body, url: [LOGIN]},
}


@pytest.mark.parametrize("changes", VARIANTS.values(), ids=VARIANTS)
def test_it_is_read_all_the_same(changes: dict[str, Change]) -> None:
    with Variant(changes) as server, Follower(server.url, SECRETS) as one:
        one.until(lambda: one.fresh and one.facts.of(Kind.AGENT, LOGIN).get("state"))
        assert one.facts.of(Kind.AGENT, LOGIN)["state"] == "available"
    assert len(server.asked("/authenticate")) == 1
    assert one.findings.left_out == []


# What signs in is sent once: over a connection that was hung up, recovery signs in anew.
@pytest.mark.parametrize("oddity", sorted(ODDITIES.keys() - {"hangs up without a word"}))
def test_it_is_read_where_an_answer(oddity: str) -> None:
    class Odd(EventServer):
        def rest(self, asked: Asked) -> Answer:
            usual = super().rest(asked)
            return ODDITIES[oddity](usual) if usual.body else usual

    with Odd(ALL) as server, Follower(server.url, SECRETS) as one:
        one.until(lambda: one.fresh and one.facts.of(Kind.AGENT, LOGIN).get("name"))
        assert one.facts.of(Kind.AGENT, LOGIN)["state"] == "available"
    assert len(server.asked("/authenticate")) == 1
    assert one.findings.left_out == []


COOKIES = {
    "has attributes": "AlcUserId=NEW; Path=/; Expires=Wed, 01 Dec 2027 10:00:00 GMT; HttpOnly; "
    "SameSite=None; Secure; Partitioned; Domain=o2g.internal",
    "comes after others": "route=a1; Path=/, AlcUserId=NEW; Path=/",
    "takes an older one back": "AlcUserId=OLD; Max-Age=0; Path=/, AlcUserId=NEW; Version=1",
}


@pytest.mark.parametrize("cookie", COOKIES.values(), ids=COOKIES)
def test_the_credential_is_sent_back_where_its_cookie(cookie: str) -> None:
    class Baked(EventServer):
        def rest(self, asked: Asked) -> Answer:
            usual = super().rest(asked)
            if asked.path.endswith("/authenticate"):
                return Answer(200, usual.body, {"SET-COOKIE": cookie})
            return usual

    with Baked(ALL) as server, Follower(server.url, SECRETS) as one:
        one.until(lambda: one.fresh)
    assert "AlcUserId=NEW" in server.asked("/subscriptions")[0].headers["cookie"].split("; ")


def test_a_long_credential_that_only_the_body_tells_is_sent_whole() -> None:
    token = "e" * 700

    class Bodied(EventServer):
        def rest(self, asked: Asked) -> Answer:
            usual = super().rest(asked)
            if asked.path.endswith("/authenticate"):
                return Answer.of(json.loads(usual.body) | {"credential": token})
            return usual

    with Bodied(ALL) as server, Follower(server.url, SECRETS) as one:
        one.until(lambda: one.fresh)
    assert f"AlcUserId={token}" in server.asked("/subscriptions")[0].headers["cookie"]


@pytest.mark.parametrize(
    "refusal",
    [
        Answer.of({"type": "NOT_ALLOWED", "helpMessage": "No licence for this.",
                   "canRetry": False}, 403),
        Answer.of({"type": "SERVER_PROBLEM", "helpMessage": "No licence for this.",
                   "canRetry": False}, 503),
        Answer.of({"type": "BAD_PARAMETER", "helpMessage": "No licence for this."}, 400),
        Answer.of({"status": "REFUSED", "message": "No licence for this."}),
    ],
    ids=["403", "503 for good", "400", "REFUSED"],
)  # fmt: skip
def test_however_telephony_is_refused_agents_are_read_and_the_words_are_shown(
    refusal: Answer,
) -> None:
    class Refusing(EventServer):
        def rest(self, asked: Asked) -> Answer:
            if asked.path.endswith("/subscriptions") and b"telephony" in asked.body:
                return refusal
            return super().rest(asked)

    with (
        Refusing(hanging(line(STARTED) + line(READY))) as server,
        Follower(server.url, SECRETS) as one,
    ):
        one.until(lambda: one.fresh and one.facts.of(Kind.AGENT, LOGIN).get("state"))
        assert "No licence for this." in (one.findings.notes["package telephony"] or "")


def test_a_stored_session_that_has_ended_is_replaced_at_once() -> None:
    sessions = MemorySessions()
    with EventServer(ALL) as server:
        with Follower(server.url, SECRETS, sessions=sessions) as one:
            one.until(lambda: one.fresh)
        sessions.stored["subscription"]["wanted"] = ["another"]
        gone = {"type": "INVALID_SESSION", "helpMessage": "No valid session found."}
        first = True

        def rest(asked: Asked) -> Answer:
            nonlocal first
            if first and asked.path.endswith("/subscriptions"):
                first = False
                return Answer.of(gone, 403)
            return EventServer.rest(server, asked)

        server.rest = rest  # type: ignore[method-assign]
        with Follower(server.url, SECRETS, sessions=sessions) as one:
            one.until(lambda: one.fresh)
            assert one.interrupted == []
        assert len(server.asked("/authenticate")) == 2


def test_words_in_another_case_and_single_things_are_understood() -> None:
    call = {"callRef": 17, "callData": {"state": "Ringing_Incoming"}, "legs": {"deviceId": 19141}}
    events = [
        {"eventName": "onAgentStateChanged", "loginName": LOGIN,
         "state": {"mainState": "log_on", "subState": "Wrapup", "pgNumber": 61001}},
        {"eventName": "OnTelephonyState", "loginName": LOGIN, "state": {"calls": call}},
    ]  # fmt: skip
    told = hanging(b"".join(line(one) for one in (STARTED, *events)))
    with EventServer(told) as server, Follower(server.url, SECRETS) as one:
        one.until(lambda: one.fresh)
        assert one.facts.of(Kind.AGENT, LOGIN)["state"] == "ringing"
        assert one.facts.of(Kind.AGENT, LOGIN)["group"] == "61001"
    assert not one.findings.words


MISSHAPEN: dict[str, dict[str, Change]] = {
    "status": {"/status": lambda body, url: {"pbxs": "none"}},
    "person": {"/config": lambda body, url: body | {"processingGroups": {"groups": "700"}}},
}


@pytest.mark.parametrize("part", MISSHAPEN)
def test_what_has_members_of_the_wrong_type_is_left_out_and_told(part: str) -> None:
    with Variant(MISSHAPEN[part]) as server, Follower(server.url, SECRETS) as one:
        one.until(lambda: one.fresh and one.findings.left_out)
        one.until(lambda: one.facts.of(Kind.AGENT, LOGIN).get("name"))
    assert one.findings.left_out == [(part, "has a member that should be a list")]
    assert one.error is None


def test_a_person_of_the_wrong_type_is_no_reason_to_stop_the_directory() -> None:
    with Variant(MISSHAPEN["person"]) as server:
        one = Follower(server.url, SECRETS)
        connector = O2gConnector(one.context())
        try:
            items = list(connector.run("directory"))
        finally:
            connector.close()
    assert one.findings.left_out == [("directory", "has a member that should be a list")]
    batch = next(item for item in items if isinstance(item, Batch))
    assert not batch.complete
