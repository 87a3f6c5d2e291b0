"""The table of goals and the record: arithmetic that must not flatter."""

from __future__ import annotations

import json
from pathlib import Path

from tests.bench import goals, ingest, latency
from tests.bench.contestants import CONTESTANTS
from tests.bench.record import Record


def _fanout(name: str, viewers: int, cost: float) -> dict[str, object]:
    return {
        **{"what": "fanout", "name": name, "viewers": viewers, "us_per_delivery": cost},
        **{"p50_ms": 1.0, "p99_ms": 2.0, "frames_per_change": 1.0, "bytes_per_frame": 1000},
        **{"server_cpu_s": 1.0, "kb_per_viewer": 40.0, "dropped": 0},
    }


def test_a_ratio_is_of_medians_and_one_wild_run_does_not_count() -> None:
    record = Record({})
    record.runs += [_fanout("product-uvicorn", 1000, cost) for cost in (12.0, 900.0, 14.0)]
    record.runs += [_fanout("product-plain", 1000, 14.0), _fanout("node-ws", 1000, 10.0)]
    told = goals.lines(record.medians())
    assert "1.40x met" in " ".join(told[1].split())
    assert "1.40x MISSED" in " ".join(told[0].split())


def test_what_was_not_measured_is_said_and_never_met() -> None:
    told = goals.lines({})
    assert len(told) == len(goals.GOALS)
    assert all(line.rstrip().endswith("not measured") for line in told)


def test_a_goal_speaks_of_contestants_that_exist() -> None:
    named = {name for goal in goals.GOALS for name in (goal.of, goal.to) if name}
    assert named <= {*CONTESTANTS, ingest.NAME, latency.NAME}


def test_a_failure_is_in_the_table_and_in_the_file(tmp_path: Path) -> None:
    record = Record({"rounds": 1})
    record.runs.append(_fanout("node-ws", 200, 10.0))
    record.failures.append({"what": "storm", "name": "textbook-daphne", "reason": "was silent"})
    assert any("FAILED storm textbook-daphne: was silent" in line for line in record.table())
    kept = json.loads(record.write(tmp_path).read_text())
    assert kept["failures"] == record.failures
    assert kept["runs"] == record.runs
    assert kept["medians"] == [{"what": "fanout", "name": "node-ws", "viewers": 200, "value": 10.0}]
