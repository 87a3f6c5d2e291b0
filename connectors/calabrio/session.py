"""Calabrio's session: signed in once for all jobs of an account, renewed when it has ended.

The document promises two hours without use and shows "60" in the reply; how the end shows is not
said. So a session is used until a request is answered by 401, 403, a redirect or a web page: then
one new sign-in and one repetition, never more. A rejected sign-in is never tried again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from connectors.base import RunContext
from connectors.calabrio.options import CalabrioOptions
from connectors.calabrio.signin import AUTHORIZE, COOKIE, Session, SignIn, rejected
from connectors.errors import ConnectorError, CredentialsRejected, Malformed, Refused, Unreachable
from connectors.http import Reply, VendorHttp

REDIRECTS = frozenset({301, 302, 303, 307, 308})
SIGNED_OUT = REDIRECTS | {401, 403}
ANY_STATUS = frozenset(range(300, 600))
KEPT_SECONDS = 86_400.0  # what the store holds; an ended session is noticed by its use
REJECTION_SECONDS = 120.0  # long enough for the jobs that were waiting to sign in as well
REFUSAL_SECONDS = 900.0  # a missing right: so long no new sign-in is spent on finding out again


class MemorySessions:
    """A `SessionStore` that nobody shares: for a test of the connection."""

    def __init__(self) -> None:
        self._state: dict[str, Any] = {}

    def load(self) -> dict[str, Any]:
        return dict(self._state)

    def save(self, session: Mapping[str, Any], ttl_seconds: float) -> None:
        self._state = dict(session)

    def clear(self) -> None:
        self._state = {}

    def exclusive(self, wait_seconds: float = 10.0) -> AbstractContextManager[None]:
        return nullcontext()


@dataclass(frozen=True, slots=True)
class Call:
    """One request: `path` below /api/rest, `permission` in Calabrio's words for the sentence."""

    method: str
    path: str
    purpose: str
    permission: str
    params: Mapping[str, Any] | None = None
    body: Any = None
    absent_is_ok: bool = False  # hand a 404 back


class CalabrioSession:
    """Sends requests as the account's login."""

    def __init__(self, context: RunContext, http: VendorHttp, options: CalabrioOptions) -> None:
        self._context = context
        self._http = http
        self._login = SignIn(context, http, options)
        self._root = self._login.root

    def send(self, call: Call) -> Reply:
        """A reply that is 2xx and no web page (or 404 where the call says so)."""
        stored = self._stored()
        session = stored or self._sign_in(stale="")
        reply = self._request(session, call)
        may_have_ended = stored is not None and _is_signed_out(reply)
        if may_have_ended and not (reply.status == 403 and self._refused_lately(call)):
            reply = self._request(self._sign_in(stale=session.id), call)
        return self._checked(reply, call)

    @property
    def timezone(self) -> ZoneInfo:
        """The tenant's zone as the sign-in told it, else the site's; a note says when it is so."""
        session = self._stored() or self._sign_in(stale="")
        zone = _zone(session.timezone)
        self._context.findings.note(
            "tenant_timezone",
            None
            if zone
            else "Calabrio did not name its tenant's time zone; the site's is used for the day.",
        )
        return zone or _zone(self._context.account.timezone) or ZoneInfo("UTC")

    def recall(self, key: str) -> Any:
        """What an earlier run remembered beside the session, or None."""
        return self._context.sessions.load().get(key)

    def remember(self, **entries: Any) -> None:
        """Keep entries beside the session for other runs."""
        with self._exclusive():
            self._save({**self._context.sessions.load(), **entries})

    def forget_rejection(self) -> None:
        """A sign-in has succeeded since: the next job need not wait to try one."""
        if self.recall("rejected") is not None:
            self._context.sessions.clear()

    def sign_out(self) -> None:
        """End the session there and forget it here. An unreachable server is no trouble."""
        with self._exclusive():
            session = self._stored()
            self._context.sessions.clear()
            if session is None:
                return
            try:
                self._http.request(
                    "DELETE",
                    f"{self._root}/{AUTHORIZE}",
                    purpose="sign-in",
                    headers={"Cookie": session.cookie_header},
                    returns=ANY_STATUS,
                )
            except ConnectorError:
                return  # it ends by itself after two hours without use

    def _request(self, session: Session, call: Call) -> Reply:
        return self._http.request(
            call.method,
            f"{self._root}/{call.path}",
            purpose=call.purpose,
            params=call.params,
            json=call.body,
            headers={"Accept": "application/json", "Cookie": self._with_jar(session)},
            reads=True,  # those that POST do so for their lists of ids
            returns=SIGNED_OUT | ({404} if call.absent_is_ok else set()),
        )

    def _with_jar(self, session: Session) -> str:
        """This run's jar may hold a newer balancer's cookie than the one that was stored."""
        newer = {name: value for name, value in self._http.cookies.items() if name != COOKIE}
        return Session(session.id, {**session.cookies, **newer}).cookie_header

    def _checked(self, reply: Reply, call: Call) -> Reply:
        """What a session that is certainly alive was answered."""
        if reply.status in (401, 403):
            if not self._refused_lately(call):
                self.remember(**{_refusal(call): self._context.clock()})
            raise Refused(
                f"{reply.source} says that this login may not read {call.purpose} "
                f"(status {reply.status}).",
                hint=f"Give its role the permission “{call.permission}”, all groups and teams, "
                "and EnterpriseView as its main WFM view.",
            )
        if reply.ok and reply.is_markup:
            raise Malformed(
                f"{reply.source} answered with a web page instead of data.",
                hint="Check the address of the account; a sign-on page may be in the way.",
            )
        if not reply.ok and not (call.absent_is_ok and reply.status == 404):
            raise reply.error(self._context.clock())
        return reply

    def _refused_lately(self, call: Call) -> bool:
        at = self.recall(_refusal(call))
        return isinstance(at, int | float) and self._context.clock() - at < REFUSAL_SECONDS

    # signing in

    def _stored(self) -> Session | None:
        stored = self._context.sessions.load()
        if stored.get("login") != self._login.login_mark():
            return None
        cookies = stored.get("cookies")
        return Session(
            id=str(stored.get("session_id", "")),
            cookies=cookies if isinstance(cookies, dict) else {},
            timezone=str(stored.get("timezone", "")),
        )

    def _sign_in(self, stale: str) -> Session:
        """A session other than `stale`: another job's, if it was quicker, else a new one."""
        with self._exclusive():
            session = self._stored()
            if session is not None and session.id != stale:
                return session
            state = self._context.sessions.load()
            if state.get("rejected") == self._login.secret_mark():
                raise rejected("Calabrio")
            try:
                session = self._login.authorize()
            except CredentialsRejected:
                mark = {"rejected": self._login.secret_mark()}
                self._context.sessions.save(mark, REJECTION_SECONDS)
                raise
            state = {key: value for key, value in state.items() if key != "rejected"}
            entry = {
                "login": self._login.login_mark(),
                "session_id": session.id,
                "cookies": dict(session.cookies),
                "timezone": session.timezone,
            }
            self._save({**state, **entry})
            return session

    def _save(self, state: Mapping[str, Any]) -> None:
        self._context.sessions.save(state, KEPT_SECONDS)

    @contextmanager
    def _exclusive(self) -> Iterator[None]:
        with ExitStack() as stack:
            try:
                stack.enter_context(self._context.sessions.exclusive())
            except TimeoutError:
                raise Unreachable("Another job is still signing in to Calabrio.") from None
            yield


def _is_signed_out(reply: Reply) -> bool:
    return reply.status in SIGNED_OUT or (reply.ok and reply.is_markup)


def _refusal(call: Call) -> str:
    return f"refused {call.purpose}"


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ValueError, OSError, KeyError):  # ZoneInfoNotFoundError is a KeyError
        return None
