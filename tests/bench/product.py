"""An installation to measure: a site, its queues, the ready-made wall, somebody signed in.

Must be imported after `prepare_environment`, like everything that knows Django.
"""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass
from pathlib import Path

QUEUES = 8
SLUG = "bench"


@dataclass(frozen=True)
class Product:
    """What a viewer and a publisher need to know of it."""

    site: str
    account: str
    board: str
    cookie: str

    @property
    def join(self) -> str:
        return json.dumps({"type": "join", "protocol": 1, "board": self.board})


def prepare_environment(folder: Path, redis_url: str) -> None:
    """Of this process and all that it starts: nothing of an installation on this machine."""
    for name in [n for n in os.environ if n.startswith(("WALLBOARD_", "DATABASE_", "REDIS_"))]:
        del os.environ[name]
    os.environ["WALLBOARD_STATE_DIR"] = str(folder)
    os.environ["WALLBOARD_REDIS_URL"] = redis_url
    os.environ["WALLBOARD_LOG_LEVEL"] = "error"
    os.environ["DJANGO_SETTINGS_MODULE"] = "wallboard.settings"


def prepare() -> Product:
    """Migrate, and make what is not there yet. Returns with a new sign-in."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", interactive=False, verbosity=0)

    from wallboard.boards import ready_made
    from wallboard.boards.models import Account, Queue, Site

    site, made = Site.objects.get_or_create(slug=SLUG, defaults={"name": "Bench"})
    if made:
        ready_made.make_boards(site)
        account = Account.objects.create(
            site=site, vendor="trio", name="Trio", base_url="http://127.0.0.1:1/te/api"
        )
        for number in range(1, QUEUES + 1):
            queue = Queue.objects.create(site=site, name=f"Queue {number}")
            queue.aliases.create(account=account, external_id=str(number))
    return Product(
        site=str(site.pk),
        account=str(site.accounts.get().pk),
        board=str(site.boards.get(slug="wall").pk),
        cookie=_signed_in(site.pk),
    )


def _signed_in(site: int) -> str:
    """A header line with the cookie of a member of the site."""
    from django.conf import settings
    from django.contrib.auth import (
        BACKEND_SESSION_KEY,
        HASH_SESSION_KEY,
        SESSION_KEY,
        get_user_model,
    )
    from django.contrib.sessions.backends.db import SessionStore

    from wallboard.boards.models import Membership

    user, _ = get_user_model().objects.get_or_create(username=SLUG)
    Membership.objects.get_or_create(user=user, site_id=site)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return f"Cookie: {settings.SESSION_COOKIE_NAME}={session.session_key}"


def fill(product: Product) -> None:
    """A first poll's worth of facts, so that a board has something to show."""
    from tests.bench.changes import Changes

    Changes(product.site, product.account).apply(time.time())
