"""What a message means, when no rule is certain of its words: learnt from the tools' example sentences."""

import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import structlog

from lumen.ai.agent import sorting
from lumen.ai.agent.sorting import Example, Floats, Sorter
from lumen.ai.embeddings.base import get_embedder, may_load_model
from lumen.ai.tools.registry import Tool

log = structlog.get_logger(__name__)
NOBODY = "explain_abilities"  # its examples are what nobody here can answer
SAME = 0.92  # as near as this to an example, a message says the same in other words
APART = 0.03  # and nearer by this than to any example of another tool
FEWEST = 8  # examples of a tool, from which it can be learnt when it is meant
LONGEST = 400
_learning = threading.Lock()


@dataclass(frozen=True, slots=True)
class Meant:
    """The tool a message means most likely, how likely, and the nearest of its example sentences."""

    tool: str
    utterance: str
    certainty: float


def nearest(text: str, tools: Sequence[Tool]) -> Meant | None:
    """The tool that is most likely meant, or `NOBODY`; nothing when nothing can be said.

    Also nothing in the web process, which holds no model; runs are planned by workers.
    """
    examples = tuple((tool.name, said) for tool in tools for said in tool.utterances)
    if not examples or not may_load_model():
        return None
    embedder = get_embedder()
    vector = embedder.embed([text[:LONGEST]])[0]
    known = _known(embedder.name, examples)
    near = known.vectors @ vector
    return _same(known.examples, near) or _likeliest(text[:LONGEST], vector, known, near)


def prepare(tools: Sequence[Tool]) -> None:
    """Learn now what the first message would wait for."""
    nearest("", tools)


def _same(examples: Sequence[Example], near: Floats) -> Meant | None:
    """An example that says the same decides, when no other tool has one."""
    first = int(near.argmax())
    tool, said = examples[first]
    if near[first] < SAME:
        return None
    others = [value for (name, _said), value in zip(examples, near, strict=True) if name != tool]
    is_alone = not others or near[first] - max(others) >= APART
    return Meant(tool, said, float(near[first])) if is_alone else None


def _likeliest(text: str, vector: Floats, known: "_Known", near: Floats) -> Meant | None:
    if known.sorter is None:
        return None
    shares = known.sorter.shares(text, vector)
    tool = max(shares, key=lambda name: (shares[name], name))
    own = np.where([name == tool for name, _said in known.examples], near, -1.0)
    return Meant(tool, known.examples[int(own.argmax())][1], shares[tool])


@dataclass(frozen=True, slots=True)
class _Known:
    examples: tuple[Example, ...]
    vectors: Floats
    sorter: Sorter | None


def _known(embedder: str, examples: tuple[Example, ...]) -> _Known:
    with _learning:  # several first messages at once learn once
        return _from_examples(embedder, examples)


@lru_cache(maxsize=4)
def _from_examples(embedder: str, examples: tuple[Example, ...]) -> _Known:
    """A tool with few examples is known by what is nearly the same only."""
    counted = Counter(tool for tool, _said in examples)
    many = tuple(one for one in examples if counted[one[0]] >= FEWEST)
    few = tuple(one for one in examples if counted[one[0]] < FEWEST)
    sorter = _sorter(embedder, many) if len({tool for tool, _said in many}) > 1 else None
    rest = few if sorter else examples
    vectors = [sorter.vectors] if sorter else []
    vectors += [get_embedder().embed([said for _tool, said in rest])] if rest else []
    return _Known((*many, *few) if sorter else examples, np.concatenate(vectors), sorter)


def _sorter(embedder: str, examples: tuple[Example, ...]) -> Sorter:
    path = sorting.kept_at(embedder, examples)
    if kept := sorting.load(path):
        return kept
    learnt = sorting.learn(examples, get_embedder().embed([said for _tool, said in examples]))
    sorting.keep(path, learnt)
    log.info("meaning.learnt", examples=len(examples), tools=len(learnt.names))
    return learnt
