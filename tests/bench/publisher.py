"""`python -m tests.bench.publisher SITE ACCOUNT`: sends at a pace that no server can slow.

A line `MODE RATE SECONDS` on its input starts a run; one line of JSON tells when it is over.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any

import redis.asyncio

ROWS = [
    {"queue": f"queue-{i:03d}", "waiting": 7 * i % 60, "level": 0.811, "handled": 311 + i}
    for i in range(14)
]  # with them a message has about 1 KB
Send = Callable[[float], Awaitable[Any]]


def message(at: float) -> dict[str, Any]:
    """What the peers carry; `at` is the instant of sending."""
    return {"at": at, "rows": ROWS}


def facts(site: str, account: str) -> Send:
    """Through the product's store, as the runner does it: blocking, one script in Redis."""
    from tests.bench.changes import Changes

    changes = Changes(site, account)

    async def send(at: float) -> None:
        changes.apply(at)

    return send


def plain(_site: str, _account: str) -> Send:
    """One PUBLISH of a ready text."""
    client = redis.asyncio.Redis.from_url(os.environ["WALLBOARD_REDIS_URL"])

    async def send(at: float) -> None:
        await client.publish("bench", json.dumps(message(at), separators=(",", ":")))

    return send


def group(_site: str, _account: str) -> Send:
    """Channels' group_send from one long-lived layer."""
    from channels_redis.core import RedisChannelLayer

    layer = RedisChannelLayer(hosts=[os.environ["WALLBOARD_REDIS_URL"]])

    async def send(at: float) -> None:
        await layer.group_send("bench", {"type": "metric.update", "payload": message(at)})

    return send


MODES: dict[str, Callable[[str, str], Send]] = {"facts": facts, "plain": plain, "group": group}


async def run(send: Send, rate: float, seconds: float) -> dict[str, float]:
    """How many were sent, how late the latest was, in how long."""
    await send(time.time())  # what is made at the first time is not measured
    await asyncio.sleep(1 / rate)
    used = resource.getrusage(resource.RUSAGE_SELF)
    began, late_seconds, number = time.perf_counter(), 0.0, 0
    while number < int(rate * seconds) and time.perf_counter() - began < seconds * 1.5:
        left = began + number / rate - time.perf_counter()
        if left > 0.0003:
            await asyncio.sleep(left)
        late_seconds = max(late_seconds, -left)
        await send(time.time())
        number += 1
    now = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "sent": number + 1,
        "elapsed": round(time.perf_counter() - began, 3),
        "late_ms": round(late_seconds * 1e3, 1),
        "cpu": round(now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime, 3),
    }


async def main(site: str, account: str) -> None:
    made: dict[str, Send] = {}
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        mode, rate, seconds = line.split()
        send = made[mode] = made.get(mode) or MODES[mode](site, account)
        told = await run(send, float(rate), float(seconds))
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:3]))
