"""What is unusual in the money."""

import re
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy

from lumen.ai.answers import Answer
from lumen.ai.tools import registry
from lumen.ai.tools.utterances import read
from lumen.common.text import fold

LIST_AT_MOST = 10
_ASKS = re.compile(
    r"\b(unusual|suspicious|strange|odd|weird|anomal\w*|out of the ordinary|fraud\w*|worth a look|"
    r"findings?)\b"
)
_ASKS_TWICE = re.compile(
    r"\b(charged?|bill(ed)?|debit(ed)?|paid|pay|payment)\b.*\b(twice|double|two times|duplicate\w*)\b"
    r"|\b(duplicate|double)\b.*\b(charges?|payments?|debits?|bill\w*)\b"
)
_ASKS_STOPPED = re.compile(r"\b(subscriptions?|price|prices)\b.*\b(went up|increased?|dearer|rose)\b")
_PARAMETERS = {
    "type": "object",
    "properties": {
        "kind": {"type": "string", "description": "only findings of this kind"},
        "state": {"type": "string", "enum": ["open", "all"], "default": "open"},
    },
    "additionalProperties": False,
}


def claim(context: registry.ToolContext, text: str) -> registry.Claim:
    """Whether a message asks for what is unusual; reads nothing but the words."""
    words = fold(text)
    if _ASKS_TWICE.search(words):
        return registry.Claim(
            score=0.9, arguments={"kind": "duplicate_charge", "state": "all"}, reason="charged twice"
        )
    if _ASKS_STOPPED.search(words):
        return registry.Claim(
            score=0.8, arguments={"kind": "price_increase", "state": "all"}, reason="prices that rose"
        )
    if _ASKS.search(words):
        return registry.Claim(score=0.85, arguments={}, reason="what is unusual")
    return registry.Claim(score=0.0)


def list_findings(context: registry.ToolContext, *, kind: str = "", state: str = "open") -> Answer:
    """The workspace's findings in words, newest first, with the payments they are about."""
    from anomalies import selectors

    asked = "" if state == "all" else state
    rows = selectors.findings(context.workspace, state=asked, kind=kind)
    found = list(rows.prefetch_related("related")[: LIST_AT_MOST + 1])
    if not found:
        return Answer(status="ok", text=_nothing(kind, state), value=0, unit="count", source="list_findings")
    shown = found[:LIST_AT_MOST]
    return Answer(
        status="ok",
        text=_sentences(shown, has_more=len(found) > LIST_AT_MOST),
        value=len(shown),
        unit="count",
        labels=[finding.title for finding in shown],
        ids=[t.external_id for f in shown for t in _payments(f) if t.external_id],
        transactions=[str(t.pk) for f in shown for t in _payments(f)],
        source="list_findings",
    )


def _payments(finding: Any) -> list[Any]:
    return [finding.transaction, *finding.related.all()]


def _nothing(kind: str, state: str) -> str:
    if kind == "duplicate_charge":
        return "I have not noticed anything that was charged twice."
    if state == "open":
        return "Nothing unusual is waiting for an answer."
    return "I have not noticed anything of that kind."


def _sentences(shown: list[Any], *, has_more: bool) -> str:
    lines = [f"{f.happened_on.day} {f.happened_on:%b %Y}: {f.text}" for f in shown]
    if len(lines) == 1:
        return lines[0]
    count = f"the latest {len(lines)}" if has_more else str(len(lines))
    return "\n".join([f"I noticed {count} things:", *(f"- {line}" for line in lines)])


TOOLS = (
    registry.Tool(
        name="list_findings",
        description="What is unusual in the money: duplicate charges, amounts far above the "
        "usual, new payees at night, price rises, missing income, charges after a cancellation, and what "
        "the person's own rules and limits noticed (kind custom_rule).",
        parameters=_PARAMETERS,
        effect=registry.Effect.READ,
        run=list_findings,
        claim=claim,
        timeout_seconds=10.0,
        cache_seconds=60.0,
        title=gettext_lazy("Looked at what is unusual"),
        utterances=read(Path(__file__).parent / "utterances" / "list_findings.txt"),
    ),
)
