"""What a report says of a day, in the language that is in force: figures, hours, pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from wallboard.alerts.mail import Picture
from wallboard.boards.models import Site
from wallboard.boards.policy import policy_for_program
from wallboard.boards.scrubber import Scrubber
from wallboard.domain.local_day import day_bounds
from wallboard.history import day_page
from wallboard.history.curves import top_of
from wallboard.history.day import Day
from wallboard.history.days import Span, outages_of, scopes_of, tallies_of
from wallboard.history.measures import Formulas, Shape, measures
from wallboard.history.models import IntervalScope
from wallboard.history.quarters import QUARTER_SECONDS
from wallboard.reports.models import DailyReport
from wallboard.reports.picture import Curve, png_of

WEEK = timedelta(days=7)
DRAWN = ("offered", "service_level", "waiting", "staffed")


@dataclass(frozen=True)
class Letter:
    subject: str
    text: str
    html: str
    pictures: Sequence[Picture]


def letter_of(report: DailyReport, shown: date) -> Letter:
    """Of people as much as a program may have, for nobody knows who reads a mailbox."""
    site, scope = report.site, report.scope or _whole(report.site)
    day, beside = _day(site, scope, shown), _day(site, scope, shown - WEEK)
    by = day_page.formulas_in_force(report.letter, day, beside)
    outages = outages_of(site, day.quarters.start, day.until_at)
    drawn = [_drawn(key, day, beside, by, outages) for key in DRAWN]
    charts = [chart for chart in drawn if chart is not None]
    head, hours = day_page.hours_table_of(day, by)
    scrub = Scrubber(site, policy_for_program(site))
    name = scrub(scope.name) if scope is not None and scope.name else site.name
    words = {
        "name": name,
        "date": date_format(shown, _("l j F Y")),
        "beside": date_format(shown - WEEK, _("l j F")),
        "counted": bool(day.tallies),
        "figures": day_page.figures_of(day, beside if beside.tallies else None, by),
        "charts": [label for label, _picture in charts],
        "head": head,
        "hours": hours,
        "outages": [
            {**row, "source": scrub(row["source"])}
            for row in day_page.outages_shown(outages, day.zone)
        ],
        "letter": by.letter if by.letter != report.letter else "",
        "wanted": report.letter,
        "address": _address(site, scope, shown),
        "told_to": scrub(report.recipient.name),
    }
    return Letter(
        subject=f"{name}: {words['date']}",
        text=render_to_string("reports/day.txt", words),
        html=render_to_string("reports/day.html", words),
        pictures=[picture for _label, picture in charts],
    )


def _whole(site: Site) -> IntervalScope | None:
    scopes = scopes_of(site)
    return scopes[0] if scopes and scopes[0].kind == "site" else None


def _day(site: Site, scope: IntervalScope | None, shown: date) -> Day:
    zone = ZoneInfo(site.timezone)
    from_at, to_at = day_bounds(shown, zone)
    tallies = {} if scope is None else tallies_of(scope, from_at, to_at)
    return Day(shown, zone, tallies, to_at, not policy_for_program(site).smallest_group)


def _drawn(
    key: str, day: Day, beside: Day, by: Formulas, outages: Sequence[Span]
) -> tuple[dict[str, Any], Picture] | None:
    """What it is called, and the picture; nothing where nothing is known."""
    row = next(row for row in measures(by) if row.key == key)
    what = day_page.COVERED_BY.get(key, "contacts")
    values, other = day.values(row, what), beside.values_beside(day, row, what)
    if all(value is None for value in values):
        return None
    is_share = row.shape is Shape.SHARE
    top = 1.0 if is_share else top_of(values, other)
    start = day.quarters.start
    curve = Curve(
        values,
        other,
        top,
        day_page.text_of(row.shape, top),
        [(hour["place"], hour["hour"]) for hour in day_page.hours_of(day)],
        [
            ((span.from_at - start) / QUARTER_SECONDS, (span.to_at - start) / QUARTER_SECONDS)
            for span in outages
        ],
        day_page.TARGET if is_share else None,
    )
    picture = Picture(f"{key.replace('_', '-')}.png", png_of(curve))
    known = any(value is not None for value in other)
    return {"label": _(row.label), "file": picture.name, "beside": known}, picture


def _address(site: Site, scope: IntervalScope | None, shown: date) -> str:
    """Of the day's page; "" where nobody said under which address people reach us."""
    if not settings.WALLBOARD_ADDRESS:
        return ""
    of = f"of={scope.pk}&" if scope is not None else ""
    path = reverse("history-day", args=[site.slug])
    return f"{settings.WALLBOARD_ADDRESS}{path}?{of}day={shown.isoformat()}"
