"""From what should be done with a message and the words there are, to what is done."""

from dataclasses import dataclass, replace
from typing import Literal

from assistants.drafting.base import Words
from assistants.triage.deciding import (
    ANGER,
    CUSTOMER_ASKED,
    LOW_CONFIDENCE,
    MISSING_KNOWLEDGE,
    POLICY,
    Action,
    Decision,
)

State = Literal["hidden", "proposed", "automated"]
NOBODY_SEES = ("observe", "recognise")
WORDS_HELP = (MISSING_KNOWLEDGE, LOW_CONFIDENCE)  # reasons that good words answer


@dataclass(frozen=True, slots=True)
class Settled:
    """What happens: the action and its reason of handover, and what becomes of the draft.

    `tells` says whether a handover is carried out. While an assistant only watches, a question it could
    not answer is no handover: nobody had given the enquiry to it.
    """

    action: Action
    reason: str = ""
    state: State = "proposed"
    tells: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What was found out about one message."""

    decision: Decision
    words: Words | None
    phase: str
    needs_person: bool = False  # a rule of the owner's says so
    is_with_person: bool = False
    was_asked_again: bool = False  # somebody wanted another draft: they are there to decide


def settle(case: Case) -> Settled:
    """What to do; only clean words that may be sent, with everything in favour, go out by themselves."""
    decision = _ruled(case)
    if decision.action == "handover":
        return _handed_over(decision, case)
    if case.words is None:
        return _handed_over(Decision("handover", MISSING_KNOWLEDGE), replace(case, decision=decision))
    if decision.action == "answer" and _may_send(case, case.words):
        return Settled("answer", state="automated")
    return Settled("draft", state="hidden" if case.phase in NOBODY_SEES else "proposed")


def _ruled(case: Case) -> Decision:
    """The owner's rules count more than what was measured, but not more than what the customer wants."""
    decision = case.decision
    is_settled = decision.action == "handover" and decision.reason in (CUSTOMER_ASKED, ANGER)
    if case.needs_person and not is_settled:
        return Decision("handover", POLICY)
    has_words = case.words is not None and not case.words.problems
    if decision.action == "handover" and decision.reason in WORDS_HELP and has_words:
        return Decision("draft", decision.reason)
    return decision


def _handed_over(decision: Decision, case: Case) -> Settled:
    is_watching = case.phase in NOBODY_SEES
    has_words = case.words is not None
    return Settled(
        "handover",
        decision.reason,
        "proposed" if has_words and not is_watching else "hidden",
        tells=not (is_watching and decision.reason in WORDS_HELP),
    )


def _may_send(case: Case, words: Words) -> bool:
    is_free = not (case.is_with_person or case.was_asked_again)
    return is_free and words.may_send and not words.problems
