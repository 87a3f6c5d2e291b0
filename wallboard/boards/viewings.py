"""The access log: who was shown people, on which board or page, from when until when."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from wallboard.boards.faces import face_of
from wallboard.boards.models import ApiToken, Board, Display, Site, Viewing
from wallboard.domain.policy import People, Policy

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

SAME_PAGE_SECONDS = 300  # a page that is opened again within this is still the same look
MOST_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Looking:
    """`by`: "user:3", "display:4" or "program:5"; `board` is the key by which it was joined."""

    by: str
    site: str
    board: str
    people: str


@dataclass(frozen=True, slots=True)
class Look:
    """Instants in epoch seconds. The same `token` again: the same look, by now until `until_at`."""

    token: uuid.UUID
    looking: Looking
    began_at: float
    until_at: float


def is_logged(policy: Policy) -> bool:
    """Initials too: who knows the team knows who is meant."""
    return policy.people in {People.NAMES, People.INITIALS}


def record(looks: Sequence[Look]) -> None:
    """Write or extend them, at most four statements however many there are."""
    who = _names({look.looking.by for look in looks})
    faces = {look.looking.board: face_of(look.looking.board) for look in looks}
    boards = {
        board.pk: board
        for board in Board.objects.filter(pk__in=[f.board for f in faces.values() if f])
    }
    rows = []
    for look in looks:
        face = faces[look.looking.board]
        board = boards.get(face.board) if face else None
        named = who.get(look.looking.by)
        if board is None or named is None:
            continue  # gone before it could be written: nobody can look at it any more
        user, display, name = named
        rows.append(
            Viewing(
                token=look.token,
                site_id=board.site_id,
                user_id=user,
                display_id=display,
                board=board,
                who=name[:MOST_CHARACTERS],
                what=board.name[:MOST_CHARACTERS],
                people=look.looking.people,
                began_at=_instant(look.began_at),
                until_at=_instant(look.until_at),
            )
        )
    Viewing.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["token"], update_fields=["until_at"]
    )


def page_seen(user: AbstractBaseUser, sites: Iterable[Site], what: str) -> None:
    """A page that names people was shown to this user."""
    for site in sites:
        _seen(site, user.get_username(), what, People.NAMES.value, user=user.pk)


def day_seen(
    user: AbstractBaseUser, site: Site, policy: Policy, day: date, team_name: str = ""
) -> None:
    """States of people on a day (of all whom she may see, or of a team) were shown to this user."""
    if is_logged(policy):
        of_team = f"States of people in {team_name} on {day}"
        what = of_team if team_name else f"States of people on {day}"
        _seen(site, user.get_username(), what, policy.people.value, user=user.pk)


def explained(board: Board, policy: Policy, by: AbstractBaseUser | Display) -> None:
    """A figure of one person on this board was explained, to a user or on a screen."""
    if not is_logged(policy):
        return
    what, people = f"Why this number? {board.name}", policy.people.value
    if isinstance(by, Display):
        _seen(board.site, by.name, what, people, display=by.pk)
    else:
        _seen(board.site, by.get_username(), what, people, user=by.pk)


def told_to_program(token: ApiToken, site: Site, what: str, policy: Policy) -> None:
    """A program was told of people, one by one."""
    if is_logged(policy):
        _seen(site, _name_of_program(token.name), what, policy.people.value)


def _seen(
    site: Site,
    who: str,
    what: str,
    people: str,
    *,
    user: int | None = None,
    display: int | None = None,
) -> None:
    now, who, what = timezone.now(), who[:MOST_CHARACTERS], what[:MOST_CHARACTERS]
    since = now - timedelta(seconds=SAME_PAGE_SECONDS)
    by = {"user_id": user, "display_id": display, "who": who}
    known = {"site": site, "board": None, "what": what, **by}
    same = Viewing.objects.filter(**known, people=people, until_at__gte=since)
    if not same.update(until_at=now):
        Viewing.objects.create(**known, people=people, began_at=now, until_at=now)


def _name_of_program(name: str) -> str:
    return f"{name} (API)"


def prune(older_than_seconds: float, batch: int = 5000, batches: int = 200) -> int:
    """Delete what is past its time, in small transactions so that nobody waits for long."""
    limit = timezone.now() - timedelta(seconds=older_than_seconds)
    total = 0
    for _ in range(batches):
        with transaction.atomic():
            old = Viewing.objects.filter(until_at__lt=limit).order_by("until_at")
            ids = list(old.values_list("pk", flat=True)[:batch])
            Viewing.objects.filter(pk__in=ids).delete()
        total += len(ids)
        if len(ids) < batch:
            break
    return total


def _names(by: Iterable[str]) -> dict[str, tuple[int | None, int | None, str]]:
    """ "user:3" → (3, None, her user name), "display:4" → (None, 4, its name), "program:5" →
    (None, None, its token's name)."""
    users = _ids(by, "user")
    displays = _ids(by, "display")
    found: dict[str, tuple[int | None, int | None, str]] = {}
    for user in get_user_model().objects.filter(pk__in=users):
        found[f"user:{user.pk}"] = (user.pk, None, user.get_username())
    for pk, name in Display.objects.filter(pk__in=displays).values_list("pk", "name"):
        found[f"display:{pk}"] = (None, pk, name)
    programs = _ids(by, "program")
    for pk, name in ApiToken.objects.filter(pk__in=programs).values_list("pk", "name"):
        found[f"program:{pk}"] = (None, None, _name_of_program(name))
    return found


def _ids(by: Iterable[str], kind: str) -> list[int]:
    pairs = (one.partition(":") for one in by)
    return [int(id_) for found, _, id_ in pairs if found == kind and id_.isdecimal()]


def _instant(at: float) -> datetime:
    return datetime.fromtimestamp(at, UTC)
