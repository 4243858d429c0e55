"""all-MiniLM-L6-v2 without torch: the same weights as a graph, run by OpenVINO or ONNX Runtime."""

import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from lumen.ai.embeddings.base import DIMENSION
from lumen.ai.embeddings.export import model_at_hand
from lumen.ai.embeddings.sentence import NAME
from lumen.ai.embeddings.tokens import truncating_tokenizer

BATCH_TOKENS = 4_096  # a batch's texts times its longest one
MOST_TEXTS = 32
ROUND_TO = 8  # tokens: a runtime prepares itself for each new length

Ids = NDArray[np.int64]
Run = Callable[[Ids, Ids], NDArray[np.float32]]


class GraphEmbedder:
    """Texts of like length go together, so that little is padded."""

    name = NAME

    def __init__(self, run: Run) -> None:
        self._run = run
        self._tokenizer = truncating_tokenizer()
        self._lock = threading.Lock()

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        ids = [one.ids for one in self._tokenizer.encode_batch_fast(list(texts))]
        vectors = np.empty((len(ids), DIMENSION), dtype=np.float32)
        for batch in _batches(ids):
            with self._lock:
                vectors[batch] = self._run(*_padded([ids[at] for at in batch]))
        return vectors


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

    def run(ids: Ids, mask: Ids) -> NDArray[np.float32]:
        request.infer({"ids": ids, "mask": mask}, share_inputs=True)
        found: NDArray[np.float32] = request.get_output_tensor(0).data
        return found

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

    def run(ids: Ids, mask: Ids) -> NDArray[np.float32]:
        found: NDArray[np.float32] = session.run(None, {"ids": ids, "mask": mask})[0]
        return found

    return GraphEmbedder(run)


def _folder() -> Path:
    return Path(settings.VAR_DIR) / "models"
