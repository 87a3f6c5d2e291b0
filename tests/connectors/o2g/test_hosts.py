"""Where the server is: its secondary host, addresses that nobody reaches, TLS."""

from __future__ import annotations

from pathlib import Path

import pytest

from connectors.o2g.recovery import Returning
from tests.connectors.certificates import tls_for
from tests.connectors.o2g.centres import Started, channels, follower, secrets_of, settled
from tests.connectors.o2g.event_server import IDLE, READY, STARTED, EventServer, hanging, line
from tests.connectors.o2g.following import Follower
from tests.connectors.vendor_server import Answer


def test_the_secondary_host_is_used_while_the_primary_is_gone(
    start: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("connectors.o2g.recovery.PRIMARY_SECONDS", 0.5)
    centre = start()
    with follower(centre, secondary_address=centre.o2g_secondary_url) as one:
        one.until(lambda: one.fresh)
        centre.o2g_down(True, host="primary")
        one.until(lambda: any(s["host"] == "secondary" for s in centre.o2g.state()["sessions"]), 12)
        one.until(lambda: one.fresh)
        settled(centre, one)
        centre.o2g_down(False, host="primary")
        one.until(lambda: any(s["host"] == "primary" for s in centre.o2g.state()["sessions"]), 12)
        one.until(lambda: one.fresh)
        settled(centre, one)
        hosts = [s["host"] for s in centre.o2g.state()["sessions"]]
        assert hosts == ["primary"]  # it said goodbye to the secondary
    assert channels(centre)["max_open"] == 1


def test_a_server_that_tells_addresses_nobody_can_reach_is_read_all_the_same(
    start: Started,
) -> None:
    away = "http://o2g.invalid"
    centre = start(
        o2g_public_base=away, o2g_internal_base=away,
        o2g_public_events_base=away, o2g_internal_events_base=away,
    )  # fmt: skip
    given = {"addresses": "pinned", "event_address": centre.o2g_events_url}
    with follower(centre, **given) as one:
        one.until(lambda: one.fresh)
        settled(centre, one)


def test_over_tls_with_the_authority_of_the_site(start: Started, tmp_path: Path) -> None:
    _, authority = tls_for(tmp_path)
    pem = str(tmp_path / "localhost.pem")
    centre = start(o2g_tls_certificate=pem, o2g_tls_key=pem)
    url = centre.o2g_tls_url.replace("127.0.0.1", "localhost")
    with Follower(url, secrets_of(centre), ca_bundle=authority) as one:
        one.until(lambda: one.fresh)
        settled(centre, one)
    assert not any(asked.listener in ("o2g", "o2g-events") for asked in centre.log.entries)


UNREADY = Answer.of({"httpStatus": "FORBIDDEN", "code": 1000, "canRetry": True}, 403)


@pytest.mark.parametrize("part", ["/authenticate", "/sessions", "/subscriptions"])
def test_a_primary_that_answers_before_it_is_ready_is_gone_back_to_when_it_is(
    part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("connectors.o2g.recovery.PRIMARY_SECONDS", 0.3)
    told = hanging(line(STARTED) + line(READY) + line(IDLE))
    with EventServer(told) as primary, EventServer(told) as secondary:
        primary.override[part] = UNREADY
        login = {"login": "wall", "password": "pass"}
        with Follower(primary.url, login, secondary_address=secondary.url) as one:
            one.until(lambda: secondary.opened == 2 and one.fresh, 15)  # a return was in vain
            del primary.override[part]
            one.until(lambda: primary.opened and one.fresh, 15)
        assert one.error is None


def test_each_return_in_vain_doubles_the_time_to_the_next() -> None:
    now = [0.0]
    returning = Returning(lambda: now[0])
    waits = []
    for _ in range(7):
        begun = now[0]
        returning.begin()
        while not returning.is_due():
            now[0] += 1.0
        waits.append(now[0] - begun)
        returning.tried()
    assert waits == [20.0, 40.0, 80.0, 160.0, 320.0, 640.0, 900.0]
    returning.succeeded()
    returning.begin()
    now[0] += 20.0
    assert returning.is_due()
    assert not returning.is_due()  # it was looked for just now
