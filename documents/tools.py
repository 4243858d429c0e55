"""What the chat may ask of this app."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy

from documents import answers, examples
from documents.claims import claim
from documents.search import Hit, search
from documents.vectors import query_vector
from lumen.ai.answers import Answer
from lumen.ai.tools.registry import Effect, Tool, ToolContext, register

TEXT = {"type": "string", "description": "the question or words in the person's own language"}
DOCUMENTS = {"type": "array", "items": {"type": "string"}, "description": "look only at these document ids"}


def answer_documents(context: ToolContext, *, text: str, document_ids: Sequence[str] | None = None) -> Answer:
    """Answer from the papers with citations, or say it is not in them."""
    return answers.answer_question(
        workspace=context.workspace, text=text, now=context.now, document_ids=document_ids
    )


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
        claim=claim,
        claim_looks_up=True,
        failures_allowed=20,
        priority=5,
        title=gettext_lazy("Looked through your documents"),
        utterances=(
            "what are the rules about ending the rental early",
            "how long is this thing covered for",
            "what does the insurance pay if I end up in hospital",
            "who do I call when the machine breaks",
        ),
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
    for tool in TOOLS:
        register(tool)
