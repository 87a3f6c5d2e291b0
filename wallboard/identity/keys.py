"""By which keys people and queues are recognised, and how each key is written alike. Data.

A key is read from what a listing says (`reads`; "number_2" is another value of "number") and
folded, so that 02005 and 2005, ANNA@X.SE and anna@x.se, +46 31 7 and 0046317 are the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

NOTHING = frozenset({"na", "none", "null", "nil", "unknown", "undefined", "anonymous"})
_APART = re.compile(r"[\s.\-/()]")
_COUNTED = re.compile(r"_\d+$")


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()


def fold_id(text: str) -> str:
    """Case, spaces and the zeros before a number do not matter."""
    word = re.sub(r"\s", "", _plain(text))
    return word.lstrip("0") if word.isdigit() else word


def fold_number(text: str) -> str:
    """As dialled: no signs between digits, no +, 00 or 0 in front."""
    word = _plain(text).removeprefix("tel:")
    digits = _APART.sub("", word).removeprefix("+")
    return digits.lstrip("0") if digits.isdigit() else fold_id(word)


def fold_login(text: str) -> str:
    r"""Without the domain in front (ACME\anna)."""
    return fold_id(_plain(text).rpartition("\\")[2])


def fold_address(text: str) -> str:
    word = _plain(text)
    return word.removeprefix("mailto:").removeprefix("sip:")


def fold_name(text: str) -> str:
    return " ".join(_plain(text).split())


@dataclass(frozen=True, slots=True)
class Key:
    """`contradicts`: two different values mean two. `personal`: goes with a person who moves."""

    name: str
    label: str
    reads: tuple[str, ...]
    fold: Callable[[str], str]
    contradicts: bool = False
    personal: bool = False


NAME = "name"
ACD_AGENT = Key(
    "acd_agent_id", "ACD agent id", ("acd_agent_id", "own_agent_id"), fold_id, contradicts=True
)
ACD_QUEUE = Key(
    "acd_queue_id", "ACD queue id", ("acd_queue_id", "own_queue_id"), fold_id, contradicts=True
)
PERSON_KEYS: tuple[Key, ...] = (
    ACD_AGENT,
    Key("number", "directory number", ("number",), fold_number),
    Key("login", "login", ("login",), fold_login, personal=True),
    Key("employee_id", "employee id", ("employee_id",), fold_id, contradicts=True, personal=True),
    Key("email", "e-mail address", ("email",), fold_address, contradicts=True, personal=True),
)
QUEUE_KEYS: tuple[Key, ...] = (
    ACD_QUEUE,
    Key("number", "number", ("number",), fold_number, contradicts=True),
    Key("address", "address", ("address",), fold_address),
    Key(NAME, "name", (NAME,), fold_name),
)
CHANNEL = Key("channel", "channel", ("channel",), fold_name, contradicts=True)  # never a match


def in_order(table: tuple[Key, ...], names: Iterable[str] | None) -> tuple[Key, ...]:
    """The rows that are named, in that order; None (nothing configured) is the whole table."""
    if names is None:
        return table
    rows = {key.name: key for key in table}
    return tuple(rows[name] for name in dict.fromkeys(names) if name in rows)


def values_of(key: Key, told: Mapping[str, str], name: str = "") -> frozenset[str]:
    """Folded values of one key; what says nothing ("-", "n/a", zeros) is none."""
    found = [name] if key.name == NAME else []
    found += [str(value) for label, value in told.items() if _COUNTED.sub("", label) in key.reads]
    folded = (key.fold(value) for value in found)
    return frozenset(value for value in folded if _says_something(value))


def _says_something(value: str) -> bool:
    return any(map(str.isalnum, value)) and re.sub(r"\W", "", value) not in NOTHING
