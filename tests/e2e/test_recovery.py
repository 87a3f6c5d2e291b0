"""Everything that may die, dies once: figures come back by themselves, and meanwhile say so."""

from __future__ import annotations

import contextlib
import socket
import time

import pytest

from tests.e2e.viewers import Viewer, Viewers, board_ids
from tests.services import waiting
from tests.services.fixtures import StartStack
from tests.services.stack import Stack

pytestmark = [pytest.mark.e2e, pytest.mark.alone, pytest.mark.timeout(300)]

VIEWERS = 200
FAILOVER_NOTE = "statistics are not accurate"


def _fresh(viewer: Viewer) -> bool:
    """Live, every source up to date, and the figure of all queues has a value."""
    trusted = [source["trust"] == "fresh" for source in list(viewer.sources.values())]
    return viewer.live and len(trusted) >= 2 and all(trusted) and _shows(viewer)


def _figure(viewer: Viewer) -> dict[str, object]:
    found: dict[str, object] = viewer.widget("Waiting")["figure"]
    return found


def _moved(viewer: Viewer, since: float) -> bool:
    return viewer.last_change_at > since and _fresh(viewer)


def _listens(stack: Stack) -> bool:
    try:
        socket.create_connection(("127.0.0.1", stack.port), timeout=0.5).close()
    except OSError:
        return False
    return True


def _health(stack: Stack) -> str:
    with contextlib.closing(stack.sign_in()) as client:
        return client.get("/health/").text


def test_a_killed_worker_is_replaced_and_figures_move_again_within_15_seconds(
    stack: Stack,
) -> None:
    with Viewers(stack, board_ids(stack)["wall"]) as viewers:
        viewer = viewers.first
        waiting.until(lambda: viewer.live and _fresh(viewer), "fresh figures", 40.0)
        stack.kill("worker-poll")
        killed_at = time.monotonic()
        polls = len(stack.centre.log(face="trio", kind="state")["entries"])

        def moves() -> bool:
            polled = len(stack.centre.log(face="trio", kind="state")["entries"]) > polls + 2
            return polled and _moved(viewer, killed_at)

        waiting.until(moves, "figures to move", 15.0)
        assert viewer.attempts == 1, "on the socket that was open"


def test_an_emptied_valkey_is_refilled_and_boards_say_meanwhile_what_they_wait_for(
    start_stack: StartStack,
) -> None:
    stack = start_stack()  # without O2G: an open channel would fill it at once
    with Viewers(stack, board_ids(stack)["wall"], count=3) as viewers:
        viewer = viewers.first
        waiting.until(lambda: viewer.live and _fresh(viewer), "fresh figures", 40.0)
        sockets = [one.attempts for one in viewers.all]
        stack.centre.add_fault("503")
        emptied_at = time.time()
        stack.wait_replaced("valkey", stack.kill("valkey"))

        def waits() -> bool:
            return all(_figure(one).get("s") == "unknown" for one in viewers.all)

        waiting.until(waits, "boards to say that they wait", 15.0)
        since = _figure(viewer)["since"]
        assert isinstance(since, float)
        # A poll that was under way when it died may be the first that the new store hears of.
        assert emptied_at - 5 <= since <= time.time()
        assert viewer.source("trio")["trust"] == "unknown"
        assert "Waiting for the first poll" in _health(stack)

        stack.centre.clear_faults()
        stack.centre.clear_log()
        waiting.until(lambda: _good_polls(stack), "the next poll", 70.0)
        waiting.until(lambda: all(_shows(one) for one in viewers.all), "figures", 10.0)
        assert [one.attempts for one in viewers.all] == sockets, "on the sockets that were open"
        waiting.until(lambda: all(_fresh(one) for one in viewers.all), "every source", 70.0)


def _good_polls(stack: Stack) -> bool:
    entries = stack.centre.log(face="trio", kind="state")["entries"]
    return any(entry["status"] == 200 for entry in entries)


def _shows(viewer: Viewer) -> bool:
    return "s" not in _figure(viewer)


def test_after_a_restart_of_the_web_200_viewers_hold_a_snapshot_within_5_seconds(
    stack: Stack,
) -> None:
    with Viewers(stack, board_ids(stack)["wall"], count=VIEWERS) as viewers:
        waiting.until(viewers.all_live, "all viewers", 30.0)
        killed_at = time.monotonic()
        stack.wait_replaced("web", stack.kill("web"))
        waiting.until(lambda: _listens(stack), "daphne to listen", 20.0)
        listens_at = time.monotonic()

        def all_back() -> bool:
            back = [one for one in viewers.live() if one.last_snapshot_at > killed_at]
            return len(back) == VIEWERS

        waiting.until(all_back, "all viewers to hold a snapshot", 15.0)
        last = max(one.last_snapshot_at for one in viewers.all)
        assert last - listens_at <= 5.0
        assert all(one.closed_with.count(4429) == 0 for one in viewers.all)


def test_a_trio_that_fails_over_in_mid_poll_goes_on_and_the_health_page_says_so(
    stack: Stack,
) -> None:
    with Viewers(stack, board_ids(stack)["wall"]) as viewers:
        viewer = viewers.first
        waiting.until(lambda: viewer.live and _fresh(viewer), "fresh figures", 40.0)
        stack.centre.add_fault("failover", face="trio", path="/te/api/", count=1)
        _goes_on(stack, viewer, "secondary")
        waiting.until(lambda: FAILOVER_NOTE in _health(stack), "the note", 10.0, 1.0)
        assert viewer.source("trio")["notes"]

        stack.centre.failover(False)
        _goes_on(stack, viewer, "primary")
        waiting.until(lambda: FAILOVER_NOTE not in _health(stack), "no note", 15.0, 1.0)
        waiting.until(lambda: not viewer.source("trio")["notes"], "no note on the board", 10.0)
        assert viewer.attempts == 1


def _goes_on(stack: Stack, viewer: Viewer, listener: str) -> None:
    """Two good polls at a listener, and figures that were never late for long."""
    stack.centre.clear_log()
    seen: set[str] = set()

    def polled() -> bool:
        seen.add(str(viewer.source("trio")["trust"]))
        entries = stack.centre.log(face="trio", kind="state")["entries"]
        good = [e for e in entries if e["listener"] == listener and e["status"] == 200]
        return len(good) >= 4

    waiting.until(polled, f"polls at the {listener}", 30.0)
    changed_at = time.monotonic()
    waiting.until(lambda: viewer.last_change_at > changed_at, "figures to move", 15.0)
    assert seen <= {"fresh", "late"}, "the board went without figures"
