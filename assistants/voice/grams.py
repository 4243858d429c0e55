"""Runs of characters and words in masked text, counted in a fixed number of slots."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from assistants.voice.masking import tokens

CHARACTER_SLOTS = 32_768
WORD_SLOTS = 16_384
SLOTS = CHARACTER_SLOTS + WORD_SLOTS
_CHARACTER_RUNS = (2, 3, 4, 5)
_WORD_RUNS = (1, 2, 3)
_MOST = 255

Counts = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Grams:
    """Counts of n texts, side by side: text i holds `slots[starts[i]:starts[i + 1]]`."""

    starts: NDArray[np.int64]
    slots: NDArray[np.uint16]
    counts: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.starts) - 1

    def row(self, index: int) -> tuple[NDArray[np.uint16], NDArray[np.uint8]]:
        part = slice(self.starts[index], self.starts[index + 1])
        return self.slots[part], self.counts[part]

    def total(self) -> Counts:
        """Shape (SLOTS,): all texts together."""
        return np.bincount(self.slots, weights=self.counts, minlength=SLOTS).astype(np.float32)


def grams_of(texts: Sequence[str]) -> Grams:
    """Count the runs of every text; one slot may hold several runs, as rarely as 48,000 slots make it."""
    rows = [_row(text) for text in texts]
    starts = np.concatenate([[0], np.cumsum([len(row) for row in rows])]).astype(np.int64)
    slots = np.array([slot for row in rows for slot in row], dtype=np.uint16)
    counts = np.array([min(n, _MOST) for row in rows for n in row.values()], dtype=np.uint8)
    return Grams(starts, slots, counts)


def _row(text: str) -> Counter[int]:
    lines = [tokens(line) for line in text.strip().split("\n")]
    joined = " " + " ⏎ ".join(" ".join(line) for line in lines) + " "
    flat = ["<", *(token.lower() for line in lines for token in [*line, "⏎"]), ">"]
    found = Counter(
        crc32(joined[i : i + n].encode()) % CHARACTER_SLOTS
        for n in _CHARACTER_RUNS
        for i in range(len(joined) - n + 1)
    )
    found.update(
        CHARACTER_SLOTS + crc32("\x1f".join(flat[i : i + n]).encode()) % WORD_SLOTS
        for n in _WORD_RUNS
        for i in range(len(flat) - n + 1)
    )
    return found
