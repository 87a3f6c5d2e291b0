"""What this server and its licences allow: packages, services, refusals in words."""

from connectors.simulator.faces.o2g_dialects import SERVICES
from connectors.simulator.faces.o2g_selectors import PACKAGES, Selector
from connectors.simulator.options import Options

OPTIONAL = {"pilot": "acdPilotMonitoring", "rti": "acdRealTime"}
LICENSED = "telephony"


class Offer:
    """`off` packages do not exist here; `refused` ones exist but are not granted."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.off = {
            name for name, on in (("pilot", options.o2g_pilot), ("rti", options.o2g_rti)) if not on
        }
        self.refused: dict[str, str] = {}

    def switch(self, package: str, on: bool) -> None:
        if package not in OPTIONAL:
            raise ValueError(f"only {' and '.join(OPTIONAL)} can be switched")
        (self.off.discard if on else self.off.add)(package)

    def refuse(self, package: str, message: str | None) -> None:
        """Refuse subscriptions with this package in these words; None grants them again."""
        if package not in PACKAGES:
            raise ValueError(f"unknown package {package!r}")
        if message is None:
            self.refused.pop(package, None)
        else:
            self.refused[package] = message

    def services(self) -> list[str]:
        absent = {OPTIONAL[package] for package in self.off}
        return [service for service in SERVICES if service not in absent]

    def refusal_of(self, selectors: list[Selector], users: int) -> str | None:
        """Why a subscription is refused as a whole; None if it is not."""
        for selector in selectors:
            if selector.package in self.off:
                return f"The event package {selector.package} is not supported"
            if selector.package in self.refused:
                return self.refused[selector.package]
            wanted = users if selector.ids is None else len(selector.ids)
            if selector.package == LICENSED and wanted > self.options.o2g_licences:
                return (
                    f"TELEPHONY_ADVANCED: {wanted} users requested, "
                    f"{self.options.o2g_licences} licenses installed"
                )
        return None
