"""Snapshots of boards in chosen situations, projected as the server projects them.

A `Situation` says how many agents and queues there are, how long their names, which source is late
or lost and whether the queues are closed; `snapshot_of` gives what a page would be sent.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils import translation
from django.utils.translation import gettext

from tests.projections import scenes
from wallboard.boards.ready_made import Plan, Tile
from wallboard.domain.board import AgentSpec, BoardSpec, NoticeSpec, QueueSpec, SiteSpec, WidgetSpec
from wallboard.domain.facts import Fact, Version
from wallboard.domain.observation import Kind, Value
from wallboard.domain.schedule import Scheduled, encode
from wallboard.live import protocol
from wallboard.projections.curves import (
    HOUR_MINUTES,
    LAST_WEEK,
    MINUTE_SECONDS,
    Curve,
    Span,
    day_of,
)
from wallboard.projections.layout import layout_of, sources_shown
from wallboard.projections.registry import bind
from wallboard.projections.scene import Scene
from wallboard.projections.source_health import source_rows

TIMEZONE = "Europe/Stockholm"
VENDORS = ("trio", "calabrio", "o2g", "sinch")
LABELS = {"trio": "Trio", "calabrio": "Calabrio", "o2g": "O2G", "sinch": "Sinch"}
DAY: Mapping[str, str | int] = {"window": "day", "threshold_seconds": 20}
STATES = ("available", "on_contact", "on_contact", "wrap_up", "paused", "ringing", "on_hold")
REASONS = ("Lunch", "Training", "Meeting")
GIVEN = ("Anna", "Björn", "Cecilia", "David", "Åsa", "Erik", "Fatima", "Göran", "Helena")
FAMILY = ("Andersson", "Berg", "Carlsson", "Dahl", "Ek", "Forsberg", "Öberg", "Holm")
QUEUES = ("Support", "Växel", "Sales", "Billing", "Orders", "Returns", "Night desk", "VIP")
LONG_QUEUE = "Störungsannahme Privatkundenbetreuung Süddeutschland"
LONG_AGENT = "Maximiliane-Alexandra Freifrau von Hohenstein-Schönburg"


@dataclass(frozen=True)
class Situation:
    name: str
    agents: int = 24
    queues: int = 8
    ages: Mapping[str, float] = field(default_factory=dict)  # source → age of its last word
    closed: bool = False
    long_names: bool = False
    language: str = "en"  # of the page, and of the names that a board is made with


FRESH = Situation("fresh")
SITUATIONS: tuple[Situation, ...] = (
    FRESH,
    Situation("late", ages={"trio": 30.0}),
    Situation("lost", ages={"trio": 600.0}),
    Situation("closed", closed=True),
    Situation("german", long_names=True, language="de"),
    Situation("three", agents=3, queues=3),
    Situation("three-hundred", agents=300, queues=40),
)


def site_of(situation: Situation) -> SiteSpec:
    sources = tuple(
        scenes.source(vendor, rank, label=LABELS[vendor], simulation=True)
        for rank, vendor in enumerate(VENDORS)
    )
    things: list[QueueSpec | AgentSpec] = []
    for n in range(situation.queues):
        name = QUEUES[n % len(QUEUES)] + (f" {n // len(QUEUES) + 1}" if n >= len(QUEUES) else "")
        name = f"{LONG_QUEUE} {n}" if situation.long_names else name
        things.append(scenes.queue(str(n), "trio", "sinch", name=name))
    for n in range(situation.agents):
        name = f"{GIVEN[n % len(GIVEN)]} {FAMILY[n % len(FAMILY)]}"
        name = f"{LONG_AGENT} {n}" if situation.long_names else name
        team = ("Support", "Sales")[n % 2]
        things.append(scenes.agent(f"a{n}", "trio", "calabrio", name=name, teams=(team,)))
    now_at = time.time()
    notices = (
        NoticeSpec("1", "Fire drill at 14:00, leave by the south stairs", "warn", now_at - 600),
        NoticeSpec("2", "Cake in the kitchen", "info", now_at - 60, now_at + 3600),
    )
    site = scenes.site(*things, sources=sources)
    return replace(site, timezone=TIMEZONE, notices=notices)


def _queue_facts(n: int, situation: Situation, now_at: float) -> list[Fact]:
    waiting = 0 if situation.closed else (n * 5 + 2) % 14
    day = {
        "offered": 320 + 17 * n,
        "answered": 300 + 13 * n,
        "answered_in_threshold": 262 + 9 * n,
        "abandoned": 12 + n,
        "abandoned_short": 3,
        "abandoned_in_threshold": 5,
        "wait_seconds": (300 + 13 * n) * 24,
        "talk_seconds": (300 + 13 * n) * 210,
        "hold_seconds": (300 + 13 * n) * 12,
        "wrap_up_seconds": (300 + 13 * n) * 35,
        "handled": 300 + 13 * n,
    }
    values: dict[str, Any] = {key: Value(value, parameters=DAY) for key, value in day.items()}
    values["open"] = "closed" if situation.closed else "open"
    values["contacts_waiting"] = waiting
    values["available"] = n % 4
    values["on_contact"] = n % 5 + 1
    if waiting:
        values["longest_wait_since"] = now_at - 20 - 27 * n
    return scenes.of_queue("trio", str(n), **values)


def _agent_facts(n: int, now_at: float) -> list[Fact]:
    state = STATES[n % len(STATES)]
    values: dict[str, Any] = {"state": state, "state_since": now_at - 31 - 41 * n}
    if state == "paused":
        values["reason"] = REASONS[n % len(REASONS)]
    if state == "on_contact":
        values["queue"] = "0"
    if n % 9 == 4:
        values["help_requested_since"] = now_at - 12 - 8 * n
    start = now_at - 3600 * 2
    plan = [
        Scheduled("in_service", "Phone", start, now_at + 1500),
        Scheduled("lunch", "Lunch", now_at + 1500, now_at + 3300),
        Scheduled("in_service", "Phone", now_at + 3300, now_at + 9000),
    ]
    return [
        *scenes.of_agent("trio", f"a{n}", **values),
        *scenes.of_agent("calabrio", f"a{n}", schedule=encode(plan), adherence=0.93),
    ]


def _notice_facts(now_at: float) -> list[Fact]:
    text = "Disruption of mobile data in Skåne"
    return scenes.said(
        "sinch",
        Kind.SOURCE,
        "n1",
        notice_text=text,
        notice_why="cable cut",
        notice_from=now_at - 1800,
        notice_until=now_at + 5400,
    )


def scene_of(situation: Situation, curves: Iterable[Curve] = ()) -> Scene:
    now_at = time.time()
    facts = [_queue_facts(n, situation, now_at) for n in range(situation.queues)]
    facts += [_agent_facts(n, now_at) for n in range(situation.agents)]
    facts.append(_notice_facts(now_at))
    ages = {vendor: now_at - situation.ages.get(vendor, 2.0) for vendor in VENDORS}
    scene = scenes.scene(site_of(situation), *facts, ages=ages, now_at=now_at)
    return replace(scene, curves={curve: points_of(curve, now_at) for curve in curves})


def points_of(curve: Curve, now_at: float) -> dict[str, float]:
    """A plausible course with a gap of five minutes."""
    now = int(now_at) // MINUTE_SECONDS
    if curve.span is Span.HOUR:
        minutes = range(now - HOUR_MINUTES + 1, now + 1)
        return {str(m): _course(curve.metric, m) for m in minutes if not 20 <= now - m < 25}
    first = int(day_of(TIMEZONE, now_at).from_at) // MINUTE_SECONDS
    morning = first + 7 * 60
    today = {str(m): _course(curve.metric, m) for m in range(morning, max(now, morning + 200))}
    for m in range(morning + 90, morning + 110):
        today.pop(str(m), None)
    evening = range(morning, morning + 12 * 60)
    return {**today, **{f"{LAST_WEEK}{m}": _course(curve.metric, m + 777) for m in evening}}


def _course(metric: str, minute: int) -> float:
    wave = 0.5 + 0.3 * math.sin(minute / 61) + 0.15 * math.sin(minute / 17) * math.sin(minute / 7)
    if metric in {"service_level", "abandon_rate"}:
        return round(0.72 + 0.2 * wave if metric == "service_level" else 0.02 + 0.06 * wave, 4)
    return float(round((90 if metric == "longest_wait_since" else 12) * wave))


def board_of(plan: Plan) -> BoardSpec:
    """In the language in force, as a site is given its boards."""
    widgets = tuple(_widget(str(n), tile) for n, tile in enumerate(plan.tiles, start=1))
    name = gettext(plan.name)
    return BoardSpec(plan.slug, plan.slug, name, "1", plan.purpose, plan.theme, widgets)


def _widget(id_: str, tile: Tile) -> WidgetSpec:
    place = (tile.x, tile.y, tile.width, tile.height)
    title = gettext(tile.title) if tile.title else ""
    return WidgetSpec(id_, tile.type, title, *place, dict(tile.options))


def snapshot_of(plan: Plan, situation: Situation) -> dict[str, Any]:
    """The frame that a page of this board would be sent."""
    with translation.override(situation.language):
        board = board_of(plan)
    bound = {widget.id: bind(widget) for widget in board.widgets}
    scene = scene_of(situation, [curve for one in bound.values() for curve in one.curves])
    accounts = _accounts(scene.site, bound.values())
    text = protocol.snapshot(
        frame=1,
        version=Version("e", 1),
        server_at=scene.now_at,
        board=layout_of(board, scene.site, bound, accounts),
        views={id_: one.view(scene).content for id_, one in bound.items()},
        sources=source_rows(scene, accounts),
        alerts={},
    )
    found: dict[str, Any] = json.loads(text)
    return found


def _accounts(site: SiteSpec, bound: Iterable[Any]) -> frozenset[str]:
    bound = list(bound)
    depended_on = {entity.account for one in bound for entity in one.entities_of(site)}
    return sources_shown(site, depended_on, any(one.type.all_sources for one in bound))


PEOPLE_WALL = Plan(
    "people",
    "People",
    "wall",
    "dark",
    (
        Tile("adherence_list", "Off schedule", 0, 0, 6, 5),
        Tile("help_requests", "Help requests", 6, 0, 6, 5),
        Tile("agent_grid", "Agents", 0, 5, 12, 5),
    ),
)
CHART_WALL = Plan(
    "charts",
    "Charts",
    "wall",
    "dark",
    (
        Tile("chart", "Waiting", 0, 0, 6, 4, {"metric": "contacts_waiting", "target": 5}),
        Tile("chart", "Service level", 6, 0, 6, 4, {"metric": "service_level", "target": 0.8}),
        Tile("text", "House rule", 0, 4, 4, 4, {"text": "Answer within three rings."}),
        Tile("image", "", 4, 4, 4, 4),
        Tile("notices", "Notices", 8, 4, 4, 4),
    ),
)


def alone(tile: Tile, purpose: str) -> Plan:
    """A board of one widget, as large as it can be, for a look at it alone."""
    return Plan(f"{tile.type}-{purpose}", tile.title, purpose, "dark", (tile,))


def named(plans: Sequence[Plan]) -> dict[str, Plan]:
    return {plan.slug: plan for plan in plans}
