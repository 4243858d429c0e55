"""Collections of articles and household papers with questions, asked where the answer is and where it is not.

The articles of a file are dealt out to two workspaces in turns; every question is asked in both, so each
is once answerable and once absent, among papers of the same kind. Files that end in 3 were never used to
fit anything.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from uuid import uuid4

from accounts import services as accounts
from accounts.models import User, Workspace
from documents import evidence, indexing
from documents.evidence import Sentence, Signals
from documents.models import Document, Page
from documents.pipeline.parsed import Line, pages_of_flow
from documents.search import Found, look
from documents.vectors import query_vector

ARTICLES = Path(__file__).parent / "articles"
LANGUAGES = ("es", "de", "ru", "hi", "ar", "zh")
FITTED_ON = ("en-1", "en-2", *LANGUAGES, *(f"{language}-2" for language in LANGUAGES))
UNSEEN = "en-3"
UNSEEN_LANGUAGES = tuple(f"{language}-3" for language in LANGUAGES)
SMALL = 5  # papers of a small collection
MOST_ABSENT = 40  # questions asked of a small collection that it does not answer
PASSAGES = 10
REWORDED = ", reworded"
DETAILS = ", details"


@dataclass(slots=True)
class Article:
    """A paper and the questions it answers, each with the words that answer it."""

    title: str
    language: str
    lines: list[str] = field(default_factory=list)
    questions: list[tuple[str, str]] = field(default_factory=list)
    reworded: list[tuple[str, str]] = field(default_factory=list)  # ... without its names, in other words
    unanswered: list[str] = field(default_factory=list)  # on the same subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """Papers of one workspace, and the questions that they answer and do not answer."""

    name: str
    papers: Sequence[Article]
    strangers: Sequence[Article]  # their questions are asked too


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What came of one question in one collection."""

    collection: str
    is_present: bool
    passage_rank: int  # of the passage that answers; PASSAGES when it was not found
    has_sentence_first: bool
    signals: Signals | None  # nothing when nothing was found
    by_meaning: bool
    is_answered: bool


def read(name: str) -> list[Article]:
    """The articles of a file: `# title`, paragraphs, `? question | words that answer it`.

    `~` stands before a question that avoids the words of the paper, `!` before one that it does not answer.
    """
    articles: list[Article] = []
    for line in (ARTICLES / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            articles.append(Article(line[2:], name.partition("-")[0]))
        elif line.startswith(("? ", "~ ")):
            question, _, words = line[2:].rpartition(" | ")
            kind = articles[-1].questions if line[0] == "?" else articles[-1].reworded
            kind.append((question, words))
        elif line.startswith("! "):
            articles[-1].unanswered.append(line[2:])
        else:
            articles[-1].lines.append(line)
    return articles


def halves(name: str, articles: Sequence[Article], beside: Sequence[Article] = ()) -> Iterator[Collection]:
    """The articles in turns, in two collections; what stands `beside` is in both and asked about in none."""
    first, second = articles[0::2], articles[1::2]
    yield Collection(name=name, papers=[*first, *beside], strangers=second)
    yield Collection(name=name, papers=[*second, *beside], strangers=first)


def small(name: str, articles: Sequence[Article]) -> Iterator[Collection]:
    """Collections of five papers, each asked what others answer too."""
    for at in range(0, len(articles), SMALL):
        papers = articles[at : at + SMALL]
        yield Collection(name=name, papers=papers, strangers=[one for one in articles if one not in papers])


def fitted(beside: Sequence[Article] = ()) -> Iterator[Collection]:
    """What the weights are fitted on.

    Args:
        beside: papers of any language that nothing asks about.
    """
    english = [*read("en-1"), *read("en-2")]
    yield from halves("english", english)
    yield from small("five papers", english)
    others = {language: [*read(language), *read(f"{language}-2")] for language in LANGUAGES}
    for language, articles in others.items():
        yield from halves(language, articles)
    together = [one for articles in others.values() for one in articles]
    yield from halves("seven languages", [*together, *english[18:24]])
    for language, articles in {"en": english, **others}.items():
        if among := [one for one in beside if one.language == language]:
            yield from halves(f"{language} among many", articles, among)


def unseen() -> Iterator[Collection]:
    """What nothing was fitted on; the papers of other languages stand among those that were."""
    yield from halves("unseen english", read(UNSEEN))
    for name in UNSEEN_LANGUAGES:
        language = name.partition("-")[0]
        known = [replace(one, questions=[]) for one in (*read(language), *read(f"{language}-2"))]
        yield from halves(f"unseen {language}", read(name), known)


def ask(collection: Collection, owner: User) -> Iterator[Asked]:
    """Put the papers into a workspace of their own and ask everything."""
    workspace = accounts.create_workspace(owner=owner, name=f"Evaluation {uuid4()}")
    for article in collection.papers:
        store(workspace, article)
    reworded = replace(collection, name=collection.name + REWORDED)
    details = replace(collection, name=collection.name + DETAILS)
    for article in collection.papers:
        for question, words in article.questions:
            yield _asked(collection, workspace, question, (article.title, words))
        for question, words in article.reworded:
            yield _asked(reworded, workspace, question, (article.title, words))
        for question in article.unanswered:
            yield _asked(details, workspace, question, None)
    most = MOST_ABSENT if len(collection.papers) <= SMALL else None
    for question in _some([one for article in collection.strangers for one, _ in article.questions], most):
        yield _asked(collection, workspace, question, None)
    for question in _some([one for article in collection.strangers for one, _ in article.reworded], most):
        yield _asked(reworded, workspace, question, None)


def _some(questions: Sequence[str], most: int | None) -> Sequence[str]:
    return questions[:: max(1, len(questions) // most)] if most else questions


def store(workspace: Workspace, article: Article) -> Document:
    """One article as a document that has been read and indexed."""
    text = "\n".join(article.lines)
    document = Document.objects.create(
        workspace=workspace,
        file=f"evaluation/{uuid4()}",
        filename=f"{article.title[:60]}.md",
        title=article.title[:200],
        content_type="text/markdown",
        size=len(text),
        sha256=hashlib.sha256(f"{article.title}\n{text}".encode()).hexdigest(),
        status=Document.Status.READY,
        language=article.language,
        page_count=1,
    )
    pages = pages_of_flow([*_lines(article)])
    Page.objects.bulk_create(Page(document=document, **page.as_dict()) for page in pages)
    indexing.index_document(document, on_progress=lambda done, total: None)
    return document


def _lines(article: Article) -> Iterable[Line]:
    yield Line(text=article.title, is_heading=True)
    starts = True
    for line in article.lines:
        if line.strip():
            yield Line(text=line, starts_paragraph=starts)
        starts = not line.strip()


def _asked(
    collection: Collection, workspace: Workspace, question: str, answer: tuple[str, str] | None
) -> Asked:
    vector = query_vector(question)
    found = look(workspace=workspace, text=question, k=PASSAGES, vector=vector)
    sentences = evidence.rank(found, question, vector)
    return Asked(
        collection=collection.name,
        is_present=answer is not None,
        passage_rank=_rank(found, answer),
        has_sentence_first=bool(sentences and answer) and _has(sentences[0], answer),
        signals=evidence.read(found, sentences, question) if found.hits and sentences else None,
        by_meaning=found.by_meaning,
        is_answered=evidence.answers(found, sentences, question),
    )


def _rank(found: Found, answer: tuple[str, str] | None) -> int:
    if answer is None:
        return PASSAGES
    title, words = answer
    ranks = (
        n for n, hit in enumerate(found.hits) if hit.title == title and _plain(words) in _plain(hit.text)
    )
    return next(ranks, PASSAGES)


def _has(sentence: Sentence, answer: tuple[str, str] | None) -> bool:
    return answer is not None and _plain(answer[1]) in _plain(sentence.text)


def _plain(text: str) -> str:
    return " ".join(text.split())
