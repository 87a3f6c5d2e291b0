"""The messages of a page: four, small, and nothing else; and the page that documents them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallboard.live import protocol
from wallboard.live.protocol import Ack, Close, Join, Ping, ProtocolError, Report, decode
from wallboard.projections.figure_value import Remark, Status
from wallboard.projections.patches import apply_patch, apply_rows

DOCUMENT = (Path(__file__).parents[2] / "docs" / "protocol.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```json (server|page)\n(.*?)```", DOCUMENT, re.DOTALL)
SERVER = [orjson.loads(text) for side, text in EXAMPLES if side == "server"]


def refusal(text: Any) -> Any:
    with pytest.raises(ProtocolError) as refused:
        decode(text)
    return refused.value.close


def test_the_four_messages_of_a_page() -> None:
    assert decode('{"type": "report", "frame": 3}') == Report({"frame": 3.0})
    assert decode('{"type": "join", "protocol": 1, "board": "7", "as": "display"}') == Join(
        "7", 1, as_display=True
    )
    assert decode('{"type": "join", "protocol": 1, "board": "7"}') == Join("7", 1)
    assert decode('{"type": "ack", "frame": 3}') == Ack(3)
    assert decode('{"type": "ping", "echo": 1.5}') == Ping(1.5)
    assert decode('{"type": "ping"}') == Ping(None)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", Close.MALFORMED),
        ("no json", Close.MALFORMED),
        ("[1]", Close.MALFORMED),
        ("{}", Close.MALFORMED),
        ('{"type": 3}', Close.MALFORMED),
        ("[" * 1000, Close.MALFORMED),
        ('{"type": "ack", "frame": -1}', Close.MALFORMED),
        ('{"type": "ack", "frame": "3"}', Close.MALFORMED),
        ('{"type": "ack", "frame": true}', Close.MALFORMED),
        ('{"type": "ack", "frame": 1.5}', Close.MALFORMED),
        ('{"type": "join", "protocol": 1}', Close.MALFORMED),
        ('{"type": "join", "protocol": 1, "board": ""}', Close.MALFORMED),
        ('{"type": "join", "protocol": 1, "board": 7}', Close.MALFORMED),
        ('{"type": "join", "protocol": 2, "board": "7"}', Close.OTHER_PROTOCOL),
        ('{"type": "join", "protocol": true, "board": "7"}', Close.OTHER_PROTOCOL),
        ('{"type": "ping", "echo": {"a": 1}}', Close.MALFORMED),
        ('{"type": "ping", "echo": true}', Close.MALFORMED),
        (f'{{"type": "ping", "echo": "{"x" * 65}"}}', Close.MALFORMED),
        ('{"type": "snapshot"}', Close.UNKNOWN_TYPE),
        ('{"type": "subscribe", "board": "7"}', Close.UNKNOWN_TYPE),
        (f'{{"type": "ping", "echo": "{"x" * 1024}"}}', Close.OVERSIZED),
        ("ö" * 513, Close.OVERSIZED),
        ("\ud800", Close.MALFORMED),
        (None, Close.MALFORMED),
    ],
)
def test_anything_else_closes_with_a_code(text: Any, code: Close) -> None:
    assert refusal(text) is code


@pytest.mark.parametrize(
    ("told", "read"),
    [
        ('"board": 7', {}),
        ('"frame": true', {}),
        ('"frame": 1e300', {}),
        ('"awake": 1', {}),
        ('"awake": false', {"awake": False}),
        ('"at": 5', {}),
        (f'"browser": "{"x" * 900}"', {"browser": "x" * 200}),
    ],
)
def test_a_report_holds_only_what_it_may(told: str, read: dict[str, Any]) -> None:
    assert decode(f'{{"type": "report", {told}}}') == Report(read)


@given(st.text(max_size=1100) | st.binary(max_size=1100))
def test_no_frame_is_worse_than_refused(frame: Any) -> None:
    try:
        decode(frame)
    except ProtocolError as error:
        assert error.close in Close


def test_every_code_has_its_reason_and_its_line_in_the_document() -> None:
    for close in Close:
        assert protocol.REASONS[close]
        assert f"| {int(close)} |" in DOCUMENT


def test_every_status_and_remark_has_its_line_in_the_document() -> None:
    for word in [*Status, *Remark]:
        assert word.value == "" or f"`{word.value}`" in DOCUMENT


@pytest.mark.parametrize("text", [text for side, text in EXAMPLES if side == "page"])
def test_the_documents_messages_of_a_page_are_read(text: Any) -> None:
    assert decode(text)


def encoded(example: dict[str, Any]) -> Any:
    """What the real encoder makes of the document's example."""
    at = example.get("server_at", 0.0)
    match example["type"]:
        case "hello":
            return protocol.hello(example["build"], at)
        case "heartbeat" if "echo" in example:
            return protocol.pong(at, example["echo"])
        case "heartbeat":
            return protocol.heartbeat(at, example["frame"])
        case "command":
            return protocol.command(example["command"], example["number"])
        case "bye":
            return protocol.bye(Close(example["code"]))
        case "snapshot":
            parts = {k: example[k] for k in ("frame", "board", "views", "sources", "alerts")}
            version = (example["epoch"], example["version"])
            return protocol.snapshot(server_at=at, version=version, **parts)
        case "delta":
            parts = {k: example[k] for k in ("frame", "patches", "sources", "alerts")}
            return protocol.delta(server_at=at, version=("", example["version"]), **parts)


@pytest.mark.parametrize("example", SERVER, ids=lambda example: example["type"])
def test_the_documents_messages_of_the_server_are_what_is_sent(example: dict[str, Any]) -> None:
    assert orjson.loads(encoded(example)) == example


def test_the_document_shows_every_message() -> None:
    assert {example["type"] for example in SERVER} == {
        "hello", "snapshot", "delta", "heartbeat", "command", "bye",
    }  # fmt: skip
    pages = [orjson.loads(text)["type"] for side, text in EXAMPLES if side == "page"]
    assert set(pages) == {"join", "ack", "ping", "report"}


def test_the_documents_delta_applies_to_its_snapshot() -> None:
    by_type = {example["type"]: example for example in SERVER}
    snapshot, delta = by_type["snapshot"], by_type["delta"]
    assert delta["frame"] == snapshot["frame"] + 1
    views = {
        id_: apply_patch(view, delta["patches"].get(id_, {}))
        for id_, view in snapshot["views"].items()
    }
    assert views["32"]["order"] == ["3", "4"]
    assert set(views["32"]["rows"]) == {"3", "4"}
    assert apply_rows(snapshot["sources"], delta["sources"])["1"]["trust"] == "late"
