"""The numbers behind "which sentence" and "is it in the papers at all": data, fitted and not hand-made."""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from documents.evidence.sentences import Fit

# Chosen by hand; a fit over pairs of sentences (right beside wrong, five parts in turns) does no better: 93%.
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


# By `manage.py fit_evidence --beside FILE`, a logistic regression in which every collection counts the same:
# 267 questions in seven languages over 56 invented or retold papers (`documents/evaluation/articles`, without
# en-3), each asked where its paper is and where it is not, among 5, 8 and 16 papers and, beside 1,050 entries
# of two dictionaries, among 1,500 passages. `answer_from` is where about 96 of 100 answerable are answered.
# `manage.py evaluate documents` prints what they reach, and what they reach on en-3.
MEANING = Decision(
    intercept=-6.83,
    weights={
        "dense_top": 0.97,
        "similarity": 3.32,
        "bm25_share": 1.04,
        "coverage": 2.93,
        "sentence_coverage": 2.78,
        "agreement": 1.12,
        "names": 2.31,
        "both": 2.96,
        "size": -2.12,
        "kind_missing": -0.81,
        "foreign": 0.55,
    },
    answer_from=0.4,
)
# Where no meaning could be compared: scripts that the sentence model cannot read, or no worker to ask.
WORDS = Decision(
    intercept=-2.48,
    weights={
        "coverage": 2.71,
        "sentence_coverage": 2.75,
        "bm25_share": 1.69,
        "key_words": 1.61,
        "size": -0.48,
        "kind_missing": -0.42,
    },
    answer_from=0.38,
)
