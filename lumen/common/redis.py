"""One pooled Redis client per process, and one for each event loop."""

import asyncio
from functools import lru_cache
from weakref import WeakKeyDictionary

import redis
import redis.asyncio
from django.conf import settings

ASYNC_CONNECTIONS = 8  # shared by all sockets of a loop
_of_loop: "WeakKeyDictionary[asyncio.AbstractEventLoop, redis.asyncio.Redis]" = WeakKeyDictionary()


@lru_cache(maxsize=1)
def client() -> "redis.Redis":
    return redis.Redis.from_url(settings.REDIS_URL, decode_responses=True)


def async_client() -> "redis.asyncio.Redis":
    """The client of the running event loop, for code that would wait for a thread otherwise."""
    loop = asyncio.get_running_loop()
    if loop not in _of_loop:
        pool = redis.asyncio.BlockingConnectionPool.from_url(
            settings.REDIS_URL, decode_responses=True, max_connections=ASYNC_CONNECTIONS, timeout=20
        )
        _of_loop[loop] = redis.asyncio.Redis(connection_pool=pool)
    return _of_loop[loop]
