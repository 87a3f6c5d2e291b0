"""Runs the front end's own tools from pytest."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DIST = ROOT / "static" / "dist"


def run(*command: str) -> str:
    """Output of a tool that went well; its output is the message of the failure otherwise."""
    program = shutil.which(command[0])
    assert program, f"{command[0]} is not on PATH: `./run` installs it"
    done = subprocess.run(
        [program, *command[1:]], cwd=ROOT, capture_output=True, text=True, timeout=110, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
