"""The numbers behind "which sentence" and "is it in the papers at all": data, fitted and not hand-made."""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from documents.evidence.sentences import Fit

SENTENCE: Mapping[str, float] = {
    "own_words": 0.5,
    "all_words": 0.25,
    "similarity": 0.5,
    "passage": 0.15,
    "has_kind": 0.12,
    "is_total": 0.3,
    "is_heading": -0.25,
    "is_title": -0.4,
    "is_long": 0.0,
}


def fit_score(fit: "Fit") -> float:
    """How well a sentence fits; only differences between the sentences of one question mean anything."""
    return weighed(SENTENCE, asdict(fit))


def weighed(weights: Mapping[str, float], values: Mapping[str, float]) -> float:
    return sum(weight * values[name] for name, weight in weights.items())


def logistic(total: float) -> float:
    return 1 / (1 + math.exp(-total))


@dataclass(frozen=True, slots=True)
class Decision:
    """A logistic regression over `signals.Signals`, and how sure it must be to answer."""

    intercept: float
    weights: Mapping[str, float]
    answer_from: float


MEANING = Decision(
    intercept=-5.57,
    weights={
        "dense_top": 1.48,
        "similarity": 4.24,
        "bm25_share": 1.3,
        "coverage": 2.56,
        "sentence_coverage": 2.69,
        "agreement": 1.28,
        "key_words": 0.59,
        "kind_missing": -0.82,
        "both": 2.57,
    },
    answer_from=0.4,
)
WORDS = Decision(
    intercept=-2.0,
    weights={
        "bm25_share": 0.5,
        "coverage": 1.86,
        "sentence_coverage": 2.15,
        "key_words": 0.92,
        "kind_missing": -0.7,
    },
    answer_from=0.5,
)
