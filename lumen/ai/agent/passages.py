"""Numbered passages of papers as a language model reads them: quoted material that cannot close its fence."""

from collections.abc import Sequence

from lumen.ai.agent.trust import fenced
from lumen.ai.answers import Citation
from lumen.ai.llm import prompts
from lumen.ai.llm.base import Message
from lumen.ai.llm.redaction import masked

PROMPT = "answer_papers_1"


def numbered(passages: Sequence[Citation]) -> str:
    """`[1] lease.pdf, page 2: ...`, a paragraph a passage."""
    return "\n\n".join(
        f"[{number}] {one.external_name}, page {one.page}: {' '.join(one.quote.split())}"
        for number, one in enumerate(passages, start=1)
    )


def messages(question: str, passages: Sequence[Citation], remembered: str = "") -> list[Message]:
    """What is sent: the rules, what was said before, the passages and the question, long numbers masked."""
    before = f"{fenced('data', masked(remembered))}\n\n" if remembered else ""
    quoted = fenced("passages", masked(numbered(passages)))
    return [
        Message("system", prompts.load(PROMPT)),
        Message("user", f"{before}{quoted}\n\nQuestion: {masked(question)}"),
    ]
