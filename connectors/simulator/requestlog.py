"""The request log: what was asked, of whom, and how it was answered. Never a body or a header."""

import threading
import time
from collections import Counter, deque
from dataclasses import asdict, dataclass
from typing import Any

KEEP = 50_000


@dataclass(slots=True)
class LogEntry:
    """`at` is real epoch seconds; `status` is None until answered."""

    number: int
    at: float
    face: str
    listener: str
    method: str
    path: str
    query: str
    kind: str
    status: int | None = None
    user: str | None = None
    fault: str | None = None


class RequestLog:
    """Bounded, thread-safe; counts go on beyond the bound."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._entries: deque[LogEntry] = deque(maxlen=KEEP)
        self._counts: Counter[tuple[str, str]] = Counter()
        self._number = 0

    def open(
        self, face: str, listener: str, method: str, path: str, query: str, kind: str
    ) -> LogEntry:
        with self._lock:
            self._number += 1
            entry = LogEntry(self._number, time.time(), face, listener, method, path, query, kind)
            self._entries.append(entry)
            self._counts[face, kind] += 1
            return entry

    @property
    def entries(self) -> list[LogEntry]:
        with self._lock:
            return list(self._entries)

    def select(
        self, face: str | None = None, kind: str | None = None, since: int = 0
    ) -> list[LogEntry]:
        """Entries of this face and kind with a number above `since`."""
        return [
            entry
            for entry in self.entries
            if (face is None or entry.face == face)
            and (kind is None or entry.kind == kind)
            and entry.number > since
        ]

    def count(self, face: str | None = None, kind: str | None = None) -> int:
        with self._lock:
            return sum(
                number
                for (of_face, of_kind), number in self._counts.items()
                if face in (None, of_face) and kind in (None, of_kind)
            )

    def counts(self) -> dict[str, dict[str, int]]:
        with self._lock:
            table: dict[str, dict[str, int]] = {}
            for (face, kind), number in sorted(self._counts.items()):
                table.setdefault(face, {})[kind] = number
            return table

    def clear(self) -> None:
        with self._lock:
            self._entries.clear()
            self._counts.clear()

    def as_json(self, face: str | None, kind: str | None, since: int) -> dict[str, Any]:
        entries = [asdict(entry) for entry in self.select(face, kind, since)]
        return {"entries": entries, "counts": self.counts()}
