"""Pages for what went wrong say what to do."""

from __future__ import annotations

import pytest
from django.template.loader import get_template
from django.test import Client


@pytest.mark.django_db
def test_a_missing_page_says_whom_to_ask():
    response = Client().get("/no-such-page")
    assert response.status_code == 404
    assert "ask an administrator" in response.content.decode()


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("403.html", "Ask an administrator"),
        ("403_csrf.html", "reload the page"),
        ("404.html", "administrator"),
        ("500.html", "tell an administrator"),
    ],
)
def test_error_pages_need_no_context(template, words):
    assert words in get_template(template).render()
