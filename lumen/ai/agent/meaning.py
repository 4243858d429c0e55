"""What a message means, when no rule is certain of its words: learnt from the tools' example sentences."""

import threading
import time
from collections.abc import Collection, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import structlog
from numpy.typing import NDArray

from lumen.ai.agent import sorting
from lumen.ai.agent.sorting import Example, Floats, Sorter
from lumen.ai.embeddings.base import get_embedder, may_load_model
from lumen.ai.tools.registry import Tool
from lumen.common import stopping

log = structlog.get_logger(__name__)
NOBODY = "explain_abilities"  # its examples are what nobody here can answer
SAME = 0.92  # as near as this to an example, a message says the same in other words
WORD_FOR_WORD = 0.98  # from here on, whatever its words are
OTHERWISE = 0.8  # so likely must another tool be, that what is nearly the same is not meant
APART = 0.03  # and nearer by this than to any example of another tool
NOBODYS = 0.5  # of what nobody's examples say: groups of like examples kept back tell it (docs/quality.md)
FEWEST = 8  # examples of a tool, from which it can be learnt when it is meant
LONGEST = 400
_learning = threading.Lock()
_spent: ContextVar[float] = ContextVar("seconds of looking for what is meant", default=0.0)


@dataclass(frozen=True, slots=True)
class Meant:
    """The tool a message means most likely, how likely, and the nearest of its example sentences."""

    tool: str
    utterance: str
    certainty: float


def nearest(text: str, tools: Sequence[Tool], *, silent: Collection[str] = ()) -> Meant | None:
    """The tool that is most likely meant, or `NOBODY`; nothing when nothing can be said.

    Also nothing in the web process, which holds no model; runs are planned by workers.

    Args:
        silent: names of tools that are learnt with the others and cannot be meant here.
    """
    if not may_load_model():
        return None
    started = time.perf_counter()
    try:
        return _nearest(text, tools, silent)
    finally:
        _spent.set(_spent.get() + time.perf_counter() - started)


def seconds_spent() -> float:
    """How long this context has looked for what is meant so far; what else planning takes is rules."""
    return _spent.get()


def _nearest(text: str, tools: Sequence[Tool], silent: Collection[str]) -> Meant | None:
    speaking = tuple(Spoken(tool.name, tool.utterances) for tool in tools if tool.utterances)
    if not speaking:
        return None
    embedder = get_embedder()
    vector = embedder.embed([text[:LONGEST]])[0]
    known = _known(embedder.name, speaking)
    near = known.vectors @ vector
    same = _same(known, near)
    likeliest = _likeliest(text[:LONGEST], vector, known, near, silent)
    if same is None or same.tool in silent or _is_doubted(same, likeliest):
        return likeliest
    return same


def prepare(tools: Sequence[Tool]) -> None:
    """Learn now what the first message would wait for."""
    nearest("", tools)


@dataclass(frozen=True, slots=True, eq=False)
class Spoken:
    """A tool's examples, equal to the same ones only: comparing thousands of sentences takes too long."""

    tool: str
    utterances: tuple[str, ...]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Spoken) and self.tool == other.tool and self.utterances is other.utterances

    def __hash__(self) -> int:
        return hash((self.tool, id(self.utterances)))


@dataclass(frozen=True, slots=True)
class _Known:
    tools: NDArray[np.str_]  # of the examples, one each
    said: tuple[str, ...]
    vectors: Floats
    sorter: Sorter | None


def _same(known: _Known, near: Floats) -> Meant | None:
    """An example that says the same decides, when no other tool has one."""
    first = int(near.argmax())
    if near[first] < SAME:
        return None
    tool = str(known.tools[first])
    others = near[known.tools != tool]
    is_alone = not len(others) or near[first] - others.max() >= APART
    return Meant(tool, known.said[first], float(near[first])) if is_alone else None


def _is_doubted(same: Meant, likeliest: Meant | None) -> bool:
    """`what does wind chill mean` is near to `what is the wind chill`, and its words say something else."""
    if likeliest is None or likeliest.tool == same.tool or same.certainty >= WORD_FOR_WORD:
        return False
    return likeliest.certainty >= OTHERWISE


def _likeliest(
    text: str, vector: Floats, known: _Known, near: Floats, silent: Collection[str]
) -> Meant | None:
    if known.sorter is None:
        return None
    said = _fairly(known.sorter.shares(text, vector))
    shares = {tool: share for tool, share in said.items() if tool not in silent} or said
    tool = max(shares, key=lambda name: (shares[name], name))
    closest = int(np.where(known.tools == tool, near, -1.0).argmax())
    return Meant(tool, known.said[closest], shares[tool])


def _fairly(shares: dict[str, float]) -> dict[str, float]:
    """With less of what only the number of nobody's examples says: they are more than half of all."""
    weighed = {tool: share * (NOBODYS if tool == NOBODY else 1) for tool, share in shares.items()}
    whole = sum(weighed.values())
    return {tool: share / whole for tool, share in weighed.items()}


def _known(embedder: str, speaking: tuple[Spoken, ...]) -> _Known:
    with stopping.held(_learning):  # several first messages at once learn once
        return _from_examples(embedder, speaking)


@lru_cache(maxsize=4)
def _from_examples(embedder: str, speaking: tuple[Spoken, ...]) -> _Known:
    """A tool with few examples is known by what is nearly the same only."""
    many = [one for one in speaking if len(one.utterances) >= FEWEST]
    few = [one for one in speaking if len(one.utterances) < FEWEST]
    sorter = _sorter(embedder, _examples(many)) if len(many) > 1 else None
    rest = _examples(few if sorter else speaking)
    examples = (*_examples(many), *rest) if sorter else rest
    vectors = [sorter.vectors] if sorter else []
    vectors += [get_embedder().embed([said for _tool, said in rest])] if rest else []
    return _Known(
        tools=np.array([tool for tool, _said in examples]),
        said=tuple(said for _tool, said in examples),
        vectors=np.concatenate(vectors),
        sorter=sorter,
    )


def _examples(speaking: Sequence[Spoken]) -> tuple[Example, ...]:
    return tuple((one.tool, said) for one in speaking for said in one.utterances)


def _sorter(embedder: str, examples: tuple[Example, ...]) -> Sorter:
    path = sorting.kept_at(embedder, examples)
    if kept := sorting.load(path):
        return kept
    learnt = sorting.learn(examples, get_embedder().embed([said for _tool, said in examples]))
    sorting.keep(path, learnt)
    log.info("meaning.learnt", examples=len(examples), tools=len(learnt.names))
    return learnt
