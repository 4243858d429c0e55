"""The vector of a question: made here in workers and commands, asked of a worker by the web process."""

import hashlib
from typing import Any

import numpy as np
import structlog
from celery.exceptions import CeleryError
from celery.exceptions import TimeoutError as WorkerTimeoutError
from django.core.cache import cache
from django.utils.module_loading import import_string
from kombu.exceptions import OperationalError
from numpy.typing import NDArray

from documents.words import without_instructions
from lumen.ai.embeddings.base import get_embedder, may_load_model

log = structlog.get_logger(__name__)
TASK = "documents.tasks.embed_query"
WAIT_SECONDS = 2.0
KEEP_SECONDS = 86_400
PAUSE_SECONDS = 10  # without asking again after a worker did not answer
PAUSE_KEY = "query-vector:no-answer"
LONGEST_QUESTION = 1_000

Vector = NDArray[np.float32]


def query_vector(text: str) -> Vector | None:
    """The unit vector of a question, or `None` when no worker answers in time."""
    text = without_instructions(text[:LONGEST_QUESTION])
    if may_load_model():
        vector: Vector = get_embedder().embed([text])[0]
        return vector
    key = "query-vector:" + hashlib.sha256(text.encode()).hexdigest()
    if kept := cache.get(key):
        return np.frombuffer(kept, dtype=np.float32)
    vector_or_none = None if cache.get(PAUSE_KEY) else _ask_worker(text)
    if vector_or_none is None:
        return None
    cache.set(key, vector_or_none.tobytes(), KEEP_SECONDS)
    return vector_or_none


def _ask_worker(text: str) -> Vector | None:
    answer: Any = None
    try:
        answer = import_string(TASK).apply_async(kwargs={"text": text}, expires=WAIT_SECONDS, retry=False)
        return np.asarray(answer.get(timeout=WAIT_SECONDS), dtype=np.float32)
    except (WorkerTimeoutError, CeleryError, OperationalError, OSError):
        log.warning("query_vector.no_worker")
        cache.set(PAUSE_KEY, True, PAUSE_SECONDS)  # noqa: FBT003  the cached value
        return None
    finally:
        if answer is not None:
            answer.forget()
