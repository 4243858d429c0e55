"""What a message means, when no rule recognises its words: the nearest example sentence of any tool."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from lumen.ai.embeddings.base import get_embedder, may_load_model
from lumen.ai.tools.registry import Tool

NEAR = 0.42  # of a tool, from which a message means it; measured, see docs/tools.md
MARGIN = 0.03  # and by which it must be nearer than any other
FAR = 0.3  # nearer to no tool than this, a message is for none
HASHING = "hashing-384"  # knows words and no meaning, so that far says nothing
NOBODY = "explain_abilities"  # its examples are what nobody here can answer
VOICES = 2  # so many of a tool's nearest examples speak for it: one alone may share a word by chance
LONGEST = 400
_embedding = threading.Lock()


@dataclass(frozen=True, slots=True)
class Meant:
    """The tool a message is nearest to, and by which of its example sentences."""

    tool: str
    utterance: str
    similarity: float


def nearest(text: str, tools: Sequence[Tool]) -> Meant | None:
    """The one tool whose examples are near, or `NOBODY`; nothing when two tools are about as near.

    Also nothing in the web process, which holds no model; runs are planned by workers.
    """
    examples = tuple((tool.name, said) for tool in tools for said in tool.utterances)
    if not examples or not may_load_model():
        return None
    embedder = get_embedder()
    similar = _vectors(embedder.name, examples) @ embedder.embed([text[:LONGEST]])[0]
    ranked = _ranked(examples, [float(value) for value in similar])
    first = ranked[0]
    if embedder.name != HASHING and (first.tool == NOBODY or first.similarity < FAR):
        return replace(first, tool=NOBODY)
    runner_up = ranked[1].similarity if len(ranked) > 1 else 0.0
    is_clear = first.similarity >= NEAR and first.similarity - runner_up >= MARGIN
    return first if is_clear else None


def _ranked(examples: Sequence[tuple[str, str]], similar: Sequence[float]) -> list[Meant]:
    of_tool: dict[str, list[tuple[float, str]]] = {}
    for (tool, said), value in zip(examples, similar, strict=True):
        of_tool.setdefault(tool, []).append((value, said))
    return sorted((_spoken_for(tool, heard) for tool, heard in of_tool.items()), key=_nearest_first)


def _spoken_for(tool: str, heard: list[tuple[float, str]]) -> Meant:
    nearest = sorted(heard, reverse=True)[:VOICES]
    return Meant(tool, nearest[0][1], sum(value for value, _said in nearest) / len(nearest))


def _nearest_first(meant: Meant) -> tuple[float, str]:
    return (-meant.similarity, meant.tool)


def _vectors(embedder: str, examples: tuple[tuple[str, str], ...]) -> NDArray[np.float32]:
    with _embedding:  # several first messages at once embed the examples once
        return _embedded(embedder, examples)


@lru_cache(maxsize=8)
def _embedded(embedder: str, examples: tuple[tuple[str, str], ...]) -> NDArray[np.float32]:
    return get_embedder().embed([said for _tool, said in examples])
