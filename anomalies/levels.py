"""How large a payment is expected to be: merchant leaning on category, category on the person.

How hard they lean is learned, too. Where places differ (rent and coffee), a place speaks for itself after a
few payments. Where they do not (one ticket machine is like another), what was paid there says nothing of
its own, however often it was used.
"""

from collections import deque
from dataclasses import dataclass, field
from typing import Protocol

from anomalies import weights

MAD_TO_SIGMA = 1.4826


class Logs(Protocol):
    """The remembered log amounts of one group."""

    def __len__(self) -> int: ...
    def median(self) -> float: ...
    def mad(self) -> float: ...


@dataclass(frozen=True, slots=True)
class Level:
    """Location and scale of log amounts."""

    center: float
    scale: float


@dataclass(slots=True)
class Contest:
    """How much nearer a narrow group comes to the next amount than the wide one it belongs to."""

    narrow: deque[float] = field(default_factory=lambda: deque(maxlen=weights.CONTEST_WINDOW))
    wide: deque[float] = field(default_factory=lambda: deque(maxlen=weights.CONTEST_WINDOW))

    def add(self, value: float, narrow: Logs | None, wide: Logs | None) -> None:
        """Compare what both would have said of a log amount they have not seen."""
        if narrow and wide and len(narrow) >= weights.CONTEST_MIN:
            self.narrow.append(abs(value - narrow.median()))
            self.wide.append(abs(value - wide.median()))

    def strength(self, least: float) -> float:
        """With how many payments the wide group outweighs the narrow one: variance within over between."""
        apart = sum(self.wide)
        if len(self.wide) < weights.CONTEST_MIN_RESULTS or not apart:
            return least
        within = min(1.0, sum(self.narrow) / apart) ** 2
        between = max(1e-3, 1 - within)
        return min(weights.SHRINK_MOST, max(least, within / between))


def own(logs: Logs | None, least: float = weights.MIN_WIDE_LOG_SCALE) -> Level:
    """What a group says by itself."""
    if not logs:
        return Level(0.0, 1.0)
    return Level(logs.median(), max(logs.mad() * MAD_TO_SIGMA, least))


def shrunk(logs: Logs | None, towards: Level, strength: float, least: float) -> Level:
    """Few payments lean on the wider group; many speak for themselves."""
    if not logs:
        return towards
    alone, share = own(logs, least), len(logs) / (len(logs) + strength)
    center = share * alone.center + (1 - share) * towards.center
    return Level(center, alone.scale**share * towards.scale ** (1 - share))
