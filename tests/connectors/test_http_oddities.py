"""What HTTP leaves open: how a body is packed, when a connection ends. What the contract asks of
all connectors is in `oddities.py`."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterator

import pytest

from connectors.errors import Malformed, Unreachable
from connectors.failures import unpacker
from connectors.http import VendorHttp
from tests.connectors.oddities import members, raw_deflate
from tests.connectors.requests import context_for
from tests.connectors.vendor_server import Answer, VendorServer


@pytest.fixture
def server() -> Iterator[VendorServer]:
    with VendorServer(lambda _: Answer.of({"fine": True})) as running:
        yield running


@pytest.fixture
def http(server: VendorServer) -> Iterator[VendorHttp]:
    client = VendorHttp(context_for(server.url), "Vendor")
    yield client
    client.close()


PACKED = [("gzip", gzip.compress), ("gzip", members), ("deflate", zlib.compress),
          ("deflate", raw_deflate), ("deflate", gzip.compress)]  # fmt: skip


@pytest.mark.parametrize("size", [1, 1000])
@pytest.mark.parametrize(("encoding", "pack"), PACKED)
def test_packed_bodies_are_unpacked(
    encoding: str, pack: Callable[[bytes], bytes], size: int
) -> None:
    body = b"[1, 2, 3]" * 9
    packed = pack(body) + b"\0\0"  # some fill up the last block: it is nothing
    unpack = unpacker(encoding, "A vendor")
    found = b"".join(unpack(packed[at : at + size], 500) for at in range(0, len(packed), size))
    assert found == body


def test_a_bomb_of_many_members_stays_small() -> None:
    unpack = unpacker("gzip", "A vendor")
    assert len(unpack(gzip.compress(b" " * 1_000_000) * 20, 1_500_000)) == 1_500_000


@pytest.mark.parametrize("cut", [b"", b"HTTP/1.1 200"])
def test_a_connection_that_was_closed_between_two_requests_is_opened_anew(
    server: VendorServer, http: VendorHttp, cut: bytes
) -> None:
    closes = [False, True, False, True, True]
    usual = server.answer
    server.answer = lambda asked: (
        Answer(pieces=lambda: iter([(0.0, cut)])) if closes.pop(0) else usual(asked)
    )
    assert http.request("GET", "x", purpose="test").ok
    assert http.request("GET", "x", purpose="test").ok
    assert (len(server.asked), server.connections) == (3, 2)
    with pytest.raises((Unreachable, Malformed)):  # of one that is new, it is the server's trouble
        http.request("GET", "x", purpose="test")
    assert (len(server.asked), server.connections) == (5, 3)


@pytest.mark.parametrize(("method", "purpose"), [("POST", "test"), ("GET", "sign-in")])
def test_what_may_have_been_done_is_not_asked_for_again(
    server: VendorServer, http: VendorHttp, method: str, purpose: str
) -> None:
    """A login that is tried twice may lock the account."""
    assert http.request("GET", "x", purpose="test").ok
    server.answer = lambda asked: Answer(pieces=lambda: iter([]))
    with pytest.raises(Unreachable):
        http.request(method, "x", purpose=purpose)
    assert len(server.asked) == 2


def test_a_post_that_only_reads_is_asked_for_again(server: VendorServer, http: VendorHttp) -> None:
    cuts = [False, True, False]
    server.answer = lambda asked: (
        Answer(pieces=lambda: iter([])) if cuts.pop(0) else Answer.of({"got": asked.body.decode()})
    )
    assert http.request("GET", "x", purpose="test").ok
    reply = http.request("POST", "x", purpose="test", json={"a": 1}, reads=True)
    assert reply.json() == {"got": '{"a":1}'}
