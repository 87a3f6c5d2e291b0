"""What screens are told over their open sockets, wherever those are: a word, and nothing else.

What is to last (another board, dimmed, a name) is a row first; the word only says: read it again.
"""

from __future__ import annotations

import secrets

import structlog

from wallboard.boards.models import Display
from wallboard.state.control import Control, publish
from wallboard.state.redis import StateUnavailable

log = structlog.get_logger(__name__)

IDENTIFY = "identify"  # shows its name, large
RELOAD = "reload"
PROGRAM = "program"  # what it shows or how it looks has changed
COMMANDS = (IDENTIFY, RELOAD, PROGRAM)


def tell(display: Display, word: str) -> bool:
    return _tell(str(display.site_id), word, str(display.pk))


def tell_site(site_id: str, word: str) -> bool:
    """Every screen of a site."""
    return _tell(site_id, word, "")


def _tell(site_id: str, word: str, subject: str) -> bool:
    """False when nobody could be told: a screen reads its program by itself every few minutes."""
    try:
        publish(Control("display", site_id, subject, word, secrets.token_hex(6)))
    except StateUnavailable as error:
        log.warning("screens could not be told", word=word, reason=str(error))
        return False
    return True
