"""The cast: an owner (superuser), a teammate (member), a stranger (member of another site)."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.pages.world import World, make_world
from wallboard.boards.models import Account, Board, Display, Membership, Site

PASSWORD = "a-long-pass-11"


@pytest.fixture(autouse=True)
def _catalogue(settings):
    settings.WALLBOARD_VENDORS = "tests.boards.two_vendors.VENDORS"


@dataclass
class Cast:
    site: Site
    other_site: Site
    board: Board
    account: Account
    owner: User
    teammate: User
    stranger: User

    def browser(self, user: User | None = None) -> Client:
        client = Client()
        if user is not None:
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client


@pytest.fixture
def cast(db) -> Cast:
    users = User.objects
    site = Site.objects.create(name="Malmö", slug="malmo")
    other = Site.objects.create(name="Vasa", slug="vasa", timezone="Europe/Helsinki")
    cast = Cast(
        site=site,
        other_site=other,
        board=Board.objects.create(site=site, slug="wall", name="Wall", purpose="wall"),
        account=Account.objects.create(
            site=site, vendor="trio", name="Växel", base_url="https://trio.test"
        ),
        owner=users.create_superuser("owner", password=PASSWORD),
        teammate=users.create_user("teammate", password=PASSWORD),
        stranger=users.create_user("stranger", password=PASSWORD),
    )
    Membership.objects.create(user=cast.teammate, site=site)
    Membership.objects.create(user=cast.stranger, site=other)
    return cast


@pytest.fixture
def screen(cast) -> tuple[Display, str]:
    """A display of the board, and the secret of its link."""
    display = Display(site=cast.site, board=cast.board, name="Room 4")
    secret = display.new_secret()
    display.save()
    return display, secret


@pytest.fixture
def world(db) -> World:
    return make_world()
