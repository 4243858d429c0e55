"""Questions that are read together inform one another: what their like mean, they probably mean too.

Nobody has answered these questions, so nothing is learnt from them for later. Which topics are frequent does
not matter, and neither does the order of the questions.
"""

import numpy as np
from numpy.typing import NDArray

from assistants.triage.calibrating import softmax

Floats = NDArray[np.float32]
Shares = NDArray[np.float64]
LEAST = 200  # questions; among fewer hardly any two are alike
MOST = 5_000  # that are compared with each other
BLOCK = 512
NEAR = 8  # most alike questions that are heard
SHARPNESS = 12.0  # how much more the nearest of them say
SAY = 0.3  # of what the others mean beside what the words themselves say
FLOOR = 0.01  # of a share, below which nobody's contradiction counts for more
ROUNDS = 2
SCALES = np.geomspace(0.3, 1.2, 61)


def smoothed(shares: Shares, own: Floats, tuned: Floats) -> Shares:
    """Shares of topics, shape (n, topics), in which like questions agree better.

    How sure all of them are on average stays, so that a share goes on meaning what it says.

    Args:
        shares: what each question says by itself, shape (n, topics).
        own: shape (n, 384), the model's own vectors; `tuned` the fine-tuned ones.
    """
    if len(shares) < LEAST or shares.shape[1] < 2:
        return shares
    found = np.empty_like(shares)
    pieces = -(-len(shares) // MOST)
    for rows in np.array_split(np.arange(len(shares)), pieces):
        found[rows] = _piece(shares[rows], own[rows], tuned[rows])
    return found


def _piece(shares: Shares, own: Floats, tuned: Floats) -> Shares:
    places, weights = _nearest(own, tuned)
    said = np.log(shares + 1e-12)
    mixed = shares
    for _ in range(ROUNDS):
        heard = np.einsum("nk,nkt->nt", weights, mixed[places])
        logits = said + SAY * np.log(heard + FLOOR)
        mixed = softmax(logits)
    sure = shares.max(axis=1).mean()
    gaps = [abs(softmax(logits, scale).max(axis=1).mean() - sure) for scale in SCALES]
    return softmax(logits, float(SCALES[int(np.argmin(gaps))]))


def _nearest(own: Floats, tuned: Floats) -> tuple[NDArray[np.intp], Shares]:
    """Places of the most alike other questions of each, and how much each of those says."""
    both = np.concatenate([own, tuned], axis=1) / np.float32(2**0.5)
    places = np.empty((len(both), NEAR), dtype=np.intp)
    near = np.empty((len(both), NEAR))
    for start in range(0, len(both), BLOCK):
        alike = both[start : start + BLOCK] @ both.T
        rows = np.arange(len(alike))
        alike[rows, start + rows] = -1.0  # not itself
        best = np.argpartition(-alike, NEAR, axis=1)[:, :NEAR]
        places[start : start + len(rows)] = best
        near[start : start + len(rows)] = np.take_along_axis(alike, best, axis=1)
    weights = np.exp(SHARPNESS * (near - near.max(axis=1, keepdims=True)))
    return places, weights / weights.sum(axis=1, keepdims=True)
