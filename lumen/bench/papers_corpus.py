"""Made-up passages by the ten thousand: words as rare and as common as in real papers, and vectors as unlike.

Passages are kept in the database for later runs, under a name that says how they were made.
"""

import contextlib
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from uuid import UUID, uuid4

from django.contrib.auth import get_user_model
from django.db import connection, transaction
from pgvector import SparseVector, Vector

from accounts import services as accounts
from accounts.models import Workspace
from documents import indexing, terms
from documents.indexing import CHUNKER, embedder_name
from documents.models import EVERY_CHUNK, TERM_DIMENSIONS, Chunk, Document, Page
from lumen.ai.embeddings.base import get_embedder

SEED = 11
QUESTIONS = 200
VOCABULARY = 30_000
WORDS = 120  # of a passage
DISTINCT = 4_000  # passages by their words; vectors are all different
EMBEDDED = 400  # passages whose vectors the model makes; the others are mixed of three of these
CHUNKS_A_DOCUMENT = 50
TOO_COMMON = 60  # the commonest words are those that a question leaves out
_SYLLABLES = [
    first + second for first in "bdfgklmnprstvz" for second in ("a", "e", "i", "o", "u", "an", "or")
]
_BASE = """
CREATE TEMPORARY TABLE bench_base (
    number int PRIMARY KEY, text text, terms sparsevec, keys int[], vector vector
) ON COMMIT DROP
"""
_FILL = f"""
INSERT INTO documents_chunk (id, workspace_id, document_id, page_id, index, start, "end", text, heading,
                             embedding, embedder, chunker, terms, keys)
SELECT gen_random_uuid(), %(workspace)s, document.id, document.page, made.index, 0, 700, base.text, '',
       l2_normalize(near.vector + l2_normalize(one.vector - other.vector))::halfvec,
       %(embedder)s, %(chunker)s, base.terms, base.keys
FROM (
    SELECT n AS number, n / {CHUNKS_A_DOCUMENT} AS document, n %% {CHUNKS_A_DOCUMENT} AS index,
           n %% %(embedded)s AS near, (n / %(embedded)s + n * 17) %% %(embedded)s AS one,
           (n / %(embedded)s * 13 + n * 29 + 1) %% %(embedded)s AS other
    FROM generate_series(0, %(chunks)s - 1) AS n
) made
JOIN bench_base base ON base.number = made.number %% %(distinct)s
JOIN bench_base near ON near.number = made.near
JOIN bench_base one ON one.number = made.one
JOIN bench_base other ON other.number = made.other
JOIN (
    SELECT * FROM unnest(%(documents)s::uuid[], %(pages)s::bigint[]) WITH ORDINALITY AS d(id, page, place)
) document
  ON document.place = made.document + 1
"""  # noqa: S608  numbers of this module
_COPY = """
SET LOCAL session_replication_role = replica;  -- foreign keys of copies need no second look
INSERT INTO documents_chunk (id, workspace_id, document_id, page_id, index, start, "end", text, heading,
                             embedding, embedder, chunker, terms, keys)
SELECT gen_random_uuid(), %(workspace)s, document.id, document.page, index, start, "end", text, heading,
       embedding, embedder, chunker, terms, ARRAY(SELECT key # %(salt)s FROM unnest(keys) AS key)
FROM unnest(%(from)s::uuid[], %(documents)s::uuid[], %(pages)s::bigint[]) AS document(source, id, page)
JOIN documents_chunk ON document_id = document.source;
INSERT INTO documents_termfrequency (workspace_id, term, chunks)
SELECT %(workspace)s, term, chunks FROM documents_termfrequency WHERE workspace_id = %(like)s
"""


@dataclass(frozen=True, slots=True)
class Corpus:
    """A workspace full of passages, and what one would ask of it."""

    workspace: Workspace
    chunks: int
    questions: list[str]


def make_corpora(chunks: int, workspaces: int = 1) -> list[Corpus]:
    """Workspaces of `chunks` passages each, those of an earlier run where there are any; all say the same."""
    name = f"Bench, {chunks:,} passages, {CHUNKER}"
    kept = list(Workspace.objects.filter(name=name).order_by("created_at")[:workspaces])
    chance = random.Random(SEED)  # noqa: S311  sample data, not a secret
    texts = list(_texts(chance, min(DISTINCT, chunks)))
    if len(kept) < workspaces:
        with _without_inverted_index():
            if not kept:
                kept.append(_make(name, texts, chunks))
            kept += [_make_like(kept[0], name, chunks) for _ in range(workspaces - len(kept))]
        _analyze()
    questions = [_question(chance, texts) for _ in range(QUESTIONS)]
    return [Corpus(workspace, chunks, questions) for workspace in kept]


@transaction.atomic
def _make(name: str, texts: list[str], chunks: int) -> Workspace:
    workspace = make_workspace(name)
    _fill(workspace, texts, chunks, _documents(workspace, -(-chunks // CHUNKS_A_DOCUMENT)))
    return workspace


@transaction.atomic
def _make_like(first: Workspace, name: str, chunks: int) -> Workspace:
    workspace = Workspace.objects.create(name=name, slug=f"bench-{uuid4().hex}")
    documents = _documents(workspace, -(-chunks // CHUNKS_A_DOCUMENT))
    sources = Document.objects.filter(workspace=first).order_by("pk").values_list("pk", flat=True)
    with connection.cursor() as cursor:
        cursor.execute(
            _COPY,
            {
                "workspace": workspace.pk,
                "like": first.pk,
                "salt": random.getrandbits(31),
                "from": [str(key) for key in sources],
                "documents": [str(key) for key, _ in documents],
                "pages": [page for _, page in documents],
            },
        )
    return workspace


@contextlib.contextmanager
def _without_inverted_index() -> Iterator[None]:
    """Fill the table first and make the index afterwards: many times faster than row by row."""
    index = next(index for index in Chunk._meta.indexes if index.name == "chunk_keys")
    with connection.schema_editor() as editor:
        editor.remove_index(Chunk, index)
    try:
        yield
    finally:
        with connection.schema_editor() as editor:
            editor.execute("SET maintenance_work_mem = '1GB'")
            editor.add_index(Chunk, index)


def make_workspace(name: str = "Bench papers") -> Workspace:
    user = get_user_model().objects.create_user(f"bench-{uuid4().hex[:8]}@example.com")
    return accounts.create_workspace(owner=user, name=name)


def _analyze() -> None:
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
    vectors = get_embedder().embed(texts[:EMBEDDED])
    with connection.cursor() as cursor:
        cursor.execute(_BASE)
        with cursor.copy("COPY bench_base FROM STDIN") as copy:
            for number, text in enumerate(texts):
                weights = terms.document_side(text)
                keys = terms.keys_of(workspace.pk, weights)
                sparse = SparseVector(weights, TERM_DIMENSIONS).to_text()
                vector = Vector(vectors[number]).to_text() if number < len(vectors) else None
                copy.write_row((number, text, sparse, keys, vector))
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
                "embedded": len(vectors),
                "documents": [str(key) for key, _ in documents],
                "pages": [page for _, page in documents],
            },
        )
        indexing.add_counts(workspace.pk, counts)
