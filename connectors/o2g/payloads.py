"""What O2G's REST resources answer, read with tolerance (document: Session, Subscription, Users,
Call Center Agent, Maintenance)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from connectors.base import Findings
from connectors.errors import Malformed
from connectors.http import Reply
from connectors.o2g.normalize import whole
from connectors.reading import Reader, fold, items_of, text_of

VERSION = "1.0"
INVALID_SESSION = "INVALID_SESSION"
NOT_READY = "NOT_READY"
MAY_RETRY = frozenset({NOT_READY, INVALID_SESSION, "SERVER_PROBLEM"})
# RestErrorInfo: its code says what its type does, which may be absent.
ERROR_CODES: Mapping[int, str] = {
    1000: NOT_READY,
    1001: INVALID_SESSION,
    1002: "NOT_ALLOWED",
    1003: "NOT_FOUND",
    1004: "NOT_EXPECTED",
    1005: "NOT_SUPPORTED",
    1006: "BAD_PARAMETER",
    1007: "SERVER_PROBLEM",
}


@dataclass(frozen=True, slots=True)
class Both:
    """An internal and a public address of the same thing."""

    internal: str
    public: str


@dataclass(frozen=True, slots=True)
class SessionInfo:
    """`services`: name without case, blanks and underscores → relative address."""

    base: Both
    admin: bool
    time_to_live_seconds: float | None
    services: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Subscription:
    accepted: bool
    message: str
    id: str = field(repr=False, default="")  # it opens the channel: a secret
    polling: Both = field(repr=False, default=Both("", ""))


@dataclass(frozen=True, slots=True)
class RestError:
    """RestErrorInfo; empty where the body is none. `final`: trying again is in vain, it says."""

    type: str = ""
    message: str = ""
    final: bool = False


def object_of(reply: Reply) -> Mapping[str, Any]:
    """The body as one object. Raises Malformed."""
    value = reply.json()
    if not isinstance(value, dict):
        raise Malformed(f"{reply.source} gave an answer that is no object.")
    return value


def version_from_root(reply: Reply, findings: Findings) -> Both:
    """Where to authenticate: version 1.0, else the current one, else the only one."""
    root = Reader(object_of(reply), findings, "root")
    versions = [one for one in root.objects("versions") if _has_address(one)]
    chosen = next((one for one in versions if one.text("id") in (VERSION, "1")), None) or next(
        (one for one in versions if fold(one.text("status") or "") == "current"),
        versions[0] if len(versions) == 1 else None,
    )
    if chosen is None:
        raise Malformed(
            f"{reply.source} tells no version of its interface.",
            hint="Check the address of the account: it ends in /api/rest, or has no path.",
        )
    return _both(chosen, "internalUrl", "publicUrl")


def authentication(reply: Reply, findings: Findings) -> tuple[str, Both, bool]:
    """Credential, where to open the session, whether the password has expired."""
    read = Reader(object_of(reply), findings, "authenticate")
    both = _both(read, "internalUrl", "publicUrl")
    credential = read.value("credential")
    return credential if isinstance(credential, str) else "", both, bool(read.flag("expired"))


def session_info(reply: Reply, findings: Findings) -> SessionInfo:
    read = Reader(object_of(reply), findings, "session")
    services = {}
    for one in read.objects("services"):
        name, place = one.text("serviceName"), one.text("relativeUrl")
        if name and place:
            services[fold(name)] = place
    return SessionInfo(
        base=_both(read, "privateBaseUrl", "publicBaseUrl"),
        admin=bool(read.flag("admin")),
        time_to_live_seconds=read.number("timeToLive"),
        services=services,
    )


def subscription(reply: Reply, findings: Findings) -> Subscription:
    payload = object_of(reply)
    read = Reader(payload, findings, "subscription")
    accepted = fold(read.text("status") or "") == "accepted"
    found = read.value("subscriptionId")
    return Subscription(
        accepted=accepted,
        message=read.text("message") or "no reason given",
        id=str(found) if isinstance(found, str | int) else "",
        polling=_both(read, "privatePollingUrl", "publicPollingUrl"),
    )


def rest_error(reply: Reply) -> RestError:
    """What O2G says about a refusal; nothing where its body cannot be read."""
    try:
        payload = reply.json()
    except Malformed:
        return RestError()
    if not isinstance(payload, dict):
        return RestError()
    kind = text_of(payload.get("type")) or ERROR_CODES.get(whole(payload.get("code")) or 0, "")
    said = next((one for name in ("helpMessage", "innerMessage", "message")
                 if isinstance(one := payload.get(name), str) and one.strip()), "")  # fmt: skip
    return RestError(
        kind.strip().upper(),
        text_of(said) or "",
        payload.get("canRetry") is False,
    )


def login_names(reply: Reply) -> tuple[str, ...]:
    """As a list of names or of objects that hold one; bare, or in `loginNames`."""
    payload = reply.json()
    names = payload.get("loginNames") if isinstance(payload, dict) else payload
    found = items_of(names) if isinstance(names, list | dict) else [names] if names else []
    logins = [one.get("loginName") if isinstance(one, dict) else one for one in found]
    return tuple(str(one) for one in logins if isinstance(one, str | int) and one)


def withdraw_reasons(payload: Mapping[str, Any], findings: Findings) -> dict[int, str]:
    """Index → label."""
    labels = {}
    for one in Reader(payload, findings, "withdrawReasons").objects("reasons"):
        index, label = one.whole("index"), one.text("label")
        if index is not None and label:
            labels[index] = label
    return labels


def numbers_of(payload: Mapping[str, Any], name: str, findings: Findings) -> dict[str, str]:
    """Number → name, of a list of RTI objects."""
    found = {}
    for one in Reader(payload, findings, name).objects(name):
        if number := one.text("number"):
            found[number] = one.text("name") or ""
    return found


def _has_address(read: Reader) -> bool:
    both = _both(read, "internalUrl", "publicUrl")
    return bool(both.internal or both.public)


def _both(read: Reader, internal: str, public: str) -> Both:
    """Addresses are not shortened, as other texts are: they hold tokens."""
    found = [read.value(name) for name in (internal, public)]
    texts = [one.strip() if isinstance(one, str) else "" for one in found]
    return Both(texts[0], texts[1])
