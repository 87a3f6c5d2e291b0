"""Programs that only the tests need and that come from the distribution: browser, servers."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bootstrap import say
from bootstrap.commands import quietly
from bootstrap.trouble import Trouble

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def browser() -> str | None:
    """The program of a Chromium, for Playwright's `executable_path`."""
    given = os.environ.get("WALLBOARD_CHROMIUM")
    return given or next(filter(None, map(shutil.which, BROWSERS)), None)


def postgresql() -> str | None:
    """The folder of PostgreSQL's server programs, the newest version's."""
    folders = sorted(
        (path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")),
        key=lambda folder: int(folder.parent.name),
    )
    found = shutil.which("initdb")
    return str(folders[-1]) if folders else (str(Path(found).parent) if found else None)


def redis() -> str | None:
    return shutil.which("redis-server")


@dataclass(frozen=True)
class Needed:
    """One row: what is looked for, Debian's package of it, which tests are left out without it."""

    package: str
    find: Callable[[], str | None]
    without: str


NEEDED = (
    Needed("chromium", browser, "the browser tests are skipped"),
    Needed("postgresql", postgresql, "the test of docker-compose.yml is skipped"),
    Needed("redis-server", redis, "the test of docker-compose.yml is skipped"),
)


def in_ci() -> bool:
    return os.environ.get("CI", "").lower() not in ("", "0", "false", "no")


def install_missing() -> None:
    """Install what is missing where that is allowed (root, or CI). What is still missing then ends
    a CI run with Trouble, and elsewhere leaves tests out with one loud line."""
    missing = [needed for needed in NEEDED if not needed.find()]
    if missing and _may_install():
        names = [needed.package for needed in missing]
        with say.step(f"Installing {', '.join(names)} with apt-get"):
            _apt("update")
            _apt("install", "--yes", "--no-install-recommends", *names)
    for needed in (needed for needed in missing if not needed.find()):
        sentence = f"{needed.package} is not on this machine: {needed.without}."
        if in_ci():
            raise Trouble(f"{needed.package} is not on this machine, and CI runs every test.")
        say.loud(f"{sentence} To run them: sudo apt install {needed.package}")


def _may_install() -> bool:
    if not shutil.which("apt-get"):
        return False
    return os.geteuid() == 0 or (in_ci() and shutil.which("sudo") is not None)


def _apt(*words: str) -> None:
    before = [] if os.geteuid() == 0 else ["sudo", "--non-interactive"]
    # Run level 1 keeps packages from starting their servers on this machine.
    quiet = ["env", "DEBIAN_FRONTEND=noninteractive", "RUNLEVEL=1"]
    quietly("apt-get", [*before, *quiet, "apt-get", "--quiet", *words])
