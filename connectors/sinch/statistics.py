"""RAI's rows, one per queue, channel and time slice, added up to day counters per queue."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime

from connectors.reading import Reader, fold
from connectors.sinch.normalize import FieldReader, Frame
from wallboard.domain.observation import Kind, Observation, Parameters, Value

COUNTS = ("offered", "abandoned", "answered_in_threshold")
DURATIONS = ("wait_seconds", "talk_seconds", "wrap_up_seconds")
SUMS = (*COUNTS, "handled", "answered", *DURATIONS)
# Channels whose contacts are worked through rather than answered: Sinch counts them as completed.
COMPLETED_CHANNELS = ("email", "action")

# We ask since the site's midnight, so that the day is ours and not the vendor's (METRICS rule 5).
DAY: Parameters = {"window": "day"}


def utc_text(at: float) -> str:
    """An instant as RAI wants it, ``2026-03-28T23:00:00.000Z``."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def queues_from_statistics(
    readers: Iterable[Reader], frame: Frame, threshold_seconds: float
) -> list[Observation]:
    """One observation per queue. A sum to which one row gave nothing is left out: it would be too
    small without saying so. Rows without a queue are told.

    RAI has no row of a queue without a contact: one that had rows before has had none since
    midnight, one that never had any says nothing. Rows none of which has a queue say nothing of
    any: what came is no answer to the question.
    """
    sums: dict[str, dict[str, float | None]] = {}
    rows = list(readers)
    for read in _once(rows, frame):
        row = FieldReader(read, "statistic", frame)
        queue = row.own_identity("queue")
        if queue is None:
            continue
        found = _row(row)
        before = sums.setdefault(queue, dict.fromkeys(found, 0))
        sums[queue] = {field: _plus(before[field], found[field]) for field in found}
    if rows and not sums:
        return []
    for queue, known in frame.known.items():
        if "offered" in known:
            sums.setdefault(queue, dict.fromkeys((f for f in SUMS if f in known), 0))
    parameters = parameters_of(threshold_seconds)
    return [_observed(queue, fields, frame, parameters) for queue, fields in sums.items()]


def _once(rows: Iterable[Reader], frame: Frame) -> Iterator[Reader]:
    """Without rows that came twice (told): equal in everything, in a time slice's label too. Where
    no member is left that could be the label, two hours may be equal by chance, and both count."""
    mapped = frame.fields.mapped("statistic")
    seen: set[str] = set()
    for read in rows:
        text = json.dumps(read.raw, sort_keys=True, default=str)
        if text in seen and any(fold(member) not in mapped for member in read.raw):
            frame.findings.malformed("statistic", "a row came twice")
            continue
        seen.add(text)
        yield read


def parameters_of(threshold_seconds: float) -> Mapping[str, Parameters]:
    """Those that differ from a plain day counter's."""
    return {"answered_in_threshold": {**DAY, "threshold_seconds": threshold_seconds}}


def _row(row: FieldReader) -> dict[str, float | None]:
    found: dict[str, float | None] = {field: row.count(field) for field in COUNTS}
    channel = fold(row.text("channel") or "")
    by_completion = channel.startswith(COMPLETED_CHANNELS)
    # Sinch counts a contact as handled when an agent took it: answered and handled are one here.
    taken = row.count("completed" if by_completion else "handled")
    found |= {"handled": taken, "answered": taken}
    return found | {field: row.duration(field) for field in DURATIONS}


def _plus(before: float | None, more: float | None) -> float | None:
    return None if before is None or more is None else before + more


def _observed(
    queue: str,
    fields: Mapping[str, float | None],
    frame: Frame,
    parameters: Mapping[str, Parameters],
) -> Observation:
    values = {
        field: Value(total, parameters=parameters.get(field, DAY))
        for field, total in fields.items()
        if total is not None
    }
    return Observation(Kind.QUEUE, queue, values, frame.received_at, frame.received_at)
