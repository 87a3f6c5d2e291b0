"""Texts that people typed or a source told, as the user of a page may read them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from wallboard.boards.models import Board, Site
from wallboard.boards.policy import Policies
from wallboard.boards.scrubber import Scrubber

if TYPE_CHECKING:
    from django.http import HttpRequest

    from wallboard.boards.access import Somebody


class Named(Protocol):
    """A row of a site that somebody gave a name: a board, a screen, a playlist, a recipient."""

    name: str

    @property
    def site(self) -> Site: ...


class Scrubs:
    """Of one user, for whatever sites and boards a page is about. Asks once for each, and for no
    names of people where her policy shows them."""

    do_not_call_in_templates = True  # they hand it on

    def __init__(self, user: Somebody) -> None:
        self._policies = Policies(user)
        self._made: dict[tuple[int, str], Scrubber] = {}

    def __call__(self, text: str, of: Site | Board) -> str:
        """By the policy of the site, or of the board if it is the board's own text."""
        site, policy = of if isinstance(of, Site) else of.site, self._policies.of(of)
        key = (site.pk, policy.people.value)
        if key not in self._made:
            self._made[key] = Scrubber(site, policy)
        return self._made[key](text)


def scrubs_of(request: HttpRequest) -> Scrubs:
    """The same for all that is shown by one request."""
    found = getattr(request, "scrubs", None)
    if not isinstance(found, Scrubs):
        found = request.scrubs = Scrubs(request.user)  # type: ignore[attr-defined]
    return found


def called(request: HttpRequest, what: Named) -> str:
    """What the row is called to whoever asks."""
    return scrubs_of(request)(what.name, what if isinstance(what, Board) else what.site)
