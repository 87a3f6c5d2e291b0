"""Follows the events of one account: attach, fold, hand over, and mend what breaks.

One thread folds; the channel and the requests beside it have threads of their own and hand over
through the inbox. What is different is handed over as soon as the last batch was written.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from connectors.base import Directory, Interrupted, RunContext, Stop
from connectors.errors import (
    ConnectorError,
    CredentialsRejected,
    Malformed,
    Refused,
    Unreachable,
)
from connectors.http import Lines, Silent
from connectors.o2g.aside import Stopped, aside
from connectors.o2g.attachment import Attachment, attach
from connectors.o2g.channel import Channel, Chunk, Ended, Opened, Silence
from connectors.o2g.clerk import Answer, Clerk, Lost
from connectors.o2g.duties import Duties
from connectors.o2g.inbox import drain, inbox
from connectors.o2g.options import O2gOptions
from connectors.o2g.outbox import Outbox
from connectors.o2g.recovery import Act, Cause, Recovery
from connectors.o2g.restore import whole_since
from connectors.o2g.tracker import CHANNEL_INFORMATION, Tracker
from wallboard.domain.local_day import day_bounds, day_of
from wallboard.domain.observation import Batch, Kind

PATIENCE_SECONDS = 0.2  # how soon a stop is noticed
SNAPSHOT_AGAIN = frozenset({"OnPbxLoaded", "OnCtiLinkUp", "OnPbxLinkUp"})

Item = Batch | Directory | Interrupted
Trouble = Ended | Lost


class Reader:
    """One run. `read` is its life."""

    def __init__(self, context: RunContext, options: O2gOptions, stop: Stop, job: str) -> None:
        self._context = context
        self._options = options
        self._stop = stop
        self._zone = ZoneInfo(context.account.timezone)
        self._tracker = Tracker(
            context.findings, options.threshold_seconds, self._zone, options.longest_wait
        )
        self._outbox = Outbox(context, self._tracker, job)
        self._inbox = inbox()
        self._recovery = Recovery()
        self._silence = Silence()
        self._lines = Lines()
        self._duties = Duties(context, self._tracker, self._outbox)
        self._attachment: Attachment | None = None
        self._channel: Channel | None = None
        self._clerk: Clerk | None = None
        self._secondary = False
        self._heard = time.monotonic()
        self._spoke = False  # this channel has said a line
        self._next_day_at = 0.0

    def read(self) -> Iterator[Item]:
        """Until it is told to stop. Raises CredentialsRejected, Refused."""
        self._restore()
        try:
            while not self._stop.is_set():
                trouble = yield from self._round()
                if trouble is None:
                    return
                yield from self._mend(trouble)
        except Stopped:
            return
        finally:
            self._detach()

    # continuity

    def _restore(self) -> None:
        known = {
            entity: facts
            for kind in (Kind.AGENT, Kind.QUEUE, Kind.SOURCE)
            for entity, facts in self._context.known.facts_of(kind).items()
        }
        now_at = self._context.clock()
        self._tracker.restore(known, self._midnight(now_at))
        since = whole_since(known)
        self._tracker.out.counted_since = now_at if since is None else since
        self._tracker.begin_snapshot(now_at)

    def _midnight(self, at: float) -> float:
        """The site's last midnight; the next one is remembered, on days of 23 and 25 hours too."""
        began, self._next_day_at = day_bounds(day_of(at, self._zone), self._zone)
        return began

    def _turn(self, at: float) -> None:
        if at >= self._next_day_at:
            self._tracker.turn(self._midnight(at))

    # one attachment

    def _round(self) -> Generator[Item, None, Trouble | None]:
        """Attach where we are not, then follow; how it ended, None for a stop."""
        if self._attachment is None:
            try:
                self._attach()
            except (CredentialsRejected, Refused):
                raise
            except ConnectorError as error:
                return Lost(Cause.SERVER_GONE, error)
        assert self._attachment is not None, "a round is of an attachment"
        self._open_channel(self._attachment)
        return (yield from self._follow())

    def _attach(self) -> None:
        address = self._options.secondary_address if self._secondary else ""
        pilots = [row.number for row in self._tracker.queues.rows.values() if row.noun == "pilot"]
        attachment = aside(
            lambda: attach(self._context, self._options, address, pilots), self._stop
        )
        self._attachment = attachment
        self._tracker.out.packages = attachment.packages
        if attachment.fresh:
            self._tracker.missed(self._context.clock())
        self._inbox = inbox()
        self._clerk = Clerk(attachment.client, self._inbox)
        self._clerk.start()

    def _open_channel(self, attachment: Attachment) -> None:
        assert self._clerk is not None, "an attachment has a clerk"
        self._lines = Lines()
        self._heard, self._spoke = time.monotonic(), False
        self._silence.interrupted()
        self._duties.begin(attachment, self._clerk, self._secondary, self._options)
        self._channel = Channel(self._context, attachment.places, self._inbox, self._silence.limit)
        self._channel.start()

    def _follow(self) -> Generator[Item, None, Trouble | None]:
        while not self._stop.is_set():
            trouble = None
            for message in drain(self._inbox, PATIENCE_SECONDS):
                trouble = trouble or self._take(message)
            self._turn(self._context.clock())
            self._duties.go()
            yield from self._outbox.take()
            if self._duties.done and self._spoke:
                self._recovery.succeeded()
            quiet = time.monotonic() - self._heard
            if trouble is None and quiet > self._silence.limit():
                error = Silent(f"The channel of events has been silent for {quiet:.0f} s.")
                trouble = Ended(Cause.SILENT, error)
            if trouble is not None:
                return trouble
        return None

    def _take(self, message: object) -> Trouble | None:
        if isinstance(message, Chunk):
            return self._fold(message)
        if isinstance(message, Answer):
            self._duties.answered(message)
        elif isinstance(message, Opened):
            self._heard = time.monotonic()
            self._duties.ask_snapshots(message.at)
        elif isinstance(message, Lost | Ended):
            return message
        return self._duties.trouble()

    def _fold(self, chunk: Chunk) -> Trouble | None:
        self._turn(chunk.at)
        self._heard = time.monotonic()
        refused = self._lines.refused
        fold = self._tracker.fold
        for line in self._lines.feed(chunk.data):
            self._spoke = True
            try:
                event = orjson.loads(line)
            except ValueError:
                if line[:1] == b"<":
                    return Ended(Cause.REFUSED, Malformed("The channel of events is a web page."))
                self._context.findings.malformed("channel", "a line is no JSON")
                continue
            name = self._tracker.name_of(event)
            if name == CHANNEL_INFORMATION:
                self._information(event, chunk.at)
            else:
                fold(event, chunk.at)
                self._duties.saw(name, event)
                if name in SNAPSHOT_AGAIN:
                    self._duties.ask_snapshots()
        self._outbox.heard()
        if self._lines.refused > refused:
            self._context.findings.malformed("channel", "a line of more than 1 MiB was refused")
            self._duties.ask_snapshots()
        return None

    def _information(self, event: dict[str, Any], at: float) -> None:
        """The documents speak of a KeepAlive event, and a client of the vendor's of this text."""
        said = f"{event['eventName']} {event.get('text', '')}".lower()
        if "keepalive" in said.replace("-", "").replace("_", "").replace("keep alive", "keepalive"):
            self._silence.keepalive(at)

    # mending

    def _mend(self, trouble: Trouble) -> Iterator[Item]:
        remedy = self._recovery.remedy(trouble.cause)
        self._close_channel()
        now_at = self._context.clock()
        if trouble.cause is Cause.SILENT:  # the server may have told all to a dead connection
            self._tracker.gap(now_at)
        self._tracker.begin_snapshot(now_at)
        yield from self._outbox.doubt()
        if remedy.is_fault:
            yield Interrupted(trouble.error or Unreachable("O2G ends its channel again and again."))
        if remedy.act is Act.REOPEN:
            return
        attachment = self._attachment
        self._detach()
        if remedy.leaves and attachment is not None:
            self._say_goodbye(attachment)
        elif trouble.cause is Cause.SESSION_LOST:
            self._context.sessions.clear()
        if trouble.cause is Cause.PRIMARY_BACK:
            self._secondary = False
        if remedy.act is Act.RETREAT:
            self._stop.wait(self._recovery.wait_seconds())
            self._secondary = bool(self._options.secondary_address) and not self._secondary

    def _say_goodbye(self, attachment: Attachment) -> None:
        """The session may live: it would hold its licences until its time is over."""
        close: Callable[[], None] = attachment.client.session.close
        aside(close, self._stop)

    def _close_channel(self) -> None:
        if self._channel is not None:
            self._channel.close()
            self._channel = None

    def _detach(self) -> None:
        """Leave the session as it is: the next reader finds it in the store."""
        self._close_channel()
        if self._clerk is not None:
            self._clerk.close()
            self._clerk = None
        self._attachment = None
