"""What is wrong with an account as configured, in sentences, without asking its vendor.

One table serves the admin's form, the account's page and `manage.py check --database default`.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterable
from typing import NamedTuple
from urllib.parse import urlsplit

from cryptography import x509

from wallboard.boards import vendors
from wallboard.boards.models import Account
from wallboard.boards.secrets import Undecryptable


class Problem(NamedTuple):
    """`field` is the model's field that it is about; `hint` what to do."""

    id: str
    serious: bool
    field: str
    message: str
    hint: str


Finder = Callable[[Account], Iterable[tuple[str, str, str]]]


def _unknown_vendor(account: Account) -> Iterable[tuple[str, str, str]]:
    if account.vendor not in vendors.catalogue():
        known = ", ".join(vendors.catalogue())
        yield "vendor", f"No connector speaks to “{account.vendor}”.", f"There are: {known}."


def _plain_http(account: Account) -> Iterable[tuple[str, str, str]]:
    parts = urlsplit(account.base_url)
    if parts.scheme == "http" and not account.simulation and not _is_loopback(parts.hostname or ""):
        yield (
            "base_url",
            "The address begins with http: the credentials travel readable to all in between.",
            "Use https, with the vendor's certificate authority below if it is a private one.",
        )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _secret_in_address(account: Account) -> Iterable[tuple[str, str, str]]:
    parts = urlsplit(account.base_url)
    if parts.username or parts.password or parts.query or parts.fragment:
        yield (
            "base_url",
            "The address holds more than server and path.",
            "Leave out user name, password and everything after a question mark.",
        )


def _bad_ca_bundle(account: Account) -> Iterable[tuple[str, str, str]]:
    if not account.ca_bundle.strip():
        return
    try:
        x509.load_pem_x509_certificates(account.ca_bundle.encode("utf-8"))
    except ValueError:
        yield (
            "ca_bundle",
            "The certificate authority is not a PEM certificate.",
            "Paste all of it, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----.",
        )


def _cadences(account: Account) -> Iterable[tuple[str, str, str]]:
    spec = vendors.catalogue().get(account.vendor)
    jobs = {job.name: job for job in spec.jobs} if spec else {}
    for name, seconds in account.cadences.items():
        job = jobs.get(name)
        if job and isinstance(seconds, int | float) and seconds >= job.minimum_seconds:
            continue
        yield (
            "cadences",
            f"The cadence of “{name}” is {seconds!r}."
            if job
            else f"There is a cadence for “{name}”, which is no job of this vendor.",
            f"At least {job.minimum_seconds:g} seconds." if job else "Take it away.",
        )


def _secrets(account: Account) -> Iterable[tuple[str, str, str]]:
    spec = vendors.catalogue().get(account.vendor)
    try:
        kept = account.secrets
    except Undecryptable as error:
        yield "secrets_encrypted", str(error), "Until then the account is not polled."
        return
    for secret in spec.secrets if spec else ():
        if secret.required and not kept.get(secret.key):
            yield "secrets_encrypted", f"“{secret.label}” is missing.", secret.help


FINDERS: tuple[tuple[str, bool, Finder], ...] = (
    ("wallboard.E101", True, _unknown_vendor),
    ("wallboard.W102", False, _plain_http),
    ("wallboard.E103", True, _secret_in_address),
    ("wallboard.E104", True, _bad_ca_bundle),
    ("wallboard.E105", True, _cadences),
    ("wallboard.E106", True, _secrets),
)


def problems_of(account: Account) -> list[Problem]:
    return [
        Problem(check_id, serious, field, message, hint)
        for check_id, serious, find in FINDERS
        for field, message, hint in find(account)
    ]
