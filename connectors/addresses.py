"""Addresses of vendor systems: what is one, whose it is, what may be followed."""

from __future__ import annotations

from urllib.parse import SplitResult, urljoin, urlsplit

from connectors.errors import Malformed, Refused

DEFAULT_PORTS = {"http": 80, "https": 443}


def base_address(text: str) -> str:
    """The address of an account without its trailing slash, or `Refused` saying what is wrong."""
    parts = _split(text.strip(), Refused)
    if parts.scheme not in DEFAULT_PORTS:
        raise Refused("The address of the account must begin with https:// or http://.")
    if not parts.hostname:
        raise Refused("The address of the account names no host.")
    if parts.username is not None or parts.password is not None:
        raise Refused("The address of the account must not hold a user name or password.")
    if parts.query or parts.fragment:
        raise Refused("The address of the account must not have a query or fragment.")
    return parts.geturl().rstrip("/")


def origin(url: str) -> str:
    """``scheme://host:port`` in lower case with the port always named, to compare servers by."""
    parts = _split(url, Malformed)
    scheme = parts.scheme.lower()
    return f"{scheme}://{authority(url)}" if scheme else ""


def authority(url: str) -> str:
    """``host:port`` in lower case with the port always named."""
    parts = _split(url, Malformed)
    host = (parts.hostname or "").rstrip(".")
    host = f"[{host}]" if ":" in host else host
    port = parts.port if parts.port is not None else DEFAULT_PORTS.get(parts.scheme.lower(), 0)
    return f"{host}:{port}"


def host(url: str) -> str:
    """The host name in lower case, without port: what a sentence for a person names."""
    return (_split(url, Malformed).hostname or "").rstrip(".")


def under(base: str, path: str) -> str:
    """`path` below `base`; a path that begins with a slash replaces the whole path of `base`."""
    return urljoin(base + "/", path)


def _split(url: str, error: type[Refused] | type[Malformed]) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port  # only read, because reading is what refuses a port that is no number
    except ValueError:
        raise error("An address that is not well-formed was given.") from None
    return parts
