"""Questions worth asking of the papers, by what their titles say they are."""

import re
from typing import TYPE_CHECKING

from documents.models import Document

if TYPE_CHECKING:
    from accounts.models import Workspace

LOOKED_AT = 30
SUGGESTED = 2
_QUESTIONS = {
    r"\b(?:rent|lease|rental)\b.*\bagreement\b": "What does my rent agreement say about notice?",
    r"\bwarranty\b": "How long is the warranty?",
    r"\binsurance\b": "What does my insurance policy not cover?",
    r"\belectricity bill\b": "When is the electricity bill due?",
}


def suggested(workspace: "Workspace") -> list[str]:
    """At most two questions that papers of this workspace are likely to answer; one query."""
    ready = Document.objects.in_workspace(workspace).filter(
        status__in=Document.READABLE, deleted_at__isnull=True
    )
    titles = " \n".join(ready.values_list("title", flat=True)[:LOOKED_AT])
    return [question for words, question in _QUESTIONS.items() if re.search(words, titles, re.IGNORECASE)][
        :SUGGESTED
    ]
