"""The named clock: the end of all that names people, or by which somebody could be found again.

Where a site's policy shows people as counts alone, nothing of it is kept at all: what was written
before is deleted too. `retention.py` has the other clocks.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from datetime import UTC, datetime

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Min, Q

from wallboard.boards.models import Agent, AgentAlias, Board, Site
from wallboard.domain.policy import People, Policy
from wallboard.history.models import NAMED_DAYS, AgentStretch, NamedClock
from wallboard.history.retention import COUNTED, SPENT_SECONDS, prune_pictures

MINUTE_SECONDS = 60
DAY_SECONDS = 86_400
STRETCHES_AT_ONCE = 2000
NEVER = 2**62  # a minute before which everything is


def days_of(site: Site) -> int:
    """How long the site keeps what names people; 0: it keeps nothing of it."""
    if not site.own_policy().lists_people:
        return 0
    found = NamedClock.objects.filter(site=site).values_list("days", flat=True).first()
    return NAMED_DAYS if found is None else found


def keeps_stretches(policy: Policy) -> bool:
    """States of people one by one are kept where they are shown by name or initials."""
    return policy.people in {People.NAMES, People.INITIALS}


def kept_from(site: Site, samples_seconds: float, now_at: float) -> float | None:
    """The beginning of what may be told of states of people one by one, in epoch seconds, whether
    or not the cleaning has been there yet. None where none of them are kept."""
    days = days_of(site)
    if not days or not keeps_stretches(site.own_policy()):
        return None
    return now_at - min(days * DAY_SECONDS, samples_seconds)


def prune(
    samples_seconds: float, now_at: float | None = None, spend_seconds: float = SPENT_SECONDS
) -> int:
    """Delete pictures of boards and stretches past their time; rows deleted. `samples_seconds` is
    the clock of pictures that name nobody; nothing that names somebody outlives it either."""
    now_at = time.time() if now_at is None else now_at
    until = time.monotonic() + spend_seconds
    total = 0
    for site in Site.objects.order_by("pk"):
        named_seconds = min(days_of(site) * DAY_SECONDS, samples_seconds)
        total += _prune_stretches(site, now_at - named_seconds, until)
        for board in Board.objects.filter(site=site).values_list("pk", flat=True):
            for strictness in range(COUNTED + 1):
                seconds = samples_seconds if strictness == COUNTED else named_seconds
                before = int(now_at - seconds) // MINUTE_SECONDS + 1 if seconds else NEVER
                total += prune_pictures(board, strictness, before, until)
    _forget_in_log(now_at)
    return total


def _forget_in_log(now_at: float) -> None:
    """The administration's log keeps who changed a person's row, when and how; after the shortest
    clock of all sites no longer whose row it was."""
    days = NamedClock.objects.filter(days__gt=0).aggregate(shortest=Min("days"))["shortest"]
    limit = now_at - min(days or NAMED_DAYS, NAMED_DAYS) * DAY_SECONDS
    of_people = ContentType.objects.get_for_models(Agent, AgentAlias).values()
    entries = LogEntry.objects.filter(
        content_type__in=[one.pk for one in of_people],
        action_time__lt=datetime.fromtimestamp(limit, UTC),
    ).exclude(object_repr="")
    ids = list(entries.values_list("pk", flat=True)[:STRETCHES_AT_ONCE])
    LogEntry.objects.filter(pk__in=ids).update(object_repr="", object_id=None, change_message="")


def _prune_stretches(site: Site, limit: float, until: float) -> int:
    """Those that ended before the limit; what is left begins no earlier than there. All of them
    where the site keeps none."""
    rows = AgentStretch.objects.filter(site=site)
    old = rows.filter(from_at__lt=limit)  # what began since is most of them, and none of it is over
    over = old.filter(to_at__lte=limit).order_by("from_at")
    if not (days_of(site) and keeps_stretches(site.own_policy())):
        over = rows.order_by("pk")
    total = 0
    while time.monotonic() < until:
        ids = list(over.values_list("pk", flat=True)[:STRETCHES_AT_ONCE])
        if not ids:
            break
        total += AgentStretch.objects.filter(pk__in=ids).delete()[0]
    last = old.filter(Q(to_at=None) | Q(to_at__gt=limit)).values_list("pk", flat=True)
    for ids in _batches(list(last)):
        rows.filter(pk__in=ids).update(from_at=math.ceil(limit))
    return total


def _batches(ids: list[int]) -> Iterator[list[int]]:
    for first in range(0, len(ids), STRETCHES_AT_ONCE):
        yield ids[first : first + STRETCHES_AT_ONCE]
