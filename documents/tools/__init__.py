"""What the chat may ask of this app."""

from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy

from documents import claims
from documents.tools import bills, making, pictures
from documents.tools.attached import describe_documents
from documents.tools.grounding import ground_documents
from documents.tools.reading import (
    answer_documents,
    compare_documents,
    document_summary,
    library,
    search_documents,
    suggest_document_questions,
)
from lumen.ai.tools.registry import Effect, Tool, register
from lumen.ai.tools.utterances import read

__all__ = ["register_all"]

TEXT = {"type": "string", "description": "the question or words in the person's own language"}
DOCUMENTS = {"type": "array", "items": {"type": "string"}, "description": "look only at these document ids"}


def _schema(**extra: Any) -> dict[str, Any]:
    properties = {"text": TEXT, "document_ids": DOCUMENTS, **extra}
    return {"type": "object", "required": ["text"], "properties": properties}


TOOLS = (
    Tool(
        name="answer_documents",
        description="Answer a question from the papers of the workspace with literal, cited quotes.",
        parameters=_schema(),
        effect=Effect.READ,
        run=answer_documents,
        claim=claims.claim,
        claim_looks_up=True,
        failures_allowed=20,
        priority=5,
        title=gettext_lazy("Looked through your documents"),
        utterances=read(Path(__file__).parent / "utterances" / "answer_documents.txt"),
    ),
    Tool(
        name="library",
        description="Count, list or add up papers by kind, sender, tag, day and amount, or name the newest.",
        parameters=_schema(),
        effect=Effect.READ,
        run=library,
        claim=claims.claim_library,
        title=gettext_lazy("Counted your documents"),
    ),
    Tool(
        name="document_summary",
        description="Sum up one paper, or a few, in their own sentences with citations.",
        parameters=_schema(),
        effect=Effect.READ,
        run=document_summary,
        claim=claims.claim_summary,
        claim_looks_up=True,
        title=gettext_lazy("Summed up a document"),
    ),
    Tool(
        name="compare_documents",
        description="Say what differs between two papers, with both places cited.",
        parameters=_schema(),
        effect=Effect.READ,
        run=compare_documents,
        claim=claims.claim_comparison,
        claim_looks_up=True,
        title=gettext_lazy("Compared two documents"),
    ),
    Tool(
        name="search_documents",
        description="Find passages in the papers of the workspace by words and by meaning.",
        parameters=_schema(k={"type": "integer", "minimum": 1, "maximum": 50}),
        effect=Effect.READ,
        run=search_documents,
        title=gettext_lazy("Searched your documents"),
    ),
    Tool(
        name="ground_documents",
        description="Say an answer from papers in a language model's words, each sentence checked.",
        parameters={"type": "object", "required": ["text"], "properties": {"text": TEXT}},
        effect=Effect.READ,
        run=ground_documents,
    ),
    Tool(
        name="describe_documents",
        description="Name, kind and state of papers by their ids.",
        parameters={
            "type": "object",
            "required": ["ids"],
            "properties": {"ids": {"type": "array", "items": {"type": "string"}}},
        },
        effect=Effect.READ,
        run=describe_documents,
    ),
    Tool(
        name="suggest_document_questions",
        description="Questions worth asking of the papers of the workspace.",
        parameters={"type": "object", "additionalProperties": False, "properties": {}},
        effect=Effect.READ,
        run=suggest_document_questions,
        timeout_seconds=5.0,
    ),
)


def register_all() -> None:
    """Put this app's tools into the registry."""
    for tool in (*TOOLS, *bills.TOOLS, *pictures.TOOLS, *making.TOOLS):
        register(tool)
