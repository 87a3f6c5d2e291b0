from __future__ import annotations

import base64
import io
import json
import logging
import logging.config

import pytest
import structlog

from wallboard import log


@pytest.fixture
def lines():
    """Log by our configuration, JSON, and read the lines back."""
    root, stream = logging.getLogger(), io.StringIO()
    handlers, level = root.handlers[:], root.level
    configuration = log.configuration(level="debug", json_lines=True)
    configuration["handlers"]["stderr"]["stream"] = stream
    logging.config.dictConfig(configuration)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.handlers[:], root.level = handlers, level


@pytest.mark.parametrize(
    "text",
    [
        "Authorization: Basic dXNlcjpoZW1saWd0",
        "sent Bearer hemligt-token-123",
        "redis://:hemligt@127.0.0.1:6379/0 refused",
        "https://api:hemligt@trio.test/te/api",
        '{"password": "hemligt", "user": "api"}',
        "client_key=hemligt&x=1",
        "Set-Cookie: hemligt",
        "{'access_token': 'hemligt'}",
    ],
)
def test_what_looks_like_a_secret_is_blanked(text):
    redacted = log.redact(text)
    assert "hemligt" not in redacted
    assert "aGVtbGlndA" not in redacted
    assert "dXNlcjpoZW1saWd0" not in redacted
    assert log.BLANK in redacted


@pytest.mark.parametrize("text", ["job changed state", "5 queues of 12", "keyboard: 2", "at 10:41"])
def test_ordinary_words_stay(text):
    assert log.redact(text) == text


@pytest.mark.parametrize(
    "spell",
    [
        str,
        lambda s: json.dumps({"x": s}),
        lambda s: base64.b64encode(s.encode("iso-8859-1")).decode(),
        lambda s: base64.b64encode(s.encode()).decode(),
        lambda s: "q=l%C3%B6sen-%26-77",
    ],
)
def test_a_known_secret_is_blanked_however_it_is_spelt(spell):
    log.remember_secret("lösen-&-77")
    assert log.BLANK in log.redact(f"body {spell('lösen-&-77')} end")


def test_very_short_values_are_not_blanked_everywhere():
    log.remember_secret("ab")
    assert log.redact("cab") == "cab"


def test_both_kinds_of_loggers_write_one_redacted_json_line(lines):
    log.remember_secret("geheim-99")
    structlog.get_logger("ours").warning("broke", reason="geheim-99", job="state")
    logging.getLogger("theirs").error("failed with %s", "geheim-99")
    ours, theirs = lines()
    assert (ours["message"], ours["job"], ours["reason"]) == ("broke", "state", log.BLANK)
    assert theirs["message"] == f"failed with {log.BLANK}"
    assert {ours["level"], theirs["level"]} == {"warning", "error"}


def test_tracebacks_are_redacted_too(lines):
    log.remember_secret("geheim-99")
    try:
        raise ValueError("geheim-99")
    except ValueError:
        logging.getLogger("theirs").exception("it broke")
    (line,) = lines()
    assert "ValueError" in line["exception"]
    assert "geheim-99" not in json.dumps(line)
