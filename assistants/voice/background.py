"""How English replies are written in general: what a voice is told apart from."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistants.voice.grams import CHARACTER_SLOTS, SLOTS, grams_of
from assistants.voice.texts import words_of
from assistants.voice.words import lexicon

_FILE = Path(__file__).parent / "background.npz"
_LEAST_SHARE = 0.02  # of a slot, against an even spread: nothing is impossible


@dataclass(frozen=True, slots=True, eq=False)
class Background:
    """`runs`: shape (SLOTS,), characters and words each sum to 1.

    `mean` and `deviation`: shares of the small words.
    """

    runs: NDArray[np.float32]
    mean: NDArray[np.float32]
    deviation: NDArray[np.float32]


@lru_cache(maxsize=1)
def background() -> Background:
    with np.load(_FILE) as stored:
        return Background(*(stored[name].astype(np.float32) for name in ("runs", "mean", "deviation")))


def small_words(language: str) -> list[str]:
    """The function words of a language, in the order of every array of them."""
    return sorted(lexicon(language).function)


def shares_of(texts: Sequence[str], language: str) -> NDArray[np.float64]:
    """Shape (texts, small words): how often each small word stands among the words of each text."""
    return (counts := counted(texts, language))[:, :-1] / np.maximum(1, counts[:, -1:])


def counted(texts: Sequence[str], language: str) -> NDArray[np.float64]:
    """Shape (texts, small words + 1): counts of each small word, and of all words in the last column."""
    order = {word: i for i, word in enumerate(small_words(language))}
    counts = np.zeros((len(texts), len(order) + 1))
    for row, text in zip(counts, texts, strict=True):
        words = words_of(text)
        row[-1] = len(words)
        for word in words:
            if (place := order.get(word)) is not None:
                row[place] += 1
    return counts


def build(texts: Sequence[str]) -> bytes:
    """The table that is shipped, from English texts of many hands; build it again when word lists change."""
    total = grams_of(texts).total().astype(np.float64)
    runs = np.concatenate([_smoothed(total[:CHARACTER_SLOTS]), _smoothed(total[CHARACTER_SLOTS:SLOTS])])
    shares = shares_of(texts, "en")
    file = io.BytesIO()
    np.savez_compressed(
        file,
        runs=runs.astype(np.float32),
        mean=shares.mean(axis=0).astype(np.float32),
        deviation=np.maximum(shares.std(axis=0), 0.002).astype(np.float32),
    )
    return file.getvalue()


def _smoothed(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    shares: NDArray[np.float64] = counts / counts.sum()
    return shares * (1 - _LEAST_SHARE) + _LEAST_SHARE / len(counts)
