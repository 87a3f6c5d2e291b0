"""What a new installation begins with. Every step may be repeated and then changes nothing."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.module_loading import import_string

from wallboard.boards import ready_made
from wallboard.boards.models import Account, Site

ADMINISTRATOR = "admin"
OWN_SITE = ("Contact centre", "contact-centre")
DEMO_SITE = ("Demo", "demo")

# vendor → (name, rank, secrets: key → constant of the simulator's credentials, options likewise)
DEMO_ACCOUNTS: Mapping[str, tuple[str, int, Mapping[str, str], Mapping[str, str]]] = {
    "trio": (
        "Trio (simulated)",
        0,
        {
            "client_key": "TRIO_CLIENT_KEY",
            "username": "TRIO_USERNAME",
            "password": "TRIO_PASSWORD",
        },
        {},
    ),
    "calabrio": (
        "Calabrio (simulated)",
        1,
        {"user": "CALABRIO_USER", "password": "CALABRIO_PASSWORD"},
        {"tenant_id": "CALABRIO_TENANT"},
    ),
}


def ensure_administrator() -> str:
    """Make the first superuser; returns the password, "" when there is one already."""
    users: Any = get_user_model()._default_manager
    if users.filter(is_superuser=True).exists():
        return ""
    password = secrets.token_urlsafe(12)
    users.create_superuser(ADMINISTRATOR, password=password)
    return password


def administrator() -> str:
    """The name to tell at every start."""
    users: Any = get_user_model()._default_manager
    first = users.filter(is_superuser=True, is_active=True).order_by("pk").first()
    return first.get_username() if first else ""


@transaction.atomic
def ensure_own_site() -> None:
    """Without a simulated centre there is at least an empty site to fill."""
    if not Site.objects.exists():
        name, slug = OWN_SITE
        ready_made.make_boards(Site.objects.create(name=name, slug=slug))


@transaction.atomic
def ensure_demo(addresses: Mapping[str, str]) -> None:
    """Vendor → address of the simulated centre's face. Its ports may differ at each start."""
    name, slug = DEMO_SITE
    site, made = Site.objects.get_or_create(slug=slug, defaults={"name": name})
    if made:
        ready_made.make_boards(site)
    for vendor, address in addresses.items():
        _ensure_demo_account(site, vendor, address)


def pause_demo() -> None:
    """The simulated centre does not run: its accounts rest instead of failing."""
    for account in Account.objects.filter(simulation=True, paused=False, site__slug=DEMO_SITE[1]):
        account.paused = True
        account.save(update_fields=["paused"])


def _ensure_demo_account(site: Site, vendor: str, address: str) -> None:
    name, rank, secret_names, option_names = DEMO_ACCOUNTS[vendor]
    account = Account.objects.filter(site=site, vendor=vendor, simulation=True).first()
    if account is None:
        account = Account(site=site, vendor=vendor, name=name, rank=rank, simulation=True)
        account.options = {key: _credential(name) for key, name in option_names.items()}
    elif (account.base_url, account.paused) == (address, False):
        return
    account.base_url = address
    account.paused = False
    account.acquit()
    account.keep_secrets({key: _credential(name) for key, name in secret_names.items()})
    account.save()


def _credential(name: str) -> str:
    """A constant of the module that WALLBOARD_DEMO_CREDENTIALS names (decision 0001)."""
    value: str = import_string(f"{settings.WALLBOARD_DEMO_CREDENTIALS}.{name}")
    return value
