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


# By `manage.py fit_evidence --beside FILE`, logistic regressions in which every collection counts the same,
# over invented or retold papers (`documents/evaluation/articles`, without the files that end in 3), each
# question asked where its paper is and where it is not. English ones are asked in other words too, and a
# third as much for what a paper leaves open. `manage.py evaluate documents` prints what they reach, and what
# they reach on the files that end in 3.
# The weights fitted on English, brought half way to those of all languages, which invent less.
ENGLISH = Decision(
    intercept=-5.46,
    weights={
        "dense_top": 1.42,
        "similarity": 2.75,
        "bm25_share": 0.24,
        "coverage": 1.08,
        "sentence_coverage": 1.08,
        "near_coverage": 1.52,
        "agreement": 0.3,
        "names": 1.9,
        "both": 1.29,
        "size": -1.35,
        "kind_missing": -0.04,
        "stands_out": 1.4,
        "ahead": 0.37,
    },
    answer_from=0.56,
)
# Other languages of which the sentence model reads the script, fitted together with English.
MEANING = Decision(
    intercept=-7.45,
    weights={
        "dense_top": 1.24,
        "similarity": 3.99,
        "bm25_share": 1.2,
        "coverage": 1.92,
        "sentence_coverage": 1.71,
        "near_coverage": 2.73,
        "agreement": 0.72,
        "names": 2.73,
        "both": 2.54,
        "size": -2.14,
        "kind_missing": 0.14,
        "foreign": 0.76,
        "compounds": 1.02,
    },
    answer_from=0.5,
)
# Where no meaning could be compared: scripts that the sentence model cannot read, or no worker to ask.
WORDS = Decision(
    intercept=-2.83,
    weights={
        "coverage": 2.28,
        "near_coverage": 5.34,
        "sentence_coverage": 2.83,
        "bm25_share": 2.16,
        "size": -3.1,
        "kind_missing": -0.89,
    },
    answer_from=0.36,
)


def decision(*, by_meaning: bool, is_foreign: bool) -> Decision:
    """The one for a search by meaning or by words alone, in English or in another language."""
    if not by_meaning:
        return WORDS
    return MEANING if is_foreign else ENGLISH
