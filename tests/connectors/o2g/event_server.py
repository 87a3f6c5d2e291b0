"""An O2G of one socket: its REST answers are fixtures, its channel is what a test writes."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from typing import Any

from tests.connectors.o2g.telling import LOGIN, fixture
from tests.connectors.vendor_server import Answer, Asked, VendorServer

HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n"
STARTED = {"eventName": "OnChannelInformation", "text": "Chunk started"}
KEEPALIVE = {"eventName": "OnChannelInformation", "text": "keepalive"}
READY = fixture("agent_states")[0]
IDLE = {"eventName": "OnTelephonyState", "loginName": LOGIN, "state": {"calls": []}}
CREDENTIAL = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ3YWxsIn0.c2ln"

Pieces = Iterator[tuple[float, bytes]]


def line(event: Any) -> bytes:
    return json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


def served(*parts: bytes, end: bool = True, pause: float = 0.0) -> Callable[[], Pieces]:
    """A channel that sends these bytes, chunk by chunk, then ends cleanly or is cut."""

    def pieces() -> Pieces:
        yield 0.0, HEAD
        for part in parts:
            yield pause, chunk(part)
        if end:
            yield 0.0, b"0\r\n\r\n"

    return pieces


def hanging(*parts: bytes) -> Callable[[], Pieces]:
    """Sends these, then nothing for a minute, with the socket open."""

    def pieces() -> Pieces:
        yield 0.0, HEAD
        for part in parts:
            yield 0.0, chunk(part)
        yield 60.0, b""

    return pieces


class EventServer:
    """`channels`: what each opening of the channel sends, the last one for all further ones."""

    def __init__(self, *channels: Callable[[], Pieces] | Answer) -> None:
        self.channels = list(channels)
        self.opened = 0
        self.server = VendorServer(self.answer)
        self.override: dict[str, Answer] = {}
        self.word = ""  # of the agents' state, where it is not READY

    def __enter__(self) -> EventServer:
        self.server.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.__exit__()

    @property
    def url(self) -> str:
        return self.server.url

    def asked(self, path: str) -> list[Asked]:
        return [one for one in self.server.asked if one.path.endswith(path)]

    def answer(self, asked: Asked) -> Answer:
        for path, answer in self.override.items():
            if asked.path.endswith(path):
                return answer
        if asked.path.endswith("/OTEvents"):
            return self._channel()
        return self.rest(asked)

    def _channel(self) -> Answer:
        self.opened += 1
        act = self.channels[min(self.opened, len(self.channels)) - 1]
        return act if isinstance(act, Answer) else Answer(pieces=act)

    def rest(self, asked: Asked) -> Answer:
        here, path = self.url, asked.path
        rest = f"{here}/api/rest"
        if path == "/api/rest":
            versions = [{"id": "1.0", "status": "CURRENT",
                         "internalUrl": f"{rest}/authenticate?version=1.0"}]  # fmt: skip
            return Answer.of({"serverInfo": {}, "versions": versions})
        if path.endswith("/authenticate"):
            cookie = {"set-cookie": f"AlcUserId={CREDENTIAL}; Path=/"}
            body = {"credential": CREDENTIAL, "internalUrl": f"{rest}/1.0/sessions"}
            return Answer.of(body, headers=cookie)
        if path.endswith("/sessions") and asked.method == "POST":
            cookie = {"set-cookie": "JSESSIONID=88C00EA2.tomcat; Path=/api"}
            session = {**fixture("session"), "privateBaseUrl": f"{rest}/1.0"}
            return Answer.of(session | {"publicBaseUrl": ""}, headers=cookie)
        if path.endswith("/subscriptions"):
            found = fixture("subscription_accepted")
            polling = {"privatePollingUrl": f"{here}/OTEvents?subscriptionId=abc"}
            return Answer.of(found | polling | {"publicPollingUrl": ""})
        if asked.method in ("POST", "DELETE"):
            return Answer(204)
        bodies = {
            "/logins": {"loginNames": [LOGIN]},
            "/config": fixture("agent_config"),
            "/withdrawReasons": fixture("withdraw_reasons"),
            "/status": {"pbxs": []},
        }
        found = next((body for end, body in bodies.items() if path.endswith(end)), None)
        return Answer.of(found if found is not None else fixture("user"))


def refusing_port() -> int:
    """A port at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as one:
        return int(one.getsockname()[1])
