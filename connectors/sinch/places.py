"""Where the interfaces of a Sinch installation lie below the address of the account."""

from __future__ import annotations

import re
from dataclasses import dataclass

from connectors.sinch.options import Style

_INTERFACE = re.compile(r"/(rci|rmi|rai|cmi|obi|dpi)$", re.IGNORECASE)
_SESSION_TAIL = re.compile(r"/ecfs(/RI|/authentication)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Places:
    """`sign_in` is empty where every request carries its own credentials."""

    root: str
    sign_in: str

    def of(self, interface: str, path: str) -> str:
        return f"{self.root}/{interface}/{path}"


def places_of(base: str, style: Style) -> Places:
    """An address given with the path of an interface, as documents print it, is understood."""
    root = _INTERFACE.sub("", base.rstrip("/"))
    if style is Style.SESSION:
        root = _SESSION_TAIL.sub("", root)
        return Places(f"{root}/ecfs/RI", f"{root}/ecfs/authentication")
    if style is Style.PLAIN and root.count("/") == 2:
        root = f"{root}/RI"
    return Places(root, "")
