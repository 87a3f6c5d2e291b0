"""The runs of one measurement: their medians, the table for people, the dated file."""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bootstrap.commands import ROOT
from tests.bench import goals

VALUE = {
    "fanout": "us_per_delivery",
    "storm": "storm_s",
    "latency": "p99_ms",
    "ingest": "events_per_core_s",
}
COLUMNS = {
    "fanout": (
        *("us_per_delivery", "p50_ms", "p99_ms", "frames_per_change", "bytes_per_frame"),
        *("server_cpu_s", "kb_per_viewer", "dropped"),
    ),
    "storm": ("storm_s", "boot_s", "server_cpu_s", "dropped", "refused"),
    "ingest": ("events_per_core_s", "events_s", "bytes_per_event", "cpu_s", "events", "batches"),
    "latency": ("p99_ms", "p50_ms", "max_ms", "shown_share", "source_late_ms", "dropped"),
}


@dataclass
class Record:
    """`runs` of each kind in the order in which they were made; failures with the reason."""

    options: Mapping[str, Any]
    began_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    load_before: tuple[float, float, float] = field(default_factory=os.getloadavg)
    runs: list[dict[str, Any]] = field(default_factory=list)
    failures: list[dict[str, Any]] = field(default_factory=list)

    def medians(self) -> dict[tuple[str, str, int], float]:
        return {
            group: statistics.median(run[VALUE[group[0]]] for run in runs)
            for group, runs in self._groups().items()
        }

    def table(self) -> list[str]:
        """Medians of every column; [least..most] of the first."""
        said: list[str] = []
        for what, columns in COLUMNS.items():
            groups = {key: runs for key, runs in self._groups().items() if key[0] == what}
            if groups:
                said += ["", f"{what}: medians", _row("", "viewers", "runs", *columns)]
            said += [_line(key, runs, columns) for key, runs in groups.items()]
        for failure in self.failures:
            said.append(f"  FAILED {failure['what']} {failure['name']}: {failure['reason']}")
        return said

    def write(self, folder: Path) -> Path:
        """A dated file with every run, the machine and the goals."""
        file = folder / f"{self.began_at:%Y-%m-%dT%H%M%SZ}.json"
        content = {
            "began_at": self.began_at.isoformat(timespec="seconds"),
            "commit": _commit(),
            "machine": _machine(),
            "load_before": self.load_before,
            "options": dict(self.options),
            "medians": [
                {"what": what, "name": name, "viewers": viewers, "value": value}
                for (what, name, viewers), value in self.medians().items()
            ],
            "goals": goals.lines(self.medians()),
            "failures": self.failures,
            "runs": self.runs,
        }
        file.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        return file

    def _groups(self) -> dict[tuple[str, str, int], list[dict[str, Any]]]:
        found: dict[tuple[str, str, int], list[dict[str, Any]]] = {}
        for run in self.runs:
            found.setdefault((run["what"], run["name"], run["viewers"]), []).append(run)
        return found


def _line(key: tuple[str, str, int], runs: Sequence[Mapping[str, Any]], columns: Any) -> str:
    _, name, viewers = key
    values = [statistics.median(run[column] for run in runs) for column in columns]
    first = sorted(run[columns[0]] for run in runs)
    spread = f"{values[0]:g} [{first[0]:g}..{first[-1]:g}]"
    return _row(name, viewers, len(runs), spread, *(f"{value:g}" for value in values[1:]))


def _row(name: object, viewers: object, runs: object, first: object, *more: object) -> str:
    return f"  {name!s:18}{viewers!s:>8}{runs!s:>5}{first!s:>24}" + "".join(
        f"{one!s:>{max(10, len(str(one)) + 2, 19)}}" for one in more
    )


def _machine() -> dict[str, Any]:
    text = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    models = [line.partition(":")[2].strip() for line in text.splitlines() if "model name" in line]
    return {
        "processor": models[0] if models else platform.processor(),
        "processors": os.cpu_count(),
        "system": platform.platform(),
        "python": platform.python_version(),
    }


def _commit() -> str:
    told = subprocess.run(
        ["git", "describe", "--always", "--dirty"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return told.stdout.strip()
