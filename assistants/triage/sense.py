"""One fitted understanding of topics: fine-tuned layers and the heads that stand on them."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from assistants.triage.encoding import Encoded, Floats, Raised, upper_vectors
from assistants.triage.heads import GRAMS_FROM, Head, fit_head, fit_vector_head, grams, log_shares
from assistants.triage.tuning import Corrections, Recipe
from assistants.triage.upper import UpperLayers

TUNED_STRENGTH, OWN_STRENGTH, GRAM_STRENGTH = 10.0, 5.0, 20.0
OWN_SHARE = 0.5  # of the plain head's say beside the fine-tuned one's
TUNE_FROM = 24  # examples; with fewer there is nothing to contrast
LONGEST_NAME = 80
_WORD = re.compile(r"[^\W\d_]{3,}")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[a-z]{2})(?=\d)")


@dataclass(frozen=True, slots=True)
class Examples:
    """Questions with the numbers of their topics, encoded."""

    texts: tuple[str, ...]
    encoded: Encoded
    topics: NDArray[np.intp]

    def __len__(self) -> int:
        return len(self.texts)

    def take(self, rows: NDArray[np.intp]) -> "Examples":
        return Examples(tuple(self.texts[row] for row in rows), self.encoded.take(rows), self.topics[rows])

    def with_rows(self, other: "Examples") -> "Examples":
        states = self.encoded.states
        if states is not None and other.encoded.states is not None:
            states = (*states, *other.encoded.states)
        vectors = np.concatenate([self.encoded.vectors, other.encoded.vectors])
        return Examples(
            (*self.texts, *other.texts),
            Encoded(vectors, states, _joined(self.encoded, other.encoded)),
            np.r_[self.topics, other.topics],
        )

    def raised(self, corrections: Corrections) -> "Examples":
        """The same, read by fine-tuned layers once and for all."""
        if not corrections or self.encoded.raised_by(corrections) is not None:
            return self
        vectors = upper_vectors(self.encoded, UpperLayers(corrections))
        return replace(self, encoded=replace(self.encoded, raised=Raised(corrections, vectors)))


def _joined(first: Encoded, second: Encoded) -> Raised | None:
    if first.raised is None:
        return None
    corrections = first.raised.corrections
    vectors = first.raised_by(corrections), second.raised_by(corrections)
    if vectors[0] is None or vectors[1] is None:
        return None
    return Raised(corrections, np.concatenate([vectors[0], vectors[1]]))


@dataclass(slots=True)
class Sense:
    """What tells topics apart. `tuned` and `own` read vectors, `words` reads n-grams when there is much."""

    count: int
    corrections: Corrections
    tuned: Head | None
    own: Head
    words: Head | None = None
    words_share: float = 0.0
    _layers: UpperLayers | None = field(default=None, repr=False)

    def layers(self) -> UpperLayers | None:
        """The fine-tuned layers, put together once."""
        if self._layers is None and self.corrections:
            self._layers = UpperLayers(self.corrections)
        return self._layers

    def vectors(self, encoded: Encoded) -> Floats:
        """What the fine-tuned layers make of texts."""
        known = encoded.raised_by(self.corrections)
        return upper_vectors(encoded, self.layers()) if known is None else known

    def logits(self, texts: Sequence[str], encoded: Encoded, tuned: Floats) -> NDArray[np.float64]:
        """Uncalibrated scores of topics, shape (n, count)."""
        found = log_shares(self.own.logits(encoded.vectors))
        if self.tuned is not None:
            found = log_shares(self.tuned.logits(tuned)) + OWN_SHARE * found
        if self.words is not None and self.words_share:
            found = found + self.words_share * log_shares(self.words.logits(grams(texts)))
        return found

    def energy(self, encoded: Encoded, tuned: Floats) -> NDArray[np.float64]:
        """How much the heads give to all topics together, shape (n,): little for what is strange."""
        logits = self.own.logits(encoded.vectors) if self.tuned is None else self.tuned.logits(tuned)
        found: NDArray[np.float64] = np.logaddexp.reduce(logits, axis=1)
        return found


def telling_names(labels: Sequence[str]) -> dict[int, str]:
    """By number, the words of labels that may serve as an example of their topic.

    `topic_12` and `topic_13` tell nothing: without their numbers they are the same.
    """
    words = [label_words(label) for label in labels]
    bare = [re.sub(r"\d+", " ", told).split() for told in words]
    shared = Counter(map(tuple, bare))
    return {
        number: told
        for number, told in enumerate(words)
        if _WORD.search(told) and len(told) <= LONGEST_NAME and shared[tuple(bare[number])] == 1
    }


def label_words(label: str) -> str:
    """A label as a person would say it: `pinBlocked`, `PINBlocked` and `pin_blocked` are `pin blocked`."""
    return re.sub(r"[\W_]+", " ", _HUMP.sub(" ", label)).strip().lower()


def learn_corrections(examples: Examples, recipe: Recipe) -> Corrections:
    """Fine-tune, where the runtime and the number of examples allow it."""
    states = examples.encoded.states
    if recipe.steps == 0 or states is None or len(examples) < TUNE_FROM or len(set(examples.topics)) < 2:
        return {}
    from assistants.triage.tuning import tune

    return tune([one.astype(np.float32) for one in states], examples.encoded.vectors, examples.topics, recipe)


def fit_sense(examples: Examples, count: int, corrections: Corrections, *, with_words: bool = True) -> Sense:
    """Fit the heads over given layers; every topic from 0 to `count` has an example."""
    vectors, topics = examples.encoded.vectors, examples.topics
    sense = Sense(
        count=count,
        corrections=corrections,
        tuned=None,
        own=fit_vector_head(vectors, topics, count, strength=OWN_STRENGTH),
    )
    if corrections:
        tuned = sense.vectors(examples.encoded)
        sense.tuned = fit_vector_head(tuned, topics, count, strength=TUNED_STRENGTH)
    if with_words and len(examples) >= GRAMS_FROM * count:
        sense.words = fit_head(grams(examples.texts), topics, count, strength=GRAM_STRENGTH)
    return sense
