"""`/privacy/SITE/`: what is stored of people, for how long, who sees it, who looked."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from wallboard.boards.access import boards_for, may_administer, sites_for
from wallboard.boards.models import Site, Viewing
from wallboard.pages import privacy
from wallboard.pages.look import look_of
from wallboard.pages.scrubbing import scrubs_of

LOOKS_PER_PAGE = 100


@never_cache
@require_safe
@login_required
def privacy_of_site(request: HttpRequest, site: str) -> HttpResponse:
    """Every member may read what was agreed. Members by name, screens and who looked are for
    administrators of the site."""
    found = get_object_or_404(sites_for(request.user), slug=site)
    boards = boards_for(request.user).filter(site=found)
    context: dict[str, Any] = {
        "site": found,
        "policy": privacy.sentences_of(found.own_policy()),
        "viewers": privacy.for_viewers(found),
        "boards": privacy.stricter_boards(found, boards, scrubs_of(request)),
        "stored": privacy.stored(found),
        "printed_at": timezone.now(),
        "administers": may_administer(request.user, found),
        **look_of(request),
    }
    if context["administers"]:
        context |= _for_administrators(request, found)
    return render(request, "pages/privacy.html", context)


def _for_administrators(request: HttpRequest, site: Site) -> dict[str, Any]:
    found = Viewing.objects.filter(site=site).select_related("board__site")
    looks = Paginator(found, LOOKS_PER_PAGE)
    return {
        "displays": privacy.stricter_displays(site, scrubs_of(request)),
        "members": privacy.members_of(site),
        "superusers": privacy.superusers(),
        "looks": looks.get_page(request.GET.get("page")),
    }
