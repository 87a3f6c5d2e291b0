"""RCI's disruption sets: events with their items, for reading, adding and deleting."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from connectors.simulator.disruptions import (
    DisruptionEvent,
    DisruptionItem,
    Disruptions,
    DisruptionSet,
)
from connectors.simulator.faces.sinch_collection import BadQuery, Item, selected
from connectors.simulator.faces.sinch_dialects import SinchDialect
from connectors.simulator.faces.sinch_rci import guid_of
from connectors.simulator.http import Request, Response

_ITEM_FIELDS = ("externalId", "name", "type", "description", "promptId", "promptName",
                "promptExternalId")  # fmt: skip
_BOUNDS = (
    ("activefrom", "active_from", True), ("activefromend", "active_from", False),
    ("activeto", "active_to", True), ("activetoend", "active_to", False),
    ("created", "created", True), ("createdend", "created", False),
    ("modified", "modified", True), ("modifiedend", "modified", False),
)  # fmt: skip
"""Parameter, instant of the event, and whether it must be after (else before) the given one."""


class SinchDisruptions:
    """Below `disruptionSets`."""

    def __init__(self, disruptions: Disruptions) -> None:
        self.disruptions, self.clock = disruptions, disruptions.clock
        self.dialect: SinchDialect

    def handle(self, request: Request, tail: str) -> Response | None:
        """`tail` below disruptionSets; None = there is nothing. Raises ValueError."""
        number, _, rest = tail.partition("/")
        if not number:
            return self._reply(request, self._sets(request.params))
        within = self._by_id(self.disruptions.sets, number)
        if within is None:
            return None
        kind, _, single = rest.partition("/")
        if not kind:
            return self._reply(request, self._set(within))
        if kind == "items":
            return self._items(request, within, single)
        return self._events(request, within, single) if kind == "events" else None

    @staticmethod
    def _by_id(known: list[Any], number: str) -> Any:
        wanted = guid_of(number)
        return next((one for one in known if one.id == wanted), None)

    @staticmethod
    def _reply(request: Request, body: Any) -> Response | None:
        if request.method != "GET":
            return Response(405, b"HTTP 405 Method Not Allowed", "text/plain")
        return Response.of_json(body)

    def _set(self, one: DisruptionSet) -> Item:
        return {"id": self.dialect.id_of(one.id), "name": one.name, "externalId": one.external_id}

    def _sets(self, params: Mapping[str, str]) -> Any:
        names = ("name", "externalId")
        every = [self._set(one) for one in self.disruptions.sets]
        return self.dialect.collection(selected(every, params, names, ("id", *names), self.dialect))

    # items

    def _items(self, request: Request, within: DisruptionSet, single: str) -> Response | None:
        if single:
            one = self._by_id(list(within.items), single)
            return None if one is None else self._reply(request, self._item(one))
        every = [self._item(one) for one in within.items]
        members = ("id", "attributes", *_ITEM_FIELDS)
        found = selected(every, request.params, _ITEM_FIELDS, members, self.dialect)
        return self._reply(request, self.dialect.collection(found))

    def _item(self, one: DisruptionItem) -> Item:
        found: Item = {
            "id": self.dialect.id_of(one.id), "externalId": one.external_id, "name": one.name,
            "type": one.type, "description": one.description,
        }  # fmt: skip
        if one.type == "WHERE":
            said = [
                {self.dialect.language: "SV", "name": name, "value": value}
                for name, value in (("SayAsDatatype", "digits"), ("SayAsValue", one.name))
            ]
            found["attributes"] = self.dialect.wrapped("attribute", said)
        return found

    # events

    def _events(self, request: Request, within: DisruptionSet, single: str) -> Response | None:
        if request.method == "POST" and not single:
            return self._put(request, within, None)
        if not single:
            found = [
                self._event(one)
                for one in self.disruptions.of(within)
                if self._fits(one, request.params)
            ]
            return self._reply(request, self.dialect.collection(found))
        one = self._by_id(self.disruptions.of(within), single)
        if one is None:
            return None
        if request.method == "DELETE":
            self.disruptions.remove(one.id)
            return Response(204)
        if request.method == "PUT":
            return self._put(request, within, one)
        return self._reply(request, self._event(one))

    def _fits(self, one: DisruptionEvent, params: Mapping[str, str]) -> bool:
        wanted = params.get("active", "").lower()
        if wanted and one.active(self.clock.world.now) != (wanted == "true"):
            return False
        for name, member, after in _BOUNDS:
            if not params.get(name):
                continue
            bound, value = self._scenario(params[name]), getattr(one, member)
            if value is None or (value <= bound if after else value >= bound):
                return False
        return True

    def _event(self, one: DisruptionEvent) -> Item:
        items = [
            {"id": self.dialect.id_of(item.id), self.dialect.external_id: item.external_id,
             "type": item.type}
            for item in one.items
        ]  # fmt: skip
        found: Item = {
            "id": self.dialect.id_of(one.id),
            "modified": self._instant(one.modified),
            "created": self._instant(one.created),
        }
        optional = {"activeFrom": one.active_from, "activeTo": one.active_to}
        found |= {name: self._instant(at) for name, at in optional.items() if at is not None}
        if one.remarks:
            found["remarks"] = one.remarks
        return {**found, "items": self.dialect.wrapped("item", items)}

    def _put(
        self, request: Request, within: DisruptionSet, replaced: DisruptionEvent | None
    ) -> Response:
        body = request.json()
        if not isinstance(body, dict):
            raise BadQuery("the body must be an object")
        given = body.get("items")
        given = given.get("item") if isinstance(given, dict) else given
        given = [given] if isinstance(given, dict) else given
        if not isinstance(given, list) or not given:
            raise BadQuery("items are required")
        items = tuple(self._chosen(within, one) for one in given)
        bounds = [self._scenario(body[name]) if body.get(name) else None
                  for name in ("activeFrom", "activeTo")]  # fmt: skip
        remarks = str(body.get("remarks") or "")
        since, until = bounds
        event = self.disruptions.put(within, items, remarks, since, until, replaced)
        if replaced is not None:
            return Response(204)
        return Response(201, self.dialect.id_of(event.id).encode(), "text/html")

    def _chosen(self, within: DisruptionSet, given: Item) -> DisruptionItem:
        if given.get("id"):
            return self.disruptions.item_of(within, "", guid_of(str(given["id"])))
        external = given.get("externalId", given.get("externalid"))
        return self.disruptions.item_of(within, str(given.get("type") or ""), str(external))

    def _instant(self, scenario: float) -> str:
        moment = datetime.fromtimestamp(self.clock.presented(scenario), UTC)
        return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def _scenario(self, text: str) -> float:
        return self.clock.scenario(datetime.fromisoformat(text).timestamp())
