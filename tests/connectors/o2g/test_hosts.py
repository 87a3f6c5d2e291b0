"""Where the server is: its secondary host, addresses that nobody reaches, TLS."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.connectors.certificates import tls_for
from tests.connectors.o2g.centres import Started, channels, follower, secrets_of, settled
from tests.connectors.o2g.following import Follower


def test_the_secondary_host_is_used_while_the_primary_is_gone(
    start: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("connectors.o2g.duties.PRIMARY_SECONDS", 0.5)
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
