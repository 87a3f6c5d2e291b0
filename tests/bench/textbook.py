"""The way of Channels' own tutorial: a group, `group_send`, and JSON encoded for each viewer."""

from __future__ import annotations

from typing import Any

import django

django.setup()

from channels.auth import AuthMiddlewareStack  # type: ignore[import-untyped] # noqa: E402
from channels.generic.websocket import (  # type: ignore[import-untyped] # noqa: E402
    AsyncJsonWebsocketConsumer,
)
from channels.routing import ProtocolTypeRouter, URLRouter  # type: ignore[import-untyped] # noqa: E402
from channels.security.websocket import (  # type: ignore[import-untyped] # noqa: E402
    AllowedHostsOriginValidator,
)
from django.urls import path  # noqa: E402

from tests.bench.snapshot import SNAPSHOT  # noqa: E402


class Textbook(AsyncJsonWebsocketConsumer):  # type: ignore[misc]
    groups = ["bench"]

    async def connect(self) -> None:
        if not self.scope["user"].is_authenticated:
            await self.close()
            return
        await self.accept()
        await self.send_json(SNAPSHOT)

    async def metric_update(self, event: dict[str, Any]) -> None:
        await self.send_json(event["payload"])


application = ProtocolTypeRouter(
    {
        "websocket": AllowedHostsOriginValidator(
            AuthMiddlewareStack(URLRouter([path("ws/board/", Textbook.as_asgi())]))
        )
    }
)
