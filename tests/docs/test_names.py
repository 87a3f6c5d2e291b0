"""A page that names a file, a module or a verb names one that exists."""

from __future__ import annotations

import re
import subprocess
from importlib import import_module

from bootstrap.__main__ import VERBS
from tests.architecture.reading import ROOT
from tests.docs.pages import Mention, mentions, pages

ROOMS = r"(?:bootstrap|connectors|docs|static|templates|tests|wallboard|\.ci)"
PATH = re.compile(rf"(?<![\w./:@-])({ROOMS}/(?:[\w.{{}}-]+/)*[\w.-]*\w|{ROOMS}/)")
LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)")
DOTTED = re.compile(r"(?<![\w./-])((?:connectors|wallboard)\.[a-z_][\w.]*\w)")
VERB = re.compile(r"\./run ([a-z][a-z0-9-]*)")
MADE_BY_A_RUN = ("static/dist",)
ENOUGH = 100  # of paths on all pages: fewer means that this test no longer reads them


def _said(wrong: list[Mention]) -> str:
    return "\n  ".join(map(str, wrong))


def _tracked() -> set[str]:
    """Files that are committed or about to be, and their folders."""
    words = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    told = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False).stdout
    files = {name for name in told.splitlines() if (ROOT / name).exists()}
    folders = {str(parent) for name in files for parent in (ROOT / name).relative_to(ROOT).parents}
    return files | folders


def test_every_path_that_a_page_names_exists() -> None:
    known = _tracked()
    found = mentions(PATH)
    wrong = [
        one
        for one in found
        if not _exists(one.what.rstrip("/"), known) and not one.what.startswith(MADE_BY_A_RUN)
    ]
    assert not wrong, f"Rename it on the page too:\n  {_said(wrong)}"
    assert len(found) > ENOUGH


def _exists(path: str, known: set[str]) -> bool:
    """A module may go without its ending, a decision by its number."""
    return (
        path in known
        or f"{path}.py" in known
        or (path.startswith("docs/decisions/") and any(name.startswith(path) for name in known))
    )


def test_every_link_between_pages_leads_somewhere() -> None:
    wrong = [one for one in mentions(LINK) if not (one.page.parent / one.what).exists()]
    assert not wrong, f"These links lead nowhere:\n  {_said(wrong)}"


def test_every_module_that_a_page_names_exists() -> None:
    found = mentions(DOTTED)
    wrong = [one for one in found if not _is_ours(one.what)]
    assert not wrong, f"No such module, member or task:\n  {_said(wrong)}"
    assert found


def _is_ours(dotted: str) -> bool:
    """A module, a member of one, or a Celery task's name."""
    from wallboard.celery import app

    app.loader.import_default_modules()
    return dotted in app.tasks or _resolves(dotted)


def _resolves(dotted: str) -> bool:
    parts = dotted.split(".")
    for length in range(len(parts), 0, -1):
        try:
            found: object = import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        for name in parts[length:]:
            if not hasattr(found, name):
                return False
            found = getattr(found, name)
        return True
    return False


def test_every_verb_is_explained_to_contributors() -> None:
    told = set(VERB.findall((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")))
    missing = sorted({verb.name for verb in VERBS if verb.name} - told)
    assert not missing, f"CONTRIBUTING.md lists the verbs of ./run, but not {missing}"


def test_every_verb_that_a_page_names_exists() -> None:
    known = {verb.name for verb in VERBS}
    wrong = [one for one in mentions(VERB) if one.what not in known]
    assert not wrong, f"`./run help` lists no such verb:\n  {_said(wrong)}"


def test_the_pages_that_the_house_promises_are_there() -> None:
    promised = {
        *("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/architecture.md"),
        *("docs/protocol.md", "docs/operations.md"),
        *("docs/adding-a-connector.md", "docs/adding-a-widget.md"),
    }
    missing = promised - {str(page.relative_to(ROOT)) for page in pages()}
    assert not missing, f"{sorted(missing)} are promised to readers"
