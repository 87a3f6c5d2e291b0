"""A Sinch server made of the fixtures, in each style of authentication, and accounts for it."""

from __future__ import annotations

import base64
import json
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from connectors.base import AccountSettings, RunContext
from connectors.sinch.connector import SinchConnector
from tests.connectors.vendor_server import Answer, Asked

FIXTURES = Path(__file__).parents[2] / "fixtures" / "sinch"
USERNAME, PASSWORD, API_KEY = "wall-api-user", "Päron-7-hemlig", "KEY-of-the-gateway"
SECRETS = {"username": USERNAME, "password": PASSWORD, "api_key": API_KEY}
BASIC = base64.b64encode(f"{USERNAME}:{PASSWORD}".encode()).decode()
NOON = datetime(2026, 1, 24, 11, 0, tzinfo=UTC).timestamp()
JOHN, ASA, PETER = (
    "E936C474B22311D38FBE0090279A922E",
    "40ECCFBFAEA24FEDA90A3347E9BC26E7",
    "DC76CDDC340B43C291932428B6039AA6",
)
SALES, HELPDESK, EMAIL = (
    "B8F0CA9CFC0411D3A2230050DA29E0F4",
    "409FBE1B217643089F291B8796174643",
    "7B2EB5F5DF62439690CF6D180A2009C8",
)
SET, OTHER_SET = "14E14D7338C44EA5904A1E18180186FF", "57EA87659FF147948D5554B682F8201E"
EVENT, ENDED_EVENT = "C21269BEA18B4146A219202DD8966FFA", "D31269BEA18B4146A219202DD8966FFB"
PAGED = ("users", "userGroups", "queues", "queueGroups", "roles", "skills", "timeZones")

ROOTS = {"session": "/tenant/ecfs/RI", "gateway": "/v1", "plain": "/RI"}
BASES = {"session": "/tenant", "gateway": "/v1", "plain": ""}


def fixture(name: str) -> Any:
    return json.loads((FIXTURES / f"{name}.json").read_text(encoding="utf-8"))


def settings(
    url: str, ca_bundle: str = "", style: str = "session", **changes: Any
) -> AccountSettings:
    options = {"authentication": style, "rmi": True, **changes.pop("options", {})}
    values: dict[str, Any] = {
        "id": "7",
        "vendor": "sinch",
        "base_url": f"{url}{BASES[style]}",
        "options": options,
        "mapping": {},
        "timezone": "Europe/Stockholm",
        "secrets": SECRETS,
        "ca_bundle": ca_bundle,
    }
    return AccountSettings(**{**values, **changes})


def replies() -> dict[str, Any]:
    """Path below the root → what is said there."""
    members = {
        "rci/userGroups/7B9ED6753BCD460C98501E9FD1C02002/users": fixture("users")[:2],
        "rci/userGroups/7211703C1CF047D9AA1B6FD5B2B35640/users": fixture("users")[:1],
        "rci/queueGroups/2CADB6A137124F13BC68938E2B5FEFC1/queues": fixture("queues")[:1],
        "rci/queueGroups/E8E5E74E1CB540458639310940C07BA5/queues": [],
    }
    users = {f"rci/users/{row['id']}": row for row in [*fixture("users"), fixture("user")]}
    return {
        **members,
        **users,
        "rci/users": fixture("users"),
        "rci/userGroups": fixture("user_groups"),
        "rci/queues": fixture("queues"),
        "rci/queueGroups": fixture("queue_groups"),
        "rci/roles": fixture("roles"),
        "rci/skills": fixture("skills"),
        "rci/timeZones": fixture("time_zones"),
        "rci/disruptionSets": fixture("disruption_sets"),
        f"rci/disruptionSets/{SET}/events": fixture("disruption_events"),
        f"rci/disruptionSets/{SET}/items": fixture("disruption_items"),
        f"rci/disruptionSets/{OTHER_SET}/events": [],
        "rmi/queueStatuses": fixture("queue_statuses"),
        "rmi/agents": fixture("agents"),
        "rai/contactStatistic": fixture("contact_statistic"),
    }


class SinchServer:
    """Callable as the `answer` of a `VendorServer`; change `replies` to change what it says."""

    def __init__(self, style: str = "session") -> None:
        self.style = style
        self.root = ROOTS[style]
        self.replies = replies()
        self.override: Callable[[Asked], Answer | None] = lambda asked: None
        self.sessions: set[str] = set()
        self.pages = True

    def __call__(self, asked: Asked) -> Answer:
        changed = self.override(asked)
        if changed is not None:
            return changed
        if asked.path == "/tenant/ecfs/authentication" and self.style == "session":
            return self._sign_in(asked)
        if not self._known(asked):
            return Answer(401, b"Unauthorized", {"content-type": "text/plain"})
        if asked.headers.get("accept") != "application/json":
            return Answer(200, b"<users/>", {"content-type": "application/xml"})
        value = self.replies.get(self.below(asked))
        if value is None:
            return Answer(404, b"HTTP 404 Not Found", {"content-type": "text/plain"})
        return Answer.of(self._page(asked, value))

    def below(self, asked: Asked) -> str:
        """rci/users of /tenant/ecfs/RI/rci/users."""
        return unquote(asked.path).removeprefix(self.root).lstrip("/")

    def _page(self, asked: Asked, value: Any) -> Any:
        if not isinstance(value, list) or "limit" not in asked.query or not self.pages:
            return value
        begin = int(asked.query["offset"]) if "offset" in asked.query else 0
        return value[begin : begin + int(asked.query["limit"])]

    def _sign_in(self, asked: Asked) -> Answer:
        if asked.method == "DELETE":
            self.sessions.clear()
            return Answer(200)
        header = asked.headers.get("authorization", "")
        if header.upper() != "ECFAUTH" or asked.form.get("Authorization") != f"Basic {BASIC}":
            return Answer(401)
        session = uuid.uuid4().hex.upper()
        self.sessions.add(session)
        cookie = f"JSESSIONID={session}; Path=/tenant; HttpOnly"
        return Answer.of({"id": JOHN}, headers={"set-cookie": cookie})

    def _known(self, asked: Asked) -> bool:
        if self.style == "session":
            sent = asked.headers.get("cookie", "")
            return any(f"JSESSIONID={session}" in sent for session in self.sessions)
        if self.style == "gateway" and asked.headers.get("x-api-key") != API_KEY:
            return False
        return asked.headers.get("authorization") == f"Basic {BASIC}"


class SinchHarness:
    """Sinch for the contract (`tests.connectors.contract.Harness`)."""

    job = "state"
    secrets = (USERNAME, PASSWORD, API_KEY, BASIC)
    people = ("Åsa", "Öhrn", "John", "Frog")

    def __init__(self, style: str = "session") -> None:
        self.style = style
        self.answer = SinchServer(style)

    def connector(self, context: RunContext) -> SinchConnector:
        return SinchConnector(context)

    def settings(self, url: str, ca_bundle: str = "") -> AccountSettings:
        return settings(url, ca_bundle, self.style)

    def is_sign_in(self, asked: Asked) -> bool:
        return asked.path.endswith(("/ecfs/authentication", "/timeZones"))

    def is_reading(self, asked: Asked) -> bool:
        return "/rmi/" in asked.path

    def rejection(self) -> Answer:
        return Answer(401, b"Unauthorized", {"content-type": "text/plain"})

    def with_state(self, asked: Asked, word: str) -> Answer:
        value = json.loads(self.answer(asked).body)
        for item in value:
            if "availability" in item:
                item["availability"] = word
        return Answer.of(value)

    def doubled(self, asked: Asked) -> Answer:
        return Answer.of(json.loads(self.answer(asked).body) * 2)
