"""Sorts a message to a tool: a logistic regression learnt from the tools' own example sentences.

It looks at the sentence's vector and at its words, pairs of words and groups of letters. What was learnt
is kept on disk under the examples it was learnt from, so that it is learnt once and is the same everywhere.
"""

import hashlib
import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from tempfile import NamedTemporaryFile
from zipfile import BadZipFile
from zlib import crc32

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

VERSION = 1  # of how sentences are looked at
BUCKETS = 2**15  # of words, and as many of groups of letters
SOFTNESS = 10.0  # inverse strength of the regularisation; chosen on sentences not learnt from
STEPS = 400
GROUPS = range(2, 6)
_NUMBER = re.compile(r"\d+")
_TOKEN = re.compile(r"[^\W\d_]+|0|[^\s\w]")
Floats = NDArray[np.float32]
Example = tuple[str, str]  # a tool's name and a sentence that means it


@dataclass(frozen=True, slots=True)
class Sorter:
    """What was learnt: a weight for every tool and feature."""

    names: tuple[str, ...]
    vectors: Floats  # of the examples, one row each
    weights: Floats  # features by tools
    rarity: Floats
    bias: Floats

    def shares(self, text: str, vector: Floats) -> dict[str, float]:
        """How likely each tool is meant; together 1."""
        where, much = looked_at(text, self.rarity)
        score = self.bias + vector @ self.weights[: len(vector)]
        score = score + much @ self.weights[where + len(vector)]
        raised = np.exp(score - score.max())
        return dict(zip(self.names, (raised / raised.sum()).tolist(), strict=True))


def looked_at(text: str, rarity: Floats | None = None) -> tuple[NDArray[np.int64], Floats]:
    """The places and weights of a sentence's words, pairs and letters; each half has length 1."""
    plain = _NUMBER.sub("0", text.lower().replace("’", "'"))
    tokens = _TOKEN.findall(plain)
    words = Counter(tokens)
    words.update(f"{first} {second}" for first, second in pairwise(tokens))
    letters: Counter[str] = Counter()
    for word in plain.split():
        padded = f" {word} "
        letters.update(padded[at : at + size] for size in GROUPS for at in range(len(padded) - size + 1))
    halves = [_half(words, 0, rarity), _half(letters, BUCKETS, rarity)]
    return np.concatenate([where for where, _ in halves]), np.concatenate([much for _, much in halves])


def _half(counted: Counter[str], start: int, rarity: Floats | None) -> tuple[NDArray[np.int64], Floats]:
    where = np.array([start + crc32(said.encode()) % BUCKETS for said in counted], dtype=np.int64)
    much = np.array([1 + math.log(times) for times in counted.values()], dtype=np.float32)
    if rarity is not None:
        much = much * rarity[where]
    return where, much / (float(np.sqrt(much @ much)) or 1.0)


def learn(examples: Sequence[Example], vectors: Floats) -> Sorter:
    """Fit the weights to the examples."""
    from scipy.sparse import csr_matrix, hstack
    from sklearn.linear_model import LogisticRegression

    texts = [text for _tool, text in examples]
    rarity = _rarity(texts)
    rows = [looked_at(text, rarity) for text in texts]
    ends = np.cumsum([0, *(len(where) for where, _ in rows)])
    where = np.concatenate([row[0] for row in rows])
    much = np.concatenate([row[1] for row in rows])
    said = csr_matrix((much, where, ends), shape=(len(rows), 2 * BUCKETS), dtype=np.float32)
    said.sum_duplicates()
    model = LogisticRegression(C=SOFTNESS, max_iter=STEPS)
    model.fit(hstack([csr_matrix(vectors), said]).tocsr(), [tool for tool, _text in examples])
    weights, bias = model.coef_, model.intercept_
    if len(model.classes_) == 2:  # one row says both
        weights, bias = np.vstack([-weights, weights]), np.concatenate([-bias, bias])
    return Sorter(
        names=tuple(str(name) for name in model.classes_),
        vectors=vectors.astype(np.float32),
        weights=np.ascontiguousarray(weights.T, dtype=np.float32),
        rarity=rarity,
        bias=bias.astype(np.float32),
    )


def _rarity(texts: Sequence[str]) -> Floats:
    holding = np.zeros(2 * BUCKETS, dtype=np.float32)
    for text in texts:
        holding[np.unique(looked_at(text)[0])] += 1
    found: Floats = (np.log((1 + len(texts)) / (1 + holding)) + 1).astype(np.float32)
    return found


def kept_at(embedder: str, examples: Sequence[Example]) -> Path:
    """The file of what is learnt from exactly these examples."""
    digest = hashlib.blake2b(f"{VERSION} {embedder} {SOFTNESS}".encode(), digest_size=12)
    for tool, text in examples:
        digest.update(f"\n{tool}\t{text}".encode())
    folder: Path = settings.VAR_DIR / "sorting"
    return folder / f"{digest.hexdigest()}.npz"


def load(path: Path) -> Sorter | None:
    """What was kept; nothing when there is none, or none that can be read."""
    try:
        with np.load(path, allow_pickle=False) as kept:
            return Sorter(
                names=tuple(str(name) for name in kept["names"]),
                vectors=kept["vectors"].astype(np.float32),
                weights=kept["weights"].astype(np.float32),
                rarity=kept["rarity"],
                bias=kept["bias"],
            )
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):  # also half a file, where a disk was full
        return None


def keep(path: Path, sorter: Sorter) -> None:
    """Keep what was learnt in place of what was learnt from other examples."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as file:
        np.savez(
            file,
            names=np.array(sorter.names),
            vectors=sorter.vectors.astype(np.float16),
            weights=sorter.weights.astype(np.float16),
            rarity=sorter.rarity,
            bias=sorter.bias,
        )
    Path(file.name).replace(path)
