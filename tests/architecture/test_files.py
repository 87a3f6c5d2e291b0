"""Size, names and marks of files. File size is what separates houses that are easy to walk."""

from __future__ import annotations

import re
import subprocess
import warnings
from pathlib import Path

import pytest

from tests.architecture.reading import ROOT, python_files, source_files

CEILING_LINES = 400
WARN_LINES = 300
VENDOR_FILES = ("README.md", "client.py", "connector.py", "normalize.py", "payloads.py", "spec.py")
NO_VENDOR = ("simulator", "__pycache__")

# Written in halves, so that this file does not find itself.
FORBIDDEN = {
    "unfinished": re.compile("TO" + r"DO\b|FIX" + r"ME\b|NotImplemented" + "Error"),
    "a path of a machine": re.compile(r"(?<![\w.])/(wo" + "rk|fa" + r"rm)/[a-z.]|/home/[a-z]+/"),
}
FORBIDDEN_IN_TESTS = {
    "an assertion that cannot fail": re.compile(r"assert Tr" + r"ue\b"),
    "a test that does not run": re.compile(
        r"pytest\.skip\(\)|pytest\.mark\.sk" + r"ip\b|xfa" + r"il\b|unittest\.skip"
    ),
}


def _name(file: Path) -> str:
    return str(file.relative_to(ROOT))


def test_no_file_outgrows_its_room() -> None:
    sizes = {
        _name(file): len(file.read_text(encoding="utf-8").splitlines())
        for file in source_files()
        if "migrations" not in file.parts
    }
    for name, lines in sizes.items():
        if WARN_LINES < lines <= CEILING_LINES:
            warnings.warn(f"{name} has {lines} lines; past {CEILING_LINES} it fails", stacklevel=1)
    too_large = {name: lines for name, lines in sizes.items() if lines > CEILING_LINES}
    assert not too_large, (
        f"Files past {CEILING_LINES} lines are two rooms in one: split them by what they know. "
        f"{too_large}"
    )


@pytest.mark.parametrize("what", sorted(FORBIDDEN))
def test_sources_carry_no_forbidden_mark(what: str) -> None:
    found = _lines_with(FORBIDDEN[what], source_files())
    assert not found, f"{what} does not land:\n  " + "\n  ".join(found)


@pytest.mark.parametrize("what", sorted(FORBIDDEN_IN_TESTS))
def test_tests_carry_no_forbidden_mark(what: str) -> None:
    found = _lines_with(FORBIDDEN_IN_TESTS[what], python_files("tests"))
    assert not found, f"{what} proves nothing:\n  " + "\n  ".join(found)


def _lines_with(pattern: re.Pattern[str], files: list[Path]) -> list[str]:
    return [
        f"{_name(file)}:{number}: {line.strip()[:100]}"
        for file in files
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if pattern.search(line)
    ]


def test_every_vendor_folder_has_the_same_files() -> None:
    folders = [
        folder
        for folder in (ROOT / "connectors").iterdir()
        if folder.is_dir() and folder.name not in NO_VENDOR
    ]
    assert folders
    missing = {
        folder.name: [name for name in VENDOR_FILES if not (folder / name).is_file()]
        for folder in folders
    }
    assert not any(missing.values()), (
        f"Who knows one vendor's folder knows all: each has {', '.join(VENDOR_FILES)}. "
        f"Missing: { {name: files for name, files in missing.items() if files} }"
    )


def test_every_folder_of_tests_is_a_package() -> None:
    folders = {file.parent for file in python_files("tests")}
    missing = [_name(folder) for folder in folders if not (folder / "__init__.py").is_file()]
    assert not missing, (
        f"{missing} lack __init__.py: files of the same name in two rooms would be taken for one."
    )


def test_nothing_built_or_foreign_is_committed() -> None:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.splitlines()
    foreign = re.compile(
        r"(^|/)(node_modules|third_party|vendor|static/dist|var)/|\.min\.(js|css)$"
    )
    wrong = [name for name in listed if foreign.search(name)]
    assert not wrong, f"Install it by name or build it; do not commit it: {wrong}"
    assert "run" not in listed or (ROOT / "run").stat().st_mode & 0o111, "./run has no run bit"


def test_ci_runs_what_people_run() -> None:
    script = (ROOT / ".ci" / "run").read_text()
    assert re.search(r"^exec \./run test </dev/null$", script, re.MULTILINE), (
        "CI calls `./run test` and nothing less, so that whoever passes here passes there"
    )
