"""What a proposed reply is made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

APPROVED, EARLIER, SNIPPET, FACT = "approved", "earlier", "snippet", "fact"
MONEY, MODEL, NONE = "money", "model", "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A text that the words rest on; `kind` is approved, earlier, document, fact, money or customer."""

    kind: str
    text: str
    title: str = ""
    id: str = ""  # of the approved reply or the document
    may_promise: bool = True  # whether its promises may be repeated to customers

    def as_dict(self) -> dict[str, str]:
        return {"kind": self.kind, "title": self.title, "text": self.text, "id": self.id}


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A reply that could be given, before anybody decided whether it is.

    `may_send` says whether these words may go out without a person where everything else allows it;
    `problems` is what the gate held against them. `known` are names that may stand in them.
    """

    origin: str
    text: str
    sources: tuple[Source, ...]
    citations: tuple[dict[str, Any], ...] = ()
    known: tuple[str, ...] = ()
    problems: tuple[dict[str, Any], ...] = ()
    may_send: bool = True
    is_exact: bool = False  # said as it stands: neither greeting nor closing is added
    model: str = ""
    cost: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """Who asks, as far as words may use it; what they call themselves is not proved by saying it."""

    name: str = ""
    email: str = ""
    is_verified: bool = False
    keys: tuple[str, ...] = ()  # what the business itself signed: number, address


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question of a customer, with everything they wrote since they were last answered."""

    text: str
    language: str
    customer: Customer
    entities: Sequence[tuple[str, str]] = ()  # (kind, text)
    vector: Any = None  # of the text, shape (384,); null where none can be made
