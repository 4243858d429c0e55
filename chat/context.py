"""What an answer would rest on, without giving it."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from chat import remembering
from lumen.ai.agent import passages as prompts
from lumen.ai.agent import planner
from lumen.ai.answers import Citation
from lumen.ai.tools import registry
from lumen.ai.tools.registry import ToolContext

if TYPE_CHECKING:
    from accounts.models import Membership

SEARCH_TOOL = "search_documents"
PAPERS_TOOLS = frozenset(("answer_documents", "document_summary", "compare_documents"))


def context_of(
    *, membership: "Membership", text: str, document_ids: Sequence[str], now: datetime
) -> dict[str, Any]:
    """The plan for a message, the passages the papers part would read, and the model's prompt."""
    context = ToolContext(workspace=membership.workspace, membership=membership, now=now)
    plan = planner.make_plan(context, text, document_ids)
    asks_papers = [
        task.text
        for task in plan.tasks
        if document_ids or PAPERS_TOOLS & {candidate.tool for candidate in task.candidates}
    ]
    found = [row for part in asks_papers for row in _passages(context, part, document_ids)]
    return {
        "plan": plan.as_list(),
        "passages": found,
        "prompt": _prompt(text, found, remembering.remembered(membership)),
    }


def _passages(context: ToolContext, text: str, document_ids: Sequence[str]) -> list[dict[str, Any]]:
    tool = registry.get(SEARCH_TOOL)
    arguments = planner.arguments_for(tool, text, {}, document_ids)
    return [
        {
            "document": str(passage.document_id),
            "external_name": passage.filename,
            "page": passage.page,
            "text": passage.text,
            "score": passage.score,
        }
        for passage in tool.run(context, **arguments)
    ]


def _prompt(text: str, found: Sequence[dict[str, Any]], before: str) -> str:
    """What a language model would be sent, as one text."""
    cited = [
        Citation(
            document=one["document"], external_name=one["external_name"], page=one["page"], quote=one["text"]
        )
        for one in found
    ]
    return "\n\n".join(message.text for message in prompts.messages(text, cited, before))
