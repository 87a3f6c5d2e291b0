"""Quarters of an hour, kept as the minutes pass: read the site, fold, write, all or nothing."""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial
from zoneinfo import ZoneInfo

import orjson
import structlog
from django.db import transaction

from wallboard.boards.models import Site
from wallboard.boards.specs import site_spec
from wallboard.domain.board import SiteSpec
from wallboard.domain.freshness import Trust
from wallboard.domain.local_day import last_midnight
from wallboard.domain.observation import Kind
from wallboard.history.book import (
    HELD_SECONDS,
    Folded,
    Memory,
    Place,
    Reading,
    Scope,
    fold,
    post,
    settle,
)
from wallboard.history.models import (
    Interval,
    IntervalMemory,
    IntervalScope,
    IntervalSources,
    Outage,
)
from wallboard.history.readings import is_followed, past_counts, reading_of
from wallboard.history.tally import COVERED, FILLED, NUMBERS, Tally
from wallboard.projections.scene import Scene, scene_of
from wallboard.state.leases import Lease
from wallboard.state.pasts import Pasts
from wallboard.state.redis import StateUnavailable, sync_client
from wallboard.state.store import FactStore

log = structlog.get_logger(__name__)

MINUTE_SECONDS = 60
BEFORE_MIDNIGHT_SECONDS = 6  # one look every five seconds
LEASE_SECONDS = 50.0
LARGEST = 2**31 - 1  # of a column; a source that claims more has no more told here
WRITTEN = ("sources", "filled_by", "threshold_seconds", *NUMBERS, *COVERED, *FILLED)


def keep(now_at: float | None = None) -> int:
    """Read all sites of which it is time at `now_at` (epoch seconds); rows written. A defect at one
    site does not cost the others their minute."""
    total = 0
    for pk, zone, last_at in _sites():
        at = time.time() if now_at is None else now_at
        if not is_due(last_at, int(at), zone):
            continue
        try:
            total += keep_site(str(pk), at)
        except StateUnavailable:
            raise
        except Exception:
            log.exception("a minute of intervals was lost by a defect", site=pk)
    return total


def _sites() -> list[tuple[int, str, int | None]]:
    sites = Site.objects.filter(queues__isnull=False).distinct().order_by("pk")
    return list(sites.values_list("pk", "timezone", "interval_memory__at"))


def is_due(last_at: int | None, now_at: int, timezone: str) -> bool:
    """Once a minute, as soon as it begins; and again just before midnight, when counters turn and
    take what came since the last reading with them."""
    if last_at is None or now_at // MINUTE_SECONDS != last_at // MINUTE_SECONDS:
        return True
    return last_midnight(now_at + BEFORE_MIDNIGHT_SECONDS, ZoneInfo(timezone)) > now_at > last_at


def keep_site(site: str, now_at: float) -> int:
    """0 also when another worker does it now."""
    client = sync_client()
    lease = Lease(client, f"intervals:{site}", LEASE_SECONDS)
    if not lease.acquire():
        return 0
    try:
        spec, store = site_spec(site), FactStore(client)
        scene = scene_of(spec, store.load(site), store.confirmed(site), now_at)
        pasts = Pasts(client)
        past = [one for one in pasts.load(site) if is_followed(one, scene)]
        reading = replace(reading_of(scene), past=past_counts(spec, past))
        rows = keep_reading(spec, reading, silent_of(scene))
        pasts.forget(site, past)
        return rows
    finally:
        lease.release()


def silent_of(scene: Scene) -> dict[str, int]:
    """Label of an account of which queues or people are lost → when it was last heard."""
    since: dict[str, int] = {}
    for key, trust in scene.trust.items():
        if trust is Trust.LOST and key.kind in (Kind.QUEUE, Kind.AGENT):
            heard, label = int(scene.confirmed.get(key, scene.now_at)), scene.label(key.account)
            since[label] = min(heard, since.get(label, heard))
    return since


def keep_reading(site: SiteSpec, reading: Reading, silent: Mapping[str, int]) -> int:
    with transaction.atomic():
        before = _remembered(site.id)
        folded = fold(before, reading)
        if folded.memory is before:
            return 0
        rows = _write(site, reading, folded)
        body = zlib.compress(orjson.dumps(folded.memory.as_json()), 1)
        kept = {"at": reading.at, "body": body}
        IntervalMemory.objects.update_or_create(site_id=int(site.id), defaults=kept)
        _note_outages(int(site.id), before.at, reading.at, silent)
    if folded.breaks:
        reasons = sorted(set(folded.breaks.values()))
        log.info("counters broke", site=site.id, counters=len(folded.breaks), why=reasons)
    return rows


def _remembered(site: str) -> Memory:
    stored = IntervalMemory.objects.filter(site_id=int(site)).values_list("body", flat=True).first()
    if stored is None:
        return Memory()
    try:
        return Memory.of_json(orjson.loads(zlib.decompress(bytes(stored))))
    except (zlib.error, orjson.JSONDecodeError, KeyError, TypeError, ValueError):
        log.warning(
            "what was known of a site's counters cannot be read: they begin anew", site=site
        )
        return Memory()


def _write(site: SiteSpec, reading: Reading, folded: Folded) -> int:
    quarters = {quarter for (_, quarter), _ in folded.postings}
    if not quarters:
        return 0
    ledger = _ledger(site.id, quarters)
    touched = post(folded.postings, ledger)
    settle(reading, ledger, touched)
    places = {place for place, _ in folded.postings}
    places |= {(scope, quarter) for scope in reading.members for quarter in touched}
    changed = {place: ledger[place] for place in places if place in ledger}
    scopes = _scopes(site, {scope for scope, _ in changed})
    told = {names for tally in changed.values() for names in (tally.sources, tally.filled_by)}
    sources = _sources(told)
    rows = [
        row_of(scopes[scope], quarter, tally, sources)
        for (scope, quarter), tally in changed.items()
    ]
    Interval.objects.bulk_create(
        rows,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["scope", "from_at"],
        update_fields=list(WRITTEN),
    )
    return len(rows)


def _ledger(site: str, quarters: Iterable[int]) -> dict[Place, Tally]:
    found = Interval.objects.filter(scope__site_id=int(site), from_at__in=sorted(quarters))
    return {
        (Scope(row.scope.kind, row.scope.key), row.from_at): tally_of(row)
        for row in found.select_related("scope", "sources", "filled_by")
    }


def tally_of(row: Interval) -> Tally:
    return Tally(
        numbers={key: getattr(row, key) for key in NUMBERS},
        covered={key: getattr(row, key) for key in COVERED},
        filled={key: getattr(row, key) or 0 for key in FILLED},
        threshold_seconds=row.threshold_seconds,
        sources=_names(row.sources),
        filled_by=_names(row.filled_by),
    )


def _names(sources: IntervalSources | None) -> tuple[str, ...]:
    return tuple(sources.names.splitlines()) if sources else ()


def row_of(
    scope: int, from_at: int, tally: Tally, sources: Mapping[tuple[str, ...], int]
) -> Interval:
    """`sources`: the row of each list of names."""
    numbers = {k: None if n is None else min(n, LARGEST) for k, n in tally.numbers.items()}
    return Interval(
        scope_id=scope,
        from_at=from_at,
        sources_id=sources.get(tally.sources),
        filled_by_id=sources.get(tally.filled_by),
        threshold_seconds=tally.threshold_seconds,
        **numbers,
        **tally.covered,
        **{key: seconds or None for key, seconds in tally.filled.items()},
    )


def _scopes(site: SiteSpec, wanted: Iterable[Scope]) -> dict[Scope, int]:
    """Their rows; new ones are made, and a queue's row follows its name."""
    names = {scope: _name_of(site, scope) for scope in wanted}

    def known() -> dict[Scope, IntervalScope]:
        rows = IntervalScope.objects.filter(site_id=int(site.id))
        return {Scope(row.kind, row.key): row for row in rows}

    found = known()
    missing = [scope for scope in names if scope not in found]
    if missing:
        new = partial(IntervalScope, site_id=int(site.id))
        rows = [new(kind=one.kind, key=one.key, name=names[one]) for one in missing]
        IntervalScope.objects.bulk_create(rows, ignore_conflicts=True)
        found = known()
    renamed = [found[scope] for scope, name in names.items() if found[scope].name != name]
    for row in renamed:
        row.name = names[Scope(row.kind, row.key)]
    IntervalScope.objects.bulk_update(renamed, ["name"], batch_size=200)
    return {scope: found[scope].pk for scope in names}


def _name_of(site: SiteSpec, scope: Scope) -> str:
    if scope.kind == "site":
        return site.name
    if scope.kind == "group":
        return scope.key
    members = (one for queue in site.queues.values() for one in queue.members)
    known = {one.id: one.name for one in (*members, *site.queues.values())}
    return known.get(scope.key, scope.key)


def _sources(wanted: Iterable[tuple[str, ...]]) -> dict[tuple[str, ...], int]:
    names = {"\n".join(one): one for one in wanted if one}

    def stored() -> dict[str, int]:
        rows = IntervalSources.objects.filter(names__in=names)
        return dict(rows.values_list("names", "pk"))

    found = stored()
    missing = [IntervalSources(names=text) for text in names if text not in found]
    if missing:
        IntervalSources.objects.bulk_create(missing, ignore_conflicts=True)
        found = stored()
    return {names[text]: pk for text, pk in found.items()}


def _note_outages(site: int, before_at: int, now_at: int, silent: Mapping[str, int]) -> None:
    if before_at and now_at - before_at > HELD_SECONDS:
        Outage.objects.create(site_id=site, from_at=before_at, to_at=now_at)
    open_ = {row.source: row for row in Outage.objects.filter(site_id=site, to_at=None)}
    Outage.objects.bulk_create(
        Outage(site_id=site, source=source, from_at=since)
        for source, since in silent.items()
        if source not in open_
    )
    over = [row.pk for source, row in open_.items() if source not in silent]
    if over:
        Outage.objects.filter(pk__in=over).update(to_at=now_at)
