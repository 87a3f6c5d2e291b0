"""Which program asks, by its token, and what that token opens."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from wallboard.boards.models import ApiToken, Board
from wallboard.boards.models.api_token import MARK, Scope

LONGEST_TOKEN = 200
USED_AGAIN_AFTER = timedelta(minutes=1)
_NOBODY = ApiToken(secret_hash="0" * 64)


def token_of(text: str) -> ApiToken | None:
    """None when it is unknown, wrong, expired or revoked: a stranger learns not which.

    A key that nobody has costs the same comparison as one with a wrong secret.
    """
    mark, _, rest = text[:LONGEST_TOKEN].partition("_")
    key, _, secret = rest.partition("_")
    found = ApiToken.objects.filter(key=key).first() if mark == MARK and key else None
    if not (found or _NOBODY).fits(secret) or found is None:
        return None
    return found if found.is_valid() else None


def used(token: ApiToken) -> None:
    """Written at most once a minute: asking must not make writers queue."""
    now = timezone.now()
    if token.last_used_at is None or token.last_used_at < now - USED_AGAIN_AFTER:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)


def may_read(token: ApiToken, board: Board) -> bool:
    """Whether it may follow this board."""
    return (
        token.is_valid()
        and Scope.BOARDS in token.scopes
        and not board.archived
        and token.sites.filter(pk=board.site_id).exists()
    )
