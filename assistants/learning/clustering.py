"""Groups of texts that say the same, and of questions about the same."""

from collections import Counter
from collections.abc import Sequence
from math import log

import numpy as np
from numpy.typing import NDArray

from assistants.learning import slots
from lumen.common.text import slug_key

Floats = NDArray[np.float32]

SAME_REPLY = 0.90  # cosine from which two replies are one in other words
SAME_QUESTION = 0.75
ONE_TOPIC = 0.50  # average cosine distance within a topic, at most
LEAST_IN_TOPIC = 5
MOST_TEXTS = 4_000  # compared with one another; the newest ones
_SLOT_NAMES = frozenset(slots.KNOWN)


def alike(vectors: Floats, weights: Sequence[int] | None = None, *, least: float) -> list[list[int]]:
    """Groups of rows around a leader that they are at least so near to; every row is in one.

    Args:
        vectors: shape (n, d), rows of length 1.
        weights: how often each row was said; the most frequent lead.
        least: cosine to the leader.

    Returns:
        Places of rows, the leader first; the largest groups first.
    """
    counts = list(weights) if weights is not None else [1] * len(vectors)
    near = np.asarray(vectors @ vectors.T >= least)
    reach = [float(row @ np.asarray(counts)) for row in near]
    free = np.ones(len(vectors), dtype=bool)
    groups: list[list[int]] = []
    for leader in sorted(range(len(vectors)), key=lambda at: (-counts[at], -reach[at], at)):
        if not free[leader]:
            continue
        members = [int(at) for at in np.flatnonzero(near[leader] & free) if at != leader]
        free[[leader, *members]] = False
        groups.append([leader, *members])
    return sorted(groups, key=lambda group: -sum(counts[at] for at in group))


def topics_of(vectors: Floats) -> list[list[int]]:
    """Groups of questions about one thing, each of at least five; others are left out.

    Average linkage on cosine distances: no number of topics has to be known.
    """
    if len(vectors) < LEAST_IN_TOPIC:
        return []
    from sklearn.cluster import AgglomerativeClustering

    model = AgglomerativeClustering(
        n_clusters=None, metric="cosine", linkage="average", distance_threshold=ONE_TOPIC
    )
    labels = model.fit_predict(vectors[:MOST_TEXTS].astype(np.float32))
    groups = [[int(at) for at in np.flatnonzero(labels == label)] for label in range(labels.max() + 1)]
    return sorted((group for group in groups if len(group) >= LEAST_IN_TOPIC), key=lambda group: -len(group))


def central(vectors: Floats) -> int:
    """The row nearest to the middle of them all."""
    return int(np.argmax(vectors @ vectors.mean(axis=0)))


def names_of(groups: Sequence[Sequence[str]], ignored: frozenset[str] = frozenset()) -> list[str]:
    """What each group is about, in up to three words that the others hardly use.

    Source: class-based TF-IDF of M. Grootendorst, BERTopic, 2022: the share of a word in the group
    times log(1 + words of an average group / its count in all of them).
    """
    counts = [Counter(word for text in group for word in telling_words(text, ignored)) for group in groups]
    everywhere: Counter[str] = sum(counts, Counter())
    average = sum(everywhere.values()) / max(1, len(counts))
    names = []
    for group, words in zip(groups, counts, strict=True):
        total = sum(words.values()) or 1
        scores = {w: n / total * log(1 + average / everywhere[w]) for w, n in words.items() if n > 1}
        chosen = sorted(scores, key=lambda word: (-scores[word], word))[:3]
        names.append(_in_their_order(chosen, group) or (group[0][:60] if group else ""))
    return names


def telling_words(text: str, ignored: frozenset[str] = frozenset()) -> list[str]:
    """The words of a text that could say what it is about."""
    from assistants.triage.lexicon import FUNCTION_WORDS

    small = frozenset().union(*FUNCTION_WORDS.values()) - _TELLING_SMALL
    words = slug_key(text).split()
    return [
        word
        for word in words
        if len(word) > 2 and word not in small and word not in ignored and word not in _SLOT_NAMES
    ]


_TELLING_SMALL = frozenset({"refund", "order", "card", "account", "payment", "parcel", "delivery", "kart"})


def _in_their_order(words: Sequence[str], texts: Sequence[str]) -> str:
    """Words as they mostly follow one another in the texts."""
    places: Counter[str] = Counter()
    for text in texts:
        found = slug_key(text).split()
        for word in words:
            if word in found:
                places[word] += found.index(word)
    seen = Counter(word for text in texts for word in set(slug_key(text).split()) & set(words))
    ordered = sorted(words, key=lambda word: places[word] / max(1, seen[word]))
    return " ".join(ordered).capitalize()
