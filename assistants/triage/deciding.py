"""Answer, draft or hand over: rules over a reading, each with the reason a person sees."""

from dataclasses import dataclass
from typing import Literal

from assistants.triage.base import Reading

Action = Literal["answer", "draft", "handover"]
Phase = Literal["observe", "recognise", "supervised", "automated"]

CUSTOMER_ASKED = "customer_asked"
MISSING_KNOWLEDGE = "missing_knowledge"
LOW_CONFIDENCE = "low_confidence"
ANGER = "anger"
POLICY = "policy"
TOOL_FAILURE = "tool_failure"
DISAGREEMENT = "disagreement"

IN_SCOPE_FROM = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What an assistant and a topic allow.

    `answer_from` is the confidence that past evidence supports; `draft_from` the one below which a
    draft would only be in the way; `keeps_for_people` a topic that is never answered by a machine.
    """

    phase: Phase = "supervised"
    may_automate: bool = False
    keeps_for_people: bool = False
    answer_from: float = 0.9
    draft_from: float = 0.05
    in_scope_from: float = IN_SCOPE_FROM
    agreement_from: float = 0.5
    anger_from: float = 0.7


@dataclass(frozen=True, slots=True)
class Decision:
    """`reason` is a category of handover, or a short code beside a draft; empty for an answer."""

    action: Action
    reason: str = ""


DEFAULT_POLICY = Policy()


def decide(reading: Reading, *, policy: Policy = DEFAULT_POLICY) -> Decision:
    """What to do with a message, the cautious rules first."""
    refused = _handover_reason(reading, policy)
    if refused:
        return Decision("handover", refused)
    if policy.phase != "automated" or not policy.may_automate:
        return Decision("draft", policy.phase if policy.phase != "automated" else "supervised")
    if reading.confidence < policy.answer_from:
        return Decision("draft", LOW_CONFIDENCE)
    if reading.agreement < policy.agreement_from:
        return Decision("draft", DISAGREEMENT)
    return Decision("answer")


def _handover_reason(reading: Reading, policy: Policy) -> str:
    if reading.wants_person:
        return CUSTOMER_ASKED
    if reading.anger >= policy.anger_from:
        return ANGER
    if policy.keeps_for_people:
        return POLICY
    if reading.label is None or reading.in_scope_score < policy.in_scope_from:
        return MISSING_KNOWLEDGE
    if reading.confidence < policy.draft_from:
        return LOW_CONFIDENCE
    return ""
