"""The product's settings with what the textbook's way needs besides: a channel layer.

redis-py's own limits break channels_redis on a thousand connects (decision 0002), so the pool is
given room: the comparison is with a textbook that works.
"""

from __future__ import annotations

from wallboard.settings import *  # noqa: F403
from wallboard.settings import WALLBOARD_REDIS_URL

CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.core.RedisChannelLayer",
        "CONFIG": {
            "hosts": [
                {"address": WALLBOARD_REDIS_URL, "max_connections": 8192, "socket_timeout": None}
            ]
        },
    }
}
