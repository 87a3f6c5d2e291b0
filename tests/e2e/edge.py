"""A site with one queue, one rule and one figure, which a test says by hand: again and again, by
the path that every source's figures take."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tests.services.stack import Stack
from wallboard.domain.observation import Batch, Kind, Observation, Value
from wallboard.state.redis import sync_client_at
from wallboard.state.store import FactStore

SAY_EVERY_SECONDS = 0.25

# A site whose one account points at nobody: what it says, the test says.
MAKE = """
from django.contrib.auth.models import User
from wallboard.alerts.models import Rule
from wallboard.boards.models import (
    Account, Board, Display, Membership, Queue, QueueAlias, Site, Widget)
site = Site.objects.create(name="Edge", slug="edge")
account = Account.objects.create(
    site=site, vendor="trio", name="By hand", base_url="http://127.0.0.1:9")
queue = Queue.objects.create(site=site, name="Support")
QueueAlias.objects.create(queue=queue, account=account, external_id="17")
board = Board.objects.create(site=site, slug="edge", name="Edge", purpose="wall")
Widget.objects.create(board=board, type="figure", options={"metric": "contacts_waiting"})
Rule.objects.create(site=site, name="Waiting in Support", metric="contacts_waiting", warn=None,
    critical=5, critical_clear=2, raise_seconds=2, clear_seconds=2)
sofia = User.objects.create_user("sofia", password="pass-of-sofia-1", first_name="Sofia")
Membership.objects.create(user=sofia, site=site, role="supervisor")
display = Display(site=site, board=board, name="Room 4")
secret = display.new_secret()
display.save()
result = {
    "site": str(site.pk), "account": str(account.pk), "board": str(board.pk), "secret": secret}
"""
UNMAKE = """
from django.contrib.auth.models import User
from wallboard.boards.models import Site
Site.objects.filter(slug="edge").delete()
User.objects.filter(username="sofia").delete()
"""


class Mouth:
    """Says the queue's figure again and again, as a source does; `saying` is asked each time."""

    def __init__(self, url: str, site: str, account: str) -> None:
        self.saying: Callable[[int], int] = lambda _: 0
        self._store = FactStore(sync_client_at(url))
        self._site, self._account = site, account
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        turn = 0
        while not self._ended.wait(SAY_EVERY_SECONDS):
            turn += 1
            now = time.time()
            said = {"contacts_waiting": Value(self.saying(turn))}
            one = Observation(Kind.QUEUE, "17", said, now, now)
            batch = Batch(self._account, "state", frozenset({Kind.QUEUE}), (one,), now)
            self._store.apply(self._site, batch)

    def end(self) -> None:
        self._ended.set()
        self._thread.join(5)


@contextmanager
def site_on_edge(stack: Stack) -> Iterator[dict[str, Any]]:
    """`site`, `account`, `board`: ids; `secret` of its screen; `mouth`, who says the figure."""
    made: dict[str, Any] = stack.evaluate(MAKE)
    made["mouth"] = Mouth(stack.redis_url, made["site"], made["account"])
    try:
        yield made
    finally:
        made["mouth"].end()
        stack.evaluate(UNMAKE)
