"""Whether a message is about anything the assistant knows.

What each feature means is the same for every assistant, and so are their weights; how low a question
in scope may come is each assistant's own, told by its held-out questions. Examples of what is out of
scope are not needed; where an assistant has some, likeness to them counts too.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from assistants.triage.upper import unit

Floats = NDArray[np.float32]
Scores = NDArray[np.float64]

WEIGHTS = (1.0, 0.6, 0.5, 0.3, 0.15)
"""Of: nearness to a topic's centre, to three examples, to a topic's cloud; energy; certainty."""
PRIOR_MEANS = (0.62, 0.6, -260.0, 4.0, -0.8)
PRIOR_SPREADS = (0.11, 0.12, 80.0, 2.5, 0.8)
LOWEST, HIGHEST = -8.0, 4.0  # of a standardised feature
SHRINKAGE = 0.3  # of a cloud's covariance towards a sphere
NEAR = 3
CUT_SHARE = 0.07  # of held-out questions in scope that may fall below the cut
CUT_SHARES = (0.04, 0.05, 0.06, 0.07, 0.08)
WIDTH = 0.6  # how fast belief grows around the cut, in spreads of the score
OUTSIDE_FROM = 15  # examples of what is out of scope that teach anything
NO_OUTSIDE = -1.0


@dataclass(frozen=True, slots=True)
class Space:
    """Where topics lie: directions of their own vectors, means and precision of the fine-tuned ones."""

    centres: Floats  # (topics, 384)
    means: Floats  # (topics, 384)
    precision: Floats  # (384, 384)


def space_of(
    own: Floats, tuned: Floats, topics: NDArray[np.intp], *, precision: Floats | None = None
) -> Space:
    """Measured on examples, shape (n, 384) twice, with their topics' numbers; a known precision stays."""
    present, places = np.unique(topics, return_inverse=True)
    counts = np.bincount(places)[:, None].astype(np.float32)
    sums, totals = (np.zeros((len(present), own.shape[1]), dtype=np.float32) for _ in range(2))
    np.add.at(sums, places, own)
    np.add.at(totals, places, tuned)
    means = totals / counts
    if precision is not None:
        return Space(unit(sums), means, precision)
    apart = tuned - means[places]
    covariance = apart.T @ apart / len(tuned)
    size = np.trace(covariance) / len(covariance)
    mixed = (1 - SHRINKAGE) * covariance + (SHRINKAGE * size + 1e-6) * np.eye(len(covariance))
    return Space(unit(sums), means, np.linalg.inv(mixed).astype(np.float32))


def features(
    space: Space, own: Floats, tuned: Floats, likeness: Floats, *, energy: Scores, certainty: Scores
) -> Scores:
    """Shape (n, 5), the greater the more in scope.

    Args:
        own: shape (n, 384), the model's own vectors of messages; `tuned` the fine-tuned ones.
        likeness: shape (n, examples), cosines of own vectors.
        energy: shape (n,), the logarithm of all that the head gives to topics.
        certainty: shape (n,), the logarithm of the largest share.
    """
    near = min(NEAR, likeness.shape[1])
    nearest = -np.partition(-likeness, near - 1, axis=1)[:, :near]
    turned = tuned @ space.precision
    across = (space.means @ space.precision * space.means).sum(axis=1)
    distance = (turned * tuned).sum(axis=1)[:, None] - 2 * turned @ space.means.T + across
    centred = (own @ space.centres.T).max(axis=1)
    columns = [centred, nearest.mean(axis=1), -distance.min(axis=1), energy, certainty]
    return np.stack(columns, axis=1).astype(np.float64)


def nearest_of(likeness: Floats) -> Scores:
    """The greatest cosine of each row; below all of them when there is nothing to compare with."""
    if not likeness.shape[1]:
        return np.full(len(likeness), NO_OUTSIDE)
    found: Scores = likeness.max(axis=1).astype(np.float64)
    return found


@dataclass(frozen=True, slots=True)
class Scope:
    """How an assistant's features are read; `pull` is how much likeness to what is outside counts."""

    means: tuple[float, ...] = PRIOR_MEANS
    spreads: tuple[float, ...] = PRIOR_SPREADS
    cut: float = -4.0
    spread: float = 2.0
    pull: float = 0.0

    def raw(self, found: Scores, gap: Scores) -> Scores:
        """One number a message: standardised features, weighed; `gap` is outside minus inside likeness."""
        standard = np.clip((found - np.array(self.means)) / np.array(self.spreads), LOWEST, HIGHEST)
        weighed: Scores = standard @ np.array(WEIGHTS) - self.pull * np.clip(gap + 0.3, 0.0, None)
        return weighed

    def score(self, found: Scores, gap: Scores) -> Scores:
        """From 0 to 1; 0.5 is the cut."""
        steep = np.clip((self.raw(found, gap) - self.cut) / (WIDTH * self.spread), -30, 30)
        return 1.0 / (1.0 + np.exp(-steep))

    def facts(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any]) -> Self:
        return cls(
            tuple(facts["means"]), tuple(facts["spreads"]), facts["cut"], facts["spread"], facts["pull"]
        )


PULLS = (0.0, 2.0, 4.0, 8.0, 16.0, 32.0)


def fit_scope(
    inside: Scores, inside_gap: Scores, outside: Scores | None = None, outside_gap: Scores | None = None
) -> Scope:
    """Told by held-out questions in scope, and by what is out of scope where there are enough of those."""
    means, spreads = inside.mean(axis=0), inside.std(axis=0) + 1e-3
    plain = Scope(tuple(map(float, means)), tuple(map(float, spreads)))
    if outside is None or outside_gap is None or len(outside) < OUTSIDE_FROM:
        return _cut(plain, inside, inside_gap, CUT_SHARE)
    options = [
        _cut(Scope(plain.means, plain.spreads, pull=pull), inside, inside_gap, share)
        for pull in PULLS
        for share in CUT_SHARES
    ]

    def balance(scope: Scope) -> float:
        kept = (scope.score(inside, inside_gap) >= 0.5).mean()
        caught = (scope.score(outside, outside_gap) < 0.5).mean()
        return float(kept + caught) - 0.0005 * scope.pull

    return max(options, key=balance)


def _cut(scope: Scope, inside: Scores, gap: Scores, share: float) -> Scope:
    raw = scope.raw(inside, gap)
    cut, spread = float(np.quantile(raw, share)), float(raw.std()) + 1e-3
    return Scope(scope.means, scope.spreads, cut, spread, scope.pull)
