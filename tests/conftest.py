"""What every room's tests may ask for: a real Valkey, the whole product, a real browser.

The helpers that start them are in `tests/services/`. No test may leave a process behind.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
import redis

from tests.services import leftovers
from tests.services.valkey import TestValkey

pytest_plugins = [f"tests.services.{name}" for name in ("fixtures", "mailbox", "scheduling")]

NO_REDIS = "redis://127.0.0.1:1/0"  # nothing listens on port 1: a forgotten fixture shows at once


def pytest_configure(config: pytest.Config) -> None:
    """No test may reach a Redis that happens to run here, or wait for a slow hash of a password."""
    from django.conf import settings

    settings.WALLBOARD_REDIS_URL = NO_REDIS
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _nobody_elses_language() -> None:
    """A request leaves its reader's language in the thread; the next test begins without."""
    from django.utils import translation

    translation.deactivate()


@pytest.fixture(scope="session", autouse=True)
def _no_process_left_behind() -> Iterator[None]:
    yield
    left = leftovers.of_process(os.getpid())
    assert not left, f"Tests left processes behind: {left}. What a test starts, it stops."


@pytest.fixture(scope="session")
def valkey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestValkey]:
    """A real server for the session, configured as the embedded one is."""
    server = TestValkey(tmp_path_factory.mktemp("valkey"))
    server.start()
    yield server
    server.kill()


@pytest.fixture(scope="session")
def valkey_url(valkey: TestValkey) -> Iterator[str]:
    """Its address, in Django's settings too from now on."""
    from django.conf import settings

    settings.WALLBOARD_REDIS_URL = valkey.url
    yield valkey.url
    settings.WALLBOARD_REDIS_URL = NO_REDIS


@pytest.fixture
def redis_client(valkey_url: str) -> Iterator[redis.Redis]:
    """A client of an empty server."""
    with redis.Redis.from_url(valkey_url, socket_timeout=5) as client:
        client.flushall()
        yield client
