"""Quarters against an oracle that knows every contact: midnights, clock changes and outages."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.history.oracle import KEYS, THRESHOLD_SECONDS, ZONE, Line, a_line, reading
from wallboard.domain.local_day import day_bounds, last_midnight
from wallboard.history.book import (
    SITE,
    Folded,
    Gauges,
    Memory,
    Place,
    Reading,
    Scope,
    fold,
    post,
    settle,
)
from wallboard.history.counting import Count
from wallboard.history.quarters import QUARTER_SECONDS, quarter_of
from wallboard.history.tally import Tally

TEN = day_bounds(date(2026, 3, 10), ZONE)[0] + 36_000


class Keeper:
    """What `intervals.py` does, without a database."""

    def __init__(self) -> None:
        self.memory = Memory()
        self.ledger: dict[Place, Tally] = {}
        self.breaks: list[str] = []

    def take(self, now: Reading) -> Folded:
        if now.at % 420 == 0:  # a restart
            self.memory = Memory.of_json(json.loads(json.dumps(self.memory.as_json())))
        folded = fold(self.memory, now)
        self.memory = folded.memory
        settle(now, self.ledger, post(folded.postings, self.ledger))
        self.breaks += folded.breaks.values()
        return folded

    def tally(self, scope: Scope, quarter: int) -> Tally:
        return self.ledger.get((scope, quarter), Tally())

    def counts(self, scope: Scope, quarter: int) -> dict[str, int | None]:
        return {key: self.tally(scope, quarter).numbers[key] for key in KEYS}


def weeks() -> list[date]:
    return [date(2026, 3, 9), date(2026, 3, 26), date(2026, 10, 22)]


@pytest.mark.parametrize("first", weeks(), ids=str)
def test_every_quarter_of_a_week_is_the_oracles(first: date) -> None:
    """Three queues, a reading every minute and one before each midnight: an ordinary week, and the
    weeks in which clocks change. Only the last seconds of a day, which day counters take with
    them, are in no quarter; its coverage says so."""
    days = [first + timedelta(days=n) for n in range(7)]
    from_at, to_at = day_bounds(days[0], ZONE)[0], day_bounds(days[-1], ZONE)[1]
    lines = [a_line(f"q{n}", from_at, to_at, 40.0 * 3**n, seed=n) for n in range(3)]
    before_midnight = [day_bounds(day, ZONE)[1] - 5 for day in days]
    keeper = Keeper()
    for at in sorted([*range(from_at, to_at, 60), *before_midnight]):
        keeper.take(reading(at, lines))
    quarters = 0
    for day in days:
        opens_at, ends_at = day_bounds(day, ZONE)
        for quarter in range(opens_at, ends_at, QUARTER_SECONDS):
            until_at = min(quarter + QUARTER_SECONDS, ends_at - 5)
            total = dict.fromkeys(KEYS, 0)
            for line in lines:
                truth = line.between(quarter, until_at)
                assert keeper.counts(Scope("queue", line.id), quarter) == truth
                total = {key: total[key] + truth[key] for key in KEYS}
            assert keeper.counts(SITE, quarter) == total
            assert keeper.counts(Scope("group", "G"), quarter) == total
            assert keeper.tally(SITE, quarter).covered_seconds("contacts") == until_at - quarter
            quarters += 1
    hours = sum((day_bounds(day, ZONE)[1] - day_bounds(day, ZONE)[0]) // 3600 for day in days)
    assert quarters == 4 * hours
    assert keeper.breaks == []


def test_an_outage_is_a_gap_with_its_coverage_and_no_zero() -> None:
    line = a_line("q", TEN - 3600, TEN + 7200, 30.0, seed=3)
    off = range(TEN + 300, TEN + 1500)  # 10:05 to 10:25
    keeper = Keeper()
    for at in range(TEN - 1800, TEN + 3600, 60):
        told = line.count(min(at, TEN + 300)) if at in off else line.count(at)
        keeper.take(reading(at, [line], {"q": told}))
    covered = {
        quarter: keeper.tally(SITE, quarter).covered_seconds("contacts")
        for quarter in range(TEN - 900, TEN + 2700, 900)
    }
    assert covered == {TEN - 900: 900, TEN: 300, TEN + 900: 300, TEN + 1800: 900}
    assert keeper.counts(SITE, TEN) == line.between(TEN, TEN + 300)
    assert keeper.counts(SITE, TEN + 900) == line.between(TEN + 1500, TEN + 1800)
    assert any("too long" in why for why in keeper.breaks)


def test_a_whole_quarter_without_a_word_is_no_row() -> None:
    line = a_line("q", TEN, TEN + 7200, 30.0, seed=3)
    keeper = Keeper()
    for at in [*range(TEN, TEN + 960, 60), *range(TEN + 3660, TEN + 4500, 60)]:
        now = reading(at, [line])
        keeper.take(Reading(now.at, now.zone, now.counts, {}, now.members))
    assert keeper.counts(SITE, TEN + 1800) == dict.fromkeys(KEYS)
    assert (SITE, TEN + 1800) not in keeper.ledger


def test_a_reading_that_comes_late_corrects_its_quarter() -> None:
    """A slow source says at 10:16 what it was at 10:14: the quarter that is over is put right."""
    line = a_line("q", TEN, TEN + 3600, 20.0, seed=5)
    keeper = Keeper()
    for at in range(TEN, TEN + 1801, 60):
        keeper.take(reading(at, [line], {"q": line.count(at - 120)}))
        if at == TEN + 900:
            assert keeper.tally(SITE, TEN).covered_seconds("contacts") == 780
    assert keeper.tally(SITE, TEN).covered_seconds("contacts") == 900
    assert keeper.counts(SITE, TEN) == line.between(TEN, TEN + 900)


def test_the_same_minute_twice_and_a_restart_between_change_nothing() -> None:
    line = a_line("q", TEN, TEN + 3600, 20.0, seed=5)
    keeper = Keeper()
    for at in range(TEN, TEN + 901, 60):
        keeper.take(reading(at, [line]))
        assert keeper.take(reading(at, [line])).postings == ()
    assert keeper.counts(SITE, TEN) == line.between(TEN, TEN + 900)


def test_a_sum_is_covered_as_its_queues_are_and_says_who_told() -> None:
    lines = [a_line("a", TEN, TEN + 900, 30.0, 1), a_line("b", TEN, TEN + 900, 30.0, 2)]
    keeper = Keeper()
    for at in range(TEN, TEN + 901, 60):
        told = {"b": lines[1].count(at, kind="sinch") if at < TEN + 450 else None}
        keeper.take(reading(at, lines, told))
    whole = keeper.tally(SITE, TEN)
    assert whole.covered_seconds("contacts") == (900 + 420) // 2
    assert whole.sources == ("Sinch", "Trio")
    assert whole.threshold_seconds == THRESHOLD_SECONDS


def test_contacts_in_time_by_two_thresholds_make_no_sum() -> None:
    lines = [a_line("a", TEN, TEN + 900, 30.0, 1), a_line("b", TEN, TEN + 900, 30.0, 2)]
    keeper = Keeper()
    for at in range(TEN, TEN + 901, 60):
        b = lines[1].count(at)
        other = Count(b.at, "trio 30", b.counts, 150, "", "Trio", 30)
        keeper.take(reading(at, lines, {"b": other}))
    whole = keeper.counts(SITE, TEN)
    assert whole["answered_in_threshold"] is None
    assert whole["answered"] == sum(line.between(TEN, TEN + 900)["answered"] for line in lines)


def test_gauges_have_a_mean_over_time_and_a_maximum() -> None:
    waits = [3, 3, 7, 1, 0]
    people = [{"available": 2, "logged_out": 5}, {"available": 1, "logged_out": 6}]
    keeper = Keeper()
    for minute, waiting in enumerate(waits):
        gauges = Gauges(waiting, 30 * minute if waiting else None, people[minute % 2], ("Trio",))
        keeper.take(Reading(TEN + 60 * minute, ZONE, {}, {SITE: gauges}, {SITE: frozenset()}))
    tally = keeper.tally(SITE, TEN)
    assert tally.numbers["waiting_contact_seconds"] == 60 * (3 + 3 + 7 + 1)
    assert tally.covered_seconds("waiting") == 240
    assert tally.numbers["most_waiting"] == 7
    assert tally.numbers["longest_wait_seconds"] == 90
    assert tally.numbers["available_agent_seconds"] == 60 * (2 + 1 + 2 + 1)
    assert tally.numbers["most_staffed"] == 2
    assert tally.numbers["paused_agent_seconds"] is None


def test_a_gauge_nobody_told_is_a_gap() -> None:
    keeper = Keeper()
    for minute in range(15):
        gauges = Gauges(None if 5 <= minute < 10 else 4)
        keeper.take(Reading(TEN + 60 * minute, ZONE, {}, {SITE: gauges}, {}))
    keeper.take(Reading(TEN + 1500, ZONE, {}, {SITE: Gauges(4)}, {}))  # nobody looked for 11 min
    tally = keeper.tally(SITE, TEN)
    assert tally.covered_seconds("waiting") == 60 * (4 + 4)
    assert tally.numbers["waiting_contact_seconds"] == 4 * 60 * 8
    assert keeper.tally(SITE, TEN + 900).covered_seconds("waiting") == 0


polls = st.lists(
    st.tuples(
        st.integers(1, 400),  # seconds since the poll before
        st.sampled_from(["well"] * 12 + ["silent", "repeats", "restarts", "other"]),
    ),
    min_size=5,
    max_size=120,
)


@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking it takes minutes
)
@given(polls, st.integers(-4000, 4000), st.integers(0, 99))
def test_whatever_a_source_does_no_number_is_invented(
    told: list[tuple[int, str]], offset: int, seed: int
) -> None:
    """Around a midnight, with polls at any time: what is in a quarter never exceeds what came about
    between the polls around it, a part never exceeds its whole, nothing is negative, and in all no
    more is counted than there was."""
    midnight_at = last_midnight(TEN, ZONE)
    at = from_at = midnight_at + offset - 6000
    line = a_line("q", from_at - 90_000, from_at + 50_000, 25.0, seed)
    keeper, kind, lost = Keeper(), "trio", 0
    told_so_far: list[Count] = []
    seen = [at]
    for gap, what in told:
        at += gap
        if what == "other":
            kind = "sinch" if kind == "trio" else "trio"
        if what == "restarts":  # counts from zero again, whatever the day
            lost = line.count(at).counts["offered"]
        now = line.count(at, kind=kind)
        if told_so_far and last_midnight(at, ZONE) != last_midnight(told_so_far[-1].at, ZONE):
            lost = 0
        offered = max(0, now.counts["offered"] - lost)
        part = {k: min(n, offered) for k, n in now.counts.items() if k != "wait_seconds"}
        if kind == "sinch":  # which counts but half of them
            part = {key: n // 2 for key, n in part.items()}
        if what in ("well", "restarts", "other") or not told_so_far:
            count = Count(now.at, now.kind, part, now.apart_seconds, by="T", threshold_seconds=20)
            told_so_far.append(count)
            seen.append(at)
        keeper.take(reading(at, [line], {"q": None if what == "silent" else told_so_far[-1]}))
    everything = 0
    for (scope, quarter), tally in keeper.ledger.items():
        if scope.kind != "queue":
            continue
        numbers = {key: tally.numbers[key] for key in KEYS if tally.numbers[key] is not None}
        assert all(n >= 0 for n in numbers.values() if n is not None)
        covered = tally.covered_seconds("contacts")
        assert 0 <= covered <= QUARTER_SECONDS
        assert bool(numbers) == bool(covered)
        opens = max((one for one in seen if one <= quarter), default=from_at)
        ends = min((one for one in seen if one >= quarter + 900), default=at)
        offered = numbers.get("offered") or 0
        assert offered <= line.between(opens, ends)["offered"]
        everything += offered
    assert everything <= line.between(from_at, at)["offered"]


def test_a_queue_of_one_contact_is_placed_once_however_it_is_polled() -> None:
    line = Line("q", [(TEN + 899, 3, True)])
    for step_seconds in (7, 30, 60, 100):
        keeper = Keeper()
        for at in range(TEN, TEN + 1800, step_seconds):
            keeper.take(reading(at, [line]))
        found = [keeper.counts(SITE, quarter_of(TEN + n))["offered"] for n in (0, 900)]
        assert sum(n or 0 for n in found) == 1
