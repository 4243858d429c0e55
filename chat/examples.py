"""Questions to begin with, by the names of the workspace's own things."""

from datetime import datetime
from typing import TYPE_CHECKING

from lumen.ai.tools import registry
from lumen.ai.tools.builtin.abilities import EXAMPLES
from lumen.ai.tools.registry import ToolContext

if TYPE_CHECKING:
    from accounts.models import Membership

SUGGESTERS = ("suggest_questions", "suggest_document_questions")
OF_EACH = 4


def examples_for(membership: "Membership", now: datetime) -> list[str]:
    """Those the apps suggest, or general ones where there is nothing to ask about yet."""
    context = ToolContext(workspace=membership.workspace, membership=membership, now=now)
    known = {tool.name: tool for tool in registry.all_tools() if tool.name in SUGGESTERS}
    found = [known[name].run(context)[:OF_EACH] for name in SUGGESTERS if name in known]
    return [text for texts in found for text in texts] or list(EXAMPLES)
