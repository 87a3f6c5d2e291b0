"""Answers that are made while they are sent."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest


def streamed(request: HttpRequest, pieces: Iterator[str]) -> Iterator[str] | AsyncIterator[str]:
    """What a StreamingHttpResponse takes on this server."""
    return _later(pieces) if isinstance(request, ASGIRequest) else pieces


async def _later(pieces: Iterator[str]) -> AsyncIterator[str]:
    """Piece by piece beside the loop; a plain iterator would be read whole before it is sent."""
    following = sync_to_async(lambda: next(pieces, None))
    while (piece := await following()) is not None:
        yield piece
