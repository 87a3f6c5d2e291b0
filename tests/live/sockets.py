"""A page at the other end of the real ASGI application."""

from __future__ import annotations

import asyncio
from typing import Any

import orjson
from channels.testing import WebsocketCommunicator  # type: ignore[import-untyped]

from wallboard.boards.models import Board


class Socket(WebsocketCommunicator):  # type: ignore[misc]
    """A page at the other end of the real application."""

    def __init__(self, cookies: dict[str, str]) -> None:
        from wallboard.asgi import application

        cookie = "; ".join(f"{name}={value}" for name, value in cookies.items()).encode()
        headers = [(b"cookie", cookie), (b"host", b"localhost"), (b"origin", b"http://localhost")]
        super().__init__(application, "/ws/board/", headers=headers)

    async def tell(self, **message: Any) -> None:
        await self.send_to(text_data=orjson.dumps(message).decode())

    async def hear(self, type_: str, seconds: float = 5.0) -> dict[str, Any]:
        """The next message of a type; heartbeats and commands in between are passed over."""
        async with asyncio.timeout(seconds):
            while True:
                message: dict[str, Any] = orjson.loads(await self.receive_from(seconds))
                if message["type"] == type_:
                    return message
                assert message["type"] in ("heartbeat", "command"), message

    async def closed(self, seconds: float = 5.0) -> int:
        """The code with which the server closes, after having said the same code."""
        said = await self.hear("bye", seconds)
        event = await self.receive_output(seconds)
        assert event["type"] == "websocket.close"
        assert event["code"] == said["code"]
        return int(event["code"])

    async def join(self, board: Board) -> dict[str, Any]:
        await self.tell(type="join", protocol=1, board=str(board.pk))
        return await self.hear("snapshot")
