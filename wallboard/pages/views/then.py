"""`/then/BOARD/`: a board at any minute that was recorded, for whoever may see the board today."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from wallboard.boards import viewings
from wallboard.boards.access import boards_for
from wallboard.boards.models import Board
from wallboard.boards.policy import policy_for
from wallboard.domain.local_day import day_bounds, day_of
from wallboard.domain.policy import People
from wallboard.history.days import outages_of
from wallboard.history.past import Minute, gaps_of, minutes_of, span_of
from wallboard.pages.look import look_of
from wallboard.pages.past_frames import frames_of
from wallboard.pages.scrubbing import scrubs_of
from wallboard.pages.streaming import streamed
from wallboard.pages.views.history import date_of

MOST_MINUTES = 120
LATEST_MINUTE = 2**31
SAME_LOOK_SECONDS = 3600
NAMED = frozenset({People.NAMES, People.INITIALS})


@never_cache
@require_safe
@login_required
def then(request: HttpRequest, board: int) -> HttpResponse:
    """`?day=DATE` of the site's, or `?at=MINUTE` of the epoch; by default the newest minute.

    404 for a board that is not there or not for this viewer.
    """
    found = _board(request, board)
    zone = ZoneInfo(found.site.timezone)
    span = span_of(found)
    last = span[1] if span else int(time.time()) // 60
    at = _minute_of(request.GET.get("at", ""))
    day = date_of(request.GET.get("day", "")) or day_of((last if at is None else at) * 60, zone)
    from_minute, until_minute = (bound // 60 for bound in day_bounds(day, zone))
    recorded_until = min(until_minute, max(from_minute, last + 1))
    outages = outages_of(found.site, from_minute * 60, recorded_until * 60)
    scrubs = scrubs_of(request)
    about = {
        "board": found.pk,
        "minutes": reverse("then-minutes", args=[found.pk]),
        "zone": found.site.timezone,
        "from": from_minute,
        "until": until_minute,
        "at": _begin(at, from_minute, recorded_until),
        "gaps": gaps_of(found, from_minute, recorded_until),
        "outages": [
            [scrubs(one.source, found), one.from_at / 60, one.to_at / 60] for one in outages
        ],
        "last": last if span else None,
    }
    context = {
        "board": found,
        "about": orjson.dumps(about).decode(),
        "day": day.isoformat(),
        "first_day": day_of(span[0] * 60, zone).isoformat() if span else "",
        "last_day": day_of(last * 60, zone).isoformat(),
        **look_of(request, found.theme),
    }
    return render(request, "pages/then.html", context)


@never_cache
@require_safe
@login_required
def minutes(request: HttpRequest, board: int) -> HttpResponseBase:
    """`?from=MINUTE&count=N`: a line of JSON per minute, as a socket's frames (docs/protocol.md,
    "The past"). 404 as for the page."""
    found = _board(request, board)
    from_minute = _minute_of(request.GET.get("from", ""))
    count = _minute_of(request.GET.get("count", ""))
    if from_minute is None or count is None:
        raise Http404
    policy = policy_for(request.user, found)
    team = found.team.name if found.team else ""
    until = from_minute + min(count, MOST_MINUTES)
    shown = _noted(request, found, minutes_of(found, policy, team, from_minute, until))
    lines = (orjson.dumps(frame).decode() + "\n" for frame in frames_of(shown))
    return StreamingHttpResponse(streamed(request, lines), content_type="application/x-ndjson")


def _board(request: HttpRequest, pk: int) -> Board:
    found = boards_for(request.user).select_related("site", "team").filter(pk=pk).first()
    if found is None:
        raise Http404  # the same for what is not there and for what is not theirs
    return found


def _minute_of(text: str) -> int | None:
    if not (text.isascii() and text.isdigit() and len(text) <= 10):
        return None
    return min(int(text), LATEST_MINUTE)


def _begin(at: int | None, from_minute: int, recorded_until: int) -> int:
    """The minute that was asked for, else the newest of the day."""
    wanted = recorded_until - 1 if at is None else at
    return max(from_minute, min(wanted, max(from_minute, recorded_until - 1)))


def _noted(request: HttpRequest, board: Board, shown: Iterator[Minute]) -> Iterator[Minute]:
    """The access log hears of it when people of the past are shown by name or initials."""
    told = False
    for minute in shown:
        if not told and minute.people in NAMED and minute.kept is not None:
            told = True
            _note(request.user.pk, board, str(minute.people))
        yield minute


def _note(user: Any, board: Board, people: str) -> None:
    """Scrubbing is one look an hour, not one for each request."""
    now = time.time()
    looking = viewings.Looking(f"user:{user}", str(board.site_id), str(board.pk), people)
    name = f"wallboard-then:{looking}:{int(now) // SAME_LOOK_SECONDS}"
    viewings.record([viewings.Look(uuid.uuid5(uuid.NAMESPACE_OID, name), looking, now, now)])
