"""What a measurement needs beside the product: the load client, the Node peer, channels_redis."""

from __future__ import annotations

import os
import shutil
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from bootstrap import install, say, stamps
from bootstrap.commands import ROOT, quietly
from bootstrap.house import state_dir
from bootstrap.trouble import Trouble

HERE = Path(__file__).resolve().parent


@cache
def folder() -> Path:
    """Where measurements and what they need are kept: `bench` in the state directory.

    Asked first before the environment becomes that of the measured installation.
    """
    found = state_dir() / "bench"
    found.mkdir(parents=True, exist_ok=True)
    return found


def load_client() -> Path:
    """The program of `wsload.c`, built when its source changed. Raises Trouble without gcc."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None:
        raise Trouble(
            "The load client is written in C, and there is no C compiler on this machine. "
            "On Debian or Ubuntu: sudo apt install gcc libc6-dev"
        )
    source, program = HERE / "wsload.c", folder() / "wsload"
    if not program.exists() or program.stat().st_mtime < source.stat().st_mtime:
        with say.step("Building the load client"):
            quietly("Building the load client", [compiler, "-O2", "-o", program, source])
    return program


@cache
def node_server() -> Path:
    """The peer's server.js beside its installed packages. `./run` has put `node` on PATH."""
    place = folder() / "node"
    place.mkdir(exist_ok=True)
    names = ("package.json", "package-lock.json", "server.js")
    for name in names:
        shutil.copyfile(HERE / "node" / name, place / name)
    wanted = stamps.digest([HERE / "node" / name for name in names[:2]], os.fspath(place))
    stamp = place / "installed"
    if not (stamp.is_file() and stamp.read_text() == wanted):
        with say.step("Installing the Node peer"):
            npm = ("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix")
            quietly("Installing the Node peer", [*npm, place])
        stamp.write_text(wanted)
    return place / "server.js"


def channel_layer() -> None:
    """channels_redis, which only the textbook's way needs: the dependency group `bench`."""
    if find_spec("channels_redis"):
        return
    uv = install.TOOLS / "uv" / "bin" / "uv"
    with say.step("Installing channels_redis"):
        quietly(
            "Installing channels_redis",
            [uv, "sync", "--frozen", "--inexact", "--group", "bench"],
            {"UV_PROJECT_ENVIRONMENT": str(ROOT / ".venv"), "VIRTUAL_ENV": ""},
        )
