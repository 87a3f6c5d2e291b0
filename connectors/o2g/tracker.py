"""From O2G's relative events to absolute observations. Pure: no I/O, and no clock of its own.

Every event comes with the instant of its arrival, as O2G stamps none. A duplicate changes nothing,
a replay ends where it began, and what was lost is repaired by the next snapshot: it replaces what
it covers, and what a fresh snapshot does not know is gone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, tzinfo
from typing import Any

from connectors.base import Findings
from connectors.o2g import restore
from connectors.o2g.agents import Agent
from connectors.o2g.normalize import Event, Misshapen, text
from connectors.o2g.packages import TELEPHONY
from connectors.o2g.people import People
from connectors.o2g.pilots import Pilots
from connectors.o2g.queues import Queues
from connectors.o2g.rti import NOUN_OF_EVENT, Rti
from connectors.o2g.standing import Nodes
from connectors.o2g.telephony import Telephony
from connectors.o2g.writer import Writer
from wallboard.domain.observation import Observation

CHANNEL_INFORMATION = "OnChannelInformation"
IGNORED = frozenset(
    {
        "OnDeviceStateModified", "OnUserStateModified", "OnDynamicStateChanged", "OnServerStart",
        "OnAcdStatsProgress", "OnRemoteServerLinkUp", "OnRemoteServerLinkDown",
        "OnEventSummaryUpdated", "OnUserCreated", "OnUserDeleted", CHANNEL_INFORMATION,
    }
)  # fmt: skip


class Tracker:
    """One account's truth. `fold` events in; `changes` or `everything` out."""

    def __init__(
        self,
        findings: Findings,
        threshold_seconds: float = 20.0,
        zone: tzinfo = UTC,
        longest_wait: str = "currentWaitingTime",
    ) -> None:
        self._findings = findings
        self.queues = Queues(threshold_seconds)
        self.people = People(self.queues, findings)
        self.nodes = Nodes()
        self._telephony = Telephony(self.people, self.queues, findings)
        self._pilots = Pilots(self.queues)
        self._rti = Rti(self.queues, findings, zone, longest_wait)
        self.out = Writer(self.people, self.queues, self.nodes, self._rti)
        self._handlers: dict[str, Callable[[Event, float], None]] = {
            "OnAgentStateChanged": self.people.agent_state,
            "OnAgentSkillChanged": self.people.skills,
            "OnSupervisorHelpRequested": self.people.help_requested,
            "OnSupervisorHelpCancelled": self.people.help_cancelled,
            "OnUserInfoChanged": self.people.user,
            "OnCallCreated": self._telephony.call,
            "OnCallModified": self._telephony.call,
            "OnCallRemoved": self._telephony.call_removed,
            "OnTelephonyState": self._telephony.telephony_state,
            "OnCtiLinkDown": lambda event, at: self.link(text(event.get("nodeId")), False, at),
            "OnCtiLinkUp": lambda event, at: self.link(text(event.get("nodeId")), True, at),
            "OnPbxLinkDown": lambda event, at: self.link(text(event.get("nodeId")), False, at),
            "OnPbxLinkUp": lambda event, at: self.link(text(event.get("nodeId")), True, at),
            "OnPbxLoaded": lambda event, at: self.nodes.loaded(text(event.get("nodeId"))),
            "OnLicenseExpiration": lambda event, at: self.nodes.licence(event),
            "OnPilotCallCreated": lambda event, at: None,
            "OnPilotCallQueued": self._pilots.queued,
            "OnPilotCallRemoved": self._pilots.removed,
            "OnAgentRtiChanged": self._agent_rti,
            **dict.fromkeys(NOUN_OF_EVENT, self._rti.changed),
        }
        self._names = {name.lower(): name for name in (*self._handlers, *IGNORED)}

    def name_of(self, event: Any) -> str | None:
        """An event's name as the documents spell it, there too; None where it has none."""
        name = event.get("eventName") if isinstance(event, dict) else None
        if not isinstance(name, str):
            return None
        if name in self._handlers:
            return name
        folded = name.strip().lower()
        if "keepalive" in folded:
            return CHANNEL_INFORMATION
        event["eventName"] = self._names.get(folded, name)
        return str(event["eventName"])

    def fold(self, event: Any, at: float) -> None:
        """One event. What is unknown is told, what is misshapen is told and left out."""
        name = event.get("eventName") if isinstance(event, dict) else None
        if not isinstance(name, str):
            self._findings.malformed("event", "a line is no event")
            return
        handler = self._handlers.get(name)
        if handler is None:
            if name not in IGNORED:
                self._findings.unknown_word("event", name)
            return
        try:
            handler(event, at)
        except Misshapen as trouble:
            self._findings.malformed(name, str(trouble))

    def _agent_rti(self, event: Event, at: float) -> None:
        login = self.people.login_of(self._rti.agent_changed(event))
        if login:
            self.people.dirty.add(login)

    def link(self, node: str, up: bool, at: float) -> None:
        """While the CTI link of a node is down, what is said of it is late, and nothing is told of
        what happens there: not from half a minute before "down" until "up"."""
        self.nodes.link(node, up, at)
        self._touch_all()

    def read_nodes(self, pbxs: object, at: float) -> None:
        """`pbxs` of the system's status."""
        self.nodes.read(pbxs, at)
        self._touch_all()

    def _touch_all(self) -> None:
        self.people.touch_all()
        self.queues.dirty.update(self.queues.rows)

    # continuity

    def restore(self, known: restore.Known, day_started_at: float) -> None:
        """Begin where the last reader stopped."""
        self.out.day_started_at = day_started_at
        self.people.restore(restore.agents_of(known, day_started_at))
        self.people.reasons = restore.reasons_of(known)
        self.nodes.restore(*restore.nodes_of(known))
        restore.restore_queues(self.queues, known, day_started_at)
        for call in self._telephony.calls():
            self.queues.await_wait(call)
        past = (contact for agent in self.people.agents.values() for contact in agent.past)
        self.queues.counted = dict.fromkeys((*past, *self._telephony.living()))

    def turn(self, day_started_at: float) -> None:
        """The site's day has turned: what is counted begins at 0."""
        self.out.day_started_at = day_started_at
        self.queues.turn(self._telephony.living())
        for call in self._telephony.calls():
            call.counts_wait = False  # as its answer, it is yesterday's
        for agent in self.people.agents.values():
            agent.handled = 0
        self.people.touch_all()

    def gap(self, at: float) -> None:
        """Events may have been lost: what is counted today is "at least"."""
        self.out.counted_since = at
        self._touch_all()

    def missed(self, at: float) -> None:
        """Events were certainly lost: what no snapshot tells goes, too."""
        self.people.help.copies.clear()
        self._pilots.forget()
        self._telephony.forget()
        self._rti.forget()
        self.gap(at)

    def begin_snapshot(self, at: float) -> None:
        """Snapshots were asked for: until they are in, all of it is late."""
        self.people.sure, self.people.asked_at = False, at
        self._telephony.begin_snapshot(at)
        self.people.calls_are_told = TELEPHONY in self.out.packages
        self.out.late_since = self.out.late_since or at

    def end_snapshot(self, asked_at: float, roster: Iterable[str], of_calls: bool = True) -> None:
        """They are in: calls that neither they nor an event since has named are gone, and so are
        agents whom neither has named and O2G does not list (`roster`). Without one of calls
        (`of_calls`), those go that are older than the last gap."""
        self._telephony.settle(lambda agent: asked_at if of_calls else self._last_gap_at(agent))
        self.people.asked_at = 0.0
        listed = set(roster)
        for login, agent in self.people.agents.items():
            if agent.told_at < asked_at and login not in listed:
                agent.is_agent = False
            self.people.touched(agent, asked_at)
        self.people.sure = True
        self.out.late_since = None

    def _last_gap_at(self, agent: Agent) -> float:
        return max(self.out.counted_since, self.nodes.last_gap_at(agent.node))

    def age(self, at: float) -> None:
        """Now and then: what nobody has repeated for long says nothing any more."""
        self.queues.expire(at)

    # observations out

    def changes(self, at: float) -> tuple[Observation, ...]:
        """What is different from what was handed over before."""
        return self.out.changes(at)

    def everything(self, at: float) -> tuple[Observation, ...]:
        return self.out.everything(at)
