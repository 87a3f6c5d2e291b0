"""What a subscription asks for: packages or event names, for whom."""

from dataclasses import dataclass
from typing import Any

PACKAGES: dict[str, tuple[str, ...]] = {
    "telephony": (
        "OnCallCreated", "OnCallModified", "OnCallRemoved", "OnUserStateModified",
        "OnDeviceStateModified", "OnTelephonyState", "OnDynamicStateChanged",
    ),
    "eventSummary": ("OnEventSummaryUpdated",),
    "unifiedComLog": ("OnComRecordCreated", "OnComRecordModified", "OnComRecordsDeleted"),
    "routingManagement": ("OnRoutingStateChanged",),
    "user": ("OnUserInfoChanged",),
    "userManagement": ("OnUserCreated", "OnUserDeleted"),
    "agent": (
        "OnAgentStateChanged", "OnAgentSkillChanged", "OnSupervisorHelpRequested",
        "OnSupervisorHelpCancelled",
    ),
    "pilot": ("OnPilotCallCreated", "OnPilotCallQueued", "OnPilotCallRemoved"),
    "rti": (
        "OnAgentRtiChanged", "OnPilotRtiChanged", "OnQueueRtiChanged", "OnPGAgentRtiChanged",
        "OnPGOtherRtiChanged",
    ),
    "acdstats": ("OnAcdStatsProgress",),
    "rsi": ("OnRouteRequest", "OnRouteEnd", "OnDigitCollected"),
    "system": (
        "OnCtiLinkUp", "OnCtiLinkDown", "OnPbxLoaded", "OnLicenseExpiration", "OnPbxLinkUp",
        "OnPbxLinkDown", "OnServerStart", "OnRemoteServerLinkUp", "OnRemoteServerLinkDown",
    ),
    "pbxManagement": ("OnPbxObjectInstanceCreated", "OnPbxObjectInstanceDeleted"),
}  # fmt: skip
PACKAGE_OF = {name: package for package, names in PACKAGES.items() for name in names}
FOR_EVERYBODY = ("system", "userManagement", "pbxManagement", "rsi")
"""Their ids are not looked at, and need not be there."""


class BadSelector(ValueError):
    """A filter that the document does not allow."""


@dataclass(frozen=True, slots=True)
class Selector:
    """`names` are event names; `ids` None = everybody."""

    package: str
    names: frozenset[str]
    ids: frozenset[str] | None

    def takes(self, name: str, key: str | None) -> bool:
        return name in self.names and (self.ids is None or key is None or key in self.ids)


def selectors_of(body: Any) -> list[Selector]:
    """Of a filter as an administrator sends it; raises BadSelector."""
    given = body.get("selectors") if isinstance(body, dict) else None
    if not isinstance(given, list) or not given:
        raise BadSelector("the filter needs selectors")
    return [_selector(one) for one in given]


def _selector(one: Any) -> Selector:
    names, ids = (one.get("names"), one.get("ids")) if isinstance(one, dict) else (None, None)
    if not isinstance(names, list) or not names or not all(isinstance(n, str) for n in names):
        raise BadSelector("names of a selector must not be empty")
    packages = {name if name in PACKAGES else PACKAGE_OF.get(name) for name in names}
    if None in packages:
        raise BadSelector(f"unknown event or package among {', '.join(names)}")
    if len(packages) > 1:
        raise BadSelector("names of different packages may not share a selector")
    package = str(packages.pop())
    events = frozenset(event for name in names for event in PACKAGES.get(name, (name,)))
    if package in FOR_EVERYBODY:
        return Selector(package, events, None)
    if not isinstance(ids, list) or not ids:
        raise BadSelector(f"an administrator must give ids for {package}")
    return Selector(package, events, None if "*" in ids else frozenset(map(str, ids)))
