"""A Trio server made of the fixtures, and accounts that talk to it."""

from __future__ import annotations

import base64
import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from connectors.base import AccountSettings, RunContext
from connectors.trio.connector import TrioConnector
from tests.connectors.vendor_server import Answer, Asked

FIXTURES = Path(__file__).parents[2] / "fixtures" / "trio"
USERNAME, PASSWORD, CLIENT_KEY = "wall-api-user", "Päron-7-hemlig", "S0VZLW9mLUVuZ2hvdXNl"
SECRETS = {"client_key": CLIENT_KEY, "username": USERNAME, "password": PASSWORD}
LATIN1 = {key: base64.b64encode(SECRETS[key].encode("iso-8859-1")).decode() for key in SECRETS}
PLACES = {
    "/te/api": "root",
    "/te/api/login": "login",
    "/te/api/refreshlogin": "login",
    "/te/api/cc": "contact_centers",
    "/te/api/cc/1/services/state": "services_state",
    "/te/api/cc/1/agents/state": "agents_state",
    "/te/api/cc/1/services/cases": "cases",
    "/te/api/cc/1/services/calls": "calls",
    "/te/api/cc/1/services": "services",
    "/te/api/cc/1/servicegroups": "servicegroups",
    "/te/api/cc/1/agents": "agents",
    "/te/api/cc/1/agentgroups": "agentgroups",
}


def fixture(name: str) -> Any:
    return json.loads((FIXTURES / f"{name}.json").read_text())


def settings(url: str, ca_bundle: str = "", **changes: Any) -> AccountSettings:
    values: dict[str, Any] = {
        "id": "7",
        "vendor": "trio",
        "base_url": f"{url}/te/api",
        "options": {},
        "mapping": {},
        "timezone": "Europe/Stockholm",
        "secrets": SECRETS,
        "ca_bundle": ca_bundle,
    }
    return AccountSettings(**{**values, **changes})


class TrioServer:
    """Callable as the `answer` of a `VendorServer`; change `replies` to change what it says."""

    def __init__(self) -> None:
        self.replies: dict[str, Any] = {path: fixture(name) for path, name in PLACES.items()}
        self.override: Callable[[Asked], Answer | None] = lambda asked: None
        self.tokens = {"ACCESS-1-secret"}

    def __call__(self, asked: Asked) -> Answer:
        changed = self.override(asked)
        if changed is not None:
            return changed
        path = asked.path.lower().rstrip("/")
        if path.endswith("login"):
            return self._sign_in(asked, path)
        if path not in self.replies and not path.endswith("/state"):
            return Answer(404)
        if path != "/te/api" and not self._known(asked):
            return Answer.of({"Message": "Authorization has been denied"}, 401)
        if path not in self.replies:
            return self._one(path)
        return Answer.of(self.replies[path])

    def _known(self, asked: Asked) -> bool:
        scheme, _, token = asked.headers.get("authorization", "").partition(" ")
        return scheme == "Bearer" and token in self.tokens

    def _sign_in(self, asked: Asked, path: str) -> Answer:
        if asked.headers.get("authorization") != f"Basic {CLIENT_KEY}":
            return Answer(401)
        words = {key: LATIN1[key] for key in ("username", "password")}
        if path.endswith("/login") and asked.form != words:
            return Answer(401)
        return Answer.of(self.replies[path])

    def _one(self, path: str) -> Answer:
        collection, _, own_id = path.removesuffix("/state").rpartition("/")
        whole = copy.deepcopy(self.replies.get(f"{collection}/state", {"data": []}))
        whole["data"] = [item for item in whole["data"] if own_id in map(str, item.values())]
        return Answer.of(whole) if whole["data"] else Answer(404)


class TrioHarness:
    """Trio for the contract (`tests.connectors.contract.Harness`)."""

    job = "state"
    secrets = (USERNAME, PASSWORD, CLIENT_KEY, *LATIN1.values(), "ACCESS-1", "REFRESH-1")
    people = ("Åsa", "Öhrn", "Björn", "Käck", "Kajsa Anka")

    def __init__(self) -> None:
        self.answer = TrioServer()

    def connector(self, context: RunContext) -> TrioConnector:
        return TrioConnector(context)

    def settings(self, url: str, ca_bundle: str = "") -> AccountSettings:
        return settings(url, ca_bundle)

    def is_sign_in(self, asked: Asked) -> bool:
        return asked.path.endswith("login")

    def is_reading(self, asked: Asked) -> bool:
        return asked.path.endswith("/state")

    def rejection(self) -> Answer:
        return Answer.of({"Message": "Authorization has been denied for this request."}, 401)

    def with_state(self, asked: Asked, word: str) -> Answer:
        value = json.loads(self.answer(asked).body)
        for item in value["data"]:
            if "status" in item:
                item["status"] = word
        return Answer.of(value)

    def doubled(self, asked: Asked) -> Answer:
        value = json.loads(self.answer(asked).body)
        value["data"] *= 2
        return Answer.of(value)
