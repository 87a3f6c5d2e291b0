"""The verbs of developers and of CI: check, test, e2e, bench, soak, shots, words."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bootstrap import install, launcher, say, servers
from bootstrap.commands import ROOT, become

PYTHON = str(install.PYTHON)
TYPED = ("bootstrap", "wallboard", "connectors", "tests")
# Two files at a time (tests/services/scheduling.py); then, with the machine to themselves, those
# that assert a deadline.
PASSES = (("-m", "not alone", "-n", "2", "--dist", "loadfile"), ("-m", "alone"))
NO_TESTS = 5  # pytest's exit code for a choice of tests that has none in this pass
SUMMARY = re.compile(r"(\d+) (passed|failed|error|errors|skipped)\b")


@dataclass(frozen=True)
class Check:
    """One row of `./run check`."""

    name: str
    command: tuple[str, ...]


CHECKS = (
    Check("ruff check", (PYTHON, "-m", "ruff", "check", ".")),
    Check("ruff format", (PYTHON, "-m", "ruff", "format", "--check", ".")),
    Check("mypy --strict", (PYTHON, "-m", "mypy", "--strict", *TYPED)),
    Check("front-end types", ("npm", "run", "--silent", "check")),
    Check("migrations", (PYTHON, "manage.py", "makemigrations", "--check", "--dry-run")),
    Check("Django's own checks", (PYTHON, "manage.py", "check", "--fail-level", "WARNING")),
)


def check(words: list[str]) -> int:
    """The static part: everything that needs no running server."""
    env = _set_up()
    failed = _run_checks(env)
    say.line(f"\n{len(CHECKS) - len(failed)} checks passed, {len(failed)} failed{_names(failed)}")
    return 1 if failed else 0


def test(words: list[str]) -> int:
    """All checks, then all tests. Its last line tells how many passed and failed, and the time."""
    began_at = time.monotonic()
    env = _set_up()
    servers.install_missing()
    failed = _run_checks(env)
    say.line("\n== pytest")
    codes, counts = [], Counter[str]()
    for chosen in PASSES:
        code, found = _pytest([*chosen, *words], env)
        codes.append(code)
        counts.update(found)
    _tell(counts, failed, time.monotonic() - began_at)
    if set(codes) == {NO_TESTS}:
        return NO_TESTS
    return next((code for code in codes if code not in {0, NO_TESTS}), 1 if failed else 0)


def end_to_end(words: list[str]) -> int:
    env = _set_up()
    servers.install_missing()
    return _pytest(["-m", "e2e", *words], env)[0]


def bench(words: list[str]) -> int:
    return _module("tests.bench", words)


def soak(words: list[str]) -> int:
    """The tests with the waits that shorter runs scale down, and a dated record of them."""
    env = _set_up() | {"WALLBOARD_SOAK": "1"}
    servers.install_missing()
    become([PYTHON, "-m", "tests.soak", *words], env)
    return 1


def shots(words: list[str]) -> int:
    return _module("tests.shots", words)


def words(_: list[str]) -> int:
    """Take up what people read into the catalogues, build them, and list what lacks a language."""
    env = _clean_environment(_set_up()) | {"DJANGO_SETTINGS_MODULE": "wallboard.settings"}
    done = subprocess.run(  # noqa: S603
        [PYTHON, "-m", "wallboard.words.extraction"], cwd=ROOT, env=env, check=False
    )
    return done.returncode


def _module(name: str, words: list[str]) -> int:
    env = _set_up()
    servers.install_missing()
    become([PYTHON, "-m", name, *words], env)
    return 1


def _set_up() -> dict[str, str]:
    """Install all that development needs; the environment for its tools."""
    install.python_packages(development=True)
    env = install.node_packages()
    install.front_end()
    install.words()
    return env | {"PYTHONUNBUFFERED": "1"}


def _run_checks(env: Mapping[str, str]) -> list[str]:
    failed = []
    for row in CHECKS:
        sys.stdout.write(f"== {row.name} ... ")
        sys.stdout.flush()
        began_at = time.monotonic()
        done = subprocess.run(  # noqa: S603
            launcher.command(list(row.command)),
            cwd=ROOT,
            env=_clean_environment(env),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        say.line(f"{'failed' if done.returncode else 'ok'} ({time.monotonic() - began_at:.1f} s)")
        if done.returncode:
            failed.append(row.name)
            say.line(done.stdout.rstrip())
    return failed


def _pytest(words: Sequence[str], env: Mapping[str, str]) -> tuple[int, dict[str, int]]:
    """Runs it in the open; its exit code, and the counts of its last line."""
    process = subprocess.Popen(  # noqa: S603
        launcher.command([PYTHON, "-m", "pytest", *words]),
        cwd=ROOT,
        env=_clean_environment(env),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    assert process.stdout is not None
    last = ""
    for line in process.stdout:
        sys.stdout.write(line)
        sys.stdout.flush()
        last = line if line.strip() else last
    counts = {word.rstrip("s"): int(number) for number, word in SUMMARY.findall(last)}
    return process.wait(), counts


def _clean_environment(env: Mapping[str, str]) -> dict[str, str]:
    """Without the settings of an installation on this machine: tests bring their own."""
    dropped = ("WALLBOARD_", "DATABASE_URL", "REDIS_URL", "DJANGO_")
    kept = ("WALLBOARD_CHROMIUM", "WALLBOARD_SOAK")
    base = {
        name: value
        for name, value in os.environ.items()
        if name in kept or not name.startswith(dropped)
    }
    folder = Path(ROOT / "var" / "development")
    return base | {"WALLBOARD_STATE_DIR": str(folder)} | dict(env)


def _tell(counts: Mapping[str, int], failed_checks: Sequence[str], seconds: float) -> None:
    passed = counts.get("passed", 0)
    failed = counts.get("failed", 0) + counts.get("error", 0)
    skipped = counts.get("skipped", 0)
    say.line()
    if failed_checks:
        say.line(f"{len(failed_checks)} of {len(CHECKS)} checks failed{_names(failed_checks)}")
    say.line(
        f"{passed} passed, {failed} failed"
        + (f", {skipped} skipped" if skipped else "")
        + f" in {seconds:.0f} s ({passed + failed + skipped} tests, {len(CHECKS)} checks)"
    )


def _names(failed: Sequence[str]) -> str:
    return f": {', '.join(failed)}" if failed else ""
