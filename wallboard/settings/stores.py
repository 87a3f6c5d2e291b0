"""Where things are kept: the database, Redis, the keys that the embedded mode makes itself; and the
server that takes its mail."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from wallboard.env import BadVariable
from wallboard.settings import variables

MAIL_SECONDS = 15
SQLITE = "django.db.backends.sqlite3"
POSTGRESQL = "django.db.backends.postgresql"


def database(url: str, state_dir: Path) -> dict[str, Any]:
    """Django's DATABASES["default"]; without an address, SQLite in the state directory."""
    if not url:
        return _sqlite(state_dir / "wallboard.sqlite3")
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(Path(unquote(parts.path)))
    name = unquote(parts.path.lstrip("/"))
    if not name:
        raise BadVariable("DATABASE_URL names no database; write postgresql://user@host/database.")
    return {
        "ENGINE": POSTGRESQL,
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": dict(parse_qsl(parts.query)) | {"connect_timeout": 5},
        # An ASGI server runs views on threads that come and go: connections must not outlive them.
        "CONN_MAX_AGE": 0,
    }


def _sqlite(file: Path) -> dict[str, Any]:
    """WAL lets readers pass a writer; IMMEDIATE makes writers queue instead of failing half-way."""
    return {
        "ENGINE": SQLITE,
        "NAME": file,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            # What is deleted is overwritten: it must not be read out of the file's free pages.
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON;"
            ),
        },
    }


def kept(file: Path, make: Callable[[], str]) -> str:
    """The content of a private file, made by whoever comes first and the same for all after."""
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.exists():
        draft = file.with_name(f".{file.name}.{os.getpid()}.{secrets.token_hex(4)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as stream:
            stream.write(make())
        try:
            os.link(draft, file)  # fails when another process was faster: then its key counts
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return file.read_text(encoding="ascii").strip()


def mail(environment: Mapping[str, str]) -> dict[str, Any]:
    """Django's settings of the mail server. Without a host nothing is sent."""
    security = variables.MAIL_SECURITY.of(environment)
    host = variables.MAIL_HOST.of(environment)
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": host,
        "EMAIL_PORT": variables.MAIL_PORT.of(environment),
        "EMAIL_HOST_USER": variables.MAIL_USER.of(environment),
        "EMAIL_HOST_PASSWORD": variables.MAIL_PASSWORD.of(environment),
        "EMAIL_USE_TLS": security == "starttls",
        "EMAIL_USE_SSL": security == "tls",
        "EMAIL_TIMEOUT": MAIL_SECONDS,
        "DEFAULT_FROM_EMAIL": variables.MAIL_FROM.of(environment),
        "SERVER_EMAIL": variables.MAIL_FROM.of(environment),
    }
