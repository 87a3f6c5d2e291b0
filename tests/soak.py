"""`./run soak`: the tests with their waits at full length, and a dated record of how it went.

Words after it go to pytest. The record is JSON: when, which commit, which machine, each test's
outcome, time and what it measured; it lies in `soak` of the state directory.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bootstrap import say
from bootstrap.commands import ROOT
from bootstrap.house import state_dir

# What takes longer when it is taken seriously; the rest is the same at any length.
DEFAULT = ("-m", "e2e or slow")


class Outcomes:
    """A pytest plugin that keeps what became of each test."""

    def __init__(self) -> None:
        self.tests: dict[str, dict[str, Any]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        row = self.tests.setdefault(report.nodeid, {"outcome": "passed", "seconds": 0.0})
        row["seconds"] = round(row["seconds"] + report.duration, 2)
        if report.user_properties:
            row["measured"] = dict(report.user_properties)
        if report.outcome != "passed":
            row["outcome"] = report.outcome
            row["why"] = str(report.longrepr)[-2000:]


def main(words: list[str]) -> int:
    folder = state_dir() / "soak"
    folder.mkdir(parents=True, exist_ok=True)
    began_at = datetime.now(UTC)
    clock = time.monotonic()
    outcomes = Outcomes()
    code = int(pytest.main(words or list(DEFAULT), plugins=[outcomes]))
    record = {
        "began_at": began_at.isoformat(timespec="seconds"),
        "seconds": round(time.monotonic() - clock),
        "commit": _commit(),
        "machine": {"cores": os.cpu_count(), "python": platform.python_version()},
        "exit_code": code,
        "counts": _counts(outcomes),
        "tests": outcomes.tests,
    }
    file = folder / f"{began_at:%Y-%m-%dT%H%M%SZ}.json"
    file.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    say.line(f"\nThe record: {_short(file)}")
    return code


def _counts(outcomes: Outcomes) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in outcomes.tests.values():
        found[row["outcome"]] = found.get(row["outcome"], 0) + 1
    return found


def _commit() -> str:
    command = ["git", "describe", "--always", "--dirty", "--abbrev=12"]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.strip()


def _short(file: Path) -> Path:
    return file.relative_to(ROOT) if file.is_relative_to(ROOT) else file


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
