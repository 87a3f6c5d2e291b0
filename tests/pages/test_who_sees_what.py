"""Who reaches which page: one table of all addresses, walked by everybody of the cast.

A new page fails here until it has a row. The admin has a table of its own, tests/boards/
test_who_configures_what.py; the API asks for tokens, tests/api.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from wallboard.boards.models import Board, Display, Membership, Role, Site, Team, Widget

pytestmark = pytest.mark.usefixtures("redis_client")

OF_THE_BOARD = frozenset(
    {"viewer", "team viewer", "team supervisor", "supervisor", "administrator", "owner"}
)
"""Who sees a board of the team Nord."""
EDITORS = OF_THE_BOARD - {"viewer", "team viewer"}
MEMBERS = OF_THE_BOARD | {"viewer of another team", "supervisor of another team"}
SIGNED_IN = MEMBERS | {"stranger"}
SUPERVISORS = EDITORS | {"supervisor of another team", "stranger"}
"""Of whatever: the stranger is one elsewhere."""
EVERYBODY = SIGNED_IN | {"nobody"}


@dataclass
class World:
    site: Site
    board: Board
    widget: Widget
    display: Display
    cast: dict[str, Client] = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """`welcome` get `status`; others `refused`, who is not signed in `nobody`."""

    address: Callable[[World], str]
    welcome: frozenset[str]
    status: int = 200
    refused: int = 404
    nobody: int = 302


def _fixed(address: str) -> Callable[[World], str]:
    return lambda world: address


def _of_board(form: str) -> Callable[[World], str]:
    return lambda w: form.format(
        board=w.board.pk,
        slug=w.board.slug,
        site=w.site.slug,
        widget=w.widget.pk,
        display=w.display.pk,
    )


PAGES: Mapping[str, Row] = {
    "": Row(_fixed("/"), EVERYBODY, status=302),
    "login/": Row(_fixed("/login/"), frozenset({"nobody"}), refused=302),
    "logout/": Row(_fixed("/logout/"), EVERYBODY, status=405),
    "language/": Row(_fixed("/language/"), EVERYBODY, status=302),
    "boards/": Row(_fixed("/boards/"), SIGNED_IN),
    "boards/<slug:slug>/": Row(_of_board("/boards/{slug}/"), OF_THE_BOARD),
    "boards/<slug:site>/<slug:slug>/": Row(_of_board("/boards/{site}/{slug}/"), OF_THE_BOARD),
    "design/<int:board>/": Row(_of_board("/design/{board}/"), EDITORS),
    "design/<int:board>/preview/": Row(_of_board("/design/{board}/preview/"), EDITORS),
    "design/<int:board>/kit": Row(_of_board("/design/{board}/kit"), EDITORS, nobody=401),
    "design/<int:board>/draft": Row(_of_board("/design/{board}/draft"), EDITORS, nobody=401),
    "design/<int:board>/publish": Row(
        _of_board("/design/{board}/publish"), SIGNED_IN, status=405, nobody=405
    ),
    "why/<int:board>/": Row(_of_board("/why/{board}/?widget={widget}"), OF_THE_BOARD, nobody=404),
    "privacy/<slug:site>/": Row(_of_board("/privacy/{site}/"), MEMBERS),
    "health/": Row(_fixed("/health/"), SIGNED_IN),
    "tv": Row(_fixed("/tv"), EVERYBODY),
    "tv/program": Row(_fixed("/tv/program"), frozenset(), refused=401, nobody=401),
    "tv/code": Row(_fixed("/tv/code"), EVERYBODY, status=405),
    "tv/code.svg": Row(_fixed("/tv/code.svg"), frozenset(), nobody=404),
    "tv/waiting": Row(_fixed("/tv/waiting"), EVERYBODY),
    "displays/": Row(_fixed("/displays/"), SUPERVISORS, refused=403),
    "displays/pair/": Row(_fixed("/displays/pair/"), SUPERVISORS, refused=403),
    "displays/<int:display>/": Row(_of_board("/displays/{display}/"), EDITORS),
    "displays/<int:display>/command/": Row(
        _of_board("/displays/{display}/command/"), EVERYBODY, status=405
    ),
    "tv/enter": Row(_fixed("/tv/enter"), EVERYBODY, status=405),
    "healthz/live": Row(_fixed("/healthz/live"), EVERYBODY),
    "healthz/ready": Row(_fixed("/healthz/ready"), EVERYBODY),
    "metrics": Row(_fixed("/metrics"), EVERYBODY),  # from this machine, see test_measures.py
}
# Pages whose rooms test who reaches them with rows of their own. Here only: who is not signed in
# gets nothing, and of what is not there nobody gets anything.
OF_THEIR_ROOMS = frozenset(
    {
        "alerts/",
        "alerts/rules/",
        "alerts/rules/new/<int:site>/",
        "alerts/rules/<int:rule>/",
        "alerts/rules/<int:rule>/delete",
        "alerts/recipients/",
        "alerts/recipients/new/<int:site>/",
        "alerts/recipients/<int:recipient>/",
        "alerts/recipients/<int:recipient>/delete",
        "alerts/sites/<int:site>/",
        "alerts/<str:public_id>/",
        "alerts/<str:public_id>/qr.svg",
        "design/new/",
        "design/<int:board>/copy",
        "design/<int:board>/rename",
        "design/<int:board>/archive",
        "design/<int:board>/take-out",
        "design/<int:board>/delete",
        "design/<int:board>/history/",
        "design/<int:board>/history/<int:number>/",
        "design/<int:board>/history/<int:number>/restore",
        "displays/playlists/new/",
        "displays/playlists/<int:playlist>/",
        "history/",
        "history/<slug:site>/",
        "history/<slug:site>/export.<str:form>",
        *("history/<slug:site>/reports/", "history/<slug:site>/reports/new/"),
        "history/<slug:site>/reports/<int:report>/",
        "history/<slug:site>/reports/<int:report>/delete",
        "history/<slug:site>/reports/<int:report>/send",
        "notices/",
        "notices/<int:notice>/end",
        "images/",
        "images/<int:image>/remove",
        "images/<str:digest>",
        "login/code/",
        "login/second-factor/",
        "login/sso/",
        "login/sso/return/",
        "you/",
        "you/password/",
        "you/second-factor/",
        "you/sessions/<int:pk>/end/",
        "you/sessions/end-others/",
    }
)
OF_SIGNING_IN = "login/"
ELSEWHERE = ("admin/", "api/")
ALSO = ("admin/login/", "api/")  # of those, what the pages answer themselves


def routes(resolver: URLResolver, before: str = "") -> Iterator[str]:
    for one in resolver.url_patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLPattern):
            if route not in ALSO:
                yield route
        elif route not in ELSEWHERE:
            yield from routes(one, route)


@pytest.fixture(scope="module")
def addresses() -> set[str]:
    return set(routes(get_resolver()))


@pytest.fixture
def world(db, settings) -> World:
    settings.WALLBOARD_VENDORS = "tests.boards.two_vendors.VENDORS"
    site = Site.objects.create(name="Malmö", slug="malmo")
    far = Site.objects.create(name="Vasa", slug="vasa")
    nord, syd = (Team.objects.create(site=site, name=name) for name in ("Nord", "Syd"))
    board = Board.objects.create(site=site, slug="nord", name="Nord's board", team=nord)
    widget = Widget.objects.create(
        board=board, type="figure", width=3, options={"metric": "contacts_waiting"}
    )
    display = Display(site=site, board=board, name="Nord's screen")
    display.new_secret()
    display.save()
    world = World(site, board, widget, display)
    members = {
        "viewer": (site, Role.VIEWER, ()),
        "team viewer": (site, Role.VIEWER, (nord,)),
        "viewer of another team": (site, Role.VIEWER, (syd,)),
        "team supervisor": (site, Role.SUPERVISOR, (nord,)),
        "supervisor of another team": (site, Role.SUPERVISOR, (syd,)),
        "supervisor": (site, Role.SUPERVISOR, ()),
        "administrator": (site, Role.ADMINISTRATOR, ()),
        "stranger": (far, Role.ADMINISTRATOR, ()),
    }
    for name, (of, role, teams) in members.items():
        user = User.objects.create_user(name, is_staff=role == Role.ADMINISTRATOR)
        Membership.objects.create(user=user, site=of, role=role).teams.set(teams)
        world.cast[name] = signed_in(user)
    world.cast["owner"] = signed_in(User.objects.create_superuser("owner"))
    world.cast["nobody"] = Client()
    return world


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_every_address_has_a_row_and_every_row_an_address(addresses):
    assert set(PAGES) <= addresses
    assert addresses - OF_THEIR_ROOMS == set(PAGES), (
        "A page that is new here needs a row in PAGES: who may see it, who may not, "
        "and what who is not signed in gets."
    )


@pytest.mark.parametrize("route", PAGES)
def test_everybody_gets_what_the_table_says(route, world):
    row = PAGES[route]
    found = {
        name: client.get(row.address(world)).status_code for name, client in world.cast.items()
    }
    expected = {
        name: row.status if name in row.welcome else row.nobody if name == "nobody" else row.refused
        for name in world.cast
    }
    assert found == expected


def test_of_pages_of_other_rooms_nobody_gets_anything_without_signing_in(world, addresses):
    for route in sorted(addresses & OF_THEIR_ROOMS):
        if not route.startswith(OF_SIGNING_IN):
            address = "/" + re.sub(r"<[^>]+>", "999999", route)
            status = world.cast["nobody"].get(address).status_code
            assert status in {302, 401, 403, 404, 405}, (address, status)


def test_a_page_neither_names_nor_counts_what_is_not_its_viewers(world):
    """The list, the switcher and the page about people's data, for who may not see Nord's board."""
    for name in ("viewer of another team", "supervisor of another team", "stranger"):
        for address in ("/boards/", "/health/", "/displays/", f"/privacy/{world.site.slug}/"):
            page = world.cast[name].get(address).content.decode()
            assert "Nord" not in page, (name, address)
    assert "Malmö" not in world.cast["stranger"].get("/boards/").content.decode()
    assert "Nord" in world.cast["team viewer"].get("/boards/").content.decode()
