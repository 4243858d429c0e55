"""The sentence model's upper layers in numpy, so that an assistant's fine-tuned ones run anywhere.

The lower layers are the same for all and run once on the shared graph; what is learnt nightly is a small
correction of each upper matrix, `W + up @ down`.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lumen.ai.embeddings.export import HEADS, LAYERS, LOWER_LAYERS

Floats = NDArray[np.float32]
MATRICES = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)
NORMS = ("attention.output.LayerNorm", "output.LayerNorm")
EPSILON = 1e-12


@lru_cache(maxsize=1)
def upper_weights() -> dict[str, Floats]:
    """The model's own weights of its upper layers, by name below `encoder.layer.`."""
    from safetensors import safe_open

    from lumen.ai.embeddings.sentence import model_folder

    names = [f"{n}.{part}" for n in range(LOWER_LAYERS, LAYERS) for part in (*MATRICES, *NORMS)]
    with safe_open(str(model_folder() / "model.safetensors"), framework="np") as stored:
        return {
            f"{name}.{kind}": stored.get_tensor(f"encoder.layer.{name}.{kind}")
            for name in names
            for kind in ("weight", "bias")
        }


class UpperLayers:
    """Upper layers with a correction; without one they give the model's own vectors."""

    def __init__(self, corrections: Mapping[str, NDArray[Any]]) -> None:
        """`corrections` holds `<matrix>.up` of shape (out, rank) and `<matrix>.down` of shape (rank, in)."""
        self._weights = dict(upper_weights())
        for name in {key.rsplit(".", 1)[0] for key in corrections}:
            up, down = (corrections[f"{name}.{part}"].astype(np.float32) for part in ("up", "down"))
            self._weights[f"{name}.weight"] = self._weights[f"{name}.weight"] + up @ down

    def __call__(self, states: Floats, mask: NDArray[np.int64]) -> Floats:
        """Unit vectors of shape (texts, 384) from states of shape (texts, tokens, 384)."""
        absent = ((1.0 - mask) * -1e9).astype(np.float32)[:, None, None, :]
        hidden = states
        for number in range(LOWER_LAYERS, LAYERS):
            hidden = self._layer(hidden, absent, number)
        weights = mask[..., None].astype(np.float32)
        return unit((hidden * weights).sum(axis=1) / weights.sum(axis=1))

    def _layer(self, hidden: Floats, absent: Floats, number: int) -> Floats:
        attended = self._dense(self._attention(hidden, absent, number), number, "attention.output.dense")
        hidden = self._normed(hidden + attended, number, "attention.output.LayerNorm")
        wide = gelu(self._dense(hidden, number, "intermediate.dense"))
        return self._normed(hidden + self._dense(wide, number, "output.dense"), number, "output.LayerNorm")

    def _attention(self, hidden: Floats, absent: Floats, number: int) -> Floats:
        texts, tokens, width = hidden.shape
        query, key, value = (
            self._dense(hidden, number, f"attention.self.{part}")
            .reshape(texts, tokens, HEADS, width // HEADS)
            .transpose(0, 2, 1, 3)
            for part in ("query", "key", "value")
        )
        scores = query @ key.transpose(0, 1, 3, 2) * np.float32((width // HEADS) ** -0.5) + absent
        scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
        mixed = (scores / scores.sum(axis=-1, keepdims=True)) @ value
        joined: Floats = mixed.transpose(0, 2, 1, 3).reshape(texts, tokens, width)
        return joined

    def _dense(self, hidden: Floats, number: int, name: str) -> Floats:
        shape = hidden.shape
        flat = hidden.reshape(-1, shape[-1])
        found = flat @ self._weights[f"{number}.{name}.weight"].T + self._weights[f"{number}.{name}.bias"]
        return found.reshape(*shape[:-1], -1)

    def _normed(self, hidden: Floats, number: int, name: str) -> Floats:
        centred = hidden - hidden.mean(axis=-1, keepdims=True)
        spread = np.sqrt((centred * centred).mean(axis=-1, keepdims=True) + np.float32(EPSILON))
        scale, shift = (self._weights[f"{number}.{name}.{kind}"] for kind in ("weight", "bias"))
        normed: Floats = (centred / spread) * scale + shift
        return normed


def gelu(values: Floats) -> Floats:
    """The exact one, by the error function, as the model was trained with."""
    from scipy.special import erf

    found: Floats = values * np.float32(0.5) * (erf(values * np.float32(2**-0.5)) + np.float32(1.0))
    return found


def unit(rows: NDArray[np.floating]) -> Floats:
    """Rows of length 1; a row of zeros stays one."""
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    found: Floats = (rows / np.maximum(lengths, 1e-9)).astype(np.float32)
    return found
