"""The directory job: users, user groups, queues and queue groups of RCI."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from connectors.base import Directory, DirectoryEntry, Findings
from connectors.errors import Malformed, Refused, Throttled
from connectors.sinch.client import SinchClient
from connectors.sinch.options import SinchOptions
from connectors.sinch.payloads import Named, Queue, User
from wallboard.domain.observation import Kind

# A list shows a field only when the query names it, and "any value" is how to name it. Such a list
# leaves out who has no value, hence it is laid over the plain one.
SHOWN_BY_PATTERN = ("externalId", "email", "phone")
DETAILS_NOTE = (
    "Login names are not read: Sinch has {count} users, more than the {limit} that are read one by "
    "one (setting of the account)."
)


SOME_NOTE = (
    "Login names are read of {count} of {all} users of Sinch: the others could not be read, or the "
    "server was too slow."
)
RESERVE_SECONDS = 30.0  # of the run, for what is not read user by user
UNREADABLE_AT_FIRST = 5  # users in a row of whom nothing may be read: then of nobody


def directory_of(
    client: SinchClient,
    findings: Findings,
    options: SinchOptions,
    seconds_left: Callable[[], float],
) -> Directory:
    """`seconds_left`: of this run. Details of users take most of it, so they come last."""
    users = client.fetch_users()
    queues = {
        own_id: queue
        for own_id, queue in client.fetch_queues().items()
        if not options.queue_types or queue.channel in options.queue_types
    }
    user_groups = _members(
        client.fetch_user_groups, client.fetch_users_of_group, findings, "user groups"
    )
    queue_groups = _members(
        client.fetch_queue_groups, client.fetch_queues_of_group, findings, "queue groups"
    )
    users = _with_details(client, users, findings, options.details_up_to, seconds_left)
    entries = [
        DirectoryEntry(
            Kind.AGENT, user.id, user.name, user_keys(user), user_groups.get(user.id, ())
        )
        for user in users.values()
    ]
    entries += [
        DirectoryEntry(
            Kind.QUEUE, queue.id, queue.name, queue_keys(queue), queue_groups.get(queue.id, ())
        )
        for queue in queues.values()
    ]
    return Directory(frozenset({Kind.AGENT, Kind.QUEUE}), tuple(entries))


def user_keys(user: User) -> dict[str, str]:
    """Matching keys. A user's external id is where installations keep the employee's number."""
    keys = {
        "number": user.phone,
        "login": user.login,
        "employee_id": user.external_id,
        "email": user.email,
        "external_id": user.external_id,
    }
    return {key: value for key, value in keys.items() if value}


def queue_keys(queue: Queue) -> dict[str, str]:
    """All numbers and addresses, the first of each under the plain key."""
    numbers = [one for one in queue.addresses if _is_number(one)]
    addresses = [one for one in queue.addresses if not _is_number(one)]
    keys = {"channel": queue.channel} if queue.channel else {}
    for name, values in (("number", numbers), ("address", addresses)):
        for position, value in enumerate(values, start=1):
            keys[name if position == 1 else f"{name}_{position}"] = value
    return keys


def _is_number(address: str) -> bool:
    return address.lstrip("+").replace(" ", "").replace("-", "").isdigit()


def _with_details(
    client: SinchClient,
    users: dict[str, User],
    findings: Findings,
    details_up_to: int,
    seconds_left: Callable[[], float],
) -> dict[str, User]:
    """One by one where there are not too many; the rest by what a list can show."""
    if len(users) > details_up_to:
        note = DETAILS_NOTE.format(count=len(users), limit=details_up_to)
        findings.note("details", note if details_up_to else None)
        return _with_shown(client, users)
    read = _one_by_one(client, users, seconds_left)
    some = SOME_NOTE.format(count=len(read), all=len(users))
    findings.note("details", some if len(read) < len(users) else None)
    return {**_with_shown(client, users), **read} if len(read) < len(users) else read


def _one_by_one(
    client: SinchClient, users: Mapping[str, User], seconds_left: Callable[[], float]
) -> dict[str, User]:
    """Those that could be read in time. Somebody whom this login may not read is left out."""
    read: dict[str, User] = {}
    for tried, (own_id, user) in enumerate(users.items()):
        if seconds_left() < RESERVE_SECONDS or (tried == UNREADABLE_AT_FIRST and not read):
            break
        try:
            read[own_id] = client.fetch_user(own_id) or user
        except (Refused, Malformed):
            continue
        except Throttled:
            break
    return read


def _with_shown(client: SinchClient, users: dict[str, User]) -> dict[str, User]:
    for field in SHOWN_BY_PATTERN:
        try:
            more = client.fetch_users(**{field: "*"})
        except Malformed:  # a version that does not search by this field
            continue
        users |= {one: users[one].with_more(user) for one, user in more.items() if one in users}
    return users


def _members(
    groups_of: Callable[[], Mapping[str, Named]],
    members_of: Callable[[str], Iterable[str]],
    findings: Findings,
    what: str,
) -> dict[str, tuple[str, ...]]:
    """Member's id → names of its groups. A login that may not read groups still gets the rest."""
    found: dict[str, list[str]] = {}
    try:
        for group in groups_of().values():
            for member in members_of(group.id):
                found.setdefault(member, []).append(group.name)
    except (Refused, Malformed):
        findings.note(what, f"Sinch does not list its {what} to this login.")
        return {}
    findings.note(what, None)
    return {member: tuple(sorted(names)) for member, names in found.items()}
