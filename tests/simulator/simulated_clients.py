"""Clients of the simulated centre for its own tests: no more than HTTP and a sign-in."""

import base64
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx

from connectors.simulator import SimulatedCentre

Serve = Callable[..., SimulatedCentre]


def latin1_base64(text: str) -> str:
    return base64.b64encode(text.encode("iso-8859-1")).decode()


@dataclass
class TrioClient:
    """A signed-in reader of one Trio server; knows the four dialects' login replies."""

    centre: SimulatedCentre
    http: httpx.Client
    url: str = ""
    access: str = "none"
    refresh: str = ""

    def sign_in(self, **form: str) -> httpx.Response:
        form = form or {
            "username": latin1_base64(self.centre.trio_username),
            "password": latin1_base64(self.centre.trio_password),
        }
        return self._take("login", form)

    def renew(self) -> httpx.Response:
        return self._take("refreshlogin", {"refresh_token": self.refresh})

    def _take(self, path: str, form: dict[str, str]) -> httpx.Response:
        key = {"Authorization": f"Basic {self.centre.trio_client_key}"}
        reply = self.http.post(f"{self.url}/{path}", headers=key, data=form)
        if reply.status_code == 200:
            words = reply.json()
            words = words["data"][0] if "data" in words else words
            by_word = {name.lower().replace("_", ""): value for name, value in words.items()}
            self.access, self.refresh = by_word["accesstoken"], by_word["refreshtoken"]
        return reply

    def get(self, path: str, headers: dict[str, str] | None = None, **query: Any) -> httpx.Response:
        bearer = {"Authorization": f"Bearer {self.access}", **(headers or {})}
        return self.http.get(f"{self.url}{path}", headers=bearer, params=query or None)

    def data(self, path: str, **query: Any) -> list[dict[str, Any]]:
        reply = self.get(path, **query)
        assert reply.status_code == 200, reply.text
        items: list[dict[str, Any]] = reply.json()["data"]
        return items
