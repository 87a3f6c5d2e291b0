"""Where somebody is signed in: each browser, since when, and when it was last seen."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Mapping
from threading import Lock
from typing import Any, cast

from allauth.usersessions.models import UserSession
from django.http import HttpRequest
from django.utils import timezone

NOTED_AGAIN_SECONDS = 60.0
REMEMBERED = 4096  # sessions per process; beyond it they are noted more often, no more
_noted: OrderedDict[str, float] = OrderedDict()
_lock = Lock()

# What a browser says of itself, most telling word first: Edge says Chrome, Chrome says Safari.
_BROWSERS: Mapping[str, str] = {
    "Edg/": "Edge",
    "OPR/": "Opera",
    "Firefox/": "Firefox",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
}
_SYSTEMS: Mapping[str, str] = {
    "Windows": "Windows",
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Mac OS X": "macOS",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}


def browser_of(user_agent: str) -> str:
    """ "Firefox, Linux"; empty where it says neither."""
    found = (
        next((name for word, name in table.items() if word in user_agent), "")
        for table in (_BROWSERS, _SYSTEMS)
    )
    return ", ".join(word for word in found if word)


def sessions_of(user: Any) -> list[Any]:
    """The newest first; those that ended by themselves are left out."""
    found = cast("list[Any]", UserSession.objects.purge_and_list(user))
    return sorted(found, key=lambda session: session.last_seen_at, reverse=True)


def end(user: Any, pk: int) -> bool:
    """Sign that browser out; boards open there close within two seconds."""
    found = UserSession.objects.filter(user=user, pk=pk).first()
    if found is None:
        return False
    found.end()
    return True


def end_others(user: Any, session_key: str | None) -> int:
    others = UserSession.objects.filter(user=user).exclude(session_key=session_key or "")
    for session in others:
        session.end()
    return len(others)


def note(request: HttpRequest) -> None:
    """This browser was here. Written at most once a minute."""
    key = request.session.session_key
    if not key or not _is_due(key):
        return
    seen = UserSession.objects.filter(session_key=key).update(last_seen_at=timezone.now())
    if not seen:  # signed in before there was a list, or another way than by our page
        UserSession.objects.create_from_request(request)


def _is_due(key: str) -> bool:
    now = time.monotonic()
    with _lock:
        if now - _noted.get(key, float("-inf")) < NOTED_AGAIN_SECONDS:
            return False
        _noted[key] = now
        _noted.move_to_end(key)
        while len(_noted) > REMEMBERED:
            _noted.popitem(last=False)
    return True
