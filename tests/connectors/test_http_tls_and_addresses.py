"""Whom the HTTP client trusts, and what it takes for an address."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors.errors import Refused, Unreachable
from connectors.http import VendorHttp, authority, base_address, origin, under
from tests.connectors.certificates import tls_for
from tests.connectors.requests import context_for, failure
from tests.connectors.vendor_server import Answer, VendorServer


@pytest.fixture
def server() -> Iterator[VendorServer]:
    with VendorServer(lambda _: Answer.of({"fine": True})) as running:
        yield running


def test_a_ca_bundle_makes_a_private_authority_trusted(tmp_path: Path) -> None:
    tls, pem = tls_for(tmp_path)
    with VendorServer(lambda _: Answer.of([]), tls) as server:
        http = VendorHttp(context_for(server.url, pem), "Vendor")
        assert http.request("GET", "x", purpose="test").json() == []
        http.close()


@pytest.mark.parametrize(
    ("name", "days", "words"),
    [("elsewhere.example", 1, "another host name"), ("localhost", -1, "expired")],
)
def test_a_bad_certificate_is_told_in_words(
    tmp_path: Path, name: str, days: int, words: str
) -> None:
    tls, pem = tls_for(tmp_path, name, days)
    with VendorServer(lambda _: Answer.of([]), tls) as server:
        http = VendorHttp(context_for(server.url, pem), "Vendor")
        error = failure(http)
        assert isinstance(error, Unreachable)
        assert words in str(error)
        http.close()


@pytest.fixture
def plain_port() -> Iterator[int]:
    """Answers whatever it hears like a server of http that cannot read it."""

    def answer() -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listener.accept()
                with connection:
                    connection.recv(1)
                    connection.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        yield int(listener.getsockname()[1])
        listener.shutdown(socket.SHUT_RDWR)
        thread.join(5)


def test_https_to_a_server_of_http_is_told_in_words(plain_port: int) -> None:
    http = VendorHttp(context_for(f"https://localhost:{plain_port}"), "Vendor")
    assert "secure connection" in str(failure(http))
    http.close()


def test_a_ca_bundle_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(Refused, match="CA bundle"):
        VendorHttp(context_for("https://localhost", "-----BEGIN NONSENSE"), "Vendor")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ftp://host/x",
        "host/te/api",
        "https://",
        "https://user:word@host/",
        "https://host/?a=1",
        "https://host:99999/",
        "https://[bad/",
    ],
)
def test_an_address_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(Refused) as caught:
        base_address(text)
    assert "word" not in str(caught.value).replace("password", "")


def test_addresses_are_joined_and_compared() -> None:
    base = base_address(" https://Host.example/te/api/ ")
    assert base == "https://Host.example/te/api"
    assert under(base, "cc/1") == "https://Host.example/te/api/cc/1"
    assert under(base, "/te/api/kc") == "https://Host.example/te/api/kc"
    assert origin(base) == origin("HTTPS://host.example:443/x") == "https://host.example:443"
    assert authority("http://[::1]:80/") == "[::1]:80"
