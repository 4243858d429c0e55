"""Which money that left one own account arrived on another."""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal

MOST_DAYS = 4
CERTAIN, WORTH_ASKING = 6, 4
_FEE, _RATE_TOLERANCE = Decimal("0.01"), Decimal("0.03")
_RIVAL = 1  # a partner on a third account that fits nearly as well makes both uncertain
_RARE_FROM = 1_000

_OWN = re.compile(r"\b(self|own|internal|sweep|tran?sfe?r|trf|xfer|funds? tr(?:ans)?fer)\b")
_CARD = re.compile(
    r"\b((credit ?card|cc|card) (bill|payment|pymt|pmt|autopay|dues)|payment received|autopay payment"
    r"|bill ?desk cc|ccpayment|ccbill|cred club)\b"
)
_FITS = {  # what a category of transfers says about the account at the other end
    "Cash Withdrawal": {"cash"},
    "Card Payment": {"card"},
    "Wallet Top-up": {"wallet"},
    "Investments": {"investment"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnAccount:
    """What is known of an account of the workspace."""

    kind: str
    last4: str = ""
    bank: str = ""  # folded words of the institution


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """A row as matching sees it: with the kind it had before it was paired.

    Attributes:
        worth: in the base currency, if a rate is known.
        text: folded description and merchant.
        category: its name; `is_filed` when it is one of spending or income.
        label: tells rows of one moment apart, whatever order they came in.
    """

    key: str
    account: str
    on: date
    at: time | None = None
    amount: Decimal
    currency: str
    worth: Decimal | None
    kind: str
    text: str = ""
    references: frozenset[str] = frozenset()
    category: str = ""
    is_filed: bool = False
    label: str = ""

    @property
    def order(self) -> tuple[str, ...]:
        return (self.on.isoformat(), f"{self.at or ''}", self.account, self.text, self.label, self.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two rows that are one movement; `is_certain` when nobody needs to be asked."""

    outgoing: Movement
    incoming: Movement
    score: int
    reasons: tuple[str, ...]
    is_certain: bool


@dataclass(frozen=True, slots=True)
class _Edge:
    out: Movement
    inc: Movement
    score: int
    reasons: tuple[str, ...]

    @property
    def order(self) -> tuple[object, ...]:
        return (-self.score, abs((self.inc.on - self.out.on).days), self.out.order, self.inc.order)


def find_pairs(
    movements: Sequence[Movement],
    *,
    accounts: Mapping[str, OwnAccount],
    people: Collection[str] = (),
    rejected: Collection[tuple[str, str]] = (),
) -> list[Pair]:
    """Best pairs first, each row in one pair at most; the order of `movements` does not matter.

    Args:
        people: folded names of the workspace's members.
        rejected: keys of (outgoing, incoming) that a person called no pair.
    """
    edges = sorted(_edges(movements, accounts, people, set(rejected)), key=lambda edge: edge.order)
    by_row: dict[str, list[_Edge]] = defaultdict(list)
    for edge in edges:
        by_row[edge.out.key].append(edge)
        by_row[edge.inc.key].append(edge)
    taken: set[str] = set()
    pairs = []
    for edge in edges:
        if edge.out.key in taken or edge.inc.key in taken:
            continue
        is_certain = edge.score >= CERTAIN and not _has_rival(edge, by_row, taken)
        pairs.append(
            Pair(
                outgoing=edge.out,
                incoming=edge.inc,
                score=edge.score,
                reasons=edge.reasons,
                is_certain=is_certain,
            )
        )
        taken |= {edge.out.key, edge.inc.key}
    return pairs


def _has_rival(edge: _Edge, by_row: Mapping[str, list[_Edge]], taken: set[str]) -> bool:
    """Whether a row on another account would do nearly as well."""
    for other in by_row[edge.out.key]:
        if other.inc.account != edge.inc.account and other.inc.key not in taken and _is_close(edge, other):
            return True
    for other in by_row[edge.inc.key]:
        if other.out.account != edge.out.account and other.out.key not in taken and _is_close(edge, other):
            return True
    return False


def _is_close(edge: _Edge, other: _Edge) -> bool:
    return other.score >= edge.score - _RIVAL


class _Incoming:
    """Money in, by day: of one currency by amount, and of any by worth."""

    def __init__(self, movements: Iterable[Movement]) -> None:
        self.amounts: dict[tuple[date, str], list[Movement]] = defaultdict(list)
        self.worths: dict[date, list[Movement]] = defaultdict(list)
        for row in movements:
            self.amounts[row.on, row.currency].append(row)
            if row.worth:
                self.worths[row.on].append(row)
        for rows in self.amounts.values():
            rows.sort(key=lambda row: row.amount)
        for rows in self.worths.values():
            rows.sort(key=lambda row: row.worth or Decimal(0))

    def near(self, out: Movement) -> Iterator[Movement]:
        for offset in range(-MOST_DAYS, MOST_DAYS + 1):
            day = out.on + timedelta(days=offset)
            same = self.amounts.get((day, out.currency), [])
            low = bisect_left(same, -out.amount * (1 - _FEE), key=lambda row: row.amount)
            high = bisect_right(same, -out.amount, key=lambda row: row.amount)
            yield from same[low:high]
            if out.worth:
                yield from self._foreign(out, -out.worth, day)

    def _foreign(self, out: Movement, worth: Decimal, day: date) -> Iterator[Movement]:
        rows = self.worths.get(day, [])
        low = bisect_left(rows, worth * (1 - _RATE_TOLERANCE), key=lambda row: row.worth or Decimal(0))
        high = bisect_right(rows, worth * (1 + _RATE_TOLERANCE), key=lambda row: row.worth or Decimal(0))
        for row in rows[low:high]:
            if row.currency != out.currency:
                yield row


def _edges(
    movements: Sequence[Movement],
    accounts: Mapping[str, OwnAccount],
    people: Collection[str],
    rejected: set[tuple[str, str]],
) -> Iterator[_Edge]:
    incoming = _Incoming(row for row in movements if row.amount > 0)
    for out in movements:
        if out.amount >= 0:
            continue
        for inc in incoming.near(out):
            if inc.account == out.account or (out.key, inc.key) in rejected:
                continue
            score, reasons = _judge(out, inc, accounts[out.account], accounts[inc.account], people)
            if score >= WORTH_ASKING:
                yield _Edge(out, inc, score, reasons)


def _judge(
    out: Movement, inc: Movement, source: OwnAccount, target: OwnAccount, people: Collection[str]
) -> tuple[int, tuple[str, ...]]:
    """How sure it is that these are one movement, and what says so."""
    hints = {
        "reference": 6 if out.references & inc.references else 0,
        "account": 3 if _names(out, target) or _names(inc, source) else 0,
        "card": 3 if "card" in {target.kind, source.kind} and _says_card(out, inc) else 0,
        "category": _by_category(out, source, target) + _by_category(inc, source, target),
        "kinds": 2 * ((out.kind == "transfer") + (inc.kind == "transfer")),
        "words": min(3, 2 * bool(_OWN.search(out.text)) + 2 * bool(_OWN.search(inc.text))),
        "name": 2 if any(_says(person, out) or _says(person, inc) for person in people) else 0,
    }
    score = sum(hints.values())
    if score <= 0 and not _is_rare(out, inc):
        return 0, ()
    score += 2 if out.currency == inc.currency and out.amount == -inc.amount else 0
    score += _by_days(out, inc) + (1 if _is_rare(out, inc) else 0)
    score -= 3 * (out.is_filed and out.kind != "transfer") + 4 * (inc.is_filed and inc.kind != "transfer")
    return score, tuple(name for name, points in hints.items() if points > 0)


def _by_days(out: Movement, inc: Movement) -> int:
    """The same day speaks for a pair; money that arrives well before it left does not."""
    days = (inc.on - out.on).days
    if days == 0:
        return 1
    return 0 if -1 <= days <= 2 else -1


def _by_category(row: Movement, source: OwnAccount, target: OwnAccount) -> int:
    """Cash drawn goes to cash, a card payment to a card; anything else is against it."""
    wanted = _FITS.get(row.category) if row.kind == "transfer" else None
    if wanted is None:
        return 0
    return 2 if {source.kind, target.kind} & wanted else -6


def _names(row: Movement, other: OwnAccount) -> bool:
    return len(other.last4) == 4 and re.search(rf"(?<!\d)[x*]*{other.last4}\b", row.text) is not None


def _says_card(out: Movement, inc: Movement) -> bool:
    return bool(_CARD.search(out.text) or _CARD.search(inc.text))


def _says(person: str, row: Movement) -> bool:
    return f" {person} " in f" {row.text} "


def _is_rare(out: Movement, inc: Movement) -> bool:
    """An exact amount nobody pays by chance: large, and not round."""
    exact = out.currency == inc.currency and out.amount == -inc.amount
    return exact and inc.amount >= _RARE_FROM and inc.amount % 50 != 0
