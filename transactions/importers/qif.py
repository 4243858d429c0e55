"""QIF: Quicken's exchange files, as banks and many programs write them.

Our own reader rather than `quiffen`: that one stops at the first line it does not know, and settles
the order of day and month line by line instead of over the whole file.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from transactions.importers import cells, stamps, structured
from transactions.importers.formats import Asked, Section, Statement
from transactions.importers.layouts import Layout
from transactions.importers.rows import SplitLine, StatementRow
from transactions.importers.stamps import DateOrder

_MARKS = re.compile(rb"(?im)^[ \t\xef\xbb\xbf\xff\xfe]*![ \t]*(?:type\s*:|account\b|option\s*:|clear\s*:)")
_BARE = re.compile(rb"(?m)^D[ \d/.'-]{6,12}\r?$(?:[^\n]*\n){0,12}?^\^")
_KINDS = {
    "bank": "bank", "ccard": "card", "cash": "cash", "oth a": "other", "oth l": "loan", "invst": "investment",
    "port": "investment", "401(k)/403(b)": "investment", "mutual": "investment",
}  # fmt: skip
_LEDGERS = set(_KINDS)
_ORDER = re.compile(r"^!\s*option:\s*(dmy|mdy|ymd)\b", re.IGNORECASE | re.MULTILINE)
_OPENING = re.compile(
    r"(?:opening|starting) balance|solde initial|anfangs(?:saldo|bestand)|saldo in[ií][cz]i\w+|beginsaldo",
    re.IGNORECASE,
)
_SHORT_YEAR = re.compile(r"^(\d{1,2})([-/.])(\d{1,2})(['/.-])(\d{2})$")
_IN = {"sell", "div", "intinc", "cglong", "cgshort", "cgmid", "miscinc", "rtrncap", "xin", "contribx"}
_OUT = {"buy", "miscexp", "margint", "xout", "withdrwx", "cvrshrt"}
_MOST_SPLITS = 1000  # a payment with more parts stays whole, since they do not add up
_AMBIGUOUS = (
    "The dates of this file can be read with the day or the month first, and nothing in it settles which. "
    "Look at the dates before you import."
)


@dataclass(slots=True)
class _Record:
    """The lines of one entry by their letter; lines of splits in order."""

    line: int
    section: int
    is_investment: bool
    values: dict[str, str] = field(default_factory=dict)
    splits: list[dict[str, str]] = field(default_factory=list)

    def take(self, letter: str, text: str) -> None:
        if letter == "S":
            if len(self.splits) < _MOST_SPLITS:
                self.splits.append({"S": text})
        elif letter in "E$%" and self.splits and letter not in self.splits[-1]:
            self.splits[-1][letter] = text
        else:
            self.values.setdefault(letter, text)

    def settle_day(self) -> None:
        """Some banks write the day where the memo belongs."""
        memo = self.values.get("M", "")
        if "D" not in self.values and stamps.looks_like_date(memo):
            self.values["D"] = self.values.pop("M")


@dataclass(slots=True)
class _Account:
    name: str = ""
    kind: str = ""
    opening: Decimal | None = None


def detects(content: bytes, _filename: str) -> bool:
    head = content[:16384].replace(b"\x00", b"")
    return bool(_MARKS.search(head)) or bool(_BARE.match(head.lstrip()))


def read(content: bytes, asked: Asked) -> Statement:
    """Every account and entry of the file.

    Raises:
        UnreadableFileError: it has neither.
    """
    text, encoding = structured.decode(content)
    accounts: list[_Account] = []
    records = list(_records(text, accounts))
    for record in records:
        record.settle_day()
    if not accounts and "!" not in text:
        raise structured.broken("a QIF file")
    days = [_plain_day(one.values.get("D", ""), asked.today) for one in records]
    told = _ORDER.search(text)
    order = DateOrder(told[1].lower(), is_certain=True) if told else stamps.date_order(days)
    if asked.layout and asked.layout.format == "qif":
        order = DateOrder(asked.layout.date_order, is_certain=asked.layout.is_date_certain)
    figures = [text for one in records for letter, text in one.values.items() if letter in "TU$"]
    mark = cells.decimal_mark(figures)
    rows = [
        row
        for one in records
        if (row := _row(one, accounts[one.section], order.order, mark, asked)) is not None
    ]
    return Statement(
        format="qif",
        encoding=encoding,
        sections=tuple(
            Section(
                key=account.name,
                name=account.name[:100],
                currency=asked.currency,
                kind=account.kind,
                opening_balance=account.opening,
            )
            for account in accounts
        ),
        rows=structured.checked(rows, asked),
        layout=_layout(encoding, order),
        needs_review="" if order.is_certain else _AMBIGUOUS,
        note="" if rows else structured.NOTHING_IN_IT,
    )


def _layout(encoding: str, order: DateOrder) -> Layout:
    """The one thing a person may choose: how days are written."""
    return Layout(
        encoding=encoding,
        delimiter="",
        header_line=0,
        headers=("D", "T"),
        columns={"date": 0, "amount": 1},
        date_order=order.order,
        is_date_certain=order.is_certain,
        sign="negative_is_out",
        format="qif",
    )


def _records(text: str, accounts: list[_Account]) -> Iterator[_Record]:
    """Entries in order; `accounts` is filled on the way."""
    reader = _Reader(accounts)
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip("\ufeff \t\x00")
        if line.startswith("!"):
            yield from reader.finish()
            reader.head(line[1:].strip().lower())
        elif line.startswith("^"):
            yield from reader.finish()
        elif line and not line.startswith("#"):
            reader.line(number, line[0], line[1:].strip())
    yield from reader.finish()


class _Reader:
    """Where in the file we are: in a list of accounts, in entries of an account, or in what is skipped."""

    def __init__(self, accounts: list[_Account]) -> None:
        self._accounts = accounts
        self._mode = "entries"
        self._kind = "bank"
        self._place: int | None = None
        self._told: _Account | None = None
        self._record: _Record | None = None
        self._has_entries = False

    def head(self, header: str) -> None:
        name, _, kind = header.partition(":")
        kind = kind.strip()
        if name.strip() == "account":
            self._mode = "account"
        elif name.strip() == "type":
            self._mode = "entries" if kind in _LEDGERS else "skipped"
            self._kind = _KINDS.get(kind, "bank")
            self._begin_entries()
        # options only switch how Quicken itself reads lists

    def _begin_entries(self) -> None:
        """A new block of entries without an account of its own is another account."""
        if self._mode != "entries":
            return
        if self._place is None or self._has_entries:
            self._place = None
        if self._place is not None and not self._accounts[self._place].kind:
            self._accounts[self._place].kind = self._kind
        self._has_entries = False

    def line(self, number: int, letter: str, text: str) -> None:
        if self._mode == "account":
            self._told = self._told or _Account()
            if letter == "N":
                self._told.name = text
            elif letter == "T":
                self._told.kind = _KINDS.get(text.lower(), "")
        elif self._mode == "entries":
            if self._record is None:
                is_investment = self._kind == "investment"
                self._record = _Record(number, self._current(), is_investment)
            self._record.take(letter.upper(), text)

    def _current(self) -> int:
        if self._place is None:
            self._place = self._place_of(_Account(kind=self._kind))
        return self._place

    def _place_of(self, account: _Account) -> int:
        for place, known in enumerate(self._accounts):
            if known.name == account.name and (account.name or known.kind == account.kind):
                known.kind = known.kind or account.kind
                return place
        self._accounts.append(account)
        return len(self._accounts) - 1

    def finish(self) -> Iterator[_Record]:
        """The entry that ends here, if it is one; an account that ends here becomes the current one."""
        if self._told is not None and self._told.name:
            self._place = self._place_of(self._told)
            self._has_entries = False
        self._told = None
        record, self._record = self._record, None
        if record is not None and {"D", "T", "U", "$"} & set(record.values):
            self._has_entries = True
            yield record


def _row(record: _Record, account: _Account, order: str, mark: str, asked: Asked) -> StatementRow | None:
    told = record.values
    written = told.get("T") or told.get("U") or ""
    amount = structured.read_figure(written, mark)
    payee, memo = told.get("P", ""), told.get("M", "")
    category, other = _category(told.get("L", ""))
    day = stamps.read_stamp(_plain_day(told.get("D", ""), asked.today), order)
    row = StatementRow(
        line=record.line,
        section=record.section,
        booked_on=day.day if day else None,
        amount=amount,
        currency=asked.currency,
        description=payee or memo or other or category,
        category=category,
        reference=told.get("N", ""),
        note=memo if payee else "",
        account_hint=other,
        problem=_problem(written, amount, told.get("D", ""), is_dated=day is not None),
    )
    if record.is_investment:
        return _investment(row, told, mark)
    if _is_opening(payee, other, account):
        return _opening(row, account, other)
    return _with_splits(row, record.splits, mark)


def _problem(written: str, amount: Decimal | None, day: str, *, is_dated: bool) -> str:
    if written and amount is None:
        return f"“{written[:30]}” is not an amount."
    return f"“{day[:30]}” is not a date." if day and not is_dated else ""


def _plain_day(text: str, today: date) -> str:
    """A day without the blanks of Quicken and with its whole year: 6/ 1'25 is 6/1/2025, 6/1/94 is 1994."""
    bare = re.sub(r"(?<=\D) +(?=\d)|(?<=\d) +(?=\D)", "", text.strip().replace("’", "'"))
    if not re.search(r"[A-Za-z]", bare):
        bare = bare.replace(" ", "")
    if match := _SHORT_YEAR.match(bare):
        year = int(match[5])
        century = 2000 if match[4] == "'" or year <= today.year % 100 + 1 else 1900
        return f"{match[1]}/{match[3]}/{century + year}"
    return bare.replace("'", "/")


def _category(text: str) -> tuple[str, str]:
    """The category without its class, and the account if it is a transfer to one."""
    bare = text.strip()
    if match := re.match(r"\[(.+?)\]", bare):
        return "", match[1]
    category = bare.partition("/")[0].strip()
    return ("" if category.lower() in {"--split--", "split", "_"} else category), ""


def _is_opening(payee: str, other: str, account: _Account) -> bool:
    return bool(_OPENING.fullmatch(payee)) and bool(other) and other == (account.name or other)


def _opening(row: StatementRow, account: _Account, other: str) -> StatementRow:
    account.opening = row.amount if account.opening is None else account.opening
    account.name = account.name or other
    return replace(
        row, account_hint="", problem=row.problem or "This is the account's opening balance, not a payment."
    )


def _with_splits(row: StatementRow, splits: list[dict[str, str]], mark: str) -> StatementRow:
    """The parts of a payment where they add up to it; otherwise the payment stays whole and says so."""
    lines = []
    for told in splits:
        category, other = _category(told.get("S", ""))
        amount = structured.read_figure(told.get("$", ""), mark)
        if amount is None and row.amount is not None and told.get("%"):
            share = structured.read_figure(told["%"])
            amount = None if share is None else (row.amount * share / 100).quantize(Decimal("0.01"))
        note = " ".join(part for part in (told.get("E", ""), f"[{other}]" if other else "") if part)
        lines.append((amount, category, note))
    parts = tuple(
        SplitLine(amount=one[0], category=one[1], note=one[2]) for one in lines if one[0] is not None
    )
    if len(lines) < 2 or len(parts) < len(lines):
        return row
    if sum(part.amount for part in parts) != row.amount:
        return replace(row, note=f"{row.note} Its parts do not add up, so it was kept whole.".strip())
    return replace(row, splits=parts)


def _investment(row: StatementRow, told: dict[str, str], mark: str) -> StatementRow | None:
    """What an investment entry did to the cash of its account; what moved no cash is left out."""
    action = told.get("N", "").lower()
    security = told.get("Y", "")
    amount = row.amount if row.amount is not None else structured.read_figure(told.get("$", ""), mark)
    if action in _OUT and amount is not None:
        amount = -abs(amount)
    elif action in _IN and amount is not None:
        amount = abs(amount)
    elif action not in {"cash", ""}:
        return None
    is_trade = action in {"buy", "sell", "cvrshrt"}
    return replace(
        row,
        amount=amount,
        reference="",
        description=f"{told.get('N', '')} {security}".strip()
        if security
        else row.description or told.get("N", ""),
        category=row.category or ("Investments" if is_trade else ""),
    )
