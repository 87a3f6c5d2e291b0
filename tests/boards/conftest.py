"""A cast for tests of permissions (owner, teammate, stranger) and a site with two accounts."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model

from wallboard.boards.models import Account, Board, Membership, Site


@pytest.fixture(autouse=True)
def _catalogue(settings):
    settings.WALLBOARD_VENDORS = "tests.boards.two_vendors.VENDORS"


@pytest.fixture
def site(db):
    return Site.objects.create(name="Norrköping", slug="norrkoping", timezone="Europe/Stockholm")


@pytest.fixture
def other_site(db):
    return Site.objects.create(name="Vasa", slug="vasa", timezone="Europe/Helsinki")


@pytest.fixture
def trio(site):
    account = Account(site=site, vendor="trio", name="Växel", base_url="https://trio.test/te/api")
    account.keep_secrets({"client_key": "key-Å-1", "username": "api", "password": "hemlig-Ö-77"})
    account.save()
    return account


@pytest.fixture
def calabrio(site):
    return Account.objects.create(
        site=site, vendor="calabrio", name="Schema", base_url="https://calabrio.test", rank=1
    )


@pytest.fixture
def board(site):
    return Board.objects.create(site=site, slug="wall", name="Wall", purpose="wall")


@pytest.fixture
def owner(db):
    return get_user_model().objects.create_superuser("owner")


@pytest.fixture
def teammate(site):
    """Staff, and a member of the site."""
    user = get_user_model().objects.create_user("teammate", is_staff=True)
    Membership.objects.create(user=user, site=site, role="administrator")
    return user


@pytest.fixture
def stranger(other_site):
    """Staff, and a member of another site only."""
    user = get_user_model().objects.create_user("stranger", is_staff=True)
    Membership.objects.create(user=user, site=other_site, role="administrator")
    return user


@pytest.fixture
def told(django_capture_on_commit_callbacks):
    """Run a block and return what was announced after its commit: [(kind, site_id), ...]."""
    from contextlib import contextmanager

    from wallboard.boards import signals

    @contextmanager
    def listen():
        heard: list[tuple[str, str]] = []

        def on_configuration(site_id: str, **_: object) -> None:
            heard.append(("configuration", site_id))

        def on_access(site_id: str, **_: object) -> None:
            heard.append(("access", site_id))

        def on_screens(site_id: str, **_: object) -> None:
            heard.append(("screens", site_id))

        signals.screens_changed.connect(on_screens)
        signals.configuration_changed.connect(on_configuration)
        signals.access_changed.connect(on_access)
        try:
            with django_capture_on_commit_callbacks(execute=True):
                yield heard
        finally:
            signals.configuration_changed.disconnect(on_configuration)
            signals.access_changed.disconnect(on_access)
            signals.screens_changed.disconnect(on_screens)

    return listen
