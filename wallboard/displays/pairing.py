"""A screen shows a code, somebody with the right enters it, the screen has a credential.

The credential is made before the code: it lies in a cookie of the waiting screen, which nobody else
ever sees, and opens nothing until a display with its hash exists. So no secret passes through Redis
or through the person who pairs.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from typing import Any

import structlog
from django.utils.crypto import salted_hmac

from wallboard.boards.models import Display
from wallboard.boards.models.display import hash_of
from wallboard.state.pairings import CODE_SECONDS, Pairing, Pairings
from wallboard.state.redis import sync_client

log = structlog.get_logger(__name__)

# Nothing that is taken for something else when read from a wall (0 O D Q, 1 I L, 2 Z, 5 S, 8 B,
# U V), and nothing so wide that six of them do not fit (M, W). 18 signs make 34 million codes.
ALPHABET = "34679ACEFGHJKNPRTXY"
CODE_LENGTH = 6
CODES_AT_ONCE = 200
ATTEMPTS_TO_MAKE = 5

WHILE_SECONDS = 900
CODES_PER_ADDRESS = 200  # a house of screens that lost its power
GUESSES: dict[str, int] = {"user": 10, "address": 30, "all": 150}  # wrong ones


class TooMany(Exception):
    """Codes are asked for, or guessed, faster than people do."""


class WrongCode(Exception):
    """No screen shows this code now: mistyped, too old, or taken already."""


@dataclass(frozen=True, slots=True)
class Guesser:
    """Who enters codes, and from where."""

    user: str
    address: str

    @property
    def counted(self) -> dict[str, str]:
        return {"user": self.user, "address": self.address, "all": ""}


def new_credential() -> str:
    return secrets.token_urlsafe(32)


def tidied(code: str) -> str:
    """As people type it: small letters, spaces, a dash in the middle."""
    return "".join(sign for sign in code.upper() if sign.isalnum())[: CODE_LENGTH + 1]


def digest_of(code: str) -> str:
    return salted_hmac("wallboard.pairing", code, algorithm="sha256").hexdigest()


def shown_code(credential: str) -> Pairing | None:
    """What this screen shows now."""
    pairings = _pairings()
    code = pairings.code_of(hash_of(credential))
    found = pairings.look(digest_of(code)) if code else None
    return found if found is not None and found.expires_at > time.time() else None


def show_code(credential: str, address: str, browser: str) -> Pairing:
    """A new code for this screen. Raises TooMany."""
    pairings, now_at = _pairings(), time.time()
    if pairings.count("codes", address, WHILE_SECONDS) > CODES_PER_ADDRESS:
        raise TooMany
    for _ in range(ATTEMPTS_TO_MAKE):
        code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
        pairing = Pairing(
            code, hash_of(credential), now_at + CODE_SECONDS, address[:60], browser[:200]
        )
        if pairings.show(digest_of(code), pairing, CODES_AT_ONCE, now_at):
            return pairing
    raise TooMany


def look_up(code: str, guesser: Guesser) -> Pairing:
    """The screen that shows this code. Raises WrongCode, and TooMany after wrong ones."""
    pairings = _pairings()
    _stop_guessing(pairings, guesser)
    return _checked(pairings, pairings.look(digest_of(tidied(code))), code, guesser)


def pair(code: str, guesser: Guesser, **choices: Any) -> Display:
    """Make the display whose screen shows this code; the code is used up. `choices` are fields of
    the row. Raises WrongCode, TooMany."""
    pairings = _pairings()
    _stop_guessing(pairings, guesser)
    found = _checked(pairings, pairings.take(digest_of(tidied(code))), code, guesser)
    display: Display = Display.objects.create(secret_hash=found.credential_hash, **choices)
    log.info("a screen was paired", display=display.pk, site=display.site_id, user=guesser.user)
    return display


def _checked(pairings: Pairings, found: Pairing | None, code: str, guesser: Guesser) -> Pairing:
    right = found is not None and secrets.compare_digest(found.code, tidied(code))
    if found is None or not right or found.expires_at <= time.time():
        for kind, who in guesser.counted.items():
            pairings.count(kind, who, WHILE_SECONDS)
        log.warning("a wrong pairing code", user=guesser.user, address=guesser.address)
        raise WrongCode
    return found


def _stop_guessing(pairings: Pairings, guesser: Guesser) -> None:
    if any(pairings.counted(kind, who) >= GUESSES[kind] for kind, who in guesser.counted.items()):
        raise TooMany


def _pairings() -> Pairings:
    return Pairings(sync_client())
