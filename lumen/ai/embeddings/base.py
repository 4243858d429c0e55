"""Sentence embeddings behind one protocol."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Protocol

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

DIMENSION = 384


class Embedder(Protocol):
    """Turns texts into unit vectors."""

    name: str

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed texts.

        Returns:
            Shape (len(texts), 384), float32, every row of length 1.
        """
        ...


@lru_cache(maxsize=2)
def get_embedder(name: str | None = None) -> Embedder:
    """The embedder of this process, loaded once; `settings.AI_EMBEDDER` when no name is given."""
    if (name or settings.AI_EMBEDDER) == "hashing":
        from lumen.ai.embeddings.hashing import HashingEmbedder

        return HashingEmbedder()
    from lumen.ai.embeddings.sentence import SentenceEmbedder

    return SentenceEmbedder()
