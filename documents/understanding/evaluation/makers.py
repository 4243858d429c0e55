"""Receipts made from a number: rows as a till prints them, and what is true about them."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from documents.understanding.evaluation.shops import COUNTRIES, Country

WIDTH = 40
TITLES = ("TAX INVOICE", "RECEIPT", "CASH BILL", "INVOICE")
NUMBERS = ("Invoice No: CS-", "Bill No", "Receipt #:")
SERVED = ("Cashier: AMIN", "Served by: Priya", "Counter 02", "Table 14  Pax 3")
CARDS = ("VISA ****1881", "MASTERCARD", "DEBIT CARD")
FIRST_DAY, DAYS = date(2014, 1, 3), 4_300


@dataclass(frozen=True, slots=True)
class PrintedRow:
    left: str
    right: str = ""
    is_large: bool = False
    is_centred: bool = False

    @property
    def text(self) -> str:
        return f"{self.left}  {self.right}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A receipt and the truth about it."""

    number: int
    rows: tuple[PrintedRow, ...]
    merchant: str
    day: date
    total: Decimal
    currency: str

    @property
    def text(self) -> str:
        return "\n".join(row.text for row in self.rows)


class Maker:
    """Makes one receipt; the same number always gives the same one."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.random = random.Random(number * 7919 + 13)  # noqa: S311  samples, not secrets
        self.country: Country = COUNTRIES[number % len(COUNTRIES)]
        self.day = FIRST_DAY + timedelta(days=self.random.randrange(DAYS))
        head = self.random.choice(self.country.shops)
        self.head = [row.lstrip("*") for row in head]
        self.head = [row if row != "** COPY ***" else "*** COPY ***" for row in self.head]
        self.merchant = next((row[1:] for row in head if row.startswith("*") and "COPY" not in row), head[0])

    def make(self) -> Sample:
        rows = [*self._top(), *self._body()]
        return Sample(
            number=self.number,
            rows=tuple(rows),
            merchant=self.merchant,
            day=self.day,
            total=self.total,
            currency=self.country.currency,
        )

    def money(self, value: Decimal, *, signed: bool = False) -> str:
        """A sum as this country's tills print it."""
        country = self.country
        text = f"{value:,.{country.decimals}f}".replace(",", "\0").replace(".", country.point)
        text = text.replace("\0", country.thousands)
        return f"{country.sign}{self.random.choice(['', ' '])}{text}" if signed else text

    def _maybe(self, share: float) -> bool:
        return self.random.random() < share

    def _top(self) -> Iterator[PrintedRow]:
        for index, text in enumerate(self.head):
            yield PrintedRow(text, is_large=index == 0 and self._maybe(0.5), is_centred=True)
        if self._maybe(0.5):
            yield PrintedRow(self.random.choice(TITLES), is_centred=True)
        number = self.random.randrange(10_000, 999_999)
        yield PrintedRow(self.random.choice([f"{name} {number}" for name in NUMBERS]))
        yield from self._when()
        if self._maybe(0.5):
            yield PrintedRow(self.random.choice(SERVED))
        if self._maybe(0.2):
            expiry = self.day + timedelta(days=self.random.randrange(20, 400))
            yield PrintedRow(f"Voucher valid until {expiry:%d/%m/%Y}")
        yield PrintedRow("-" * WIDTH)

    def _when(self) -> Iterator[PrintedRow]:
        shape = self.random.choice(self.country.dates)
        day = self.day.strftime(shape)
        day = day.upper() if self._maybe(0.5) else day
        hour, minute = self.random.randrange(7, 23), self.random.randrange(60)
        early = f"{(hour - 1) % 12 + 1}:{minute:02} {'PM' if hour > 11 else 'AM'}"
        clock = self.random.choice([f"{hour:02}:{minute:02}", early])
        choice = self.random.randrange(5)
        if choice == 0:
            yield PrintedRow(f"Date: {day}")
            yield PrintedRow(f"Time: {clock}")
        elif choice == 1:
            yield PrintedRow(f"Date : {day}  {clock}")
        elif choice == 2:
            yield PrintedRow(day, clock)
        elif choice == 3:
            yield PrintedRow(f"{day} {clock}", f"T{self.random.randrange(1, 9)}")
        else:
            yield PrintedRow(f"Invoice Date: {day}")

    def _goods(self) -> list[tuple[str, int, Decimal]]:
        unit = Decimal(500) if not self.country.decimals else Decimal("0.05")
        most = min(len(self.country.goods), self.random.randrange(1, 8))
        goods = self.random.sample(self.country.goods, k=most)
        ceiling = 140 if not self.country.decimals else self.random.choice([200, 900, 4_000])
        choose = self.random
        return [(name, choose.choice([1, 1, 1, 2, 3]), unit * choose.randrange(9, ceiling)) for name in goods]

    def _body(self) -> Iterator[PrintedRow]:
        goods = self._goods()
        style = self.random.randrange(3)
        if style == 0:
            yield PrintedRow(self.random.choice(["Item  Qty  Price", "Description  Qty  U.Price"]), "Amount")
        for name, count, price in goods:
            yield from self._good(name, count, price, style)
        yield PrintedRow("-" * WIDTH)
        gross = sum((count * price for _name, count, price in goods), Decimal(0))
        yield from self._sums(gross, sum(count for _name, count, _price in goods))

    def _good(self, name: str, count: int, price: Decimal, style: int) -> Iterator[PrintedRow]:
        amount = self.money(count * price)
        if style == 0:
            yield PrintedRow(f"{name}  {count}  {self.money(price)}", amount)
        elif style == 1:
            yield PrintedRow(name)
            yield PrintedRow(f"  {count} x {self.money(price)}", amount + self.random.choice(["", "", " SR"]))
        else:
            yield PrintedRow(f"{count} {name}", amount)

    def _sums(self, gross: Decimal, pieces: int) -> Iterator[PrintedRow]:
        country, cent = self.country, Decimal(1).scaleb(-self.country.decimals)
        if self._maybe(0.4):
            yield PrintedRow(self.random.choice(["Total Qty", "Item Count:", "No. of items"]), str(pieces))
        net = gross
        if self._maybe(0.2) and gross > 100 * cent:
            discount = (gross / 10).quantize(cent, ROUND_HALF_UP)
            yield PrintedRow("Discount 10%", f"-{self.money(discount)}")
            net = gross - discount
        tax = self._tax(net, cent)
        payable = net if country.includes_tax else net + tax
        self.total = self._rounded(payable)
        has_rest = self._maybe(0.75) or not country.includes_tax
        if has_rest:
            base = net - tax if country.includes_tax else net
            yield PrintedRow(self.random.choice(country.subtotals), self.money(base))
            share = (tax / len(country.tax_names)).quantize(cent, ROUND_HALF_UP)
            for name in country.tax_names:
                yield PrintedRow(name, self.money(share))
        yield from self._total_rows(payable)
        yield from self._payment()
        if country.currency == "MYR" and self._maybe(0.6):
            yield PrintedRow("GST Summary   Amount(RM)", "Tax(RM)")
            yield PrintedRow(f"SR @ 6%   {self.money(net - tax)}", self.money(tax))
            if self._maybe(0.5):
                yield PrintedRow(f"Total   {self.money(net - tax)}", self.money(tax))
        yield PrintedRow(country.thanks, is_centred=True)

    def _tax(self, net: Decimal, cent: Decimal) -> Decimal:
        country = self.country
        if country.includes_tax:
            return (net - net / (1 + country.rate)).quantize(cent, ROUND_HALF_UP)
        share = (net * country.rate / len(country.tax_names)).quantize(cent, ROUND_HALF_UP)
        return share * len(country.tax_names)

    def _rounded(self, payable: Decimal) -> Decimal:
        step = self.country.rounds_to
        self.rounds = bool(step) and self._maybe(0.6)
        if not step or not self.rounds:
            return payable
        return (payable / step).quantize(Decimal(1), ROUND_HALF_UP) * step

    def _total_rows(self, payable: Decimal) -> Iterator[PrintedRow]:
        name = self.random.choice(self.country.totals)
        signed = self._maybe(0.4)
        if not self.rounds:
            yield PrintedRow(name, self.money(self.total, signed=signed), is_large=self._maybe(0.4))
            return
        difference = self.total - payable
        rounding = f"{'-' if difference < 0 else ''}{self.money(abs(difference))}"
        if self._maybe(0.6):
            yield PrintedRow(self.random.choice(["Total", "TOTAL"]), self.money(payable))
        yield PrintedRow(self.random.choice(["Rounding Adj", "Rounding", "Round Off"]), rounding)
        after = self.random.choice(["Total Rounded", "TOTAL AFTER ROUNDING", "NET TOTAL", "Amount Due"])
        yield PrintedRow(after, self.money(self.total, signed=signed), is_large=self._maybe(0.4))

    def _payment(self) -> Iterator[PrintedRow]:
        country = self.country
        if self._maybe(0.3):
            yield PrintedRow(self.random.choice(CARDS), self.money(self.total))
            return
        notes = [5, 10, 20, 50, 100, 500, 2_000] if country.decimals else [20_000, 50_000, 100_000, 500_000]
        given = next((Decimal(note) for note in notes if note >= self.total), self.total)
        yield PrintedRow(country.cash, self.money(given))
        yield PrintedRow(country.change, self.money(given - self.total))


def make(number: int) -> Sample:
    return Maker(number).make()
