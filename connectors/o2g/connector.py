"""The O2G connector: its stream, its directory, its test. What it is: `spec.py`."""

from __future__ import annotations

from collections.abc import Iterator

from connectors.base import Directory, Interrupted, RunContext, Stop, TestResult
from connectors.errors import ConnectorError, Refused
from connectors.o2g import attachment
from connectors.o2g.client import O2gClient
from connectors.o2g.directory import read_directory
from connectors.o2g.options import O2gOptions
from connectors.o2g.packages import LICENCE
from connectors.o2g.reader import Reader
from connectors.o2g.session import O2gSession, SessionLost
from connectors.o2g.spec import DIRECTORY, EVENTS, O2G
from wallboard.domain.observation import Batch

__all__ = ["O2G", "O2gConnector"]

MAX_NAMED = 8


class O2gConnector:
    """One run of one job."""

    def __init__(self, context: RunContext) -> None:
        """Raises Refused for an address or a setting that makes no sense."""
        self._context = context
        self._options = O2gOptions.of(context.account.options)
        self._client = O2gClient(context, self._options, O2gSession(context, self._options))

    def run(self, job: str) -> Iterator[Batch | Directory]:
        if job != DIRECTORY:
            raise Refused(f"O2G has no job called {job} that can be polled.")
        return self._directory()

    def read(self, job: str, stop: Stop) -> Iterator[Batch | Directory | Interrupted]:
        if job != EVENTS:
            raise Refused(f"O2G has no stream called {job}.")
        return Reader(self._context, self._options, stop, job).read()

    def test(self) -> TestResult:
        """Sign in anew, subscribe, read the list of agents. The subscription is taken back."""
        try:
            found = attachment.attach(self._context, self._options, "", ())
        except ConnectorError as error:
            return TestResult(False, str(error), error.hint)
        try:
            logins = found.client.fetch_logins()
        except ConnectorError as error:
            return TestResult(False, str(error), error.hint)
        finally:
            found.client.session.close()
            found.client.close()
        missing = sorted({LICENCE[name] for name in LICENCE if name not in found.packages
                          and name in ("agent", "telephony")})  # fmt: skip
        return TestResult(
            ok=True,
            message=f"Signed in. O2G lists {len(logins)} agents and supervisors.",
            hint=f"Not granted: {', '.join(missing)}." if missing else "",
            details=(f"events: {', '.join(sorted(found.packages))}",),
        )

    def sign_out(self) -> None:
        """At whichever host the session is."""
        for address in dict.fromkeys(("", self._options.secondary_address)):
            session = O2gSession(self._context, self._options, address)
            try:
                if session.stored() is not None:
                    session.close()
            finally:
                session.end()
        self._context.sessions.clear()

    def close(self) -> None:
        self._client.close()

    def _directory(self) -> Iterator[Batch | Directory]:
        client = self._client
        session = client.open()
        try:
            logins = client.fetch_logins()
        except SessionLost:
            client.open(stale=session)
            logins = client.fetch_logins()
        yield from read_directory(self._context, client, logins)
