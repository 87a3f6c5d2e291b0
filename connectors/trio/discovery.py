"""Where things are: contact centres, and the addresses of their resources.

The document asks not to hard-code addresses and lists fixed ones: links are followed where the
server gives them, and the documented paths serve as fallback.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from connectors.base import RunContext
from connectors.errors import ConnectorError, Refused, Unreachable
from connectors.http import authority, under
from connectors.reading import fold, member
from connectors.trio.client import TrioClient
from connectors.trio.mapping import FieldMap
from connectors.trio.payloads import id_text, links_of

KEPT_SECONDS = 6 * 3600.0

# resource → (documented path below cc/{ccid}, rels under which a link may lead to it)
RESOURCES: dict[str, tuple[str, tuple[str, ...]]] = {
    "service_state": ("services/state", ("servicestate", "servicesstate", "servicestates")),
    "agent_state": ("agents/state", ("agentstate", "agentsstate", "agentstates")),
    "case": ("services/cases", ("cases", "case")),
    "call": ("services/calls", ("calls", "call")),
    "service": ("services", ("services", "service")),
    "service_group": ("servicegroups", ("servicegroups", "servicegroup")),
    "agent": ("agents", ("agents", "agent")),
    "agent_group": ("agentgroups", ("agentgroups", "agentgroup")),
}


@dataclass(frozen=True, slots=True)
class Center:
    """A contact centre. External ids of the main one are Trio's own, others get ``ccid/``."""

    id: str
    main: bool

    def external(self, own_id: str) -> str:
        return own_id if self.main else f"{self.id}/{own_id}"

    def owns(self, external_id: str) -> bool:
        return "/" not in external_id if self.main else external_id.startswith(f"{self.id}/")


class Discovery:
    """Answers from the session; asks Trio when that is old or empty."""

    def __init__(self, context: RunContext, client: TrioClient, fields: FieldMap) -> None:
        self._context = context
        self._client = client
        self._fields = fields

    def centers(self, *, anew: bool = False) -> list[Center]:
        """The account's contact centres, main one first. Raises `Refused` if there are none."""
        session = self._client.session
        found_at = session.get("found_at")
        now = self._context.clock()
        wanted = self._wanted()
        if anew or not found_at or not 0 <= now - float(found_at) < KEPT_SECONDS:
            self._look()
        ids = wanted or [str(name) for name in session.get("centers") or []]
        if not ids:
            raise Refused(
                "Trio lists no contact centre for this login.",
                hint="Check the user's rights in Trio Administrator, or name the contact centres "
                "in the account.",
            )
        return [Center(name, main=position == 0) for position, name in enumerate(ids)]

    def path(self, center: Center, resource: str) -> str:
        """Where a resource of a contact centre is read: by link, else as documented."""
        links = self._client.session.table("paths").get(center.id)
        found = links.get(resource) if isinstance(links, dict) else None
        return str(found or f"cc/{center.id}/{RESOURCES[resource][0]}")

    def _look(self) -> None:
        try:
            hrefs = self._client.pair.read_root().links
        except Unreachable:
            if not self._client.session.get("servers"):
                raise
            hrefs = {}  # the server in charge is gone; the next request finds the other one
        links = {rel: self._own(href) for rel, href in hrefs.items()}
        ids: list[str] = []
        paths: dict[str, dict[str, str]] = {}
        try:
            listed = self._client.collection(
                links.get("contactcenters") or "cc", purpose="discovery", page_size=100
            )
        except Refused:
            if not self._wanted():  # without the right to list them, those that are named will do
                raise
        else:
            for item in listed.items:
                name = id_text(member(item, *self._fields.names("contact_center", "id")))
                if name and name not in ids:
                    ids.append(name)
                    paths[name] = self._paths_of(links_of(item))
        self._client.session.update(
            found_at=self._context.clock(),
            centers=sorted(ids, key=lambda name: (not name.isdigit(), len(name), name)),
            paths=paths,
            links={what: links[what] for what in ("login", "refreshlogin") if links.get(what)},
        )

    def _paths_of(self, links: dict[str, str]) -> dict[str, str]:
        own = {fold(rel): self._own(href) for rel, href in links.items()}
        found: dict[str, str] = {}
        for resource, (_, rels) in RESOURCES.items():
            href = next((own[rel] for rel in rels if own.get(rel)), None)
            if href:
                found[resource] = href
        return found

    def _own(self, href: str) -> str | None:
        """An href as a path that both servers share; None for one that leads elsewhere."""
        base = self._client.pair.active
        target = under(base, href)
        try:
            same = authority(target) == authority(base)
        except ConnectorError:
            return None
        path = urlsplit(target).path
        return path if same and path.startswith("/") else None

    def _wanted(self) -> list[str]:
        told = str(self._context.account.options.get("contact_centers") or "")
        names = [part.strip().upper().removeprefix("CC") for part in told.split(",")]
        return list(dict.fromkeys(name for name in names if name))
