"""Answers, lists, summaries and comparisons for the chat."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from documents import answers, claims, examples, library_questions, search_log
from documents.answers import naming
from documents.answers.comparing import SOURCE as COMPARISON
from documents.answers.comparing import compare
from documents.answers.summaries import SOURCE as SUMMARY
from documents.answers.summaries import summarise
from documents.models import Document
from documents.search import Hit, search
from documents.vectors import query_vector
from lumen.ai.answers import Answer, Citation
from lumen.ai.tools.registry import ToolContext

MOST_SUMMED_UP = 3
OFFERED = 4


def answer_documents(context: ToolContext, *, text: str, document_ids: Sequence[str] | None = None) -> Answer:
    """Answer from the papers with citations, or say it is not in them."""
    if not context.keeps_questions:
        return answers.answer_question(
            workspace=context.workspace, text=text, now=context.now, document_ids=document_ids
        )
    with search_log.noting(context.workspace, context.membership.user, text, search_log.QUESTION) as noted:
        answer = answers.answer_question(
            workspace=context.workspace, text=text, now=context.now, document_ids=document_ids
        )
        noted.hits = len(answer.citations) if answer.status == "ok" else 0
        noted.hits = noted.hits or (answer.status == "ok")
    return answer


def library(context: ToolContext, *, text: str, document_ids: Sequence[str] | None = None) -> Answer:
    """Count, add up or list papers, or say how such questions are asked."""
    answer = library_questions.answer(
        workspace=context.workspace, text=text, now=context.now, document_ids=document_ids
    )
    if answer is not None:
        return answer
    hint = _("I count and list papers when you ask like this: how many invoices from Acme in May?")
    return Answer(status="unanswerable", text=hint, source=library_questions.SOURCE)


def document_summary(context: ToolContext, *, text: str, document_ids: Sequence[str] | None = None) -> Answer:
    """The paper that is meant, in its own most central sentences."""
    papers = naming.chosen(context.workspace, document_ids or ())
    if not papers and (one := naming.named(context.workspace, claims.summary_of(text))):
        papers = [one]
    if not papers:
        return _which(context, SUMMARY, _("Which paper should I sum up? Name it, or open it and ask there."))
    return _together([summarise(paper) for paper in papers[:MOST_SUMMED_UP]])


def compare_documents(
    context: ToolContext, *, text: str, document_ids: Sequence[str] | None = None
) -> Answer:
    """What differs between the two papers that are meant."""
    papers = naming.chosen(context.workspace, document_ids or ())
    if len(papers) != 2:
        papers = list(naming.two_named(context.workspace, claims.comparison_of(text)))
    if len(papers) != 2:
        return _which(
            context,
            COMPARISON,
            _("Which two papers should I compare? Name both, or choose them in the list."),
        )
    return compare(papers[0], papers[1])


def _which(context: ToolContext, source: str, question: str) -> Answer:
    newest = Document.objects.in_workspace(context.workspace).readable().order_by("-created_at")[:OFFERED]
    names = ", ".join(str(paper) for paper in newest)
    text = f"{question} {_('The newest are: %(names)s.') % {'names': names}}" if names else question
    return Answer(status="clarify", text=text, source=source)


def _together(found: list[Answer]) -> Answer:
    """Several summaries below each other, their citations counted through."""
    if len(found) == 1:
        return found[0]
    texts: list[str] = []
    citations: list[Citation] = []
    for answer in found:
        lines = answer.text
        for number in range(len(answer.citations), 0, -1):
            lines = lines.replace(f" [{number}]", f" [{number + len(citations)}]")
        texts.append(lines)
        citations += answer.citations
    return Answer(status="ok", text="\n\n".join(texts), citations=citations, source=SUMMARY)


def search_documents(
    context: ToolContext, *, text: str, k: int = 10, document_ids: Sequence[str] | None = None
) -> list[Hit]:
    """The passages that fit best."""
    return search(
        workspace=context.workspace,
        text=text,
        k=min(k, 50),
        vector=query_vector(text),
        document_ids=document_ids,
    )


def suggest_document_questions(context: ToolContext) -> list[str]:
    """Questions that the workspace's papers are likely to answer."""
    return examples.suggested(context.workspace)
