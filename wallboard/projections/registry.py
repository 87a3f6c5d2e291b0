"""The widgets: a row each. A new one costs a projection, a front-end file and a row here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from wallboard.domain.board import BoardSpec, SiteSpec, WidgetSpec
from wallboard.domain.facts import EntityKey
from wallboard.domain.policy import Policy
from wallboard.domain.scrub import scrubbed
from wallboard.projections import options as kinds
from wallboard.projections.adherence_list import view_of_adherence_list
from wallboard.projections.agent_grid import view_of_agent_grid
from wallboard.projections.chart import curves_of_chart, view_of_chart
from wallboard.projections.clock import view_of_clock
from wallboard.projections.curves import Curve
from wallboard.projections.figure import (
    counts_people,
    queues_of,
    trend_of_figure,
    view_of_figure,
)
from wallboard.projections.help_requests import view_of_help_requests
from wallboard.projections.image import view_of_image
from wallboard.projections.notices import view_of_notices
from wallboard.projections.options import Option, clean
from wallboard.projections.people import people_of
from wallboard.projections.queue_table import view_of_queue_table
from wallboard.projections.scene import Scene
from wallboard.projections.source_health import view_of_source_health
from wallboard.projections.state_bar import view_of_state_bar
from wallboard.projections.text import view_of_text
from wallboard.projections.veil import Veil, veiled_curves, without_people
from wallboard.projections.veils import (
    veil_adherence_list,
    veil_agent_grid,
    veil_chart,
    veil_figure,
    veil_help_requests,
    veil_queue_table,
    veil_state_bar,
)
from wallboard.projections.view import View

EntitiesOf = Callable[[WidgetSpec, SiteSpec], set[EntityKey]]


@dataclass(frozen=True, slots=True)
class WidgetType:
    """`entities` are those whose facts the view is made of; `metrics` those whose words it needs;
    `curves` those that the scene has to hold.

    `veil` takes from the view what the policy keeps back: a widget that lists or counts people has
    one; `lists_people`: its rows are people, one by one. Projections get a widget whose options
    were cleaned.
    """

    type: str
    label: str
    width: int
    height: int
    options: tuple[Option, ...]
    view: Callable[[Scene, WidgetSpec], View]
    entities: EntitiesOf
    metrics: Callable[[Mapping[str, Any]], Iterable[str]] = lambda options: ()
    all_sources: bool = False
    veil: Veil = without_people
    lists_people: bool = False
    curves: Callable[[WidgetSpec], Iterable[Curve]] = lambda widget: ()

    def clean(self, options: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
        """The options with defaults, and what is wrong with them in sentences."""
        cleaned, problems = clean(self.options, options)
        return cleaned, problems

    def problems(self, options: Mapping[str, Any]) -> list[str]:
        return self.clean(options)[1]


def _of_queues(widget: WidgetSpec, site: SiteSpec) -> set[EntityKey]:
    queues = queues_of(site, widget.options["queues"])
    return {alias for queue in queues for alias in queue.entities}


def _of_people(widget: WidgetSpec, site: SiteSpec) -> set[EntityKey]:
    people = people_of(site, widget.options["teams"])
    return {alias for agent in people for alias in agent.aliases}


def _of_figure(widget: WidgetSpec, site: SiteSpec) -> set[EntityKey]:
    return _of_people(widget, site) if counts_people(widget) else _of_queues(widget, site)


def _of_nothing(widget: WidgetSpec, site: SiteSpec) -> set[EntityKey]:
    return set()


_QUEUES = Option("queues", kinds.queues, [], "None: all of the site.")
_TEAMS = Option("teams", kinds.teams, [], "None: all of the site.")
_LETTER = Option(
    *("letter", kinds.letter, "", "Service level by this letter; empty: SL-E."),
    label="Service level by",
)
_THRESHOLD = Option(
    *("threshold_seconds", kinds.seconds, None, "Where queues have several: this one's counts."),
    label="Threshold",
)
_COLUMNS = ["contacts_waiting", "longest_wait_since", "service_level", "available", "on_contact"]

_ROWS = (
    WidgetType(
        "figure",
        "Figure",
        3,
        2,
        (
            Option("metric", kinds.metric, "contacts_waiting", label="Figure"),
            _QUEUES,
            _TEAMS,
            Option("target", kinds.number, None, "Shown beside the value."),
            Option("warn", kinds.number, None, label="Warning from"),
            Option("critical", kinds.number, None, label="Critical from"),
            _LETTER,
            _THRESHOLD,
            Option("trend", kinds.flag, True, "The last hour as a line beside the value."),
        ),
        view_of_figure,
        _of_figure,
        lambda options: [options["metric"]],
        veil=veil_figure,
        curves=trend_of_figure,
    ),
    WidgetType(
        "chart",
        "Chart of the day",
        6,
        4,
        (
            Option("metric", kinds.metric, "contacts_waiting", label="Figure"),
            _QUEUES,
            _TEAMS,
            Option("target", kinds.number, None, "A line across."),
            _LETTER,
            _THRESHOLD,
            Option("last_week", kinds.flag, True, "The same weekday, thin, where it was recorded."),
        ),
        view_of_chart,
        _of_figure,
        lambda options: [options["metric"]],
        veil=veil_chart,
        curves=curves_of_chart,
    ),
    WidgetType(
        "queue_table",
        "Queues",
        12,
        6,
        (
            _QUEUES,
            Option("columns", kinds.metrics, _COLUMNS, "Metrics, from left to right."),
            Option("sort", kinds.choice("urgency", "name"), "urgency", label="In the order of"),
            Option("thresholds", kinds.thresholds, {}, "Of each column, in its own unit."),
            _LETTER,
            _THRESHOLD,
        ),
        view_of_queue_table,
        _of_queues,
        lambda options: options["columns"],
        veil=veil_queue_table,
    ),
    WidgetType(
        "agent_grid",
        "Agents",
        12,
        6,
        (
            _TEAMS,
            Option("group_by", kinds.choice("state", "team"), "state"),
            Option("show_logged_out", kinds.flag, False),
        ),
        view_of_agent_grid,
        _of_people,
        veil=veil_agent_grid,
        lists_people=True,
    ),
    WidgetType(
        "state_bar",
        "Agents by state",
        12,
        1,
        (_TEAMS,),
        view_of_state_bar,
        _of_people,
        veil=veil_state_bar,
    ),
    WidgetType(
        *("adherence_list", "Off schedule", 6, 4, (_TEAMS,)),
        view_of_adherence_list,
        _of_people,
        veil=veil_adherence_list,
        lists_people=True,
    ),
    WidgetType(
        *("help_requests", "Help requests", 6, 3, (_TEAMS,)),
        view_of_help_requests,
        _of_people,
        veil=veil_help_requests,
        lists_people=True,
    ),
    WidgetType(
        "source_health",
        "Sources",
        4,
        3,
        (),
        view_of_source_health,
        _of_nothing,
        all_sources=True,
    ),
    WidgetType("notices", "Notices", 12, 1, (), view_of_notices, _of_nothing, all_sources=True),
    WidgetType("clock", "Clock", 2, 1, (), view_of_clock, _of_nothing),
    WidgetType("text", "Text", 6, 1, (Option("text", kinds.text, ""),), view_of_text, _of_nothing),
    WidgetType(
        "image",
        "Image",
        4,
        4,
        (
            Option("image", kinds.image, "", "Digest of one that was uploaded under Images."),
            Option(
                "alt", kinds.text, "", "What is on it, for who cannot see it.", label="In words"
            ),
            Option(
                "fit", kinds.choice("whole", "fill"), "whole", "Fill cuts off what is too much."
            ),
        ),
        view_of_image,
        _of_nothing,
    ),
)
WIDGETS: Mapping[str, WidgetType] = {row.type: row for row in _ROWS}

_UNSUPPORTED = WidgetType("", "Unknown", 2, 1, (), lambda scene, widget: View({}), _of_nothing)


def clean_options(type_: str, options: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The options of a widget with defaults in place, and what is wrong with them in sentences."""
    row = WIDGETS.get(type_)
    if row is None:
        return {}, [f"There is no widget of the type “{type_}”."]
    return row.clean(options)


@dataclass(frozen=True, slots=True)
class Bound:
    """A widget with its type's row and clean options."""

    type: WidgetType
    widget: WidgetSpec

    def view(self, scene: Scene) -> View:
        """As the scene's policy has it."""
        if not scene.policy.is_open:
            scene = replace(scene, curves=veiled_curves(scene))
        return self._veiled(self.type.view(scene, self.widget), scene)

    def views(self, scene: Scene, policies: Iterable[Policy]) -> list[View]:
        """As each policy has it, whatever the scene's: made once, then veiled for each. Of a scene
        without curves, since a policy may withhold one before a view is made of it."""
        assert not scene.curves
        made = self.type.view(scene, self.widget)
        return [self._veiled(made, replace(scene, policy=policy)) for policy in policies]

    def _veiled(self, view: View, scene: Scene) -> View:
        if scene.policy.is_open:
            return view
        veiled = self.type.veil(view, scene, self.widget)
        return replace(veiled, content=scrubbed(veiled.content, scene.site, scene.policy))

    def entities_of(self, site: SiteSpec) -> set[EntityKey]:
        return self.type.entities(self.widget, site)

    @property
    def metrics(self) -> Iterable[str]:
        return self.type.metrics(self.widget.options)

    @property
    def curves(self) -> Iterable[Curve]:
        return self.type.curves(self.widget)


def bind(widget: WidgetSpec) -> Bound:
    """Of a type that this version does not know: a widget that shows nothing."""
    row = WIDGETS.get(widget.type, _UNSUPPORTED)
    cleaned, _ = row.clean(widget.options)
    return Bound(row, replace(widget, options=cleaned))


def curves_of(board: BoardSpec) -> set[Curve]:
    """All that the widgets of a board draw."""
    return {curve for widget in board.widgets for curve in bind(widget).curves}


def entities_of(widget: WidgetSpec, site: SiteSpec) -> set[EntityKey]:
    """The entities whose facts a widget's view is made of."""
    return bind(widget).entities_of(site)
