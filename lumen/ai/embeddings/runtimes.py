"""all-MiniLM-L6-v2 without torch: the same weights as a graph, run by OpenVINO or ONNX Runtime."""

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from lumen.ai.embeddings.base import DIMENSION
from lumen.ai.embeddings.export import model_at_hand
from lumen.ai.embeddings.sentence import NAME
from lumen.ai.embeddings.tokens import truncating_tokenizer
from lumen.common import stopping

BATCH_TOKENS = 4_096  # a batch's texts times its longest one
MOST_TEXTS = 32
ROUND_TO = 8  # tokens: a runtime prepares itself for each new length

Ids = NDArray[np.int64]
Floats = NDArray[np.float32]
Run = Callable[[Ids, Ids], tuple[Floats, Floats]]


@dataclass(frozen=True, slots=True)
class Batch:
    """Some of the texts: `states` of shape (texts, tokens, 384) below the model's upper layers."""

    places: list[int]
    vectors: Floats
    states: Floats
    mask: Ids


class GraphEmbedder:
    """Texts of like length go together, so that little is padded."""

    name = NAME

    def __init__(self, run: Run) -> None:
        self._run = run
        self._tokenizer = truncating_tokenizer()
        self._lock = threading.Lock()

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        ids = self._ids(texts)
        vectors = np.empty((len(ids), DIMENSION), dtype=np.float32)
        for batch in _batches(ids):
            with stopping.held(self._lock):
                stopping.check()
                vectors[batch] = self._run(*_padded([ids[at] for at in batch]))[0]
        return vectors

    def batches(self, texts: Sequence[str]) -> Iterator[Batch]:
        """Vectors and lower states of texts; each batch says which of the texts it holds."""
        ids = self._ids(texts)
        for places in _batches(ids):
            padded, mask = _padded([ids[at] for at in places])
            with self._lock:
                vectors, states = (found.copy() for found in self._run(padded, mask))
            yield Batch(places, vectors, states, mask)

    def _ids(self, texts: Sequence[str]) -> list[list[int]]:
        return [one.ids for one in self._tokenizer.encode_batch_fast(list(texts))]


def _batches(ids: list[list[int]]) -> Iterator[list[int]]:
    """Places of texts by length, longest first, in batches of a bounded number of tokens."""
    order = sorted(range(len(ids)), key=lambda at: -len(ids[at]))
    while order:
        size = max(1, min(MOST_TEXTS, BATCH_TOKENS // len(ids[order[0]])))
        yield order[:size]
        order = order[size:]


def _padded(ids: list[list[int]]) -> tuple[Ids, Ids]:
    longest = -(-max(map(len, ids)) // ROUND_TO) * ROUND_TO
    padded = np.zeros((len(ids), longest), dtype=np.int64)
    mask = np.zeros_like(padded)
    for row, one in enumerate(ids):
        padded[row, : len(one)] = one
        mask[row, : len(one)] = 1
    return padded, mask


def load_openvino() -> GraphEmbedder:
    """The model on OpenVINO, one thread; in 16-bit floats where the processor computes with them.

    Raises:
        ImportError: OpenVINO is not installed.
    """
    import openvino

    core: Any = openvino.Core()
    options: dict[str, Any] = {"INFERENCE_NUM_THREADS": 1, "NUM_STREAMS": 1}
    with model_at_hand(_folder()) as path:
        options["CACHE_DIR"] = str(path.parent / "openvino")
        request = core.compile_model(str(path), "CPU", options).create_infer_request()

    def run(ids: Ids, mask: Ids) -> tuple[Floats, Floats]:
        request.infer({"ids": ids, "mask": mask}, share_inputs=True)
        return request.get_output_tensor(0).data, request.get_output_tensor(1).data

    return GraphEmbedder(run)


def load_onnx() -> GraphEmbedder:
    """The model on ONNX Runtime, one thread.

    Raises:
        ImportError: ONNX Runtime is not installed.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    with model_at_hand(_folder()) as path:
        session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

    def run(ids: Ids, mask: Ids) -> tuple[Floats, Floats]:
        vectors, states = session.run(None, {"ids": ids, "mask": mask})
        return vectors, states

    return GraphEmbedder(run)


def _folder() -> Path:
    return Path(settings.VAR_DIR) / "models"
