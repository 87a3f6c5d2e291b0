"""One request as the answers see it, and how its parameters are read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from wallboard.api.problems import Problem, not_found
from wallboard.boards.models import ApiToken, Board, Site

ID_PATTERN = "^[0-9]{1,18}$"
PLACE_PATTERN = "^[0-9a-f]{1,18}$"  # of a person who is not named, the id is no number
_ID, _PLACE = re.compile(ID_PATTERN.strip("^$")), re.compile(PLACE_PATTERN.strip("^$"))
PAGE, LARGEST_PAGE = 100, 500


@dataclass(frozen=True, slots=True)
class Parameter:
    """One of a query. `read` raises ValueError; `schema` is what OpenAPI says of it."""

    name: str
    read: Callable[[str], Any]
    default: Any
    schema: Mapping[str, Any]
    help: str


def _number_of_rows(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 1 <= int(text[:6]) <= LARGEST_PAGE):
        raise ValueError(f"must be a whole number from 1 to {LARGEST_PAGE}")
    return int(text)


def _place(text: str) -> str:
    if not _PLACE.fullmatch(text):
        raise ValueError("must be an id")
    return text


LIMIT = Parameter(
    "limit",
    _number_of_rows,
    PAGE,
    {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": PAGE},
    "How many rows at most.",
)
AFTER = Parameter(
    "after",
    _place,
    None,
    {"type": "string", "pattern": PLACE_PATTERN},
    "`next` of the page before: rows after this one.",
)


@dataclass(frozen=True, slots=True)
class Asked:
    token: ApiToken
    ids: Mapping[str, str]
    query: Mapping[str, Any]

    def site(self) -> Site:
        """The site of the path. Raises Problem 404 when it is not this token's."""
        found = self.token.sites.filter(pk=self._key("site")).first()
        if found is None:
            raise not_found("site")
        return found

    def board(self) -> Board:
        boards = Board.objects.filter(pk=self._key("board"), archived=False)
        found = boards.filter(site__in=self.token.sites.all()).select_related("site").first()
        if found is None:
            raise not_found("board")
        return found

    def _key(self, noun: str) -> str:
        if not _ID.fullmatch(self.ids[noun]):
            raise not_found(noun)
        return self.ids[noun]


def read_query(given: QueryDict, known: Sequence[Parameter]) -> dict[str, Any]:
    """With defaults. A name that is not known is refused: silence would look like an answer."""
    rows = {parameter.name: parameter for parameter in known}
    values = {parameter.name: parameter.default for parameter in known}
    for name, texts in given.lists():
        if name not in rows:
            raise Problem(400, f"There is no parameter “{name[:60]}” here.")
        if len(texts) > 1:
            raise Problem(400, f"“{name}” may be given once.")
        try:
            values[name] = rows[name].read(texts[0])
        except ValueError as error:
            raise Problem(400, f"“{name}” {error}.") from None
    return values


def page_of(rows: Mapping[str, Any], query: Mapping[str, Any]) -> dict[str, Any]:
    """`items` in the order of their ids, and `next`: the id to ask for rows after, or null."""
    ids = sorted(rows, key=_by_size)
    if query["after"] is not None:
        ids = [id_ for id_ in ids if _by_size(id_) > _by_size(query["after"])]
    shown = ids[: query["limit"]]
    more = len(ids) > len(shown)
    return {"items": [rows[id_] for id_ in shown], "next": shown[-1] if more else None}


def _by_size(id_: str) -> tuple[int, str]:
    """Numbers in the order of numbers, and others in some order that stays."""
    return len(id_), id_
