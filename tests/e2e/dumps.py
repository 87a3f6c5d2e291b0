"""Everything that the product writes down, as bytes to search."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

import redis

# A private file whose only content is a secret, readable by its owner alone (decided so).
KEPT_PRIVATE = {"secret_key", "encryption_key", "redis_url", "server.conf"}
PRINTED = "printed.txt"  # the administrator's first password stands there, for that it is printed


def logs_of(folder: Path) -> bytes:
    return b"\n".join(file.read_bytes() for file in sorted(folder.iterdir()))


def files_of(root: Path) -> bytes:
    """All files of the state directory: the database's own bytes, its journal, beat's schedule."""
    skipped = KEPT_PRIVATE | {PRINTED}
    files = (file for file in sorted(root.rglob("*")) if file.is_file())
    return b"\n".join(file.read_bytes() for file in files if file.name not in skipped)


def rows_of(database: Path) -> bytes:
    """Every column of every row, in readable form."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=20)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        found: list[bytes] = []
        for (table,) in tables.fetchall():
            for row in connection.execute(f'SELECT * FROM "{table}"'):
                found.append(f"{table} {row!r}".encode(errors="replace"))
                found += [_bytes(value) for value in row if isinstance(value, str | bytes)]
    return b"\n".join(found)


def redis_of(url: str) -> bytes:
    """Every key with its whole value."""
    found: list[bytes] = []
    with redis.Redis.from_url(url, socket_timeout=10) as client:
        for key in client.scan_iter(count=1000):
            found.append(key)
            found += _flat(_READ[client.type(key)](client, key))
    return b"\n".join(found)


_READ: dict[bytes, Any] = {
    b"string": lambda client, key: client.get(key),
    b"hash": lambda client, key: client.hgetall(key),
    b"list": lambda client, key: client.lrange(key, 0, -1),
    b"set": lambda client, key: client.smembers(key),
    b"zset": lambda client, key: client.zrange(key, 0, -1),
    b"stream": lambda client, key: client.xrange(key),
    b"none": lambda client, key: b"",  # expired between the two questions
}


def _flat(value: Any) -> list[bytes]:
    if isinstance(value, dict):
        return [part for pair in value.items() for each in pair for part in _flat(each)]
    if isinstance(value, list | set | tuple):
        return [part for each in value for part in _flat(each)]
    return [_bytes(value)]


def _bytes(value: Any) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode(errors="replace")


class RedisTraffic:
    """Every command that any process sends to Redis meanwhile, messages of Celery included."""

    def __init__(self, url: str) -> None:
        self._client = redis.Redis.from_url(url)
        self._heard: list[bytes] = []
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._listen, daemon=True)

    def __enter__(self) -> RedisTraffic:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._thread.join(5)
        self._client.close()

    def _listen(self) -> None:
        with self._client.monitor() as monitor:
            connection = monitor.connection
            while not self._stopped.is_set():
                try:  # a read that times out would end the connection, hence the question
                    if connection.can_read(timeout=0.2):
                        self._heard.append(_unescaped(_bytes(connection.read_response())))
                except redis.ConnectionError:
                    return  # Redis was stopped with the rest: there is no more to hear

    def dump(self) -> bytes:
        return b"\n".join(self._heard)


def _unescaped(line: bytes) -> bytes:
    r"""MONITOR writes ö as \xc3\xb6 and a quotation mark as \": both are searched."""
    plain = line.decode("latin-1").encode("latin-1").decode("unicode_escape", errors="replace")
    return line + b"\n" + plain.encode("latin-1", errors="replace")


def joined(pages: Iterable[tuple[str, bytes]]) -> bytes:
    return b"\n".join(address.encode() + b"\n" + body for address, body in pages)
