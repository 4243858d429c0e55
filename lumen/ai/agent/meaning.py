"""What a message means, when no rule recognises its words: the nearest example sentence of any tool."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from lumen.ai.embeddings.base import get_embedder, may_load_model
from lumen.ai.tools.registry import Tool

NEAR = 0.52  # cosine from which two sentences say nearly the same; measured, see docs/tools.md
MARGIN = 0.05  # and by which the tool must be nearer than any other
LONGEST = 400
_embedding = threading.Lock()


@dataclass(frozen=True, slots=True)
class Meant:
    """The tool a message is nearest to, and by which of its example sentences."""

    tool: str
    utterance: str
    similarity: float


def nearest(text: str, tools: Sequence[Tool]) -> Meant | None:
    """The one tool whose examples are near; nothing when none is, or two are about as near.

    Also nothing in the web process, which holds no model; runs are planned by workers.
    """
    examples = tuple((tool.name, said) for tool in tools for said in tool.utterances)
    if not examples or not may_load_model():
        return None
    similar = _vectors(get_embedder().name, examples) @ get_embedder().embed([text[:LONGEST]])[0]
    return _best(examples, [float(value) for value in similar])


def _best(examples: Sequence[tuple[str, str]], similar: Sequence[float]) -> Meant | None:
    best: dict[str, Meant] = {}
    for (tool, said), value in zip(examples, similar, strict=True):
        if tool not in best or value > best[tool].similarity:
            best[tool] = Meant(tool, said, value)
    first, *others = sorted(best.values(), key=lambda one: (-one.similarity, one.tool))
    runner_up = others[0].similarity if others else 0.0
    is_clear = first.similarity >= NEAR and first.similarity - runner_up >= MARGIN
    return first if is_clear else None


def _vectors(embedder: str, examples: tuple[tuple[str, str], ...]) -> NDArray[np.float32]:
    with _embedding:  # several first messages at once embed the examples once
        return _embedded(embedder, examples)


@lru_cache(maxsize=8)
def _embedded(embedder: str, examples: tuple[tuple[str, str], ...]) -> NDArray[np.float32]:
    return get_embedder().embed([said for _tool, said in examples])
