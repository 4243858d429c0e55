"""How fast passages are embedded and found, how much of an exact search is found, and in what memory."""

import io
import os
import resource
import statistics
import time
from collections.abc import Callable, Sequence
from uuid import uuid4

import numpy as np
from django.core.files.base import ContentFile
from django.db import connection

from accounts.models import Workspace
from documents import processing, search, services, terms
from documents.models import Chunk
from documents.vectors import query_vector
from lumen.ai.embeddings.base import Embedder, get_embedder, load_sentence_model
from lumen.ai.embeddings.tokens import count_tokens
from lumen.bench import papers_corpus
from lumen.bench.papers_corpus import Corpus
from lumen.bench.report import Figure, Report, percentile

SIZES = (20_000, 100_000)
WORKSPACES, CHUNKS_EACH = 1_000, 1_000
COMPARED = 20  # questions whose hits are compared with an exact search
EMBEDDED = 96
LAYERS, WIDTH, INNER = 6, 384, 1_536
_PAGE = (
    "Minutes of the {number}. meeting of the garden club. The treasurer reported that the balance stood at "
    "Rs {number},450.50 after the purchase of seeds, two wheelbarrows and a new pump for the lower beds. "
    "It was agreed that members water the seedlings by turns, and that the gate stays locked after dusk. "
)


def measure_embedding() -> Report:
    """Passages a second on one core: this machine's runtime, the reference, and the ceiling."""
    report = Report("Embedding: passages a second of processor time, one thread")
    texts = [
        " ".join(_PAGE.format(number=number + step) for step in range(3))[:900] for number in range(EMBEDDED)
    ]
    flops = statistics.mean(_operations(count_tokens(text)) for text in texts)
    reference = _rate(load_sentence_model("torch"), texts)
    chosen = get_embedder("sentence")
    rate = _rate(chosen, texts)
    ceiling = _matrix_operations() / flops
    name = type(chosen).__name__
    report.add(_figure("sentence-transformers on torch", reference))
    report.add(_figure(f"the runtime in use ({name})", rate, reference, "torch"))
    note = "float32; a processor that computes in 16 bits can pass it"
    report.add(_figure("ceiling: bare matrix products", ceiling, reference, "torch", note))
    vectors = [embedder.embed(texts[:16]) for embedder in (chosen, load_sentence_model("torch"))]
    least = float((vectors[0] * vectors[1]).sum(axis=1).min())
    report.add(
        Figure(name="least cosine to the reference", unit="", p50=least, p95=least, note=f"{least:.6f}")
    )
    return report


def _operations(tokens: int) -> float:
    """Multiplications and additions of one passage."""
    weights = 4 * WIDTH * WIDTH + 2 * WIDTH * INNER
    return LAYERS * 2.0 * (weights * tokens + 2 * tokens * tokens * WIDTH)


def _matrix_operations() -> float:
    """What this machine does in a second in the products that the model is made of."""
    from threadpoolctl import threadpool_limits

    left = np.random.default_rng(1).random((1_024, WIDTH), dtype=np.float32)
    right = np.random.default_rng(2).random((WIDTH, INNER), dtype=np.float32)
    with threadpool_limits(1):
        seconds = min(_processor_seconds(lambda: [left @ right for _ in range(10)]) for _ in range(5))
    return 10 * 2.0 * 1_024 * WIDTH * INNER / seconds


def _rate(embedder: Embedder, texts: list[str]) -> float:
    embedder.embed(texts[:32])
    return len(texts) / min(_processor_seconds(lambda: embedder.embed(texts)) for _ in range(3))


def _processor_seconds(call: Callable[[], object]) -> float:
    """Processor time of this process: other work on the machine does not count."""
    started = time.process_time()
    call()
    return time.process_time() - started


def _seconds(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def _figure(
    name: str, rate: float, against: float | None = None, baseline: str = "", note: str = ""
) -> Figure:
    ratio = rate / against if against else None
    return Figure(name=name, unit="1/s", p50=rate, p95=rate, ratio=ratio, baseline=baseline, note=note)


def prepare_search(*, with_million: bool) -> None:
    """Make the passages that `measure_search` looks through."""
    for size in SIZES:
        papers_corpus.make_corpora(size)
    if with_million:
        papers_corpus.make_corpora(CHUNKS_EACH, WORKSPACES)


def measure_search(*, with_million: bool) -> Report:
    """Milliseconds from a question to its passages, the question's own vector included."""
    report = Report("Papers search: milliseconds a question, its vector included")
    for size in SIZES:
        corpora = papers_corpus.make_corpora(size)
        _measure(report, f"{size:,} passages in one workspace", corpora)
        _compare(report, corpora[0])
    if with_million:
        _measure_many(report)
    _measure_drop(report)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    report.add(Figure(name="peak memory of this process", unit="MiB", p50=peak, p95=peak))
    return report


def _measure(report: Report, name: str, corpora: Sequence[Corpus]) -> None:
    corpora = [corpora[at % len(corpora)] for at in range(200)]
    for corpus in corpora[:10]:
        _ask(corpus.workspace, corpus.questions[-1])
    asked = [(corpus.workspace, corpus.questions[at]) for at, corpus in enumerate(corpora)]
    times = [1_000 * _seconds(lambda one=one: _ask(*one)) for one in asked]  # type: ignore[misc]
    report.add(
        Figure(
            name=name,
            unit="ms",
            p50=statistics.median(times),
            p95=percentile(times, 0.95),
            note=f"{len(times)} questions; load {os.getloadavg()[0]:.1f}",
        )
    )


def _ask(workspace: Workspace, question: str) -> list[search.Hit]:
    return search.search(workspace=workspace, text=question, k=10, vector=query_vector(question))


def _compare(report: Report, corpus: Corpus) -> None:
    """The share of the best ten by meaning, and by words, that a search over everything in memory has."""
    rows = list(Chunk.objects.filter(workspace=corpus.workspace).values_list("pk", "embedding"))
    keys, matrix = (
        [key for key, _ in rows],
        np.array([vector for _, vector in rows], dtype=np.float32),
    )
    by_meaning, by_words = [], []
    for question in corpus.questions[:COMPARED]:
        vector = query_vector(question)
        assert vector is not None  # noqa: S101  commands hold the model themselves
        best = {keys[at] for at in np.argsort(-(matrix @ vector))[:10]}
        found = search.search(workspace=corpus.workspace, text="?", k=10, vector=vector)
        by_meaning.append(len(best & {hit.chunk_id for hit in found}) / 10)
        by_words.append(_words_recall(corpus.workspace, question))
    for name, shares in (("by meaning", by_meaning), ("by words", by_words)):
        share = statistics.mean(shares)
        label = f"{corpus.chunks:,}: recall of the best ten {name}"
        report.add(
            Figure(name=label, unit="", p50=share, p95=min(shares), note="exact search in memory; p95: least")
        )


def _words_recall(workspace: Workspace, question: str) -> float:
    """How many of the ten best BM25 scores of the whole workspace a search by words alone reaches."""
    found = search.look(workspace=workspace, text=question, k=50, vector=None)
    weights = {terms.term(word): weight for word, weight in found.weights.items()}
    sparse = search.sparse_text(weights)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT -(terms <#> %s::sparsevec) FROM documents_chunk WHERE workspace_id = %s "
            "ORDER BY 1 DESC LIMIT 10",
            [sparse, workspace.pk],
        )
        exact = [round(float(row[0]), 3) for row in cursor.fetchall()]
    reached = sorted((round(hit.bm25, 3) for hit in found.hits), reverse=True)[:10]
    missed = [a for a, b in zip(reached, exact, strict=False) if a < b - 0.002]
    return 1.0 - len(missed) / len(exact)


def _measure_many(report: Report) -> None:
    corpora = papers_corpus.make_corpora(CHUNKS_EACH, WORKSPACES)
    name = f"{WORKSPACES * CHUNKS_EACH:,} passages in {WORKSPACES:,} workspaces"
    _measure(report, name, corpora)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_total_relation_size('documents_chunk') / 1048576.0, "
            "pg_relation_size('documents_chunk') / 1048576.0, pg_relation_size('chunk_signs') / 1048576.0, "
            "(SELECT count(*) FROM documents_chunk)"
        )
        *sizes, passages = cursor.fetchone()
    for part, size in zip(("all", "rows", "signs"), map(float, sizes), strict=True):
        label = f"size of all passages: {part}"
        report.add(Figure(name=label, unit="MiB", p50=size, p95=size, note=f"{passages:,} passages"))


def _measure_drop(report: Report) -> None:
    """From handing over a PDF of ten pages until its passages are found, the model already loaded."""
    workspace = papers_corpus.make_workspace()
    times = []
    for _ in range(4):
        word = f"word{uuid4().hex[:10]}"
        content = _pdf(word)
        started = time.perf_counter()
        file = ContentFile(content, name="minutes.pdf")
        stored = services.store_upload(
            workspace=workspace, actor=None, file=file, name="minutes.pdf", queue=False
        )
        processing.process(document_id=str(stored.document.pk), queue=False)
        if not search.search(workspace=workspace, text=word, k=1):
            raise RuntimeError("The dropped file was not found.")
        times.append(1_000 * (time.perf_counter() - started))
    warm = times[1:]
    report.add(
        Figure(
            name="drop of a 10-page PDF until it is found",
            unit="ms",
            p50=statistics.median(warm),
            p95=max(warm),
            note="bar 5,000",
        )
    )
    _forget([workspace])


def _pdf(word: str) -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    target = io.BytesIO()
    canvas = Canvas(target)
    for page in range(10):
        for row in range(40):
            canvas.drawString(
                60, 780 - 18 * row, f"{_PAGE.format(number=page * 40 + row)[:95]} {word if not row else ''}"
            )
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def _forget(workspaces: list[Workspace]) -> None:
    for workspace in workspaces:
        Chunk.objects.filter(workspace=workspace)._raw_delete("default")
        workspace.delete()
