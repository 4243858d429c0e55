"""When to answer without a person: from which trust on past proposals prove to be right often enough.

Readers grow while they are watched, so evidence is always of a slightly worse one, and there is little of it.
Hence two questions are asked of a threshold: how many answers above it are expected to be wrong, by a
regression over all that was proposed, the newest most; and whether what really came of the newest proposals
above it bears that out.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assistants.learning.evidence import wilson_lower
from assistants.triage.base import Reading

Floats = NDArray[np.float64]
LEARN_WINDOW, HALVING = 1_500, 400  # proposals that trust is learnt from; every so many older ones count half
WINDOW = 500  # newest proposals a machine may answer, of which thresholds are judged
LEARN_FROM = 120  # proposals that trust is learnt from at least
LEAST_WRONG = 10
LEAST_WRONG_OF_TOPIC = 2  # one may be chance
LEAST_EVIDENCE, START_EVIDENCE = 80, 200  # proposals at or above a threshold at least; on probation
EXAMPLES_EACH = 12  # that topics have on average before anything is answered
EXPECTED = 0.7  # of the errors that the target allows: so many are aimed at
PROBATION, CAUTION = 150, 0.005  # so many answers without a person long fewer errors are aimed at
MARGIN = 0.02  # how far below the target the Wilson bound may lie, of a reader that has grown since
RECORD, RECORD_PRIOR = (
    300,
    60,
)  # newest answers given without a person, and as many more that were as expected
STRICTEST = 0.2  # of the errors that the target allows
AGREEMENT_FROM = 0.25
IN_SCOPE_FROM = 0.5
NEVER = 2.0  # a threshold that no trust reaches


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


def expected_errors(target: float, answered: Sequence[bool]) -> float:
    """The share of errors to aim at: less on probation, and where answers turned out worse than they should.

    Args:
        answered: whether each answer given without a person proved right, the oldest first.
    """
    aim = EXPECTED * (1 - target)
    newest = answered[-RECORD:]
    wrong = (newest.count(False) + RECORD_PRIOR * aim) / (len(newest) + RECORD_PRIOR)
    caution = CAUTION if len(answered) < PROBATION else 0.0
    return max(aim - caution - max(0.0, wrong - aim), STRICTEST * (1 - target))


def trust_from(proposals: Sequence[Proposal], target: float, answered: Sequence[bool] = ()) -> Trust:
    """What past proposals prove: the lowest threshold at which they are right often enough."""
    weights, bias = _learnt(proposals[-LEARN_WINDOW:])
    trust = Trust(weights, bias, NEVER, frozenset())
    allowed = [one for one in proposals[-LEARN_WINDOW:] if one.allowed][-WINDOW:]
    if not allowed:
        return trust
    trusts = trust.of([one.signs for one in allowed])
    right = np.array([one.right for one in allowed])
    least = START_EVIDENCE if len(answered) < PROBATION else LEAST_EVIDENCE
    aim = expected_errors(target, answered) if weights is not None else 1.0
    threshold = lowest_proved(trusts, right, target - MARGIN, aim, least)
    chosen = [one for one, sure in zip(allowed, trusts, strict=True) if sure >= threshold]
    return replace(trust, threshold=threshold, barred=_barred(chosen, target))


def _learnt(evidence: Sequence[Proposal]) -> tuple[Floats | None, float]:
    right = np.array([one.right for one in evidence], dtype=bool)
    if len(evidence) < LEARN_FROM or min(right.sum(), (~right).sum()) < LEAST_WRONG:
        return None, 0.0
    from sklearn.linear_model import LogisticRegression

    signs = np.array([one.signs for one in evidence])
    ages = np.arange(len(evidence), 0, -1)
    model = LogisticRegression(C=1.0, tol=1e-3).fit(signs, right, sample_weight=0.5 ** (ages / HALVING))
    return model.coef_[0], float(model.intercept_[0])


def lowest_proved(
    trusts: Floats, right: NDArray[np.bool_], bound: float, aim: float, least: int = LEAST_EVIDENCE
) -> float:
    """The lowest trust from which on few enough are expected to be wrong, and were; `NEVER` when none is.

    Args:
        trusts: beliefs that proposals are right, shape (n,), and whether they were.
        bound: what the Wilson bound of being right must reach.
        aim: the largest share of errors that may be expected.
        least: how many proposals there must be above it.
    """
    order = np.argsort(-trusts, kind="stable")
    sure, counts = trusts[order], np.arange(1, len(order) + 1)
    hits = np.cumsum(right[order])
    expected = np.cumsum(1 - sure) / counts
    is_last = np.r_[sure[1:] != sure[:-1], True]  # equal trusts stand or fall together
    for place in np.flatnonzero(is_last & (counts >= least) & (expected <= aim))[::-1]:
        if wilson_lower(int(hits[place]), int(counts[place])) >= bound:
            return float(sure[place])
    return NEVER


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
