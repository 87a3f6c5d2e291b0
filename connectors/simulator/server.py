"""Listeners: each is an ASGI app on its own port that logs, spoils or answers for one face."""

import asyncio
import contextlib
import socket
from collections.abc import Awaitable, Callable, Iterator

import uvicorn

from connectors.simulator.centre import Centre
from connectors.simulator.control import Control
from connectors.simulator.faces.base import Face
from connectors.simulator.faces.trio import PRIMARY, SECONDARY
from connectors.simulator.faults import NEEDS_TRUE_ANSWER, Fault, canned, giant, hang, spoil
from connectors.simulator.http import (
    Receive,
    Request,
    Response,
    Scope,
    Send,
    read_request,
    send_response,
)
from connectors.simulator.requestlog import LogEntry

App = Callable[[Scope, Receive, Send], Awaitable[None]]
TICK_SECONDS = 0.2


class Listener:
    """One port of one face."""

    def __init__(self, centre: Centre, name: str, face: Face) -> None:
        self.centre, self.name, self.face = centre, name, face

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        request = await read_request(scope, receive)
        entry = self.centre.log.open(
            self.face.name,
            self.name,
            request.method,
            request.path,
            request.query,
            self.face.kind_of(request.method, request.path),
        )
        latency, fault = self.centre.faults.take(self.face.name, self.name, request)
        entry.fault = fault.kind if fault else ("latency" if latency else None)
        if latency:
            await asyncio.sleep(latency)
        if fault is None or fault.kind == "failover":
            if fault is not None:
                self.centre.failover()
            answer = self._true_answer(request)
            entry.status, entry.user = answer.status, answer.user
            await send_response(send, answer)
        else:
            await self._spoil(fault, request, receive, send, entry)

    async def _spoil(
        self, fault: Fault, request: Request, receive: Receive, send: Send, entry: LogEntry
    ) -> None:
        if fault.kind == "hang":
            entry.status = await hang(fault, send, receive)
        elif fault.kind == "giant_body":
            entry.status = 200
            await giant(fault, send)
        elif fault.kind in NEEDS_TRUE_ANSWER:
            answer = self._true_answer(request)
            entry.status, entry.user = answer.status, answer.user
            await spoil(fault, answer, send, receive)
        else:
            answer = canned(fault) or Response(500)
            entry.status = answer.status
            await send_response(send, answer)

    def _true_answer(self, request: Request) -> Response:
        with self.centre.clock.lock:
            self.centre.clock.advance()
            return self.face.handle(self.name, request)


class QuietServer(uvicorn.Server):
    """A uvicorn that leaves signals to whoever runs several of them."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class Servers:
    """All listeners of a centre in one event loop. Binds at once, so ports are known early."""

    def __init__(self, centre: Centre) -> None:
        self.centre = centre
        options = centre.options
        wanted = {
            "control": options.port,
            PRIMARY: options.trio_port,
            SECONDARY: options.trio_secondary_port,
            "calabrio": options.calabrio_port,
        }
        self._sockets: dict[str, socket.socket] = {}
        try:
            for name, port in wanted.items():
                # control knows no authentication, so it never leaves this machine
                host = "127.0.0.1" if name == "control" else options.host
                self._sockets[name] = _bind(host, port)
        except OSError:
            self.close()
            raise
        centre.bound({name: each.getsockname()[1] for name, each in self._sockets.items()})
        apps: dict[str, App] = {"control": Control(centre)}
        for name, face in centre.listeners.items():
            apps[name] = Listener(centre, name, face)
        self._servers = {name: QuietServer(_config(app)) for name, app in apps.items()}

    def close(self) -> None:
        for each in self._sockets.values():
            each.close()

    @property
    def started(self) -> bool:
        return all(server.started for server in self._servers.values())

    def stop(self) -> None:
        for server in self._servers.values():
            server.should_exit = True

    async def serve(self) -> None:
        """Serve until `stop`."""
        ticking = asyncio.create_task(self._tick())
        try:
            await asyncio.gather(
                *(
                    server.serve(sockets=[self._sockets[name]])
                    for name, server in self._servers.items()
                )
            )
        finally:
            ticking.cancel()
            self.close()

    async def _tick(self) -> None:
        """Keep the world moving although nobody asks, so that no request has to catch up."""
        while True:
            self.centre.clock.advance()
            await asyncio.sleep(TICK_SECONDS)


def _bind(host: str, port: int) -> socket.socket:
    # asyncio sets TCP_NODELAY only where the protocol is named; without it each answer waits 40 ms
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((host, port))
    except OSError:
        bound.close()
        raise
    return bound


def _config(app: App) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        lifespan="off",
        interface="asgi3",
        ws="none",
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=1,
    )
