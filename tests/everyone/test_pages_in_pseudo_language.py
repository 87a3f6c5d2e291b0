"""In a language of accented English no page has a plain English word, but for data and names.

It finds what no catalogue can: text that nobody made translatable, or that is not said through the
catalogue where it is read. Boards, which say their words themselves, are looked at in a browser.
"""

from __future__ import annotations

import re
import time
from urllib.parse import urlsplit

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.test.utils import override_settings

from tests.everyone.reading import plain_english, read
from wallboard.boards import models as m
from wallboard.boards import ready_made
from wallboard.history.models import AgentStretch, NamedClock, Outage
from wallboard.history.strips import BANDS
from wallboard.words.languages import LANGUAGES, PSEUDO

pytestmark = pytest.mark.django_db

KIND = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/)\d+(?=/|$)")
FIRST = ("/boards/", "/admin/", "/health/", "/displays/")
POLICIES: tuple[dict[str, object], ...] = (
    {},
    {"no_ranking": True, "people": "initials"},
    {"smallest_group": 50},
    {"people": "counts"},
)
NOBODYS = ("/login/", "/tv", "/no-such-page/")
NOT_PAGES = re.compile(
    r"/logout/|/static/|\.json$|/jsi18n/|diagnostics/$|/metrics|/healthz/|\.(csv|png|svg)$|/api/"
    r"|/admin/usersessions/"  # allauth's own names of a session and its fields are English alone
)
# Names of products and makes, and what systems spell so.
NAMES = [
    "Wallboard", "Trio", "Calabrio", "Sinch", "O2G", "Enghouse", "Alcatel-Lucent", "Enterprise",
    "English", "Svenska", "Suomi", "Français", "Deutsch", "Europe/Stockholm", "JavaScript",
    "Contact Center", "Prometheus", "OpenAPI", "Authorization", "Bearer", "Chrome", "Linux",
]  # fmt: skip


# Django's names of permissions are rows of the database; its icons say True, False and Search;
# options of a widget are shown as they are stored; allauth has no translation of "user session".
UNTRANSLATED = re.compile(
    r"\| Can (add|change|delete|view) |^(True|False|None|Search)$|^\{|\b[Uu]ser [Ss]essions?\b"
)


@pytest.fixture
def client_in_pseudo(redis_client: object) -> Client:
    """The administrator's browser, in a house with an object of each kind."""
    owner = get_user_model()._default_manager.create_superuser("Ägaren", password="a-long-pass-11")
    site = m.Site.objects.create(name="Ängen", slug="angen")
    ready_made.make_boards(site)
    board = m.Board.objects.get(slug="wall")
    m.Board.objects.filter(pk=board.pk).update(name="Väggen")
    account = m.Account.objects.create(
        site=site, vendor="trio", name="Växeln", base_url="https://trio.example/te/api"
    )
    queue = m.Queue.objects.create(site=site, name="Försäljning")
    m.QueueAlias.objects.create(queue=queue, account=account, external_id="17")
    agent = m.Agent.objects.create(site=site, name="Åsa Öberg")
    m.AgentAlias.objects.create(agent=agent, account=account, external_id="42")
    m.Team.objects.create(site=site, name="Öster")
    m.SourceOrder.objects.create(site=site, figure="agent.state")
    screen = m.Display(site=site, board=board, name="Rum 4")
    screen.new_secret()
    screen.save()
    client = Client()
    client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    client.cookies["wallboard_language"] = PSEUDO[0]
    return client


def _data() -> list[str]:
    names = list(NAMES)
    for model in (m.Site, m.Account, m.Queue, m.Agent, m.Board, m.Team, m.Display):
        names += [str(row.name) for row in model._default_manager.all()]
    names += [word for widget in m.Widget.objects.all() for word in (widget.title, widget.type)]
    names += [account.vendor for account in m.Account.objects.all()]
    names = [name for name in names if name]
    return sorted(names, key=len, reverse=True)


@override_settings(LANGUAGES=(*LANGUAGES, PSEUDO))
def test_every_word_of_every_page_is_said_through_the_catalogue(client_in_pseudo: Client) -> None:
    nobody = Client()
    nobody.cookies["wallboard_language"] = PSEUDO[0]
    data, plain = _data(), dict[str, set[str]]()
    seen, waiting = set[str](), [*FIRST, *NOBODYS]
    while waiting:
        path = waiting.pop(0)
        kind = KIND.sub("N", path)
        if kind in seen:
            continue
        seen.add(kind)
        browser = nobody if path in NOBODYS else client_in_pseudo
        page = browser.get(path, follow=True)
        if not page.headers.get("Content-Type", "").startswith("text/html"):
            continue
        texts, links = read(page.content.decode())
        for text in texts:
            if plain_english(text, data) and not UNTRANSLATED.search(text):
                plain.setdefault(text, set()).add(kind)
        found = (urlsplit(link) for link in links)
        waiting += [at.path for at in found if at.path.startswith("/") and not at.netloc]
        waiting = [path for path in waiting if not NOT_PAGES.search(path)]
    assert len(seen) > 40, sorted(seen)
    said = [f"{text!r} on {', '.join(sorted(pages)[:2])}" for text, pages in plain.items()]
    assert not said, "\n".join(sorted(said))


@override_settings(LANGUAGES=(*LANGUAGES, PSEUDO))
def test_states_of_people_are_said_through_the_catalogue(client_in_pseudo: Client) -> None:
    """Of them there are rows only here: the administration would list them with what is deleted."""
    site, at = m.Site.objects.get(), int(time.time())
    for number, state in enumerate(BANDS):
        agent = m.Agent.objects.create(site=site, name=f"Åsa {number}")
        AgentStretch.objects.create(site=site, agent=agent, state=state, from_at=at - 60)
    Outage.objects.create(site=site, from_at=at - 300, to_at=at - 120)
    NamedClock.objects.create(site=site, looked_at=at)
    for policy in POLICIES:
        m.Site.objects.update(**policy)
        page = client_in_pseudo.get(f"/history/{site.slug}/people/")
        assert page.status_code == 200
        texts, _links = read(page.content.decode())
        assert len(texts) > 20
        assert not [text for text in texts if plain_english(text, _data())], policy
