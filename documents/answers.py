"""Answers from the papers without a model: the best sentences, quoted literally and cited."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext as _

from documents import evidence, library_questions
from documents.evidence import Sentence
from documents.models import Document, Page
from documents.places import boxes_of
from documents.search import Found, Hit, look
from documents.vectors import query_vector
from lumen.ai.answers import Answer, Citation

if TYPE_CHECKING:
    from accounts.models import Workspace

SOURCE = "answer_documents"
PASSAGES = 8
MOST_QUOTES = 3
NEAR_BEST = 0.8  # of the best sentence's score
SAME_PASSAGE = 0.68
MOST_NEAREST = 2
NEAREST_CHARACTERS = 240


def answer_question(
    *,
    workspace: "Workspace",
    text: str,
    now: datetime,
    document_ids: Sequence[UUID | str] | None = None,
) -> Answer:
    """Answer from the papers of a workspace, or say that it is not in them.

    Args:
        now: the moment that words such as "this month" count from.
        document_ids: look only at these documents.
    """
    if answer := library_questions.answer(workspace=workspace, text=text, now=now):
        return answer
    if not Document.objects.in_workspace(workspace).readable().exists():
        return Answer(status="unanswerable", text=_nothing_read(workspace), source=SOURCE)
    vector = query_vector(text)
    found = look(workspace=workspace, text=text, k=PASSAGES, vector=vector, document_ids=document_ids)
    if not found.hits:
        return _not_in_papers(found)
    sentences = evidence.rank_sentences(found, text, vector)
    is_sure = evidence.answerable_0_1(evidence.read_signals(found, sentences)) >= evidence.ANSWER_FROM
    chosen = _verified(_choose(sentences)) if is_sure else []
    return _quote(chosen) if chosen else _not_in_papers(found)


def _nothing_read(workspace: "Workspace") -> str:
    if Document.objects.in_workspace(workspace).unfinished().exists():
        return _("Your papers are still being read. Ask again in a moment.")
    return _("You have no papers here yet. Add one on the Documents page, then ask again.")


def _choose(sentences: list[Sentence]) -> list[Sentence]:
    """The best sentence and those nearly as good, in the order in which they stand."""
    if not sentences:
        return []
    best = sentences[0]
    chosen = [best]
    for sentence in sentences[1:]:
        is_beside = sentence.hit.chunk_id == best.hit.chunk_id
        if sentence.score >= (SAME_PASSAGE if is_beside else NEAR_BEST) * best.score:
            chosen.append(sentence)
        if len(chosen) == MOST_QUOTES:
            break
    rank = {sentence.hit.chunk_id: index for index, sentence in reversed(list(enumerate(chosen)))}
    return sorted(chosen, key=lambda sentence: (rank[sentence.hit.chunk_id], sentence.start))


def _verified(sentences: list[Sentence]) -> list[tuple[Sentence, Page]]:
    """Only sentences that stand literally in the stored text of their page."""
    wanted = {(sentence.hit.document_id, sentence.hit.page) for sentence in sentences}
    documents, numbers = {key for key, _ in wanted}, {number for _, number in wanted}
    stored = Page.objects.filter(document_id__in=documents, number__in=numbers)
    pages = {(page.document_id, page.number): page for page in stored}
    pairs = [(sentence, pages.get((sentence.hit.document_id, sentence.hit.page))) for sentence in sentences]
    return [
        (sentence, page)
        for sentence, page in pairs
        if page is not None and page.text[sentence.start : sentence.end] == sentence.text
    ]


def _quote(chosen: list[tuple[Sentence, Page]]) -> Answer:
    citations = [
        Citation(
            document=str(sentence.hit.document_id),
            external_name=sentence.hit.filename,
            page=page.number,
            quote=sentence.text,
            start=sentence.start,
            end=sentence.end,
            boxes=boxes_of(page.blocks, sentence.start, sentence.end),
        )
        for sentence, page in chosen
    ]
    return Answer(status="ok", text=_sentence_text(chosen), citations=citations, source=SOURCE)


def _sentence_text(chosen: list[tuple[Sentence, Page]]) -> str:
    """Quotes grouped by the page they stand on."""
    groups: list[tuple[str, list[str]]] = []
    for sentence, page in chosen:
        where = _("%(title)s, page %(page)d") % {"title": sentence.hit.title, "page": page.number}
        quote = " ".join(sentence.text.split())
        if groups and groups[-1][0] == where:
            groups[-1][1].append(quote)
        else:
            groups.append((where, [quote]))
    return "\n".join(
        _("%(where)s: “%(quote)s”") % {"where": where, "quote": " … ".join(quotes)}
        for where, quotes in groups
    )


def _not_in_papers(found: Found) -> Answer:
    text = _("I could not find this in your papers.")
    nearest = [_nearest(hit) for hit in found.hits[:MOST_NEAREST]]
    if nearest:
        text += " " + _("These passages come nearest, but they do not answer it.")
    return Answer(status="unanswerable", text=text, citations=nearest, source=SOURCE)


def _nearest(hit: Hit) -> Citation:
    quote = hit.text[:NEAREST_CHARACTERS]
    if len(hit.text) > NEAREST_CHARACTERS:
        quote = quote[: max(quote.rfind(" "), 1)]
    end = hit.start + len(quote)
    return Citation(
        document=str(hit.document_id),
        external_name=hit.filename,
        page=hit.page,
        quote=quote,
        start=hit.start,
        end=end,
        boxes=hit.boxes,
    )
