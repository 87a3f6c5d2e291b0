"""Unit tests of the pure TypeScript, and the type check of all of it."""

from __future__ import annotations

import re

from tests.frontend.tools import ROOT, run

TSC = str(ROOT / "node_modules" / "typescript" / "bin" / "tsc")


def test_the_front_end_passes_the_strict_type_check():
    run("node", TSC, "--noEmit", "-p", "static/tsconfig.json")


def test_the_unit_tests_pass_the_strict_type_check():
    run("node", TSC, "--noEmit", "-p", "tests/frontend/units/tsconfig.json")


def test_unit_tests_of_the_pure_modules(tmp_path):
    run("node", "tests/frontend/units/bundle.mjs", str(tmp_path))
    files = sorted(str(file) for file in tmp_path.glob("*.test.mjs"))
    told = run("node", "--test", "--test-reporter=tap", *files)
    counted = re.search(r"^# tests (\d+)", told, re.MULTILINE)
    assert counted and int(counted[1]) >= 35, told
