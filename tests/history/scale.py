"""History as large as it gets, on whatever database DATABASE_URL names.

`python -m tests.history.scale QUEUES DAYS [FIGURES SAMPLE_DAYS AGENTS]` makes it (where it is not
there yet) and prints, as JSON, what it weighs, how long pages and the pages' questions take, how
long cleaning holds a lock, and how the database means to answer. `test_scale.py` runs it small; the
numbers in docs/operations.md are of 500 queues, 760 days, 100 figures, 14 days and 5,000 agents.
"""

from __future__ import annotations

import json
import secrets
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
SAMPLES_SECONDS = 14 * DAY_SECONDS
TRENDS = 20  # figures with a trend on one board
NAMED_DAYS = 7  # of states of people
STATES_A_DAY, STATE_SECONDS = 90, 320  # of a person: eight hours from seven o'clock on


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


def make_people(agents: int) -> None:
    """Everybody's states of the last seven whole days, and today's up to a state that lasts."""
    from wallboard.boards.models import Agent, Site
    from wallboard.history.models import NamedClock

    site = Site.objects.get()
    people = [
        Agent(site=site, name=f"Agent {n:05}", secret=secrets.token_hex(16)) for n in range(agents)
    ]
    Agent.objects.bulk_create(people, batch_size=500)
    now = int(time.time())
    today = now // DAY_SECONDS * DAY_SECONDS
    word = "CASE q.n %% 4 WHEN 0 THEN 'available' WHEN 1 THEN 'paused' ELSE 'on_contact' END"
    with connection.cursor() as cursor:
        for morning in range(today - NAMED_DAYS * DAY_SECONDS + 7 * 3600, now, DAY_SECONDS):
            cursor.execute(
                "WITH RECURSIVE q(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM q WHERE n < %s) "
                f"INSERT INTO history_agentstretch (site_id, agent_id, state, reason, from_at, "
                f"to_at) SELECT {site.pk}, a.id, {word}, '', {morning} + q.n * {STATE_SECONDS}, "
                f"{morning} + (q.n + 1) * {STATE_SECONDS} FROM boards_agent a, q "
                f"WHERE {morning} + q.n * {STATE_SECONDS} < {now} ORDER BY q.n, a.id",
                [STATES_A_DAY - 1],
            )
        cursor.execute("UPDATE history_agentstretch SET to_at = NULL WHERE to_at > %s", [now])
    NamedClock.objects.create(site=site, days=NAMED_DAYS, looked_at=now)


def weight() -> dict[str, int]:
    """Bytes on disk of a row: of the table, and with its index."""
    from wallboard.history.models import Interval

    rows = Interval.objects.count()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM ANALYZE")
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
    return {
        "rows": rows,
        "bytes": total,
        "table_per_row": table // rows,
        "per_row": total // rows,
        "states_of_people": weight_of_people(),
    }


def weight_of_people() -> dict[str, int]:
    """SQLite tells no bytes of a table."""
    from wallboard.history.models import AgentStretch

    found = {"rows": AgentStretch.objects.count()}
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_total_relation_size('history_agentstretch')")
            found["bytes"] = cursor.fetchone()[0]
    return found


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
    from wallboard.history import days, intervals, named, retention
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
        "a day of people is cleaned": lambda: named.prune(SAMPLES_SECONDS, time.time()),
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
    """The oldest day goes: of quarters, of minutes, and of states of people."""
    from wallboard.history import named, sampling

    oldest = questions()["a day is cleaned"]
    with statements() as spent:
        began = time.perf_counter()
        gone = oldest()
        gone += sampling.prune(13 * DAY_SECONDS)
        gone += named.prune(SAMPLES_SECONDS, time.time() + DAY_SECONDS)
        whole = time.perf_counter() - began
    return {
        "rows": gone,
        "milliseconds": round(1000 * whole, 1),
        "longest_statements": sorted(spent, reverse=True)[:3],
    }


def pages() -> dict[str, float]:
    """As HTML: a queue's day beside the same day of last week, and everybody's states of a day."""
    from wallboard.history.models import IntervalScope

    scope = IntervalScope.objects.filter(kind="queue").last()
    assert scope is not None
    yesterday = datetime.now(UTC).date() - timedelta(days=1)
    beside = yesterday - timedelta(days=7)
    day = f"/history/malmo/?of={scope.pk}&day={yesterday}&with={beside}"
    return {
        "the page of a day": asked(day),
        "the page of people": asked(f"/history/malmo/people/?day={yesterday}"),
    }


def asked(address: str) -> float:
    from django.contrib.auth.models import User
    from django.test import Client

    user = User.objects.filter(is_superuser=True).first() or User.objects.create_superuser("owner")
    browser = Client()
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")

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


def main(
    queues: int, days: int, figures: int = 20, sample_days: int = 1, agents: int = 50
) -> dict[str, Any]:
    from django.core.management import call_command

    from wallboard.history.models import AgentStretch, FigureMinute, Interval

    call_command("migrate", verbosity=0)
    if not Interval.objects.exists():
        make(queues, days)
    if not FigureMinute.objects.exists():
        make_minutes(figures, sample_days)
    if not AgentStretch.objects.exists():
        make_people(agents)
    weighed = weight()
    spent = {name: timed(ask) for name, ask in questions().items() if "cleaned" not in name}
    spent |= pages()
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
    sys.stdout.write(json.dumps(main(*map(int, sys.argv[1:6])), indent=1) + "\n")
