"""The control API: truth, log, faults, clock and switches. For loopback only, unauthenticated."""

from collections.abc import Callable
from typing import Any

from connectors.simulator.centre import Centre
from connectors.simulator.http import (
    Receive,
    Request,
    Response,
    Scope,
    Send,
    read_request,
    send_response,
)

FAULT_KEYS = ("kind", "face", "path", "count", "listener", "method")


class Control:
    """An ASGI app; wrong input is answered with 400 and the reason."""

    def __init__(self, centre: Centre) -> None:
        self.centre = centre
        self._routes: dict[tuple[str, str], Callable[[Request, dict[str, Any]], Any]] = {
            ("GET", "/ready"): self._ready,
            ("GET", "/truth"): lambda request, body: centre.truth(),
            ("GET", "/log"): self._log,
            ("POST", "/log/clear"): lambda request, body: centre.log.clear(),
            ("GET", "/faults"): lambda request, body: centre.faults.as_json(),
            ("POST", "/faults"): self._add_fault,
            ("DELETE", "/faults"): lambda request, body: centre.faults.clear(),
            ("POST", "/clock"): self._clock,
            ("POST", "/failover"): self._failover,
            ("POST", "/dialect"): self._dialect,
            ("POST", "/expire-sessions"): self._expire,
            ("GET", "/o2g"): lambda request, body: centre.o2g.state(),
            ("GET", "/o2g/lines"): self._lines,
            ("POST", "/o2g"): self._o2g,
            ("POST", "/sinch"): self._sinch,
            ("GET", "/disruptions"): lambda request, body: centre.truth()["sinch"]["disruptions"],
            ("POST", "/disruptions"): lambda request, body: {"id": centre.disruptions.add(**body)},
            ("POST", "/people"): self._people,
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await send_response(send, self.answer(await read_request(scope, receive)))

    def answer(self, request: Request) -> Response:
        path = request.path.rstrip("/") or "/"
        if request.method == "DELETE" and path.startswith("/faults/"):
            found = path[8:].isdigit() and self.centre.faults.remove(int(path[8:]))
            return Response.of_json({"removed": found}, 200 if found else 404)
        if request.method == "DELETE" and path.startswith("/disruptions/"):
            found = self.centre.disruptions.remove(path.rpartition("/")[2])
            return Response.of_json({"removed": found}, 200 if found else 404)
        route = self._routes.get((request.method, path))
        if route is None:
            return Response.of_json({"error": "no such request"}, 404)
        try:
            body = request.json() if request.body.strip() else {}
            if not isinstance(body, dict):
                raise ValueError("the body must be an object")
            result = route(request, body)
        except (ValueError, TypeError, KeyError) as error:
            return Response.of_json({"error": str(error)}, 400)
        return Response.of_json({"ok": True} if result is None else result)

    def _ready(self, request: Request, body: dict[str, Any]) -> dict[str, Any]:
        return {"ready": True, **self.centre.addresses(), "seed": self.centre.options.seed}

    def _log(self, request: Request, body: dict[str, Any]) -> dict[str, Any]:
        params = request.params
        since = int(params.get("since", "0"))
        return self.centre.log.as_json(params.get("face"), params.get("kind"), since)

    def _add_fault(self, request: Request, body: dict[str, Any]) -> dict[str, Any]:
        named = {key: body.pop(key) for key in FAULT_KEYS if key in body}
        named["kind"] = str(named["kind"])
        named["path"] = named.get("path") or ""
        return {"id": self.centre.faults.add(**named, **body)}

    def _clock(self, request: Request, body: dict[str, Any]) -> dict[str, Any]:
        clock, action = self.centre.clock, body.get("action")
        if action == "freeze":
            clock.freeze()
        elif action == "unfreeze":
            clock.unfreeze()
        elif action == "step":
            clock.step(float(body["seconds"]))
        elif action == "speed":
            clock.speed(float(body["factor"]))
        elif action == "realign":
            clock.realign()
        else:
            raise ValueError("action must be freeze, unfreeze, step, speed or realign")
        return {
            "frozen": clock.frozen,
            "speed": clock.speed_factor,
            "world_time": clock.world.now,
            "presented_at": clock.presented(clock.world.now),
        }

    def _failover(self, request: Request, body: dict[str, Any]) -> dict[str, Any]:
        return {"failover": self.centre.failover(body.get("failover"))}

    def _dialect(self, request: Request, body: dict[str, Any]) -> dict[str, Any]:
        self.centre.dialect(str(body["face"]), str(body["dialect"]))
        return {name: face.dialect_name for name, face in self.centre.faces.items()}

    def _lines(self, request: Request, body: dict[str, Any]) -> list[dict[str, Any]]:
        return self.centre.o2g.lines(int(request.params.get("since", "0")))

    def _o2g(self, request: Request, body: dict[str, Any]) -> None:
        o2g, action = self.centre.o2g, body.get("action")
        if action == "refuse":
            o2g.refuse(str(body["package"]), body.get("message"))
        elif action == "offer":
            o2g.offer(str(body["package"]), bool(body["on"]))
        elif action == "emit":
            o2g.emit(dict(body["event"]), str(body.get("stamp") or ""))
        elif action == "cti_link":
            o2g.cti_link(str(body["node"]), bool(body["up"]))
        elif action == "down":
            o2g.down(bool(body["down"]), str(body.get("host") or "primary"))
        else:
            raise ValueError("action must be refuse, offer, emit, cti_link or down")

    def _sinch(self, request: Request, body: dict[str, Any]) -> None:
        if body.get("action") != "offer":
            raise ValueError("action must be offer")
        self.centre.sinch.offer(str(body["interface"]), bool(body["on"]))

    def _people(self, request: Request, body: dict[str, Any]) -> dict[str, Any]:
        if body.get("action") != "reassign":
            raise ValueError("action must be reassign")
        index = int(body["agent"])
        if not 0 <= index < len(self.centre.world.agents):
            raise ValueError(f"there is no agent {index}")
        person = self.centre.reassign(index)
        return {"person": person, "name": self.centre.world.agents[index].name}

    def _expire(self, request: Request, body: dict[str, Any]) -> None:
        self.centre.expire_sessions(body.get("face"), body.get("what") or "all")
