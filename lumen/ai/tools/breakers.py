"""A tool that keeps failing rests for a while, in all processes, and everybody can see that it does."""

from collections.abc import Iterable
from enum import StrEnum

import structlog
from django.core.cache import cache
from django.utils.translation import gettext as _
from redis.exceptions import RedisError

from lumen.ai.tools.registry import Tool
from lumen.common.errors import LumenError

log = structlog.get_logger(__name__)
REST_SECONDS = 30
FAILURES_KEPT_SECONDS = 300  # failures further apart than this are not "in a row"
DOUBTED_SECONDS = 3_600  # after a rest, until it has worked once
_MARKS = ("failures", "resting", "doubted")


class State(StrEnum):
    CLOSED = "closed"  # works
    OPEN = "open"  # rests: nobody is let through
    HALF_OPEN = "half-open"  # has rested: the next attempt decides


class RestingError(LumenError):
    status, code, title = 503, "tool-resting", "This is having a rest"


def _key(name: str, mark: str) -> str:
    return f"tool-breaker:{name}:{mark}"


def states_of(names: Iterable[str]) -> dict[str, State]:
    """The state of each tool; one question to Redis for all of them."""
    wanted = list(names)
    kept = cache.get_many([_key(name, mark) for name in wanted for mark in ("resting", "doubted")])
    return {name: _state(kept, name) for name in wanted}


def _state(kept: dict[str, int], name: str) -> State:
    if _key(name, "resting") in kept:
        return State.OPEN
    return State.HALF_OPEN if _key(name, "doubted") in kept else State.CLOSED


def require_awake(tool: Tool) -> bool:
    """Whether the tool has failed of late, and so its success is worth noting.

    Raises:
        RestingError: it rests.
    """
    try:
        kept = cache.get_many([_key(tool.name, mark) for mark in _MARKS])
    except RedisError:
        log.warning("breaker.unknown", tool=tool.name)
        return False
    if _state(kept, tool.name) is State.OPEN:
        raise RestingError(
            _("This failed several times in a row and is having a rest. Try again in half a minute.")
        )
    return bool(kept)


def succeeded(tool: Tool) -> None:
    """Forget its failures."""
    try:
        cache.delete_many([_key(tool.name, mark) for mark in _MARKS])
    except RedisError:
        log.warning("breaker.unknown", tool=tool.name)


def failed(tool: Tool) -> None:
    """Count a failure; let the tool rest after too many in a row, or when the attempt after a rest failed."""
    try:
        cache.add(_key(tool.name, "failures"), 0, FAILURES_KEPT_SECONDS)
        failures = cache.incr(_key(tool.name, "failures"))
        if failures < tool.failures_allowed and not cache.get(_key(tool.name, "doubted")):
            return
        cache.set(_key(tool.name, "resting"), 1, REST_SECONDS)
        cache.set(_key(tool.name, "doubted"), 1, DOUBTED_SECONDS)
    except (RedisError, ValueError):  # ValueError: the count ran out between the two lines
        log.warning("breaker.unknown", tool=tool.name)
        return
    log.warning("breaker.opened", tool=tool.name, failures=failures)
