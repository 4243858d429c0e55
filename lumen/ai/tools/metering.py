"""What calling tools came to, of all processes together: how often, how fast, how well, and what it cost.

Counted in Redis, so that the web process can tell Prometheus what happened in workers.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog
from redis.exceptions import RedisError

from lumen.common.redis import client

if TYPE_CHECKING:
    from lumen.ai.llm.budgets import Amounts

log = structlog.get_logger(__name__)
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)  # seconds
OK, DECLINED, FAILED, KEPT = "ok", "declined", "failed", "kept"
OUTCOMES = (OK, DECLINED, FAILED, KEPT)
MICRO = 1_000_000  # of a dollar, counted whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """One tool since counting began. `within`: calls that took no longer than each of `BUCKETS`."""

    tool: str
    outcomes: dict[str, int]
    within: tuple[int, ...]
    seconds: float
    tokens: int
    dollars: float

    @property
    def timed(self) -> int:
        """Calls that did the work, so that their time means something."""
        return sum(self.outcomes[name] for name in (OK, DECLINED, FAILED))


def _key(tool: str) -> str:
    return f"tool-figures:{tool}"


def note(tool: str, outcome: str, *, seconds: float, spent: "Amounts | None" = None) -> None:
    """Count one call; a Redis that is down loses it."""
    key = _key(tool)
    try:
        pipe = client().pipeline(transaction=False)
        pipe.hincrby(key, outcome, 1)
        if outcome != KEPT:
            pipe.hincrby(key, f"le:{_bucket(seconds)}", 1)
            pipe.hincrbyfloat(key, "seconds", round(seconds, 4))
        if spent is not None and spent.calls:
            pipe.hincrby(key, "tokens", spent.tokens)
            pipe.hincrby(key, "micro_dollars", int(spent.money * MICRO))
        pipe.execute()
    except RedisError:
        log.warning("metering.lost", tool=tool)


def _bucket(seconds: float) -> str:
    return next((str(limit) for limit in BUCKETS if seconds <= limit), "inf")


def figures_of(tools: Iterable[str]) -> list[Figures]:
    """What is known of each tool; one question to Redis for all of them."""
    names = list(tools)
    pipe = client().pipeline(transaction=False)
    for name in names:
        pipe.hgetall(_key(name))
    return [_figures(name, kept) for name, kept in zip(names, pipe.execute(), strict=True)]


def _figures(tool: str, kept: dict[str, str]) -> Figures:
    within, total = [], 0
    for limit in BUCKETS:
        total += int(kept.get(f"le:{limit}", 0))
        within.append(total)
    return Figures(
        tool=tool,
        outcomes={name: int(kept.get(name, 0)) for name in OUTCOMES},
        within=tuple(within),
        seconds=float(kept.get("seconds", 0)),
        tokens=int(kept.get("tokens", 0)),
        dollars=int(kept.get("micro_dollars", 0)) / MICRO,
    )
