"""Limits counted in Redis: one script counts and decides, so that parallel calls cannot slip by."""

from typing import cast
from uuid import uuid4

from lumen.common.redis import client

# A sliding window: the moments of the calls that were let through, by the clock of Redis itself.
_TAKE = """
local now = redis.call('TIME')
local at = now[1] * 1000 + math.floor(now[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', at - ARGV[2])
if redis.call('ZCARD', KEYS[1]) < tonumber(ARGV[1]) then
  redis.call('ZADD', KEYS[1], at, ARGV[3])
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  return 0
end
local oldest = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
return math.max(1, oldest[2] + ARGV[2] - at)
"""


def wait_milliseconds(key: str, *, calls: int, seconds: int) -> int:
    """Let `calls` through in any window of `seconds`: 0 when this one is, else how long to wait."""
    return int(cast("int", client().eval(_TAKE, 1, key, calls, seconds * 1_000, uuid4().hex)))
