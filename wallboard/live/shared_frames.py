"""uvicorn's websocket protocol, with two costs per viewer taken out of it.

    uvicorn wallboard.asgi:application --ws wallboard.live.shared_frames:SharedFrames \\
        --ws-per-message-deflate false

A frame for many viewers is made into bytes once, by the first of them, and kept in the ASGI event
that they share. Reading is paused when a page sends faster than we read, not after every message:
what a page sends are small acknowledgements. All else (handshake, close, pings, TLS, back-pressure,
and every frame that is not plain text on an open socket) is uvicorn's own.
"""

from __future__ import annotations

from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame, Opcode
from websockets.protocol import OPEN

FRAME = "wallboard.frame"
UNREAD_MESSAGES = 16


class SharedFrames(WebSocketsSansIOProtocol):
    async def send(self, message: Any) -> None:
        if message["type"] == "websocket.send" and self._takes_bytes_as_they_are():
            text = message.get("text")
            if text is not None:
                frame = message.get(FRAME)
                if frame is None:
                    frame = message[FRAME] = Frame(Opcode.TEXT, text.encode()).serialize(mask=False)
                self.transport.write(frame)
                return
        await super().send(message)

    def _takes_bytes_as_they_are(self) -> bool:
        """Open, nothing negotiated that would change a frame, and nothing holds it up."""
        return (
            self.conn.state is OPEN
            and self.handshake_complete
            and self.writable.is_set()
            and not (self.conn.extensions or self.close_sent or self.disconnected)
        )

    def send_receive_event_to_app(self) -> None:
        paused, self.read_paused = self.read_paused, True  # uvicorn leaves alone what is paused
        super().send_receive_event_to_app()
        self.read_paused = paused
        if not paused and self.queue.qsize() >= UNREAD_MESSAGES:
            self.read_paused = True
            self.transport.pause_reading()
