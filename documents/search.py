"""Words and meaning in one statement over the workspace's own passages.

The best 50 by meaning and the best 50 by BM25 are scored by both, each brought to 0..1 over that pool,
and added 0.4 to 0.6; the fewer of the question's words the best passage by words holds, the more meaning
counts. Vectors are compared exactly, once their signs have told the few that can be near.
Quoted phrases must stand in the passage; exact numbers and ids come first.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count, QuerySet
from pgvector import HalfVector, SparseVector

from documents import long_papers, terms
from documents.indexing import embedder_name
from documents.long_papers import Called, Row
from documents.models import EVERY_CHUNK, TERM_DIMENSIONS, Chunk, Document, TermFrequency
from documents.pipeline.language import detect
from documents.places import boxes_of, moment_of
from documents.synonyms import other_words, report_words
from documents.vectors import Vector
from documents.words import ENGLISH, is_mostly_latin
from lumen.ai.embeddings.base import DIMENSION

if TYPE_CHECKING:
    from accounts.models import Workspace

POOL = 50
DENSE_WEIGHT = 0.4
DENSE_ROOM = 0.5  # more of it where the passages hold few words of the question
HELD_WELL = 0.6  # of the weight of its words, from which nothing is added
HELD_BADLY = 0.4  # ... up to which all is
FOREIGN_DENSE_WEIGHT = 0.3  # the sentence model is English in practice
INVERTED_FROM = 5_000  # passages of a workspace from which words are looked up before they are weighed
LEAST_CANDIDATES = 2_000  # passages compared exactly, after one bit a dimension has sorted them all
CANDIDATES = 0.06  # of the workspace's passages, where that is more
MOST_LANGUAGES = 4
SYNONYM_WEIGHT = 0.3
NEAR_SYNONYM_WEIGHT = 0.7  # within the papers that a question names
NEAR_POOL = 80
_PHRASE = re.compile(r'"([^"]{2,200})"|“([^”]{2,200})”|„([^“”]{2,200})[“”]|«([^»]{2,200})»')
_SEARCH = """
WITH scope AS NOT MATERIALIZED (
    SELECT chunk.id, chunk.embedding, chunk.signs, chunk.terms, chunk.keys, chunk.embedder
    FROM documents_chunk chunk JOIN documents_document document ON document.id = chunk.document_id
    WHERE chunk.workspace_id = %(workspace)s AND document.workspace_id = %(workspace)s
      AND document.deleted_at IS NULL AND document.status = ANY(%(readable)s)
      AND (%(documents)s::uuid[] IS NULL OR chunk.document_id = ANY(%(documents)s::uuid[]))
      AND (%(phrases)s::text[] IS NULL
           OR regexp_replace(lower(chunk.text), '\\s+', ' ', 'g') LIKE ALL(%(phrases)s::text[]))
      {narrowed}
), dense AS (
    SELECT chunk.id FROM documents_chunk chunk JOIN (
        SELECT id FROM scope WHERE embedder = %(embedder)s
        ORDER BY signs <~> binary_quantize(%(vector)s::halfvec)::bit({dimension}) LIMIT %(candidates)s
    ) likely ON likely.id = chunk.id
    ORDER BY embedding <#> %(vector)s::halfvec LIMIT %(dense_pool)s
), lexical AS (
    SELECT id FROM scope WHERE %(keys)s::int[] IS NULL OR id = ANY(ARRAY(
        SELECT id FROM documents_chunk WHERE keys && %(keys)s::int[]  -- salted: tells alone
    ))
    ORDER BY terms <#> %(terms)s::sparsevec LIMIT %(pool)s
), pool AS (
    SELECT scope.id,
           CASE WHEN embedder = %(embedder)s THEN -(embedding <#> %(vector)s::halfvec) END AS dense,
           -(terms <#> %(terms)s::sparsevec) AS weighed, -(terms <#> %(words)s::sparsevec) AS bm25,
           -(terms <#> %(ids)s::sparsevec) > 0 AS has_id
    FROM scope JOIN (SELECT id FROM dense UNION SELECT id FROM lexical) found ON found.id = scope.id
), spread AS (
    SELECT *, (dense - min(dense) OVER ()) / nullif(max(dense) OVER () - min(dense) OVER (), 0) AS near,
           (weighed - min(weighed) OVER ())
               / nullif(max(weighed) OVER () - min(weighed) OVER (), 0) AS alike,
           %(dense_weight)s + %(dense_room)s
               * least(1, greatest(0, (%(held_well)s - max(bm25) OVER () / %(sum_of_words)s)
                                      / (%(held_well)s - %(held_badly)s))) AS dense_weight
    FROM pool WHERE weighed > 0 OR %(dense_pool)s > 0
), scored AS (
    SELECT id, dense, bm25, weighed, has_id, dense_weight,
           coalesce(alike, CASE WHEN weighed > 0 THEN 1 ELSE 0 END) AS by_words,
           coalesce(near, CASE WHEN dense IS NULL THEN alike END, 1) AS by_meaning
    FROM spread
)
SELECT id, dense, bm25,
       dense_weight * by_meaning + (1 - dense_weight) * by_words
       + CASE WHEN has_id THEN 1 ELSE 0 END AS score
FROM scored ORDER BY score DESC, weighed DESC, id LIMIT %(k)s
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A passage and how well it fits; `score` only orders the hits of one search."""

    chunk_id: UUID
    document_id: UUID
    title: str
    filename: str
    language: str  # of the document, for `terms.words(hit.text, hit.language)`
    page: int
    start: int
    end: int
    text: str
    heading: str
    score: float
    dense: float | None  # cosine, -1..1; null when words alone were searched
    bm25: float  # of the words of the question alone
    boxes: list[list[float]]
    at_ms: int | None = None  # of a recording: when it is said or shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    hits: list[Hit]
    words: list[str]  # stems looked for
    weights: dict[str, float]  # their idf in this workspace
    frequencies: dict[str, int]  # in how many passages each occurs
    by_meaning: bool
    language: str  # that the question was taken to be in


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    """What is looked for."""

    text: str
    language: str
    words: list[str]
    counts: Mapping[int, int]  # chunks by dimension, of all words below
    idf: dict[int, float]  # by dimension, of the words
    weights: dict[int, float]  # idf, and less for beginnings, synonyms and stems in other languages
    near_weights: dict[int, float]  # the same, where a paper is named
    phrases: list[str]
    dense_weight: float
    dense_room: float  # how much more meaning counts where no passage holds any of the words


def search(
    *,
    workspace: "Workspace",
    text: str,
    k: int = 10,
    vector: Vector | None = None,
    document_ids: Sequence[UUID | str] | None = None,
    documents: "QuerySet[Document] | None" = None,
) -> list[Hit]:
    """The best `k` passages for `text`; by words alone when there is no vector."""
    return look(
        workspace=workspace, text=text, k=k, vector=vector, document_ids=document_ids, documents=documents
    ).hits


def look(
    *,
    workspace: "Workspace",
    text: str,
    k: int = 10,
    vector: Vector | None = None,
    document_ids: Sequence[UUID | str] | None = None,
    documents: "QuerySet[Document] | None" = None,
) -> Found:
    """`search` with what it looked for.

    Args:
        vector: of the question; without it words alone are compared.
        document_ids: only these documents.
        documents: only documents of this queryset, which becomes a part of the one statement.
    """
    papers = long_papers.long_papers(workspace, document_ids)
    question = _read(workspace, text, has_vector=vector is not None, has_long=bool(papers))
    most = max(k, POOL) if papers else k
    parameters = _parameters(workspace, question, k=most, vector=vector, document_ids=document_ids)
    rows = run(parameters, documents)
    if papers:
        about = long_papers.called(papers, rows, text, are_chosen=document_ids is not None)
        rows = long_papers.ranked(rows, _near(about, question, parameters, documents), about, k)
    by_meaning = question.dense_weight > 0
    return Found(
        hits=_hits(rows, by_meaning=by_meaning),
        words=question.words,
        weights={word: question.idf[terms.term(word)] for word in question.words},
        frequencies={word: question.counts.get(terms.term(word), 0) for word in question.words},
        by_meaning=by_meaning,
        language=question.language,
    )


def _near(
    about: Called, question: _Question, parameters: dict[str, Any], documents: "QuerySet[Document] | None"
) -> list[Row]:
    """Passages of the long papers that the question is about, searched without their names."""
    names = {terms.term(word) for word in [*about.words, *terms.beginnings(about.words)]}
    weights = {key: weight for key, weight in question.near_weights.items() if key not in names}
    if not about.long or not weights:
        return []
    narrowed = {
        "documents": [str(key) for key in about.long],
        "terms": sparse_text(weights),
        "keys": None,
        "pool": NEAR_POOL,
        "dense_pool": NEAR_POOL if parameters["dense_pool"] else 0,
        "k": NEAR_POOL,
    }
    return run(parameters | narrowed, documents)


def _read(workspace: "Workspace", text: str, *, has_vector: bool, has_long: bool) -> _Question:
    languages = languages_of(workspace)
    language = _language_of(text, languages)
    words = terms.question_words(text, language)
    foreign = {
        word
        for other in languages[:MOST_LANGUAGES]
        if other != language
        for word in terms.question_words(text, other)
    }
    synonyms = set(terms.words(" ".join(other_words(text)))) if language == ENGLISH else set()
    reported = set(terms.words(" ".join(report_words(text)))) if has_long and language == ENGLISH else set()
    begun = terms.beginnings([*words, *foreign])
    counts = frequencies_of(workspace, [*words, *foreign, *synonyms, *reported, *begun])
    idf = terms.query_side(words, counts)
    weights = {
        **_less(SYNONYM_WEIGHT, terms.query_side(synonyms, counts)),
        **_less(terms.BEGINNING_WEIGHT, terms.query_side(begun, counts)),
        **terms.query_side(foreign, counts),
        **idf,
    }
    dense_weight = _dense_weight(text, language) if has_vector else 0.0
    may_grow = dense_weight == DENSE_WEIGHT and not has_long and not _PHRASE.search(text)
    return _Question(
        text=text,
        language=language,
        words=words,
        counts=counts,
        idf=idf,
        weights=weights,
        near_weights=weights | _less(NEAR_SYNONYM_WEIGHT, terms.query_side(reported, counts)) | idf,
        phrases=[" ".join("".join(found).split()).lower() for found in _PHRASE.findall(text)],
        dense_weight=dense_weight,
        dense_room=DENSE_ROOM if may_grow else 0.0,
    )


def _less(share: float, weights: Mapping[int, float]) -> dict[int, float]:
    return {key: share * weight for key, weight in weights.items()}


def languages_of(workspace: "Workspace") -> list[str]:
    """Languages of the workspace's papers, the commonest first."""
    known = Document.objects.in_workspace(workspace).readable().exclude(language="")
    counted = known.order_by().values_list("language").annotate(papers=Count("pk")).order_by("-papers")
    return [language for language, _ in counted]


def _language_of(text: str, languages: Sequence[str]) -> str:
    """What the question is in; a short one is taken to be in the language of most papers."""
    guess = detect(text)
    if guess in languages or (guess and not is_mostly_latin(text)):
        return guess
    return next((language for language in languages if language in terms.LATIN_LANGUAGES), ENGLISH)


def _dense_weight(text: str, language: str) -> float:
    if not is_mostly_latin(text):
        return 0.0
    return DENSE_WEIGHT if language == ENGLISH else FOREIGN_DENSE_WEIGHT


def frequencies_of(workspace: "Workspace", words: Sequence[str]) -> dict[int, int]:
    """In how many passages of the workspace each of `words` occurs, by dimension, and how many there are."""
    keys = [EVERY_CHUNK, *(terms.term(word) for word in words)]
    rows = TermFrequency.objects.filter(workspace=workspace, term__in=keys)
    return dict(rows.values_list("term", "chunks"))


def _parameters(
    workspace: "Workspace",
    question: _Question,
    *,
    k: int,
    vector: Vector | None,
    document_ids: Sequence[UUID | str] | None,
) -> dict[str, Any]:
    ids = {terms.term(word) for word in question.words if terms.is_exact_id(word)}
    general = parameters_of_passages(
        workspace_id=workspace.pk,
        weights=question.weights,
        vector=vector,
        by_meaning=question.dense_weight > 0,
        k=k,
    )
    keys = None
    passages = question.counts.get(EVERY_CHUNK, 0)
    if passages >= INVERTED_FROM:
        rare = terms.rarest(question.weights, question.counts, enough=4 * general["pool"])
        keys = terms.keys_of(workspace.pk, rare)
    return general | {
        "documents": [str(key) for key in document_ids] if document_ids is not None else None,
        "phrases": [f"%{_escaped(phrase)}%" for phrase in question.phrases] or None,
        "words": sparse_text(question.idf),
        "ids": sparse_text({key: question.idf[key] for key in ids}),
        "keys": keys,
        "candidates": max(general["candidates"], int(CANDIDATES * passages)),
        "dense_weight": question.dense_weight,
        "dense_room": question.dense_room,
        "sum_of_words": sum(question.idf.values()) or 1.0,
    }


def parameters_of_passages(
    *, workspace_id: UUID, weights: Mapping[int, float], vector: Vector | None, by_meaning: bool, k: int
) -> dict[str, Any]:
    """What `run` needs to find passages near to a vector and holding weighed words, and nothing more."""
    return {
        "workspace": workspace_id,
        "readable": list(Document.READABLE),
        "documents": None,
        "phrases": None,
        "embedder": embedder_name(),
        "vector": HalfVector(vector if vector is not None else [1.0] + [0.0] * (DIMENSION - 1)).to_text(),
        "terms": sparse_text(weights),
        "words": sparse_text(weights),
        "ids": sparse_text({}),
        "keys": None,
        "pool": max(POOL, k),
        "candidates": max(LEAST_CANDIDATES, k),
        "dense_pool": max(POOL, k) if by_meaning else 0,
        "dense_weight": DENSE_WEIGHT if by_meaning else 0.0,
        "dense_room": 0.0,
        "sum_of_words": 1.0,
        "held_well": HELD_WELL,
        "held_badly": HELD_BADLY,
        "k": k,
    }


def run(parameters: dict[str, Any], documents: "QuerySet[Document] | None") -> list[Row]:
    """Rows of chunk id, cosine, BM25 and score, the best first."""
    narrowed = ""
    if documents is not None:
        try:
            inner, values = documents.order_by().values("pk").query.sql_with_params()
        except EmptyResultSet:
            return []
        named = {f"narrow_{number}": value for number, value in enumerate(values)}
        parameters = {**parameters, **named}
        narrowed = f"AND document.id IN ({inner % tuple(f'%({name})s' for name in named)})"
    with connection.cursor() as cursor:
        cursor.execute(_SEARCH.format(narrowed=narrowed, dimension=DIMENSION), parameters)
        rows: list[Row] = cursor.fetchall()
    return rows


def sparse_text(weights: Mapping[int, float]) -> str:
    """Weights by dimension as PostgreSQL reads them."""
    return SparseVector(dict(weights), TERM_DIMENSIONS).to_text()


def _escaped(phrase: str) -> str:
    return phrase.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _hits(rows: list[Row], *, by_meaning: bool) -> list[Hit]:
    chunks = Chunk.objects.select_related("document", "page").defer("embedding", "signs", "terms", "keys")
    by_id = chunks.in_bulk([row[0] for row in rows])
    return [
        _hit(by_id[key], dense if by_meaning else None, bm25, score)
        for key, dense, bm25, score in rows
        if key in by_id
    ]


def _hit(chunk: Chunk, dense: float | None, bm25: float, score: float) -> Hit:
    document: Document = chunk.document
    return Hit(
        chunk_id=chunk.pk,
        document_id=document.pk,
        title=str(document),
        filename=document.filename,
        language=document.language or ENGLISH,
        page=chunk.page.number,
        start=chunk.start,
        end=chunk.end,
        text=chunk.text,
        heading=chunk.heading,
        score=round(float(score), 4),
        dense=None if dense is None else round(float(dense), 4),
        bm25=round(float(bm25), 4),
        boxes=boxes_of(chunk.page.blocks, chunk.start, chunk.end),
        at_ms=moment_of(chunk.page.blocks, chunk.start),
    )
