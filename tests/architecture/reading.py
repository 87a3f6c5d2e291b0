"""Reads the house as text: which files are ours, what each imports."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PYTHON_ROOMS = ("bootstrap", "wallboard", "connectors", "tests")
BROWSER_SOURCES = ROOT / "static" / "src"


@dataclass(frozen=True)
class Import:
    """`module` imports `target` ("wallboard.state.keys" or "redis"), at a line."""

    file: Path
    module: str
    target: str
    line: int

    def __str__(self) -> str:
        return f"{self.file.relative_to(ROOT)}:{self.line} imports {self.target}"


def python_files(*rooms: str) -> list[Path]:
    return sorted(
        file
        for room in rooms
        for file in (ROOT / room).rglob("*.py")
        if "__pycache__" not in file.parts
    )


def source_files() -> list[Path]:
    """All that people write: Python, TypeScript, styles, templates, scripts."""
    browser = [
        file
        for file in (ROOT / "static").rglob("*")
        if file.suffix in (".ts", ".tsx", ".css", ".mjs") and "dist" not in file.parts
    ]
    templates = list((ROOT / "templates").rglob("*.html"))
    return [*python_files(*PYTHON_ROOMS), *sorted(browser), *sorted(templates)]


def module_of(file: Path) -> str:
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def imports(*rooms: str) -> tuple[Import, ...]:
    """Every import, also those inside functions and for type checking: an arrow is an arrow."""
    return tuple(found for file in python_files(*rooms) for found in _imports_of(file))


def _imports_of(file: Path) -> Iterator[Import]:
    module = module_of(file)
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for name in node.names:
                yield Import(file, module, name.name, node.lineno)
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(module, file, node)
            for name in node.names:
                yield Import(file, module, f"{base}.{name.name}", node.lineno)


def _absolute(module: str, file: Path, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    package = module if file.name == "__init__.py" else module.rpartition(".")[0]
    parts = package.split(".")
    parts = parts[: len(parts) - node.level + 1]
    return ".".join([*parts, *([node.module] if node.module else [])])
