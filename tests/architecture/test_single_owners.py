"""Some libraries have one door: whoever needs what is behind it knocks there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from tests.architecture.reading import imports


@dataclass(frozen=True)
class Owner:
    modules: tuple[str, ...]  # prefixes
    reason: str


OWNERS: Mapping[str, Owner] = {
    "httpx": Owner(
        (
            *("connectors.http", "connectors.failures", "connectors.deadlines"),
            *("connectors.replies", "wallboard.alerts.outward"),  # in from vendors, out to webhooks
        ),
        "one place decides on limits, TLS, body size, redirects and what is logged",
    ),
    "redis": Owner(
        ("wallboard.state",),
        "one room knows the key names, the scripts and the time-outs",
    ),
    "celery": Owner(
        (
            *("wallboard.celery", "wallboard.history.tasks", "wallboard.alerts.tasks"),
            "wallboard.reports.tasks",
            *("wallboard.displays.tasks", "connectors.tasks"),
        ),
        "tasks live in one file per room; others send them by name",
    ),
    "cryptography.fernet": Owner(
        ("wallboard.boards.secrets",), "one place knows how secrets are kept at rest"
    ),
    "channels.layers": Owner((), "metrics and control travel through wallboard/state (0002)"),
    "authlib": Owner(
        ("wallboard.users.provider",), "one place says what a sign-in service must prove"
    ),
    "requests": Owner(
        ("wallboard.users.provider",),
        "connectors/http.py is the one HTTP client; Authlib brings its own, whose errors it tells",
    ),
    "aiohttp": Owner((), "connectors/http.py is the one HTTP client"),
}


@pytest.mark.parametrize("library", sorted(OWNERS))
def test_a_library_is_imported_by_its_owner_only(library: str) -> None:
    owner = OWNERS[library]
    wrong = [
        str(one)
        for one in imports("bootstrap", "wallboard", "connectors")
        if (one.target == library or one.target.startswith(f"{library}."))
        and not one.module.startswith(owner.modules)
        and not one.module.startswith("connectors.simulator")  # a server, with clients of its own
    ]
    assert not wrong, (
        f"{library} belongs to {' and '.join(owner.modules) or 'nobody'}: {owner.reason}.\n  "
        + "\n  ".join(wrong)
    )
