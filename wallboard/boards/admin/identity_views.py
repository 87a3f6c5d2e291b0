"""The page "Who is who" of a site: what was recognised, what is doubtful, and what to do about it.

Plain forms: every button posts, does one thing and comes back. Reached from the site's own page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from wallboard.boards import who_is_who
from wallboard.boards.admin.identity_page import page_of
from wallboard.boards.admin.looks import WHO_IS_WHO, looked
from wallboard.boards.models import Decision, HandOver, Site
from wallboard.boards.nouns import NOUNS
from wallboard.domain.observation import Kind

if TYPE_CHECKING:
    from wallboard.boards.admin.sites import SiteAdmin

STALE = "That has changed in the meantime. Nothing was done: look again."
OVERRULED = "It is noted, but an earlier decision or a key keeps them as they are: look below."
TEMPLATE = "admin/boards/site/who_is_who.html"


class Stale(Exception):
    """What the page showed is no longer so."""


def who_is_who_page(page: SiteAdmin, request: HttpRequest, site_id: int) -> HttpResponseBase:
    site = page.get_queryset(request).filter(pk=site_id).first()
    if site is None or not page.has_change_permission(request, site):
        raise PermissionDenied
    kind = Kind.QUEUE if request.GET.get("kind") == Kind.QUEUE.value else Kind.AGENT
    if request.method == "POST":
        return _do(page, request, site, kind)
    search = request.GET.get("q", "").strip()[:100]
    if kind is Kind.AGENT:
        looked(request, [site], WHO_IS_WHO)
    context = page.admin_site.each_context(request) | page_of(site, kind, search)
    context |= {"title": f"Who is who: {site}", "opts": page.opts, "site": site, "NOUNS": NOUNS}
    return TemplateResponse(request, TEMPLATE, context)


def _do(page: SiteAdmin, request: HttpRequest, site: Site, kind: Kind) -> HttpResponseBase:
    act = ACTS.get(request.POST.get("do", ""))
    if act is None:
        raise PermissionDenied
    try:
        words, level = act(request, site, kind)
    except Stale:
        words, level = STALE, messages.WARNING
    else:
        page.log_change(request, site, f"Who is who: {words}")
    page.message_user(request, words, level)
    query = {"kind": kind.value, "q": request.POST.get("q", "")}
    address = reverse("admin:site-who-is-who", args=[site.pk])
    return HttpResponseRedirect(f"{address}?{urlencode({k: v for k, v in query.items() if v})}")


Done = tuple[str, int]


def _decide(verdict: str) -> Callable[[HttpRequest, Site, Kind], Done]:
    def act(request: HttpRequest, site: Site, kind: Kind) -> Done:
        left, right = (_aliases(request, site, kind, side) for side in ("left", "right"))
        others = _aliases(request, site, kind, "others") if request.POST.get("others") else []
        if verdict == Decision.SAME and others:
            who_is_who.decide(site.pk, kind, Decision.DIFFERENT, left, others, request.user)
        done = who_is_who.decide(site.pk, kind, verdict, left, right, request.user)
        names = f"{_name(left[0])} and {_name(right[0])}"
        noun = NOUNS[kind].one if verdict == Decision.SAME else NOUNS[kind].many
        count = "one" if verdict == Decision.SAME else "two"
        words = f"{names} are {count} {noun} from now on."
        return (words, messages.SUCCESS) if done else (f"{words} {OVERRULED}", messages.WARNING)

    return act


def _undo(request: HttpRequest, site: Site, kind: Kind) -> Done:
    rows = Decision.objects.filter(site=site, undone_at=None)
    decision = rows.filter(pk=_number(request, "decision")).first()
    if decision is None:
        raise Stale
    who_is_who.undo(decision, request.user)
    return f"Taken back: {decision.said}", messages.SUCCESS


def _hand_over(request: HttpRequest, site: Site) -> HandOver:
    rows = HandOver.objects.filter(alias__account__site=site, undone_at=None)
    row = rows.filter(pk=_number(request, "note")).select_related("alias__account").first()
    if row is None:
        raise Stale
    return row


def _restore(request: HttpRequest, site: Site, kind: Kind) -> Done:
    note = _hand_over(request, site)
    who_is_who.restore(note, request.user)
    return f"{note.former_name} and {note.name} are the same person.", messages.SUCCESS


def _read(request: HttpRequest, site: Site, kind: Kind) -> Done:
    note = _hand_over(request, site)
    who_is_who.note_read(note, request.user)
    return f"Noted: {note.name} is not {note.former_name}.", messages.SUCCESS


def _keys(request: HttpRequest, site: Site, kind: Kind) -> Done:
    """A place per key; 0 leaves it out. Equal places keep the table's order."""
    if request.POST.get("default"):
        who_is_who.use_keys(site, kind, None)
        return "The default keys are in force.", messages.SUCCESS
    places = {key.name: _number(request, f"place-{key.name}") for key in NOUNS[kind].table}
    chosen = sorted((name for name, place in places.items() if place), key=lambda n: places[n])
    who_is_who.use_keys(site, kind, chosen)
    labels = {key.name: key.label for key in NOUNS[kind].table}
    told = ", ".join(labels[name] for name in chosen) or "nothing"
    return f"{NOUNS[kind].many.capitalize()} are recognised by: {told}.", messages.SUCCESS


ACTS: Mapping[str, Callable[[HttpRequest, Site, Kind], Done]] = {
    "same": _decide(Decision.SAME),
    "different": _decide(Decision.DIFFERENT),
    "undo": _undo,
    "restore": _restore,
    "read": _read,
    "keys": _keys,
}


def _number(request: HttpRequest, field: str) -> int:
    text = request.POST.get(field, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _aliases(request: HttpRequest, site: Site, kind: Kind, field: str) -> list[Any]:
    """The aliases that a form names, all of them present and of this site. Raises Stale."""
    ids = [int(one) for one in request.POST.get(field, "").split(",") if one.isdigit()][:200]
    rows = NOUNS[kind].aliases_of(site.pk).filter(pk__in=ids, gone_at=None)
    found = {row.pk: row for row in rows.select_related("account", NOUNS[kind].field)}
    if not ids or len(found) != len(set(ids)):
        raise Stale
    return [found[one] for one in ids]


def _name(alias: Any) -> str:
    return str(alias.listed_name or alias.external_id)
