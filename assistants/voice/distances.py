"""The four parts of a distance: runs of characters, runs of words, small words, habits."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistants.voice.background import background
from assistants.voice.features import FEATURES
from assistants.voice.grams import CHARACTER_SLOTS, Counts

PARTS = ("characters", "words", "delta", "habits")
_WEIGHTS = np.array([0.35, 0.25, 0.15, 0.25])
_SMOOTHING = 600.0  # runs of the background that count as the writer's own
_FARTHEST = 4.0
TYPICAL, EDGE = 0.25, 0.5  # distance of the middle own reply, and of the one in twenty farthest out
_OWN_INSIDE = 0.95
_LEAST_STEP = 0.15

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Spread:
    """Mean and deviation of a feature over the replies that gave occasion for it, and how many did."""

    mean: float
    deviation: float
    seen: int

    def standard(self, value: float, floor: float) -> float:
        """How many deviations `value` lies from the mean; 0 where there is nothing to compare."""
        if not self.seen or np.isnan(value):
            return 0.0
        return float((value - self.mean) / max(self.deviation, floor))


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """What the parts are for the writer's own replies, each left out of the measure once."""

    centre: Array
    deviation: Array
    typical: float
    edge: float

    def combined(self, parts: Array) -> float:
        return float(((parts - self.centre) / self.deviation) @ _WEIGHTS)

    def placed(self, raw: float) -> float:
        """0..1: rising through TYPICAL and EDGE, then towards 1 more and more slowly."""
        step = max(self.edge - self.typical, _LEAST_STEP)
        if raw <= self.typical:
            return float(TYPICAL * np.exp((raw - self.typical) / step))
        if raw <= self.edge:
            return TYPICAL + (EDGE - TYPICAL) * (raw - self.typical) / step
        return float(1 - (1 - EDGE) * np.exp(-(raw - self.edge) / (2 * step)))


def scale_of(parts: Array) -> Scale:
    """The scale of own replies whose parts are `parts`, shape (n, 4)."""
    centre, deviation = np.median(parts, axis=0), np.maximum(parts.std(axis=0), 1e-3)
    raw = ((parts - centre) / deviation) @ _WEIGHTS
    share = min(1.0, _OWN_INSIDE * (len(raw) + 1) / len(raw))  # so many of the next replies, too
    edge = float(np.quantile(raw, share, method="higher"))
    return Scale(centre=centre, deviation=deviation, typical=float(np.median(raw)), edge=edge)


def unlikeliness(slots: NDArray[np.uint16], counts: NDArray[np.uint8], total: Counts) -> tuple[float, float]:
    """Of characters and of words: minus the mean log of how much likelier they are here than anywhere."""
    general = background().runs
    found: list[float] = []
    is_word = slots >= CHARACTER_SLOTS
    for chosen, own in ((~is_word, total[:CHARACTER_SLOTS]), (is_word, total[CHARACTER_SLOTS:])):
        places, weights = slots[chosen], counts[chosen].astype(np.float64)
        share = (total[places] + _SMOOTHING * general[places]) / (own.sum() + _SMOOTHING)
        found.append(-float((np.log(share / general[places]) * weights).sum() / max(1.0, weights.sum())))
    return found[0], found[1]


def delta(text_counts: Array, own_counts: Array, language: str) -> float:
    """Cosine Delta: one minus the cosine between the standardised shares of the small words; 0..2."""
    here, own = (row[:-1] / max(1.0, row[-1]) for row in (text_counts, own_counts))
    if language == "en":
        table = background()
        here, own = (here - table.mean) / table.deviation, (own - table.mean) / table.deviation
    else:  # no table: shares of rare words are stretched instead
        here, own = np.sqrt(here), np.sqrt(own)
    size = float(np.linalg.norm(here) * np.linalg.norm(own))
    return 1 - float(here @ own) / size if size else 1.0


def habit_distance(values: Array, spreads: Mapping[str, Spread]) -> float:
    """Mean number of deviations over all features, each at most four."""
    steps = [
        min(_FARTHEST, abs(spreads[feature.name].standard(value, feature.floor)))
        for feature, value in zip(FEATURES, values, strict=True)
        if feature.name in spreads
    ]
    return float(np.mean(steps)) if steps else 0.0
