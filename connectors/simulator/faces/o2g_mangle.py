"""Lines that are not what they should be."""

import json
from typing import Any

GIANT = 2_000_000
JUNK = b"\n{this is no JSON\n"
UNKNOWN_EVENT = (
    '{"eventName":"OnSomethingNobodyKnows","loginName":"oxe0","what":"överraskning"}\n'.encode()
)
WORD = "A_WORD_NOBODY_KNOWS"
_STATES = ("state", "mainState", "subState", "userState")


def giant_line(size: int) -> bytes:
    start, end = b'{"eventName":"OnGiant","padding":"', b'"}\n'
    return start + b"x" * max(0, size - len(start) - len(end)) + end


def unworded(line: bytes) -> bytes:
    """The same event with a word of its own for each state."""
    changed = _changed(json.loads(line))
    return json.dumps(changed, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _changed(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            key: WORD if key in _STATES and isinstance(child, str) else _changed(child)
            for key, child in value.items()
        }
    return [_changed(child) for child in value] if isinstance(value, list) else value
