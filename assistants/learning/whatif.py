"""What would have happened, had a topic been answered by itself: past judgements played again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistants.learning.earning import Outcome, pooled
from assistants.learning.evidence import wilson_lower

CAUTIOUS = 0.9  # the confidence asked for while nothing earlier proves a lower one
IN_SCOPE_FROM = 0.5
ENOUGH_ANSWERS = 20  # below, the share of wrong ones says little


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One message of the past and its draft. `is_right` is None where there was none to judge."""

    confidence: float
    in_scope: float = 1.0
    is_right: bool | None = None
    is_held: bool = False  # the gate found something in it


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """`answered` of `messages` would have been answered without a person, `wrong` of them wrongly."""

    messages: int
    answered: int
    wrong: int
    from_confidence: float

    @property
    def answered_share(self) -> float:
        return self.answered / self.messages if self.messages else 0.0

    @property
    def wrong_share(self) -> float:
        return self.wrong / self.answered if self.answered else 0.0

    @property
    def proved(self) -> float:
        """The share of right answers these prove at least."""
        return wilson_lower(self.answered - self.wrong, self.answered)

    @property
    def is_telling(self) -> bool:
        return self.answered >= ENOUGH_ANSWERS


def cut_from(earlier: Sequence[Outcome], *, target: float, minimum: int) -> float:
    """The confidence from which earlier judgements proved the target; a cautious one when none did."""
    evidence = pooled(earlier, target=target, minimum=minimum)
    return evidence.from_confidence if evidence.suffices else CAUTIOUS


def what_if(messages: Iterable[Judged], *, cut: float) -> WhatIf:
    """Play messages again with the switch on: what is sure, in scope and passed the gate is answered."""
    known = list(messages)
    answered = [one for one in known if _is_answered(one, cut)]
    return WhatIf(
        messages=len(known),
        answered=len(answered),
        wrong=sum(not one.is_right for one in answered),
        from_confidence=cut,
    )


def _is_answered(message: Judged, cut: float) -> bool:
    if message.is_right is None or message.is_held:
        return False
    return message.confidence >= cut and message.in_scope >= IN_SCOPE_FROM
