"""Texts as arrays: the sentence model's own vectors, and those of an assistant's fine-tuned upper layers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from assistants.triage.upper import UpperLayers, unit
from lumen.ai.embeddings.base import DIMENSION, get_embedder

Floats = NDArray[np.float32]
MOST_CHARACTERS = 1_000  # of a message that say what it is about
BATCH = 32


@dataclass(frozen=True, slots=True)
class Raised:
    """What fine-tuned layers made of the first texts, kept because reading them again costs the most time."""

    corrections: object  # the very ones, not equal ones
    vectors: Floats


@dataclass(frozen=True, slots=True)
class Encoded:
    """`vectors` of shape (n, 384); `states` below the upper layers per text, where the runtime gives them."""

    vectors: Floats
    states: tuple[NDArray[np.float16], ...] | None = None
    raised: Raised | None = None

    def __len__(self) -> int:
        return len(self.vectors)

    def take(self, rows: NDArray[np.intp]) -> "Encoded":
        states = None if self.states is None else tuple(self.states[row] for row in rows)
        raised = self.raised
        if raised is not None:
            covers = not len(rows) or int(rows.max()) < len(raised.vectors)
            raised = Raised(raised.corrections, raised.vectors[rows]) if covers else None
        return Encoded(self.vectors[rows], states, raised)

    def raised_by(self, corrections: object) -> Floats | None:
        """The vectors that these corrections made of all texts, if that was done before."""
        known = self.raised
        if known is None or known.corrections is not corrections or len(known.vectors) < len(self):
            return None
        return known.vectors


def can_be_tuned() -> bool:
    """Whether the embedder of this process tells what its upper layers start from."""
    return hasattr(get_embedder(), "batches")


def encode(texts: Sequence[str]) -> Encoded:
    """Vectors and, where they can be had, lower states of texts."""
    shown = [text[:MOST_CHARACTERS] for text in texts]
    embedder = cast("Any", get_embedder())
    if not shown or not can_be_tuned():
        return Encoded(embedder.embed(shown))
    vectors = np.zeros((len(shown), DIMENSION), dtype=np.float32)
    states: list[NDArray[np.float16]] = [np.empty(0, np.float16)] * len(shown)
    for batch in embedder.batches(shown):
        vectors[batch.places] = batch.vectors
        for row, place in enumerate(batch.places):
            states[place] = batch.states[row, : int(batch.mask[row].sum())].astype(np.float16)
    return Encoded(unit(vectors), tuple(states))


def upper_vectors(encoded: Encoded, layers: UpperLayers | None) -> Floats:
    """What fine-tuned layers make of texts; the model's own vectors without any."""
    if layers is None or encoded.states is None:
        return encoded.vectors
    states = encoded.states
    found = np.zeros_like(encoded.vectors)
    order = sorted(range(len(encoded)), key=lambda place: len(states[place]))
    for start in range(0, len(order), BATCH):
        places = order[start : start + BATCH]
        found[places] = layers(*_padded([states[place] for place in places]))
    return found


def _padded(states: Sequence[NDArray[np.float16]]) -> tuple[Floats, NDArray[np.int64]]:
    longest = max(len(one) for one in states)
    padded = np.zeros((len(states), longest, DIMENSION), dtype=np.float32)
    mask = np.zeros((len(states), longest), dtype=np.int64)
    for row, one in enumerate(states):
        padded[row, : len(one)] = one
        mask[row, : len(one)] = 1
    return padded, mask
