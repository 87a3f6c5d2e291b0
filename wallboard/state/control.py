"""Small messages to all processes: what to read again, and who must go.

They carry names, never content; a process that missed one while Redis was away reads everything
again when it comes back.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Literal, get_args

import orjson
import redis

from wallboard.state import keys
from wallboard.state.redis import sync_client

ControlKind = Literal["configuration", "access", "display", "draft"]


@dataclass(frozen=True, slots=True)
class Control:
    """`configuration` or `access` of a site changed; `display`: `subject` is the display's id;
    `draft`: that of the board whose id is `subject`."""

    kind: ControlKind
    site: str = ""
    subject: str = ""


def publish(control: Control, client: redis.Redis | None = None) -> None:
    """Tell every process. Raises StateUnavailable."""
    (client or sync_client()).publish(keys.CONTROL, orjson.dumps(asdict(control)))


def control_of(payload: bytes) -> Control | None:
    """None for a kind of another release: during a deploy both run."""
    message = orjson.loads(payload)
    if message.get("kind") not in get_args(ControlKind):
        return None
    return Control(message["kind"], message.get("site", ""), message.get("subject", ""))
