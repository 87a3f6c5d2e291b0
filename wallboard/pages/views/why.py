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
from wallboard.boards.specs import board_spec, site_spec
from wallboard.pages.views.screens import COOKIE
from wallboard.projections.scene import Scene, scene_of
from wallboard.projections.why import why
from wallboard.state.redis import StateUnavailable, sync_client
from wallboard.state.store import FactStore

log = structlog.get_logger(__name__)


@never_cache
@require_safe
def why_this_number(request: HttpRequest, board: int) -> JsonResponse:
    """`?widget=ID&metric=KEY&row=ID`; metric and row as far as the widget needs them.

    404 for a board that is not there or not for this viewer, and for what it does not show; 503
    while the facts cannot be read.
    """
    found = Board.objects.filter(pk=board).first()
    if found is None or not _may_see(request, found):
        return _refusal("There is no such board, or not for you.", 404)
    given = request.GET
    spec = board_spec(found.pk)
    widget = next((one for one in spec.widgets if one.id == given.get("widget")), None)
    if widget is None:
        return _refusal("The board has no such widget.", 404)
    try:
        scene = _scene(found.site_id)
    except StateUnavailable:
        log.warning("a figure cannot be explained: Redis does not answer")
        return _refusal("The figures cannot be read now.", 503)
    explained = why(scene, widget, given.get("metric", ""), given.get("row", ""))
    if explained is None:
        return _refusal("The widget does not show this.", 404)
    return JsonResponse({"at": scene.now_at, "timezone": scene.site.timezone, **explained})


def _may_see(request: HttpRequest, board: Board) -> bool:
    if may_view(request.user, board):
        return True
    secret = request.COOKIES.get(COOKIE, "")
    display = display_for_secret(secret) if secret else None
    return display is not None and may_show(display, board)


def _scene(site_id: int) -> Scene:
    site, store = site_spec(site_id), FactStore(sync_client())
    return scene_of(site, store.load(site.id), store.confirmed(site.id), time.time())


def _refusal(message: str, status: int) -> JsonResponse:
    body: dict[str, Any] = {"message": message}
    return JsonResponse(body, status=status)
