"""What may be in a virtual queue: real queues of its own site. Held to whoever writes it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError

from wallboard.boards.models import Queue


def problems(site_id: int, members: Iterable[Queue]) -> list[str]:
    """Why these cannot be members of a virtual queue of this site, in sentences."""
    found: list[str] = []
    for queue in members:
        if queue.virtual:
            found.append(f"“{queue}” is a virtual queue: it cannot be part of one.")
        elif queue.site_id != site_id:
            found.append(f"“{queue}” belongs to another site.")
    return found


def guard(instance: Queue, action: str, reverse: bool, pk_set: set[int] | None, **_: Any) -> None:
    """Before members are added, from either side. Raises ValidationError."""
    if action != "pre_add" or not pk_set:
        return
    others = list(Queue.objects.filter(pk__in=pk_set))
    virtuals, members = (others, [instance]) if reverse else ([instance], others)
    for virtual in virtuals:
        if not virtual.virtual:
            raise ValidationError(f"“{virtual}” is no virtual queue: it has no members.")
        said = problems(virtual.site_id, members)
        if said:
            raise ValidationError(said)
