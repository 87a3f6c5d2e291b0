"""schemathesis asks what the description promises, well and badly; it must find nothing.

The same by its own program, against the whole product under daphne: tests/e2e/test_api.py.
"""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode

from wallboard.api.description import EVENTS, PREFIX
from wallboard.api.operations import OPERATIONS

BUSY = 10**9  # requests a minute


@pytest.fixture
def described(centre, make_token, settings):
    """The running application's own description, asked for over WSGI."""
    settings.WALLBOARD_API_RATE = BUSY
    settings.ALLOWED_HOSTS = ["*"]
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    schema.config.headers = {"Authorization": f"Bearer {make_token()}"}
    return schema


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.name)
@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_schemathesis_finds_nothing(centre, described, operation, mode):
    if mode is GenerationMode.NEGATIVE and not (operation.query or "{" in operation.path):
        return  # there is nothing to say wrongly
    asked = described[PREFIX + operation.path]["GET"]
    there = {"site": str(centre.site.pk), "board": str(centre.board.pk)}
    statuses = set()

    @given(case=asked.as_strategy(generation_mode=mode))
    @settings(
        max_examples=20, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    def ask(case):
        if mode is GenerationMode.POSITIVE:  # of a number by chance there is no site
            case.path_parameters = {name: there[name] for name in case.path_parameters}
        reply = case.call_and_validate()
        said = "{" in operation.path or urlsplit(reply.request.url or "").query
        if mode is GenerationMode.POSITIVE or said:  # an empty list in a query says nothing
            statuses.add(reply.status_code)

    ask()
    assert statuses == {200} if mode is GenerationMode.POSITIVE else 200 not in statuses


def test_it_is_asked_about_all_operations(described):
    asked = {result.ok().path for result in described.get_all_operations()}
    assert asked == {PREFIX + one.path for one in OPERATIONS} | {PREFIX + EVENTS}
