"""The one shape of an answer, whoever gave it."""

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Status = Literal["ok", "clarify", "no_data", "unanswerable", "refused"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A passage of a document. `quote` occurs literally in the stored text of that page."""

    document: str  # id
    external_name: str  # the file's name
    page: int
    quote: str
    start: int | None = None  # offsets of the quote in the page's text
    end: int | None = None
    boxes: list[list[float]] = field(default_factory=list)  # [x0, y0, x1, y1] in 0..1 of the page
    at_ms: int | None = None  # of a recording: when the quote is said or shown


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedWrite:
    """What a tool would do once the person says yes: exactly these arguments, said in a sentence."""

    tool: str
    arguments: dict[str, Any]
    sentence: str
    facts: list[tuple[str, str]] = field(default_factory=list)  # the arguments as people read them


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What `ask` prints and the chat shows. Fields with nothing to say are null or empty."""

    status: Status
    text: str
    value: float | str | bool | list[float] | None = None
    unit: str | None = None
    rows: list[tuple[str, float]] | None = None
    ids: list[str] | None = None  # external ids of listed transactions
    labels: list[str] | None = None
    query: dict[str, Any] | None = None
    citations: list[Citation] = field(default_factory=list)
    chips: list[dict[str, Any]] = field(default_factory=list)  # how the question was understood
    options: list[dict[str, str]] = field(default_factory=list)  # buttons of a clarifying question
    transactions: list[str] = field(default_factory=list)  # primary keys of the rows shown
    transaction_count: int | None = None  # rows behind the answer in all; `transactions` may be fewer
    source: str = ""  # which tool answered
    is_understood: bool = True  # whether the tool was sure of what was asked
    as_of: str | None = None  # ISO moment; set when the answer was computed earlier and kept
    proposals: list[ProposedWrite] = field(default_factory=list)  # waiting for the person's yes
    given: dict[str, Any] = field(default_factory=dict)  # typed values for other tools, by kind; JSON

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)
