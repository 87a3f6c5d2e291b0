"""What people read is found, wherever it is written; what they do not read is left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from wallboard.words.extraction import calls, prose
from wallboard.words.languages import ROOT

PROGRAM = '''
"""Documentation of a module."""
from django.utils.translation import gettext as _, ngettext, pgettext

_("Boards")
ngettext("{n} board", "{n} boards", 2)
pgettext("of a queue", "open")
raise Unreachable(f"{source} did not answer within {seconds:.2g} s.", hint="Check the address.")
log.warning("a reader has gone")
raise ValueError("a value must be finite")
TEXT = f"{len(rows)} agents, {len(some)} of them here" + (" (more)" if more else "")
'''


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(calls, "ROOT", tmp_path)
    monkeypatch.setattr(prose, "ROOT", tmp_path)
    return tmp_path


def test_calls_of_gettext_are_found_with_plural_and_context(source):
    file = source / "page.py"
    file.write_text(PROGRAM)
    assert {one.key for one in calls.in_python(file)} == {
        ("", "Boards", ""),
        ("", "{n} board", "{n} boards"),
        ("of a queue", "open", ""),
    }


def test_sentences_are_found_with_places_named_for_their_translator(source):
    file = source / "client.py"
    file.write_text(PROGRAM)
    found = {one.text for one in prose.in_prose(file)}
    assert "{source} did not answer within {seconds} s." in found
    assert "Check the address." in found
    assert not {text for text in found if "reader" in text or "finite" in text or "Doc" in text}


def test_templates_are_read_as_django_reads_them(source):
    file = source / "page.html"
    file.write_text(
        '<p class="x">It\'s {% translate "Sign in" %} {% blocktranslate count n=n %}'
        "One thing{% plural %}{{ n }} things{% endblocktranslate %}</p>"
    )
    assert {one.key for one in calls.in_template(file)} == {
        ("", "Sign in", ""),
        ("", "One thing", "%(n)s things"),
    }


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Check the address.", True),
        (", but {account} lists both", True),
        ("{a} {b}", False),
        ("one\ntwo three", False),
        ("dict[str, int] | None", False),
        ("word", False),
    ],
)
def test_prose_is_told_from_what_machines_read(text, read):
    assert prose.is_prose(text) is read


def test_the_house_has_a_place_for_every_catalogue():
    assert (ROOT / "locale").is_dir()
