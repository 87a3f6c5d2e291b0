"""What a test wants to know afterwards: channels at once, lines written, figures delivered."""

from __future__ import annotations

import itertools
import time
from collections import defaultdict, deque
from dataclasses import dataclass
from typing import Any

from connectors.simulator.faces.o2g_ledger import Ledger
from connectors.simulator.faces.o2g_subscriptions import Line, Subscription

KEEP_LINES, KEEP_SUBSCRIPTIONS = 20_000, 1000


@dataclass(slots=True)
class ChannelCount:
    """Of one login, over all its subscriptions and both hosts."""

    open: int = 0
    max_open: int = 0
    opened: int = 0


class Books:
    """Kept by both hosts together."""

    def __init__(self) -> None:
        self.channels: dict[str, ChannelCount] = defaultdict(ChannelCount)
        self.delivered: dict[str, Ledger] = defaultdict(Ledger)
        self.subscriptions: deque[Subscription] = deque(maxlen=KEEP_SUBSCRIPTIONS)
        self.lines: deque[dict[str, Any]] = deque(maxlen=KEEP_LINES)
        self._numbers = itertools.count(1)

    def opened(self, subscription: Subscription) -> None:
        count = self.channels[subscription.session.login]
        count.open += 1
        count.opened += 1
        count.max_open = max(count.max_open, count.open)
        subscription.channels_opened += 1
        subscription.max_channels = max(subscription.max_channels, len(subscription.channels))

    def closed(self, subscription: Subscription) -> None:
        self.channels[subscription.session.login].open -= 1

    def wrote(self, subscription: Subscription, line: Line) -> None:
        """Before the write; real epoch seconds."""
        subscription.sent += 1
        self.lines.append(
            {
                "number": next(self._numbers), "at": time.time(),
                "login": subscription.session.login, "subscription": subscription.id[-12:],
                "event": line.event, "key": line.key,
            }
        )  # fmt: skip

    def delivered_to(self, subscription: Subscription, line: Line) -> None:
        """After the write."""
        for call in line.answered:
            self.delivered[subscription.session.login].answer(call)

    def wake(self) -> None:
        """Let every open channel look at what it should do."""
        for subscription in list(self.subscriptions):
            subscription.wake()

    def lines_since(self, number: int) -> list[dict[str, Any]]:
        return [line for line in list(self.lines) if line["number"] > number]

    def as_json(self, day: int) -> dict[str, Any]:
        told = {}
        for login, ledger in sorted(self.delivered.items()):
            ledger.turn(day)
            told[login] = ledger.as_json()
        return {
            "subscriptions": [one.as_json() for one in list(self.subscriptions)],
            "channels": {
                login: {"open": one.open, "max_open": one.max_open, "opened": one.opened}
                for login, one in sorted(self.channels.items())
            },
            "delivered": told,
        }
