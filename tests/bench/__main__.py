"""`./run bench [fanout|storm|latency|ingest ...]`: measures in turn, records, shows the goals.

Shared machines are noisy: contestants take turns, several rounds, and only ratios of one run of
this program are to be compared with each other.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from typing import Any

from bootstrap import say
from bootstrap.trouble import Trouble
from tests.bench import fanout, goals, ingest, latency, storm, tools
from tests.bench.arena import Arena, arena, ended
from tests.bench.contestants import CONTESTANTS
from tests.bench.record import Record

ARENA_KINDS = ("fanout", "storm")
KINDS = (*ARENA_KINDS, "latency", "ingest")
Run = tuple[str, str, Callable[[], dict[str, Any]]]  # kind, contestant, measurement


def main(words: list[str]) -> int:
    options = _options(words)
    record = Record({**vars(options), "note": "one sign-in shared by all viewers"})
    try:
        _busy(record.load_before[0])
        with _places(options) as rounds:
            _measure(rounds, options, record)
    except Trouble as trouble:
        say.warn(f"{trouble.detail}\n{trouble.sentence}".strip())
        return trouble.code
    for line in record.table():
        say.line(line)
    say.line("\ngoals, beside what was measured here")
    for line in goals.lines(record.medians()):
        say.line(line)
    say.line(f"\nEvery run: {record.write(tools.folder())}")
    return 1 if record.failures else 0


Rounds = Callable[[], Iterator[Run]]


@contextlib.contextmanager
def _places(options: argparse.Namespace) -> Iterator[list[Rounds]]:
    """What the chosen kinds stand on, while it stands; each makes the runs of one round."""
    with contextlib.ExitStack() as opened:
        rounds: list[Rounds] = []
        if set(options.kinds) & set(ARENA_KINDS):
            place = opened.enter_context(arena())
            publisher = place.publisher()
            opened.enter_context(ended(publisher))
            rounds.append(lambda: _in_arena(place, publisher, options))
        if "latency" in options.kinds:
            product = opened.enter_context(latency.product())
            rounds.append(lambda: _latencies(product, options))
        if "ingest" in options.kinds:
            redis_url = opened.enter_context(ingest.place())
            rounds.append(lambda: _ingests(redis_url, options))
        yield rounds


def _measure(rounds: list[Rounds], options: argparse.Namespace, record: Record) -> None:
    for turn in range(1, options.rounds + 1):
        for kind, name, measured in (run for of_place in rounds for run in of_place()):
            sys.stdout.write(f"{turn}/{options.rounds} {kind:7} {name:16} ")
            sys.stdout.flush()
            try:
                run = {"what": kind, "round": turn, **measured()}
            except Trouble as trouble:  # the others' turns still count
                record.failures.append({"what": kind, "name": name, "reason": str(trouble)})
                say.line(f"FAILED: {trouble}")
                continue
            record.runs.append(run)
            say.line(" ".join(f"{key}={value}" for key, value in run.items() if key != "what"))


def _in_arena(place: Arena, publisher: Any, options: argparse.Namespace) -> Iterator[Run]:
    """One round: every contestant once, with every number of viewers."""
    pace = fanout.Pace(options.rate, options.seconds)

    def fanned(name: str, viewers: int) -> Callable[[], dict[str, Any]]:
        return lambda: fanout.measure(place, publisher, name, viewers, pace)

    def stormed(name: str, viewers: int) -> Callable[[], dict[str, Any]]:
        return lambda: storm.measure(place, name, viewers)

    for viewers, names in fanout.FIELDS.items():
        for name in names:
            if "fanout" in options.kinds and _wanted(options, name, viewers):
                yield "fanout", name, fanned(name, viewers)
    for name in storm.FIELD:
        if "storm" in options.kinds and _wanted(options, name, 1000):
            yield "storm", name, stormed(name, 1000)


def _latencies(product: latency.Product, options: argparse.Namespace) -> Iterator[Run]:
    def late(viewers: int) -> Callable[[], dict[str, Any]]:
        return lambda: latency.measure(product, viewers, latency.RATE, options.seconds)

    for viewers in latency.FIELD:
        yield "latency", latency.NAME, late(viewers)


def _ingests(redis_url: str, options: argparse.Namespace) -> Iterator[Run]:
    yield "ingest", ingest.NAME, lambda: ingest.measure(redis_url, options.seconds)


def _wanted(options: argparse.Namespace, name: str, viewers: int) -> bool:
    return name in options.only and viewers in options.viewers


def _busy(load: float) -> None:
    if load > 0.5:
        say.loud(
            f"This machine is busy (load {load:.1f} on {os.cpu_count()} processors): latencies and "
            "absolute costs will be too high; trust medians of ratios at most."
        )


def _options(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./run bench", description=__doc__)
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=f"of {', '.join(KINDS)}; all")
    parser.add_argument("--rounds", type=int, default=5, help="turns of every contestant (5)")
    parser.add_argument("--seconds", type=float, default=10.0, help="of one run (10)")
    parser.add_argument("--rate", type=float, default=10.0, help="of a fan-out, a second (10)")
    parser.add_argument("--viewers", type=int, nargs="+", default=list(fanout.FIELDS))
    parser.add_argument("--only", nargs="+", choices=list(CONTESTANTS), default=list(CONTESTANTS))
    options = parser.parse_args(words)
    unknown = sorted(set(options.kinds) - set(KINDS))
    if unknown:
        parser.error(f"nothing measures {', '.join(unknown)}; choose of {', '.join(KINDS)}")
    options.kinds = options.kinds or list(KINDS)
    return options


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
