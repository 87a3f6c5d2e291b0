"""`./run` as people meet it: its verbs, and what it says when something is wrong."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from bootstrap import install, servers, stamps
from bootstrap.__main__ import VERBS
from bootstrap.commands import ROOT, quietly
from bootstrap.trouble import Trouble, trouble_of


def run(*words: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [ROOT / "run", *words],
        cwd="/",  # from anywhere
        env={**os.environ, **env},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


def test_help_lists_every_verb_with_what_it_does() -> None:
    shown = run("help")
    assert shown.returncode == 0
    for verb in VERBS:
        assert re.search(rf"\./run {verb.name}\s+{re.escape(verb.does)}", shown.stdout)


def test_the_verbs_are_described_to_those_who_join() -> None:
    page = (ROOT / "CONTRIBUTING.md").read_text()
    missing = [
        verb.name for verb in VERBS if verb.name != "help" and f"./run {verb.name}" not in page
    ]
    assert not missing


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("strat",), "There is no verb 'strat'. `./run help` lists them."),
        (("--port", "0"), "'0' is not a port"),
        (("--port", "eighty"), "'eighty' is not a port"),
        (("--listen", "wall.example"), "is not an IP address of this machine"),
        (("--listne", "0.0.0.0"), "unrecognized arguments"),
    ],
)
def test_what_it_does_not_understand_it_refuses_before_it_does_anything(
    words: tuple[str, ...], sentence: str
) -> None:
    shown = run(*words)
    assert shown.returncode == 2
    assert sentence in shown.stderr
    assert "Installing" not in shown.stdout


def test_without_a_python_it_says_which_one_it_needs(tmp_path: Path) -> None:
    for tool in ("sh", "dirname"):
        (tmp_path / tool).symlink_to(str(shutil.which(tool)))
    shown = run("help", PATH=str(tmp_path), WALLBOARD_PYTHON="")
    assert shown.returncode == 1
    assert "needs Python 3.11 or newer" in shown.stderr
    assert "apt install python3" in shown.stderr


@pytest.mark.parametrize(
    ("printed", "remedy"),
    [
        ("error: failed to write: No space left on device (os error 28)", "disk is full"),
        ("npm ERR! code ENOSPC", "disk is full"),
        ("/usr/bin/python3: No module named ensurepip", "apt install python3-venv"),
        ("ensurepip is disabled in Debian/Ubuntu for the system python.", "python3-venv"),
        ("error sending request for url (https://pypi.org/simple/)", "registry cannot be reached"),
        ("npm error getaddrinfo ENOTFOUND registry.npmjs.org", "registry cannot be reached"),
        ("ERROR: No matching distribution found for uv==0.0", "registry cannot be reached"),
        ("[SSL: CERTIFICATE_VERIFY_FAILED] self-signed", "NODE_EXTRA_CA_CERTS"),
        ("mkdir: cannot create directory: Permission denied", "folder cannot be written"),
        ("The lockfile at uv.lock needs to be updated", "lock file does not fit"),
    ],
)
def test_a_tools_failure_is_told_with_its_remedy(printed: str, remedy: str) -> None:
    assert remedy in trouble_of("Installing", printed).sentence


def test_an_unknown_failure_shows_the_end_of_what_was_printed() -> None:
    with pytest.raises(Trouble) as failed:
        quietly("Trying", ["sh", "-c", "echo something odd; exit 3"])
    assert failed.value.sentence.startswith("Trying failed")
    assert "something odd" in failed.value.detail


def test_a_nearly_full_disk_is_told_before_anything_is_fetched(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(install, "NEEDED_BYTES", 2**60)
    with pytest.raises(Trouble, match=r"Only \d+ MB are free"):
        install._need_disk()


def test_what_was_made_of_the_same_inputs_is_not_made_again() -> None:
    one = stamps.digest([ROOT / "uv.lock"], "3.11")
    assert one == stamps.digest([ROOT / "uv.lock"], "3.11")
    assert one != stamps.digest([ROOT / "uv.lock"], "3.12")
    assert one != stamps.digest([ROOT / "package-lock.json"], "3.11")


def test_a_node_that_is_too_old_or_broken_is_not_used(tmp_path: Path) -> None:
    for name, says, version in (("old", "v18.20.1", 18), ("new", "v22.1.0", 22), ("odd", "?", 0)):
        node = tmp_path / name
        node.write_text(f"#!/bin/sh\necho {says}\n")
        node.chmod(0o755)
        assert install._node_version(str(node)) == version
    assert install._node_version(str(tmp_path / "none")) == 0


def test_in_ci_a_missing_browser_fails_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    missing = servers.Needed("chromium", lambda: None, "the browser tests are skipped")
    monkeypatch.setattr(servers, "NEEDED", (missing,))
    monkeypatch.setattr(servers, "_may_install", lambda: False)
    monkeypatch.setenv("CI", "true")
    with pytest.raises(Trouble, match="CI runs every test"):
        servers.install_missing()


def test_elsewhere_a_missing_browser_is_told_in_one_loud_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = servers.Needed("chromium", lambda: None, "the browser tests are skipped")
    monkeypatch.setattr(servers, "NEEDED", (missing,))
    monkeypatch.setattr(servers, "_may_install", lambda: False)
    monkeypatch.delenv("CI", raising=False)
    servers.install_missing()
    loud = [line for line in capsys.readouterr().err.splitlines() if line.startswith("!!!")]
    assert len(loud) == 1
    assert "sudo apt install chromium" in loud[0]


def test_reset_removes_the_state_and_nothing_that_is_not_state(tmp_path: Path) -> None:
    state, other = tmp_path / "state", tmp_path / "other"
    for folder, file in ((state, "wallboard.sqlite3"), (other, "thesis.txt")):
        folder.mkdir()
        (folder / file).write_text("")
    refused = run("reset", "--yes", WALLBOARD_STATE_DIR=str(other))
    assert refused.returncode == 1
    assert "does not look like Wallboard's state" in refused.stderr
    unanswered = run("reset", WALLBOARD_STATE_DIR=str(state))
    assert unanswered.returncode == 1
    assert state.exists()
    done = run("reset", "--yes", WALLBOARD_STATE_DIR=str(state))
    assert done.returncode == 0
    assert not state.exists()
    assert other.exists()
