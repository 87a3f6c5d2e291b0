"""The listeners of O2G's event ports: they open channels, or refuse."""

from __future__ import annotations

import asyncio

from connectors.simulator.centre import Centre
from connectors.simulator.faces.o2g import HOSTS
from connectors.simulator.faces.o2g_channel import Channel, others_gone
from connectors.simulator.faces.o2g_errors import missing, no_session, refusal, wrong_method
from connectors.simulator.faces.o2g_subscriptions import Subscription
from connectors.simulator.faults import canned, hang
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

PATH = "/OTEvents"


class ChannelListener:
    """One event port of one host. The query string alone says whose channel it is."""

    def __init__(self, centre: Centre, name: str) -> None:
        self.centre, self.name = centre, name
        self.face = centre.o2g_face
        self.host = self.face.hosts[HOSTS[name]]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        request = await read_request(scope, receive)
        entry = self.centre.log.open(
            self.face.name, self.name, request.method, request.path, "",
            self.face.kind_of(request.method, request.path),
        )  # fmt: skip
        latency, fault = self.centre.faults.take(self.face.name, self.name, request)
        if latency:
            await asyncio.sleep(latency)
        if fault is not None:
            entry.fault = fault.kind
            if fault.kind == "hang":
                entry.status = await hang(fault, send, receive)
                return
            answer = canned(fault) or Response(500)
            entry.status = answer.status
            await send_response(send, answer)
            return
        found = await self._subscription(request, entry)
        if isinstance(found, Response):
            entry.status = found.status
            await send_response(send, found)
            return
        entry.status = 200
        every = self.centre.options.o2g_keepalive_seconds
        books = self.face.books
        await Channel(found, self.name, self.centre.faults, books, every).serve(send, receive)

    async def _subscription(self, request: Request, entry: LogEntry) -> Subscription | Response:
        if request.path != PATH:
            return missing("no such resource")
        if request.method not in ("GET", "POST"):
            return wrong_method()
        with self.centre.clock.lock:
            self.host.reap()
            found = self.host.subscriptions.get(request.params.get("subscriptionid", ""))
        if found is None:
            return no_session()
        entry.user = found.session.login
        if not await others_gone(found):
            return self._second(found)
        return found

    def _second(self, found: Subscription) -> Subscription | Response:
        """There is a channel already, and its client is still there."""
        way = self.centre.options.o2g_second_channel
        if way == "refuse":
            return refusal(403, "NOT_ALLOWED", "CHANNEL_ALREADY_OPENED")
        if way == "replace":
            for channel in list(found.channels):
                channel.end()
        return found
