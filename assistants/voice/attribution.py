"""Which of several voices wrote a text: ridge regression over three kernels of their own replies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags, hstack, vstack

from assistants.voice.anatomy import Anatomy
from assistants.voice.features import FEATURES
from assistants.voice.grams import CHARACTER_SLOTS, SLOTS, Grams, grams_of
from assistants.voice.profiles import Profile, features_of

_SHARES = (0.45, 0.3, 0.25)  # of characters, words and habits in what two replies have in common
_RIDGE = 0.15
_FLOORS = np.array([feature.floor for feature in FEATURES])
_FARTHEST = 2.5
_TEMPERATURES = np.geomspace(0.5, 15.0, 40)

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Attribution:
    """`name` of the nearest voice, and the probability of each."""

    name: str
    probabilities: Mapping[str, float]


class Attributor:
    """Tells the writers of `profiles` apart by what is left when content words are masked."""

    def __init__(self, profiles: Mapping[str, Profile]) -> None:
        if len(profiles) < 2:
            raise ValueError("Two voices are needed to tell them apart.")
        self.names = list(profiles)
        rows = [_matrix(profile.kept) for profile in profiles.values()]
        stacked = vstack(rows)
        seen = np.asarray((stacked > 0).sum(axis=0)).ravel()
        self._rarity = diags(np.log((1 + stacked.shape[0]) / (1 + seen)) + 0.3)
        habits = np.vstack([profile.habits for profile in profiles.values()])
        self._centre = np.nan_to_num(np.nanmean(np.vstack([habits, np.zeros(habits.shape[1])]), axis=0))
        self._width = np.maximum(np.nanstd(np.vstack([habits, self._centre]), axis=0), _FLOORS)
        self._own = self._described(stacked, habits)
        owners = np.repeat(np.arange(len(rows)), [row.shape[0] for row in rows])
        self._fit(owners)

    def one(self, text: str) -> Attribution:
        """The writer of one reply."""
        return self.several([text])

    def several(self, texts: Sequence[str]) -> Attribution:
        """The writer of `texts`, all by the same one."""
        habits = np.array([features_of(Anatomy(text)) for text in texts])
        described = self._described(_matrix(grams_of(texts)), habits)
        scores = np.asarray((described @ self._own.T) @ self._weights)
        logs = _log_softmax(scores * self._temperature).sum(axis=0)
        chances = [float(chance) for chance in np.exp(_log_softmax(logs[None, :]))[0]]
        return Attribution(self.names[int(np.argmax(chances))], dict(zip(self.names, chances, strict=True)))

    def _described(self, counts: csr_matrix, habits: Array) -> csr_matrix:
        """Rows whose inner products are the kernel: each part of length one times the root of its share."""
        weighted = counts.log1p() @ self._rarity
        steps = np.clip(np.nan_to_num((habits - self._centre) / self._width), -_FARTHEST, _FARTHEST)
        parts = (weighted[:, :CHARACTER_SLOTS], weighted[:, CHARACTER_SLOTS:SLOTS], csr_matrix(steps))
        return hstack(
            [_unit(part) * np.sqrt(share) for part, share in zip(parts, _SHARES, strict=True)]
        ).tocsr()

    def _fit(self, owners: NDArray[np.int64]) -> None:
        """Solve for all voices, each weighing the same; the temperature comes from leaving replies out."""
        kernel = (self._own @ self._own.T).toarray()
        sizes = np.bincount(owners)
        target = np.eye(len(sizes))[owners] - 1 / len(sizes)
        ridge = np.diag(_RIDGE * len(owners) * 0.02 * sizes[owners] / sizes.mean())
        inverse = np.linalg.inv(kernel + ridge)
        self._weights = inverse @ target
        left_out = target - self._weights / np.diag(inverse)[:, None]
        losses = [-_log_softmax(left_out * t)[np.arange(len(owners)), owners].mean() for t in _TEMPERATURES]
        self._temperature = float(_TEMPERATURES[int(np.argmin(losses))])


def _matrix(grams: Grams) -> csr_matrix:
    values = grams.counts.astype(np.float64)
    return csr_matrix((values, grams.slots.astype(np.int32), grams.starts), shape=(len(grams), SLOTS))


def _unit(rows: csr_matrix) -> csr_matrix:
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    return diags(1 / np.maximum(lengths, 1e-9)) @ rows


def _log_softmax(scores: Array) -> Array:
    shifted: Array = scores - scores.max(axis=1, keepdims=True)
    sums: Array = np.exp(shifted).sum(axis=1, keepdims=True)
    return shifted - np.log(sums)
