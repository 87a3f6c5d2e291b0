"""Queues and people alike: which models hold them, and by which keys a site recognises them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wallboard.boards.models import Agent, AgentAlias, Decision, Queue, QueueAlias, Site
from wallboard.domain.observation import Kind
from wallboard.identity.keys import PERSON_KEYS, QUEUE_KEYS, Key, in_order


@dataclass(frozen=True, slots=True)
class Nouns:
    kind: str  # of a decision
    owner: Any
    alias: Any
    field: str  # of the alias: its owner
    table: tuple[Key, ...]
    setting: str  # of the site: names of keys in order
    one: str
    many: str

    def keys_of(self, site: Site) -> tuple[Key, ...]:
        return in_order(self.table, getattr(site, self.setting))

    def aliases_of(self, site_id: int) -> Any:
        return self.alias.objects.filter(**{f"{self.field}__site_id": site_id})


NOUNS: Mapping[Kind, Nouns] = {
    Kind.QUEUE: Nouns(
        Decision.QUEUE, Queue, QueueAlias, "queue", QUEUE_KEYS, "queue_keys", "queue", "queues"
    ),
    Kind.AGENT: Nouns(
        Decision.PERSON, Agent, AgentAlias, "agent", PERSON_KEYS, "person_keys", "person", "people"
    ),
}
