"""History as large as it gets, on whatever database DATABASE_URL names.

`python -m tests.history.scale QUEUES DAYS` makes it and prints, as JSON, what it weighs, how long
the pages' questions take and how the database means to answer them. `test_scale.py` runs it small;
what a row weighs in docs/decisions/0015 is of 500 queues and 5 days.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import Any

import django
from django.db import connection
from django.test.utils import CaptureQueriesContext

FROM_AT = 1_730_000_700  # a quarter hour
DAY_SECONDS = 86_400
PER_DAY = 96


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
    for day in range(days):
        first = FROM_AT + day * DAY_SECONDS
        numbers = ", ".join(
            f"(q.n * {k + 7} + s.id * 13) % {n}" for k, n in enumerate(counted.values())
        )
        columns = ", ".join((*counted, *(f"{one}_covered_seconds" for one in covered)))
        with connection.cursor() as cursor:
            cursor.execute(
                "WITH RECURSIVE q(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM q WHERE n < 95) "
                f"INSERT INTO history_interval (scope_id, from_at, sources_id, threshold_seconds, "
                f"{columns}, agents_covered_seconds) SELECT s.id, {first} + q.n * 900, "
                f"{sources.pk}, 20, {numbers}, 900, 900, 900, 0 FROM history_intervalscope s, q"
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


def main(queues: int, days: int) -> dict[str, Any]:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    make(queues, days)
    weighed = weight()
    spent = {name: timed(ask) for name, ask in questions().items() if "cleaned" not in name}
    began = time.perf_counter()
    questions()["a day is cleaned"]()
    spent["a day is cleaned"] = round(1000 * (time.perf_counter() - began), 1)
    return {
        "database": connection.vendor,
        "queues": queues,
        "days": days,
        **weighed,
        "milliseconds": spent,
        "plans": plans(),
    }


if __name__ == "__main__":
    django.setup()
    sys.stdout.write(json.dumps(main(*map(int, sys.argv[1:3]))) + "\n")
