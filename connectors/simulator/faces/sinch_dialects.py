"""Sinch's open spellings: where schema and examples differ, and where nothing is written."""

from dataclasses import dataclass
from typing import Any

QUEUE_WORDS = {
    "id": "id", "name": "name", "type": "type", "waiting": "inQueueCurrent",
    "longest_wait": "waitingDurationCurrentMax", "serving": "agentsServing",
    "not_ready": "agentsNotReady", "free": "agentsFree", "wrap_up": "agentsWrapUp",
}  # fmt: skip
_OTHER_QUEUE_WORDS = {
    "id": "queueId", "name": "queueName", "type": "channel", "waiting": "contactsInQueue",
    "longest_wait": "longestWait", "serving": "serving", "not_ready": "notReady", "free": "idle",
    "wrap_up": "afterWork",
}  # fmt: skip
AGENT_WORDS = {
    "id": "id", "first": "firstName", "last": "surname", "availability": "availability",
    "ready": "readyState", "state": "status", "since": "statusDuration", "reason": "presence",
}  # fmt: skip
_OTHER_AGENT_WORDS = {
    "id": "agentId", "name": "agentName", "availability": "availability", "ready": "ready",
    "state": "state", "since": "duration", "reason": "profile",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SinchDialect:
    """`wrap`: object, list or single; `ids`: plain, groups (those dashed) or dashed (all, lower
    case); `duration`: ms or text (seconds); `star_needs_value`: `phone=*` leaves out who has none;
    `free_includes_wrap_up`: of RMI's count of free agents."""

    name: str
    wrap: str
    ids: str
    language: str
    external_id: str
    lower_types: bool
    duration: str
    star_needs_value: bool
    free_includes_wrap_up: bool
    queue_words: dict[str, str]
    agent_words: dict[str, str]

    def wrapped(self, word: str, items: list[Any]) -> Any:
        """A list as this dialect sends it inside an object."""
        if self.wrap == "list":
            return items
        if self.wrap == "single" and len(items) == 1:
            return {word: items[0]}
        return {word: items}

    def collection(self, items: list[Any]) -> Any:
        """A whole reply: an array, or its only element."""
        return items[0] if self.wrap == "single" and len(items) == 1 else items

    def id_of(self, number: str, of_group: bool = False) -> str:
        if self.ids == "plain" or (self.ids == "groups" and not of_group):
            return number
        cuts = (number[:8], number[8:12], number[12:16], number[16:20], number[20:])
        dashed = "-".join(cuts)
        return dashed if self.ids == "groups" else dashed.lower()

    def duration_of(self, seconds: float | None) -> int | str:
        whole = seconds or 0.0
        return int(whole * 1000) if self.duration == "ms" else str(int(whole))


SCHEMA = SinchDialect(
    name="schema", wrap="object", ids="plain", language="language", external_id="externalId",
    lower_types=False, duration="ms", star_needs_value=False, free_includes_wrap_up=False,
    queue_words=QUEUE_WORDS, agent_words=AGENT_WORDS,
)  # fmt: skip
"""`schema` (default): the examples' spelling, RMI as one production wallboard reads it."""

LETTER = SinchDialect(
    name="letter", wrap="list", ids="groups", language="langauge", external_id="externalid",
    lower_types=True, duration="ms", star_needs_value=False, free_includes_wrap_up=True,
    queue_words=QUEUE_WORDS, agent_words=AGENT_WORDS,
)  # fmt: skip
"""`letter`: the schema's slips and its lower-case types, group ids with dashes."""

SINGLE = SinchDialect(
    name="single", wrap="single", ids="dashed", language="language", external_id="externalId",
    lower_types=False, duration="text", star_needs_value=True, free_includes_wrap_up=False,
    queue_words=_OTHER_QUEUE_WORDS, agent_words=_OTHER_AGENT_WORDS,
)  # fmt: skip
"""`single`: as XML turned into JSON: one element is no list; RMI in other words."""

DIALECTS = {dialect.name: dialect for dialect in (SCHEMA, LETTER, SINGLE)}
