"""The ASGI application: pages over http, boards over websocket. Runs under daphne and uvicorn."""

from __future__ import annotations

import os
from typing import Any

from channels.routing import ProtocolTypeRouter, URLRouter  # type: ignore[import-untyped]
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wallboard.settings")
_http = get_asgi_application()  # sets Django up: what follows may import models


def _websocket() -> Any:
    from wallboard.live.routing import websocket_urlpatterns
    from wallboard.origins import OwnOriginOnly

    return OwnOriginOnly(URLRouter(websocket_urlpatterns))


async def _pages_and_events(scope: Any, receive: Any, send: Any) -> None:
    """Events of a board stay open for minutes: they hold no thread, as a page of Django would."""
    from wallboard.api import events

    answer = events.board_events if events.PATH.fullmatch(scope["path"]) else _http
    await answer(scope, receive, send)


application = ProtocolTypeRouter({"http": _pages_and_events, "websocket": _websocket()})
