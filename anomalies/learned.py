"""What people's answers changed and what they cancelled, as the judge needs it."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from anomalies import weights
from anomalies.detectors.cancelled import Cancellation


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """Empty means: nothing was said yet. Merchants are normalised keys."""

    normal_up_to: dict[str, float] = field(default_factory=dict)
    muted_merchants: frozenset[str] = frozenset()
    muted_kinds: frozenset[str] = frozenset()
    honest_twins: frozenset[tuple[str, float]] = frozenset()  # merchant, amount in its currency
    watched: frozenset[str] = frozenset()
    factors: dict[str, float] = field(default_factory=dict)  # of every payment's signals
    own_factors: dict[str, dict[str, float]] = field(default_factory=dict)  # of a category's alone
    cancelled: tuple[Cancellation, ...] = ()

    def silences(self, kind: str, merchant: str) -> bool:
        return kind in self.muted_kinds or merchant in self.muted_merchants

    def factors_for(self, category: str) -> dict[str, float]:
        """What the weight of each signal is multiplied with, for a payment of this category."""
        own = self.own_factors.get(category, {})
        return {code: self.factors.get(code, 1.0) * own.get(code, 1.0) for code in {*self.factors, *own}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a person said to one notice: "expected" or "not me"."""

    merchant: str
    category: str
    amount: float  # in the base currency
    leading: str | None  # the signal that counted most
    is_expected: bool
    is_watched: bool = False  # said so lately that its merchant is still watched


def normal_after(answers: Iterable[Answer]) -> dict[str, float]:
    """Up to which amount each merchant is normal now."""
    normal: dict[str, float] = {}
    for answer in answers:
        if answer.is_expected:
            room = answer.amount * weights.EXPECTED_ROOM
            normal[answer.merchant] = max(normal.get(answer.merchant, 0.0), room)
    return normal


def factors_after(answers: Iterable[Answer]) -> dict[str, float]:
    """The leading reason of each answered notice counts a little less or more everywhere."""
    return _factors(answers, weights.EVERYWHERE)


def own_factors_after(answers: Iterable[Answer]) -> dict[str, dict[str, float]]:
    """And much less or more in the category it was about: who travels need not be a big spender."""
    by_category: dict[str, list[Answer]] = defaultdict(list)
    for answer in answers:
        by_category[answer.category].append(answer)
    return {name: _factors(said, weights.IN_CATEGORY) for name, said in by_category.items()}


def _factors(answers: Iterable[Answer], steps: weights.Steps) -> dict[str, float]:
    said = [(answer.leading, answer.is_expected) for answer in answers if answer.leading]
    up = Counter(code for code, is_expected in said if not is_expected)
    down = Counter(code for code, is_expected in said if is_expected)
    return {code: steps.after(up=up[code], down=down[code]) for code in {*up, *down}}


def learned_from(answers: Iterable[Answer]) -> Learned:
    """What answers of these two kinds alone teach."""
    said = tuple(answers)
    return Learned(
        normal_up_to=normal_after(said),
        watched=frozenset(answer.merchant for answer in said if answer.is_watched),
        factors=factors_after(said),
        own_factors=own_factors_after(said),
    )
