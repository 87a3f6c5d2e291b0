"""Sinch's interfaces by name: RCI (configuration), RMI (now), RAI (the day)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from urllib.parse import quote

from connectors.base import Findings, RunContext
from connectors.errors import Malformed
from connectors.http import Reply, VendorHttp
from connectors.reading import Reader, Unreadable
from connectors.sinch import payloads
from connectors.sinch.options import SinchOptions
from connectors.sinch.payloads import Event, Item, Named, Queue, R, User
from connectors.sinch.session import Call, SinchSession
from connectors.tally import Tally

SERVER_PAGE = 100  # RCI's default; a server that caps its pages is presumed to cap no lower
MAX_PAGES = 200


@dataclass(frozen=True, slots=True)
class Readings:
    """A collection as read: its objects, how old they may be, and what of them made sense."""

    readers: tuple[Reader, ...]
    received_at: float
    latency_seconds: float
    tally: Tally


class SinchClient:
    """Requests of one run. Ids are in one form whatever interface they come from."""

    def __init__(
        self, context: RunContext, http: VendorHttp, options: SinchOptions, again: bool = False
    ) -> None:
        self._context = context
        self._findings = context.findings
        self._options = options
        self.session = SinchSession(context, http, options, again)

    # RMI and RAI

    def fetch_queue_statuses(self) -> Readings:
        return self._live(Call("rmi", "queueStatuses", "queue statuses"))

    def fetch_agents(self) -> Readings:
        """Everybody that the login may monitor, with the queues that they are logged in to."""
        params = {"showQueueInfo": "3", "availability": "Away,Busy,Free"}
        return self._live(Call("rmi", "agents", "agents", params))

    def fetch_contact_statistics(self, start_time: str) -> Readings:
        """Rows per queue, channel and hour since an instant in UTC."""
        params = {**self._of_statistics, "startTime": start_time}
        return self._live(Call("rai", "contactStatistic", "contact statistics", params))

    def fetch_missed_statistics(self, start_time: str) -> Readings:
        """The same since an instant that was missed. Metered, and refused, by a name of its own."""
        params = {**self._of_statistics, "startTime": start_time}
        return self._live(Call("rai", "contactStatistic", "statistics of the past", params))

    @property
    def _of_statistics(self) -> dict[str, str]:
        return {"channelType": self._options.channels, "timeCategory": "hour"}

    # RCI

    def fetch_users(self, **where: str) -> dict[str, User]:
        """All, or those whose fields fit patterns of ``*`` and ``?``; such fields are shown."""
        return self._pages("users", "users", payloads.user, where)

    def fetch_user(self, user_id: str) -> User | None:
        """One user with all fields; None for one that is gone meanwhile."""
        reply = self.session.send(
            Call("rci", f"users/{_step(user_id)}", "details of users", absent_is_ok=True)
        )
        if reply.status == 404 or reply.empty:
            return None
        found = payloads.readers_of(reply.json(), self._findings, "user")
        users = payloads.each(found, payloads.user, self._findings, "user")
        return next(iter(users.values()), None)

    def fetch_user_groups(self) -> dict[str, Named]:
        return self._pages("userGroups", "user groups", payloads.named)

    def fetch_users_of_group(self, group_id: str) -> dict[str, User]:
        return self._pages(f"userGroups/{_step(group_id)}/users", "user groups", payloads.user)

    def fetch_queues(self) -> dict[str, Queue]:
        return self._pages("queues", "queues", payloads.queue)

    def fetch_queue_groups(self) -> dict[str, Named]:
        return self._pages("queueGroups", "queue groups", payloads.named)

    def fetch_queues_of_group(self, group_id: str) -> dict[str, Queue]:
        return self._pages(f"queueGroups/{_step(group_id)}/queues", "queue groups", payloads.queue)

    def fetch_roles(self) -> dict[str, Named]:
        return self._pages("roles", "roles", payloads.named)

    def fetch_skills(self) -> dict[str, Named]:
        return self._pages("skills", "skills", payloads.named)

    def fetch_time_zones(self) -> dict[str, Named]:
        return self._pages("timeZones", "time zones", payloads.named)

    def fetch_disruption_sets(self) -> dict[str, Named]:
        return self._pages("disruptionSets", "disruptions", payloads.named)

    def fetch_active_events(self, set_id: str) -> dict[str, Event]:
        path = f"disruptionSets/{_step(set_id)}/events"
        row = partial(payloads.event, findings=self._findings)
        return self._whole(path, "disruptions", row, {"active": "true"})

    def fetch_disruption_items(self, set_id: str) -> dict[str, Item]:
        return self._whole(f"disruptionSets/{_step(set_id)}/items", "disruptions", payloads.item)

    # parts

    def _live(self, call: Call) -> Readings:
        begun_at = self._context.clock()
        reply = self.session.send(call)
        received_at = self._context.clock()
        tally = Tally(self._findings)
        found, _ = self._items(reply, call.path, tally)
        return Readings(tuple(found), received_at, max(0.0, received_at - begun_at), tally)

    def _pages(
        self,
        path: str,
        purpose: str,
        row: Callable[[Reader], R | None],
        where: Mapping[str, str] | None = None,
    ) -> dict[str, R]:
        """All pages. There is no total: a page that is not full, or brings nobody new, is last."""
        limit = self._options.page_size
        found: dict[str, R] = {}
        listed = 0
        for _ in range(MAX_PAGES):
            params = {**(where or {}), "offset": listed, "limit": limit}
            reply = self.session.send(Call("rci", path, purpose, params))
            readers, count = self._items(reply, path, self._findings)
            page = payloads.each(readers, row, self._findings, path)
            listed += count
            if not page.keys() - found.keys():
                break
            found = {**page, **found}
            if count < min(limit, SERVER_PAGE):
                break
        else:
            raise Malformed(
                f"Sinch's {path} have more than {MAX_PAGES} pages, which are not read.",
                hint="Raise the page size in the settings of the account.",
            )
        return self._some(found, listed, path)

    def _whole(
        self,
        path: str,
        purpose: str,
        row: Callable[[Reader], R | None],
        params: Mapping[str, str] | None = None,
    ) -> dict[str, R]:
        """A collection that RCI does not page."""
        reply = self.session.send(Call("rci", path, purpose, params))
        readers, count = self._items(reply, path, self._findings)
        found = payloads.each(readers, row, self._findings, path)
        return self._some(found, count, path)

    def _items(self, reply: Reply, path: str, findings: Findings) -> tuple[list[Reader], int]:
        """Those that are objects, and how many there are with those that are none: a full page may
        hold some. Many of which none is an object are no empty list."""
        if reply.status == 204:
            return [], 0
        value = reply.json()
        try:
            listed = len(payloads.listed(value))
        except Unreadable:
            raise Malformed(f"{reply.source} gave no list where one was expected.") from None
        what = path.split("/")[-1]
        readers = payloads.readers_of(value, findings, what)
        if listed and not readers:
            raise Malformed(f"None of the {listed} items of Sinch's {what} could be read.")
        return readers, listed

    def _some(self, found: dict[str, R], listed: int, path: str) -> dict[str, R]:
        if listed and not found:
            what = path.split("/")[-1]
            raise Malformed(f"None of the {listed} items of Sinch's {what} could be read.")
        return found


def _step(own_id: str) -> str:
    """An id as one step of a path, whatever characters a server put into it."""
    return quote(own_id, safe="")
