"""No question to history reads a whole table, on either database; nor do rows grow heavy."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bootstrap import servers
from tests.architecture.reading import ROOT
from tests.services import databases
from tests.services.postgres import TestPostgres
from wallboard.embedded import ports

QUEUES, DAYS = "40", "25"
SCANS = {"sqlite": "SCAN {} ", "postgresql": "Seq Scan on {} "}
LARGE = ("history_interval", "history_figureminute", "history_agentstretch")
LIMITS = {"sqlite": 250, "postgresql": 170}  # bytes a row, index included


def measured(folder: Path, **env: str) -> dict[str, Any]:
    """In a process of its own, for the database is chosen when it starts."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.history.scale", QUEUES, DAYS],
        cwd=ROOT,
        env={
            **{name: value for name, value in os.environ.items() if name != "CI"},
            "DJANGO_SETTINGS_MODULE": "wallboard.settings",
            "WALLBOARD_STATE_DIR": str(folder),
            **env,
        },
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    found: dict[str, Any] = json.loads(done.stdout[done.stdout.index("{") :])
    return found


def looked_at(found: dict[str, Any]) -> None:
    database = found["database"]
    assert found["rows"] == (int(QUEUES) + 1) * int(DAYS) * 96
    assert found["per_row"] < LIMITS[database]
    for question, lines in found["plans"].items():
        assert lines, question
        plan = "\n".join(lines)
        for line in lines:
            scans = any(SCANS[database].format(table) in f"{line} " for table in LARGE)
            by_index = "USING" in line
            assert not scans or by_index, f"{question} reads the whole table:\n{plan}"


def test_on_sqlite_every_question_uses_the_key(tmp_path: Path, migrated: Path) -> None:
    databases.copy(migrated, tmp_path / migrated.name)
    found = measured(tmp_path)
    assert found["database"] == "sqlite"
    looked_at(found)


def test_on_postgresql_every_question_uses_the_key(tmp_path: Path) -> None:
    programs = servers.postgresql()
    if programs is None:
        assert not servers.in_ci(), "PostgreSQL is missing, and CI runs all"
        pytest.skip("no PostgreSQL: sudo apt install postgresql")
    port = ports.free_ports(("postgres",), tmp_path / "ports.json")["postgres"]
    server = TestPostgres(Path(programs), port)
    server.start("wallboard", "secret", "history")
    try:
        address = f"postgresql://wallboard:secret@127.0.0.1:{port}/history"
        found = measured(tmp_path, DATABASE_URL=address)
    finally:
        server.stop()
    assert found["database"] == "postgresql"
    looked_at(found)
