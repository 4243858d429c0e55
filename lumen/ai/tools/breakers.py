"""A tool that keeps failing rests for a while, in all processes, and everybody can see that it does."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import structlog
from django.core.cache import cache
from django.utils import timezone
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where one tool stands, since when, and how often it failed in a row."""

    state: State
    since: datetime | None = None
    failures: int = 0


class RestingError(LumenError):
    status, code, title = 503, "tool-resting", "This is having a rest"


def _key(name: str, mark: str) -> str:
    return f"tool-breaker:{name}:{mark}"


def states_of(names: Iterable[str]) -> dict[str, State]:
    """The state of each tool; one question to Redis for all of them."""
    return {name: standing.state for name, standing in standings_of(names).items()}


def standings_of(names: Iterable[str]) -> dict[str, Standing]:
    """Where each tool stands; one question to Redis for all of them."""
    wanted = list(names)
    kept = cache.get_many([_key(name, mark) for name in wanted for mark in _MARKS])
    return {name: _standing(kept, name) for name in wanted}


def _standing(kept: dict[str, Any], name: str) -> Standing:
    since = kept.get(_key(name, "resting")) or kept.get(_key(name, "doubted"))
    return Standing(
        state=_state(kept, name),
        since=datetime.fromisoformat(since) if isinstance(since, str) else None,
        failures=int(kept.get(_key(name, "failures"), 0)),
    )


def _state(kept: dict[str, Any], name: str) -> State:
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
        close(tool.name)
    except RedisError:
        log.warning("breaker.unknown", tool=tool.name)


def close(name: str) -> None:
    """Let everybody through to a tool at once, as if it had not failed."""
    cache.delete_many([_key(name, mark) for mark in _MARKS])


def failed(tool: Tool) -> None:
    """Count a failure; let the tool rest after too many in a row, or when the attempt after a rest failed."""
    try:
        cache.add(_key(tool.name, "failures"), 0, FAILURES_KEPT_SECONDS)
        failures = cache.incr(_key(tool.name, "failures"))
        if failures < tool.failures_allowed and not cache.get(_key(tool.name, "doubted")):
            return
        now = timezone.now().isoformat(timespec="seconds")
        cache.set(_key(tool.name, "resting"), now, REST_SECONDS)
        cache.set(_key(tool.name, "doubted"), now, DOUBTED_SECONDS)
    except (RedisError, ValueError):  # ValueError: the count ran out between the two lines
        log.warning("breaker.unknown", tool=tool.name)
        return
    log.warning("breaker.opened", tool=tool.name, failures=failures)
