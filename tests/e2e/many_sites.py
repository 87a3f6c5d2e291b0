"""Many sites on one product, each with a simulated contact centre of its own to be spoilt.

So a dozen kinds of bad input are waited for at the same time instead of one after the other.
"""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass
from html import unescape

from connectors.simulator import SimulatedCentre, credentials
from tests.services.stack import Stack

CADENCES = {  # each vendor's minimum, so that "late" and "lost" are soon
    "trio": {"state": 2, "cases": 15, "directory": 300},
    "calabrio": {"realtime": 5, "adherence": 30, "schedule": 60, "directory": 300},
}

MAKE = """
from wallboard.boards import ready_made
from wallboard.boards.models import Account, Site
result = {{}}
for name, vendors in {plans!r}.items():
    site = Site.objects.create(name=name, slug=name.replace("_", "-"))
    ready_made.make_boards(site)
    row = result[name] = {{"site": site.pk, "board": str(site.boards.get(slug="wall").pk)}}
    for vendor, (address, secrets, options) in vendors.items():
        account = Account(site=site, vendor=vendor, name=name + " " + vendor, simulation=True,
            base_url=address, options=options, cadences={cadences!r}[vendor])
        account.keep_secrets(secrets)
        account.save()
        row[vendor] = str(account.pk)
"""


@dataclass(frozen=True)
class FaultySite:
    """A site and what feeds it. Ids are those of the product."""

    name: str
    centre: SimulatedCentre
    site: int
    board: str  # its wall
    trio: str  # account
    calabrio: str  # account

    def account(self, vendor: str) -> str:
        """The name of an account, as pages show it."""
        return f"{self.name} {vendor}"


def make(
    stack: Stack, centres: dict[str, SimulatedCentre], server: str = "", **wrong: str
) -> list[FaultySite]:
    """A site per centre, polled from now on; from another `server` (scheme, host, port) if given.

    `wrong`: secret key → value in place of the true one.
    """
    plans = {name: _accounts(centre, server, wrong) for name, centre in centres.items()}
    made = stack.evaluate(MAKE.format(plans=plans, cadences=CADENCES))
    return [FaultySite(name=name, centre=centres[name], **row) for name, row in made.items()]


def _accounts(
    centre: SimulatedCentre, server: str, wrong: dict[str, str]
) -> dict[str, tuple[object, ...]]:
    trio = {
        "client_key": credentials.TRIO_CLIENT_KEY,
        "username": credentials.TRIO_USERNAME,
        "password": credentials.TRIO_PASSWORD,
    }
    calabrio = {"user": credentials.CALABRIO_USER, "password": credentials.CALABRIO_PASSWORD}
    tenant = {"tenant_id": credentials.CALABRIO_TENANT}
    return {
        "trio": (server + "/te/api" if server else centre.trio_url, trio | wrong, {}),
        "calabrio": (
            server + "/api/rest" if server else centre.calabrio_url,
            calabrio | wrong,
            tenant,
        ),
    }


def health_words(stack: Stack) -> dict[str, str]:
    """Name of each account → all that the health page says of it, as one line of plain text."""
    with contextlib.closing(stack.sign_in()) as client:
        page = client.get("/health/").text
    found = re.findall(r'<section class="account" aria-label="([^"]+)">(.*?)</section>', page, re.S)
    accounts = {unescape(name): _plain(part) for name, part in found}
    return {name: words for name, words in accounts.items() if name != "What is kept"}


def _plain(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", html))).strip()
