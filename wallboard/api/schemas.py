"""The shapes of answers, as JSON Schema: what OpenAPI says, and what tests hold answers to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wallboard.api.asked import ID_PATTERN
from wallboard.domain.metric import Direction, Unit
from wallboard.domain.observation import Kind, Qualifier
from wallboard.projections.figure_value import Remark, Status

Schema = Mapping[str, Any]

TEXT: Schema = {"type": "string"}
FLAG: Schema = {"type": "boolean"}
ID: Schema = {"type": "string", "pattern": ID_PATTERN}
INSTANT: Schema = {"type": ["number", "null"], "description": "Seconds since the epoch."}
NEXT: Schema = {"type": ["string", "null"], "description": "Give it as `after` for what follows."}
STAMP: Mapping[str, Schema] = {
    "at": {"type": "number", "description": "The instant of the answer, seconds since the epoch."},
    "epoch": {
        "type": ["string", "null"],
        "description": "Another one: what was kept before is void. Null: no fact is there yet.",
    },
    "version": {
        "type": ["integer", "null"],
        "description": "Rises by one with each change of facts, and only within its epoch.",
    },
}


def record(description: str, **members: Schema) -> Schema:
    """An object of exactly these members, all of them always there."""
    return {
        "type": "object",
        "description": description,
        "properties": members,
        "required": list(members),
        "additionalProperties": False,
    }


def items(of: Schema) -> Schema:
    return {"type": "array", "items": of}


def named(of: Schema) -> Schema:
    return {"type": "object", "additionalProperties": of}


def words(of: Any) -> Schema:
    return {"type": "string", "enum": [str(word.value) for word in of]}


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def page(of: str) -> Schema:
    return record("A page of a list, in the order of ids.", items=items(ref(of)), next=NEXT)


FREE: Schema = {"type": "object"}

SCHEMAS: Mapping[str, Schema] = {
    "Text": {"type": "string"},
    "Problem": {
        "type": "object",
        "description": "What went wrong (RFC 9457).",
        "properties": {
            "type": TEXT,
            "title": TEXT,
            "status": {"type": "integer"},
            "detail": TEXT,
        },
        "required": ["type", "title", "status", "detail"],
    },
    "Figure": record(
        "A value that says how far it may be believed.",
        value={
            "type": ["number", "string", "boolean", "null"],
            "description": "Null exactly when the status is lost, unknown, never, na or withheld.",
        },
        status={
            "type": "string",
            "enum": [status.value or "fresh" for status in Status],
            "description": "fresh; late: the value stands, its source is overdue; lost: the source "
            "is silent; unknown: not sent yet; never: no source can supply it; na: a ratio of "
            "nothing; withheld: the policy of the site does not tell it.",
        },
        since={**INSTANT, "description": "Of what is not fresh: since when, where that is known."},
        confirmed_at={
            **INSTANT,
            "description": "When its source last said anything; null for a sum of several.",
        },
        source={"type": "string", "description": "Its source, where it hangs on one."},
        qualifier=words(Qualifier),
        parts={
            "type": ["array", "null"],
            "items": {"type": "integer"},
            "description": "[have, of] of a sum that lacks some of its parts.",
        },
        parameters=FREE,
        remark=words(Remark),
    ),
    "Site": record("A contact centre.", id=ID, slug=TEXT, name=TEXT, timezone=TEXT),
    "SitePage": page("Site"),
    "Queue": record(
        "A queue; a virtual one is the sum of its members.",
        id=ID,
        name=TEXT,
        group=TEXT,
        members=items(ID),
    ),
    "QueuePage": page("Queue"),
    "Board": record("A board.", id=ID, slug=TEXT, name=TEXT, site=ID, purpose=TEXT),
    "BoardPage": page("Board"),
    "Metric": record(
        "A row of the vocabulary.",
        key=TEXT,
        kind=words(Kind),
        label=TEXT,
        unit=words(Unit),
        direction=words(Direction),
        meaning=TEXT,
    ),
    "Vocabulary": record("Every metric.", items=items(ref("Metric"))),
    "SiteFigures": record(
        "Figures of a whole site, by metric.", **STAMP, site=ID, figures=named(ref("Figure"))
    ),
    "QueueFigures": record(
        "Figures of one queue, by metric.", id=ID, name=TEXT, figures=named(ref("Figure"))
    ),
    "QueueFiguresPage": record(
        "Figures of the queues of a site.",
        **STAMP,
        site=ID,
        items=items(ref("QueueFigures")),
        next=NEXT,
    ),
    "Person": {
        "type": "object",
        "description": "As a row of an agent grid (docs/protocol.md). Where people are not named, "
        "the id is one of this list alone.",
        "properties": {"id": TEXT, "name": TEXT, "team": TEXT},
        "required": ["id", "name"],
    },
    "People": record(
        "The people of a site, as far as its policy tells of them to a program.",
        **STAMP,
        site=ID,
        policy={**FREE, "description": "What is in force: how people are shown, and so on."},
        counts=named(ref("Figure")),
        staffed=ref("Figure"),
        items=items(ref("Person")),
        next=NEXT,
    ),
    "Source": record(
        "A system that figures come from.",
        id=TEXT,
        label=TEXT,
        vendor=TEXT,
        trust={"type": "string", "enum": ["fresh", "late", "lost", "unknown"]},
        since=INSTANT,
        trouble={"type": "string", "description": "Why it was stopped, in words; else empty."},
        notes=items(TEXT),
        simulation=FLAG,
        paused=FLAG,
    ),
    "Sources": record("The sources of a site.", **STAMP, site=ID, items=items(ref("Source"))),
    "Acknowledgement": record(
        "Who said that it is dealt with, in words as a program may read them.",
        by=TEXT,
        word=TEXT,
        at={"type": "number", "description": "Seconds since the epoch."},
    ),
    "Alert": record(
        "What a rule has raised and not cleared (docs/protocol.md).",
        name=TEXT,
        level={"type": "string", "enum": ["warn", "critical"]},
        since={"type": "number", "description": "When it was raised, seconds since the epoch."},
        level_since={"type": "number", "description": "When it came to this level."},
        unit=words(Unit),
        value={
            "type": ["number", "null"],
            "description": "What the figure was then; of an instant the seconds that had passed. "
            "Null where a policy keeps it back.",
        },
        limit={"type": ["number", "null"], "description": "Of this level, in the same unit."},
        held={
            "type": "string",
            "enum": ["", "late", "lost", "unknown", "withheld"],
            "description": "Why its figure may not be believed, or asked for (withheld by the "
            "policy of the site): it neither clears nor changes.",
        },
        held_since=INSTANT,
        quiet=FLAG,
        sound=FLAG,
        escalated=FLAG,
        acknowledged={"anyOf": [ref("Acknowledgement"), {"type": "null"}]},
    ),
    "BoardNow": record(
        "A board as it is shown: layout, views, sources and alerts as in docs/protocol.md.",
        **STAMP,
        board=FREE,
        views=named(FREE),
        sources=named(FREE),
        alerts={**named(ref("Alert")), "description": "By the id of their page, /alerts/ID/."},
    ),
}
