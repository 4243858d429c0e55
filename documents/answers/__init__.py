"""Answers from the papers without a model: the best sentences, quoted literally and cited."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext as _

from documents import evidence, library_questions
from documents.answers import moments, quoting, short
from documents.answers.quoting import Quote
from documents.models import Document
from documents.search import Found, Hit, look
from documents.vectors import query_vector
from lumen.ai.answers import Answer, Citation
from lumen.common.text import clock

if TYPE_CHECKING:
    from accounts.models import Workspace

SOURCE = "answer_documents"
PASSAGES = 10
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
    if answer := library_questions.answer(
        workspace=workspace, text=text, now=now, document_ids=document_ids, only_known=True
    ):
        return answer
    if not Document.objects.in_workspace(workspace).readable().exists():
        return Answer(status="unanswerable", text=_nothing_read(workspace), source=SOURCE)
    if answer := _moments(workspace, text, document_ids):
        return answer
    vector = query_vector(text)
    found = look(workspace=workspace, text=text, k=PASSAGES, vector=vector, document_ids=document_ids)
    if not found.hits:
        return _not_in_papers(found)
    sentences = evidence.rank(found, text, vector)
    if not evidence.answers(found, sentences, text):
        return _not_in_papers(found)
    quotes = quoting.quotes_of(sentences)
    return _quoted(quotes, text, found.language) if quotes else _not_in_papers(found)


def _moments(workspace: "Workspace", text: str, document_ids: Sequence[UUID | str] | None) -> Answer | None:
    """The seconds at which recordings speak of something, when it is that which is asked."""
    topic = moments.topic_of(text)
    found = moments.moments_of(workspace=workspace, topic=topic, document_ids=document_ids) if topic else []
    if not found:
        return None
    told = "\n".join(
        _("%(where)s: “%(quote)s”")
        % {"where": where_of(one.title, one.citation), "quote": one.citation.quote}
        for one in found
    )
    return Answer(status="ok", text=told, citations=[one.citation for one in found], source=SOURCE)


def _nothing_read(workspace: "Workspace") -> str:
    if Document.objects.in_workspace(workspace).unfinished().exists():
        return _("Your papers are still being read. Ask again in a moment.")
    return _("You have no papers here yet. Add one on the Documents page, then ask again.")


def _quoted(quotes: Sequence[Quote], question: str, language: str) -> Answer:
    brief = short.short_answer(min(quotes, key=lambda one: one.rank), question, language)
    text = said(quotes)
    return Answer(
        status="ok",
        text=f"{brief} — {text}" if brief else text,
        citations=[quote.citation for quote in quotes],
        source=SOURCE,
    )


def said(quotes: Sequence[Quote]) -> str:
    """Quotes grouped by the page they stand on."""
    groups: list[tuple[str, list[str]]] = []
    for quote in quotes:
        where = where_of(quote.title, quote.citation)
        words = " ".join(quote.citation.quote.split())
        if groups and groups[-1][0] == where:
            groups[-1][1].append(words)
        else:
            groups.append((where, [words]))
    return "\n".join(
        _("%(where)s: “%(quote)s”") % {"where": where, "quote": " … ".join(words)} for where, words in groups
    )


def where_of(title: str, citation: Citation) -> str:
    """`Lease, page 3`, or the second of a recording: `clip.mp4, 0:42`."""
    if citation.at_ms is not None:
        return _("%(title)s, %(moment)s") % {"title": title, "moment": clock(citation.at_ms)}
    return _("%(title)s, page %(page)d") % {"title": title, "page": citation.page}


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
        at_ms=hit.at_ms,
    )
