"""What reading a message gives."""

from dataclasses import dataclass, field

OUTSIDE_NAMES = frozenset(
    {"", "oos", "ood", "out of scope", "outofscope", "out of domain", "outside", "none", "null", "nan"}
    | {"other", "unknown", "no topic", "no intent", "n a", "irrelevant", "off topic"}
)
"""Labels of a file that say: this belongs to no topic."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An earlier question like this one; `similarity` is a cosine, 1.0 for the same words."""

    id: str
    text: str
    label: str
    similarity: float


@dataclass(frozen=True, slots=True)
class Entity:
    """Something a message names: `kind` is order, amount, date, email, phone, iban, card, url or name."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Signals:
    """What the wording tells without any training; anger and urgency run from 0 to 1."""

    language: str = "en"
    anger: float = 0.0
    urgency: float = 0.0
    wants_person: bool = False
    entities: tuple[Entity, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """One message, read.

    `confidence` is the calibrated probability that `label` is right given that the message is in
    scope; `in_scope_score` the belief that it is about any known topic at all, 0.5 being the natural
    place to cut; `agreement` the share of similarity that the nearest neighbours give to `label`.
    """

    label: str | None
    confidence: float
    in_scope_score: float
    nearest: tuple[Neighbour, ...] = ()
    agreement: float = 0.0
    language: str = "en"
    anger: float = 0.0
    urgency: float = 0.0
    entities: tuple[Entity, ...] = ()
    wants_person: bool = field(default=False, kw_only=True)


def is_outside(label: str | None) -> bool:
    """Whether a label of a file means that the message belongs to no topic."""
    from lumen.common.text import slug_key

    return label is None or slug_key(str(label)) in OUTSIDE_NAMES
