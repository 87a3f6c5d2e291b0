"""Texts in tables: metrics, vendors, widgets, checks, models. A row more needs nothing here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from wallboard.boards.ready_made import PLANS, with_notices
from wallboard.domain import metrics
from wallboard.history.export import KNOWN, PLACE
from wallboard.history.measures import MEANING_BY, measures
from wallboard.identity.keys import PERSON_KEYS, QUEUE_KEYS
from wallboard.projections.sanity import CHECKS
from wallboard.words.apps import our_models, our_rooms
from wallboard.words.build import ON_BOARDS
from wallboard.words.extraction.found import Found
from wallboard.words.languages import LANGUAGES


def in_tables() -> Iterator[Found]:
    for place, remarks, texts in (
        ("metrics", {ON_BOARDS}, _of_metrics()),
        ("vendors", set[str](), _of_vendors()),
        ("widgets", {ON_BOARDS}, _of_widgets()),
        ("sanity", set[str](), _of_checks()),
        ("keys", set[str](), (key.label for key in (*PERSON_KEYS, *QUEUE_KEYS))),
        ("boards", set[str](), _of_ready_made()),
        ("history", set[str](), _of_history()),
        ("models", set[str](), _of_models()),
    ):
        yield from (Found(text, places=[place], remarks=set(remarks)) for text in texts if text)


def _of_metrics() -> Iterator[str]:
    for table in (metrics.QUEUE_METRICS, metrics.AGENT_METRICS, metrics.SITE_METRICS):
        for metric in table.values():
            yield from (metric.label, metric.meaning)


def _of_history() -> Iterator[str]:
    for measure in measures():
        yield from (measure.label, measure.meaning)
    yield from MEANING_BY.values()
    yield from (meaning for _key, meaning in (*PLACE, *KNOWN))


def _of_vendors() -> Iterator[str]:
    vendors: Any = import_string(settings.WALLBOARD_VENDORS)
    for spec in vendors.values():
        yield spec.address_help
        yield from (job.label for job in spec.jobs)
        for secret in spec.secrets:
            yield from (secret.label, secret.help)
        for option in spec.options:
            yield from (option.label, option.help, *option.choices)


def _of_widgets() -> Iterator[str]:
    widgets: Any = import_string(settings.WALLBOARD_WIDGETS)
    for row in widgets.values():
        yield row.label
        for option in row.options:
            yield from (option.called, option.help)
            yield from (word.replace("_", " ") for word in option.choices)


def _of_checks() -> Iterator[str]:
    for check in CHECKS:
        yield from (check.label, check.looks_at, check.advice)


def _of_ready_made() -> Iterator[str]:
    for plan in PLANS:
        yield plan.name
        yield from (tile.title for tile in with_notices(plan).tiles)


def _of_models() -> Iterator[str]:
    yield from (str(config.verbose_name) for config in our_rooms() if config.models_module)
    for model in our_models():
        meta = model._meta
        yield from (str(meta.verbose_name), str(meta.verbose_name_plural))
        for field in (*meta.local_fields, *meta.local_many_to_many):
            yield from (str(field.verbose_name), str(field.help_text))
            for value, label in field.flatchoices if field.choices else ():
                if value is not None and (value, label) not in LANGUAGES:
                    yield str(label)
