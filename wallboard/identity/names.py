"""Are two names those of one person? Only ever a hint: no name alone joins people."""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher
from functools import lru_cache

SIMILAR = 0.8  # of two words: a slip of the pen, not another name
SHORTEST = 2  # letters of a word that counts: an initial says too little


@lru_cache(maxsize=65536)
def words(name: str) -> frozenset[str]:
    """Words of a name without case, accents and order: "Ek, Åsa" and "Asa Ek" are alike."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return frozenset(re.findall(r"[^\W_]+", letters))


def same(one: str, other: str) -> bool:
    return bool(words(one)) and words(one) == words(other)


def akin(one: str, other: str) -> bool:
    """A word in common, or nearly: what remains of a name after a marriage or a misspelling."""
    mine, theirs = _telling(one), _telling(other)
    if mine & theirs:
        return True
    return any(
        len(a) > 3 and len(b) > 3 and SequenceMatcher(None, a, b).ratio() >= SIMILAR
        for a in mine
        for b in theirs
    )


def _telling(name: str) -> frozenset[str]:
    return frozenset(word for word in words(name) if len(word) >= SHORTEST)
