"""RCI: users, groups, queues, roles, skills, time zones and presence profiles, for reading."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from connectors.simulator import identities
from connectors.simulator.faces.sinch_collection import Item, selected
from connectors.simulator.faces.sinch_dialects import SinchDialect
from connectors.simulator.faces.sinch_figures import SinchFigures, SinchQueue
from connectors.simulator.identities import SinchUser, guid
from connectors.simulator.options import Options

LANGUAGES = ("Svenska", "English", "Suomi")
ROLES = ("CC Agent", "CC Supervisor", "Office User")
ZONES = (
    ("America/New_York", "(UTC-05:00) Eastern Time (US & Canada)"),
    ("Europe/Helsinki", "(UTC+02:00) Helsinki, Kyiv, Riga, Sofia, Tallinn, Vilnius"),
    ("Europe/London", "(UTC) Dublin, Edinburgh, Lisbon, London Europe/Belfast,GB,GB-Eire"),
    ("Europe/Stockholm", "(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna"),
)
PROFILES = (("Tillgänglig", "NONE"), ("Möte", "MEETING"), ("Semester", "VACATION"),
            ("Lunch", "LUNCH"))  # fmt: skip
GUID = re.compile(r"[0-9A-Fa-f]{8}-?([0-9A-Fa-f]{4}-?){3}[0-9A-Fa-f]{12}")
_NAMED = ("id", "name")


class BadGuid(ValueError):
    """Answered with 400: Invalid GUID: '...'."""


def guid_of(text: str) -> str:
    """Upper case without dashes; raises BadGuid."""
    if not GUID.fullmatch(text):
        raise BadGuid(f"Invalid GUID: '{text}'")
    return text.replace("-", "").upper()


@dataclass(frozen=True, slots=True)
class Collection:
    """`searchable` as the document lists them; `shown` is what a list has without being asked."""

    read: Callable[[], list[Item]]
    searchable: tuple[str, ...]
    shown: tuple[str, ...] = _NAMED


class Rci:
    """Reads the world in one dialect; ids inside are plain until a reply is made."""

    def __init__(self, figures: SinchFigures, options: Options) -> None:
        self.figures, self.world, self.options = figures, figures.world, options
        self.dialect: SinchDialect
        self.tables = {
            "users": Collection(
                self.users,
                ("firstName", "surname", "externalId", "chatName", "chat", "email", "phone"),
                ("id", "firstName", "surname"),
            ),
            "userGroups": Collection(self.user_groups, _NAMED),
            "queues": Collection(
                self.queues,
                ("name", "description", "address"),
                ("id", "type", "name", "description", "loginType", "addresses", "synchronised"),
            ),
            "queueGroups": Collection(self.queue_groups, ("name", "description"),
                                      ("id", "name", "description")),
            "roles": Collection(self.roles, _NAMED),
            "skills": Collection(self.skills, _NAMED, ("id", "name", "description")),
            "timeZones": Collection(self.time_zones, _NAMED),
            "prsProfiles": Collection(self.profiles, ("id", "name", "reason"),
                                      ("id", "name", "reason")),
        }  # fmt: skip
        self.below: dict[tuple[str, str], Callable[[str], list[Item]]] = {
            ("users", "userGroups"): self._groups_of_user,
            ("users", "roles"): self._roles_of_user,
            ("users", "skills"): self._skills_of_user,
            ("users", "certificates"): lambda user: [],
            ("userGroups", "users"): self._users_of_group,
            ("roles", "users"): self._users_of_role,
            ("queues", "extensions"): self._extensions,
            ("queues", "queueGroups"): self._groups_of_queue,
            ("queues", "attributes"): self._attributes,
            ("queueGroups", "queues"): self._queues_of_group,
            ("queueGroups", "attributes"): self._attributes,
        }

    # lists

    def people(self) -> list[SinchUser]:
        return identities.sinch_users(self.world.agents, self.options.sinch_users)

    def user_id(self, user: SinchUser) -> str:
        return guid(self.world.seed, "user", user.key)

    def users(self) -> list[Item]:
        return [self._user(user) for user in self.people()]

    def _user(self, user: SinchUser) -> Item:
        return {
            "id": self.user_id(user),
            "firstName": user.first_name,
            "surname": user.last_name,
            "login": user.login,
            "externalId": user.external_id,
            "phone": user.phone,
            "chat": user.email if user.agent else None,
            "chatName": user.first_name if user.agent else None,
            "email": user.email,
            "uiLanguage": "SV",
            "promptLanguage": "SV",
            "timeZone": self.options.timezone,
            "synchronised": user.agent is not None,
        }

    def _group(self, number: int, name: str) -> Item:
        return {"id": guid(self.world.seed, "group", number), "name": name, "synchronised": True}

    def user_groups(self) -> list[Item]:
        names = {agent.group_id: agent.group for agent in self.world.agents}
        return [self._group(number, name) for number, name in sorted(names.items())]

    def queues(self) -> list[Item]:
        return [self._queue(queue) for queue in self.figures.queues]

    def _queue(self, queue: SinchQueue) -> Item:
        addresses = list(queue.addresses)
        return {
            "id": queue.id,
            "type": queue.type.lower() if self.dialect.lower_types else queue.type,
            "name": queue.name,
            "description": f"Simulerad kö {queue.name}",
            "loginType": "HuntGroup" if queue.type == "Email" else "AutoAllocation",
            "addresses": self.dialect.wrapped("address", addresses),
            "address": addresses,
            "synchronised": True,
        }

    def queue_groups(self) -> list[Item]:
        names = {queue.group_id: queue.group for queue in self.world.queues}
        seed = self.world.seed
        return [
            {"id": guid(seed, "queue group", number), "name": name, "description": f"Köer {name}"}
            for number, name in sorted(names.items())
        ]

    def roles(self) -> list[Item]:
        seed = self.world.seed
        return [{"id": guid(seed, "role", name), "name": name} for name in ROLES]

    def skills(self) -> list[Item]:
        seed = self.world.seed
        return [
            {"id": guid(seed, "skill", name), "name": name, "description": f"Talar {name}"}
            for name in LANGUAGES
        ]

    def time_zones(self) -> list[Item]:
        return [{"id": number, "name": name} for number, name in ZONES]

    def profiles(self) -> list[Item]:
        seed = self.world.seed
        return [
            {"id": guid(seed, "profile", name), "name": name, "reason": reason}
            for name, reason in PROFILES
        ]

    # what belongs to what

    def _person(self, number: str) -> SinchUser | None:
        return next((user for user in self.people() if self.user_id(user) == number), None)

    def _groups_of_user(self, number: str) -> list[Item]:
        user = self._person(number)
        if user is None or user.agent is None:
            return []
        return [self._group(user.agent.group_id, user.agent.group)]

    def _roles_of_user(self, number: str) -> list[Item]:
        user = self._person(number)
        if user is None:
            return []
        agent, supervisor, office = self.roles()
        if user.agent is not None:
            return [agent]
        return [agent, supervisor] if user.key.startswith("supervisor") else [office]

    def _skills_of_user(self, number: str) -> list[Item]:
        user = self._person(number)
        if user is None or user.agent is None:
            return []
        index = user.agent.index
        return [
            {"id": skill["id"], "value": 1 + (index + place) % 5}
            for place, skill in enumerate(self.skills()[: 1 + index % 3])
        ]

    def _users_of_group(self, number: str) -> list[Item]:
        return [
            _short(self._user(user))
            for user in self.people()
            if user.agent and guid(self.world.seed, "group", user.agent.group_id) == number
        ]

    def _users_of_role(self, number: str) -> list[Item]:
        return [
            _short(item)
            for item in self.users()
            if any(role["id"] == number for role in self._roles_of_user(item["id"]))
        ]

    def _queue_by_id(self, number: str) -> SinchQueue | None:
        return next((queue for queue in self.figures.queues if queue.id == number), None)

    def _extensions(self, number: str) -> list[Item]:
        queue = self._queue_by_id(number)
        return [
            {"id": guid(self.world.seed, "extension", address), "address": address}
            for address in (queue.addresses if queue else ())
        ]

    def _group_of(self, queue: SinchQueue) -> str | None:
        group = getattr(queue.source, "group_id", None)
        return None if group is None else guid(self.world.seed, "queue group", group)

    def _groups_of_queue(self, number: str) -> list[Item]:
        queue = self._queue_by_id(number)
        wanted = None if queue is None else self._group_of(queue)
        return [group for group in self.queue_groups() if group["id"] == wanted]

    def _queues_of_group(self, number: str) -> list[Item]:
        return [
            {"id": queue.id, "name": queue.name}
            for queue in self.figures.queues
            if self._group_of(queue) == number
        ]

    def _attributes(self, number: str) -> list[Item]:
        named = self._queue_by_id(number)
        name = named.name if named else "Grupp"
        return [
            {"name": "Name", self.dialect.language: "SV", "value": name},
            {"name": "Name", self.dialect.language: "EN", "value": f"{name} (EN)"},
        ]

    # replies

    def answer(self, path: str, params: Mapping[str, str]) -> Any:
        """The JSON of this path below rci; None if there is nothing. Raises BadGuid, BadQuery."""
        name, _, rest = path.partition("/")
        table = self.tables.get(name)
        if table is None:
            return None
        if not rest:
            found = selected(table.read(), params, table.searchable, table.shown, self.dialect)
            return self.dialect.collection([self._spelled(item, name) for item in found])
        if name == "timeZones":
            return next((item for item in table.read() if item["id"] == rest), None)
        number, _, below = rest.partition("/")
        number = guid_of(number)
        one = next((item for item in table.read() if item["id"] == number), None)
        if one is None:
            return None
        return self._spelled(_whole(one), name) if not below else self._below(name, number, below)

    def _below(self, name: str, number: str, below: str) -> Any:
        kind, _, single = below.partition("/")
        read = self.below.get((name, kind))
        if read is None:
            return None
        items = read(number)
        if not single:
            return self.dialect.collection([self._spelled(item, kind) for item in items])
        wanted = guid_of(single)
        found = next((item for item in items if item.get("id") == wanted), None)
        return None if found is None else self._spelled(found, kind)

    def _spelled(self, item: Item, name: str) -> Item:
        found = {
            key: value for key, value in item.items() if key != "address" or "type" not in item
        }
        if "id" in found:
            found["id"] = self.dialect.id_of(found["id"], name.endswith("Groups"))
        return found


def _short(item: Item) -> Item:
    return {key: item[key] for key in ("id", "firstName", "surname")}


def _whole(item: Item) -> Item:
    return {key: value for key, value in item.items() if value is not None}
