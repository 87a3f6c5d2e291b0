"""The one HTTP client: limits, redirects, errors, silence. Against real sockets."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import httpx
import pytest

from connectors.errors import ConnectorError, Malformed, Refused, Throttled, Unreachable
from connectors.http import Limits, VendorHttp, authority
from connectors.replies import Reply
from tests.connectors.requests import context_for, failure
from tests.connectors.runs import RecordedFindings
from tests.connectors.vendor_server import Answer, Asked, VendorServer


@pytest.fixture
def server() -> Iterator[VendorServer]:
    with VendorServer(lambda _: Answer.of({"fine": True})) as running:
        yield running


@pytest.fixture
def http(server: VendorServer) -> Iterator[VendorHttp]:
    client = VendorHttp(context_for(server.url), "Vendor")
    yield client
    client.close()


def test_a_request_is_counted_under_its_purpose(server: VendorServer) -> None:
    context = context_for(server.url)
    http = VendorHttp(context, "Vendor")
    http.request("GET", "a", purpose="state")
    http.request("GET", "b", purpose="state")
    assert isinstance(context.findings, RecordedFindings)
    assert context.findings.requests == {"state": 2}
    http.close()


def test_one_connection_serves_a_run(server: VendorServer, http: VendorHttp) -> None:
    for number in range(3):
        http.request("GET", str(number), purpose="test")
    assert server.connections == 1
    assert [asked.path for asked in server.asked] == ["/0", "/1", "/2"]


def test_nothing_is_taken_from_the_environment(
    http: VendorHttp, monkeypatch: pytest.MonkeyPatch, server: VendorServer
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    fresh = VendorHttp(context_for(server.url), "Vendor")
    assert fresh.request("GET", "x", purpose="test").json() == {"fine": True}
    fresh.close()


def test_a_page_link_keeps_its_query(server: VendorServer, http: VendorHttp) -> None:
    http.request("GET", "/cc?page=2&pageSize=5", purpose="test")
    assert server.asked[0].query == {"page": "2", "pagesize": "5"}


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ('{"n": "Växel"}'.encode(), "application/json"),
        ('{"n": "Växel"}'.encode("utf-8-sig"), "application/json; charset=utf-8"),
        ('{"n": "Växel"}'.encode("utf-8-sig"), "application/json; charset=iso-8859-1"),
        ('{"n": "Växel"}'.encode("iso-8859-1"), 'application/json; charset="ISO-8859-1"'),
        ('{"n": "Växel"}'.encode("iso-8859-1"), "application/json"),
        ('{"n": "Växel"}'.encode("iso-8859-1"), "application/json; charset=utf-8"),
        ('{"n": "Växel"}'.encode("utf-16"), "text/html; charset=nonsense"),
    ],
)
def test_text_is_read_by_its_charset_or_its_look(
    server: VendorServer, http: VendorHttp, body: bytes, content_type: str
) -> None:
    server.answer = lambda _: Answer(200, body, {"content-type": content_type})
    assert http.request("GET", "x", purpose="test").json() == {"n": "Växel"}


@pytest.mark.parametrize("encoding", ["br", "gzip"])
def test_what_cannot_be_unpacked_is_malformed(
    server: VendorServer, http: VendorHttp, encoding: str
) -> None:
    server.answer = lambda _: Answer(200, b"not packed", {"content-encoding": encoding})
    assert isinstance(failure(http), Malformed)


@pytest.mark.parametrize(
    ("status", "headers", "kind", "seconds"),
    [
        (429, {"retry-after": "12"}, Throttled, 12.0),
        (429, {}, Throttled, 30.0),
        (429, {"retry-after": "soon"}, Throttled, 30.0),
        (429, {"retry-after": "999999999999"}, Throttled, 3600.0),
        (429, {"retry-after": "Mon, 01 Jan 2001 00:00:00 GMT"}, Throttled, 1.0),
        (503, {"retry-after": "Fri, 01 Jan 2100 00:00:00 GMT"}, Throttled, 3600.0),
        (503, {}, Unreachable, None),
        (502, {}, Unreachable, None),
        (408, {}, Unreachable, None),
        (404, {}, Refused, None),
        (403, {}, Refused, None),
        (302, {"location": "/login"}, Refused, None),
        (418, {}, Malformed, None),
    ],
)
def test_statuses_are_classed(
    server: VendorServer,
    http: VendorHttp,
    status: int,
    headers: dict[str, str],
    kind: type[ConnectorError],
    seconds: float | None,
) -> None:
    server.answer = lambda _: Answer(status, b"secret body", headers)
    error = failure(http)
    assert type(error) is kind
    assert "secret" not in str(error)
    assert getattr(error, "retry_after_seconds", None) == seconds


@pytest.mark.parametrize("date", ["", "Sat, 24 Jan 2026 12:00:00 GMT", "rubbish"])
def test_a_date_to_retry_at_is_by_the_clock_of_who_sent_it(date: str) -> None:
    """Ours may be three quarters of an hour behind."""
    said = {"date": date} if date else {}
    after = "Sat, 24 Jan 2026 12:00:10 GMT"
    reply = Reply("Vendor", 429, {"retry-after": after, **said}, b"", "")
    ours = datetime(2026, 1, 24, 11, 15, tzinfo=UTC).timestamp()
    assert reply.retry_after_seconds(ours) == (10.0 if date.startswith("Sat") else 2710.0)


def test_a_status_that_the_caller_knows_is_handed_back(
    server: VendorServer, http: VendorHttp
) -> None:
    server.answer = lambda _: Answer(401)
    assert http.request("GET", "x", purpose="test", returns=(401,)).status == 401


def test_a_redirect_is_a_value_and_never_followed(server: VendorServer, http: VendorHttp) -> None:
    server.answer = lambda _: Answer(307, b"", {"location": "/other?x=1#part"})
    reply = http.request("GET", "x", purpose="test", returns=(307,))
    assert reply.location == f"{server.url}/other?x=1"
    assert len(server.asked) == 1
    assert http.redirect_target(reply, lambda name: name == authority(server.url))
    with pytest.raises(Refused, match="localhost"):
        http.redirect_target(reply, lambda name: False)


def test_a_redirect_without_a_place_is_malformed(server: VendorServer, http: VendorHttp) -> None:
    server.answer = lambda _: Answer(307)
    reply = http.request("GET", "x", purpose="test", returns=(307,))
    with pytest.raises(Malformed):
        http.redirect_target(reply, lambda name: True)


@pytest.mark.parametrize("length", ["17000000", "99999999999999999999999"])
def test_a_body_that_declares_too_much_is_not_read(server: VendorServer, length: str) -> None:
    head = f"HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n".encode()
    server.answer = lambda _: Answer(pieces=lambda: iter([(0.0, head), (60.0, b"")]))
    http = VendorHttp(context_for(server.url), "Vendor")
    assert isinstance(failure(http), Malformed)
    http.close()


def test_a_slow_drip_is_cut_at_the_deadline(server: VendorServer) -> None:
    def drip() -> Iterator[tuple[float, bytes]]:
        yield 0.0, b"HTTP/1.1 200 OK\r\n\r\n"
        for _ in range(100):
            yield 0.05, b" "

    server.answer = lambda _: Answer(pieces=drip)
    http = VendorHttp(context_for(server.url), "Vendor", Limits(total_seconds=0.5))
    begun = time.monotonic()
    assert isinstance(failure(http), Unreachable)
    assert time.monotonic() - begun < 2.0
    http.close()


def test_a_run_that_is_over_asks_nothing(server: VendorServer) -> None:
    http = VendorHttp(context_for(server.url, seconds=-1.0), "Vendor")
    assert isinstance(failure(http), Unreachable)
    assert server.asked == []
    http.close()


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://127.0.0.1:1", "refused the connection"),
        ("http://no-such-host.invalid", "cannot be found"),
    ],
)
def test_a_server_that_is_not_there_is_told_apart(url: str, words: str) -> None:
    http = VendorHttp(context_for(url), "Vendor")
    error = failure(http)
    assert isinstance(error, Unreachable)
    assert words in str(error)
    http.close()


def test_what_does_not_speak_http_is_malformed(server: VendorServer, http: VendorHttp) -> None:
    server.answer = lambda _: Answer(pieces=lambda: iter([(0.0, b"SSH-2.0-OpenSSH_9\r\n\r\n")]))
    assert isinstance(failure(http), Malformed)


def test_a_secret_that_no_header_can_hold_is_refused_without_telling_it(http: VendorHttp) -> None:
    for secret in ("line\r\nbreak", "snowman ☃"):
        error = failure(http, headers={"Authorization": f"Basic {secret}"})
        assert isinstance(error, Refused)
        assert "snowman" not in str(error) and "break" not in str(error)


def test_the_log_says_neither_query_nor_header_nor_body(
    http: VendorHttp, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    http.request("POST", "p?token=hush", purpose="t", headers={"X": "hush"}, form={"a": "hush"})
    text = "\n".join(record.getMessage() for record in caplog.records)
    assert "vendor request POST localhost/p status=200" in text
    assert "hush" not in text


def test_the_log_shortens_what_may_be_a_token_in_a_path(
    http: VendorHttp, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ3YWxsIn0.c2ln"
    http.request("POST", f"subscriptions/{token}/state", purpose="t")
    text = "\n".join(record.getMessage() for record in caplog.records)
    assert "localhost/subscriptions/…/state status=200" in text


def test_failures_that_no_server_can_show_are_classed_too() -> None:
    def broken(request: httpx.Request) -> httpx.Response:
        raise httpx.PoolTimeout("full", request=request)

    http = VendorHttp(
        context_for("http://localhost"), "Vendor", transport=httpx.MockTransport(broken)
    )
    assert isinstance(failure(http), Unreachable)
    http.close()


def test_cookies_of_the_run_can_be_read(server: VendorServer, http: VendorHttp) -> None:
    server.answer = lambda _: Answer(200, b"[]", {"set-cookie": "sid=abc; Path=/; HttpOnly"})
    http.request("GET", "x", purpose="test")
    assert http.cookies == {"sid": "abc"}


def test_a_reply_shows_nothing_of_its_content(server: VendorServer, http: VendorHttp) -> None:
    reply = http.request("GET", "x?secret=1", purpose="test")
    assert "secret" not in repr(reply)
    assert "fine" not in repr(reply)


def echo(asked: Asked) -> Answer:
    return Answer.of(dict(asked.headers))


def test_forms_and_json_are_sent_as_such(server: VendorServer, http: VendorHttp) -> None:
    server.answer = echo
    http.request("POST", "x", purpose="t", form={"a": "å&b"})
    http.request("POST", "x", purpose="t", json={"agentIds": ["1"]})
    assert server.asked[0].form == {"a": "å&b"}
    assert server.asked[1].headers["content-type"] == "application/json"
