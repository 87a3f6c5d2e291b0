"""The widget types, by the setting WALLBOARD_WIDGETS: boards import no projection."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from wallboard.words.sentences import in_words


def registry() -> Mapping[str, Any]:
    """`projections.registry.WIDGETS`: type → row."""
    rows: Mapping[str, Any] = import_string(settings.WALLBOARD_WIDGETS)
    return rows


def choices() -> list[tuple[str, str]]:
    return [(key, in_words(row.label)) for key, row in registry().items()]


def problems(widget_type: str, options: Mapping[str, Any]) -> list[str]:
    """What is wrong with a widget, in sentences; empty when it is fine."""
    row = registry().get(widget_type)
    if row is None:
        return [f"There is no widget of the type “{widget_type}”."]
    return list(row.problems(options))
