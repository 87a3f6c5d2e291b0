"""Previews of a directory: fetched once, kept while somebody looks at it, applied as it was shown.

A summary is plain JSON: `{"state": word, ...}`. `none`: there is none; `listing`: on its way, since
`at`; `failed`: `message` and `hint` in plain words; `ready`: what `boards.preview.Preview.as_json`
says, with `notes` of the vendor and the instant `at`; `changed`: as `ready`, and not what was shown
before; `applied`: `changes`.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from connectors import runner
from connectors.base import Directory, DirectoryEntry
from wallboard.boards import preview
from wallboard.domain.observation import Kind
from wallboard.state.listings import Listings
from wallboard.state.redis import sync_client

Summary = dict[str, Any]


def take(account_id: str) -> Summary:
    """Fetch the directory and say what it would change. Raises Account.DoesNotExist."""
    kept = Listings(sync_client())
    kept.keep(account_id, {"state": "listing", "at": time.time()})
    try:
        summary, listing = _taken(account_id)
    except BaseException:
        kept.forget(account_id)
        raise
    kept.keep(account_id, summary, listing)
    return summary


def _taken(account_id: str) -> tuple[Summary, Any]:
    found = runner.fetch_directory(account_id)
    if found.problem:
        return {"state": "failed", "message": found.problem, "hint": found.hint}, None
    shown = preview.preview_of(account_id, found.directories).as_json()
    summary = {"state": "ready", "at": time.time(), "notes": list(found.notes), **shown}
    return summary, _plain(found.directories)


def look(account_id: str) -> Summary:
    return Listings(sync_client()).summary(account_id) or {"state": "none"}


def apply(account_id: str, digest: str) -> Summary:
    """Import the listing that was previewed, if it still does what was shown. `digest` is that of
    the preview in front of the administrator. Raises Account.DoesNotExist."""
    kept = Listings(sync_client())
    summary, listing = kept.summary(account_id), kept.listing(account_id)
    if summary is None or listing is None:
        return {"state": "none"}
    try:
        done = preview.apply_previewed(account_id, _directories(listing), digest)
    except preview.ChangedSince as changed:
        anew = {**summary, **changed.preview.as_json(), "state": "ready"}
        kept.keep(account_id, anew, listing)
        return {**anew, "state": "changed"}
    kept.forget(account_id)
    return {"state": "applied", "changes": done.changes}


def _plain(directories: Sequence[Directory]) -> list[Any]:
    return [
        [
            sorted(directory.covers),
            [[e.kind, e.external_id, e.name, dict(e.keys), e.groups] for e in directory.entries],
        ]
        for directory in directories
    ]


def _directories(listing: list[Any]) -> list[Directory]:
    return [
        Directory(
            frozenset(Kind(kind) for kind in covers),
            tuple(
                DirectoryEntry(Kind(kind), external_id, name, keys, tuple(groups))
                for kind, external_id, name, keys, groups in entries
            ),
        )
        for covers, entries in listing
    ]
