"""Who a visitor is and what it may see, read from the database in threads of its own.

The event loop never waits for the database, and the live path never waits behind the threads of
pages. A visitor is what its cookies say; who that is, is found out anew each time, so that a
sign-out, a withdrawn membership, a deactivated user and a revoked display all count.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, TypeVar

from django.conf import settings
from django.contrib import auth
from django.db import Error, close_old_connections
from django.http import HttpRequest

from wallboard.boards import access, specs
from wallboard.boards.models import Board, Site
from wallboard.domain.board import BoardSpec, SiteSpec

DISPLAY_COOKIE = "wallboard_display"
ConfigurationUnavailable = Error

_executor = ThreadPoolExecutor(max_workers=4, thread_name_prefix="wallboard-configuration")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Visitor:
    """The credentials of one socket. Not shown in `repr`."""

    session_key: str = field(default="", repr=False)
    display_secret: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Admission:
    """A board that the visitor may see, and the site that it belongs to."""

    board: str
    site: str


class Configuration:
    """What the hub asks of the database. Every call raises ConfigurationUnavailable."""

    async def admission(self, visitor: Visitor, board: str) -> Admission | None:
        """None when there is no such board or the visitor may not see it."""
        return await _in_thread(_admission, visitor, board)

    async def admissions(
        self, wanted: Iterable[tuple[Visitor, str]]
    ) -> Mapping[tuple[Visitor, str], Admission | None]:
        """Many at once; each pair is asked for once."""
        return await _in_thread(_admissions, set(wanted))

    async def site_spec(self, site: str) -> SiteSpec | None:
        """None when the site is gone."""
        return await _in_thread(_site_spec, site)

    async def board_spec(self, board: str) -> BoardSpec | None:
        return await _in_thread(_board_spec, board)


async def _in_thread(work: Callable[..., T], *arguments: Any) -> T:
    """Database work off the event loop."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_executor, _with_connection, work, *arguments)


def _with_connection(work: Callable[..., T], *arguments: Any) -> T:
    """No request ends here, so what requests do for connections is done here."""
    close_old_connections()
    try:
        return work(*arguments)
    finally:
        close_old_connections()


def _admissions(
    wanted: Iterable[tuple[Visitor, str]],
) -> dict[tuple[Visitor, str], Admission | None]:
    return {(visitor, board): _admission(visitor, board) for visitor, board in wanted}


def _admission(visitor: Visitor, board_id: str) -> Admission | None:
    board = Board.objects.filter(pk=board_id).first() if _is_key(board_id) else None
    if board is None or not (_user_may(visitor, board) or _display_may(visitor, board)):
        return None
    return Admission(str(board.pk), str(board.site_id))


def _user_may(visitor: Visitor, board: Board) -> bool:
    if not visitor.session_key:
        return False
    request = HttpRequest()
    engine = import_module(settings.SESSION_ENGINE)
    request.session = engine.SessionStore(visitor.session_key)
    user = auth.get_user(request)  # checks the session, its hash, and that the user is active
    return user.is_authenticated and access.may_view(user, board)


def _display_may(visitor: Visitor, board: Board) -> bool:
    if not visitor.display_secret:
        return False
    display = access.display_for_secret(visitor.display_secret)
    return display is not None and access.may_show(display, board)


def _site_spec(site: str) -> SiteSpec | None:
    try:
        return specs.site_spec(site)
    except Site.DoesNotExist:
        return None


def _board_spec(board: str) -> BoardSpec | None:
    try:
        return specs.board_spec(board)
    except Board.DoesNotExist:
        return None


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19
