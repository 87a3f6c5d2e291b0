"""Who reaches which page: one table of all addresses, walked by everybody of the cast.

A new page fails here until it has a row. The admin has a table of its own, tests/boards/
test_who_configures_what.py; the API asks for tokens, tests/api.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.pages.test_who_sees_rooms import ROOMS
from tests.pages.world import (
    EDITORS,
    EVERYBODY,
    MEMBERS,
    OF_THE_BOARD,
    SIGNED_IN,
    SUPERVISORS,
    World,
)

pytestmark = pytest.mark.usefixtures("redis_client")


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
    # Of who is half signed in (tests/users has those); all others go to the beginning.
    "login/code/": Row(_fixed("/login/code/"), frozenset(), refused=302),
    "login/second-factor/": Row(_fixed("/login/second-factor/"), frozenset(), refused=302),
    # No sign-in service is set here; where one is: tests/users/test_single_sign_on.py.
    "login/sso/": Row(_fixed("/login/sso/"), frozenset(), nobody=404),
    "login/sso/return/": Row(_fixed("/login/sso/return/"), frozenset(), nobody=404),
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
    "then/<int:board>/": Row(_of_board("/then/{board}/"), OF_THE_BOARD),
    "then/<int:board>/minutes": Row(
        _of_board("/then/{board}/minutes?from=1&count=1"), OF_THE_BOARD
    ),
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


def test_every_address_has_a_row_and_every_row_an_address(addresses):
    rows = set(PAGES) | set(ROOMS)
    assert addresses == rows, (
        "A page that is new needs a row in PAGES or, of something that is made first, in ROOMS: "
        "who may see it, who may not, and what who is not signed in gets."
    )
    assert not set(PAGES) & set(ROOMS)


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


def test_a_page_neither_names_nor_counts_what_is_not_its_viewers(world):
    """The list, the switcher and the page about people's data, for who may not see Nord's board."""
    for name in ("viewer of another team", "supervisor of another team", "stranger"):
        for address in ("/boards/", "/health/", "/displays/", f"/privacy/{world.site.slug}/"):
            page = world.cast[name].get(address).content.decode()
            assert "Nord" not in page, (name, address)
    assert "Malmö" not in world.cast["stranger"].get("/boards/").content.decode()
    assert "Nord" in world.cast["team viewer"].get("/boards/").content.decode()
