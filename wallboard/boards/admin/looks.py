"""Who opens a page of the administration that names people is in the access log, as on boards.

The policy of a site takes no names from its administrators, who must put people in order; that they
looked is told to the works council all the same (docs/decisions/0009).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.admin.utils import unquote
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponseBase

from wallboard.boards.access import sites_to_administer
from wallboard.boards.admin.scoping import ScopedAdmin
from wallboard.boards.models import Site
from wallboard.boards.viewings import page_seen

PEOPLE = "Administration: people"
HISTORY = "Administration: history"
DELETING = "Administration: what is deleted"
WHO_IS_WHO = "Administration: who is who"
DIRECTORY = "Administration: directory of an account"


def looked(request: HttpRequest, sites: Iterable[Site], what: str) -> None:
    user: Any = request.user
    page_seen(user, sites, what)


def _was_shown(reply: HttpResponseBase) -> bool:
    """A page, and not a way to another one or a refusal."""
    return reply.status_code == 200


def _context(reply: HttpResponseBase) -> Mapping[str, Any]:
    return getattr(reply, "context_data", None) or {}


class _Looked(ScopedAdmin[Any]):
    """`site_path` leads from a row to its site, as it does to who may see it."""

    def _site_of(self, row: Model) -> Site:
        found: Any = row
        for name in () if self.site_path == "pk" else self.site_path.split("__"):
            found = getattr(found, name)
        assert isinstance(found, Site)
        return found

    def _note(
        self, request: HttpRequest, reply: HttpResponseBase, object_id: str | None, what: str
    ) -> None:
        row = self.get_object(request, unquote(object_id)) if object_id else None
        if row is not None and _was_shown(reply):
            looked(request, [self._site_of(row)], what)


class MentionsPeople(_Looked):
    """Its own pages name nobody, but what was done to it, and what would go with it, do."""

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        reply = super().changelist_view(request, extra_context)
        asked = _context(reply).get("queryset", ())  # of several: is all this to be deleted?
        looked(request, {self._site_of(row) for row in asked}, DELETING)
        return reply

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        reply = super().history_view(request, object_id, extra_context)
        self._note(request, reply, object_id, HISTORY)
        return reply

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        reply = super().delete_view(request, object_id, extra_context)
        self._note(request, reply, object_id, DELETING)
        return reply


class NamesPeople(MentionsPeople):
    """Its rows are people, or what systems call them."""

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        reply = super().changelist_view(request, extra_context)
        if listed := _context(reply).get("cl"):
            looked(request, {self._site_of(row) for row in listed.result_list}, PEOPLE)
        return reply

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> Any:
        reply = super().changeform_view(request, object_id, form_url, extra_context)
        self._note(request, reply, object_id, PEOPLE)
        return reply

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Also what a field that completes names asks for; its answer says of whose site it is by
        nothing, so that it counts as a look at all that are administered."""
        found = super().get_search_results(request, queryset, search_term)
        if request.path.endswith("/autocomplete/"):
            looked(request, sites_to_administer(request.user), PEOPLE)
        return found
