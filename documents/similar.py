"""More like this: documents whose passages mean and say what those of one document do."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from documents import search, terms
from documents.long_papers import Row
from documents.models import EVERY_CHUNK, Chunk, Document, TermFrequency
from documents.vectors import Vector
from documents.words import is_mostly_latin

if TYPE_CHECKING:
    from django.db.models import QuerySet

READ_PASSAGES = 40  # of the document, from its beginning
WORDS = 30  # those that tell it from other papers
POOL = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Similar:
    """A document and its passage that is most alike; `score` only orders one answer."""

    document: Document
    page: int
    text: str
    score: float


def similar(
    document: Document, *, k: int = 6, documents: "QuerySet[Document] | None" = None
) -> list[Similar]:
    """The documents of the same workspace that are most like this one, each once; itself left out.

    Args:
        documents: only documents of this queryset.
    """
    own = list(
        Chunk.objects.filter(document=document, workspace_id=document.workspace_id)
        .order_by("index")
        .values_list("embedding", "terms", "text", "embedder")[:READ_PASSAGES]
    )
    if not own:
        return []
    others = Document.objects.all() if documents is None else documents
    rows = search.run(
        search.parameters_of_passages(
            workspace_id=document.workspace_id,
            weights=_telling(
                document,
                [dict(zip(weights.indices(), weights.values(), strict=True)) for _, weights, _, _ in own],
            ),
            vector=_mean([embedding for embedding, _, _, _ in own]),
            by_meaning=is_mostly_latin(own[0][2]),
            k=POOL,
        ),
        others.exclude(pk=document.pk),
    )
    return _best_of_each(rows, k)


def _mean(vectors: list[list[float]]) -> Vector:
    mean: Vector = np.asarray(vectors, dtype=np.float32).mean(axis=0)
    return mean / max(float(np.linalg.norm(mean)), 1e-9)


def _telling(document: Document, passages: list[dict[int, float]]) -> dict[int, float]:
    """The words that the document uses most and others least, by dimension."""
    used: dict[int, float] = {}
    for weights in passages:
        for key, weight in weights.items():
            used[key] = used.get(key, 0.0) + weight
    known = TermFrequency.objects.filter(workspace_id=document.workspace_id, term__in=[EVERY_CHUNK, *used])
    counts = dict(known.values_list("term", "chunks"))
    total = counts.get(EVERY_CHUNK, 0)
    weighed = {key: use * terms.idf(min(counts.get(key, 0), total), total) for key, use in used.items()}
    best = sorted(weighed, key=lambda key: -weighed[key])[:WORDS]
    return {key: weighed[key] / len(passages) for key in sorted(best)}


def _best_of_each(rows: list[Row], k: int) -> list[Similar]:
    scores = {row[0]: float(row[3]) for row in rows}
    chunks = Chunk.objects.select_related("document", "page").defer("embedding", "signs", "terms", "keys")
    found: dict[object, Similar] = {}
    for chunk in sorted(chunks.filter(pk__in=scores), key=lambda chunk: -scores[chunk.pk]):
        alike = Similar(
            document=chunk.document, page=chunk.page.number, text=chunk.text, score=scores[chunk.pk]
        )
        found.setdefault(chunk.document_id, alike)
    return list(found.values())[:k]
