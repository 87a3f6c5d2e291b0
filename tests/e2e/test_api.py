"""The API of the whole product under daphne: asked by schemathesis, scraped, and followed."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import orjson
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.services import waiting
from tests.services.stack import Stack

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]

MAKE = """
from wallboard.boards.models import ApiToken, Site
from wallboard.boards.models.api_token import Scope
token = ApiToken(name="e2e", scopes=list(Scope.values))
text = token.new_secret()
token.save()
token.sites.set(Site.objects.all())
result = text
"""
REVOKE = """
from wallboard.boards.models import ApiToken
for token in ApiToken.objects.filter(name="e2e"):
    token.revoke()
"""
FORGET = """
from wallboard.boards.models import ApiToken
ApiToken.objects.filter(name="e2e").delete()
"""


@pytest.fixture
def token(stack: Stack) -> Iterator[str]:
    yield stack.evaluate(MAKE)
    stack.evaluate(FORGET)


@pytest.fixture
def program(stack: Stack, token: str) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"Bearer {token}"}
    with httpx.Client(base_url=f"{stack.url}/api/v1/", headers=headers, timeout=15) as client:
        yield client


def test_schemathesis_finds_nothing(stack: Stack, token: str, tmp_path: Path) -> None:
    """Few requests: a token may ask four times a second. All cases are in tests/api/."""
    done = subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli", "run"),
            *(f"{stack.url}/api/v1/openapi.json", "--header", f"Authorization: Bearer {token}"),
            *("--exclude-path-regex", "/events$", "--phases", "examples,fuzzing"),
            *("--max-examples", "5", "--rate-limit", "4/s", "--no-color"),
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=220,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]


def _first_board(program: httpx.Client) -> str:
    site = program.get("sites").json()["items"][0]["id"]
    return str(program.get(f"sites/{site}/boards").json()["items"][0]["id"])


@pytest.mark.alone
def test_a_board_is_followed_until_its_token_is_revoked(
    stack: Stack, program: httpx.Client
) -> None:
    with program.stream("GET", f"boards/{_first_board(program)}/events") as reply:
        assert reply.headers["content-type"].startswith("text/event-stream")
        lines = reply.iter_lines()
        assert "event: snapshot" in iter(lines)
        snapshot = orjson.loads(next(lines).removeprefix("data: "))
        assert snapshot["views"]
        assert "event: delta" in iter(lines)  # the demo's centre is busy
        stack.evaluate(REVOKE)
        revoked_at = time.monotonic()
        assert "event: bye" in iter(lines)
        rest = list(lines)  # it ends by itself
        assert rest[0].startswith('data: {"type":"bye"')
        assert time.monotonic() - revoked_at < 2.0
    assert program.get("sites").status_code == 401


def test_prometheus_reads_the_figures_that_the_api_tells(program: httpx.Client) -> None:
    site = program.get("sites").json()["items"][0]["id"]

    def same() -> bool:
        """Between two requests the centre may have moved on."""
        before = program.get(f"sites/{site}/figures").json()
        scraped = _scraped(program)
        after = program.get(f"sites/{site}/figures").json()
        if before["version"] != after["version"]:
            return False
        told = before["figures"]["staffed"]["value"]
        if told is None:
            return False  # a busy machine polls late
        assert scraped["wallboard_figure"][site, "", "staffed"] == told
        assert scraped["wallboard_figure_trust"][site, "", "staffed"] == 2
        return True

    waiting.until(same, "two answers at one version", 60.0, 0.1)


def _scraped(program: httpx.Client) -> dict[str, dict[tuple[str, str, str], float]]:
    return {
        family.name: {
            (one.labels["site"], one.labels["queue"], one.labels["metric"]): one.value
            for one in family.samples
        }
        for family in text_string_to_metric_families(program.get("prometheus").text)
    }
