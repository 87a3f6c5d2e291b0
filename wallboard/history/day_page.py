"""What the page of a day shows: its figures, curves, outages and quarters, as plain values."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from wallboard.domain.metrics import QUEUE_METRICS
from wallboard.history.curves import HEIGHT, Path, area_of, line_of, stacked, top_of
from wallboard.history.day import Day
from wallboard.history.days import Note, Span
from wallboard.history.measures import (
    AGENT_AREAS,
    GAUGES,
    Formulas,
    Measure,
    Shape,
    formulas_in,
    mean_of,
    measures,
    written,
)
from wallboard.history.quarters import QUARTER_SECONDS
from wallboard.history.tally import STATES, Tally, together

NOTHING = "–"
WELL_COVERED = 0.95  # less is marked
LAG_SECONDS = 90  # what is counted of the quarter that still lasts may be so far behind
HOURS_APART = 3
HOUR_SECONDS = 3600
TARGET = 0.8
UNFILLED = ("waiting", "agents")  # nobody tells afterwards what stood
CURVES = ("offered", "service_level", "waiting", "staffed")
SHOWN_STATES = (
    "on_contact", "on_hold", "ringing", "wrap_up", "available", "paused", "busy_other", "unknown",
)  # fmt: skip


COVERED_BY = {"waiting": "waiting", "staffed": "agents", "aht_seconds": "handling"}


def figures_of(day: Day, other: Day | None, by: Formulas) -> list[dict[str, Any]]:
    """The day's figures, with the other day's beside them."""
    whole, beside = day.whole, other.whole if other else None
    return [
        {
            "label": _(row.label),
            "meaning": meaning_of(row),
            "value": _shown(day, row, whole),
            "other": _shown(other, row, beside) if other and beside else "",
        }
        for row in measures(by)
    ]


def table_of(day: Day, by: Formulas) -> tuple[list[dict[str, str]], list[dict[str, Any]]]:
    """Head and rows. A quarter of which nobody told is a row of dashes while the day lasts."""
    rows = measures(by)
    head = [{"label": _(row.label), "meaning": meaning_of(row)} for row in rows]
    body = []
    for quarter in day.quarters:
        if quarter >= day.until_at:
            break
        tally = day.tallies.get(quarter)
        known = tally.known_seconds("contacts") if tally else 0
        lasted = min(QUARTER_SECONDS, day.until_at - quarter)
        lag = LAG_SECONDS if lasted < QUARTER_SECONDS else 0
        body.append(
            {
                "at": clock(quarter, day.zone),
                "hour": _hour_of(quarter, day.zone) == quarter,
                "cells": [_shown(day, row, tally) for row in rows],
                "sources": ", ".join(tally.sources) if tally else "",
                **_coverage(tally, lasted),
                "gap": known < WELL_COVERED * lasted - lag,
            }
        )
    return head, body


def hours_table_of(day: Day, by: Formulas) -> tuple[list[str], list[dict[str, Any]]]:
    """Head and rows by the hour, from the first to the last in which a contact was offered; what is
    counted, without the gauges, so that it is no wider than a letter."""
    rows = [row for row in measures(by) if row.key not in GAUGES]
    hours: dict[int, list[Tally]] = {}
    for quarter, tally in sorted(day.tallies.items()):
        hours.setdefault(_hour_of(quarter, day.zone), []).append(tally)
    sums = {hour: together(tallies) for hour, tallies in hours.items()}
    busy = [hour for hour, tally in sums.items() if tally.numbers["offered"]]
    body = []
    for hour in range(min(busy), max(busy) + 1, HOUR_SECONDS) if busy else ():
        found = sums.get(hour)
        known = found.known_seconds("contacts") if found else 0
        body.append(
            {
                "at": clock(hour, day.zone),
                "cells": [_shown(day, row, found) for row in rows],
                **_coverage(found, HOUR_SECONDS),
                "gap": known < WELL_COVERED * HOUR_SECONDS,
            }
        )
    return [_(row.label) for row in rows], body


def _coverage(tally: Tally | None, lasted: int) -> dict[str, str]:
    """How much was counted while it went on; and where something was told afterwards, how much of
    it, and by whom. The two are apart, however little is missing then."""
    covered = tally.covered_seconds("contacts") if tally else 0
    filled = tally.filled_seconds("contacts") if tally else 0
    return {
        "covered": percent(min(1.0, covered / lasted)),
        "filled": percent(min(1.0, filled / lasted)) if filled else "",
        "filled_by": ", ".join(tally.filled_by) if tally and filled else "",
    }


def coverage_of(day: Day) -> dict[str, str]:
    """The same of the day, as far as it has gone."""
    return _coverage(day.whole, max(1, day.until_at - day.quarters.start))


def _hour_of(quarter: int, zone: ZoneInfo) -> int:
    """Where the local hour begins: in some zones at half past by UTC."""
    return quarter - 60 * datetime.fromtimestamp(quarter, zone).minute


def charts_of(
    day: Day, other: Day | None, by: Formulas, outages: Sequence[Span]
) -> list[dict[str, Any]]:
    rows = {row.key: row for row in measures(by)}
    charts = [_chart(rows[key], day, other) for key in CURVES if key != "staffed"]
    charts.append(_people(rows["staffed"], day))
    quarters = day.quarters
    bands = [
        {
            "x": round((span.from_at - quarters.start) / QUARTER_SECONDS, 2),
            "width": max(0.2, round((span.to_at - span.from_at) / QUARTER_SECONDS, 2)),
        }
        for span in outages
    ]
    filled = [
        place
        for place, quarter in enumerate(quarters)
        if (tally := day.tallies.get(quarter)) and tally.filled_seconds("contacts")
    ]
    shown = [chart for chart in charts if chart["known"]]
    common = {"width": len(quarters), "height": HEIGHT, "bands": bands, "hours": hours_of(day)}
    return [
        {**chart, **common, "filled": () if chart["key"] in UNFILLED else filled} for chart in shown
    ]


def _chart(row: Measure, day: Day, other: Day | None) -> dict[str, Any]:
    what = COVERED_BY.get(row.key, "contacts")
    values = day.values(row, what)
    beside = other.values_beside(day, row, what) if other else []
    is_share = row.shape is Shape.SHARE
    top = 1.0 if is_share else top_of(values, beside)
    paths = [Path("curve-today", line_of(values, top), area_of(values, top))]
    if any(value is not None for value in beside):
        paths.insert(0, Path("curve-other", line_of(beside, top)))
    return {
        "key": row.key,
        "label": _(row.label),
        "top": text_of(row.shape, top),
        "paths": paths,
        "target": HEIGHT * (1 - TARGET) if is_share else None,
        "known": any(value is not None for value in (*values, *beside)),
    }


def _people(staffed: Measure, day: Day) -> dict[str, Any]:
    """Without the states in which nobody was seen. One that is not told in a quarter in which
    people were counted hides none of the others: whoever was in it is among the unknown."""
    sums = day.values(staffed, "agents")
    layers = []
    for state in SHOWN_STATES:
        area = AGENT_AREAS[STATES.index(state)]
        one = Measure(state, state, Shape.MEAN, "", mean_of((area,), "agents"), people=True)
        told = zip(day.values(one, "agents"), sums, strict=True)
        values = [0.0 if value is None and whole is not None else value for value, whole in told]
        if any(values):
            layers.append((f"state-{state.replace('_', '-')}", values))
    top = top_of(sums)
    return {
        "key": "agents",
        "label": _("Agents by state"),
        "top": text_of(Shape.MEAN, top),
        "paths": stacked(layers, top),
        "target": None,
        "states": [layer for layer, _values in layers],
        "known": any(value is not None for value in sums),
    }


def outages_shown(outages: Sequence[Span], zone: ZoneInfo) -> list[dict[str, str]]:
    return [
        {
            "source": span.source or _("Wallboard did not look"),
            "from": clock(span.from_at, zone),
            "to": clock(span.to_at, zone),
            "lasted": duration(span.to_at - span.from_at),
        }
        for span in outages
    ]


def notes_shown(notes: Sequence[Note], day: Day) -> list[dict[str, Any]]:
    """Numbered, with the place on the curves at which each begins, in per cent."""
    quarters = day.quarters
    return [
        {
            "number": number,
            "text": note.text,
            "from": clock(note.from_at, day.zone),
            "to": clock(note.to_at, day.zone),
            "x": round(100 * (note.from_at - quarters.start) / (quarters.stop - quarters.start), 2),
        }
        for number, note in enumerate(notes, 1)
    ]


def hours_of(day: Day) -> list[dict[str, Any]]:
    """Some hours by the local clock, with their places in per cent."""
    quarters = day.quarters
    hours = []
    for place, quarter in enumerate(quarters):
        local = datetime.fromtimestamp(quarter, day.zone)
        if local.minute == 0 and local.hour % HOURS_APART == 0 and local.fold == 0:
            x = round(100 * place / len(quarters), 2)
            hours.append({"hour": f"{local.hour:02}", "x": x, "place": place})
    return hours


def meaning_of(row: Measure) -> str:
    if row.formula is None:
        return _(row.meaning)
    return f"{_(row.meaning)} {written(row.formula, lambda key: _(QUEUE_METRICS[key].label))}"


def formulas_in_force(letter: str, *days: Day | None) -> Formulas:
    """The same for all that the page shows; `letter` is wanted."""
    return formulas_in(letter, [day.whole for day in days if day is not None])


def _shown(day: Day | None, row: Measure, tally: Tally | None) -> str:
    if tally is None or (row.people and day is not None and not day.counts_people):
        return NOTHING
    value = row.of(tally)
    return NOTHING if value is None else text_of(row.shape, value)


def text_of(shape: Shape, value: float) -> str:
    if shape is Shape.SHARE:
        return percent(value)
    if shape is Shape.SECONDS:
        return duration(value)
    return str(number_format(value, 1 if shape is Shape.MEAN else 0, use_l10n=True))


def percent(share: float) -> str:
    return f"{number_format(100 * share, 0 if share in (0, 1) else 1, use_l10n=True)} %"


def duration(seconds: float) -> str:
    """As everywhere: 0:42, 4:07, 1:12:30."""
    whole = round(seconds)
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def clock(at: int, zone: ZoneInfo) -> str:
    return datetime.fromtimestamp(at, zone).strftime("%H:%M")
