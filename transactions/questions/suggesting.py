"""Names of the ledger that are near in meaning to one it does not have: offered, never chosen."""

import threading
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from lumen.ai.embeddings.base import get_embedder, ready_embedder
from transactions.questions.names import Name, Names

NEAR = 0.35  # cosine from which a name is worth offering; `novels` and `Pothi Books` have 0.54
LESS_NEAR = 0.12  # how far the others may lie behind the nearest
MOST_OFFERED = 3
MOST_NAMES = 120
_embedding = threading.Lock()


def near_in_meaning(said: str, names: Names) -> list[Name]:
    """The few names nearest to what was said; none where no model is in memory or nothing is near."""
    known = _offered(names)
    embedder = ready_embedder()
    if embedder is None or not known:
        return []
    with _embedding:  # several first questions at once embed the names once
        vectors = _vectors(embedder.name, tuple(name.name for name in known))
    similar = vectors @ embedder.embed([said])[0]
    floor = max(NEAR, float(similar.max()) - LESS_NEAR)
    best = [int(at) for at in np.argsort(-similar)[:MOST_OFFERED] if similar[at] >= floor]
    return [known[at] for at in best]


def _offered(names: Names) -> list[Name]:
    """Categories first, then merchants."""
    found = {name for hits in names.exact.values() for name in hits if name.kind in ("category", "merchant")}
    return sorted(found)[:MOST_NAMES]


@lru_cache(maxsize=16)
def _vectors(embedder: str, names: tuple[str, ...]) -> NDArray[np.float32]:
    return get_embedder().embed(names)
