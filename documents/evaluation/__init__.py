"""How well the papers are found and answered: `python manage.py evaluate` prints these tables.

85 questions over the six sample papers with the page and words that answer them, each asked once more
with that paper left out, and 32 questions that no sample paper answers. Then the collections of articles
and household papers in seven languages, each question asked where its paper is and where it is not; in
English also in other words ("reworded") and for what a paper that is there leaves open ("details").
"""

import json
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid4

from django.core.files import File
from django.db import transaction
from django.utils import timezone

from accounts import services as accounts
from accounts.models import User, Workspace
from documents import evidence, processing, services
from documents.answers import answer_question
from documents.evaluation import collections
from documents.evidence import Sentence
from documents.models import Document
from documents.search import Found, look
from documents.vectors import query_vector

QUESTIONS = Path(__file__).parent / "questions.jsonl"
PAPERS = Path(__file__).resolve().parents[2] / "lumen" / "demo" / "files" / "documents"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """`document`, `page` and `quote` are where the answer stands; null when it stands nowhere."""

    id: str
    text: str
    document: str | None
    page: int | None
    quote: str | None


@dataclass(frozen=True, slots=True)
class Measure:
    """One line of the table."""

    name: str
    value: float
    unit: str  # "%", "ms", "1/s"


def questions() -> list[Question]:
    lines = QUESTIONS.read_text(encoding="utf-8").splitlines()
    return [Question(**json.loads(line)) for line in lines]


def run() -> str:
    """A table of every measure, from a workspace that is made for it and gone afterwards."""
    with transaction.atomic():
        owner = User.objects.create_user(f"{uuid4()}@evaluation.localhost")
        workspace = accounts.create_workspace(owner=owner, name="Evaluation")
        measures = measure(workspace=workspace, now=timezone.now())
        table = "\n".join(_of_collections(owner))
        transaction.set_rollback(True)
    lines = [f"{one.name:<40}{one.value:>8.1f} {one.unit}" for one in measures]
    return "\n".join([*lines, "", table])


def _of_collections(owner: User) -> Iterator[str]:
    """A line a collection: found, and answered where the answer is and where it is not."""
    names = ("questions", "passage first", "in five", "sentence first", "answered", "absent answered")
    yield f"{'collection':<26}" + "".join(f"{name:>17}" for name in names)
    both = (*collections.fitted(), *collections.unseen())
    every = [asked for one in both for asked in collections.ask(one, owner)]
    for name in dict.fromkeys(asked.collection for asked in every):
        asked = [one for one in every if one.collection == name]
        present = [one for one in asked if one.is_present]
        shares = (
            _share([one.passage_rank == 0 for one in present]),
            _share([one.passage_rank < 5 for one in present]),
            _share([one.has_sentence_first for one in present]),
            _share([one.is_answered for one in present]),
            _share([one.is_answered for one in asked if not one.is_present]),
        )
        yield f"{name:<26}{len(asked):>17}" + "".join(f"{share:>17}" for share in shares)


def measure(*, workspace: Workspace, now: datetime) -> list[Measure]:
    """Read the sample papers into `workspace`, ask everything, and leave nothing behind."""
    query_vector("warm")
    papers: dict[str, Document] = {}
    try:
        with transaction.atomic():
            started = time.perf_counter()
            for document in _read_papers(workspace):
                papers[document.filename] = document
            seconds = time.perf_counter() - started
            measures = [Measure("papers read, one a scan", len(papers) / seconds, "1/s")]
            measures += _measure(workspace, papers, now)
            transaction.set_rollback(True)
    finally:
        for document in papers.values():
            document.file.storage.delete(str(document.file.name))
    return measures


def _read_papers(workspace: Workspace) -> Iterator[Document]:
    for path in sorted(PAPERS.iterdir()):
        with path.open("rb") as handle:
            stored = services.store_upload(
                workspace=workspace, actor=None, file=File(handle), name=path.name, queue=False
            )
        processing.process(document_id=str(stored.document.pk))
        yield stored.document


def _measure(workspace: Workspace, papers: dict[str, Document], now: datetime) -> Iterator[Measure]:
    asked = questions()
    answerable = [question for question in asked if question.document]
    found = [_examine(workspace, question, None) for question in answerable]
    ranks = [_passage_rank(question, one) for question, (one, _) in zip(answerable, found, strict=True)]
    yield Measure("passage first", _percent(rank == 0 for rank in ranks), "%")
    yield Measure("passage among three", _percent(rank < 3 for rank in ranks), "%")
    firsts = [
        bool(sentences) and _holds(sentences[0].text, question)
        for question, (_, sentences) in zip(answerable, found, strict=True)
    ]
    yield Measure("sentence first", _percent(firsts), "%")
    yield from _answers(workspace, papers, asked, now)
    times = sorted(_timed_search(workspace, question.text) for question in asked)
    yield Measure("search p95", times[int(0.95 * len(times))] * 1000, "ms")


def _answers(
    workspace: Workspace, papers: dict[str, Document], asked: list[Question], now: datetime
) -> Iterator[Measure]:
    answered, right, absent, invented, seconds = 0, 0, 0, 0, []
    for question in asked:
        started = time.perf_counter()
        answer = answer_question(workspace=workspace, text=question.text, now=now)
        seconds.append(time.perf_counter() - started)
        if question.document:
            answered += answer.status == "ok"
            right += answer.status == "ok" and _holds(answer.text, question)
            others = [paper.pk for name, paper in papers.items() if name != question.document]
            answer = answer_question(workspace=workspace, text=question.text, now=now, document_ids=others)
        absent += 1
        invented += answer.status == "ok"
    answerable = sum(question.document is not None for question in asked)
    yield Measure("answerable ones answered", 100 * answered / answerable, "%")
    yield Measure("answerable ones with the right words", 100 * right / answerable, "%")
    yield Measure("absent ones answered", 100 * invented / absent, "%")
    yield Measure("answer p95", sorted(seconds)[int(0.95 * len(seconds))] * 1000, "ms")


def _examine(
    workspace: Workspace, question: Question, document_ids: list[UUID] | None
) -> tuple[Found, list[Sentence]]:
    vector = query_vector(question.text)
    found = look(workspace=workspace, text=question.text, k=8, vector=vector, document_ids=document_ids)
    return found, evidence.rank(found, question.text, vector)


def _passage_rank(question: Question, found: Found) -> int:
    for rank, hit in enumerate(found.hits):
        if (hit.filename, hit.page) == (question.document, question.page) and _holds(hit.text, question):
            return rank
    return len(found.hits)


def _holds(text: str, question: Question) -> bool:
    return _plain(question.quote or "") in _plain(text)


def _plain(text: str) -> str:
    return " ".join(text.replace(" … ", " ").split()).lower()


def _percent(flags: Iterable[bool]) -> float:
    values = list(flags)
    return 100 * sum(values) / len(values)


def _share(flags: list[bool]) -> str:
    return f"{_percent(flags):.1f}%" if flags else "-"


def _timed_search(workspace: Workspace, text: str) -> float:
    vector = query_vector(text)
    started = time.perf_counter()
    look(workspace=workspace, text=text, k=10, vector=vector)
    return time.perf_counter() - started
