"""What an assistant, or one of its topics, has earned: promotions and demotions by evidence alone."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from assistants.learning.evidence import wilson_lower
from lumen.common.text import fold

ORDER = ("observe", "recognise", "supervised", "automated")
OBSERVE, RECOGNISE, SUPERVISED, AUTOMATED = ORDER

SMALL_EDIT = 0.05  # share of letters a member may change and still have accepted the draft
LEAST_MESSAGES, LEAST_REPLIES = 50, 20  # learnt before anything is recognised
LEAST_EXAMPLES = 5  # of a topic before drafts are shown for it
ENOUGH_ACCURACY = 0.70  # cross-validated, before drafts are shown without a person's word
CONFIDENCES = (0.0, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98)
"""Where evidence is cut for topics that follow the assistant: few places, so that none fits by chance."""

_NUMBER = re.compile(r"\d+")
_NEGATION = re.compile(
    r"\b(?:no|not|never|none|cannot|nor|without|un\w+|nicht|kein\w*|nie|ohne|pas|jamais|aucun\w*|sans|sin"
    r"|nunca|non|mai|senza|nao|nem|sem|geen|niet|nooit|zonder|nie|bez)\b|n['’]t\b"
)


def rank(phase: str) -> int:
    return ORDER.index(phase)


def lower(*phases: str) -> str:
    """The lowest of some phases."""
    return min(phases, key=rank)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One judged answer: whether it was right as it was, and how sure the assistant had been."""

    is_right: bool
    confidence: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What the latest decisions prove; `bound` is the one-sided 95% lower bound of the share accepted."""

    decisions: int = 0
    accepted: int = 0
    target: float
    minimum: int
    from_confidence: float = 0.0  # only decisions at least this sure count

    @property
    def bound(self) -> float:
        return wilson_lower(self.accepted, self.decisions)

    @property
    def suffices(self) -> bool:
        return self.decisions >= self.minimum and self.bound >= self.target

    def figures(self) -> dict[str, Any]:
        return {
            "decisions": self.decisions,
            "accepted": self.accepted,
            "bound": round(self.bound, 4),
            "target": self.target,
            "minimum": self.minimum,
            "from_confidence": self.from_confidence,
        }


def evidence_of(
    outcomes: Iterable[Outcome], *, target: float, minimum: int, from_confidence: float = 0.0
) -> Evidence:
    """What outcomes at least so sure prove."""
    counted = [one.is_right for one in outcomes if one.confidence >= from_confidence]
    return Evidence(
        decisions=len(counted),
        accepted=sum(counted),
        target=target,
        minimum=minimum,
        from_confidence=from_confidence,
    )


def pooled(outcomes: Sequence[Outcome], *, target: float, minimum: int) -> Evidence:
    """What the outcomes of all topics prove together, from the lowest confidence at which they suffice.

    When they suffice nowhere, what they prove without a cut.
    """
    cuts = [
        evidence_of(outcomes, target=target, minimum=minimum, from_confidence=confidence)
        for confidence in CONFIDENCES
    ]
    return next((cut for cut in cuts if cut.suffices), cuts[0])


def contradicts(evidence: Evidence) -> bool:
    """Whether few decisions already make it unlikely that the target is reached.

    The upper bound of a share is one minus the lower bound of its opposite.
    """
    refused = evidence.decisions - evidence.accepted
    return evidence.decisions > 0 and 1 - wilson_lower(refused, evidence.decisions) < evidence.target


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is known of an assistant or a topic when its phase is looked at."""

    phase: str
    messages: int  # learnt or received; of a topic: its examples
    replies: int  # learnt
    topics: int = 1  # recognised ones
    accuracy: float | None = None  # cross-validated
    is_trusted: bool = False  # a person made or approved it
    is_switched_on: bool = False  # both switches, and the owner's handling lets it
    is_held: bool = False  # a person lowered it: only a person raises it again
    lives_by_examples: bool = False  # a topic that was found or learnt: nothing of it, nothing left
    evidence: Evidence
    least_messages: int = LEAST_MESSAGES
    least_replies: int = LEAST_REPLIES


@dataclass(frozen=True, slots=True)
class Verdict:
    phase: str
    reason: str = ""  # empty: it stays as it is


def judge(standing: Standing) -> Verdict:
    """One step up or down, or none; called again until it stays."""
    if standing.lives_by_examples and standing.messages == 0 and standing.phase != OBSERVE:
        return Verdict(OBSERVE, "nothing-left")
    if standing.phase == AUTOMATED:
        return _judge_automated(standing)
    if standing.is_held:
        return Verdict(standing.phase)
    if standing.phase == OBSERVE and _is_recognised(standing):
        return Verdict(RECOGNISE, "learnt-enough")
    if standing.phase == RECOGNISE and _is_readable(standing):
        return Verdict(SUPERVISED, "reads-well")
    if standing.phase == SUPERVISED and standing.is_switched_on and standing.evidence.suffices:
        return Verdict(AUTOMATED, "proved")
    return Verdict(standing.phase)


def _judge_automated(standing: Standing) -> Verdict:
    if not standing.is_switched_on:
        return Verdict(SUPERVISED, "switched-off")
    if standing.evidence.bound < standing.evidence.target:
        return Verdict(SUPERVISED, "bound-fell")
    if not standing.evidence.suffices:
        return Verdict(SUPERVISED, "too-few-decisions")
    return Verdict(AUTOMATED)


def _is_recognised(standing: Standing) -> bool:
    has_learnt = standing.messages >= standing.least_messages and standing.replies >= standing.least_replies
    return has_learnt or (standing.is_trusted and standing.messages > 0)


def _is_readable(standing: Standing) -> bool:
    is_accurate = standing.accuracy is not None and standing.accuracy >= ENOUGH_ACCURACY
    return standing.topics > 0 and (standing.is_trusted or is_accurate)


def is_small_edit(proposed: str, sent: str, distance: float) -> bool:
    """Whether what was sent is still what was proposed: few letters, no number and no "not" changed."""
    if distance > SMALL_EDIT:
        return False
    before, after = fold(proposed), fold(sent)
    return sorted(_NUMBER.findall(before)) == sorted(_NUMBER.findall(after)) and sorted(
        _NEGATION.findall(before)
    ) == sorted(_NEGATION.findall(after))
