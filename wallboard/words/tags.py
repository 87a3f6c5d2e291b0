"""What every template can say (a builtin, see TEMPLATES): words of others, and the page's own."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from wallboard.words.languages import BOARD_WORDS, SOURCE
from wallboard.words.sentences import in_words

register = template.Library()
register.filter("in_words", in_words)


@register.simple_tag
def word_scripts(more: str = "") -> SafeString:
    """The scripts with a page's words, before the page's own; none for English. `more` names those
    that only some pages need: "designer"."""
    language = (get_language() or SOURCE).partition("-")[0]
    if language == SOURCE or not (BOARD_WORDS / f"{language}.js").is_file():
        return SafeString("")
    names = [f"words-{more}-{language}.js"] if more else [f"{language}.js", f"words-{language}.js"]
    scripts = ((static(name),) for name in names)
    return format_html_join("\n  ", '<script src="{}" defer></script>', scripts)


@register.simple_tag
def languages() -> list[dict[str, Any]]:
    """For the chooser: each in its own language."""
    chosen = (get_language() or SOURCE).partition("-")[0]
    return [
        {"code": code, "name": name, "chosen": code == chosen} for code, name in settings.LANGUAGES
    ]
