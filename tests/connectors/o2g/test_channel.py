"""The channel over a real socket: split anywhere, stalled, ended, cut; and how it is opened."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.http import Lines
from connectors.o2g import channel
from connectors.o2g.channel import FIRST_SILENCE_SECONDS, Silence
from connectors.o2g.recovery import LONGEST_WAIT_SECONDS, Act, Cause, Recovery
from tests.connectors.o2g.event_server import (
    IDLE,
    KEEPALIVE,
    READY,
    STARTED,
    EventServer,
    hanging,
    line,
    served,
)
from tests.connectors.o2g.following import Follower
from tests.connectors.o2g.telling import LOGIN
from tests.connectors.vendor_server import Answer
from wallboard.domain.observation import Kind

SECRETS = {"login": "wall", "password": "pass-ö"}
USER = {"eventName": "OnUserInfoChanged", "loginName": LOGIN,
        "user": {"companyPhone": "19141", "firstName": "Åsa", "lastName": "Öberg 🎧"}}  # fmt: skip
ALL = line(STARTED) + line(READY) + line(IDLE) + line(USER)


def follow(server: EventServer, **options: Any) -> Follower:
    return Follower(server.url, SECRETS, **options)


def test_lines_may_be_split_anywhere_also_inside_a_character() -> None:
    whole = [one.strip() for one in ALL.splitlines()]
    for size in (1, 2, 3, 7, 64, len(ALL)):
        lines, found = Lines(), []
        for start in range(0, len(ALL), size):
            found += lines.feed(ALL[start : start + size])
        assert found == whole
        assert lines.refused == 0


def test_a_line_beyond_the_limit_is_refused_and_the_next_is_read() -> None:
    big = b"x" * 250
    for text in (b"a\n" + big + b"\nb\n", b"a\n" + big + big + b"\nb\n", big + b"\n\r\nb\n"):
        for size in (1, 30, 249, 10_000):
            lines, found = Lines(limit=200), []
            for start in range(0, len(text), size):
                found += lines.feed(text[start : start + size])
            assert found[-1] == b"b"
            assert lines.refused == 1
            assert all(len(one) <= 200 for one in found)


def test_a_line_as_long_as_the_limit_is_read() -> None:
    lines = Lines(limit=10)
    assert lines.feed(b"x" * 10 + b"\n") == [b"x" * 10]
    assert lines.feed(b"x" * 5) + lines.feed(b"x" * 5) + lines.feed(b"\n") == [b"x" * 10]


def test_bytes_that_come_one_by_one_are_events() -> None:
    parts = [ALL[n : n + 1] for n in range(len(ALL))]
    server = EventServer(served(*parts, end=False), hanging(line(STARTED)))
    with server, follow(server) as one:
        one.until(lambda: one.facts.of(Kind.AGENT, LOGIN).get("name") == "Åsa Öberg 🎧")
    assert one.findings.left_out == []


def test_the_channel_is_opened_by_post_without_body_and_without_cookies() -> None:
    with EventServer(hanging(ALL)) as server:
        with follow(server) as one:
            one.until(lambda: one.fresh)
        opened = server.asked("/OTEvents")
        subscribed = server.asked("/subscriptions")[0]
    assert len(opened) == 1
    assert (opened[0].method, opened[0].body) == ("POST", b"")
    assert "cookie" not in opened[0].headers
    assert "authorization" not in opened[0].headers
    assert opened[0].headers["content-length"] == "0"
    assert b'"timeout":0' in subscribed.body.replace(b" ", b"")
    assert "AlcUserId=" in subscribed.headers["cookie"]
    assert "JSESSIONID=" in subscribed.headers["cookie"]


@pytest.mark.parametrize("end", [True, False], ids=["clean end", "cut"])
def test_an_end_and_a_cut_are_opened_again_at_once(end: bool) -> None:
    with EventServer(served(ALL, end=end, pause=0.2), hanging(ALL)) as server:
        with follow(server) as one:
            one.until(lambda: server.opened == 2 and one.fresh)
        assert len(server.asked("/authenticate")) == 1
        assert len(server.asked("/subscriptions")) == 1
    assert one.interrupted == []


def test_a_channel_that_ends_at_once_again_and_again_is_not_hammered() -> None:
    with EventServer(served(line(STARTED))) as server, follow(server) as one:
        one.until(lambda: one.interrupted, 20)
        assert server.opened <= 12
        assert server.opened >= 3


def test_a_subscription_whose_channel_brings_nothing_is_replaced() -> None:
    with EventServer(*[served(line(STARTED))] * 4, hanging(ALL)) as server:
        with follow(server) as one:
            one.until(lambda: one.fresh, 20)
        assert server.opened == 5
        assert len(server.asked("/subscriptions")) == 2
        assert [one.method for one in server.asked("/sessions")] == ["POST", "DELETE", "POST"]


def test_a_channel_that_opens_and_never_speaks_has_not_helped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(channel, "FIRST_SILENCE_SECONDS", 0.5)
    with EventServer(hanging()) as server, follow(server) as one:
        for kind in ("acd/agent", "telephony"):
            server.override[f"/{kind}/state/snapshot"] = Answer(404)
        one.until(lambda: len(server.asked("/subscriptions")) == 2, 20)
        assert server.opened <= 5


def test_a_stalled_channel_is_dead_after_two_and_a_half_keepalives() -> None:
    def stalls() -> Any:
        yield from hanging(ALL)()

    def beats() -> Any:
        yield from served(ALL, end=False)()
        for _ in range(3):
            yield 0.5, b"%x\r\n%s\r\n" % (len(line(KEEPALIVE)), line(KEEPALIVE))
        yield 60.0, b""

    with EventServer(beats, stalls) as server:
        with follow(server) as one:
            one.until(lambda: one.fresh)
            before = one.facts.of(Kind.SOURCE, "channel")["counted_since"]
            one.until(lambda: server.opened == 2, 30)  # and not after 90 s
            # What was sent into the dead channel is lost.
            assert one.facts.of(Kind.SOURCE, "channel")["counted_since"] > before
        assert len(server.asked("/authenticate")) == 1
    assert "silent" in str(one.interrupted[0].error)


@pytest.mark.parametrize("status", [401, 403, 404, 500, 503])
def test_an_http_error_on_the_channel_means_a_new_session(status: int) -> None:
    with EventServer(Answer(status), hanging(ALL)) as server:
        with follow(server) as one:
            one.until(lambda: one.fresh)
        assert len(server.asked("/authenticate")) == 2
        assert [one.method for one in server.asked("/sessions")] == ["POST", "DELETE", "POST"]
    assert one.error is None
    assert one.interrupted[0].error.code == "unreachable"


def test_a_web_page_instead_of_events_is_told() -> None:
    page = served(b"<!DOCTYPE html>\n<html>\n", pause=0.1)
    with EventServer(page, hanging(ALL)) as server, follow(server) as one:
        one.until(lambda: one.fresh, 10)
    assert "web page" in str(one.interrupted[0].error)


def test_junk_and_blank_lines_are_left_out_and_the_stream_goes_on() -> None:
    junk = b'\n\r\n   \nnot json\n[1,2]\n42\nnull\n\xff\xfe\n{"eventName":\n'
    with EventServer(hanging(junk + ALL)) as server, follow(server) as one:
        one.until(lambda: one.fresh and one.facts.of(Kind.AGENT, LOGIN).get("state"))
    assert len(one.findings.left_out) == 6
    assert server.opened == 1


def test_a_giant_line_is_refused_and_snapshots_are_asked_for_again() -> None:
    giant = b'{"eventName":"' + b"x" * 1_100_000 + b'"}\n'
    parts = [giant[n : n + 60_000] for n in range(0, len(giant), 60_000)]
    with EventServer(hanging(ALL, *parts, line(READY))) as server:
        with follow(server) as one:
            one.until(lambda: one.findings.left_out)
            one.until(lambda: len(server.asked("/acd/agent/state/snapshot")) >= 2)
        assert server.opened == 1
    assert one.findings.left_out == [("channel", "a line of more than 1 MiB was refused")]


def test_the_limit_of_silence_follows_what_was_seen() -> None:
    silence = Silence()
    assert silence.limit() == FIRST_SILENCE_SECONDS == 90.0
    silence.keepalive(100.0)
    assert silence.limit() == 90.0
    silence.keepalive(130.0)
    assert silence.limit() == 75.0
    silence.keepalive(130.0)  # written twice
    assert silence.limit() == 75.0
    silence.interrupted()
    silence.keepalive(500.0)
    assert silence.limit() == 75.0


def test_each_cause_has_its_remedy_and_one_in_vain_gives_way_to_a_stronger() -> None:
    first = {cause: Recovery().remedy(cause).act for cause in Cause}
    assert first == {
        Cause.ENDED: Act.REOPEN, Cause.CUT: Act.REOPEN, Cause.SILENT: Act.REOPEN,
        Cause.REFUSED: Act.RENEW, Cause.SESSION_LOST: Act.RENEW, Cause.PRIMARY_BACK: Act.RENEW,
        Cause.UNREACHABLE: Act.RETREAT, Cause.SERVER_GONE: Act.RETREAT,
    }  # fmt: skip
    recovery = Recovery()
    acts = [recovery.remedy(Cause.CUT).act for _ in range(4)]
    assert acts == [Act.REOPEN] * 3 + [Act.RETREAT]
    recovery.succeeded()
    assert recovery.remedy(Cause.REFUSED).act is Act.RENEW
    assert recovery.remedy(Cause.REFUSED).act is Act.RETREAT


def test_what_the_stronger_remedy_leaves_behind_is_closed() -> None:
    first = {cause: Recovery().remedy(cause).leaves for cause in Cause}
    assert {cause for cause, leaves in first.items() if leaves} == {
        Cause.REFUSED, Cause.PRIMARY_BACK,
    }  # fmt: skip
    for cause in (Cause.ENDED, Cause.CUT, Cause.SILENT, Cause.UNREACHABLE):
        recovery = Recovery()
        leaves = [recovery.remedy(cause).leaves for _ in range(4)]
        assert leaves == [False] * 3 + [True]


def test_a_channel_that_breaks_too_often_is_given_a_rest_even_when_it_works_between() -> None:
    now = [0.0]
    recovery = Recovery(lambda: now[0])
    acts = []
    for _ in range(11):
        now[0] += 1.0
        acts.append(recovery.remedy(Cause.ENDED).act)
        recovery.succeeded()
    assert acts == [Act.REOPEN] * 10 + [Act.RETREAT]
    for _ in range(20):  # once a minute is how some servers live
        now[0] += 60.0
        assert recovery.remedy(Cause.ENDED).act is Act.REOPEN
        recovery.succeeded()


def test_waits_grow_to_thirty_seconds() -> None:
    recovery = Recovery()
    waits = [recovery.wait_seconds() for _ in range(9)]
    assert 0.7 < waits[0] < 1.3
    assert all(wait <= LONGEST_WAIT_SECONDS == 30.0 for wait in waits)
    assert waits[-1] > 20
