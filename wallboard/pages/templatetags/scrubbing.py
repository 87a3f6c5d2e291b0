"""What every page says of texts that may hold somebody's name (a builtin, see TEMPLATES)."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context

from wallboard.boards.models import Board, Site

register = template.Library()


@register.simple_tag(takes_context=True)
def scrubbed(context: Context, text: Any, of: Site | Board) -> str:
    """The text, by the policy of a site or board for this user; `scrubs` comes with the look."""
    scrub = context["scrubs"]
    return str(scrub(str(text), of))
