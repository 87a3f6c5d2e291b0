"""The product left alone: nothing grows without bound, nothing dies, nothing goes stale.

Twenty seconds in a test run, which shows that the looking works; an hour in `./run soak`.
"""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.e2e.viewers import Viewer, Viewers, board_ids
from tests.services import scale, waiting
from tests.services.fixtures import StartStack
from tests.services.stack import Stack
from wallboard.embedded.logs import LARGEST_BYTES
from wallboard.embedded.place import read_json

LENGTH_SECONDS = scale.seconds(20.0, 3600.0)
WARM_SECONDS = scale.seconds(8.0, 300.0)  # pools, caches and the day's first facts have filled
ALLOWED_GROWTH = 1.15
ALLOWED_BYTES = 20 * 1024**2  # on top: an allocator's own steps

pytestmark = [pytest.mark.e2e, scale.timeout(180, LENGTH_SECONDS + 600)]


def _resident_bytes(pid: int) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    return 0


def _memory(stack: Stack) -> dict[str, int]:
    pids = {"supervisor": stack.pid, **read_json(stack.place.children)}
    return {name: _resident_bytes(pid) for name, pid in pids.items()}


def _is_fresh(viewer: Viewer) -> bool:
    sources = list(viewer.sources.values())
    return viewer.live and bool(sources) and all(one["trust"] == "fresh" for one in sources)


def test_left_alone_it_neither_grows_nor_dies_nor_goes_stale(start_stack: StartStack) -> None:
    stack = start_stack()
    with Viewers(stack, board_ids(stack)["wall"], count=5) as viewers:
        waiting.until(lambda: all(map(_is_fresh, viewers.all)), "fresh figures", 40.0)
        began_at, children = time.monotonic(), read_json(stack.place.children)
        stale = []
        before: dict[str, int] = {}
        while (age := time.monotonic() - began_at) < LENGTH_SECONDS:
            if age > WARM_SECONDS and not before:
                before = _memory(stack)
            if not all(map(_is_fresh, viewers.all)) or not stack.ticks_lately():
                stale.append(round(age))
            time.sleep(1.0)
        after = _memory(stack)
    assert read_json(stack.place.children) == children, f"something died:\n{stack.output()}"
    assert not stale, f"not fresh after so many seconds: {stale}"
    assert all(viewer.attempts == 1 for viewer in viewers.all), "a socket was lost"
    grown = {
        name: (before[name], size)
        for name, size in after.items()
        if size > before[name] * ALLOWED_GROWTH + ALLOWED_BYTES
    }
    assert not grown, f"resident bytes before and after: {grown}"
    logs = {file.name: file.stat().st_size for file in stack.place.logs.iterdir()}
    assert max(logs.values()) <= LARGEST_BYTES * 1.2, logs
