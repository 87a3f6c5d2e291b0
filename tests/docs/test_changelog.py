"""The changelog is read by people who upgrade: a version per heading, the newest on top."""

from __future__ import annotations

import re
import tomllib

from tests.architecture.reading import ROOT

HEADING = re.compile(r"^## \[(\d+\.\d+\.\d+)\] - (unreleased|\d{4}-\d{2}-\d{2})$", re.MULTILINE)
KINDS = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security", "Known limits"}


def test_the_running_version_is_on_top() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    versions = HEADING.findall((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
    assert versions and versions[0][0] == project["version"]
    ordered = [tuple(map(int, version.split("."))) for version, _ in versions]
    assert ordered == sorted(ordered, reverse=True)
    assert all(when != "unreleased" for _, when in versions[1:])


def test_every_entry_is_of_a_kind() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    kinds = set(re.findall(r"^### (.+)$", text, re.MULTILINE))
    assert kinds and kinds <= KINDS
