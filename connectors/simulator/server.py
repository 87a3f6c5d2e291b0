"""Listeners: each is an ASGI app on its own port that logs, spoils or answers for one face."""

import asyncio
import contextlib
import logging
import socket
from collections.abc import Awaitable, Callable, Iterator

import uvicorn

from connectors.simulator.centre import Centre
from connectors.simulator.channels import ChannelListener
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
TICK_SECONDS = 0.02
LEAST_TICK_SECONDS = 0.001
DOWN_SECONDS = 5.0


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


def _unexpected(record: logging.LogRecord) -> bool:
    """Bodies that just stop are what a fault asked for."""
    return "without completing response" not in record.getMessage()


logging.getLogger("uvicorn.error").addFilter(_unexpected)


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
            "o2g": options.o2g_port,
            "o2g-events": options.o2g_events_port,
            "o2g-secondary": options.o2g_secondary_port,
            "o2g-secondary-events": options.o2g_secondary_events_port,
            "sinch": options.sinch_port,
        }
        if options.o2g_tls_certificate:
            wanted["o2g-tls"] = options.o2g_tls_port
            wanted["o2g-tls-events"] = options.o2g_tls_events_port
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
        self._apps: dict[str, App] = {"control": Control(centre)}
        for name, face in centre.listeners.items():
            self._apps[name] = Listener(centre, name, face)
        for name in centre.channel_listeners:
            self._apps[name] = ChannelListener(centre, name)
        self._servers = {name: self._server(name) for name in self._apps}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping = False
        self._bringing: set[asyncio.Task[None]] = set()
        centre.o2g.listen = self.listen

    def _server(self, name: str) -> QuietServer:
        options = self.centre.options
        tls = (options.o2g_tls_certificate, options.o2g_tls_key) if "tls" in name else ("", "")
        return QuietServer(_config(self._apps[name], *tls))

    def close(self) -> None:
        for each in self._sockets.values():
            each.close()

    @property
    def started(self) -> bool:
        return all(server.started for server in self._servers.values())

    def stop(self) -> None:
        self._stopping = True
        self.centre.o2g.cut()
        for server in self._servers.values():
            server.should_exit = True

    async def serve(self) -> None:
        """Serve until `stop`."""
        self._loop = asyncio.get_running_loop()
        for name in self._servers:
            self._begin(name)
        try:
            await self._tick()
            await asyncio.gather(*self._tasks.values())
        finally:
            self.close()

    def _begin(self, name: str) -> None:
        serving = self._servers[name].serve(sockets=[self._sockets[name]])
        self._tasks[name] = asyncio.create_task(serving)

    async def _tick(self) -> None:
        """Keep the world moving although nobody asks: events go out when they happen."""
        clock, face = self.centre.clock, self.centre.o2g_face
        while not self._stopping:
            clock.advance()
            face.reap()
            with clock.lock:
                due = (clock.world.next_due - clock.world.now) / clock.speed_factor
            await asyncio.sleep(min(TICK_SECONDS, max(LEAST_TICK_SECONDS, due)))

    # listeners that come and go

    def listen(self, name: str, on: bool) -> None:
        """Stop listening at a port, or listen there again. Waits, unless called in the loop."""
        if name not in self._sockets or self._loop is None:
            return
        change = self._bring_up(name) if on else self._take_down(name)
        try:
            inside = asyncio.get_running_loop() is self._loop
        except RuntimeError:
            inside = False
        if inside:
            task = self._loop.create_task(change)
            self._bringing.add(task)
            task.add_done_callback(self._bringing.discard)
        else:
            asyncio.run_coroutine_threadsafe(change, self._loop).result(DOWN_SECONDS)

    async def _take_down(self, name: str) -> None:
        server = self._servers[name]
        server.should_exit = server.force_exit = True
        await self._tasks[name]

    async def _bring_up(self, name: str) -> None:
        if not self._tasks[name].done():
            return
        port = self.centre.ports[name]
        self._sockets[name] = _bind(self.centre.options.host, port)
        self._servers[name] = self._server(name)
        self._begin(name)
        while not self._servers[name].started:  # noqa: ASYNC110 (uvicorn has no event)
            await asyncio.sleep(0.005)


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


def _config(app: App, certificate: str = "", key: str = "") -> uvicorn.Config:
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
        ssl_certfile=certificate or None,
        ssl_keyfile=key or None,
    )
