"""Which sum of a receipt is the total: its words propose, arithmetic decides."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import combinations

from documents.understanding.receipts.amounts import DECIMALS, Amount, find_amounts
from documents.understanding.receipts.roles import Role, role_of
from documents.understanding.receipts.rows import Row, letters

CENT = Decimal("0.011")
LARGEST_ROUNDING = Decimal("0.99")
SUMMARY_ROWS = 6
_BY_WORDS = {Role.STRONG_TOTAL: 5.0, Role.TOTAL: 4.0, Role.WEAK_TOTAL: 1.5}
TOTALS = frozenset(_BY_WORDS)
MOST_PARTS = 6


@dataclass(frozen=True, slots=True)
class Line:
    """A sum of a row with the role its words give it."""

    role: Role
    amount: Amount
    row: int
    is_last: bool = True

    @property
    def value(self) -> Decimal:
        return self.amount.value


@dataclass(slots=True)
class Candidate:
    """A value that may be the total, how much speaks for it, and where it stands."""

    value: Decimal
    row: int
    amount: Amount
    score: float = 0.0
    is_proven: bool = False
    reasons: list[str] = field(default_factory=list)

    def add(self, score: float, reason: str, *, proves: bool = False) -> None:
        if reason not in self.reasons:
            self.score += score
            self.reasons.append(reason)
        self.is_proven = self.is_proven or proves


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """What was found: the total with its row, the tax, and how far the rows add up."""

    total: Candidate | None
    tax: Decimal | None
    lines: Sequence[Line]
    first_sum_row: int  # items stand above it


def read_sums(rows: Sequence[Row], *, style: str = DECIMALS, dropped: str = "") -> Sums:
    """Find the total and the tax of a receipt.

    Args:
        dropped: digits a currency sign is often taken for; a leading one may go where arithmetic says so.
    """
    found = [find_amounts(row.text, style) for row in rows]
    lines = list(_lines(rows, found))
    first = min((line.row for line in lines if line.role in {*TOTALS, Role.SUBTOTAL}), default=len(rows))
    summary_tax = _summary(rows, found)
    candidates = _candidates(lines, rows, found)
    items = _item_sum(rows, found, first)
    _weigh(candidates, lines, items, summary_tax)
    if dropped:
        _drop_signs(candidates, lines, items, dropped)
    total = max(candidates.values(), key=lambda one: (one.score, one.row), default=None)
    tax = _tax(lines, total.value if total else None, summary_tax)
    return Sums(total=total, tax=tax, lines=lines, first_sum_row=first)


def _lines(rows: Sequence[Row], found: Sequence[list[Amount]]) -> Iterator[Line]:
    """Sums with a role; words alone in their row speak for the bare sum below, or else above."""
    roles = [role_of(row.text) for row in rows]
    bare = [_is_bare(row, found[number]) and not roles[number] for number, row in enumerate(rows)]
    summary = _summary_rows(roles, found)
    for number in range(len(rows)):
        role = roles[number]
        if number in summary or role in _SILENT:
            continue
        where = number
        if not found[number]:
            near = [at for at in (number + 1, number - 1) if 0 <= at < len(rows) and bare[at]]
            if not near:
                continue
            where = near[0]
            bare[where] = False
        if role in TOTALS and "round" in letters(rows[number].text) and _is_small(found[where]):
            role = Role.ROUNDING
        yield from _of_row(role, found[where], where)


def _is_small(amounts: Sequence[Amount]) -> bool:
    return all(abs(amount.value) <= LARGEST_ROUNDING for amount in amounts if amount.is_sure)


_SILENT = frozenset({Role.NONE, Role.HEADER, Role.SUMMARY, Role.ASIDE})


def _summary_rows(roles: Sequence[Role], found: Sequence[list[Amount]]) -> set[int]:
    """Rows of a table of taxes: its totals are not the receipt's."""
    inside: set[int] = set()
    for heading, role in enumerate(roles):
        if role == Role.SUMMARY:
            below = range(heading, min(heading + SUMMARY_ROWS + 1, len(roles)))
            inside |= {number for number in below if _is_of_summary(roles[number], found[number])}
    return inside


def _is_of_summary(role: Role, amounts: Sequence[Amount]) -> bool:
    sure = [amount for amount in amounts if amount.is_sure]
    return role in {Role.SUMMARY, Role.TAX, Role.NONE, Role.HEADER} or len(sure) >= 2


def _is_bare(row: Row, amounts: Sequence[Amount]) -> bool:
    return bool(amounts) and sum(character.isalpha() for character in row.text) <= 4


def _of_row(role: Role, amounts: Sequence[Amount], number: int) -> Iterator[Line]:
    sure = [amount for amount in amounts if amount.is_sure]
    if role == Role.COUNT:
        if len(sure) == 1 and len(amounts) > 1 and sure[0] is amounts[-1]:
            yield Line(Role.WEAK_TOTAL, sure[0], number)
        return
    usable = sure or list(amounts[-1:])
    for amount in usable:
        last = amount is usable[-1]
        kept = Role.TOTAL if role == Role.ROUNDING and abs(amount.value) > LARGEST_ROUNDING * 10 else role
        yield Line(kept, amount, number, last)


def _candidates(
    lines: Sequence[Line], rows: Sequence[Row], found: Sequence[list[Amount]]
) -> dict[Decimal, Candidate]:
    """Every value that some words call a total; else what was paid; else the largest sum."""
    candidates: dict[Decimal, Candidate] = {}
    for line in lines:
        if line.role not in TOTALS or line.value <= 0:
            continue
        weight = _BY_WORDS[line.role]
        weight *= (1 if line.is_last else 0.4) * (1 if line.amount.is_sure else 0.3)
        one = candidates.setdefault(line.value, Candidate(line.value, line.row, line.amount))
        one.add(weight if not one.reasons else 0.8, f"{line.role} in row {line.row}")
        one.row, one.amount = line.row, line.amount
    for value, line in _by_change(lines):
        candidates.setdefault(value, Candidate(value, line.row, line.amount))
    if not candidates:
        candidates = _last_resort(lines, found)
    return candidates


def _last_resort(lines: Sequence[Line], found: Sequence[list[Amount]]) -> dict[Decimal, Candidate]:
    paid = [line for line in lines if line.role in {Role.PAID, Role.SUBTOTAL} and line.amount.is_sure]
    if paid:
        best = max(paid, key=lambda line: line.value)
        return {best.value: Candidate(best.value, best.row, best.amount, 1.0)}
    sums = [(a.value, row, a) for row, each in enumerate(found) for a in each if a.is_sure and a.value > 0]
    if not sums:
        return {}
    value, row, amount = max(sums, key=lambda each: (each[0], each[1]))
    return {value: Candidate(value, row, amount, 0.5)}


def _by_change(lines: Sequence[Line]) -> Iterator[tuple[Decimal, Line]]:
    """What was paid less what came back, for each pair of such rows."""
    paid = [line for line in lines if line.role == Role.PAID and line.amount.is_sure]
    back = [line for line in lines if line.role == Role.CHANGE and line.amount.is_sure]
    for one in paid:
        for change in back:
            if 0 <= change.row - one.row <= 4 and one.value > abs(change.value):
                yield one.value - abs(change.value), one


def _item_sum(rows: Sequence[Row], found: Sequence[list[Amount]], first: int) -> Decimal:
    """The sum of the last amounts of the rows above the first total."""
    total = Decimal(0)
    for number in range(first):
        role = role_of(rows[number].text)
        sure = [amount for amount in found[number] if amount.is_sure]
        if sure and role in {Role.NONE, Role.DISCOUNT, Role.WEAK_TOTAL}:
            total += sure[-1].value if role != Role.DISCOUNT else -abs(sure[-1].value)
    return total


def _weigh(
    candidates: dict[Decimal, Candidate],
    lines: Sequence[Line],
    items: Decimal,
    summary: tuple[Decimal, Decimal] | None,
) -> None:
    changes = [value for value, _line in _by_change(lines)]
    paid = [line.value for line in lines if line.role == Role.PAID]
    composed = _composed(lines, items)
    for one in candidates.values():
        if one.value in changes:
            one.add(5, "paid less change", proves=True)
        elif one.value in paid:
            one.add(2, "paid", proves=not changes)
        if _has(composed, one.value):
            one.add(3, "parts add up", proves=True)
        if items and abs(items - one.value) < CENT:
            one.add(1.5, "items add up", proves=True)
        if summary and abs(sum(summary) - one.value) <= Decimal("0.05"):
            one.add(2, "tax table adds up")
        if changes and one.value in paid and one.value not in changes:
            one.add(-4, "cash given")
    _prefer_rounded(candidates, lines)


def _has(values: Sequence[Decimal], wanted: Decimal) -> bool:
    return any(abs(value - wanted) < CENT for value in values)


def _composed(lines: Sequence[Line], items: Decimal) -> list[Decimal]:
    """Subtotals with every choice of taxes, service, rounding and discounts."""
    bases = list(dict.fromkeys(line.value for line in lines if line.role == Role.SUBTOTAL))
    bases += [items] if items > 0 and items not in bases else []
    parts = [_signed(line) for line in lines if line.role in _SIGNS and line.is_last and line.value]
    parts = parts[:MOST_PARTS]
    sums = []
    for base in bases[:4]:
        for size in range(1, len(parts) + 1):
            sums += [base + sum(chosen, Decimal(0)) for chosen in combinations(parts, size)]
    return sums


_SIGNS = {Role.TAX: 1, Role.SERVICE: 1, Role.TIP: 1, Role.ROUNDING: 0, Role.DISCOUNT: -1}


def _signed(line: Line) -> Decimal:
    sign = _SIGNS[line.role]
    return sign * abs(line.value) if sign else line.value


def _prefer_rounded(candidates: dict[Decimal, Candidate], lines: Sequence[Line]) -> None:
    """Of a total before and after rounding the latter is what was paid."""
    for line in lines:
        if line.role != Role.ROUNDING or not line.value:
            continue
        for one in candidates.values():
            for rounding in (line.value, -line.value):
                after = candidates.get(one.value + rounding)
                if after and after.row > one.row and after.value % Decimal("0.05") == 0:
                    after.add(3, "after rounding", proves=True)


def _drop_signs(
    candidates: dict[Decimal, Candidate], lines: Sequence[Line], items: Decimal, dropped: str
) -> None:
    """₹210.00 may have been read as 7210.00: without its first digit, where the rest adds up."""
    proofs = [*_composed(lines, items), *(value for value, _line in _by_change(lines)), items]
    others = [line.value for line in lines if line.role in {*TOTALS, Role.PAID, Role.SUBTOTAL}]
    for one in list(candidates.values()):
        text = str(one.value)
        if one.is_proven or text[0] not in dropped or len(text) < 5:
            continue
        shorter = Decimal(text[1:])
        if shorter > 0 and (_has(proofs, shorter) or _has(others, shorter)):
            better = candidates.setdefault(shorter, Candidate(shorter, one.row, one.amount))
            better.add(one.score + 1, "without a sign taken for a digit", proves=True)


def _summary(rows: Sequence[Row], found: Sequence[list[Amount]]) -> tuple[Decimal, Decimal] | None:
    """What a table of taxes says: goods and tax on them."""
    for number, row in enumerate(rows):
        if role_of(row.text) != Role.SUMMARY:
            continue
        pairs = []
        for below in range(number + 1, min(number + 1 + SUMMARY_ROWS, len(rows))):
            sure = [amount.value for amount in found[below] if amount.is_sure]
            if len(sure) >= 2 and sure[-2] >= sure[-1] >= 0:
                pairs.append((sure[-2], sure[-1]))
        if pairs:
            return max(pairs)
    return None


def _tax(
    lines: Sequence[Line], total: Decimal | None, summary: tuple[Decimal, Decimal] | None
) -> Decimal | None:
    """The tax in the total: a row that sums it, the sum of its kinds, or the table of taxes."""
    taxes = [line for line in lines if line.role == Role.TAX and line.is_last and line.amount.is_sure]
    limit = total / 3 if total else None
    values = [line.value for line in taxes if line.value >= 0 and (limit is None or line.value <= limit)]
    if not values:
        return summary[1] if summary else None
    largest = max(values)
    rest = sum(values) - largest
    is_sum_of_others = len(values) > 1 and abs(rest - largest) < CENT and len(values) > 2
    if is_sum_of_others or (summary and abs(summary[1] - largest) < CENT):
        return largest
    combined = sum(values, Decimal(0))
    return combined if limit is None or combined <= limit else largest
