"""What RAI says afterwards of quarter hours in which the day's counters were not read.

VENDOR-FACTS 3.4 leaves open which member names the start of a slice, and whether `contactStatistic`
takes an endTime. Neither is needed: the day's counts less the counts since an instant are what the
counters stood at then, and history compares those as if it had read them in time.

What is open too is how finely `startTime` is taken (`contactHistory` rounds to quarter hours). A
server that rounds more coarsely would turn into quarters without a contact: so nothing is believed
unless two quarters of one half hour differ. The mark asked first is the half hour before the gap.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from connectors.errors import ConnectorError, CredentialsRejected
from connectors.http import Limits
from wallboard.domain.observation import Batch, Observation, Past

QUARTER_SECONDS = 900
HALF_HOUR_SECONDS = 1800
LEAST_MISSED_SECONDS = 150.0  # so far apart history spreads readings by itself
MISSED_CADENCES = 3.0
MOST_ASKED = 12  # three hours, the newest; one request each, once
ASKING_SECONDS = 10.0  # the counters of now wait so long, once after an outage
LIMITS = Limits(connect_seconds=3.0, read_seconds=4.0, write_seconds=3.0, total_seconds=4.0)

NOT_OFFERED = (
    "Sinch's RAI did not tell of the quarter hours that were missed last: they stay a gap in the "
    "history."
)


@dataclass(frozen=True, slots=True)
class Missed:
    """From when until when the counters were not read, in epoch seconds. `midnight_at` is since
    when they count: what lies before it RAI's day no longer tells."""

    last_ok_at: float | None
    now_at: float
    midnight_at: float
    cadence_seconds: float

    @property
    def marks(self) -> Sequence[int]:
        """The quarter hours to ask for, in order; none where nothing was missed that could be
        told. Wallboard's first run, or an emptied Redis, knows of no gap."""
        if self.last_ok_at is None:
            return ()
        apart = max(LEAST_MISSED_SECONDS, MISSED_CADENCES * self.cadence_seconds)
        one_quarter = self.last_ok_at // QUARTER_SECONDS == self.now_at // QUARTER_SECONDS
        if one_quarter or self.now_at - self.last_ok_at <= apart:
            return ()
        begin = int(self.last_ok_at // HALF_HOUR_SECONDS) * HALF_HOUR_SECONDS
        begin = max(begin, int(self.midnight_at))
        return range(begin, int(self.now_at), QUARTER_SECONDS)[-MOST_ASKED:]


Ask = Callable[[int], Iterable[Observation]]


def past_of(
    today: Batch, marks: Sequence[int], ask: Ask, has_time: Callable[[], bool]
) -> Past | None:
    """What the counters of `today` stood at on each mark; None where it is not offered.

    `ask` gives the counts since a mark. From the newest mark on, so that what time allows is next
    to now. Raises only CredentialsRejected: no account is in trouble for what it does not offer.
    """
    since: dict[int, dict[str, Observation]] = {}
    try:
        for mark in reversed(marks):
            if not has_time():
                break
            since[mark] = {one.external_id: one for one in ask(mark)}
    except CredentialsRejected:
        raise
    except ConnectorError:
        return None
    if not _tells_quarters(since):
        return None
    stood = [_stood(today, counts, mark) for mark, counts in sorted(since.items())]
    return Past((*stood, today))


def _tells_quarters(since: Mapping[int, Mapping[str, Observation]]) -> bool:
    """Somewhere a contact came in the first quarter of a half hour, and that was told."""
    offered = {mark: _offered(counts.values()) for mark, counts in since.items()}
    return any(
        mark % HALF_HOUR_SECONDS == 0 and n > offered.get(mark + QUARTER_SECONDS, n)
        for mark, n in offered.items()
    )


def _offered(counts: Iterable[Observation]) -> float:
    found = (one.values.get("offered") for one in counts)
    return sum(float(value.raw) for value in found if value is not None)


def _stood(today: Batch, since: Mapping[str, Observation], at: int) -> Batch:
    found = (_before(one, since.get(one.external_id), float(at)) for one in today.observations)
    observations = tuple(one for one in found if one is not None)
    return replace(today, observations=observations, received_at=float(at))


def _before(today: Observation, since: Observation | None, at: float) -> Observation | None:
    """None where more came since a part of the day than in all of it: contacts were in motion
    while we asked, or the two are not of one kind. A queue without a row has had no contact."""
    values = {}
    for field, value in today.values.items():
        if since is not None and field not in since.values:
            continue  # could not be read
        left = float(value.raw) - (float(since.values[field].raw) if since is not None else 0.0)
        if left < 0:
            return None
        values[field] = replace(value, raw=left)
    return replace(today, values=values, observed_at=at, received_at=at)
