"""An embedder without a model: hashed words and letter triples. For tests and light processes."""

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lumen.ai.embeddings.base import DIMENSION
from lumen.common.text import slug_key


class HashingEmbedder:
    name = "hashing-384"

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = np.zeros((len(texts), DIMENSION), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for feature in self._features(text):
                digest = hashlib.blake2b(feature.encode(), digest_size=8).digest()
                index = int.from_bytes(digest[:4], "big") % DIMENSION
                row[index] += 1.0 if digest[4] & 1 else -1.0
        norms = np.linalg.norm(rows, axis=1, keepdims=True)
        rows[norms[:, 0] == 0, 0] = 1.0
        unit: NDArray[np.float32] = (rows / np.where(norms == 0, 1.0, norms)).astype(np.float32)
        return unit

    @staticmethod
    def _features(text: str) -> list[str]:
        words = slug_key(text).split()
        triples = [f"{w[i : i + 3]}" for w in words if len(w) > 4 for i in range(len(w) - 2)]
        return words + triples
