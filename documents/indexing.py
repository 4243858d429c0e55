"""Putting a document's passages into the index, and taking them out."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from pgvector import SparseVector

from documents import terms
from documents.models import EVERY_CHUNK, TERM_DIMENSIONS, Chunk, Document, DocumentQuerySet, Page
from documents.pipeline import chunking
from documents.pipeline.chunking import Passage, chunk_pages
from documents.pipeline.language import detect
from documents.pipeline.parsed import ParsedPage
from lumen.ai.embeddings.base import get_embedder
from lumen.ai.embeddings.tokens import count_tokens

CHUNKER = f"{chunking.VERSION}.{terms.VERSION}"
EMBED_BATCH = 8  # a quarter of a second of work: who cancels the paper waits no longer
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
    chunks = make_chunks(document, on_progress=on_progress)
    replace_chunks(document, chunks)
    return len(chunks)


def reindex_document(document: Document) -> bool:
    """Make the passages of a document anew, beside those that search uses until all are there.

    Returns:
        False when the document was changed or deleted meanwhile, and was left alone.
    """
    chunks = make_chunks(document, on_progress=lambda done, total: None)
    with transaction.atomic():
        same = Document.objects.readable().filter(pk=document.pk, version=document.version)
        if not same.select_for_update().exists():
            return False
        replace_chunks(document, chunks)
    return True


def outdated_documents() -> DocumentQuerySet:
    """Readable documents with a passage of another model, way of cutting or weighing of words."""
    old = Chunk.objects.filter(document=OuterRef("pk")).exclude(
        Q(embedder=embedder_name()) & Q(chunker=CHUNKER)
    )
    return Document.objects.readable().filter(Exists(old)).order_by("-created_at")


def embedder_name() -> str:
    """The name of the model that passages are embedded with, without loading it."""
    from lumen.ai.embeddings import hashing, sentence

    is_hashing = settings.AI_EMBEDDER == "hashing"
    return hashing.HashingEmbedder.name if is_hashing else sentence.NAME


def make_chunks(document: Document, *, on_progress: Callable[[int, int], None]) -> list[Chunk]:
    """The passages of a document's stored pages, embedded and weighed, not yet stored."""
    pages = list(Page.objects.filter(document=document).order_by("number"))
    _note_language(document, pages)
    title = context_of(document, "")
    parsed = [ParsedPage(number=page.number, text=page.text, blocks=page.blocks) for page in pages]
    passages = list(chunk_pages(parsed, count_tokens=count_tokens, title=title))
    numbers = {page.number: page.pk for page in pages}
    vectors = _embedded(document, passages, on_progress)
    return [
        _chunk(document, index, passage, numbers[passage.page], vector)
        for index, (passage, vector) in enumerate(zip(passages, vectors, strict=True))
    ]


def _note_language(document: Document, pages: list[Page]) -> None:
    if document.language:
        return
    document.language = detect("\n".join(page.text for page in pages))
    Document.objects.filter(pk=document.pk, language="").update(language=document.language)


def _chunk(document: Document, index: int, passage: Passage, page_id: int, vector: object) -> Chunk:
    weights = terms.document_side(lexical_text(document, passage), document.language)
    return Chunk(
        workspace_id=document.workspace_id,
        document=document,
        page_id=page_id,
        index=index,
        start=passage.start,
        end=passage.end,
        text=passage.text,
        heading=passage.heading,
        embedding=vector,
        embedder=get_embedder().name,
        chunker=CHUNKER,
        terms=SparseVector(weights, TERM_DIMENSIONS),
        keys=terms.keys_of(document.workspace_id, weights),
    )


def searchable(document: Document, passage: Passage) -> str:
    """The passage with the context that its words lack: title, headings and the header of its table."""
    heading = "" if passage.text.startswith(passage.heading) else passage.heading
    return "\n".join(filter(None, [context_of(document, heading), passage.header, passage.text]))


def lexical_text(document: Document, passage: Passage) -> str:
    """`searchable` and the words of the file's name, where the title is another."""
    name = document.filename.rpartition(".")[0] or document.filename
    return f"{name}\n{searchable(document, passage)}" if document.title else searchable(document, passage)


def context_of(document: Document, heading: str) -> str:
    title = document.title or document.filename.rpartition(".")[0]
    return " - ".join(filter(None, [title[:LONGEST_CONTEXT], heading]))


def _embedded(
    document: Document, passages: list[Passage], on_progress: Callable[[int, int], None]
) -> Iterator[object]:
    embedder = get_embedder()
    for start in range(0, len(passages), EMBED_BATCH):
        batch = passages[start : start + EMBED_BATCH]
        yield from embedder.embed([searchable(document, passage) for passage in batch])
        on_progress(start + len(batch), len(passages))


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
    add_counts(document.workspace_id, counts)


def _stored_terms(chunks: "QuerySet[Chunk]") -> Iterable[SparseVector]:
    return chunks.values_list("terms", flat=True).iterator(chunk_size=500)


def _counts(vectors: Iterable[SparseVector]) -> Counter[int]:
    counts: Counter[int] = Counter()
    for vector in vectors:
        counts.update(vector.indices())
        counts[EVERY_CHUNK] += 1
    return counts


def add_counts(workspace_id: UUID, counts: Counter[int]) -> None:
    """Change in how many passages of a workspace each dimension occurs."""
    more = [(term, change) for term, change in counts.items() if change > 0]
    fewer = [(term, -change) for term, change in counts.items() if change < 0]
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_MORE, [workspace_id, *_columns(more)])
        cursor.execute(_COUNT_FEWER, [*_columns(fewer), workspace_id])


def _columns(pairs: list[tuple[int, int]]) -> list[list[int]]:
    return [[term for term, _ in pairs], [change for _, change in pairs]]
