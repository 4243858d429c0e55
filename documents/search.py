"""Words and meaning in one statement over the workspace's own passages.

The best 50 by distance of meaning and the best 50 by BM25 are scored by both, each brought to 0..1 over
that pool, and added 0.4 to 0.6. Distances are exact. Quoted phrases must stand in the passage; exact
numbers and ids come first.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection
from pgvector import SparseVector
from pgvector import Vector as PgVector

from documents import terms
from documents.models import EVERY_CHUNK, TERM_DIMENSIONS, Chunk, Document, TermFrequency
from documents.places import boxes_of
from documents.vectors import Vector
from lumen.ai.embeddings.base import DIMENSION

if TYPE_CHECKING:
    from accounts.models import Workspace

POOL = 50
DENSE_WEIGHT = 0.4
LATIN_SHARE = 0.5  # below it the sentence model, which is English in practice, has no say
_PHRASE = re.compile(r'"([^"]{2,200})"|“([^”]{2,200})”')
_SEARCH = """
WITH scope AS NOT MATERIALIZED (
    SELECT chunk.id, chunk.embedding, chunk.terms, chunk.embedder
    FROM documents_chunk chunk JOIN documents_document document ON document.id = chunk.document_id
    WHERE chunk.workspace_id = %(workspace)s AND document.workspace_id = %(workspace)s
      AND document.deleted_at IS NULL AND document.status = 'ready'
      AND (%(documents)s::uuid[] IS NULL OR chunk.document_id = ANY(%(documents)s::uuid[]))
      AND (%(phrases)s::text[] IS NULL
           OR regexp_replace(lower(chunk.text), '\\s+', ' ', 'g') LIKE ALL(%(phrases)s::text[]))
), dense AS (
    SELECT id FROM scope WHERE embedder = %(embedder)s
    ORDER BY embedding <=> %(vector)s::vector LIMIT %(dense_pool)s
), lexical AS (
    SELECT id FROM scope WHERE (terms <#> %(terms)s::sparsevec) < 0
    ORDER BY terms <#> %(terms)s::sparsevec LIMIT %(pool)s
), pool AS (
    SELECT scope.id,
           CASE WHEN embedder = %(embedder)s THEN 1 - (embedding <=> %(vector)s::vector) END AS dense,
           -(terms <#> %(terms)s::sparsevec) AS bm25,
           -(terms <#> %(ids)s::sparsevec) > 0 AS has_id
    FROM scope JOIN (SELECT id FROM dense UNION SELECT id FROM lexical) found ON found.id = scope.id
), spread AS (
    SELECT *, min(dense) OVER () AS dense_low, max(dense) OVER () AS dense_high,
           min(bm25) OVER () AS bm25_low, max(bm25) OVER () AS bm25_high
    FROM pool
)
SELECT id, dense, bm25, has_id,
       %(dense_weight)s * coalesce((dense - dense_low) / nullif(dense_high - dense_low, 0), 1)
       + (1 - %(dense_weight)s) * coalesce(
           (bm25 - bm25_low) / nullif(bm25_high - bm25_low, 0), CASE WHEN bm25 > 0 THEN 1 ELSE 0 END)
       + CASE WHEN has_id THEN 1 ELSE 0 END AS score
FROM spread ORDER BY score DESC, bm25 DESC, id LIMIT %(k)s
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A passage and how well it fits; `score` only orders the hits of one search."""

    chunk_id: UUID
    document_id: UUID
    title: str
    filename: str
    page: int
    start: int
    end: int
    text: str
    heading: str
    score: float
    dense: float | None  # cosine, -1..1; null when words alone were searched
    bm25: float
    boxes: list[list[float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    hits: list[Hit]
    words: list[str]  # stems looked for
    weights: dict[str, float]  # their idf in this workspace
    frequencies: dict[str, int]  # in how many passages each occurs
    by_meaning: bool


def search(
    *,
    workspace: "Workspace",
    text: str,
    k: int = 10,
    vector: Vector | None = None,
    document_ids: Sequence[UUID | str] | None = None,
) -> list[Hit]:
    """The best `k` passages for `text`; by words alone when there is no vector."""
    return look(workspace=workspace, text=text, k=k, vector=vector, document_ids=document_ids).hits


def look(
    *,
    workspace: "Workspace",
    text: str,
    k: int = 10,
    vector: Vector | None = None,
    document_ids: Sequence[UUID | str] | None = None,
) -> Found:
    """`search` with what it looked for."""
    phrases = [" ".join((a or b).split()).lower() for a, b in _PHRASE.findall(text)]
    words = terms.question_words(text)
    counts = frequencies_of(workspace, words)
    weights = terms.query_side(words, counts)
    by_meaning = vector is not None and is_mostly_latin(text)
    ids = {key: weights[key] for word in words if terms.is_exact_id(word) for key in [terms.term(word)]}
    parameters = {
        "workspace": workspace.pk,
        "documents": [str(key) for key in document_ids] if document_ids is not None else None,
        "phrases": [f"%{_escaped(phrase)}%" for phrase in phrases] or None,
        "embedder": _embedder_name(),
        "vector": PgVector(vector if vector is not None else [1.0] + [0.0] * (DIMENSION - 1)).to_text(),
        "terms": _sparse(weights),
        "ids": _sparse(ids),
        "pool": max(POOL, k),
        "dense_pool": max(POOL, k) if by_meaning else 0,
        "dense_weight": DENSE_WEIGHT if by_meaning else 0.0,
        "k": k,
    }
    with connection.cursor() as cursor:
        cursor.execute(_SEARCH, parameters)
        rows = cursor.fetchall()
    return Found(
        hits=_hits(rows, by_meaning=by_meaning),
        words=words,
        weights={word: weights[terms.term(word)] for word in words},
        frequencies={word: counts.get(terms.term(word), 0) for word in words},
        by_meaning=by_meaning,
    )


def frequencies_of(workspace: "Workspace", words: Sequence[str]) -> dict[int, int]:
    """In how many passages of the workspace each of `words` occurs, by dimension, and how many there are."""
    keys = [EVERY_CHUNK, *(terms.term(word) for word in words)]
    rows = TermFrequency.objects.filter(workspace=workspace, term__in=keys)
    return dict(rows.values_list("term", "chunks"))


def is_mostly_latin(text: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    return sum(ord(char) < 0x250 for char in letters) >= LATIN_SHARE * len(letters)


def _embedder_name() -> str:
    from django.conf import settings

    from lumen.ai.embeddings import hashing, sentence

    is_hashing = settings.AI_EMBEDDER == "hashing"
    return hashing.HashingEmbedder.name if is_hashing else sentence.SentenceEmbedder.name


def _sparse(weights: dict[int, float]) -> str:
    return SparseVector(weights, TERM_DIMENSIONS).to_text()


def _escaped(phrase: str) -> str:
    return phrase.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _hits(rows: list[Any], *, by_meaning: bool) -> list[Hit]:
    chunks = Chunk.objects.select_related("document", "page").defer("embedding", "terms")
    by_id = chunks.in_bulk([row[0] for row in rows])
    return [
        _hit(by_id[key], dense if by_meaning else None, bm25, score)
        for key, dense, bm25, _, score in rows
        if key in by_id
    ]


def _hit(chunk: Chunk, dense: float | None, bm25: float, score: float) -> Hit:
    document: Document = chunk.document
    return Hit(
        chunk_id=chunk.pk,
        document_id=document.pk,
        title=str(document),
        filename=document.filename,
        page=chunk.page.number,
        start=chunk.start,
        end=chunk.end,
        text=chunk.text,
        heading=chunk.heading,
        score=round(float(score), 4),
        dense=None if dense is None else round(float(dense), 4),
        bm25=round(float(bm25), 4),
        boxes=boxes_of(chunk.page.blocks, chunk.start, chunk.end),
    )
