"""A Django shell that stays open beside a product: loading Django costs more than a question."""

from __future__ import annotations

import json
import select
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

from bootstrap import launcher
from bootstrap.commands import ROOT

ANSWER_SECONDS = 60.0
# Runs inside `manage.py shell`, whose names (all models) are at hand. A line in, a line out.
LOOP = """
import json, sys, traceback
from django.db import connections
given, out = dict(globals()), sys.stdout
sys.stdout = sys.stderr
for line in sys.stdin:
    names = dict(given, result=None)
    try:
        exec(json.loads(line), names)
        answer = {"result": names["result"]}
        text = json.dumps(answer)
    except BaseException:
        text = json.dumps({"error": traceback.format_exc()})
    finally:
        connections.close_all()
    out.write(text + "\\n")
    out.flush()
"""


class Shell:
    """One process; `evaluate` as often as wanted. Each question has names of its own."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        words = [sys.executable, str(ROOT / "manage.py"), "shell", "--verbosity", "0", "-c", LOOP]
        self._process = subprocess.Popen(
            launcher.command(words),
            cwd=ROOT,
            env=dict(environment),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )

    def evaluate(self, code: str) -> Any:
        """What the code leaves in `result`, as JSON. Raises AssertionError with its traceback."""
        process = self._process
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write(json.dumps(code) + "\n")
        process.stdin.flush()
        ready, _, _ = select.select([process.stdout], [], [], ANSWER_SECONDS)
        assert ready, f"No answer within {ANSWER_SECONDS:g} s to:\n{code}"
        line = process.stdout.readline()
        assert line, f"The shell ended, exit code {process.wait()}, at:\n{code}"
        answer: dict[str, Any] = json.loads(line)
        assert "error" not in answer, answer["error"]
        return answer["result"]

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
