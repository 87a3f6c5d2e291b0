"""Sinch's session: signed in once for all jobs of an account, renewed when it has ended.

How an ended session shows is not documented: 401, 403, a redirect or a web page are taken for it,
then one new sign-in and one repetition, never more. A rejected sign-in is never tried again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

from connectors.base import RunContext
from connectors.errors import ConnectorError, CredentialsRejected, Malformed, Refused, Unreachable
from connectors.http import Reply, VendorHttp
from connectors.sinch.options import SinchOptions
from connectors.sinch.signin import ADDRESS_HINT, Session, SignIn, rejected

REDIRECTS = frozenset({301, 302, 303, 307, 308})
SIGNED_OUT = REDIRECTS | {401, 403}
KEPT_SECONDS = 86_400.0  # what the store holds; an ended session is noticed by its use
REJECTION_SECONDS = 120.0  # long enough for the jobs that were waiting to sign in as well
UNCLEAR_SECONDS = 300.0  # a sign-in whose answer was none: it may count as a wrong one there
REFUSAL_SECONDS = 900.0  # a missing right: so long no new sign-in is spent on finding out again

OF_SIGN_IN = frozenset({"rejected", "unclear_at", "unclear"})  # entries of the last one

LIVE_HINT = (
    "Sinch opens RMI and RAI on request, and the user needs rights to monitoring and reporting. "
    "Until then switch “Live figures” off in the settings of the account."
)
CONFIGURATION_HINT = "Give the user the right to read this through RCI."


@dataclass(frozen=True, slots=True)
class Call:
    """One GET: `path` below an interface; `purpose` names what is read in a sentence."""

    interface: str  # rci, rmi, rai
    path: str
    purpose: str
    params: Mapping[str, Any] | None = None
    absent_is_ok: bool = False  # hand a 404 back


class SinchSession:
    """Sends requests as the account's login."""

    def __init__(
        self, context: RunContext, http: VendorHttp, options: SinchOptions, again: bool = False
    ) -> None:
        """`again` lets a person's own test try words that were just rejected."""
        self._context = context
        self._http = http
        self._login = SignIn(context, http, options)
        self._again = again

    def send(self, call: Call) -> Reply:
        """A reply that is 2xx and no web page (or 404 where the call says so)."""
        stored = self._stored()
        session = stored or self._sign_in(stale="")
        reply = self._request(session, call)
        may_have_ended = stored is not None and _is_signed_out(reply)
        if may_have_ended and not (reply.status == 403 and self._refused_lately(call)):
            reply = self._request(self._sign_in(stale=session.id), call)
        return self._checked(reply, call)

    def sign_in_anew(self) -> None:
        stored = self._stored()
        self._sign_in(stale=stored.id if stored else "")

    def sign_out(self) -> None:
        """End the session there and forget it here. An unreachable server is no trouble."""
        with self._exclusive():
            session = self._stored()
            self._context.sessions.clear()
            if session is None:
                return
            try:
                self._login.sign_out(session)
            except ConnectorError:
                return  # it ends by itself

    def _request(self, session: Session, call: Call) -> Reply:
        return self._http.request(
            "GET",
            self._login.places.of(call.interface, call.path),
            purpose=call.purpose,
            params=call.params,
            headers=self._login.headers(session),
            returns=SIGNED_OUT | {404},
        )

    def _checked(self, reply: Reply, call: Call) -> Reply:
        """What a session that is certainly alive was answered."""
        hint = CONFIGURATION_HINT if call.interface == "rci" else LIVE_HINT
        if reply.status in (401, 403):
            if not self._refused_lately(call):
                self._remember(**{_refusal(call): self._context.clock()})
            raise Refused(
                f"{reply.source} says that this login may not read {call.purpose} "
                f"(status {reply.status}).",
                hint=hint,
            )
        if reply.status == 404 and not call.absent_is_ok:
            raise Refused(
                f"{reply.source} has no {call.purpose} at this address (status 404).",
                hint=f"Check address and authentication of the account. {hint}",
            )
        if reply.ok and reply.is_markup:
            raise Malformed(
                f"{reply.source} answered with a web page instead of data.",
                hint="Check the address of the account; a sign-on page may be in the way.",
            )
        if not reply.ok and reply.status != 404:
            raise reply.error(self._context.clock())
        return reply

    def _refused_lately(self, call: Call) -> bool:
        return self._lately(self._context.sessions.load().get(_refusal(call)), REFUSAL_SECONDS)

    def _lately(self, at: object, seconds: float) -> bool:
        return isinstance(at, int | float) and 0 <= self._context.clock() - at < seconds

    def _remember(self, **entries: Any) -> None:
        with self._exclusive():
            state = {**self._context.sessions.load(), **entries}
            self._context.sessions.save(state, KEPT_SECONDS)

    # signing in

    def _stored(self) -> Session | None:
        stored = self._context.sessions.load()
        if stored.get("login") != self._login.login_mark():
            return None
        cookies = stored.get("cookies")
        return Session(
            str(stored.get("session_id", "")), cookies if isinstance(cookies, dict) else {}
        )

    def _sign_in(self, stale: str) -> Session:
        """A session other than `stale`: another job's, if it was quicker, else a new one."""
        with self._exclusive():
            session = self._stored()
            if session is not None and session.id != stale:
                return session
            state = self._context.sessions.load()
            if not self._again and state.get("rejected") == self._login.secret_mark():
                raise rejected("Sinch")
            if not self._again and self._lately(state.get("unclear_at"), UNCLEAR_SECONDS):
                raise Malformed(str(state.get("unclear", "")), hint=ADDRESS_HINT)
            try:
                session = self._login.sign_in()
            except CredentialsRejected:
                mark = {"rejected": self._login.secret_mark()}
                self._context.sessions.save(mark, REJECTION_SECONDS)
                raise
            except Malformed as error:
                unclear = {"unclear_at": self._context.clock(), "unclear": str(error)}
                self._context.sessions.save({**state, **unclear}, KEPT_SECONDS)
                raise
            state = {key: value for key, value in state.items() if key not in OF_SIGN_IN}
            entry = {
                "login": self._login.login_mark(),
                "session_id": session.id,
                "cookies": dict(session.cookies),
            }
            self._context.sessions.save({**state, **entry}, KEPT_SECONDS)
            return session

    @contextmanager
    def _exclusive(self) -> Iterator[None]:
        with ExitStack() as stack:
            try:
                stack.enter_context(self._context.sessions.exclusive())
            except TimeoutError:
                raise Unreachable("Another job is still signing in to Sinch.") from None
            yield


def _is_signed_out(reply: Reply) -> bool:
    return reply.status in SIGNED_OUT or (reply.ok and reply.is_markup)


def _refusal(call: Call) -> str:
    return f"refused {call.purpose}"
