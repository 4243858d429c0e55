"""What a conversation shows of the papers that were given with a question."""

from collections.abc import Sequence

from documents import attachments
from lumen.ai.tools.registry import ToolContext


def describe_documents(context: ToolContext, *, ids: Sequence[str]) -> list[attachments.Attached]:
    """Each paper's name, kind and state, in the order given."""
    return attachments.attached(workspace=context.workspace, document_ids=ids)
