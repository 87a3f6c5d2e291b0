"""Reading a mapped resource: which members to ask for, and a way back where Trio refuses that.

`fields` and `sort` are documented, but the members they take are not. A parameter that has worked
is kept to, and an error beside it is an error. One that has not is left out where the server
refuses it twice in a row, and tried again a day later: a passing 500 costs no figure for good.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from connectors.base import RunContext
from connectors.errors import Malformed
from connectors.reading import member
from connectors.trio.client import Collection, TrioClient
from connectors.trio.discovery import Center, Discovery
from connectors.trio.mapping import FieldMap
from connectors.trio.members import asked_for, learned_from, report_members, still_valid
from connectors.trio.payloads import id_text

DEFAULT_PAGE_SIZE = 1000
SURVEYED_ITEMS = 25  # all have the same members, and a large centre has thousands
REFUSALS = (400, 404, 406, 414, 422, 500, 501)  # of a query that the server does not like

# Cases and calls are counted per queue: without it they are nothing, without their own id less.
ESSENTIAL = {"case": "queue", "call": "queue"}

# Collections that are often empty. ASP.NET answers "nothing found" with a 404 without a body; of an
# address that is wrong it says so in one.
OFTEN_EMPTY = frozenset({"case", "call"})
UNSORTED = frozenset({"call"})  # the only collection whose documented query has no `sort`
REFUSED_SECONDS = 86400.0  # so long is a refusal believed


class Reads:
    """Collections of one run, by resource of the mapping."""

    def __init__(
        self, context: RunContext, client: TrioClient, places: Discovery, fields: FieldMap
    ) -> None:
        self._context = context
        self._client = client
        self._places = places
        self._fields = fields
        self._page_size = _page_size(context.account.options.get("page_size"))

    def read(self, center: Center, resource: str, purpose: str) -> Collection:
        """All items with the members that are mapped; `Malformed` if none has the essential one."""
        learned = self._learned(resource)
        shape = self._shape(resource, learned)
        found = self._shaped(self._places.path(center, resource), purpose, resource, shape)
        self._learn(found, resource, learned)
        return found

    def survey(self, center: Center, resource: str) -> None:
        """See what Trio sends when it is not told what to send, for the discovered-fields page."""
        found = self._client.collection(
            self._places.path(center, resource),
            purpose="directory",
            page_size=SURVEYED_ITEMS,
            most_pages=1,
            absent_is_empty=self._has_been_there(resource),
        )
        report_members(found.items, self._fields, resource, self._context.findings)

    def read_one(self, center: Center, resource: str, own_id: str) -> dict[str, Any] | None:
        """The state of one service or agent: ``services/{id}/state``, ``agents/{id}/state``."""
        head, _, tail = self._places.path(center, resource).rpartition("/")
        params = {"fields": asked_for(self._fields, resource, self._learned(resource))}
        found = self._client.collection(
            f"{head}/{own_id}/{tail}", purpose="state", page_size=1, params=params, returns=REFUSALS
        )
        report_members(found.items, self._fields, resource, self._context.findings)
        return found.items[0] if found.items else None

    def _shaped(
        self, path: str, purpose: str, resource: str, shape: Mapping[str, str]
    ) -> Collection:
        """With as much of the shape as the server takes; its first parameter is given up first."""
        if not shape:
            return self._plain(path, purpose, resource)
        first, *others = shape
        returns = () if self._taken(resource, first) else REFUSALS
        found = self._collection(path, purpose, resource, shape, returns)
        if self._answers(found, resource):
            self._judge(resource, shape if found.items else (), taken=True)
            return found
        less = self._shaped(path, purpose, resource, {name: shape[name] for name in others})
        if found.status == 404 and not less.items:
            return less  # it said "nothing there", and not "I do not take this"
        again = self._collection(path, purpose, resource, shape, REFUSALS)
        if self._answers(again, resource):
            return again
        self._judge(resource, (first,), taken=False)
        return less

    def _plain(self, path: str, purpose: str, resource: str) -> Collection:
        found = self._collection(path, purpose, resource, {}, ())
        if not self._usable(found, resource):
            essential = ESSENTIAL.get(resource, "id")
            raise Malformed(
                f"None of Trio's {len(found.items)} items of {path} says what it belongs to.",
                hint=f"See the discovered fields of the account, and map “{essential}”.",
            )
        return found

    def _collection(
        self,
        path: str,
        purpose: str,
        resource: str,
        params: Mapping[str, Any],
        returns: tuple[int, ...],
    ) -> Collection:
        return self._client.collection(
            path,
            purpose=purpose,
            page_size=self._page_size,
            params=params,
            returns=returns,
            absent_is_empty=not returns and self._has_been_there(resource),
        )

    def _has_been_there(self, resource: str) -> bool:
        """Only of an address and a query that have given items before is a 404 no refusal."""
        return resource in OFTEN_EMPTY and bool(self._learned(resource))

    def _shape(self, resource: str, learned: Mapping[str, str]) -> dict[str, str]:
        """The parameters to ask with, the least important first; none that was refused lately."""
        if self._refused(resource, "fields"):
            return {}
        shape = {"fields": asked_for(self._fields, resource, learned)}
        # Only a member that this server has shown may be sorted by; pages are stable from then on.
        sorts = "id" in learned and resource not in UNSORTED and not self._refused(resource, "sort")
        return {"sort": learned["id"], **shape} if sorts else shape

    def _taken(self, resource: str, name: str) -> bool:
        return self._verdict(resource, name).get("taken") is True

    def _refused(self, resource: str, name: str) -> bool:
        verdict = self._verdict(resource, name)
        age = self._context.clock() - float(verdict.get("at") or 0.0)
        return verdict.get("taken") is False and 0 <= age < REFUSED_SECONDS

    def _verdict(self, resource: str, name: str) -> Mapping[str, Any]:
        found = self._client.session.table("parameters").get(f"{resource}.{name}")
        return found if isinstance(found, Mapping) else {}

    def _judge(self, resource: str, names: Iterable[str], *, taken: bool) -> None:
        """Remember what became of parameters, where that is news."""
        verdict = {"taken": taken, "at": self._context.clock()}
        news = {
            f"{resource}.{name}": verdict
            for name in names
            if not (taken and self._taken(resource, name))
        }
        if news:
            self._client.session.merge("parameters", news)

    def _learned(self, resource: str) -> dict[str, str]:
        learned = self._client.session.table("learned").get(resource)
        return still_valid(learned if isinstance(learned, dict) else {}, self._fields, resource)

    def _learn(self, found: Collection, resource: str, before: Mapping[str, str]) -> None:
        report_members(found.items, self._fields, resource, self._context.findings)
        learned = {**before, **learned_from(found.items, self._fields, resource)}
        if learned != before:
            self._client.session.merge("learned", {resource: learned})

    def _answers(self, found: Collection, resource: str) -> bool:
        return found.status < 400 and self._usable(found, resource)

    def _usable(self, found: Collection, resource: str) -> bool:
        names = self._fields.names(resource, ESSENTIAL.get(resource, "id"))
        return not found.items or any(id_text(member(item, *names)) for item in found.items)


def _page_size(told: Any) -> int:
    return told if isinstance(told, int) and 1 <= told <= 10000 else DEFAULT_PAGE_SIZE
