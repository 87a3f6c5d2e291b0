"""Ports and addresses: free ones remembered between runs, who holds a taken one, the LAN's."""

from __future__ import annotations

import contextlib
import errno
import ipaddress
import json
import random
import socket
from pathlib import Path

from bootstrap.trouble import Trouble
from wallboard.embedded.place import read_json, write_private

# Below what systems give to outgoing connections: one of those could sit on the port of a child
# just when it is started again.
RANGE = range(20_000, 32_000)


def _listener(address: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    # As the servers do: a port is not taken by connections of yesterday's run that linger.
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((address, port))
        listener.listen(1)  # a bind alone succeeds beside another listener that reuses addresses
    except OSError:
        listener.close()
        raise
    return listener


def is_free(address: str, port: int) -> bool:
    try:
        _listener(address, port).close()
    except OSError:
        return False
    return True


def need_free(address: str, port: int) -> None:
    """Raises Trouble, naming who holds the port if that can be seen, and the way out."""
    try:
        _listener(address, port).close()
    except OSError as error:
        raise Trouble(_why_not(address, port, error)) from None


def _why_not(address: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        holder = holder_of(port)
        by = f" by {holder}" if holder else ""
        return f"Port {port} is taken{by}. Stop that program, or choose another port: " + (
            f"./run --port {port + 1 if port < 65535 else 8000}"
        )
    if error.errno == errno.EADDRNOTAVAIL:
        return (
            f"{address} is not an address of this machine. Its addresses: "
            f"{', '.join(lan_addresses()) or 'loopback only'}. 0.0.0.0 means all of them."
        )
    if error.errno in (errno.EACCES, errno.EPERM):
        return (
            f"Port {port} needs rights that you lack; ports from 1024 up do not: ./run --port 8000"
        )
    return f"Port {port} of {address} cannot be opened: {error.strerror}."


def free_ports(names: tuple[str, ...], file: Path, *taken: int) -> dict[str, int]:
    """A free loopback port for each name: the one it had last time if it is still free."""
    known = read_json(file)
    chosen: dict[str, int] = {}
    held: list[socket.socket] = []  # all at once, so that no two names get the same
    try:
        for name in names:
            wanted = known.get(name)
            held.append(_one_listener([wanted] if isinstance(wanted, int) else [], taken))
            chosen[name] = held[-1].getsockname()[1]
    finally:
        for listener in held:
            listener.close()
    write_private(file, json.dumps(known | chosen, indent=1))
    return chosen


def _one_listener(wanted: list[int], taken: tuple[int, ...]) -> socket.socket:
    for port in (*wanted, *random.sample(RANGE, 200)):
        if port not in taken:
            with contextlib.suppress(OSError):
                return _listener("127.0.0.1", port)
    raise Trouble("No free port was found on this machine between 20000 and 32000.")


def holder_of(port: int) -> str:
    """ "python3 (process 123)" of whoever listens on the port; empty if it cannot be seen."""
    inodes = _listening_inodes(port)
    for folder in Path("/proc").glob("[0-9]*/fd"):
        if _links_of(folder) & inodes:
            with contextlib.suppress(OSError):
                name = (folder.parent / "comm").read_text(errors="replace").strip()
                return f"{name} (process {folder.parent.name})"
    return ""


def _links_of(folder: Path) -> set[str]:
    """What a process has open; nothing when it is another user's, or gone."""
    found = set()
    with contextlib.suppress(OSError):
        for link in folder.iterdir():
            with contextlib.suppress(OSError):  # closed meanwhile
                found.add(str(link.readlink()))
    return found


def _listening_inodes(port: int) -> set[str]:
    found = set()
    for table in (Path("/proc/net/tcp"), Path("/proc/net/tcp6")):
        try:
            rows = [line.split() for line in table.read_text().splitlines()[1:]]
        except OSError:
            continue
        listening = "0A"
        found |= {
            f"socket:[{row[9]}]"
            for row in rows
            if row[3] == listening and int(row[1].rsplit(":", 1)[1], 16) == port
        }
    return found


def lan_addresses() -> list[str]:
    """This machine's addresses that others in the room may reach, the likeliest first."""
    found = []
    for target in ("192.0.2.1", "10.255.255.255", "192.168.255.255"):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            try:
                probe.connect((target, 9))  # no packet is sent: only the route is looked up
                found.append(probe.getsockname()[0])
            except OSError:
                continue
    try:
        entries = socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)
        found += [str(entry[4][0]) for entry in entries]
    except OSError:
        pass  # the host does not know its own name; the routes have to do
    return [a for a in dict.fromkeys(found) if not ipaddress.ip_address(a).is_loopback]
