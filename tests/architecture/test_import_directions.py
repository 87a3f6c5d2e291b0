"""Arrows point one way. The table is `docs/architecture.md` in rows; it changes only with it."""

from __future__ import annotations

import sys
from collections.abc import Mapping

import pytest

from tests.architecture.reading import Import, imports

# room → what it may import of the house beside itself. What is not named here is not allowed.
# No rooms: readers of variables, logging, settings; what is said in the reader's language.
FOUNDATION = ("env", "log", "settings", "words")
ALLOWED: Mapping[str, tuple[str, ...]] = {
    "domain": (),
    "identity": ("domain",),
    "state": ("domain",),
    "projections": ("domain", "state"),
    "boards": ("domain", "identity", "checks", *FOUNDATION),
    "displays": ("domain", "state", "boards", *FOUNDATION),
    "history": ("domain", "state", "projections", "boards", *FOUNDATION),
    # It watches facts as a hub does, and hears of no viewer.
    "alerts": ("domain", "state", "projections", "boards", "history", "live", *FOUNDATION),
    "reports": ("domain", "state", "boards", "history", "alerts", *FOUNDATION),
    "live": ("domain", "state", "projections", "boards", "history", "build", *FOUNDATION),
    "users": ("boards", "clients", *FOUNDATION),
    "api": ("domain", "state", "projections", "live", "boards", "history"),
    "pages": (
        *("domain", "state", "projections", "live", "boards", "users", "history", "displays"),
        *("alerts", "reports", "api", "build", "clients"),
        *FOUNDATION,
    ),
    "embedded": ("state", *FOUNDATION),
    # Only its extraction, which developers run, reads the tables of the pure rooms.
    "words": ("domain", "identity", "projections", "boards", "history"),
}
# Of connectors/: what a vendor folder stands on. `scalars`, `tally` and `addresses` are parts of
# reading and http that outgrew their files; `steady` is what polled vendors share.
VENDOR_MAY = ("base", "http", "errors", "reading", "scalars", "tally", "addresses", "steady")
VENDORS = ("trio", "calabrio", "o2g", "sinch")


def _room(name: str) -> str:
    return name.split(".")[1] if "." in name else ""


def _said(found: list[Import]) -> str:
    return "\n  ".join(str(one) for one in found)


@pytest.mark.parametrize("room", sorted(ALLOWED))
def test_a_room_imports_only_what_lies_to_its_left(room: str) -> None:
    allowed = {room, *ALLOWED[room]}
    wrong = [
        one
        for one in imports("wallboard")
        if one.module.startswith(f"wallboard.{room}")
        and one.target.startswith("wallboard.")
        and _room(one.target) not in allowed
    ]
    assert not wrong, (
        f"wallboard/{room} may import {sorted(allowed - {room}) or 'nothing'} of the house: arrows "
        f"that point both ways make rooms that cannot be understood alone.\n  {_said(wrong)}"
    )


def test_the_house_does_not_know_its_connectors() -> None:
    wrong = [
        one
        for one in imports("wallboard")
        if one.target.startswith("connectors") and one.module != "wallboard.celery"
    ]
    assert not wrong, (
        "wallboard/ asks a connector for something as a Celery task by name, and learns of vendors "
        f"through the setting WALLBOARD_VENDORS (docs/decisions/0001).\n  {_said(wrong)}"
    )


def test_the_domain_is_pure() -> None:
    outside = {"wallboard", "__future__", *sys.stdlib_module_names}
    wrong = [
        one
        for one in imports("wallboard")
        if one.module.startswith("wallboard.domain") and one.target.split(".")[0] not in outside
    ]
    assert not wrong, (
        "domain/ says what things mean; no framework may be needed to read or test it.\n  "
        + _said(wrong)
    )


def test_a_vendor_folder_speaks_only_the_contract() -> None:
    wrong = [one for one in imports("connectors") if _breaks_the_contract(one)]
    assert not wrong, (
        f"A vendor folder imports connectors.{'|'.join(VENDOR_MAY)} and wallboard.domain, nothing "
        "else of the house: it hands over observations and knows neither state nor boards nor "
        f"another vendor.\n  {_said(wrong)}"
    )


def _breaks_the_contract(one: Import) -> bool:
    vendor = _room(one.module)
    if vendor not in VENDORS:
        return False
    if one.target.startswith("wallboard"):
        return not one.target.startswith("wallboard.domain")
    return one.target.startswith("connectors") and _room(one.target) not in (vendor, *VENDOR_MAY)


def test_only_the_registry_names_a_vendor() -> None:
    wrong = [
        one
        for one in imports("connectors", "wallboard")
        if one.target.startswith(tuple(f"connectors.{vendor}." for vendor in VENDORS))
        and _room(one.module) not in (*VENDORS, "registry")
    ]
    assert not wrong, f"A vendor is one row of connectors/registry.py.\n  {_said(wrong)}"


def test_only_the_runner_sees_a_connector_and_the_state() -> None:
    sees_connectors = {
        one.module
        for one in imports("connectors")
        if one.target.startswith("connectors.registry") or _room(one.target) in VENDORS
    }
    sees_state = {
        one.module for one in imports("connectors") if one.target.startswith("wallboard.state")
    }
    both = (sees_connectors & sees_state) - {"connectors.runner"}
    assert not both, f"Leases, sessions and verdicts stay in one place; not in {sorted(both)}."


def test_the_simulator_knows_neither_the_house_nor_a_connector() -> None:
    wrong = [
        one
        for one in imports("connectors")
        if one.module.startswith("connectors.simulator")
        and one.target.startswith(("wallboard", "connectors"))
        and not one.target.startswith("connectors.simulator")
    ]
    assert not wrong, (
        "The simulated centre follows the vendors' documents. Sharing code with a connector would "
        f"let the two agree with each other instead.\n  {_said(wrong)}"
    )


def test_no_connector_knows_the_simulator() -> None:
    wrong = [
        one
        for one in imports("connectors", "wallboard")
        if one.target.startswith("connectors.simulator")
        and not one.module.startswith("connectors.simulator")
    ]
    assert not wrong, f"To a connector it is a real system.\n  {_said(wrong)}"


def test_what_runs_before_the_installation_needs_nothing_installed() -> None:
    at_hand = {"bootstrap", "__future__", *sys.stdlib_module_names}
    wrong = [one for one in imports("bootstrap") if one.target.split(".")[0] not in at_hand]
    assert not wrong, (
        "bootstrap/ runs with python3 alone, before any package is there.\n  " + _said(wrong)
    )


def test_the_product_needs_no_test_code() -> None:
    wrong = [
        one
        for one in imports("bootstrap", "wallboard", "connectors")
        if one.target.startswith("tests")
    ]
    assert not wrong, f"Tests are not installed in production.\n  {_said(wrong)}"
