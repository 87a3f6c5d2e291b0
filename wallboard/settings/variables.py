"""Every environment variable that Wallboard reads. `.env.example` lists them all (tested)."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from wallboard.env import (
    Variable,
    at_least,
    boolean,
    choice,
    duration,
    integer,
    path,
    text,
    url,
    words,
)

ROOT: Final = Path(__file__).resolve().parents[2]

MODE = Variable(
    "WALLBOARD_MODE",
    choice("embedded", "production"),
    "embedded",
    "embedded: SQLite and a private Redis under var/. production: PostgreSQL, Redis, TLS.",
)
STATE_DIR = Variable(
    "WALLBOARD_STATE_DIR", path, ROOT / "var", "Where the embedded mode keeps what it writes."
)
STATIC_ROOT = Variable(
    "WALLBOARD_STATIC_ROOT",
    path,
    ROOT / "staticfiles",
    "Where `manage.py collectstatic` puts the hashed files and from where they are served.",
)
SECRET_KEY = Variable(
    "WALLBOARD_SECRET_KEY",
    text,
    "",
    "Signs sessions and links; at least 50 characters. Embedded mode makes its own.",
    secret=True,
)
ENCRYPTION_KEYS: Variable[tuple[str, ...]] = Variable(
    "WALLBOARD_ENCRYPTION_KEYS",
    words,
    (),
    "Encrypt the secrets of accounts. The first encrypts, all decrypt: put a new one in front, run "
    "`manage.py rotate_secrets`, then drop the old one. Each is 32 bytes in URL-safe Base64 "
    "(`manage.py new_encryption_key`). Embedded mode makes its own.",
    secret=True,
)
DATABASE_URL = Variable(
    "DATABASE_URL",
    url("postgres", "postgresql", "sqlite"),
    "",
    "The database.",
    secret=True,
    example="postgresql://wallboard:password@db:5432/wallboard",
)
REDIS_URL = Variable(
    "WALLBOARD_REDIS_URL",
    url("redis", "rediss", "unix"),
    "",
    "Redis or Valkey: broker, facts and pub/sub. REDIS_URL is read too.",
    secret=True,
    aliases=("REDIS_URL",),
    example="redis://redis:6379/0",
)
HOSTS: Variable[tuple[str, ...]] = Variable(
    "WALLBOARD_HOSTS",
    words,
    (),
    "Host names under which it is reached. Embedded mode adds this machine's loopback names.",
    example="wallboard.example.org",
)
TRUSTED_ORIGINS: Variable[tuple[str, ...]] = Variable(
    "WALLBOARD_TRUSTED_ORIGINS",
    words,
    (),
    "Further origins that may post forms and open websockets, when a proxy changes host or port.",
    example="https://wallboard.example.org:8443",
)
TLS = Variable(
    "WALLBOARD_TLS",
    boolean,
    True,
    "Production: people reach it by https. False only behind a closed network: cookies then travel "
    "in the clear.",
)
HSTS = Variable(
    "WALLBOARD_HSTS",
    at_least(0, duration),
    31_536_000.0,
    "How long browsers are told to insist on https (Strict-Transport-Security).",
)
BEHIND_PROXY = Variable(
    "WALLBOARD_BEHIND_PROXY",
    boolean,
    False,
    "A proxy in front sets X-Forwarded-Proto and strips it from what clients send.",
)
DEBUG = Variable(
    "WALLBOARD_DEBUG", boolean, False, "For developers, embedded mode only: tracebacks in pages."
)
PSEUDO_LANGUAGE = Variable(
    "WALLBOARD_PSEUDO_LANGUAGE",
    boolean,
    False,
    "For developers, embedded mode only: a language “xx” of accented English, which shows what "
    "nobody made translatable.",
)
LOG_LEVEL = Variable(
    "WALLBOARD_LOG_LEVEL",
    choice("debug", "info", "warning", "error"),
    "info",
    "How much is logged.",
)
LOG_FORMAT = Variable(
    "WALLBOARD_LOG_FORMAT",
    choice("auto", "json", "console"),
    "auto",
    "One JSON object per line, or lines for people. auto: JSON in production.",
)
SESSION_AGE = Variable(
    "WALLBOARD_SESSION_AGE",
    at_least(60, duration),
    43_200.0,
    "How long a sign-in of a person lasts.",
)
LOCKOUT_FAILURES = Variable(
    "WALLBOARD_LOCKOUT_FAILURES",
    at_least(1, integer),
    8,
    "Failed sign-ins of one name from one address before it is locked out.",
)
LOCKOUT_COOLOFF = Variable(
    "WALLBOARD_LOCKOUT_COOLOFF", at_least(1, duration), 900.0, "How long that lock-out lasts."
)
REQUIRE_SECOND_FACTOR = Variable(
    "WALLBOARD_REQUIRE_SECOND_FACTOR",
    boolean,
    False,
    "Whoever signs in with a password here must set up a second factor first.",
)
SSO_ISSUER = Variable(
    "WALLBOARD_SSO_ISSUER",
    url("https", "http"),
    "",
    "Single sign-on by OpenID Connect: the issuer, exactly as the sign-in service calls itself. "
    "Empty: local accounts only.",
    example="https://login.example.org/realms/office",
)
SSO_CLIENT_ID = Variable(
    "WALLBOARD_SSO_CLIENT_ID", text, "", "The client's id there.", example="wallboard"
)
SSO_CLIENT_SECRET = Variable(
    "WALLBOARD_SSO_CLIENT_SECRET",
    text,
    "",
    "The client's secret there. Empty: a public client, which PKCE alone protects.",
    secret=True,
)
SSO_SCOPES: Variable[tuple[str, ...]] = Variable(
    "WALLBOARD_SSO_SCOPES",
    words,
    ("openid", "profile", "email"),
    "What is asked for; openid must be among it.",
)
SSO_NAME = Variable(
    "WALLBOARD_SSO_NAME",
    text,
    "",
    "What the sign-in button says, for example the company's name.",
)
HISTORY_RETENTION = Variable(
    "WALLBOARD_HISTORY_RETENTION",
    at_least(3600, duration),
    14 * 86_400.0,
    "How long the minute rows of figures are kept.",
)
INTERVAL_RETENTION = Variable(
    "WALLBOARD_INTERVAL_RETENTION",
    at_least(86_400, duration),
    760 * 86_400.0,
    "How long quarters of an hour of queues, groups and sites are kept: 25 months.",
)
ACCESS_LOG_RETENTION = Variable(
    "WALLBOARD_ACCESS_LOG_RETENTION",
    at_least(86_400, duration),
    90 * 86_400.0,
    "How long is kept who was shown people by name.",
)
FORGET_UNSEEN = Variable(
    "WALLBOARD_FORGET_UNSEEN",
    at_least(60, duration),
    7 * 86_400.0,
    "Facts of queues and agents that no source has named for so long are forgotten.",
)
STREAM_RUN = Variable(
    "WALLBOARD_STREAM_RUN",
    at_least(1, duration),
    900.0,
    "How long one reader follows a stream of events before it hands it over to the next.",
)
DISPLAY_NOTICE = Variable(
    "WALLBOARD_DISPLAY_NOTICE",
    at_least(60, duration),
    900.0,
    "The administrators of a site are told of a screen that has been off for so long.",
)
ADDRESS = Variable(
    "WALLBOARD_ADDRESS",
    url("http", "https"),
    "",
    "Under which address people reach it: for the links of messages and the QR of an alert. Empty: "
    "messages have no link, a QR leads to the address under which the screen reached it.",
    example="https://wallboard.example.org",
)
MAIL_HOST = Variable(
    "WALLBOARD_MAIL_HOST",
    text,
    "",
    "The mail server for alerts. Empty: no e-mail is sent, and a recipient by e-mail says so.",
    example="smtp.example.org",
)
MAIL_PORT = Variable("WALLBOARD_MAIL_PORT", at_least(1, integer), 587, "Its port.")
MAIL_SECURITY = Variable(
    "WALLBOARD_MAIL_SECURITY",
    choice("starttls", "tls", "none"),
    "starttls",
    "How the way to it is encrypted. tls: from the first byte (port 465).",
)
MAIL_USER = Variable("WALLBOARD_MAIL_USER", text, "", "Its user name; empty: no sign-in.")
MAIL_PASSWORD = Variable(
    "WALLBOARD_MAIL_PASSWORD", text, "", "The password of that user.", secret=True
)
MAIL_FROM = Variable(
    "WALLBOARD_MAIL_FROM", text, "wallboard@localhost", "The sender of its messages."
)
WEBHOOK_PLAIN = Variable(
    "WALLBOARD_WEBHOOK_PLAIN",
    boolean,
    False,
    "Webhooks may also be http:// addresses and programs on this machine. For tests and closed "
    "networks.",
)
METRICS_TOKEN = Variable(
    "WALLBOARD_METRICS_TOKEN",
    text,
    "",
    "Bearer token for /metrics (Prometheus). Empty: only this machine may read it.",
    secret=True,
)
API_RATE = Variable(
    "WALLBOARD_API_RATE",
    at_least(1, integer),
    300,
    "How many requests a minute one API token may make.",
)

# Not read by Django's settings, but by the programs around them.
PYTHON = Variable("WALLBOARD_PYTHON", text, "", "The Python that ./run makes its environment with.")
SIMULATOR_OPTIONS = Variable(
    "WALLBOARD_SIMULATOR_OPTIONS",
    text,
    "",
    "Options of the simulated contact centre that ./run starts.",
    example="--agents 200 --start now",
)
SIMULATOR_VENDORS = Variable(
    "WALLBOARD_SIMULATOR_VENDORS",
    text,
    "",
    "Whose faces of it the demo gets as accounts; empty: all.",
    example="trio,calabrio",
)
CHROMIUM = Variable("WALLBOARD_CHROMIUM", text, "", "The Chromium of the browser tests.")
SOAK = Variable("WALLBOARD_SOAK", boolean, False, "Tests wait at full length. ./run soak sets it.")
PUBLISH = Variable(
    "WALLBOARD_PUBLISH",
    text,
    "127.0.0.1:8000",
    "docker-compose.yml: where the web server is published on the host.",
)
POSTGRES_PASSWORD = Variable(
    "POSTGRES_PASSWORD", text, "", "docker-compose.yml: letters and digits. Required there."
)
REDIS_PASSWORD = Variable(
    "REDIS_PASSWORD", text, "", "docker-compose.yml: letters and digits. Required there."
)

VARIABLES: Final[tuple[Variable[Any], ...]] = (
    MODE,
    STATE_DIR,
    STATIC_ROOT,
    SECRET_KEY,
    ENCRYPTION_KEYS,
    DATABASE_URL,
    REDIS_URL,
    HOSTS,
    TRUSTED_ORIGINS,
    TLS,
    HSTS,
    BEHIND_PROXY,
    DEBUG,
    PSEUDO_LANGUAGE,
    LOG_LEVEL,
    LOG_FORMAT,
    SESSION_AGE,
    LOCKOUT_FAILURES,
    LOCKOUT_COOLOFF,
    REQUIRE_SECOND_FACTOR,
    SSO_ISSUER,
    SSO_CLIENT_ID,
    SSO_CLIENT_SECRET,
    SSO_SCOPES,
    SSO_NAME,
    HISTORY_RETENTION,
    INTERVAL_RETENTION,
    ACCESS_LOG_RETENTION,
    FORGET_UNSEEN,
    STREAM_RUN,
    DISPLAY_NOTICE,
    METRICS_TOKEN,
    ADDRESS,
    MAIL_HOST,
    MAIL_PORT,
    MAIL_SECURITY,
    MAIL_USER,
    MAIL_PASSWORD,
    MAIL_FROM,
    WEBHOOK_PLAIN,
    API_RATE,
)
AROUND: Final[tuple[Variable[Any], ...]] = (
    PYTHON,
    SIMULATOR_OPTIONS,
    SIMULATOR_VENDORS,
    CHROMIUM,
    SOAK,
    PUBLISH,
    POSTGRES_PASSWORD,
    REDIS_PASSWORD,
)
REQUIRED_IN_PRODUCTION: Final[tuple[Variable[Any], ...]] = (
    SECRET_KEY,
    ENCRYPTION_KEYS,
    DATABASE_URL,
    REDIS_URL,
    HOSTS,
)


def known_names() -> frozenset[str]:
    """Every name of an environment variable that means something to us."""
    return frozenset(name for variable in (*VARIABLES, *AROUND) for name in variable.names)
