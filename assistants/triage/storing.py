"""Arrays and facts as bytes: a zip of plain arrays, never a pickle."""

import io
import json
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

FACTS = "facts"
Arrays = dict[str, NDArray[Any]]


class UnreadableModelError(ValueError):
    """The bytes hold no model of this version."""


def pack(arrays: Mapping[str, NDArray[Any]], facts: Mapping[str, Any]) -> bytes:
    """Bytes of named arrays and of facts that JSON can hold."""
    told = np.frombuffer(json.dumps(facts, ensure_ascii=False).encode(), dtype=np.uint8)
    out = io.BytesIO()
    named: dict[str, Any] = {FACTS: told, **arrays}
    np.savez_compressed(out, **named)
    return out.getvalue()


def unpack(data: bytes | memoryview) -> tuple[Arrays, dict[str, Any]]:
    """What `pack` was given.

    Raises:
        UnreadableModelError: not bytes that `pack` made.
    """
    try:
        with np.load(io.BytesIO(bytes(data)), allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
        facts: dict[str, Any] = json.loads(arrays.pop(FACTS).tobytes())
    except (ValueError, KeyError, OSError, EOFError) as error:
        raise UnreadableModelError("These bytes hold no stored reader of topics.") from error
    return arrays, facts


def texts_to_array(texts: list[str]) -> NDArray[np.uint8]:
    """Texts as bytes of one array; numpy would pad each to the longest."""
    return np.frombuffer(json.dumps(texts, ensure_ascii=False).encode(), dtype=np.uint8)


def texts_from_array(stored: NDArray[Any]) -> list[str]:
    """What `texts_to_array` was given."""
    found: list[str] = json.loads(stored.tobytes())
    return found
