"""Four accounts of one site, listed by the real connectors from the simulated centre."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from connectors.base import AccountSettings, Directory
from connectors.registry import connector_class
from connectors.simulator import SimulatedCentre
from connectors.simulator import credentials as known
from tests.connectors.runs import Runs
from wallboard.boards.directory import Imported, import_directory
from wallboard.boards.models import Account, AgentAlias, Site

SYSTEMS = ("trio", "calabrio", "o2g", "sinch")
SECRETS: Mapping[str, Mapping[str, str]] = {
    "trio": {
        "client_key": known.TRIO_CLIENT_KEY,
        "username": known.TRIO_USERNAME,
        "password": known.TRIO_PASSWORD,
    },
    "calabrio": {"user": known.CALABRIO_USER, "password": known.CALABRIO_PASSWORD},
    "o2g": {"login": known.O2G_LOGIN, "password": known.O2G_PASSWORD},
    "sinch": {"username": known.SINCH_USER, "password": known.SINCH_PASSWORD},
}
OPTIONS: Mapping[str, Mapping[str, Any]] = {"calabrio": {"tenant_id": known.CALABRIO_TENANT}}


class Listings:
    """What the directory jobs list, and who everybody is in truth; read once over HTTP."""

    def __init__(self, centre: SimulatedCentre) -> None:
        self.truth = centre.truth()
        self.of = {vendor: self._read(centre, vendor) for vendor in SYSTEMS}

    @staticmethod
    def _read(centre: SimulatedCentre, vendor: str) -> list[Directory]:
        settings = AccountSettings(
            id=vendor,
            vendor=vendor,
            base_url=getattr(centre, f"{vendor}_url"),
            options=OPTIONS.get(vendor, {}),
            mapping={},
            timezone="Europe/Stockholm",
            secrets=SECRETS[vendor],
        )
        runs = Runs(connector_class(vendor), settings)
        return [one for one in runs.run("directory", 30) if isinstance(one, Directory)]


class FourSystems:
    """`list_all` imports; `people` is who is one person as the site has it."""

    def __init__(self, site: Site, listings: Listings) -> None:
        self.site, self.listings = site, listings
        self.accounts = {
            vendor: Account.objects.create(
                site=site,
                vendor=vendor,
                name=vendor.capitalize(),
                rank=rank,
                base_url=f"https://{vendor}.test",
            )
            for rank, vendor in enumerate(SYSTEMS)
        }

    def list_all(self, order: Iterable[str] = SYSTEMS) -> list[Imported]:
        return [
            import_directory(str(self.accounts[vendor].pk), directory)
            for vendor in order
            for directory in self.listings.of[vendor]
        ]

    def alias(self, vendor: str, external_id: object) -> AgentAlias:
        return AgentAlias.objects.get(account=self.accounts[vendor], external_id=str(external_id))

    def of(self, index: int) -> dict[str, AgentAlias]:
        """The aliases of one agent of the truth, by vendor."""
        agent = self.listings.truth["agents"][index]
        return {
            "trio": self.alias("trio", agent["trio_agent_id"]),
            "calabrio": self.alias("calabrio", agent["calabrio_agent_id"]),
            "o2g": self.alias("o2g", agent["o2g_login"]),
            "sinch": self.alias("sinch", agent["sinch_user_id"]),
        }

    def truth(self) -> dict[tuple[str, str], str]:
        """(vendor, external id) → who that is."""
        told = self.listings.truth
        found: dict[tuple[str, str], str] = {}
        for agent in told["agents"]:
            for vendor, member in (
                ("trio", "trio_agent_id"),
                ("calabrio", "calabrio_agent_id"),
            ):
                found[vendor, str(agent[member])] = agent["person"]
        found |= {("o2g", one["login"]): one["person"] for one in told["o2g"]["agents"]}
        found |= {("sinch", one["id"]): one["person"] for one in told["sinch"]["users"]}
        return found

    def people(self) -> list[frozenset[tuple[str, str]]]:
        """Who is one person as the site has it: sets of (vendor, external id)."""
        rows: dict[int, set[tuple[str, str]]] = defaultdict(set)
        present = AgentAlias.objects.filter(gone_at=None, agent__site=self.site)
        for vendor, external_id, agent in present.values_list(
            "account__vendor", "external_id", "agent"
        ):
            rows[agent].add((vendor, external_id))
        return [frozenset(some) for some in rows.values()]
