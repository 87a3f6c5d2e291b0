"""The first message of the peers: about 10 KB, as a board's snapshot is."""

from __future__ import annotations

SNAPSHOT = {
    "type": "snapshot",
    "rows": [
        {"queue": f"queue-{i:03d}", "waiting": 7 * i % 60, "level": 0.811, "handled": 311 + i}
        for i in range(150)
    ],
}
