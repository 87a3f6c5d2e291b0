"""What the page "Who is who" shows of one kind of one site, as plain values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wallboard.boards import people
from wallboard.boards.models import Decision, HandOver, Site
from wallboard.boards.nouns import NOUNS
from wallboard.boards.people import Picture
from wallboard.domain.observation import Kind
from wallboard.identity.suggestions import Case, cases_of

SHOWN = 25  # cases, decisions and names per list; the rest is a number
FOUND = 20  # rows of a search


@dataclass(frozen=True)
class Someone:
    """A group of aliases as the page shows it: a name, and where it is known."""

    name: str
    known_as: tuple[str, ...]
    ids: str  # of the aliases, for a form


@dataclass(frozen=True)
class Question:
    someone: Someone
    candidates: tuple[tuple[Someone, tuple[str, ...], str], ...]  # who, why, ids of the others


def page_of(site: Site, kind: Kind, search: str = "") -> dict[str, Any]:
    """About ten statements, whatever the size of the site."""
    nouns = NOUNS[kind]
    picture = people.picture_of(site, kind)
    accounts = list(site.accounts.order_by("rank", "name").values_list("pk", "name"))
    names = {str(pk): name for pk, name in accounts}
    matching = people.matching_of(picture)
    cases = cases_of(picture.known, picture.rules, matching, names, kind is Kind.AGENT)
    conflicts = [case for case in cases if case.is_conflict]
    suggestions = [case for case in cases if not case.is_conflict]
    decided = Decision.objects.filter(site=site, kind=nouns.kind).select_related(
        "made_by", "undone_by"
    )
    return {
        "kind": kind.value,
        "nouns": nouns,
        "counts": _counts(picture),
        "conflicts": [_question(case, picture) for case in conflicts[:SHOWN]],
        "more_conflicts": max(0, len(conflicts) - SHOWN),
        "suggestions": [_question(case, picture) for case in suggestions[:SHOWN]],
        "more_suggestions": max(0, len(suggestions) - SHOWN),
        "notes": _notes(site) if kind is Kind.AGENT else [],
        "decisions": list(decided[:SHOWN]),
        "alone": _alone(picture, names),
        "found": _search(picture, search) if search else [],
        "search": search,
        "keys": _keys(picture),
    }


def _someone(group: Iterable[int], picture: Picture) -> Someone:
    rows = sorted(
        (picture.rows[one] for one in group), key=lambda a: (a.account.rank, a.account.name, a.pk)
    )
    owner = getattr(rows[0], picture.nouns.field)
    known_as = tuple(
        f"{row.account.name}: {row.listed_name or row.external_id}"
        + (f" ({row.external_id})" if row.listed_name and len(row.external_id) < 24 else "")
        for row in rows
    )
    return Someone(owner.name, known_as, ",".join(str(row.pk) for row in rows))


def _question(case: Case, picture: Picture) -> Question:
    """In a conflict, choosing one candidate says no to the others."""
    people_ = [_someone(candidate.group, picture) for candidate in case.candidates]
    return Question(
        _someone(case.group, picture),
        tuple(
            (
                who,
                candidate.reasons,
                ",".join(other.ids for other in people_ if other is not who)
                if case.is_conflict
                else "",
            )
            for who, candidate in zip(people_, case.candidates, strict=True)
        ),
    )


def _counts(picture: Picture) -> dict[str, Any]:
    """How many rows, and in how many systems each is known."""
    present = [row for row in picture.rows.values() if row.gone_at is None]
    owner = f"{picture.nouns.field}_id"
    systems: dict[int, set[Any]] = {}
    for row in present:
        systems.setdefault(getattr(row, owner), set()).add(row.account_id)
    by_systems = Counter(len(known) for known in systems.values())
    return {"rows": len(systems), "by_systems": sorted(by_systems.items(), reverse=True)}


def _alone(picture: Picture, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """By system: who is known to no other. Nothing to say where there is one system."""
    owner = f"{picture.nouns.field}_id"
    present = [row for row in picture.rows.values() if row.gone_at is None]
    if len({row.account_id for row in present}) < 2:
        return []
    times = Counter(getattr(row, owner) for row in present)
    listed: dict[str, list[str]] = {account: [] for account in names}
    totals = Counter(str(row.account_id) for row in present)
    for row in present:
        if times[getattr(row, owner)] == 1:
            listed[str(row.account_id)].append(row.listed_name or row.external_id)
    return [
        {
            "account": names[account],
            "total": totals[account],
            "count": len(some),
            "names": sorted(some, key=str.casefold)[: 2 * SHOWN],
            "more": max(0, len(some) - 2 * SHOWN),
        }
        for account, some in listed.items()
        if totals[account]
    ]


def _notes(site: Site) -> list[HandOver]:
    rows = HandOver.objects.filter(alias__account__site=site, read_at=None, undone_at=None)
    return list(rows.select_related("alias__account", "former_agent")[: 2 * SHOWN])


def _search(picture: Picture, search: str) -> list[dict[str, Any]]:
    """Rows whose name or one of whose aliases holds the words, with a way to part each."""
    wanted = search.casefold()
    owner = f"{picture.nouns.field}_id"
    groups: dict[int, list[Any]] = {}
    for row in picture.rows.values():
        if row.gone_at is None:
            groups.setdefault(getattr(row, owner), []).append(row)
    found = []
    for rows in groups.values():
        name = getattr(rows[0], picture.nouns.field).name
        texts = (name, *(t for row in rows for t in (row.listed_name, row.external_id)))
        if any(wanted in text.casefold() for text in texts):
            found.append(_found(name, rows, picture))
    return sorted(found, key=lambda one: (one["name"].casefold(), one["ids"]))[:FOUND]


def _found(name: str, rows: Sequence[Any], picture: Picture) -> dict[str, Any]:
    labels = [_someone([row.pk], picture).known_as[0] for row in rows]
    return {
        "name": name,
        "ids": ",".join(str(row.pk) for row in rows),
        "aliases": [
            (label, str(row.pk), ",".join(str(other.pk) for other in rows if other is not row))
            for label, row in zip(labels, rows, strict=True)
        ],
        "is_joined": len(rows) > 1,
    }


def _keys(picture: Picture) -> list[dict[str, Any]]:
    """Every key of the table, those in use first and in order, with its place or 0."""
    used = list(picture.rules.keys)
    unused = [key for key in picture.nouns.table if key not in used]
    return [
        {"name": key.name, "label": key.label, "place": used.index(key) + 1 if key in used else 0}
        for key in (*used, *unused)
    ]
