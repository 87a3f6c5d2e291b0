"""Which language a page speaks: the choice, else the browser's, else the site's for a screen."""

from __future__ import annotations

import re

import pytest

pytestmark = pytest.mark.django_db


def _language(page) -> str:
    found = re.search(r'<html lang="([\w-]+)"', page.content.decode())
    assert found
    return found[1]


def test_a_page_speaks_what_the_browser_prefers(client):
    page = client.get("/login/", headers={"accept-language": "fi,sv;q=0.5"})
    assert _language(page) == "fi"
    assert "words-fi.js" in page.content.decode()


def test_a_choice_outlives_the_browsers_preference(client):
    chosen = client.post("/language/", {"language": "de", "next": "/login/"})
    assert chosen.status_code == 302
    assert client.cookies["wallboard_language"].value == "de"
    page = client.get("/login/", headers={"accept-language": "fi"})
    assert _language(page) == "de"


def test_a_language_that_there_is_not_is_no_choice(client):
    client.post("/language/", {"language": "tlh", "next": "/login/"})
    assert _language(client.get("/login/")) == "en"


def test_english_loads_no_further_words(client):
    page = client.get("/login/").content.decode()
    assert "words-" not in page


def test_the_choice_leads_nowhere_else(client):
    gone = client.post("/language/", {"language": "sv", "next": "https://elsewhere.example/"})
    assert gone.headers["Location"] == "/"


@pytest.mark.parametrize(("own", "spoken"), [("", "fr"), ("sv", "sv")])
def test_a_screen_speaks_its_own_language_or_that_of_its_site(cast, screen, own, spoken):
    display, secret = screen
    display.language = own
    display.save()
    display.site.language = "fr"
    display.site.save()
    browser = cast.browser()
    browser.cookies["wallboard_display"] = secret
    assert _language(browser.get("/tv", headers={"accept-language": "de"})) == spoken
