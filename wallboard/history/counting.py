"""From counters of the day to what was counted in a quarter of an hour. Pure.

A counter is absolute: what a quarter counted is the difference of two readings. A difference is
placed in time only where it is known when it came about; else there is a break, and no number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from wallboard.domain.local_day import last_midnight
from wallboard.history.quarters import QUARTER_SECONDS, pieces, quarter_of

TOO_LONG = "too long without a reading to say when it was"
TURN_SECONDS = 900  # how far from its midnight a vendor's clock may turn the day
Counts = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Count:
    """The counters of one family of one queue, by one account.

    `at`: the instant for which they hold. `kind`: all that must be the same for two readings to be
    compared (account, window, day, threshold). `apart_seconds`: how far apart two readings may be
    and a difference that straddles a quarter is still spread over the time between them.
    """

    at: int
    kind: str
    counts: Counts
    apart_seconds: int
    day: str = ""  # the zone in which the counters turn; "": the site's
    by: str = ""  # the account's label
    threshold_seconds: int | None = None
    turned_for: int = 0  # the newest midnight of which the counters have turned, or will have


@dataclass(frozen=True, slots=True)
class Placed:
    """What was counted in `seconds` of one quarter."""

    quarter: int
    seconds: int
    counts: Counts


@dataclass(frozen=True, slots=True)
class Step:
    """What one reading adds to the one before it, and `known`, what the next one is compared with.
    Without `placed`, `broken` says why; neither means that the source has said nothing new."""

    known: Count
    placed: tuple[Placed, ...] = ()
    broken: str = ""
    filled: tuple[Placed, ...] = ()  # what was told afterwards; apart from what was read in time


def begin(now: Count, zone: ZoneInfo) -> Count:
    """The first reading: nothing can be said before the second."""
    return replace(now, turned_for=last_midnight(now.at, _zone_of(now, zone)))


def step(before: Count, now: Count, zone: ZoneInfo) -> Step:
    """`zone` is the site's."""
    if now.kind != before.kind:
        return Step(begin(now, zone), broken="another source or another way of counting")
    if now.at <= before.at:
        if before.at - now.at > QUARTER_SECONDS:
            return Step(begin(now, zone), broken="the source's time went back")
        return Step(before)
    own = _zone_of(now, zone)
    midnight_at = last_midnight(now.at, own)
    fell = any(value < before.counts.get(key, 0) for key, value in now.counts.items())
    if before.turned_for < midnight_at:
        return _over_midnight(before, now, midnight_at, fell)
    now = replace(now, turned_for=before.turned_for)
    if not fell:
        return _risen(before, now)
    halved = _halved(before, now)
    coming_at = last_midnight(now.at + TURN_SECONDS, own)
    if coming_at > before.turned_for and halved:  # the vendor's clock is ahead
        return _placed(before.at, replace(now, turned_for=coming_at), now.counts)
    # One that began anew goes on from there. One that is a little less was corrected, or a pair of
    # servers answers in turn: what it rises by until it is back has been counted before.
    gone_on = halved or now.at - before.at > QUARTER_SECONDS
    return Step(now if gone_on else before, broken="a counter went back")


def step_over(before: Count, past: Sequence[Count], now: Count, zone: ZoneInfo) -> Step:
    """A step for which nobody read too long, over what the same source said afterwards of the time
    between. Only where that fits in between, all of it: else the gap stays, as if nothing had been
    said. What was read in time is never touched; the newest of the past was read in time too, so
    that what follows it is none of the filling."""
    plain = step(before, now, zone)
    between = [one for one in past if one.kind == now.kind and before.at < one.at <= now.at]
    if plain.broken != TOO_LONG or not between:
        return plain
    filled: list[Placed] = []
    known = before
    for one in between:
        taken = step(known, one, zone)
        if taken.broken not in ("", TOO_LONG):
            return plain
        known = taken.known
        filled += taken.placed
    last = step(known, now, zone)
    if last.broken not in ("", TOO_LONG):
        return plain
    return replace(last, filled=tuple(filled))


def _over_midnight(before: Count, now: Count, midnight_at: int, fell: bool) -> Step:
    """The day has turned since the counters last did. Once they fall, they tell of the new day."""
    turned = replace(now, turned_for=midnight_at)
    if fell:
        return _placed(max(before.at, midnight_at), turned, now.counts)
    if not any(before.counts.values()):
        return _risen(before, turned)
    # Either the vendor's clock is late, or the new day has outgrown the old one: who knows.
    late = now.at - midnight_at <= TURN_SECONDS
    known = replace(now, turned_for=before.turned_for) if late else turned
    return Step(known, broken="it is not known whether the day had turned")


def _halved(before: Count, now: Count) -> bool:
    """A counter that began anew is small."""
    return all(2 * value <= before.counts.get(key, 0) for key, value in now.counts.items())


def _risen(before: Count, now: Count) -> Step:
    added = {k: value - before.counts[k] for k, value in now.counts.items() if k in before.counts}
    return _placed(before.at, now, added)


def _placed(from_at: int, known: Count, added: Counts) -> Step:
    if known.at <= from_at:  # it turned this very second: nothing of the new day has passed
        return Step(known)
    one_quarter = quarter_of(from_at) == quarter_of(known.at - 1)
    if not one_quarter and known.at - from_at > known.apart_seconds:
        return Step(known, broken=TOO_LONG)
    return Step(known, tuple(_spread(from_at, known.at, added)))


def _spread(from_at: int, to_at: int, added: Counts) -> list[Placed]:
    """In proportion to time, in whole contacts that add up to what was added. Rounding the sum so
    far keeps a part of a count no larger than the whole of it in every piece."""
    length = to_at - from_at
    given = dict.fromkeys(added, 0)
    passed = 0
    found = []
    for quarter, seconds in pieces(from_at, to_at):
        passed += seconds
        share = {key: (2 * n * passed + length) // (2 * length) for key, n in added.items()}
        found.append(Placed(quarter, seconds, {key: share[key] - given[key] for key in added}))
        given = share
    return found


def _zone_of(count: Count, zone: ZoneInfo) -> ZoneInfo:
    if not count.day:
        return zone
    try:
        return ZoneInfo(count.day)
    except (ValueError, OSError):
        return zone  # no zone that we know
