"""Texts that nobody marked: every literal with more than one word.

What people never read is left out: documentation, log lines, errors of programming, what only
machines compare. A literal with parameters becomes a text with named places: what is said of
`f"{source} cut the connection."` is known by `{source} cut the connection.`
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from wallboard.words.extraction.calls import CALLS
from wallboard.words.extraction.found import Found
from wallboard.words.languages import ROOT

# Calls whose arguments nobody reads but a developer.
UNREAD = frozenset(
    {
        "debug", "info", "warning", "error", "exception", "critical", "get_logger", "log", "bind",
        "ValueError", "TypeError", "KeyError", "RuntimeError", "AssertionError", "LookupError",
        "ImproperlyConfigured", "StateUnavailable", "TimeoutError", "OSError", "ConnectionError",
        "cast", "compile", "register_script", "script", "Thread", "ThreadPoolExecutor", "strptime",
        "startswith", "endswith", "Counter", "Gauge", "NewType", "TypeVar", "cookies",
    }
)  # fmt: skip
WORDS = re.compile(r"[A-Za-z]{2,}[^A-Za-z]* [^A-Za-z]*[A-Za-z]|^[,;] ")
MACHINE = re.compile(
    r"[\n\t<>\\=]|\[|\]|://[a-z{]|%s|^[a-z_]+/|/\{|^ *[a-z-]+ (bool|int|str)\b|\| None"
)
SENTENCE = re.compile(r"[“{]|\.$")
PLACE = re.compile(r"\{(\w*)(?:![rsa])?(?::[^{}]*)?\}")
# Files full of the vendors' own words: only what looks like a sentence of ours counts there.
VOCABULARIES = frozenset({"mapping.py", "words.py", "members.py"})
LEAST_LETTERS = 6  # around its places: less would recognise anything

# What a call in a place is called there: `len(rows)` is a number to whoever translates.
NAMES: Mapping[str, str] = {
    "len": "count", "plain": "count", "sum": "count", "labels": "systems", "at_clock": "time",
    "join": "list", "host": "host", "type": "kind", "sorted": "list",
}  # fmt: skip


def in_prose(file: Path) -> Iterator[Found]:
    place = str(file.relative_to(ROOT))
    tree = ast.parse(file.read_text(encoding="utf-8"))
    for text in _texts(tree):
        text = PLACE.sub(lambda match: f"{{{match[1]}}}", text)
        if is_prose(text) and (file.name not in VOCABULARIES or SENTENCE.search(text)):
            yield Found(text, places=[place])


def is_prose(text: str) -> bool:
    bare = PLACE.sub(" ", text)
    letters = sum(letter.isalpha() for letter in bare)
    return bool(WORDS.search(text)) and not MACHINE.search(text) and letters >= LEAST_LETTERS


def _texts(node: ast.AST) -> Iterator[str]:
    text = _template(node)
    if text is not None:
        yield text
        for inner in _places(node):
            yield from _texts(inner)
        return
    if isinstance(node, ast.Call):
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if name in UNREAD or name in CALLS:  # those are read by `calls.py`
            return
    for child in ast.iter_child_nodes(node):
        if not _is_documentation(child):
            yield from _texts(child)


def _is_documentation(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _template(node: ast.AST) -> str | None:
    """The text of a literal, of one with parameters, or of a sum of such; None for the rest."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if not isinstance(node, ast.JoinedStr) and not _is_sum(node):
        return None
    text, taken = "", dict[str, int]()
    for piece in _pieces(node):
        if isinstance(piece, str):
            text += piece
            continue
        name = _name(piece)
        taken[name] = taken.get(name, 0) + 1
        text += f"{{{name}{taken[name] if taken[name] > 1 else ''}}}"
    return text


def _is_sum(node: ast.AST) -> bool:
    if not (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add)):
        return False
    return any(_template(side) is not None for side in (node.left, node.right))


def _pieces(node: ast.AST) -> Iterator[str | ast.expr]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        for part in node.values:
            yield from _pieces(part)
    elif isinstance(node, ast.FormattedValue):
        yield node.value
    elif _is_sum(node):
        assert isinstance(node, ast.BinOp)
        yield from _pieces(node.left)
        yield from _pieces(node.right)
    elif isinstance(node, ast.expr):
        yield node


def _places(node: ast.AST) -> list[ast.expr]:
    return [piece for piece in _pieces(node) if not isinstance(piece, str)]


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        owner = node.value.id if isinstance(node.value, ast.Name) else ""
        name = node.attr.strip("_")
        return name if owner in ("", "self") else f"{owner}_{name}"
    if isinstance(node, ast.Call):
        name = getattr(node.func, "id", getattr(node.func, "attr", "what")).strip("_")
        return NAMES.get(name, name)
    if isinstance(node, ast.Subscript):
        return _name(node.value)
    return "count" if isinstance(node, ast.BinOp) else "what"
