"""`/why/BOARD/`: one figure of a board explained, as JSON, to whoever may see the board."""

from __future__ import annotations

import time
from typing import Any

import structlog
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from wallboard.boards.access import display_for_secret, may_show, may_view
from wallboard.boards.models import Board
from wallboard.boards.policy import policy_for, policy_for_display
from wallboard.boards.specs import board_spec, site_spec
from wallboard.boards.viewings import explained
from wallboard.domain.policy import Policy, stricter_of
from wallboard.pages.views.screens import COOKIE
from wallboard.projections.scene import Scene, scene_of
from wallboard.projections.why import is_of_person, why
from wallboard.state.redis import StateUnavailable, sync_client
from wallboard.state.store import FactStore
from wallboard.words.sentences import in_words

log = structlog.get_logger(__name__)


@never_cache
@require_safe
def why_this_number(request: HttpRequest, board: int) -> JsonResponse:
    """`?widget=ID&metric=KEY&row=ID`; metric and row as far as the widget needs them.

    404 for a board that is not there or not for this viewer, and for what it does not show; 503
    while the facts cannot be read.
    """
    found = Board.objects.select_related("site").filter(pk=board).first()
    asking = [] if found is None else _asking(request, found)
    if found is None or not asking:
        return _refusal("There is no such board, or not for you.", 404)
    given, policy = request.GET, stricter_of(granted for _, granted in asking)
    spec = board_spec(found.pk)
    widget = next((one for one in spec.widgets if one.id == given.get("widget")), None)
    if widget is None:
        return _refusal("The board has no such widget.", 404)
    try:
        scene = _scene(found.site_id, policy)
    except StateUnavailable:
        log.warning("a figure cannot be explained: Redis does not answer")
        return _refusal("The figures cannot be read now.", 503)
    told = why(scene, widget, given.get("metric", ""), given.get("row", ""))
    if told is None:
        return _refusal("The widget does not show this.", 404)
    if is_of_person(widget, given.get("row", "")):
        for by, _ in asking:
            explained(found, policy, by)
    return JsonResponse({"at": scene.now_at, "timezone": scene.site.timezone, **told})


def _asking(request: HttpRequest, board: Board) -> list[tuple[Any, Policy]]:
    """The user and the screen that ask, with what of people each may be told; empty for who may not
    see the board. As on the socket, the stricter counts where somebody has a sign-in and a screen's
    credential."""
    granted: list[tuple[Any, Policy]] = []
    if may_view(request.user, board):
        granted.append((request.user, policy_for(request.user, board)))
    secret = request.COOKIES.get(COOKIE, "")
    display = display_for_secret(secret) if secret else None
    if display is not None and may_show(display, board):
        granted.append((display, policy_for_display(display, board)))
    return granted


def _scene(site_id: int, policy: Policy) -> Scene:
    site, store = site_spec(site_id), FactStore(sync_client())
    return scene_of(site, store.load(site.id), store.confirmed(site.id), time.time(), policy=policy)


def _refusal(message: str, status: int) -> JsonResponse:
    body: dict[str, Any] = {"message": in_words(message)}
    return JsonResponse(body, status=status)
