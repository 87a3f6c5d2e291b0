"""One row per vendor. A vendor folder is imported when its row is first asked for.

Adding a vendor is adding a row here (docs/adding-a-connector.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any, Generic, TypeVar, cast

from connectors.base import Connector
from wallboard.domain.vendor import VendorSpec

T = TypeVar("T")

# vendor → (module, its VendorSpec, its Connector class)
ROWS: Mapping[str, tuple[str, str, str]] = {
    "trio": ("connectors.trio.connector", "TRIO", "TrioConnector"),
    "calabrio": ("connectors.calabrio.connector", "CALABRIO", "CalabrioConnector"),
    "o2g": ("connectors.o2g.connector", "O2G", "O2gConnector"),
    "sinch": ("connectors.sinch.connector", "SINCH", "SinchConnector"),
}


class _Column(Mapping[str, T], Generic[T]):
    """One column of `ROWS`, resolved row by row."""

    def __init__(self, position: int) -> None:
        self._position = position

    def __getitem__(self, vendor: str) -> T:
        row = ROWS[vendor]
        found: Any = getattr(import_module(row[0]), row[self._position])
        return cast("T", found)

    def __iter__(self) -> Iterator[str]:
        return iter(ROWS)

    def __len__(self) -> int:
        return len(ROWS)


VENDORS: Mapping[str, VendorSpec] = _Column[VendorSpec](1)
CONNECTORS: Mapping[str, type[Connector]] = _Column["type[Connector]"](2)


def connector_class(vendor: str) -> type[Connector]:
    """The connector of a vendor; KeyError when no row names it."""
    return CONNECTORS[vendor]
