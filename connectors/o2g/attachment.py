"""A session with its one subscription: found in the store, or made anew."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from connectors.base import RunContext
from connectors.errors import ConnectorError, Malformed, Refused
from connectors.o2g.client import O2gClient
from connectors.o2g.options import O2gOptions
from connectors.o2g.packages import (
    AGENT,
    GIVEN_UP,
    LICENCE,
    PILOT,
    RTI,
    SYSTEM,
    TELEPHONY,
    USER,
    WITHOUT,
    attempts,
)
from connectors.o2g.payloads import Both, Subscription
from connectors.o2g.session import O2gSession, SessionLost

RETRY_REFUSED_SECONDS = 840.0  # with the next hand-over, not before


@dataclass(frozen=True, slots=True)
class Attachment:
    """`fresh`: the subscription is new, so what happened before it was not told to us."""

    client: O2gClient
    packages: frozenset[str]
    pilots: tuple[str, ...]
    places: list[str]
    fresh: bool


def attach(
    context: RunContext, options: O2gOptions, address: str, known_pilots: Iterable[str]
) -> Attachment:
    """Sign in at a host (`address` empty: the primary) and subscribe. Raises ConnectorError."""
    session = O2gSession(context, options, address)
    client = O2gClient(context, options, session)
    try:
        try:
            return _attached(context, options, client, known_pilots)
        except SessionLost:  # the stored one has ended meanwhile
            client.renew()
            return _attached(context, options, client, known_pilots)
    except Exception:
        client.close()
        raise


def _attached(
    context: RunContext, options: O2gOptions, client: O2gClient, known_pilots: Iterable[str]
) -> Attachment:
    _ = client.current
    pilots = _pilots(client, options, known_pilots)
    wanted = {AGENT, TELEPHONY, SYSTEM, USER}
    if options.use_rti and client.offers("rti"):
        wanted.add(RTI)
    if pilots:
        wanted.add(PILOT)
    stored = client.session.recall("subscription")
    found = _usable(stored, wanted, pilots, context.clock())
    fresh = found is None
    if found is None:
        if isinstance(stored, dict) and stored.get("id"):  # one subscription per account
            client.unsubscribe(str(stored["id"]))
        found = _subscribe(context, client, frozenset(wanted), pilots)
        client.session.remember(subscription=found)
    _note(context, found)
    polling = Both(str(found["internal"]), str(found["public"]))
    return Attachment(
        client=client,
        packages=frozenset(found["packages"]),
        pilots=pilots,
        places=client.session.places.events(polling.internal, polling.public),
        fresh=fresh,
    )


def _pilots(client: O2gClient, options: O2gOptions, known_pilots: Iterable[str]) -> tuple[str, ...]:
    """Numbers to monitor: those of the settings, else all that are known."""
    if not (options.use_pilots and client.offers("pilot")):
        return ()
    if options.pilots:
        return options.pilots
    return tuple(sorted({*_listed_pilots(client), *known_pilots}))


def _listed_pilots(client: O2gClient) -> Iterable[str]:
    """Those that RTI lists. Its trouble is told where it is started; the rest is read without."""
    try:
        return client.fetch_rti_names("pilots") if client.offers("rti") else ()
    except SessionLost:
        raise
    except ConnectorError:
        return ()


def _usable(
    stored: Any, wanted: set[str], pilots: tuple[str, ...], now_at: float
) -> dict[str, Any] | None:
    """A subscription that another reader made, unless a refused part is due for another try."""
    if not isinstance(stored, dict) or stored.get("wanted") != sorted(wanted):
        return None
    if stored.get("pilots") != list(pilots):
        return None
    if stored.get("message") and now_at - float(stored.get("at", 0.0)) > RETRY_REFUSED_SECONDS:
        return None
    return stored


def _subscribe(
    context: RunContext, client: O2gClient, wanted: frozenset[str], pilots: tuple[str, ...]
) -> dict[str, Any]:
    """The largest part of what is wanted that the server grants. Raises Refused for none."""
    message = ""
    for packages in attempts(wanted):
        answer = client.subscribe(packages, pilots)
        if answer.accepted:
            return _kept(answer, wanted, packages, pilots, message, context.clock())
        message = message or answer.message
    raise Refused(
        f"O2G refuses the subscription: “{message}”",
        hint="Check the licences of the server: "
        + ", ".join(sorted({LICENCE[name] for name in wanted if name in LICENCE}))
        + ".",
    )


def _kept(
    answer: Subscription, wanted: frozenset[str], packages: frozenset[str],
    pilots: tuple[str, ...], message: str, now_at: float,
) -> dict[str, Any]:  # fmt: skip
    if not (answer.polling.internal or answer.polling.public):
        raise Malformed("O2G accepts the subscription and tells no address of its channel.")
    return {
        "id": answer.id,
        "internal": answer.polling.internal,
        "public": answer.polling.public,
        "wanted": sorted(wanted),
        "packages": sorted(packages),
        "pilots": list(pilots),
        "message": message,
        "at": now_at,
    }


def _note(context: RunContext, found: dict[str, Any]) -> None:
    """Each package that is refused, in words; what is granted (again) loses its note."""
    refused = set(found["wanted"]) - set(found["packages"])
    for group in GIVEN_UP:
        for package in group:
            said = None
            if package in refused:
                needs = f" (licence {LICENCE[package]})" if package in LICENCE else ""
                said = (
                    f"O2G refuses the events “{package}”{needs}: “{found['message']}” "
                    f"So {WITHOUT[package]}."
                )
            context.findings.note(f"package {package}", said)
