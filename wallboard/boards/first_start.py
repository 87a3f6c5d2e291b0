"""What a new installation begins with. Every step may be repeated and then changes nothing."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
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


@dataclass(frozen=True)
class DemoAccount:
    """`secrets` and `credentials` (options): key → constant of the simulator's credentials;
    `options` are plain values."""

    name: str
    rank: int
    secrets: Mapping[str, str]
    credentials: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)


DEMO_ACCOUNTS: Mapping[str, DemoAccount] = {
    "trio": DemoAccount(
        "Trio",
        0,
        {
            "client_key": "TRIO_CLIENT_KEY",
            "username": "TRIO_USERNAME",
            "password": "TRIO_PASSWORD",
        },
    ),
    "calabrio": DemoAccount(
        "Calabrio",
        1,
        {"user": "CALABRIO_USER", "password": "CALABRIO_PASSWORD"},
        {"tenant_id": "CALABRIO_TENANT"},
    ),
    "o2g": DemoAccount("O2G", 2, {"login": "O2G_LOGIN", "password": "O2G_PASSWORD"}),
    "sinch": DemoAccount(
        "Sinch",
        3,
        {"username": "SINCH_USER", "password": "SINCH_PASSWORD"},
        # Its call-backs are an action queue, counted under a channel that is not read by default;
        # its e-mails are those that Trio counts as backlog.
        options={
            "rmi": True,
            "statistics_channels": "CallIn,ChatIn,ActionIn",
            "queue_types": "Phone,Chat,Action",
        },
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
        told = "sinch" in addresses  # of disruptions
        plans = [ready_made.with_notices(plan) if told else plan for plan in ready_made.PLANS]
        ready_made.make_boards(site, plans)
        import_string(settings.WALLBOARD_DEMO_RULES)(site)
    for vendor, address in addresses.items():
        _ensure_demo_account(site, vendor, address)


def pause_demo() -> None:
    """The simulated centre does not run: its accounts rest instead of failing."""
    for account in Account.objects.filter(simulation=True, paused=False, site__slug=DEMO_SITE[1]):
        account.paused = True
        account.save(update_fields=["paused"])


def _ensure_demo_account(site: Site, vendor: str, address: str) -> None:
    demo = DEMO_ACCOUNTS[vendor]
    account = Account.objects.filter(site=site, vendor=vendor, simulation=True).first()
    if account is None:
        account = Account(site=site, vendor=vendor, name=demo.name, rank=demo.rank, simulation=True)
        account.options = {**_credentials(demo.credentials), **demo.options}
    elif (account.base_url, account.paused) == (address, False):
        return
    account.base_url = address
    account.paused = False
    account.acquit()
    account.keep_secrets(_credentials(demo.secrets))
    account.save()


def _credentials(names: Mapping[str, str]) -> dict[str, str]:
    """Constants of the module that WALLBOARD_DEMO_CREDENTIALS names (decision 0001)."""
    module = settings.WALLBOARD_DEMO_CREDENTIALS
    return {key: import_string(f"{module}.{name}") for key, name in names.items()}
