"""The designer: its shell, and what it asks for while somebody works. All of it for editors only;
a board that is not theirs to edit and one that is not there look the same."""

from __future__ import annotations

import re
from typing import Any

from csp.constants import SELF
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wallboard.boards import access, content, drafts, reading_content
from wallboard.boards.models import Board
from wallboard.boards.reading_content import Unreadable
from wallboard.pages.kit import kit_of
from wallboard.pages.look import look_of
from wallboard.words.sentences import in_words

LATE = 409  # somebody was faster
UNFINISHED = 422


def board_to_edit(request: HttpRequest, pk: int, *, archived: bool = False) -> Board:
    """Raises Http404."""
    found = access.editable_boards_for(request.user).filter(pk=pk, archived=archived).first()
    if found is None:
        raise Http404
    return found


def framing(response: HttpResponse) -> HttpResponse:
    """May hold a frame with a page of ours."""
    response._csp_update = {"frame-src": [SELF]}  # type: ignore[attr-defined]
    return response


def framed(response: HttpResponse) -> HttpResponse:
    """May stand in a frame of a page of ours."""
    response._csp_replace = {"frame-ancestors": [SELF]}  # type: ignore[attr-defined]
    return response


def author_of(request: HttpRequest) -> User:
    """Of a view that asks for a login."""
    assert isinstance(request.user, User)
    return request.user


@never_cache
@require_safe
@login_required
def designer(request: HttpRequest, board: int) -> HttpResponse:
    found = board_to_edit(request, board)
    shell = render(request, "pages/designer.html", {"edited": found, **look_of(request)})
    return framing(shell)  # the phone is a frame: its style asks for its own width


@xframe_options_sameorigin
@never_cache
@require_safe
@login_required
def preview(request: HttpRequest, board: int) -> HttpResponse:
    """The draft as a page of its own, live; also in the designer's frame of a phone."""
    found = board_to_edit(request, board)
    context = {"edited": found, "face": f"draft:{found.pk}", **look_of(request, found.theme)}
    return framed(render(request, "pages/board_preview.html", context))


@never_cache
@require_safe
def kit(request: HttpRequest, board: int) -> HttpResponse:
    if not request.user.is_authenticated:
        return _signed_out()
    return JsonResponse(kit_of(board_to_edit(request, board), request.user))


@never_cache
@require_http_methods(["GET", "PUT", "DELETE"])
def draft(request: HttpRequest, board: int) -> HttpResponse:
    """GET: what is there. PUT {"content", "mark", "base"}: keep it. DELETE {"mark", "base"}."""
    if not request.user.is_authenticated:
        return _signed_out()
    found = board_to_edit(request, board)
    if request.method == "GET":
        return _answer(drafts.state_of(found))
    try:
        told = _told(request)
        if request.method == "DELETE":
            return _answer(drafts.discard(found, _seen(told)))
        made = reading_content.read(told.get("content"))
        return _answer(drafts.save(found, request.user, made, _seen(told)))
    except Unreadable as error:
        return JsonResponse({"error": str(error)}, status=400)
    except drafts.Outdated as error:
        return _answer(error.state, LATE)


@never_cache
@require_POST
def publish(request: HttpRequest, board: int) -> HttpResponse:
    """{"mark", "base", "over_newer": bool}"""
    if not request.user.is_authenticated:
        return _signed_out()
    found = board_to_edit(request, board)
    try:
        told = _told(request)
        done = drafts.publish(
            found, request.user, _seen(told), over_newer=told.get("over_newer") is True
        )
    except Unreadable as error:
        return JsonResponse({"error": str(error)}, status=400)
    except drafts.Outdated as error:
        return _answer(error.state, LATE)
    except drafts.Unfinished as error:
        return JsonResponse({"problems": _problems(error.problems)}, status=UNFINISHED)
    except drafts.NotYours:
        sentence = _("You do not edit boards of that team.")
        told_of = _problems({content.OF_BOARD: [sentence]})
        return JsonResponse({"problems": told_of}, status=UNFINISHED)
    return JsonResponse({"number": done.number, "ids": done.ids, **_state(done.state)})


def _told(request: HttpRequest) -> dict[str, Any]:
    told = reading_content.parsed(request.body)
    if not isinstance(told, dict):
        raise Unreadable("not an object")
    return told


def _seen(told: dict[str, Any]) -> drafts.Seen:
    mark, base = told.get("mark"), told.get("base")
    if not isinstance(mark, str) or not isinstance(base, str):
        raise Unreadable("“mark” and “base” are texts")
    return drafts.Seen(mark, base)


def _state(state: drafts.DraftState) -> dict[str, Any]:
    return {
        "content": state.content,
        "mark": state.seen.mark,
        "base": state.seen.base,
        "published": state.published,
        "changed_at": state.changed_at.timestamp() if state.changed_at else None,
        "changed_by": state.changed_by,
        "problems": _problems(content.problems_of(state.content)),
    }


def _problems(found: content.Problems) -> dict[str, list[dict[str, str]]]:
    """Each sentence in the reader's language, with the option that it speaks of ("": none): the
    registry's sentences begin with it."""
    return {
        key: [{"option": _option_of(said), "text": in_words(said)} for said in sentences]
        for key, sentences in found.items()
    }


def _option_of(sentence: str) -> str:
    found = re.match(r"“(\w+)” ", sentence)
    return found[1] if found else ""


def _answer(state: drafts.DraftState, status: int = 200) -> JsonResponse:
    return JsonResponse(_state(state), status=status)


def _signed_out() -> JsonResponse:
    return JsonResponse({"error": "sign in"}, status=401)
