"""What is asked of O2G beside the channel, and what becomes of the answers."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from connectors.base import RunContext
from connectors.errors import ConnectorError, Malformed, Refused, Throttled, Unreachable
from connectors.o2g.attachment import Attachment
from connectors.o2g.clerk import Answer, Clerk, Errand, Lost
from connectors.o2g.client import O2gClient
from connectors.o2g.normalize import Misshapen
from connectors.o2g.options import O2gOptions
from connectors.o2g.outbox import Outbox
from connectors.o2g.packages import AGENT, PILOT, RTI, TELEPHONY
from connectors.o2g.recovery import Cause, Returning
from connectors.o2g.session import O2gSession
from connectors.o2g.snapshot import Snapshot
from connectors.o2g.tracker import Tracker

AGENT_STATE, PHONE_STATE = "OnAgentStateChanged", "OnTelephonyState"
# Event → the package that it belongs to, and how everybody's is asked for.
SNAPSHOTS: Mapping[str, tuple[str, Callable[[O2gClient], None]]] = {
    AGENT_STATE: (AGENT, O2gClient.ask_agent_snapshot),
    PHONE_STATE: (TELEPHONY, O2gClient.ask_telephony_snapshot),
}
TRANSIENT = (Unreachable, Throttled)
AGAIN_SECONDS = 5.0  # after a request for a snapshot that the server could not take
GIVE_UP_SECONDS = 120.0  # calls; of agents there is nothing to show without
CHORE_SECONDS = 1.0


class Duties:
    """Of one reader, begun anew with each channel."""

    def __init__(self, context: RunContext, tracker: Tracker, outbox: Outbox) -> None:
        self._context = context
        self._tracker = tracker
        self._outbox = outbox
        self._clerk: Clerk | None = None
        self._attachment: Attachment | None = None
        self._snapshot: Snapshot | None = None
        self._again = False
        self._retries: dict[str, float] = {}  # part of the snapshot → when to ask for it again
        self._absent: dict[str, frozenset[str]] = {}  # part → who is listed and never told
        self._asked: set[str] = set()  # people and groups that were asked about
        self._people = 0  # who were asked about and not told yet
        self._chores_at = 0.0
        self._returning = Returning()
        self._primary: O2gSession | None = None
        self._primary_is_back = False
        self.done = False  # the snapshots are in

    def begin(
        self, attachment: Attachment, clerk: Clerk, secondary: bool, options: O2gOptions
    ) -> None:
        self._attachment, self._clerk = attachment, clerk
        self._snapshot, self._again, self.done = None, False, False
        self._retries = {}
        self._primary = O2gSession(self._context, options) if secondary else None
        self._primary_is_back = False
        self._returning.begin()

    def ask_snapshots(self, since_at: float | None = None) -> None:
        """Of agents and calls, and all else that no event tells by itself. A second request while
        one runs has no effect there, so it is made when the first is done. `since_at`: from then on
        events are complete."""
        if self._snapshot is not None:
            self._again = True
            return
        packages = self._tracker.out.packages
        at = self._context.clock() if since_at is None else since_at
        wanted = [part for part, (package, _) in SNAPSHOTS.items() if package in packages]
        self._tracker.begin_snapshot(at)
        self._snapshot = Snapshot(wanted, at, time.monotonic(), self._absent)
        self._ask("roster", O2gClient.fetch_logins)  # first: who is to come is known before anybody
        for part in wanted:
            self._ask_snapshot(part)
        self._ask("status", O2gClient.fetch_status)
        if RTI in packages:
            self._ask("rti", O2gClient.start_rti)
        if PILOT in packages and self._attachment is not None:
            for pilot in self._attachment.pilots:
                self._ask("pilot", lambda client, one=pilot: client.monitor_pilot(one), pilot)

    def _ask_snapshot(self, part: str) -> None:
        self._retries.pop(part, None)
        self._ask("snapshot", SNAPSHOTS[part][1], part)

    def saw(self, name: Any, event: Mapping[str, Any]) -> None:
        if self._snapshot is not None and name in SNAPSHOTS:
            self._snapshot.saw(name, str(event.get("loginName")), time.monotonic())

    def answered(self, answer: Answer) -> None:
        name, about, error = answer.errand.name, answer.errand.about, answer.error
        self._people -= name == "person"
        if name == "snapshot":
            self._snapshot_answered(about, error)
        elif name == "primary":
            self._primary_is_back = bool(answer.value)
        else:
            self._context.findings.note(name, None if error is None else str(error))
            if error is None:
                self._try_to_learn(name, about, answer.value)
        if name == "person" and self._people == 0:
            self._outbox.learned()  # all at once: each listing costs the database some queries

    def _snapshot_answered(self, part: str, error: ConnectorError | None) -> None:
        snapshot, now = self._snapshot, time.monotonic()
        if snapshot is None:
            return
        patient = part == AGENT_STATE or snapshot.age_seconds(now) < GIVE_UP_SECONDS
        if error is None:
            snapshot.acknowledged(part, now)
        elif isinstance(error, TRANSIENT) and patient:
            self._retries[part] = now + AGAIN_SECONDS  # until it is taken, all of it is late
        else:
            snapshot.refused(part, now)
        self._context.findings.note(f"snapshot {part}", None if error is None else str(error))

    def _try_to_learn(self, name: str, about: str, value: Any) -> None:
        try:
            self._learn(name, about, value)
        except Misshapen as trouble:
            self._context.findings.malformed(name, str(trouble))

    def _learn(self, name: str, about: str, value: Any) -> None:
        people = self._tracker.people
        if name == "roster" and self._snapshot is not None:
            self._snapshot.roster = frozenset(value) or None
        elif name == "status":
            self._tracker.read_nodes(value.get("pbxs"), self._context.clock())
        elif name == "reasons":
            people.learn_reasons(about, value)
        elif name == "person":
            user, config = value
            people.learn_user(about, user)
            people.learn_config(about, config)

    def trouble(self) -> Lost | None:
        if not self._primary_is_back:
            return None
        self._returning.tried()
        error = ConnectorError("The primary server answers again.")
        return Lost(Cause.PRIMARY_BACK, error)

    def go(self) -> None:
        """Called after each drain of the inbox: what is due, is done."""
        now = time.monotonic()
        for part in [part for part, due_at in self._retries.items() if now >= due_at]:
            self._ask_snapshot(part)
        snapshot = self._snapshot
        if snapshot is not None:
            self._look_at(snapshot, now)
        if now >= self._chores_at:
            self._chores_at = now + CHORE_SECONDS
            self._chores(now)

    def _look_at(self, snapshot: Snapshot, now: float) -> None:
        done = snapshot.is_in(now)
        if done:
            self._end_snapshot(snapshot)
        if self._again and (done or snapshot.is_over(now)):
            self._snapshot, self._again = None, False
            self.ask_snapshots()

    def _end_snapshot(self, snapshot: Snapshot) -> None:
        people = self._tracker.people.agents
        self._snapshot, self._absent = None, snapshot.absent()
        self._tracker.end_snapshot(
            snapshot.asked_at,
            people if snapshot.roster is None else snapshot.roster,
            not snapshot.is_refused(PHONE_STATE),
        )
        continued = self._attachment is not None and not self._attachment.fresh
        if snapshot.is_refused(AGENT_STATE) and continued:
            self._outbox.trust()  # who was not told again is as the last reader left her
        else:
            self._outbox.whole()
        self.done = True
        if self._primary is None:
            self._returning.succeeded()

    def _chores(self, now: float) -> None:
        self._tracker.age(self._context.clock())
        notes, self._tracker.nodes.notes = self._tracker.nodes.notes, {}
        for key, text in notes.items():
            self._context.findings.note(key, text)
        people = self._tracker.people
        for group, login in people.groups().items():
            self._ask_once(
                "reasons", group, lambda c, g=group, o=login: c.fetch_withdraw_reasons(g, o)
            )
        if self.done:
            for login in people.strangers():
                asked = self._ask_once("person", login, lambda c, one=login: _person(c, one))
                self._people += asked
        if self._primary is not None and self._returning.is_due():
            primary = self._primary
            self._ask("primary", lambda client: primary.answers())

    def _ask_once(self, name: str, about: str, do: Any) -> bool:
        """Whether it was asked now."""
        key = f"{name} {about}"
        if key in self._asked:
            return False
        self._asked.add(key)
        self._ask(name, do, about)
        return True

    def _ask(self, name: str, do: Any, about: str = "") -> None:
        if self._clerk is not None:
            self._clerk.ask(Errand(name, do, about))


def _person(client: O2gClient, login: str) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Her user and her configuration. Who may not be seen as an agent has a name all the same."""
    user = client.fetch_user(login)
    try:
        return user, client.fetch_agent_config(login)
    except (Refused, Malformed):
        return user, {}
