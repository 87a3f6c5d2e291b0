"""After a run with known secrets, none of them is anywhere, however it is spelt.

The run meets what makes programs talk: rejected logins, a failing TLS, exceptions in pages and in
tasks, an administrator who types secrets and asks for diagnostics, all with logs at DEBUG.
"""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from connectors.simulator import SimulatedCentre, credentials
from tests.connectors.certificates import tls_for
from tests.connectors.vendor_server import Answer, VendorServer
from tests.e2e import dumps, spellings
from tests.e2e.many_sites import FaultySite, health_words, make
from tests.services.fixtures import OpenStack
from tests.services.stack import Stack

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]

WRONG = 'Fel+lösen/ord 1%"'  # the sign-in is rejected
UNTRUSTED = "Otrodd-lösen/2&"  # nobody vouches for the server's certificate
TYPED = "Skrivet-lösen=3;"  # typed in the administration, in a form that is refused
GUESSED = "Gissat-lösen'4"  # typed at the sign-in page by somebody who is not let in
METRICS = "metrics-token-5-abcdef"

VENDOR_SECRETS = {
    "Trio's client key": credentials.TRIO_CLIENT_KEY,
    "Trio's user": credentials.TRIO_USERNAME,
    "Trio's password": credentials.TRIO_PASSWORD,
    "Calabrio's user": credentials.CALABRIO_USER,
    "Calabrio's password": credentials.CALABRIO_PASSWORD,
    "a wrong password": WRONG,
    "a password for a server without TLS that can be trusted": UNTRUSTED,
    "a password in a form that was refused": TYPED,
    "a password at the sign-in page": GUESSED,
    "the token of the metrics": METRICS,
}
SESSIONS = """
from wallboard.boards import secrets
from wallboard.boards.models import Account
from wallboard.state.redis import sync_client
from wallboard.state.sessions import StoredSessions
result = {}
for account in Account.objects.all():
    result[account.name] = StoredSessions(sync_client(), str(account.pk), secrets.cipher()).load()
"""
MOVE = """
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("ALTER TABLE {0} RENAME TO {1}")
"""


@dataclass
class Run:
    """What was known, and what was written down. Place → bytes."""

    secrets: dict[str, str]
    places: dict[str, bytes] = field(default_factory=dict)
    accounts: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def talkative(open_stack: OpenStack) -> Iterator[Stack]:
    env = {"WALLBOARD_LOG_LEVEL": "debug", "WALLBOARD_METRICS_TOKEN": METRICS}
    with open_stack("talkative", arguments=("--no-simulator",), env=env) as one:
        yield one


@pytest.fixture(scope="module")
def run(talkative: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    with ExitStack() as open_:
        traffic = open_.enter_context(dumps.RedisTraffic(talkative.redis_url))
        right, wrong, untrusted = _sites(open_, talkative, tmp_path_factory.mktemp("tls"))
        _wait_until_told(talkative, 60.0)
        found = Run(VENDOR_SECRETS | _own_secrets(talkative))
        found.accounts = [right.trio, wrong.trio, untrusted.trio]
        pages = _pages(talkative, found, right)
        right.centre.expire_sessions("trio", "access")  # a refresh, at the next poll
        pages += _exceptions(talkative)
        _wait_until_told(talkative, 60.0)
        found.secrets |= _vendor_sessions(talkative)
        found.places["pages"] = dumps.joined(pages)
        found.places["Redis"] = dumps.redis_of(talkative.redis_url)
        found.places["commands to Redis"] = traffic.dump()
    talkative.stop()  # all that was buffered is written
    root = talkative.place.root
    found.places["database"] = dumps.rows_of(talkative.database)
    found.places["logs"] = dumps.logs_of(talkative.place.logs)
    found.places["files"] = dumps.files_of(root)
    found.places = {place: spellings.unpacked(dump) for place, dump in found.places.items()}
    yield found


def _sites(open_: ExitStack, stack: Stack, folder: Path) -> tuple[FaultySite, ...]:
    centres = {
        name: open_.enter_context(SimulatedCentre(seed=5, queues=3, agents=8))
        for name in ("right", "wrong", "untrusted")
    }
    (right,) = make(stack, {"right": centres["right"]})
    (wrong,) = make(stack, {"wrong": centres["wrong"]}, password=WRONG)
    tls, _ = tls_for(folder)
    server = open_.enter_context(VendorServer(lambda _: Answer(500), tls))
    centre = {"untrusted": centres["untrusted"]}
    (untrusted,) = make(stack, centre, server.url, password=UNTRUSTED)
    open_.callback(
        stack.evaluate,
        "from wallboard.boards.models import Account\nAccount.objects.update(paused=True)",
    )
    return right, wrong, untrusted


TOLD = {"right": "Up to date", "wrong": "sign-in refused", "untrusted": "certificate"}


def _wait_until_told(stack: Stack, seconds: float) -> None:
    """Until the health page says of every account what it should."""
    deadline = time.monotonic() + seconds
    while True:
        said = health_words(stack)
        missing = {name: text for name, text in said.items() if TOLD[name.split()[0]] not in text}
        if not missing:
            return
        assert time.monotonic() < deadline, missing
        time.sleep(0.5)


def _own_secrets(stack: Stack) -> dict[str, str]:
    root = stack.place.root
    return {
        "Django's key": (root / "secret_key").read_text().strip(),
        "the encryption key": (root / "encryption_key").read_text().strip(),
        "the password of Redis": stack.redis_url.split(":")[2].split("@")[0],
        "the administrator's password": stack.admin_password,
    }


def _vendor_sessions(stack: Stack) -> dict[str, str]:
    """Tokens and cookies that are kept now."""
    kept = stack.evaluate(SESSIONS)
    found = {
        f"{account}'s {'/'.join(path)}": text
        for account, session in kept.items()
        for path, text in _texts(session)
        if re.search(r"token|cookie|session|jsession", "/".join(path), re.IGNORECASE)
        and len(text) >= 12
    }
    assert any("trio" in name for name in found), kept.keys()
    assert any("calabrio" in name for name in found), kept.keys()
    return found


def _texts(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _texts(inner, (*path, str(key)))
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner, path)
    elif isinstance(value, str):
        yield path, value


# -- pages ----------------------------------------------------------------------------------------

Pages = list[tuple[str, bytes]]


def _pages(stack: Stack, found: Run, site: FaultySite) -> Pages:
    """What an administrator and a stranger get to see, mistakes included."""
    pages: Pages = []
    with contextlib.closing(stack.sign_in()) as admin:
        admin.headers["Referer"] = stack.url
        found.secrets["the administrator's session"] = admin.cookies["wallboard_session"]
        accounts = [*found.accounts, site.calabrio]
        for address in ("/", "/boards/", "/boards/right/wall/", "/health/", "/nowhere/", "/tv"):
            pages.append(_seen(admin.get(address)))
        for address in ("/admin/", "/admin/boards/account/", "/admin/auth/user/"):
            pages.append(_seen(admin.get(address)))
        for account in accounts:
            base = f"/admin/boards/account/{account}"
            for part in ("change", "history", "fields", "diagnostics"):
                pages.append(_seen(admin.get(f"{base}/{part}/")))
            pages.append(_seen(_post(admin, f"{base}/test/")))
            refused = {"secret_password": TYPED, "base_url": "not an address"}
            pages.append(_seen(_post(admin, f"{base}/change/", **refused)))
        found.secrets["a screen's link"] = _new_display(admin, site.board)
    pages += _stranger(stack)
    return pages


def _new_display(admin: httpx.Client, board: str) -> str:
    """Shown once, on the page that made it: that page is no leak and is not kept."""
    page = _post(admin, "/admin/boards/display/add/", name="Screen", board=board).text
    shown = re.search(r"/tv#([\w-]+)", page)
    assert shown, page
    admin.cookies.set("wallboard_display", shown[1])
    assert admin.get("/tv").status_code == 200
    return shown[1]


def _stranger(stack: Stack) -> Pages:
    pages: Pages = []
    with httpx.Client(base_url=stack.url, trust_env=False) as client:
        pages.append(_seen(client.post("/login/", data={"password": GUESSED})))  # no CSRF token
        for _ in range(7):
            page = client.get("/login/")
            pages.append(_seen(_post(client, "/login/", username="admin2", password=GUESSED)))
        assert page.status_code in (200, 429)
        pages.append(_seen(client.post("/tv/enter", data={"secret": GUESSED})))
        client.get("/metrics", headers={"Authorization": f"Bearer {METRICS}"})
        pages.append(_seen(client.get("/metrics", headers={"Authorization": "Bearer wrong"})))
    return pages


def _exceptions(stack: Stack) -> Pages:
    """Tables that are away for some seconds: pages and tasks run into exceptions, forms posted."""
    pages: Pages = []
    with contextlib.closing(stack.sign_in()) as admin:
        token = _token(admin)
        for table in ("boards_account", "axes_accessattempt"):
            stack.evaluate(MOVE.format(table, "moved_away"))
            try:
                for address in ("/health/", "/login/", "/admin/boards/account/add/"):
                    data = {"username": "admin3", "password": GUESSED, "csrfmiddlewaretoken": token}
                    pages.append(_seen(admin.get(address)))
                    pages.append(_seen(admin.post(address, data=data)))
                with httpx.Client(base_url=stack.url, trust_env=False) as stranger:
                    answer = _post(stranger, "/login/", username="admin3", password=GUESSED)
                    pages.append(_seen(answer))
                time.sleep(2.5)  # ticks and polls
            finally:
                stack.evaluate(MOVE.format("moved_away", table))
    assert any(b"Something went wrong on the server" in page for _, page in pages)
    return pages


def _seen(reply: httpx.Response) -> tuple[str, bytes]:
    headers = {k: v for k, v in reply.headers.items() if k != "set-cookie"}
    return f"{reply.url} {reply.status_code} {headers}", reply.content


def _post(client: httpx.Client, address: str, **data: str) -> httpx.Response:
    return client.post(address, data={"csrfmiddlewaretoken": _token(client), **data})


def _token(client: httpx.Client) -> str:
    if "wallboard_csrf" not in client.cookies:
        client.get("/login/")
    return client.cookies["wallboard_csrf"]


# -- what is promised -----------------------------------------------------------------------------

PLACES = ("database", "logs", "Redis", "commands to Redis", "pages", "files")
# Django knows a signed-in browser by the key of its row, and a person by what they typed first.
BY_DESIGN = {
    ("the administrator's session", "database"),
    ("the administrator's session", "files"),
}


@pytest.mark.parametrize("place", PLACES)
def test_no_secret_is_anywhere_in(run: Run, place: str) -> None:
    dump = run.places[place]
    leaks = [
        name
        for name, secret in run.secrets.items()
        if (name, place) not in BY_DESIGN and any(s in dump for s in spellings.of(secret))
    ]
    assert leaks == []


def test_the_search_is_not_blind(run: Run) -> None:
    """What must be found is: each place was really written, and Base64 really unpacked."""
    account = run.accounts[0].encode()
    assert b"right trio" in run.places["database"] and b"sessionid" not in run.places["pages"]
    assert b"vendor request" in run.places["logs"] and b"Traceback" in run.places["logs"]
    assert b"OperationalError" in run.places["logs"], "the exceptions did happen"
    assert b"wb:session:" in run.places["Redis"]
    sent = run.places["commands to Redis"]
    assert b"connectors.poll" in sent and re.search(rb'\[\["' + account + rb'", "state"\]', sent)
    assert b"[redacted]" in run.places["pages"], "the diagnostics are among them"
    assert b"right trio" in run.places["files"]


def test_the_search_knows_the_spellings_that_programs_use() -> None:
    known = spellings.of("lösen/1&")
    for spelling in (
        *("lösen/1&".encode(), "lösen/1&".encode("iso-8859-1")),
        *(b"bMO2c2VuLzEm", b"bPZzZW4vMSY="),  # Base64 of either
        *(b"l%C3%B6sen%2F1%26", b"l%F6sen%2F1%26"),
        *(rb"l\u00f6sen/1&", rb"l\xc3\xb6sen/1&", "lösen/1&amp;".encode()),
    ):
        assert spelling in known
    assert b"lPZzZW4vMSY" not in known
    packed = b'{"body": "' + b"eyJhIjogInNlY3JldC1pbnNpZGUtYS1tZXNzYWdlIn0=" + b'"}'
    assert b"secret-inside-a-message" in spellings.unpacked(packed)
