"""Sentence embeddings behind one protocol."""

import threading
from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
import structlog
from django.conf import settings
from numpy.typing import NDArray

log = structlog.get_logger(__name__)
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


_loaded: dict[str, Embedder] = {}
_loading = threading.Lock()
_process = {"may_load_model": True}


class ModelNotAllowedError(RuntimeError):
    """The web process asked for the model itself instead of asking a worker."""


def forbid_model() -> None:
    """Called by the web process, which stays light: workers hold the model."""
    _process["may_load_model"] = False


def may_load_model() -> bool:
    """Whether this process embeds texts itself: workers and commands do, the web process does not."""
    is_light = settings.AI_EMBEDDER == "hashing" or settings.CELERY_TASK_ALWAYS_EAGER
    return is_light or _process["may_load_model"]


def get_embedder(name: str | None = None) -> Embedder:
    """The embedder of this process, loaded once; `settings.AI_EMBEDDER` when no name is given.

    Raises:
        ModelNotAllowedError: called in the web process.
    """
    wanted = name or settings.AI_EMBEDDER
    with _loading:
        if wanted not in _loaded:
            _loaded[wanted] = _load(wanted)
        return _loaded[wanted]


def ready_embedder() -> Embedder | None:
    """The embedder where it is in memory already, so that nobody waits for a model to load."""
    wanted = settings.AI_EMBEDDER
    return get_embedder() if wanted in _loaded or wanted == "hashing" else None


def _load(name: str) -> Embedder:
    if name == "hashing":
        from lumen.ai.embeddings.hashing import HashingEmbedder

        return HashingEmbedder()
    if not may_load_model():
        raise ModelNotAllowedError("Ask documents.vectors.query_vector, which asks a worker.")
    return load_sentence_model(settings.EMBEDDING_RUNTIME)


def load_sentence_model(runtime: str) -> Embedder:
    """all-MiniLM-L6-v2 on `runtime` ("openvino", "onnx" or "torch"), or on the next one that is installed."""
    from lumen.ai.embeddings.runtimes import load_onnx, load_openvino
    from lumen.ai.embeddings.sentence import SentenceEmbedder

    loaders: dict[str, Callable[[], Embedder]] = {
        "openvino": load_openvino,
        "onnx": load_onnx,
        "torch": SentenceEmbedder,
    }
    names = list(loaders)
    for name in names[names.index(runtime) : -1]:
        try:
            return loaders[name]()
        except (ImportError, OSError, RuntimeError) as error:
            log.warning("embedder.unavailable", runtime=name, reason=type(error).__name__)
    return SentenceEmbedder()
