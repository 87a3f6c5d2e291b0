"""History as large as it gets, on whatever database DATABASE_URL names.

`python -m tests.history.scale QUEUES DAYS [FIGURES SAMPLE_DAYS]` makes it (where it is not there
yet) and prints, as JSON, what it weighs, how long pages and the pages' questions take, how long
cleaning holds a lock, and how the database means to answer. `test_scale.py` runs it small; the
numbers in docs/operations.md are of 500 queues, 760 days, 600 figures and 14 days.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import django
from django.db import connection
from django.test.utils import CaptureQueriesContext

DAY_SECONDS = 86_400
PER_DAY = 96
TRENDS = 20  # figures with a trend on one board


def make(queues: int, days: int) -> None:
    """Rows as of a telephone system that tells most counters; every number another."""
    from wallboard.boards.models import Site
    from wallboard.history.models import IntervalScope, IntervalSources

    site = Site.objects.create(name="Malmö", slug="malmo")
    sources = IntervalSources.objects.create(names="Trio")
    made = [IntervalScope(site=site, kind="site", name="Malmö")]
    made += [
        IntervalScope(site=site, kind="queue", key=str(n), name=f"Q{n}") for n in range(queues)
    ]
    IntervalScope.objects.bulk_create(made)
    counted = {
        "offered": 40, "answered": 40, "abandoned": 9, "answered_in_threshold": 30,
        "wait_seconds": 900, "handled": 40, "talk_seconds": 9000, "hold_seconds": 300,
        "wrap_up_seconds": 1500, "waiting_contact_seconds": 4000, "most_waiting": 12,
        "longest_wait_seconds": 400,
    }  # fmt: skip
    covered = ("contacts", "handling", "waiting")
    today = int(time.time()) // DAY_SECONDS * DAY_SECONDS
    for first in range(today - days * DAY_SECONDS, today, DAY_SECONDS):
        numbers = ", ".join(
            f"(q.n * {k + 7} + s.id * 13) % {n}" for k, n in enumerate(counted.values())
        )
        columns = ", ".join((*counted, *(f"{one}_covered_seconds" for one in covered)))
        with connection.cursor() as cursor:
            cursor.execute(
                "WITH RECURSIVE q(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM q WHERE n < 95) "
                f"INSERT INTO history_interval (scope_id, from_at, sources_id, threshold_seconds, "
                f"{columns}, agents_covered_seconds) SELECT s.id, {first} + q.n * 900, "
                f"{sources.pk}, 20, {numbers}, 900, 900, 900, 0 FROM history_intervalscope s, q "
                "ORDER BY q.n, s.id"  # as they are written: a quarter of everybody, then the next
            )


def make_minutes(figures: int, days: int) -> None:
    """A number for every figure and minute up to now."""
    from wallboard.boards.models import Site

    site = Site.objects.get()
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    with connection.cursor() as cursor:
        for back in range(days * 1440, 0, -1):
            cursor.execute(
                "WITH RECURSIVE q(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM q WHERE n < %s) "
                "INSERT INTO history_figureminute (site_id, scope, metric, minute, value, trust) "
                "SELECT %s, 'queues:' || q.n, 'contacts_waiting', %s, q.n %% 17, 'fresh' FROM q",
                [figures - 1, site.pk, now - timedelta(minutes=back)],
            )


def weight() -> dict[str, int]:
    """Bytes on disk of a row: of the table, and with its index."""
    from wallboard.history.models import Interval

    rows = Interval.objects.count()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM ANALYZE history_interval")
            cursor.execute(
                "SELECT pg_relation_size('history_interval'), "
                "pg_total_relation_size('history_interval')"
            )
            table, total = cursor.fetchone()
        else:
            cursor.execute("PRAGMA page_count")
            pages = cursor.fetchone()[0]
            cursor.execute("PRAGMA page_size")
            table = total = pages * cursor.fetchone()[0]
    return {"rows": rows, "bytes": total, "table_per_row": table // rows, "per_row": total // rows}


def timed(work: Callable[[], Any]) -> float:
    """The best of three, in milliseconds."""
    spent = []
    for _ in range(3):
        began = time.perf_counter()
        work()
        spent.append(time.perf_counter() - began)
    return round(1000 * min(spent), 1)


def plans() -> dict[str, list[str]]:
    """Question → how the database means to answer each of its queries."""
    found = {}
    for name, ask in questions().items():
        with CaptureQueriesContext(connection) as captured:
            ask()
        told = [one["sql"] for one in captured if one["sql"].startswith(("SELECT", "DELETE"))]
        found[name] = [plan for sql in told for plan in _explained(sql)]
    return found


def _explained(sql: str) -> list[str]:
    query = "EXPLAIN " if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN "
    with connection.cursor() as cursor:
        cursor.execute(query + sql.replace("%", "%%"), [])
        return [" ".join(map(str, row)) for row in cursor.fetchall()]


def questions() -> dict[str, Callable[[], Any]]:
    """What pages, the export, the minute and the hour ask, of the newest day or all of it."""
    from wallboard.boards.models import Site
    from wallboard.history import days, intervals, retention
    from wallboard.history.models import Interval, IntervalScope

    site = Site.objects.get()
    scope = IntervalScope.objects.filter(kind="queue").last()
    whole = IntervalScope.objects.get(kind="site")
    assert scope is not None
    newest = Interval.objects.filter(scope=whole).order_by("-from_at")[:1].get().from_at
    day = newest - DAY_SECONDS
    oldest = Interval.objects.filter(scope=whole).order_by("from_at")[:1].get().from_at
    return {
        "a day of a queue": lambda: days.tallies_of(scope, day, newest),
        "a day of the site": lambda: days.tallies_of(whole, day, newest),
        "outages of a day": lambda: days.outages_of(site, day, newest),
        "a month of a queue": lambda: list(days.each_of(scope, newest - 30 * DAY_SECONDS, newest)),
        "the quarter of a minute": lambda: intervals._ledger(str(site.pk), [newest]),
        "the size of a day": lambda: retention.size_of(site),
        "the beginning": lambda: retention.oldest_interval_at(site),
        "a day is cleaned": lambda: retention.prune(0, oldest + DAY_SECONDS),
    }


@contextmanager
def statements() -> Iterator[list[tuple[float, str]]]:
    """Milliseconds of every statement meanwhile, and how it begins: each is a transaction of its
    own here, so that none holds a lock for longer than this."""
    spent: list[tuple[float, str]] = []

    def watch(execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(sql, parameters, many, context)
        finally:
            spent.append((round(1000 * (time.perf_counter() - began), 1), sql[:60]))

    with connection.execute_wrapper(watch):
        yield spent


def cleaned() -> dict[str, Any]:
    """The oldest day goes: of quarters and of minutes."""
    from wallboard.history import sampling

    oldest = questions()["a day is cleaned"]
    with statements() as spent:
        began = time.perf_counter()
        gone = oldest()
        gone += sampling.prune(13 * DAY_SECONDS)
        whole = time.perf_counter() - began
    return {
        "rows": gone,
        "milliseconds": round(1000 * whole, 1),
        "longest_statements": sorted(spent, reverse=True)[:3],
    }


def page() -> float:
    """The day view of a queue beside the same day of last week, as HTML."""
    from django.contrib.auth.models import User
    from django.test import Client

    from wallboard.history.models import IntervalScope

    user = User.objects.filter(is_superuser=True).first() or User.objects.create_superuser("owner")
    browser = Client()
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    scope = IntervalScope.objects.filter(kind="queue").last()
    assert scope is not None
    yesterday = datetime.now(UTC).date() - timedelta(days=1)
    beside = yesterday - timedelta(days=7)
    address = f"/history/malmo/?of={scope.pk}&day={yesterday}&with={beside}"

    def ask() -> None:
        reply = browser.get(address, HTTP_HOST="localhost")
        assert reply.status_code == 200, reply.status_code

    return timed(ask)


def trends() -> float:
    """What a first snapshot waits for: the curves of a board with so many trends, and two days."""
    from wallboard.boards.models import Site
    from wallboard.history.series import read_curves
    from wallboard.projections.curves import Curve, Span

    site = Site.objects.get()
    curves = {Curve(f"queues:{n}", "contacts_waiting", Span.HOUR): None for n in range(TRENDS)}
    curves |= {Curve(f"queues:{n}", "contacts_waiting", Span.DAY): None for n in range(2)}
    return timed(lambda: read_curves(str(site.pk), site.timezone, curves, time.time()))


def main(queues: int, days: int, figures: int = 20, sample_days: int = 1) -> dict[str, Any]:
    from django.core.management import call_command

    from wallboard.history.models import FigureMinute, Interval

    call_command("migrate", verbosity=0)
    if not Interval.objects.exists():
        make(queues, days)
    if not FigureMinute.objects.exists():
        make_minutes(figures, sample_days)
    weighed = weight()
    spent = {name: timed(ask) for name, ask in questions().items() if "cleaned" not in name}
    spent["the page of a day"] = page()
    spent[f"{TRENDS} trends and 2 days"] = trends()
    return {
        "database": connection.vendor,
        "queues": queues,
        "days": days,
        **weighed,
        "milliseconds": spent,
        "cleaning": cleaned(),
        "plans": plans(),
    }


if __name__ == "__main__":
    django.setup()
    sys.stdout.write(json.dumps(main(*map(int, sys.argv[1:5])), indent=1) + "\n")
