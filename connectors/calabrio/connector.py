"""The Calabrio connector: what one run of each job does. What it is: `spec.py`."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from connectors.base import Directory, RunContext, TestResult
from connectors.calabrio import normalize, timeline
from connectors.calabrio.client import CalabrioClient
from connectors.calabrio.options import CalabrioOptions
from connectors.calabrio.probe import probe
from connectors.calabrio.session import MemorySessions
from connectors.calabrio.spec import AGENTS, CALABRIO
from connectors.errors import ConnectorError, Refused
from wallboard.domain.facts import Fact
from wallboard.domain.local_day import day_of, last_midnight
from wallboard.domain.observation import Batch, Kind, Observation

__all__ = ["CALABRIO", "CalabrioConnector"]

PAST_SECONDS, COMING_SECONDS = 12 * 3600.0, 36 * 3600.0  # kept: this shift and the next one
ROSTER_SECONDS = 3600.0  # the directory's cadence: so old may the list of ids be


class CalabrioConnector:
    """One run. Each job yields one complete batch, or a directory."""

    def __init__(self, context: RunContext, client: CalabrioClient | None = None) -> None:
        """Raises Refused for an address or a setting that makes no sense."""
        self._context = context
        self._options = CalabrioOptions.of(context.account.options)
        self._words = normalize.Words.of(context.account.mapping)
        self._client = client or CalabrioClient(context, self._options)
        self._jobs: Mapping[str, Callable[[], Iterator[Batch | Directory]]] = {
            "realtime": self._realtime,
            "adherence": self._adherence,
            "schedule": self._schedule,
            "directory": self._directory,
        }

    def run(self, job: str) -> Iterator[Batch | Directory]:
        if job not in self._jobs:
            raise Refused(f"Calabrio has no job called {job}.")
        return self._jobs[job]()

    def test(self) -> TestResult:
        """Sign in anew, with the credentials as they are now, and read a little of each kind."""
        try:
            context = replace(self._context, sessions=MemorySessions())
            client = CalabrioClient(context, self._options)
        except ConnectorError as error:
            return TestResult(False, str(error), error.hint)
        try:
            result = probe(client, self._now())
            client.session.sign_out()
        finally:
            client.close()
        if result.ok:
            self._client.session.forget_rejection()
        return result

    def sign_out(self) -> None:
        self._client.session.sign_out()

    def close(self) -> None:
        self._client.close()

    # jobs

    def _realtime(self) -> Iterator[Batch]:
        """Changes since the last poll, laid over what was known.

        The batch is complete: who is absent from the reply has not changed and is said again as
        known, so that a reason that is over goes and a state that lasts stays. Whose known state
        began within the window and is absent all the same has left the login's view.
        """
        received_at = self._now()
        known = self._facts()
        any_known = any("state" in facts for facts in known.values())
        window = self._window(received_at, any_known)
        changes: dict[str, list[timeline.Change]] = {}
        for start_at, end_at in window.pieces():
            for row in self._client.fetch_states(start_at, end_at):
                found = normalize.changes_from_row(
                    row, self._words, self._context.findings, received_at
                )
                changes.setdefault(row.agent_id, []).extend(found)
        observations = [
            self._state(
                agent_id, changes.get(agent_id), known.get(agent_id, {}), window, received_at
            )
            for agent_id in sorted(changes.keys() | known.keys())
        ]
        yield self._batch("realtime", [one for one in observations if one], received_at)
        if window.catches_up:
            self._client.session.remember(caught_up_at=received_at)

    def _state(
        self,
        agent_id: str,
        changes: list[timeline.Change] | None,
        known: Mapping[str, Fact],
        window: timeline.Window,
        received_at: float,
    ) -> Observation | None:
        """`changes` is None for somebody whom the reply does not name."""
        before_at = window.told_from_at if changes is None else math.inf
        history = timeline.joined(changes or timeline.remembered(known, received_at, before_at))
        if not history:
            return None
        schedule, before = known.get("schedule"), known.get("out_of_adherence_since")
        out = timeline.out_since(
            history,
            str(schedule.value.raw) if schedule else None,
            received_at,
            before.value if before else None,
        )
        return normalize.state_observation(agent_id, history[-1], out, received_at)

    def _adherence(self) -> Iterator[Batch]:
        received_at = self._now()
        day = day_of(received_at, self._client.timezone)
        observations = [
            normalize.adherence_observation(row, self._words, day.isoformat(), received_at)
            for page in self._client.fetch_adherence(day)
            for row in page
        ]
        self._context.findings.note(
            "empty_view",
            None
            if observations
            else "Calabrio shows this login nobody: give it all groups and teams, and "
            "EnterpriseView as its main WFM view.",
        )
        yield self._batch("adherence", observations, received_at)

    def _schedule(self) -> Iterator[Batch]:
        received_at = self._now()
        start_at, end_at = received_at - PAST_SECONDS, received_at + COMING_SECONDS
        observations = [
            normalize.schedule_observation(
                row,
                self._words,
                self._context.findings,
                names=self._options.activity_names,
                received_at=received_at,
            )
            for batch in self._client.fetch_schedule(self._roster(), start_at, end_at)
            for row in batch
        ]
        yield self._batch("schedule", observations, received_at)

    def _directory(self) -> Iterator[Directory]:
        """While the Agent API is refused, nobody is marked as gone: no other document's reply is a
        list of everybody (adherence does not say that it names who is off that day, a schedule
        names whom we ask for, real-time states those who change), and a false "gone" takes a
        person off the wall, while a state of somebody who left ends by itself."""
        listing = self._client.fetch_agents()
        rows = listing.rows
        self._remember_roster([row.agent_id for row in rows if row.active])
        acd_ids = {} if any(row.acd_agent_id for row in rows) else self._acd_ids()
        # Without detail it adds, and takes away no name, key or group that was listed before.
        yield Directory(
            AGENTS if listing.detailed else frozenset(), normalize.agent_entries(rows, acd_ids)
        )
        if self._options.services_as_queues:
            services = normalize.service_entries(self._client.fetch_services())
            yield Directory(frozenset({Kind.QUEUE}), services)

    # what the jobs share

    def _acd_ids(self) -> dict[str, str]:
        """Adherence carries the ACD's ids too; some roles are not shown them in the listing."""
        known = self._facts()
        found = {id_: str(facts["number"].value.raw) for id_, facts in known.items()
                 if "number" in facts}  # fmt: skip
        if found:
            return found
        day = day_of(self._now(), self._client.timezone)
        pages = self._client.fetch_adherence(day)
        return {row.agent_id: row.acd_agent_id for page in pages for row in page
                if row.acd_agent_id}  # fmt: skip

    def _roster(self) -> list[str]:
        """Whose schedules to ask for: the listing's ids, kept for an hour."""
        session = self._client.session
        roster = session.recall("roster")
        if isinstance(roster, dict) and self._now() - roster.get("at", 0.0) < ROSTER_SECONDS:
            return [str(id_) for id_ in roster.get("ids", ())]
        try:
            ids = [row.agent_id for row in self._client.fetch_agents().rows if row.active]
        except Refused:
            ids = sorted(self._facts())  # those whom other jobs have seen
            if not ids:
                raise
        self._remember_roster(ids)
        return ids

    def _remember_roster(self, ids: list[str]) -> None:
        self._client.session.remember(roster={"ids": ids, "at": self._now()})

    def _facts(self) -> dict[str, Mapping[str, Fact]]:
        found = self._context.known.facts_of(Kind.AGENT)
        return {entity.external_id: facts for entity, facts in found.items()}

    def _window(self, now_at: float, any_known: bool) -> timeline.Window:
        caught_up = self._client.session.recall("caught_up_at")
        if not any_known or not isinstance(caught_up, int | float):
            caught_up = None
        return timeline.window(
            now_at,
            caught_up,
            last_midnight(now_at, self._client.timezone),
            self._options.first_look_back_seconds,
            self._options.overlap_seconds,
        )

    def _now(self) -> float:
        return self._context.clock()

    def _batch(self, job: str, observations: list[Observation], received_at: float) -> Batch:
        return Batch(
            account=self._context.account.id,
            job=job,
            covers=AGENTS,
            observations=tuple(observations),
            received_at=received_at,
        )
