"""What a language model reads when it words an answer from papers."""

from collections.abc import Sequence

from documents.answers import SOURCE
from documents.answers.modelled import Grounded
from documents.models import Chunk
from documents.search import look
from documents.vectors import query_vector
from lumen.ai.answers import Answer, Citation
from lumen.ai.llm.base import LanguageModel
from lumen.ai.tools.registry import ToolContext

PASSAGES = 6
MOST_CITED = 12


def ground_documents(
    context: ToolContext,
    *,
    text: str,
    answer: Answer,
    model: LanguageModel,
    document_ids: Sequence[str] | None = None,
) -> Grounded:
    """The answer in the model's words, each sentence checked against the passages it names.

    Args:
        answer: as it was found offline; it stands when the model fails or invents.
    """
    if answer.source == SOURCE:
        passages = _found(context, text, document_ids or None)
    else:
        passages = _around(context, answer.citations[:MOST_CITED])
    return Grounded(
        model, text, passages, answer, remembered=context.remembered, should_stop=context.should_stop
    )


def _found(context: ToolContext, text: str, document_ids: Sequence[str] | None) -> list[Citation]:
    found = look(
        workspace=context.workspace,
        text=text,
        k=PASSAGES,
        vector=query_vector(text),
        document_ids=document_ids,
    )
    return [
        Citation(
            document=str(hit.document_id),
            external_name=hit.filename,
            page=hit.page,
            quote=hit.text,
            start=hit.start,
            end=hit.end,
            boxes=hit.boxes,
            at_ms=hit.at_ms,
        )
        for hit in found.hits
    ]


def _around(context: ToolContext, citations: Sequence[Citation]) -> list[Citation]:
    """The whole passages that hold the quotes, each once."""
    chunks = Chunk.objects.in_workspace(context.workspace).filter(
        document_id__in={one.document for one in citations}
    )
    rows = list(chunks.values_list("document_id", "page__number", "start", "end", "text"))
    passages: list[Citation] = []
    for one in citations:
        whole = next((row for row in rows if _holds(row, one)), None)
        widened = one if whole is None else _widened(one, whole)
        if widened not in passages:
            passages.append(widened)
    return passages


def _holds(row: tuple[object, int, int, int, str], one: Citation) -> bool:
    document, page, start, end, _text = row
    return str(document) == one.document and page == one.page and start <= (one.start or 0) < end


def _widened(one: Citation, row: tuple[object, int, int, int, str]) -> Citation:
    return Citation(
        document=one.document,
        external_name=one.external_name,
        page=one.page,
        quote=row[4],
        start=row[2],
        end=row[3],
        boxes=one.boxes,
        at_ms=one.at_ms,
    )
