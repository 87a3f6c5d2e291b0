"""The contract between a vendor folder and the runner.

A connector is made for one run of one job of one account and closed after it. What must outlive a
run (a token, a session id) goes through `SessionStore`; what a run learns beside observations
(members seen, words unknown, notes) goes through `Findings`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol

from connectors.errors import ConnectorError
from wallboard.domain.facts import EntityKey, Fact
from wallboard.domain.observation import Batch, Kind, Past
from wallboard.domain.vendor import Job, Option, Origin, Secret, VendorSpec

__all__ = [
    "Job",
    "Option",
    "Origin",
    "Secret",
    "VendorSpec",
]  # what a vendor folder needs beside this page


@dataclass(frozen=True)
class AccountSettings:
    """A configured vendor login as a connector sees it. `repr` shows no secret."""

    id: str
    vendor: str
    base_url: str
    options: Mapping[str, Any]
    mapping: Mapping[str, Any]  # the account's overrides of the vendor's default mapping
    timezone: str  # of the site
    secrets: Mapping[str, str] = field(repr=False, default_factory=dict)
    ca_bundle: str = ""  # PEM text; empty: the system's
    jobs: Mapping[str, float] = field(default_factory=dict)  # job → cadence in force, seconds


class SessionStore(Protocol):
    """Tokens shared by all jobs of one account, on all workers. Values are encrypted at rest.

    Empty after Redis was emptied: the next run signs in again.
    """

    def load(self) -> dict[str, Any]: ...

    def save(self, session: Mapping[str, Any], ttl_seconds: float) -> None: ...

    def clear(self) -> None: ...

    def exclusive(self, wait_seconds: float = 10.0) -> AbstractContextManager[None]:
        """Hold while signing in or refreshing, then load again: somebody may have done it."""
        ...


class Findings(Protocol):
    """What a run learned that is not an observation. Each call is cheap; all are bounded."""

    def request(self, purpose: str) -> None:
        """One HTTP request went out (the meter of calls): purpose is e.g. "state", "sign-in"."""
        ...

    def member_seen(self, resource: str, member: str, sample: object, mapped: bool) -> None:
        """For the admin's discovered-fields page; the sample is shortened there."""
        ...

    def unknown_word(self, table: str, word: str) -> None: ...

    def note(self, key: str, text: str | None) -> None:
        """A standing remark for the health page ("in failover ..."); None takes it away."""
        ...

    def malformed(self, where: str, reason: str) -> None:
        """One item was unreadable and left out; the rest of the reply was used."""
        ...


class KnownFacts(Protocol):
    """What this account said before, for connectors that keep an instant while a state lasts."""

    def facts_of(self, kind: Kind) -> Mapping[EntityKey, Mapping[str, Fact]]:
        """By entity and field, this account's facts of all its jobs."""
        ...

    def confirmed_at(self, job: str, kind: Kind) -> float | None:
        """When a job of this account last told of a kind, in epoch seconds; None: never."""
        ...


@dataclass(frozen=True, slots=True)
class DirectoryEntry:
    """A queue or an agent that a vendor names; becomes a row with an alias in the admin."""

    kind: Kind
    external_id: str
    name: str
    keys: Mapping[str, str] = field(
        default_factory=dict
    )  # matching keys, e.g. {"acd_agent_id": "1001"}
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Directory:
    """A full listing of `covers`; the runner hands it to boards as a task by name."""

    covers: frozenset[Kind]
    entries: tuple[DirectoryEntry, ...]


@dataclass(frozen=True, slots=True)
class TestResult:
    """What "test connection" tells an administrator."""

    __test__ = False  # not a test case, whatever its name says to pytest

    ok: bool
    message: str
    hint: str = ""
    details: tuple[
        str, ...
    ] = ()  # "12 queues: Kundtjänst, Växel, ..."; names of queues, never of people


@dataclass(frozen=True)
class RunContext:
    """All that a connector gets."""

    account: AccountSettings
    sessions: SessionStore
    findings: Findings
    known: KnownFacts
    deadline_at: float  # epoch seconds: the run must be over by then
    clock: Callable[[], float] = time.time
    last_ok_at: float | None = None  # when this job last went well, as far as anybody knows


class Connector(Protocol):
    """One vendor. Made as `Connector(context)`, closed by the runner whatever happens."""

    def __init__(self, context: RunContext) -> None: ...

    def run(self, job: str) -> Iterator[Batch | Directory | Past]:
        """Do one cycle of a job; each batch is applied as soon as it is yielded.

        Raises ConnectorError. What was yielded before stays applied. A past is yielded before the
        batch that follows it, so that history never sees the one without the other.
        """
        ...

    def test(self) -> TestResult:
        """Sign in and read a little. Raises nothing: every failure is a result in plain words."""
        ...

    def sign_out(self) -> None:
        """End the vendor's session if one is stored (the account was paused or removed)."""
        ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Interrupted:
    """A stream is broken and its reader mends it: what it said ages, and this is why."""

    error: ConnectorError


class Stop(Protocol):
    """Asked often by the reader of a stream. Cheap."""

    def is_set(self) -> bool:
        """End soon and leave the vendor's session as it is: another reader takes over."""
        ...

    def wait(self, seconds: float) -> bool:
        """Sleep, at most so long; whether it is set."""
        ...


class StreamConnector(Connector, Protocol):
    """A vendor that sends events; its streams are the jobs with `stream`."""

    def read(self, job: str, stop: Stop) -> Iterator[Batch | Directory | Interrupted]:
        """Follow the stream until `stop` is set, mending what breaks.

        Each batch is applied before the next is asked for. One that covers a kind confirms it.
        Raises ConnectorError for what it cannot mend: rejected credentials, a refusal.
        """
        ...
