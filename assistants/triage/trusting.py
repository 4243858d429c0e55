"""When to answer without a person: from which trust on past proposals prove to be right often enough."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistants.learning.evidence import wilson_lower
from assistants.triage.base import Reading

Floats = NDArray[np.float64]
WINDOW, NEWEST = 600, 300  # newest proposals that count as evidence; these by themselves too, as readers grow
LEARN_FROM = 200  # proposals that trust is learnt from at least
LEAST_WRONG = 10
LEAST_WRONG_OF_TOPIC = 2  # one may be chance
AS_IF = 400  # more evidence than this proves no more: windows to come vary, and what customers ask drifts
LEAST_EVIDENCE = 80  # proposals at or above a threshold, whatever they prove
PROBATION, CAUTION = 120, 0.01  # so many answers without a person long the target is stricter by this
RECORD = 300  # newest answers given without a person that the target is corrected by
AGREEMENT_FROM = 0.25
IN_SCOPE_FROM = 0.5


@dataclass(frozen=True, slots=True)
class Proposal:
    """What was proposed and whether it proved right; for a message out of scope nothing is."""

    topic: str
    signs: tuple[float, ...]
    allowed: bool  # by scope and agreement
    right: bool


def signs_of(reading: Reading, examples: int) -> tuple[float, ...]:
    """What trust is judged by; `examples` is how many the proposed topic has."""
    nearest = reading.nearest[0].similarity if reading.nearest else 0.0
    return (
        _logit(reading.confidence),
        _logit(reading.in_scope_score),
        reading.agreement,
        nearest,
        float(np.log1p(examples)),
    )


def _logit(share: float) -> float:
    bounded = min(max(share, 1e-3), 1 - 1e-3)
    return float(np.log(bounded / (1 - bounded)))


def is_allowed(reading: Reading) -> bool:
    """Whether scope and neighbours let a message be answered at all."""
    return reading.in_scope_score >= IN_SCOPE_FROM and reading.agreement >= AGREEMENT_FROM


@dataclass(frozen=True, slots=True)
class Trust:
    """From which trust on, and which topics' own records speak against them."""

    weights: Floats | None
    bias: float
    threshold: float
    barred: frozenset[str]

    def of(self, signs: Sequence[Sequence[float]]) -> Floats:
        """A belief that each proposal is right, 0..1."""
        rows = np.asarray(signs, dtype=np.float64)
        if self.weights is None:
            certain = 1 / (1 + np.exp(-rows[:, :2]))
            product: Floats = certain[:, 0] * certain[:, 1]
            return product
        found: Floats = 1 / (1 + np.exp(-(rows @ self.weights + self.bias)))
        return found

    def lets(self, reading: Reading, signs: Sequence[float]) -> bool:
        if not is_allowed(reading) or reading.label in self.barred:
            return False
        return bool(self.of([signs])[0] >= self.threshold - 1e-9)


def cautious(target: float, answered: Sequence[bool]) -> float:
    """The target to aim at: stricter on probation, and where answers turned out worse than they should.

    Args:
        answered: whether each answer given without a person proved right, the oldest first.
    """
    newest = answered[-RECORD:]
    wrong = newest.count(False) / max(1, len(newest))
    behind = max(0.0, wrong - 0.7 * (1 - target))
    added = max(behind, CAUTION if len(answered) < PROBATION else 0.0)
    return min(target + added, 1 - (1 - target) / 4)


def trust_from(proposals: Sequence[Proposal], target: float, answered: Sequence[bool] = ()) -> Trust:
    """What the newest proposals prove: the lowest threshold at which they are right often enough."""
    goal = cautious(target, answered)
    evidence = proposals[-WINDOW:]
    weights, bias = _learnt(evidence)
    open_trust = Trust(weights, bias, 0.0, frozenset())
    allowed = [one for one in evidence if one.allowed]
    if not allowed:
        return Trust(weights, bias, 2.0, frozenset())
    trusts = open_trust.of([one.signs for one in allowed])
    right = np.array([one.right for one in allowed])
    recent = sum(one.allowed for one in evidence[-NEWEST:])
    threshold = min(
        lowest_proved(trusts[-part:], right[-part:], goal) for part in (len(allowed), max(1, recent))
    )
    chosen = [one for one, trust in zip(allowed, trusts, strict=True) if trust >= threshold]
    return Trust(weights, bias, threshold, _barred(chosen, target))


def _learnt(evidence: Sequence[Proposal]) -> tuple[Floats | None, float]:
    right = np.array([one.right for one in evidence], dtype=bool)
    if len(evidence) < LEARN_FROM or min(right.sum(), (~right).sum()) < LEAST_WRONG:
        return None, 0.0
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=1.0).fit(np.array([one.signs for one in evidence]), right)
    return model.coef_[0], float(model.intercept_[0])


def lowest_proved(trusts: Floats, right: NDArray[np.bool_], target: float) -> float:
    """The lowest trust from which on the Wilson bound of being right reaches `target`; 2 when none is."""
    order = np.argsort(-trusts, kind="stable")
    hits = np.cumsum(right[order])
    for place in range(len(order) - 1, LEAST_EVIDENCE - 2, -1):
        count = place + 1
        if place + 1 < len(order) and trusts[order[place]] == trusts[order[place + 1]]:
            continue
        known = min(count, AS_IF)
        if wilson_lower(int(hits[place] * known // count), known) >= target:
            return float(trusts[order[place]])
    return 2.0


def _barred(chosen: Sequence[Proposal], target: float) -> frozenset[str]:
    """Topics whose own record is worse than the target, even at its most hopeful."""
    records: dict[str, list[bool]] = {}
    for one in chosen:
        records.setdefault(one.topic, []).append(one.right)
    return frozenset(
        topic
        for topic, record in records.items()
        if record.count(False) >= LEAST_WRONG_OF_TOPIC
        and 1 - wilson_lower(record.count(False), len(record)) < target
    )
