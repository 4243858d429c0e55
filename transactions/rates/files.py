"""Exchange rates from a file: our own three columns, or the European Central Bank's history."""

import csv
import io
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation

from lumen.common.errors import LumenError
from lumen.common.money import CURRENCIES

Rates = dict[tuple[str, date], Decimal]
MAX_ROWS = 500_000
_PLACES = Decimal("1e-8")
_LARGEST = Decimal(10) ** 9


class UnreadableRatesError(LumenError):
    status = 422
    code, title = "unreadable-rates", "These rates could not be read"


def read_rates(content: bytes, *, base: str) -> Rates:
    """What one unit of each currency is worth in `base`, by day.

    Args:
        content: CSV with the columns `date,currency,rate` (one unit in `base`), or the bank's
            `eurofxref-hist.csv` (a column per currency: what one euro buys).

    Raises:
        UnreadableRatesError: it is neither; the sentence names the line.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableRatesError("This is not a text file. Choose a CSV file of rates.") from error
    reader = csv.reader(io.StringIO(text))
    try:
        headings = [cell.strip() for cell in next(reader, [])]
        lowered = [heading.lower() for heading in headings]
        if {"date", "currency", "rate"} <= set(lowered):
            found = dict(_long(reader, lowered))
        elif lowered and lowered[0] == "date" and len(set(headings) & CURRENCIES) > 1:
            found = _from_euro(reader, headings, base)
        else:
            raise UnreadableRatesError("The first line must name the columns: date,currency,rate.")
    except csv.Error as error:
        raise UnreadableRatesError("This is not a CSV file of rates.") from error
    if not found:
        raise UnreadableRatesError(f"There is no rate into {base} in this file.")
    return found


def _long(reader: Iterator[list[str]], headings: list[str]) -> Iterator[tuple[tuple[str, date], Decimal]]:
    places = [headings.index(name) for name in ("date", "currency", "rate")]
    for number, line in enumerate(reader, 2):
        if not any(cell.strip() for cell in line):
            continue
        if number > MAX_ROWS:
            raise UnreadableRatesError(f"A file may hold {MAX_ROWS:,} rates. Split it.")
        try:
            day, code, rate = (line[place].strip() for place in places)
            yield (_code(code), date.fromisoformat(day)), _rate(rate)
        except (ValueError, IndexError) as error:
            raise UnreadableRatesError(
                f"Line {number} is not a rate. Write it like 2026-01-31,USD,83.25."
            ) from error


def _from_euro(reader: Iterator[list[str]], headings: list[str], base: str) -> Rates:
    found: Rates = {}
    for number, line in enumerate(reader, 2):
        if not line or not line[0].strip():
            continue
        if number > MAX_ROWS:
            raise UnreadableRatesError(f"A file may hold {MAX_ROWS:,} days. Split it.")
        try:
            day = date.fromisoformat(line[0].strip())
        except ValueError as error:
            raise UnreadableRatesError(f"Line {number} does not begin with a date.") from error
        bought = {"EUR": Decimal(1)} | dict(_known(headings, line))
        if base in bought:
            for code, units in bought.items():
                if code != base:
                    found[code, day] = (bought[base] / units).quantize(_PLACES)
    return found


def _known(headings: list[str], line: list[str]) -> Iterator[tuple[str, Decimal]]:
    for heading, cell in zip(headings[1:], line[1:], strict=False):
        if heading in CURRENCIES and cell.strip() not in {"", "N/A"}:
            try:
                yield heading, _rate(cell.strip())
            except ValueError:
                continue


def _code(text: str) -> str:
    if text.upper() not in CURRENCIES:
        raise ValueError(text)
    return text.upper()


def _rate(text: str) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation as error:
        raise ValueError(text) from error
    if not value.is_finite() or not 0 < value < _LARGEST:
        raise ValueError(text)
    return value
