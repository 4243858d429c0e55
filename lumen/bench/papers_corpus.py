"""Made-up passages by the ten thousand: words as rare and as common as in real papers, vectors at random."""

import contextlib
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from uuid import UUID, uuid4

from django.contrib.auth import get_user_model
from django.db import connection, transaction
from pgvector import SparseVector

from accounts import services as accounts
from accounts.models import Workspace
from documents import indexing, terms
from documents.indexing import CHUNKER, embedder_name
from documents.models import EVERY_CHUNK, TERM_DIMENSIONS, Chunk, Document, Page
from lumen.ai.embeddings.base import DIMENSION

SEED = 11
VOCABULARY = 30_000
WORDS = 120  # of a passage
DISTINCT = 4_000  # passages by their words; vectors are all different
CHUNKS_A_DOCUMENT = 50
TOO_COMMON = 60  # the commonest words are those that a question leaves out
_SYLLABLES = [
    first + second for first in "bdfgklmnprstvz" for second in ("a", "e", "i", "o", "u", "an", "or")
]
_BASE = """
CREATE TEMPORARY TABLE bench_base (number int PRIMARY KEY, text text, terms sparsevec, keys int[])
ON COMMIT DROP
"""
_FILL = f"""
INSERT INTO documents_chunk (id, workspace_id, document_id, page_id, index, start, "end", text, heading,
                             embedding, embedder, chunker, terms, keys)
SELECT gen_random_uuid(), %(workspace)s, document.id, document.page, made.index, 0, 700, base.text, '',
       (l2_normalize(made.vector))::halfvec, %(embedder)s, %(chunker)s, base.terms, base.keys
FROM (
    SELECT n AS number, n / {CHUNKS_A_DOCUMENT} AS document, n %% {CHUNKS_A_DOCUMENT} AS index,
           ARRAY(SELECT (random() - 0.5 + n * 0)::real FROM generate_series(1, {DIMENSION}))::vector AS vector
    FROM generate_series(0, %(chunks)s - 1) AS n
) made
JOIN bench_base base ON base.number = made.number %% %(distinct)s
JOIN (
    SELECT * FROM unnest(%(documents)s::uuid[], %(pages)s::bigint[]) WITH ORDINALITY AS d(id, page, place)
) document
  ON document.place = made.document + 1
"""  # noqa: S608  numbers of this module


@dataclass(frozen=True, slots=True)
class Corpus:
    """A workspace full of passages, and what one would ask of it."""

    workspace: Workspace
    chunks: int
    questions: list[str]


def make_corpus(chunks: int, *, questions: int = 200, workspace: Workspace | None = None) -> Corpus:
    """A workspace of `chunks` passages; the same words every time."""
    chance = random.Random(SEED)  # noqa: S311  sample data, not a secret
    texts = list(_texts(chance, min(DISTINCT, chunks)))
    workspace = workspace or make_workspace()
    documents = _documents(workspace, -(-chunks // CHUNKS_A_DOCUMENT))
    _fill(workspace, texts, chunks, documents)
    asked = [_question(chance, texts) for _ in range(questions)]
    return Corpus(workspace, chunks, asked)


@contextlib.contextmanager
def without_inverted_index() -> Iterator[None]:
    """Fill the table first and make the index afterwards: many times faster than row by row."""
    index = next(index for index in Chunk._meta.indexes if index.name == "chunk_keys")
    with connection.schema_editor() as editor:
        editor.remove_index(Chunk, index)
    try:
        yield
    finally:
        with connection.schema_editor() as editor:
            editor.add_index(Chunk, index)


def make_workspace() -> Workspace:
    user = get_user_model().objects.create_user(f"bench-{uuid4().hex[:8]}@example.com", "not used here")
    return accounts.create_workspace(owner=user, name="Bench papers")


def analyze() -> None:
    """What autovacuum does after a while."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE documents_chunk, documents_document, documents_termfrequency")


def _texts(chance: random.Random, count: int) -> Iterator[str]:
    words = _vocabulary(chance)
    weights = list(accumulate(1 / (rank + 3) for rank in range(VOCABULARY)))
    for _ in range(count):
        yield " ".join(chance.choices(words, cum_weights=weights, k=WORDS))


def _vocabulary(chance: random.Random) -> list[str]:
    found: dict[str, None] = {}
    while len(found) < VOCABULARY:
        found["".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4)))] = None
    return list(found)


def _question(chance: random.Random, texts: list[str]) -> str:
    """Five words of one passage, put the way people ask."""
    words = list(dict.fromkeys(chance.choice(texts).split()))
    return f"What does the {' '.join(chance.sample(words, 5))} say?"


def _documents(workspace: Workspace, count: int) -> list[tuple[UUID, int]]:
    made = Document.objects.bulk_create(
        [
            Document(
                workspace=workspace,
                file="bench",
                filename=f"paper {number}.txt",
                content_type="text/plain",
                size=1,
                sha256=uuid4().hex,
                language="en",
                status=Document.Status.READY,
            )
            for number in range(count)
        ],
        batch_size=1_000,
    )
    pages = Page.objects.bulk_create(
        [Page(document=one, number=1, text="") for one in made], batch_size=1_000
    )
    return [(page.document_id, page.pk) for page in pages]


def _fill(workspace: Workspace, texts: list[str], chunks: int, documents: list[tuple[UUID, int]]) -> None:
    counts: Counter[int] = Counter()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_BASE)
        with cursor.copy("COPY bench_base FROM STDIN") as copy:
            for number, text in enumerate(texts):
                weights = terms.document_side(text)
                keys = terms.keys_of(workspace.pk, weights)
                copy.write_row((number, text, SparseVector(weights, TERM_DIMENSIONS).to_text(), keys))
                copies = chunks // len(texts) + (number < chunks % len(texts))
                counts.update(dict.fromkeys([*weights, EVERY_CHUNK], copies))
        cursor.execute(
            _FILL,
            {
                "workspace": workspace.pk,
                "embedder": embedder_name(),
                "chunker": CHUNKER,
                "chunks": chunks,
                "distinct": len(texts),
                "documents": [str(key) for key, _ in documents],
                "pages": [page for _, page in documents],
            },
        )
        indexing.add_counts(workspace.pk, counts)
