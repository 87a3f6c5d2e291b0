"""Websocket origins, content policy, lock-out: what reaches the product from outside."""

from __future__ import annotations

import pytest
from asgiref.testing import ApplicationCommunicator
from django.contrib.auth import get_user_model
from django.test import RequestFactory

from wallboard.clients import address_of
from wallboard.origins import OwnOriginOnly, may_open


@pytest.fixture(autouse=True)
def _hosts(settings):
    settings.ALLOWED_HOSTS = ["board.test", ".wide.test"]
    settings.WALLBOARD_TRUSTED_ORIGINS = ("https://Front.test:8443",)
    settings.WALLBOARD_TLS = False


@pytest.mark.parametrize(
    ("origin", "host", "may"),
    [
        ("http://board.test", "board.test", True),
        ("http://board.test:8000", "board.test:8000", True),
        ("https://board.test", "board.test", True),
        ("http://a.wide.test", "a.wide.test", True),
        ("https://front.test:8443", "inside:8000", True),
        ("http://board.test:9000", "board.test:8000", False),
        ("http://evil.test", "board.test", False),
        ("http://evil.test", "evil.test", False),
        ("http://board.test.evil.test", "board.test", False),
        ("ftp://board.test", "board.test", False),
        ("null", "board.test", False),
        ("", "board.test", False),
        ("http://board.test:x", "board.test:x", False),
    ],
)
def test_a_socket_opens_only_from_its_own_origin(origin, host, may):
    assert may_open(origin, host) is may


def test_under_tls_a_page_without_it_opens_no_socket(settings):
    settings.WALLBOARD_TLS = True
    assert not may_open("http://board.test", "board.test")
    assert may_open("https://board.test", "board.test")


@pytest.mark.django_db  # Channels' denier looks after old connections
@pytest.mark.parametrize(
    ("origin", "answer"), [(b"http://board.test", "accept"), (b"http://evil.test", "close")]
)
async def test_the_wrapper_accepts_or_closes(origin, answer):
    async def inner(scope, receive, send):
        await receive()
        await send({"type": "websocket.accept"})

    headers = [(b"host", b"board.test"), (b"origin", origin)]
    scope = {"type": "websocket", "path": "/ws/board/", "headers": headers}
    socket = ApplicationCommunicator(OwnOriginOnly(inner), scope)
    await socket.send_input({"type": "websocket.connect"})
    assert (await socket.receive_output())["type"] == f"websocket.{answer}"


def test_the_policy_names_the_websocket_of_the_pages_origin(client, db):
    policy = client.get("/admin/login/", headers={"host": "board.test"})["Content-Security-Policy"]
    assert "connect-src 'self' ws://board.test;" in f"{policy};"
    secure = client.get("/admin/login/", headers={"host": "board.test"}, secure=True)
    assert "wss://board.test" in secure["Content-Security-Policy"]
    for word in ("unsafe-inline", "unsafe-eval", "*"):
        assert word not in policy
    assert "default-src 'none'" in policy


def test_repeated_failures_lock_one_name_at_one_address_only(client, db, settings):
    settings.AXES_FAILURE_LIMIT = 3
    users = get_user_model().objects
    users.create_user("anna", password="right-one-1")
    form = {"username": "anna", "password": "wrong", "this_is_the_login_form": "1"}
    here = {"REMOTE_ADDR": "192.0.2.1", "HTTP_HOST": "board.test"}
    answers = [client.post("/admin/login/", form, **here).status_code for _ in range(4)]
    assert answers[0] == 200
    assert answers[-1] == 429
    right = form | {"password": "right-one-1", "next": "/admin/"}
    assert client.post("/admin/login/", right, **here).status_code == 429
    elsewhere = here | {"REMOTE_ADDR": "192.0.2.2"}
    assert client.post("/admin/login/", right, **elsewhere).status_code != 429


def test_the_address_of_a_client_is_believed_of_our_own_proxy_only(settings):
    request = RequestFactory().get(
        "/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="6.6.6.6, 192.0.2.7"
    )
    settings.SECURE_PROXY_SSL_HEADER = None
    assert address_of(request) == "10.0.0.1"
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert address_of(request) == "192.0.2.7"
