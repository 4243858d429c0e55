"""Probabilities that mean what they say: temperature, reliability, coverage, separation."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]
TEMPERATURES = np.geomspace(0.02, 8.0, 121)
BINS = 15


@dataclass(frozen=True, slots=True)
class Bin:
    """One bar of a reliability diagram: how sure, how often right, how many."""

    confidence: float
    accuracy: float
    count: int


def softmax(logits: NDArray[np.floating], scale: float = 1.0) -> Floats:
    """Rows of probabilities; `scale` above 1 sharpens."""
    scaled = np.asarray(logits, dtype=np.float64) * scale
    scaled -= scaled.max(axis=1, keepdims=True)
    raised = np.exp(scaled)
    found: Floats = raised / raised.sum(axis=1, keepdims=True)
    return found


def best_scale(logits: NDArray[np.floating], truth: NDArray[np.intp]) -> float:
    """The factor on logits under which held-out truths are likeliest.

    Args:
        logits: shape (n, classes), of rows the head was not fitted on.
        truth: shape (n,), the right class of each.
    """
    if not len(truth):
        return 1.0
    rows = np.arange(len(truth))
    losses = [-np.log(softmax(logits, scale)[rows, truth] + 1e-12).mean() for scale in TEMPERATURES]
    return float(TEMPERATURES[int(np.argmin(losses))])


def reliability(confidence: Floats, right: Booleans, bins: int = BINS) -> tuple[Bin, ...]:
    """Bars of equal width that hold anything."""
    places = np.minimum((confidence * bins).astype(int), bins - 1)
    return tuple(
        Bin(float(confidence[here].mean()), float(right[here].mean()), int(here.sum()))
        for here in (places == place for place in range(bins))
        if here.any()
    )


def calibration_error(confidence: Floats, right: Booleans, bins: int = BINS) -> float:
    """Expected calibration error: the mean gap between how sure and how right, by mass."""
    bars = reliability(confidence, right, bins)
    total = sum(bar.count for bar in bars)
    return sum(bar.count * abs(bar.confidence - bar.accuracy) for bar in bars) / total if total else 0.0


def coverage_at(confidence: Floats, right: Booleans, target: float = 0.95) -> float:
    """The largest share of messages, surest first, of which at least `target` are right."""
    if not len(confidence):
        return 0.0
    hits = np.cumsum(right[np.argsort(-confidence, kind="stable")])
    shares = hits / np.arange(1, len(hits) + 1)
    good = np.flatnonzero(shares >= target)
    return float((good[-1] + 1) / len(hits)) if len(good) else 0.0


def auroc(inside: Floats, outside: Floats) -> float:
    """How often an inside score is above an outside one; ties count half."""
    if not len(inside) or not len(outside):
        return float("nan")
    order = np.sort(outside)
    below = np.searchsorted(order, inside, side="left")
    upto = np.searchsorted(order, inside, side="right")
    return float((below + upto).sum() / (2 * len(inside) * len(outside)))


def false_positive_rate(inside: Floats, outside: Floats, kept: float = 0.95) -> float:
    """The share of outside scores above the cut that keeps `kept` of the inside ones."""
    if not len(inside) or not len(outside):
        return float("nan")
    return float((outside >= np.quantile(inside, 1 - kept)).mean())
