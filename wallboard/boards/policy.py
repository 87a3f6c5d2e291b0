"""Which policy is in force for whom: the strictest of site, board, screen and the viewer's role."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from wallboard.boards import access
from wallboard.boards.models import Board, Display, Site
from wallboard.domain.policy import People, Policy, stricter_of

if TYPE_CHECKING:
    from wallboard.boards.access import Somebody


def policy_for(user: Somebody, board: Board) -> Policy:
    """What this user sees of people on this board. Whether she may see it at all: `may_view`."""
    return _on(board, access.sees_names(user, board))


def _on(board: Board, sees_names: bool) -> Policy:
    policy = stricter_of((board.site.own_policy(), board.own_policy()))
    return policy if sees_names else stricter_of((policy, _viewers(board.site)))


class Policies:
    """Of one user, where a page lists many boards: which are hers to see names on is asked once."""

    def __init__(self, user: Somebody) -> None:
        self._user = user
        self._of_sites: dict[int, Policy] = {}

    def of(self, what: Site | Board) -> Policy:
        """By `policy_for_site` and `policy_for`."""
        if isinstance(what, Site):
            return self._of_site(what)
        policy = _on(what, True)
        return policy if policy == _on(what, False) else _on(what, what.pk in self._named)

    def _of_site(self, site: Site) -> Policy:
        if site.pk not in self._of_sites:
            self._of_sites[site.pk] = policy_for_site(self._user, site)
        return self._of_sites[site.pk]

    @cached_property
    def _named(self) -> set[int]:
        found = access.editable_boards_for(self._user).filter(archived=False)
        return set(found.order_by().values_list("pk", flat=True))


def policy_for_display(display: Display, board: Board | None = None) -> Policy:
    """What the screen shows of people, whoever stands in front of it; without a board, beside what
    it shows of one."""
    own = () if board is None else (board.own_policy(),)
    return stricter_of((display.site.own_policy(), *own, display.own_policy()))


def policy_for_site(user: Somebody, site: Site) -> Policy:
    """Where people of the whole site are shown and no board is in question."""
    policy = site.own_policy()
    if access.supervises(user, site):
        return policy
    return stricter_of((policy, _viewers(site)))


def policy_for_supervisor(site: Site) -> Policy:
    """What somebody sees of people whom she supervises where no board is in question. Which people
    those are: `access.supervises`, `access.teams_supervised`."""
    return site.own_policy()


def policy_for_program(site: Site, board: Board | None = None) -> Policy:
    """What a program sees of people by its token: as much as a viewer, for nobody knows who reads
    what it keeps."""
    own = (site.own_policy(),) if board is None else (site.own_policy(), board.own_policy())
    return stricter_of((*own, _viewers(site)))


def _viewers(site: Site) -> Policy:
    return Policy(people=People(site.viewers_see))


def policies_on(board: Board) -> tuple[Policy, ...]:
    """Every policy by which this board is shown to somebody who signs in, the laxest first, and the
    strictest that it could be: people counted alone. They differ in how people are shown only."""
    own = stricter_of((board.site.own_policy(), board.own_policy()))
    found = (own, stricter_of((own, _viewers(board.site))), replace(own, people=People.COUNTS))
    return tuple(sorted(set(found), key=lambda policy: policy.people.strictness))
