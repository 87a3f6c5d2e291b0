"""Texts in calls of gettext: in Python by its syntax tree, in templates by Django's own reading."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from django.utils.translation.template import templatize

from wallboard.words.extraction.found import Found
from wallboard.words.languages import ROOT

# Function → how many of its first arguments are context, and then text (2: with its plural).
CALLS: Mapping[str, tuple[int, int]] = {
    "_": (0, 1),
    "gettext": (0, 1),
    "gettext_lazy": (0, 1),
    "gettext_noop": (0, 1),
    "ngettext": (0, 2),
    "ngettext_lazy": (0, 2),
    "pgettext": (1, 1),
    "pgettext_lazy": (1, 1),
    "npgettext": (1, 2),
    "npgettext_lazy": (1, 2),
}
IN_TEMPLATE = re.compile(r"(?<!\w)(_|n?p?gettext)\(")


def in_python(file: Path) -> Iterator[Found]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    yield from _in_tree(tree, str(file.relative_to(ROOT)))


def aliases(tree: ast.AST) -> dict[str, str]:
    """By what other names a module calls these functions: `gettext as _now`."""
    return {
        name.asname: name.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for name in node.names
        if name.asname
    }


def _in_tree(tree: ast.AST, place: str) -> Iterator[Found]:
    called = aliases(tree)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        contexts, texts = CALLS.get(called.get(name, name), (0, 0))
        words = [
            one.value
            for one in node.args[: contexts + texts]
            if isinstance(one, ast.Constant) and isinstance(one.value, str)
        ]
        if texts and len(words) == contexts + texts:
            context = words[0] if contexts else ""
            text, plural = [*words[contexts:], ""][:2]
            yield Found(text, plural, context, [place])


def in_template(file: Path) -> Iterator[Found]:
    """Django turns a template into something with calls of gettext and nothing else in letters."""
    place = str(file.relative_to(ROOT))
    source = templatize(file.read_text(encoding="utf-8"))
    for match in IN_TEMPLATE.finditer(source):
        call = _call_at(source, match.start())
        if call is not None:
            yield from _in_tree(call, place)


def _call_at(source: str, start: int) -> ast.AST | None:
    """The shortest piece from `start` to a closing parenthesis that is a Python expression."""
    end = source.find(")", start)
    while end != -1:
        try:
            return ast.parse(source[start : end + 1].strip(), mode="eval")
        except SyntaxError:
            end = source.find(")", end + 1)
    return None
