"""What kind of paper it is: words speak for kinds with weights, and the sum decides."""

import math
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

OTHER = "other"
MOST_CHARACTERS = 12_000
FEWEST_POINTS = 2.5  # one word alone may be prose
HEAD_ROWS, LONGEST_HEADING = 4, 50
SHORT_PAPER = 2_500  # characters of a till receipt, at most


def _rules() -> list[tuple[str, float, str, "re.Pattern[str]"]]:
    told = tomllib.loads((Path(__file__).parent / "kinds.toml").read_text(encoding="utf-8"))
    return [
        (
            rule["kind"],
            rule["points"],
            rule["reason"],
            re.compile(rule["pattern"], re.IGNORECASE | re.MULTILINE),
        )
        for rule in told["rule"]
    ]


_RULES = _rules()
TITLE, HEADING = 2.0, 1.0  # points for the file's title, and for the first rows
_TITLES = (
    ("receipt", re.compile(r"receipt|quittung|bon\b", re.IGNORECASE)),
    ("invoice", re.compile(r"invoice|rechnung|facture|factura", re.IGNORECASE)),
    ("bill", re.compile(r"\bbill\b", re.IGNORECASE)),
    ("statement", re.compile(r"statement|kontoauszug", re.IGNORECASE)),
    ("contract", re.compile(r"agreement|contract|lease|policy|vertrag|contrat", re.IGNORECASE)),
    ("letter", re.compile(r"letter|brief\b", re.IGNORECASE)),
    ("identity", re.compile(r"passport|aadhaar|licen[cs]e|ausweis", re.IGNORECASE)),
)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of `Document.Kind`, how sure it is (0 to 1), and the words that speak for it."""

    name: str
    confidence: float
    reasons: tuple[str, ...]


def kind_of(text: str, *, title: str = "", pages: int = 1) -> Kind:
    """The kind of a paper by its words; `other` when too few speak for any.

    Args:
        title: of the file or from its properties.
        pages: a till receipt has one or two.
    """
    text = text[:MOST_CHARACTERS]
    points: dict[str, float] = {}
    reasons: dict[str, list[str]] = {}
    headings = [row.strip() for row in text.split("\n") if row.strip()][:HEAD_ROWS]
    heading = " ".join(row for row in headings if len(row) < LONGEST_HEADING)
    spoken = (*_spoken(text), *_titled(title, TITLE), *_titled(heading, HEADING), *_shaped(text, pages))
    for kind, value, reason in spoken:
        points[kind] = points.get(kind, 0.0) + value
        reasons.setdefault(kind, []).append(reason)
    best = max(points, key=lambda kind: points[kind], default=OTHER)
    if points.get(best, 0.0) < FEWEST_POINTS:
        return Kind(OTHER, 0.4, ())
    weights = {kind: math.exp(value - points[best]) for kind, value in points.items()}
    share = 1 / (sum(weights.values()) + math.exp(FEWEST_POINTS - points[best]))
    return Kind(best, round(min(0.97, share), 3), tuple(reasons[best]))


def _spoken(text: str) -> Iterator[tuple[str, float, str]]:
    for kind, points, reason, pattern in _RULES:
        if pattern.search(text):
            yield kind, points, reason


def _titled(title: str, points: float) -> Iterator[tuple[str, float, str]]:
    for kind, pattern in _TITLES:
        if pattern.search(title.replace("-", " ").replace("_", " ")):
            yield kind, points, "its title"


def _shaped(text: str, pages: int) -> Iterator[tuple[str, float, str]]:
    """A receipt is short; contracts and letters are sentences, not sums."""
    if pages > 2 or len(text) > SHORT_PAPER:
        yield "receipt", -2.0, "its length"
    rows = [row for row in text.split("\n") if row.strip()]
    if rows and sum(len(row) for row in rows) / len(rows) < 34 and len(text) < SHORT_PAPER:
        yield "receipt", 1.3, "short rows"
