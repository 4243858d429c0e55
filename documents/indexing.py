"""Putting a document's passages into the index, and taking them out."""

from collections import Counter
from collections.abc import Callable, Iterable
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet
from pgvector import SparseVector

from documents import terms
from documents.models import EVERY_CHUNK, TERM_DIMENSIONS, Chunk, Document, Page
from documents.pipeline.chunking import Passage, chunk_pages
from documents.pipeline.parsed import ParsedPage
from lumen.ai.embeddings.base import get_embedder
from lumen.ai.embeddings.tokens import count_tokens

EMBED_BATCH = 64
LONGEST_CONTEXT = 160
_COUNT_MORE = """
INSERT INTO documents_termfrequency (workspace_id, term, chunks)
SELECT %s, term, change FROM unnest(%s::int[], %s::int[]) AS counted(term, change)
ON CONFLICT (workspace_id, term) DO UPDATE SET chunks = documents_termfrequency.chunks + excluded.chunks
"""
_COUNT_FEWER = """
UPDATE documents_termfrequency SET chunks = chunks - fewer.change
FROM unnest(%s::int[], %s::int[]) AS fewer(term, change)
WHERE workspace_id = %s AND documents_termfrequency.term = fewer.term
"""


def index_document(document: Document, *, on_progress: Callable[[int, int], None]) -> int:
    """Cut, embed and store all passages of a read document in place of the ones before.

    Args:
        on_progress: called with passages done and passages in all.

    Returns:
        How many passages there are now.
    """
    pages = list(Page.objects.filter(document=document).order_by("number"))
    passages = list(chunk_pages([_parsed(page) for page in pages], count_tokens=count_tokens))
    vectors = _embed(document, passages, on_progress)
    numbers = {page.number: page for page in pages}
    embedder = get_embedder().name
    chunks = [
        Chunk(
            workspace_id=document.workspace_id,
            document=document,
            page=numbers[passage.page],
            index=index,
            start=passage.start,
            end=passage.end,
            text=passage.text,
            heading=passage.heading,
            embedding=vector,
            embedder=embedder,
            terms=SparseVector(terms.document_side(searchable(document, passage)), TERM_DIMENSIONS),
        )
        for index, (passage, vector) in enumerate(zip(passages, vectors, strict=True))
    ]
    replace_chunks(document, chunks)
    return len(chunks)


def searchable(document: Document, passage: Passage) -> str:
    """The passage with the context that its words lack: title and heading."""
    heading = "" if passage.text.startswith(passage.heading) else passage.heading
    return f"{context_of(document, heading)}\n{passage.text}"


def context_of(document: Document, heading: str) -> str:
    title = document.title or document.filename.rpartition(".")[0]
    return " - ".join(filter(None, [title[:LONGEST_CONTEXT], heading]))


def _embed(
    document: Document, passages: list[Passage], on_progress: Callable[[int, int], None]
) -> list[object]:
    embedder, vectors = get_embedder(), []
    for start in range(0, len(passages), EMBED_BATCH):
        batch = passages[start : start + EMBED_BATCH]
        vectors += list(embedder.embed([searchable(document, passage) for passage in batch]))
        on_progress(len(vectors), len(passages))
    return vectors


def _parsed(page: Page) -> ParsedPage:
    return ParsedPage(number=page.number, text=page.text, blocks=page.blocks)


@transaction.atomic
def replace_chunks(document: Document, chunks: list[Chunk]) -> None:
    """Swap the passages of a document and keep the workspace's term counts exact."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"documents-index:{document.workspace_id}"],
        )
    old = Chunk.objects.filter(document=document)
    counts = _counts(chunk.terms for chunk in chunks)
    counts.subtract(_counts(_stored_terms(old)))
    old.delete()
    Chunk.objects.bulk_create(chunks, batch_size=200)
    _add_counts(document.workspace_id, counts)


def _stored_terms(chunks: "QuerySet[Chunk]") -> Iterable[SparseVector]:
    return chunks.values_list("terms", flat=True).iterator(chunk_size=500)


def _counts(vectors: Iterable[SparseVector]) -> Counter[int]:
    counts: Counter[int] = Counter()
    for vector in vectors:
        counts.update(vector.indices())
        counts[EVERY_CHUNK] += 1
    return counts


def _add_counts(workspace_id: UUID, counts: Counter[int]) -> None:
    more = [(term, change) for term, change in counts.items() if change > 0]
    fewer = [(term, -change) for term, change in counts.items() if change < 0]
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_MORE, [workspace_id, *_columns(more)])
        cursor.execute(_COUNT_FEWER, [*_columns(fewer), workspace_id])


def _columns(pairs: list[tuple[int, int]]) -> list[list[int]]:
    return [[term for term, _ in pairs], [change for _, change in pairs]]
