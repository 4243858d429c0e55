"""Softmax regressions over vectors and over hashed n-grams of letters and words."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistants.triage.calibrating import softmax

Floats = NDArray[np.float32]
VECTOR_SCALE = 3.0  # vectors of length 1 are small for a penalty on weights
ITERATIONS = 80
_WORD = r"(?u)\b\w+\b"
GRAM_BITS = 14
GRAMS_FROM = 15  # examples a topic, on average, below which n-grams only add noise


@dataclass(frozen=True, slots=True)
class Head:
    """Linear scores of topics."""

    weights: Floats  # (width, topics)
    bias: Floats

    def logits(self, rows: Any) -> NDArray[np.float64]:
        """Shape (n, topics); rows are dense or sparse."""
        return np.asarray(rows @ self.weights + self.bias, dtype=np.float64)


def fit_head(rows: Any, topics: NDArray[np.intp], count: int, *, strength: float) -> Head:
    """A multinomial logistic regression; `strength` is the inverse of the penalty."""
    from sklearn.linear_model import LogisticRegression

    if count < 2:
        return Head(np.zeros((rows.shape[1], count), np.float32), np.zeros(count, np.float32))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that it could go on a little
        model = LogisticRegression(C=strength, max_iter=ITERATIONS, tol=1e-3).fit(rows, topics)
    weights, bias = model.coef_, model.intercept_
    if count == 2:
        weights, bias = np.concatenate([-weights, weights]) / 2, np.concatenate([-bias, bias]) / 2
    return Head(weights.T.astype(np.float32), bias.astype(np.float32))


def fit_vector_head(vectors: Floats, topics: NDArray[np.intp], count: int, *, strength: float) -> Head:
    """The same over vectors of length 1, whose scale is folded into the weights."""
    head = fit_head(vectors * VECTOR_SCALE, topics, count, strength=strength)
    return Head(head.weights * np.float32(VECTOR_SCALE), head.bias)


def log_shares(logits: NDArray[np.floating]) -> NDArray[np.float64]:
    """Logarithms of probabilities."""
    return np.log(softmax(logits) + 1e-12)


def grams(texts: Sequence[str]) -> Any:
    """Sparse rows of length 1: letters two to five long within words, then words and pairs of them."""
    from scipy import sparse
    from sklearn.feature_extraction.text import HashingVectorizer

    options = {"n_features": 2**GRAM_BITS, "alternate_sign": False, "norm": None, "lowercase": True}
    letters = HashingVectorizer(analyzer="char_wb", ngram_range=(2, 5), **options)
    words = HashingVectorizer(ngram_range=(1, 2), token_pattern=_WORD, **options)
    return sparse.hstack([_damped(one.transform(texts)) for one in (letters, words)]).tocsr()


def _damped(counts: Any) -> Any:
    from sklearn.preprocessing import normalize

    counts.data = 1.0 + np.log(counts.data)
    return normalize(counts, copy=False).astype(np.float32)
