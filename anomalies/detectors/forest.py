"""The isolation forest: one voter, trained with scikit-learn, kept and asked as plain numbers.

Training happens in a worker and imports scikit-learn there. What is stored is JSON, not a pickle:
reading it can run no code, and asking it needs no library. It is signed all the same, so that a
model somebody changed in the database is refused.
"""

import hashlib
import hmac
import json
import zlib
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log, log2
from typing import Any, Self

from django.conf import settings

from anomalies import weights
from lumen.common.errors import LumenError

EULER = 0.5772156649015329
DIGEST_BYTES = 32
LEAF = -1
HIGH_TAIL, LOW_TAIL = 0.01, 0.10


class TamperedModelError(LumenError):
    status, code, title = 409, "tampered-model", "A stored model does not carry our signature"


class TooFewRowsError(LumenError):
    code, title = "too-few-rows", "There is too little history to train on"


@dataclass(frozen=True, slots=True)
class Tree:
    """One tree as parallel lists; `feature` is -1 at a leaf, whose `depth` is its path length."""

    feature: list[int]
    threshold: list[float]
    left: list[int]
    right: list[int]
    depth: list[float]

    def path_length(self, row: Sequence[float]) -> float:
        node = 0
        while (feature := self.feature[node]) != LEAF:
            branch = self.left if row[feature] <= self.threshold[node] else self.right
            node = branch[node]
        return self.depth[node]


@dataclass(frozen=True, slots=True, kw_only=True)
class Forest:
    """Trees and how their scores were spread over the workspace's own payments."""

    version: str
    trees: tuple[Tree, ...]
    sample_size: int
    low_score: float  # exceeded by one own payment in ten
    threshold: float  # exceeded by one own payment in a hundred

    def score(self, row: Sequence[float]) -> float:
        """0..1 as in the paper (Liu, Ting, Zhou 2008): the shorter the paths, the nearer to 1."""
        single = array("f", row)  # the trees were grown, and compare, in single precision
        mean = sum(tree.path_length(single) for tree in self.trees) / len(self.trees)
        return float(2.0 ** (-mean / average_path(self.sample_size)))

    def bits(self, row: Sequence[float]) -> float:
        """Surprise of a score, by an exponential tail through the two calibrated points."""
        between = max(self.threshold - self.low_score, 1e-6)
        slope = log2(LOW_TAIL / HIGH_TAIL) / between
        return max(0.0, -log2(LOW_TAIL) + slope * (self.score(row) - self.low_score))

    def to_bytes(self) -> bytes:
        """Compressed JSON behind an HMAC of `SECRET_KEY`."""
        body = {
            "version": self.version,
            "sample_size": self.sample_size,
            "low_score": self.low_score,
            "threshold": self.threshold,
            "trees": [[t.feature, t.threshold, t.left, t.right, t.depth] for t in self.trees],
        }
        packed = zlib.compress(json.dumps(body, separators=(",", ":")).encode(), 6)
        return _signature(packed) + packed

    @classmethod
    def from_bytes(cls, state: bytes) -> Self:
        """Read what `to_bytes` wrote.

        Raises:
            TamperedModelError: the signature does not fit the content.
        """
        signature, packed = state[:DIGEST_BYTES], state[DIGEST_BYTES:]
        if not hmac.compare_digest(signature, _signature(packed)):
            raise TamperedModelError("The stored model was changed. Train it again.")
        return cls(**_unpacked(packed))


@lru_cache(maxsize=16)
def _unpacked(packed: bytes) -> dict[str, Any]:
    """What was packed; a worker asks the same few models again and again."""
    body: dict[str, Any] = json.loads(zlib.decompress(packed))
    return {**body, "trees": tuple(Tree(*lists) for lists in body["trees"])}


def _signature(packed: bytes) -> bytes:
    key = hashlib.sha256(f"anomalies.forest:{settings.SECRET_KEY}".encode()).digest()
    return hmac.digest(key, packed, "sha256")


def average_path(count: int) -> float:
    """The mean path length of an unsuccessful search among `count` rows."""
    if count <= 1:
        return 0.0
    if count == 2:
        return 1.0
    return 2.0 * (log(count - 1.0) + EULER) - 2.0 * (count - 1.0) / count


def train(rows: Sequence[Sequence[float]], *, version: str) -> Forest:
    """Grow a forest on feature vectors of past payments and calibrate it on the same ones.

    Raises:
        TooFewRowsError: fewer rows than a forest can say anything about.
    """
    if len(rows) < weights.FOREST_MIN_ROWS:
        raise TooFewRowsError("The forest needs more payments.", have=len(rows))
    import numpy as np
    from sklearn.ensemble import IsolationForest

    matrix = np.asarray(rows, dtype=np.float32)
    size = min(weights.FOREST_SAMPLE, len(rows))
    model = IsolationForest(
        n_estimators=weights.FOREST_TREES, max_samples=size, random_state=17, n_jobs=1
    ).fit(matrix)
    scores = -model.score_samples(matrix)
    return Forest(
        version=version,
        trees=tuple(_plain(estimator.tree_) for estimator in model.estimators_),
        sample_size=size,
        low_score=float(np.quantile(scores, 1 - LOW_TAIL)),
        threshold=float(np.quantile(scores, 1 - HIGH_TAIL)),
    )


def _plain(tree: Any) -> Tree:
    """Lists instead of a scikit-learn tree; a leaf's path counts what its rows would still take."""
    size = tree.node_count
    left, right = tree.children_left.tolist(), tree.children_right.tolist()
    depth = [0.0] * size
    for node in range(size):
        if left[node] != LEAF:
            depth[left[node]] = depth[right[node]] = depth[node] + 1.0
    samples = tree.n_node_samples.tolist()
    is_leaf = [child == LEAF for child in left]
    return Tree(
        feature=[LEAF if is_leaf[n] else int(tree.feature[n]) for n in range(size)],
        threshold=[0.0 if is_leaf[n] else float(tree.threshold[n]) for n in range(size)],
        left=left,
        right=right,
        depth=[depth[n] + average_path(samples[n]) if is_leaf[n] else 0.0 for n in range(size)],
    )
