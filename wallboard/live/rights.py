"""Who a visitor is and what it may see, read from the database in threads of its own.

The event loop never waits for the database, and the live path never waits behind the threads of
pages. A visitor is what its cookies say; who that is, is found out anew each time, so that a
sign-out, a withdrawn membership, a deactivated user and a revoked display all count.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib import auth
from django.db import Error
from django.http import HttpRequest

from wallboard.boards import access, specs, tokens, viewings
from wallboard.boards.faces import face_of
from wallboard.boards.models import Board, BoardRevision, Display, Site
from wallboard.boards.policy import policy_for, policy_for_display, policy_for_program
from wallboard.domain.board import BoardSpec, SiteSpec
from wallboard.domain.policy import Policy, stricter_of
from wallboard.history.series import Drawn, read_curves
from wallboard.live.database import in_thread, in_writing_thread
from wallboard.live.protocol import Close
from wallboard.projections.curves import Curve

DISPLAY_COOKIE = "wallboard_display"
ConfigurationUnavailable = Error


@dataclass(frozen=True, slots=True)
class Visitor:
    """The credentials of one socket. Not shown in `repr`."""

    session_key: str = field(default="", repr=False)
    display_secret: str = field(default="", repr=False)
    token: str = field(default="", repr=False)  # of a program, which has nothing else

    @property
    def as_display(self) -> Visitor:
        """The same without the person who is signed in beside it."""
        return Visitor("", self.display_secret)


@dataclass(frozen=True, slots=True)
class Admission:
    """A board that the visitor may see, the site that it belongs to, what of people it may show to
    this visitor, and the display that the visitor is, if it is one. `by` is whom the access log
    names: "user:3" or "display:4"."""

    board: str
    site: str
    policy: Policy
    display: str = ""
    by: str = ""


Question = tuple[Visitor, str]  # may this visitor see this board?
Answer = Admission | Close  # NOT_SIGNED_IN, or NOT_ALLOWED: there is none, or not for this visitor


class Configuration:
    """What the hub asks of the database. Every call raises ConfigurationUnavailable."""

    async def admissions(self, wanted: Iterable[Question]) -> Mapping[Question, Answer]:
        """Many at once; each pair is asked for once."""
        return await in_thread(_admissions, set(wanted))

    async def site_spec(self, site: str) -> SiteSpec | None:
        """None when the site is gone."""
        return await in_thread(_site_spec, site)

    async def board_spec(self, board: str) -> BoardSpec | None:
        return await in_thread(_board_spec, board)

    async def record_looks(self, looks: Sequence[viewings.Look]) -> None:
        await in_writing_thread(viewings.record, looks)

    async def curves(
        self, site: str, timezone: str, known: Mapping[Curve, Drawn | None], now_at: float
    ) -> Mapping[Curve, Drawn]:
        """What history has of these; of a curve that is known only what is new is read."""
        return await in_thread(read_curves, site, timezone, known, now_at)


class _Asked:
    """What one batch of questions has read already: a thousand screens show a few boards."""

    def __init__(self) -> None:
        self._boards: dict[int, Board | None] = {}
        self._users: dict[str, Any] = {}
        self._policies: dict[tuple[str, int], Policy | None] = {}

    def answer(self, visitor: Visitor, board_id: str) -> Answer:
        if visitor.token:
            return self._of_program(visitor.token, board_id)
        user = self._user(visitor.session_key)
        if user is None and not visitor.display_secret:
            return Close.NOT_SIGNED_IN
        face = face_of(board_id)
        board = self._board(face.board) if face is not None else None
        if face is None or board is None:
            return Close.NOT_ALLOWED
        site = str(board.site_id)
        if face.for_authors:
            if user is None or board.archived or not access.may_edit(user, board):
                return Close.NOT_ALLOWED
            return Admission(board_id, site, policy_for(user, board), by=f"user:{user.pk}")
        as_user = self._of_user(visitor.session_key, board)
        screen = _display_of(visitor.display_secret, board)
        as_screen = policy_for_display(screen, board) if screen is not None else None
        granted = [policy for policy in (as_user, as_screen) if policy is not None]
        if not granted:
            return Close.NOT_ALLOWED
        # With both credentials it may be a screen on a wall: what the stricter one says counts.
        display = str(screen.pk) if screen is not None and as_user is None else ""
        by = f"display:{display}" if display else f"user:{user.pk}"
        return Admission(board_id, site, stricter_of(granted), display, by)

    def _of_program(self, text: str, board_id: str) -> Answer:
        token, face = tokens.token_of(text), face_of(board_id)
        if token is None:
            return Close.NOT_SIGNED_IN
        board = None if face is None or face.for_authors else self._board(face.board)
        if board is None or not tokens.may_read(token, board):
            return Close.NOT_ALLOWED
        policy = policy_for_program(board.site, board)
        return Admission(board_id, str(board.site_id), policy, by=f"program:{token.pk}")

    def _board(self, id_: int) -> Board | None:
        if id_ not in self._boards:
            self._boards[id_] = Board.objects.select_related("site").filter(pk=id_).first()
        return self._boards[id_]

    def _user(self, session_key: str) -> Any:
        """None where nobody is signed in."""
        if session_key not in self._users:
            self._users[session_key] = _signed_in(session_key) if session_key else None
        return self._users[session_key]

    def _of_user(self, session_key: str, board: Board) -> Policy | None:
        """None for nobody, and for who may not see the board."""
        user, question = self._user(session_key), (session_key, board.pk)
        if user is not None and question not in self._policies:
            may = access.may_view(user, board)
            self._policies[question] = policy_for(user, board) if may else None
        return self._policies.get(question)


def _admissions(wanted: Iterable[Question]) -> dict[Question, Answer]:
    asked = _Asked()
    return {(visitor, board): asked.answer(visitor, board) for visitor, board in wanted}


def _signed_in(session_key: str) -> Any:
    request = HttpRequest()
    engine = import_module(settings.SESSION_ENGINE)
    request.session = engine.SessionStore(session_key)
    user = auth.get_user(request)  # checks the session, its hash, and that the user is active
    return user if user.is_authenticated else None


def _display_of(secret: str, board: Board) -> Display | None:
    """The display that has this secret, if it may show the board."""
    display = access.display_for_secret(secret) if secret else None
    return display if display is not None and access.may_show(display, board) else None


def _site_spec(site: str) -> SiteSpec | None:
    try:
        return specs.site_spec(site)
    except Site.DoesNotExist:
        return None


def _board_spec(board: str) -> BoardSpec | None:
    try:
        return specs.board_spec(board)
    except (Board.DoesNotExist, BoardRevision.DoesNotExist):
        return None
