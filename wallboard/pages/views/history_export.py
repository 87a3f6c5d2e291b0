"""`/history/SITE/export.csv` and `.json`: quarters of an hour of a range, streamed."""

from __future__ import annotations

import csv
import io
import json
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils.formats import get_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from wallboard.boards.access import sites_of_whole
from wallboard.boards.policy import policy_for_site
from wallboard.domain.local_day import day_bounds, day_of
from wallboard.domain.service_level import DEFAULT_LETTER, LETTERS
from wallboard.history.days import scopes_of
from wallboard.history.export import Cell, Export, chunks
from wallboard.pages.scrubbing import scrubs_of
from wallboard.pages.streaming import streamed
from wallboard.pages.views.history import date_of

MOST_DAYS = 800
EVERYTHING = "all"
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


@never_cache
@require_safe
@login_required
def history_export(request: HttpRequest, site: str, form: str) -> HttpResponseBase:
    """`?of=SCOPE|all&from=DATE&to=DATE&letter=SL-E`, both days included; by default today of the
    site. 404 as for the page; 400 for a range that ends before it begins or has no end."""
    found = get_object_or_404(sites_of_whole(request.user), slug=site)
    zone, given = ZoneInfo(found.timezone), request.GET
    today = day_of(time.time(), zone)
    first, last = date_of(given.get("from", "")) or today, date_of(given.get("to", "")) or today
    if not timedelta(0) <= last - first < timedelta(days=MOST_DAYS):
        message = _("Choose a range that begins before it ends and has at most %d days.")
        return JsonResponse({"message": message % MOST_DAYS}, status=400)
    if form not in FORMS:
        raise Http404
    of, scopes = given.get("of", ""), scopes_of(found)
    if of != EVERYTHING:
        named = [scope for scope in scopes if str(scope.pk) == of]
        scopes = named or scopes[:1]
    scrubs = scrubs_of(request)
    export = Export(
        site=found,
        scopes=scopes,
        from_at=day_bounds(first, zone)[0],
        to_at=day_bounds(last, zone)[1],
        wanted=given.get("letter", "") if given.get("letter", "") in LETTERS else DEFAULT_LETTER,
        counts_people=not policy_for_site(request.user, found).smallest_group,
        scrub=lambda text: scrubs(text, found),
    )
    content_type, written = FORMS[form]
    pieces = chunks(written(export))
    body = streamed(request, pieces)
    name = f"{found.slug}-{first.isoformat()}-{last.isoformat()}.{form}"
    return StreamingHttpResponse(
        body,
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _csv(export: Export) -> Iterator[str]:
    """As a spreadsheet of the reader's language takes it: a comma as the decimal sign wants another
    between columns. What a cell begins with must not make it a formula."""
    decimal = str(get_format("DECIMAL_SEPARATOR"))
    held = io.StringIO()
    writer = csv.writer(held, delimiter=";" if decimal == "," else ",", lineterminator="\r\n")

    def line(cells: list[Cell]) -> str:
        held.seek(0)
        held.truncate()
        writer.writerow([_cell(cell, decimal) for cell in cells])
        return held.getvalue()

    yield "\ufeff" + line([f"# {export.site.name}", export.site.timezone, export.by.letter])
    for key, meaning in export.columns:
        yield line([f"# {key}", _(meaning), export.formulas.get(key)])
    yield line([key for key, _meaning in export.columns])
    yield from map(line, export.rows())


def _cell(cell: Cell, decimal: str) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(FORMULA_SIGNS) else cell
    return str(cell).replace(".", decimal)


def _json(export: Export) -> Iterator[str]:
    """One object; `rows` are arrays in the order of `columns`."""
    head = {
        "site": export.site.name,
        "timezone": export.site.timezone,
        "letter": export.by.letter,
        "columns": [{"key": key, "meaning": meaning} for key, meaning in export.columns],
        "formulas": export.formulas,
    }
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "rows": ['
    comma = ""
    for row in export.rows():
        yield f"{comma}\n{json.dumps(row, ensure_ascii=False)}"
        comma = ","
    yield "\n]}\n"


FORMS: dict[str, tuple[str, Callable[[Export], Iterator[str]]]] = {
    "csv": ("text/csv; charset=utf-8", _csv),
    "json": ("application/json", _json),
}
