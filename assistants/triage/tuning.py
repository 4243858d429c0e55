"""Teaching the sentence model's upper layers an assistant's own topics, nightly, on one processor.

A small correction of each upper matrix is learnt so that questions of one topic come together and
those of others go apart: cross-entropy against a direction for each topic, plus a contrast between
the questions of a batch. Only this module needs torch.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistants.triage.upper import EPSILON, MATRICES, upper_weights
from lumen.ai.embeddings.export import HEADS, LAYERS, LOWER_LAYERS

Floats = NDArray[np.float32]
Corrections = dict[str, NDArray[np.float16]]
THREADS = 1  # more of them wait for each other on a busy machine
STRENGTH = 2.0  # of a correction against its rate of learning


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How long and how hard to teach."""

    steps: int = 200
    batch: int = 48
    rank: int = 16
    rate: float = 1e-3
    dropout: float = 0.1
    head_scale: float = 20.0
    contrast: float = 1.0
    contrast_temperature: float = 0.07
    warm_up: float = 0.1
    seed: int = 7


def tune(
    states: Sequence[Floats], vectors: Floats, topics: NDArray[np.intp], recipe: Recipe = Recipe()
) -> Corrections:
    """Corrections of the upper layers under which `topics` are told apart.

    Args:
        states: for each text its tokens' states below the upper layers, shape (tokens, 384).
        vectors: shape (n, 384), the model's own vectors, whose means the topics' directions start from.
        topics: shape (n,), numbers from 0 without gaps.
    """
    import torch

    torch.set_num_threads(THREADS)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(recipe.seed)
        layers = _Layers(recipe)
        _descend(layers, _directions(vectors, topics), states, topics, recipe)
    return layers.corrections()


def _directions(vectors: Floats, topics: NDArray[np.intp]) -> Any:
    import torch

    means = np.stack([vectors[topics == topic].mean(axis=0) for topic in range(int(topics.max()) + 1)])
    return torch.nn.Parameter(torch.nn.functional.normalize(torch.from_numpy(means), dim=1))


def _descend(
    layers: "_Layers", directions: Any, states: Sequence[Floats], topics: NDArray[np.intp], recipe: Recipe
) -> None:
    import torch

    groups = [
        {"params": layers.parameters(), "weight_decay": 0.01},
        {"params": [directions], "weight_decay": 0.0},
    ]
    optimiser = torch.optim.AdamW(groups, lr=recipe.rate)
    drawn = _batches(topics, recipe)
    for step in range(recipe.steps):
        pace = min(1.0, (step + 1) / (recipe.warm_up * recipe.steps)) * (1 - step / recipe.steps)
        for group, factor in zip(optimiser.param_groups, (1.0, 3.0), strict=True):
            group["lr"] = recipe.rate * pace * factor
        rows = next(drawn)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            vectors = layers(_batch([states[row] for row in rows]))
        loss = _loss(vectors.float(), directions, torch.from_numpy(topics[rows]), recipe)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()


def _loss(vectors: Any, directions: Any, topics: Any, recipe: Recipe) -> Any:
    import torch
    from torch.nn import functional

    logits = recipe.head_scale * vectors @ functional.normalize(directions, dim=1).T
    loss = functional.cross_entropy(logits, topics)
    myself = torch.eye(len(topics), dtype=torch.bool)
    alike = (topics[:, None] == topics[None]) & ~myself
    paired = alike.any(dim=1)
    if not paired.any():
        return loss
    likeness = (vectors @ vectors.T / recipe.contrast_temperature).masked_fill(myself, -1e9)
    logs = likeness - torch.logsumexp(likeness, dim=1, keepdim=True)
    pulled = (logs * alike).sum(dim=1)[paired] / alike.sum(dim=1)[paired]
    return loss - recipe.contrast * pulled.mean()


def _batches(topics: NDArray[np.intp], recipe: Recipe) -> Iterator[NDArray[np.intp]]:
    """Rows in random order for ever, two of a topic together so that a batch has pairs to contrast."""
    random = np.random.default_rng(recipe.seed)
    waiting: list[int] = []
    while True:
        while len(waiting) < recipe.batch:
            waiting += _in_pairs(topics, random)
        yield np.array(waiting[: recipe.batch])
        waiting = waiting[recipe.batch :]


def _in_pairs(topics: NDArray[np.intp], random: np.random.Generator) -> list[int]:
    order = random.permutation(len(topics))
    order = order[np.argsort(topics[order], kind="stable")]
    starts = np.flatnonzero(np.r_[True, np.diff(topics[order]) != 0])
    pairs = [
        order[at : min(at + 2, end)]
        for start, end in zip(starts, [*starts[1:], len(order)], strict=True)
        for at in range(start, end, 2)
    ]
    return [int(row) for place in random.permutation(len(pairs)) for row in pairs[place]]


@dataclass(frozen=True, slots=True)
class _Batch:
    """Texts' tokens one after the other, and where each stands in a padded square."""

    hidden: Any  # (tokens of all texts, width)
    texts: Any  # for each token the number of its text
    places: Any  # and its place there
    absent: Any  # (texts, 1, 1, longest): what attention adds where no token is

    @property
    def shape(self) -> tuple[int, int]:
        return self.absent.shape[0], self.absent.shape[-1]


def _batch(states: Sequence[Floats]) -> _Batch:
    import torch

    lengths = np.array([len(one) for one in states])
    absent = np.where(np.arange(lengths.max()) < lengths[:, None], 0.0, -1e9).astype(np.float32)
    return _Batch(
        torch.from_numpy(np.concatenate(states)),
        torch.from_numpy(np.repeat(np.arange(len(states)), lengths)),
        torch.from_numpy(np.concatenate([np.arange(length) for length in lengths])),
        torch.from_numpy(absent[:, None, None, :]),
    )


class _Layers:
    """The upper layers with corrections that torch can follow; the model's own weights stay."""

    def __init__(self, recipe: Recipe) -> None:
        import torch

        self._dropout = recipe.dropout
        self._fixed = {name: torch.from_numpy(array) for name, array in upper_weights().items()}
        self._up, self._down = {}, {}
        for name in (f"{n}.{matrix}" for n in range(LOWER_LAYERS, LAYERS) for matrix in MATRICES):
            out, into = self._fixed[f"{name}.weight"].shape
            self._down[name] = torch.nn.Parameter(torch.randn(recipe.rank, into) * into**-0.5)
            self._up[name] = torch.nn.Parameter(torch.zeros(out, recipe.rank))

    def parameters(self) -> list[Any]:
        return [*self._up.values(), *self._down.values()]

    def corrections(self) -> Corrections:
        """The learnt corrections, as `UpperLayers` takes them."""
        found: Corrections = {}
        for name, up in self._up.items():
            found[f"{name}.up"] = (STRENGTH * up.detach().numpy()).astype(np.float16)
            found[f"{name}.down"] = self._down[name].detach().numpy().astype(np.float16)
        return found

    def __call__(self, batch: _Batch) -> Any:
        """Unit vectors, shape (texts, 384)."""
        import torch
        from torch.nn import functional

        hidden = batch.hidden
        for number in range(LOWER_LAYERS, LAYERS):
            hidden = self._layer(hidden, batch, number)
        total = torch.zeros(batch.shape[0], hidden.shape[1]).index_add(0, batch.texts, hidden.float())
        return functional.normalize(total, dim=1)  # of the mean: its length does not matter

    def _layer(self, hidden: Any, batch: _Batch, number: int) -> Any:
        from torch.nn import functional

        attended = self._dense(self._attention(hidden, batch, number), f"{number}.attention.output.dense")
        hidden = self._normed(hidden + self._dropped(attended), f"{number}.attention.output.LayerNorm")
        wide = functional.gelu(self._dense(hidden, f"{number}.intermediate.dense"))
        deepened = self._dropped(self._dense(wide, f"{number}.output.dense"))
        return self._normed(hidden + deepened, f"{number}.output.LayerNorm")

    def _attention(self, hidden: Any, batch: _Batch, number: int) -> Any:
        import torch

        texts, longest = batch.shape
        width = hidden.shape[1]
        query, key, value = (
            self._square(self._dense(hidden, f"{number}.attention.self.{part}"), batch)
            .view(texts, longest, HEADS, width // HEADS)
            .transpose(1, 2)
            for part in ("query", "key", "value")
        )
        scores = query @ key.transpose(2, 3) * (width // HEADS) ** -0.5 + batch.absent
        mixed = torch.softmax(scores, dim=-1).to(value.dtype) @ value
        return mixed.transpose(1, 2).reshape(texts, longest, width)[batch.texts, batch.places]

    def _square(self, flat: Any, batch: _Batch) -> Any:
        square = flat.new_zeros(*batch.shape, flat.shape[1])
        return square.index_put((batch.texts, batch.places), flat)

    def _dense(self, hidden: Any, name: str) -> Any:
        from torch.nn import functional

        own = functional.linear(hidden, self._fixed[f"{name}.weight"], self._fixed[f"{name}.bias"])
        narrow = functional.linear(hidden, self._down[name])
        return own + STRENGTH * functional.linear(narrow, self._up[name])

    def _dropped(self, hidden: Any) -> Any:
        from torch.nn import functional

        return functional.dropout(hidden, self._dropout)

    def _normed(self, hidden: Any, name: str) -> Any:
        from torch.nn import functional

        scale, shift = self._fixed[f"{name}.weight"], self._fixed[f"{name}.bias"]
        return functional.layer_norm(hidden.float(), hidden.shape[-1:], scale, shift, EPSILON)
