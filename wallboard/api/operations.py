"""What can be asked: a row each. Addresses, rights, checks and OpenAPI are made of this table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from prometheus_client import CONTENT_TYPE_LATEST

from wallboard.api.answers import board, configured, figures, people, sources
from wallboard.api.asked import AFTER, LIMIT, Asked, Parameter
from wallboard.api.exposition import exposition
from wallboard.boards.models.api_token import Scope

PAGED = (LIMIT, AFTER)


@dataclass(frozen=True, slots=True)
class Operation:
    """`scope` None: any valid token may. `schema` is a row of SCHEMAS. What is no JSON is text."""

    name: str
    path: str
    scope: Scope | None
    summary: str
    answer: Callable[[Asked], Mapping[str, Any] | str]
    schema: str
    query: tuple[Parameter, ...] = ()
    media: str = "application/json"


OPERATIONS: tuple[Operation, ...] = (
    Operation("sites", "sites", Scope.SITES, "The sites of this token.", configured.sites,
              "SitePage", PAGED),
    Operation("site", "sites/{site}", Scope.SITES, "One site.", configured.site, "Site"),
    Operation("queues", "sites/{site}/queues", Scope.QUEUES, "The queues of a site.",
              configured.queues, "QueuePage", PAGED),
    Operation("site-figures", "sites/{site}/figures", Scope.FIGURES,
              "Figures of a whole site now.", figures.site_figures, "SiteFigures"),
    Operation("queue-figures", "sites/{site}/queues/figures", Scope.FIGURES,
              "Figures of each queue of a site now.", figures.queue_figures,
              "QueueFiguresPage", PAGED),
    Operation("agents", "sites/{site}/agents", Scope.AGENTS,
              "The people of a site now, as far as its policy tells of them.", people.agents,
              "People", PAGED),
    Operation("sources", "sites/{site}/sources", Scope.SOURCES,
              "Whether the systems behind a site are well.", sources.sources, "Sources"),
    Operation("boards", "sites/{site}/boards", Scope.BOARDS, "The boards of a site.",
              configured.boards, "BoardPage", PAGED),
    Operation("board", "boards/{board}", Scope.BOARDS,
              "A board as it is shown now: layout, views, sources, alerts, at a version.",
              board.board, "BoardNow"),
    Operation("prometheus", "prometheus", Scope.FIGURES,
              "Figures of all sites of this token, for Prometheus.", exposition, "Text",
              media=CONTENT_TYPE_LATEST),
    Operation("vocabulary", "vocabulary", None, "Every metric, with its unit and meaning.",
              configured.vocabulary, "Vocabulary"),
)  # fmt: skip
