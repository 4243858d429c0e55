"""A voice measured on the replies of one writer, and how far a text lies from it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from assistants.voice.anatomy import Anatomy
from assistants.voice.background import counted
from assistants.voice.distances import (
    EDGE,
    Array,
    Scale,
    Spread,
    delta,
    habit_distance,
    scale_of,
    unlikeliness,
)
from assistants.voice.features import FEATURES
from assistants.voice.grams import Counts, Grams, grams_of
from assistants.voice.texts import words_of
from assistants.voice.words import language_of

LEAST_REPLIES = 5  # fewer say nothing about a habit
_MOST_KEPT = 300  # newest replies whose runs are stored one by one
_MOST_CALIBRATED = 200
_MOST_PHRASES = 8


class TooFewRepliesError(ValueError):
    """A voice needs at least five replies."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A wording that recurs, and the share of replies it stands in."""

    text: str
    share: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Profile:
    """How one writer writes."""

    language: str
    replies: int
    features: Mapping[str, Spread]
    greetings: tuple[Phrase, ...]
    closings: tuple[Phrase, ...]
    last_sentences: tuple[Phrase, ...]
    emoji: tuple[Phrase, ...]
    functions: Array  # shape (small words + 1,): counts of each, and of all words
    total: Counts  # runs of all replies, shape (SLOTS,)
    kept: Grams  # of the newest replies, one by one
    habits: Array  # of the same replies, shape (kept, features); NaN where there was no occasion
    scale: Scale

    def distance(self, text: str) -> float:
        """0 as this writer writes .. 1 foreign; half of the own replies are under 0.25, 5% over 0.5."""
        return self.scale.placed(self.raw_distance(text))

    def raw_distance(self, text: str) -> float:
        """The same without a ceiling: for tests over many replies."""
        slots, counts = grams_of([text]).row(0)
        parts = [
            *unlikeliness(slots, counts, self.total),
            delta(counted([text], self.language)[0], self.functions, self.language),
            habit_distance(features_of(Anatomy(text)), self.features),
        ]
        return self.scale.combined(np.array(parts))

    def sounds_right(self, text: str) -> bool:
        """Whether more than one in twenty of the writer's own replies are as far out as this."""
        return self.distance(text) <= EDGE


def measure(replies: Sequence[str]) -> Profile:
    """Measure the voice of `replies`, oldest first, all by one writer or one house.

    Raises:
        TooFewRepliesError: fewer than five replies with words in them.
    """
    texts = [reply for reply in replies if words_of(reply)]
    if len(texts) < LEAST_REPLIES:
        raise TooFewRepliesError(f"{len(texts)} replies are too few; a voice needs {LEAST_REPLIES}.")
    taken = [Anatomy(text) for text in texts]
    language = language_of([word for reply in taken for word in reply.words])
    grams, functions = grams_of(texts), counted(texts, language)
    table = np.array([features_of(reply) for reply in taken])
    return Profile(
        language=language,
        replies=len(texts),
        features=_spreads(table),
        greetings=_phrases([reply.opening.template for reply in taken]),
        closings=_phrases([reply.ending.phrase for reply in taken]),
        last_sentences=_phrases([(reply.body_sentences or [""])[-1] for reply in taken]),
        emoji=_phrases([reply.emoji[0] if reply.emoji else "" for reply in taken]),
        functions=functions.sum(axis=0),
        total=grams.total(),
        kept=_newest(grams),
        habits=table[-_MOST_KEPT:],
        scale=scale_of(_own_parts(grams, table, functions, language)),
    )


def features_of(reply: Anatomy) -> Array:
    """Shape (features,); NaN where the reply gave no occasion."""
    return np.array([feature.of(reply) for feature in FEATURES])


def _spreads(table: Array) -> dict[str, Spread]:
    return {feature.name: _spread(table[:, i]) for i, feature in enumerate(FEATURES)}


def _spread(values: Array) -> Spread:
    seen = values[~np.isnan(values)]
    return Spread(float(seen.mean()), float(seen.std()), len(seen)) if len(seen) else Spread(0.0, 0.0, 0)


def _phrases(found: list[str]) -> tuple[Phrase, ...]:
    """The most frequent wordings with their shares; what was said once is no habit."""
    common = Counter(text.strip() for text in found if text.strip()).most_common(_MOST_PHRASES)
    return tuple(Phrase(text, count / len(found)) for text, count in common if count > 1)


def _newest(grams: Grams) -> Grams:
    first = max(0, len(grams) - _MOST_KEPT)
    part = slice(grams.starts[first], None)
    return Grams(grams.starts[first:] - grams.starts[first], grams.slots[part], grams.counts[part])


def _own_parts(grams: Grams, table: Array, functions: Array, language: str) -> Array:
    """Shape (n, 4): the parts of the distance of own replies, each from the voice of all the others."""
    every = np.unique(np.linspace(0, len(grams) - 1, min(len(grams), _MOST_CALIBRATED)).astype(int))
    total, all_functions = grams.total(), functions.sum(axis=0)
    rows = []
    for i in every:
        slots, counts = grams.row(i)
        others = total.copy()
        others[slots] -= counts
        rows.append(
            [
                *unlikeliness(slots, counts, others),
                delta(functions[i], all_functions - functions[i], language),
                habit_distance(table[i], _spreads(np.delete(table, i, axis=0))),
            ]
        )
    return np.array(rows)
