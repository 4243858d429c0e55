"""Everything one notice is made from, so that it can be made again exactly."""

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Self

from anomalies.features import Features
from anomalies.payments import Payment


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a notice is made of. `numbers` and `words` hold what only its kind knows, e.g. the old price."""

    kind: str
    merchant: str
    category: str
    day: date
    amount: float
    base_currency: str
    original: float
    currency: str
    features: Features | None = None
    numbers: dict[str, float] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), "day": self.day.isoformat()}

    @classmethod
    def from_dict(cls, stored: dict[str, Any]) -> Self:
        features = stored["features"]
        return cls(
            **{
                **stored,
                "day": date.fromisoformat(stored["day"]),
                "features": Features.from_dict(features) if features else None,
            }
        )

    @classmethod
    def of(
        cls,
        kind: str,
        payment: Payment,
        base_currency: str,
        features: Features | None = None,
        **numbers: float,
    ) -> Self:
        return cls(
            kind=kind,
            merchant=payment.name,
            category=payment.category,
            day=payment.day,
            amount=payment.amount or 0.0,
            base_currency=base_currency,
            original=payment.original,
            currency=payment.currency,
            features=features,
            numbers=numbers,
        )


@dataclass(slots=True, kw_only=True)
class Notice:
    """Something to tell: about which payment, with which others, and why."""

    kind: str
    key: str  # of the payment it is about
    merchant: str  # normalised
    day: date  # when it was to be told
    moment: int
    facts: Facts
    others: list[str] = field(default_factory=list)  # keys of the other payments that belong to it
    rule: str = ""  # the key of the own rule that speaks
