"""What the runner puts around a connector, made of the state: findings, facts, sessions.

With `runner.py` the only place that sees both a connector's contract and the state.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any

import structlog
from django.db import DatabaseError

from connectors.base import AccountSettings, Findings, RunContext, SessionStore
from connectors.errors import CredentialsRejected, Unreachable
from wallboard.boards import polling, secrets
from wallboard.boards.polling import PolledAccount
from wallboard.domain.facts import EntityKey, Fact, SourceKey
from wallboard.domain.observation import Kind
from wallboard.state.job_records import RunReport
from wallboard.state.redis import sync_client
from wallboard.state.sessions import StoredSessions
from wallboard.state.store import FactStore

log = structlog.get_logger(__name__)


class RunFindings:
    """`connectors.base.Findings` on a `RunReport`."""

    def __init__(self, report: RunReport) -> None:
        self._report = report

    def request(self, purpose: str) -> None:
        self._report.requests[purpose] += 1

    def member_seen(self, resource: str, member: str, sample: object, mapped: bool) -> None:
        self._report.member_seen(resource, member, sample, mapped)

    def unknown_word(self, table: str, word: str) -> None:
        self._report.unknown_word(table, word)

    def note(self, key: str, text: str | None) -> None:
        self._report.notes[key] = text

    def malformed(self, where: str, reason: str) -> None:
        self._report.malformed += 1
        log.info("item left out", where=where, reason=reason)


class StreamFindings:
    """`connectors.base.Findings` of a run that is reported in parts, by threads of its own."""

    def __init__(self, report: RunReport) -> None:
        self._findings = RunFindings(report)
        self._report = report
        self._lock = threading.Lock()

    def take(self, fresh: RunReport) -> RunReport:
        """What was found so far; from now on it is written to `fresh`."""
        with self._lock:
            report, self._report = self._report, fresh
            self._findings = RunFindings(fresh)
        return report

    def applied(self) -> None:
        with self._lock:
            self._report.batches += 1

    def request(self, purpose: str) -> None:
        with self._lock:
            self._findings.request(purpose)

    def member_seen(self, resource: str, member: str, sample: object, mapped: bool) -> None:
        with self._lock:
            self._findings.member_seen(resource, member, sample, mapped)

    def unknown_word(self, table: str, word: str) -> None:
        with self._lock:
            self._findings.unknown_word(table, word)

    def note(self, key: str, text: str | None) -> None:
        with self._lock:
            self._findings.note(key, text)

    def malformed(self, where: str, reason: str) -> None:
        with self._lock:
            self._findings.malformed(where, reason)


class StoredFacts:
    """`connectors.base.KnownFacts` of one account on the store."""

    def __init__(self, store: FactStore, account: PolledAccount) -> None:
        self._store = store
        self._account = account

    def facts_of(self, kind: Kind) -> Mapping[EntityKey, Mapping[str, Fact]]:
        return self._store.facts_of(self._account.site, self._account.id, kind)

    def confirmed_at(self, job: str, kind: Kind) -> float | None:
        confirmed = self._store.confirmed(self._account.site)
        return confirmed.get(SourceKey(self._account.id, job, kind))


class GuardedSessions(StoredSessions):
    """Sign-in of polls: once the login was rejected, no other job of the account tries it.

    The rejection is recorded before the next waiting job may sign in, so a vendor sees one attempt.
    """

    def __init__(self, account: PolledAccount, job: str) -> None:
        super().__init__(sync_client(), account.id, secrets.cipher())
        self._account_id = account.id
        self._job = job

    @contextmanager
    def exclusive(self, wait_seconds: float = 10.0) -> Iterator[None]:
        with ExitStack() as turn:
            try:
                turn.enter_context(super().exclusive(wait_seconds))
            except TimeoutError:
                raise Unreachable("Another run has been signing in for too long.") from None
            if polling.is_rejected(self._account_id):
                raise CredentialsRejected("The login was rejected a moment ago.")
            try:
                yield
            except CredentialsRejected as error:
                polling.record_outcome(
                    self._account_id, self._job, error.code, str(error), error.hint
                )
                raise


class StreamSessions(GuardedSessions):
    """Sign-in of a stream's reader, which may be older than the account's settings: it must not
    try credentials that were changed meanwhile."""

    def __init__(self, account: PolledAccount, job: str, is_current: Callable[[], bool]) -> None:
        super().__init__(account, job)
        self._is_current = is_current

    @contextmanager
    def exclusive(self, wait_seconds: float = 10.0) -> Iterator[None]:
        with super().exclusive(wait_seconds):
            try:
                current = self._is_current()
            except DatabaseError:  # busy or away for a moment: no reason to try what may be old
                raise Unreachable("The settings of the account cannot be read just now.") from None
            if not current:
                raise Unreachable("The settings of the account were changed: it is read anew.")
            yield


class OwnSession:
    """Session of one test: it shows that the credentials work now, not that they once did."""

    def __init__(self) -> None:
        self._session: dict[str, Any] = {}

    def load(self) -> dict[str, Any]:
        return dict(self._session)

    def save(self, session: Mapping[str, Any], ttl_seconds: float) -> None:
        self._session = dict(session)

    def clear(self) -> None:
        self._session = {}

    @contextmanager
    def exclusive(self, wait_seconds: float = 10.0) -> Iterator[None]:
        yield


def settings_of(account: PolledAccount) -> AccountSettings:
    """The account as its connector sees it."""
    return AccountSettings(
        id=account.id,
        vendor=account.vendor,
        base_url=account.base_url,
        options=account.options,
        mapping=account.mapping,
        timezone=account.timezone,
        secrets=account.secrets,
        ca_bundle=account.ca_bundle,
        jobs=account.jobs,
    )


def context_of(
    account: PolledAccount,
    findings: RunReport | Findings,
    sessions: SessionStore,
    seconds: float,
    last_ok_at: float | None = None,
) -> RunContext:
    """All that a connector gets for a run of at most `seconds`."""
    return RunContext(
        account=settings_of(account),
        sessions=sessions,
        findings=RunFindings(findings) if isinstance(findings, RunReport) else findings,
        known=StoredFacts(FactStore(sync_client()), account),
        deadline_at=time.time() + seconds,
        last_ok_at=last_ok_at,
    )
