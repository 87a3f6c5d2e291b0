"""The cast of the pages, and a sign-in service of one's own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from django.contrib.auth.models import User
from django.test import Client

from tests.pages.conftest import Cast, _catalogue, cast  # noqa: F401
from tests.users.sign_in_service import CLIENT, SECRET, SignInService

RETURN = "/login/sso/return/"


@pytest.fixture
def service(settings: Any) -> Iterator[SignInService]:
    one = SignInService()
    settings.WALLBOARD_SSO_ISSUER = one.issuer
    settings.WALLBOARD_SSO_CLIENT_ID = CLIENT
    settings.WALLBOARD_SSO_CLIENT_SECRET = SECRET
    settings.WALLBOARD_SSO_NAME = "Office"
    yield one
    one.stop()


def visit(client: Client, next_url: str = "") -> str:
    """To the service and back, as a browser goes; the address with which it comes back."""
    away = client.get("/login/sso/", {"next": next_url} if next_url else {})
    assert away.status_code == 302, away.content.decode()
    back = requests.get(away["Location"], allow_redirects=False, timeout=5)
    assert back.status_code == 302, back.text
    parts = urlsplit(back.headers["Location"])
    assert (parts.netloc, parts.path) == ("testserver", RETURN)
    return f"{parts.path}?{parts.query}"


def come_in(client: Client, next_url: str = "") -> Any:
    return client.get(visit(client, next_url))


def signed_in_as(client: Client) -> int | None:
    found = client.session.get("_auth_user_id")
    return None if found is None else int(found)


def whoever_is_in(client: Client) -> User:
    pk = signed_in_as(client)
    assert pk is not None
    return User.objects.get(pk=pk)
