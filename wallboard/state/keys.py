"""Every key name in Redis. Parts are percent-encoded: an id may hold any character.

All of a site's keys that one script writes are passed to it by name, and all begin with `wb:`.
"""

from __future__ import annotations

from urllib.parse import quote, unquote

PREFIX = "wb:"
CONTROL = PREFIX + "control"  # channel
LAST_TICK = PREFIX + "last_tick"  # instant
LAST_KEPT = PREFIX + "last_kept"  # instant
ALERT_COUNTS = PREFIX + "alert_counts"  # hash: name → number, looked_at → instant


def _key(noun: str, *parts: str) -> str:
    return PREFIX + ":".join((noun, *(quote(part, safe="") for part in parts)))


def meta(site: str) -> str:
    """Hash: epoch, epoch_at, number."""
    return _key("meta", site)


def facts(site: str) -> str:
    """Hash: encoded `FactKey` → encoded value and instants."""
    return _key("facts", site)


def confirmed(site: str) -> str:
    """Hash: encoded `SourceKey` → instant of the last batch that covered it."""
    return _key("confirmed", site)


def complete(site: str) -> str:
    """Hash: encoded `SourceKey` → instant of the last *complete* batch that covered it."""
    return _key("complete", site)


def seen(site: str) -> str:
    """Sorted set: encoded (account, job, kind, external id) by its last partial batch's instant."""
    return _key("seen", site)


def sources(site: str) -> str:
    """Set: every encoded `SourceKey` that has an own-set."""
    return _key("sources", site)


def fences(site: str) -> str:
    """Hash: encoded (account, job) of a stream → generation of the newest reader that wrote."""
    return _key("fences", site)


def own(site: str, account: str, job: str, kind: str) -> str:
    """Set: the encoded `FactKey`s of one source."""
    return _key("own", site, account, job, kind)


def deltas(site: str) -> str:
    """Channel on which a site's deltas are published."""
    return _key("deltas", site)


def site_of_deltas(channel: str) -> str:
    return unquote(channel.removeprefix(PREFIX + "deltas:"))


def lease(name: str) -> str:
    return _key("lease", name)


def session(account: str) -> str:
    return _key("session", account)


def jobs(account: str) -> str:
    """Set: names of the account's jobs that have a record."""
    return _key("jobs", account)


def job(account: str, name: str) -> str:
    """Hash: the record of one job."""
    return _key("job", account, name)


def calls(account: str) -> str:
    """Hash: encoded (job, purpose) → requests ever sent."""
    return _key("calls", account)


def calls_of_day(account: str, day: str) -> str:
    return _key("calls", account, day)


def members(account: str) -> str:
    """Hash: encoded (resource, member) → encoded (sample, mapped)."""
    return _key("members", account)


def words(account: str) -> str:
    """Hash: encoded (table, word) → times seen."""
    return _key("words", account)


def notes(account: str) -> str:
    """Hash: key → standing remark in plain words."""
    return _key("notes", account)


def sanity_report(site: str) -> str:
    """Text: what the sanity watch found at its last look."""
    return _key("sanity", site)


def sanity_memory(site: str) -> str:
    """Text: what the sanity watch remembers from one look to the next."""
    return _key("sanity-memory", site)


def past(site: str) -> str:
    """Hash: encoded (account, job) → what it said afterwards of instants that were missed."""
    return _key("past", site)


def alerts(site: str) -> str:
    """Hash: number, rows (JSON): what every board of the site shows of its alerts."""
    return _key("alerts", site)


def alert_memory(site: str) -> str:
    """Text: what the evaluator of rules remembers from one look to the next."""
    return _key("alert-memory", site)


PAIRINGS = PREFIX + "pairings"  # sorted set: digests of codes that are shown, by their end
REPORTS = PREFIX + "reports"  # hash: id of a display → what it told last


def pairing(digest: str) -> str:
    """Hash: a code that a screen shows, under the digest of the code."""
    return _key("pairing", digest)


def pairing_of(credential: str) -> str:
    """Text: the code that the screen with this future credential (its hash) shows."""
    return _key("pairing-of", credential)


def tries(kind: str, who: str) -> str:
    """Number: wrong guesses, or codes asked for, within a while."""
    return _key("tries", kind, who)


def rate(subject: str, window: int) -> str:
    """Number: what one subject has asked for in one window of time."""
    return _key("rate", subject, str(window))


def listing(account: str) -> str:
    """Hash: a listing of queues and agents that was fetched and not applied, and its preview."""
    return _key("listing", account)
