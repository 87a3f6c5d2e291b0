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

ControlKind = Literal["configuration", "access", "display", "draft", "rules", "alerts"]


@dataclass(frozen=True, slots=True)
class Control:
    """`configuration` or `access` of a site changed; `draft`: that of the board whose id is
    `subject`; `display`: screens of the site are told to do `word`, one (`subject`) or all;
    `rules`: the evaluator has to look again; `alerts`: it has published others.

    `number` tells a message to screens from its repetition.
    """

    kind: ControlKind
    site: str = ""
    subject: str = ""
    word: str = ""
    number: str = ""


def publish(control: Control, client: redis.Redis | None = None) -> None:
    """Tell every process. Raises StateUnavailable."""
    (client or sync_client()).publish(keys.CONTROL, orjson.dumps(asdict(control)))


def control_of(payload: bytes) -> Control | None:
    """None for a kind of another release: during a deploy both run."""
    message = orjson.loads(payload)
    if message.get("kind") not in get_args(ControlKind):
        return None
    names = ("site", "subject", "word", "number")
    return Control(message["kind"], **{name: str(message.get(name, "")) for name in names})
