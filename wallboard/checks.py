"""System checks for what an administrator can get wrong. `manage.py check` runs them.

E001 W002 E003 E004 W005 E006 E007 W008   settings and environment
E101 ..                         accounts (`boards/problems.py`): `check --database default`
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import DatabaseError, connections

from wallboard.boards import secrets, vendors
from wallboard.boards.models import Account
from wallboard.boards.problems import problems_of
from wallboard.settings.stores import SQLITE
from wallboard.settings.variables import known_names

PREFIX = "WALLBOARD_"


@register()
def unknown_variables(**_: Any) -> list[CheckMessage]:
    """A misspelt variable would otherwise be ignored in silence."""
    known = known_names()
    strangers = sorted(n for n in os.environ if n.startswith(PREFIX) and n not in known)
    return [
        Warning(f"Nobody reads {name}.", _did_you_mean(name), id="wallboard.W002")
        for name in strangers
    ]


def _did_you_mean(name: str) -> str:
    close = difflib.get_close_matches(name, known_names(), n=1)
    return f"Did you mean {close[0]}?" if close else "The variables are listed in .env.example."


@register()
def encryption_keys(**_: Any) -> list[CheckMessage]:
    try:
        secrets.cipher()
    except ValueError:
        hint = "Each is 32 bytes in URL-safe Base64; make one with manage.py new_encryption_key."
        return [Error("WALLBOARD_ENCRYPTION_KEYS holds a bad key.", hint, id="wallboard.E001")]
    return []


@register()
def vendor_catalogue(**_: Any) -> list[CheckMessage]:
    try:
        list(vendors.catalogue().values())
    except (ImportError, AttributeError) as error:
        message = f"WALLBOARD_VENDORS ({settings.WALLBOARD_VENDORS}) cannot be loaded: {error}."
        return [Error(message, id="wallboard.E003")]
    return []


@register()
def database_of_production(**_: Any) -> list[CheckMessage]:
    if settings.PRODUCTION and settings.DATABASES["default"]["ENGINE"] == SQLITE:
        hint = "Several processes on several machines need PostgreSQL: set DATABASE_URL."
        return [Error("Production runs on SQLite.", hint, id="wallboard.E004")]
    return []


@register()
def any_host(**_: Any) -> list[CheckMessage]:
    if settings.PRODUCTION and "*" in settings.ALLOWED_HOSTS:
        hint = "Name the hosts: websockets and password links are bound to them."
        return [Warning("WALLBOARD_HOSTS allows every host.", hint, id="wallboard.W005")]
    return []


@register()
def state_directory(**_: Any) -> list[CheckMessage]:
    folder = Path(settings.WALLBOARD_STATE_DIR)
    if settings.PRODUCTION or not folder.exists() or os.access(folder, os.W_OK):
        return []
    hint = "Give it to the user that runs Wallboard, or set WALLBOARD_STATE_DIR."
    return [Error(f"{folder} cannot be written to.", hint, id="wallboard.E006")]


@register()
def single_sign_on(**_: Any) -> list[CheckMessage]:
    issuer: str = settings.WALLBOARD_SSO_ISSUER
    if bool(issuer) != bool(settings.WALLBOARD_SSO_CLIENT_ID):
        hint = "Set WALLBOARD_SSO_ISSUER and WALLBOARD_SSO_CLIENT_ID, or neither."
        return [Error("Single sign-on is half set.", hint, id="wallboard.E007")]
    if issuer and "openid" not in settings.WALLBOARD_SSO_SCOPES:
        hint = "Without openid among WALLBOARD_SSO_SCOPES nobody is told who signs in."
        return [Error("Single sign-on does not ask for openid.", hint, id="wallboard.E007")]
    if settings.PRODUCTION and issuer.startswith("http://"):
        hint = "Whoever can change what is sent could sign in as anybody: use https."
        return [Warning("The sign-in service is asked without TLS.", hint, id="wallboard.W008")]
    return []


@register(Tags.database)
def accounts(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Every account as configured; silent before the first migration."""
    if "default" not in (databases or ()):
        return []
    try:
        if Account._meta.db_table not in connections["default"].introspection.table_names():
            return []
        rows = list(Account.objects.all())
    except DatabaseError:
        return []
    return [
        (Error if problem.serious else Warning)(problem.message, problem.hint, account, problem.id)
        for account in rows
        for problem in problems_of(account)
    ]
