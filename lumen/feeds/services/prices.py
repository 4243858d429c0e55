"""Share prices from a file of the workspace's own: read whole or not at all."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Workspace
from lumen.audit import services as audit
from lumen.common.errors import LumenError
from lumen.common.money import CURRENCIES
from lumen.feeds.models import SharePrice

if TYPE_CHECKING:
    from accounts.models import User

MOST_BYTES = 10_000_000
MOST_ROWS = 100_000
MOST_PRICES = 500_000  # of one workspace
BATCH = 2_000
COLUMNS = ("symbol", "date", "close", "currency")
EXAMPLE = "TATAMOTORS,2026-01-30,812.40,INR"
_LARGEST = Decimal(10) ** 12
_SMALLEST = Decimal("0.00000001")


class UnreadablePricesError(LumenError):
    """`line` is the line of the file that does not fit, where one does not."""

    status, code, title = 422, "unreadable-prices", "These prices could not be read"

    def __init__(self, detail: str, *, line: int | None = None) -> None:
        super().__init__(detail, line=line)
        self.line = line


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    symbols: int
    prices: int


@transaction.atomic
def load(*, workspace: Workspace, actor: "User", content: bytes, today: date) -> Loaded:
    """Keep the prices of a file; a day that is known already gets the file's price.

    Raises:
        UnreadablePricesError: the sentence names the line; nothing is kept.
    """
    rows = read_prices(content, today=today)
    prices = [SharePrice(workspace=workspace, **row) for row in rows]
    Workspace.objects.select_for_update(no_key=True).get(pk=workspace.pk)
    if SharePrice.objects.in_workspace(workspace).count() + len(prices) > MOST_PRICES:
        raise UnreadablePricesError(
            _("A workspace may keep %(most)s prices. Delete shares you do not need.")
            % {"most": f"{MOST_PRICES:,}"}
        )
    SharePrice.objects.bulk_create(
        prices,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["workspace", "symbol", "on"],
        update_fields=["name", "close", "currency", "deleted_at"],
    )
    symbols = {price.symbol for price in prices}
    audit.record(
        workspace=workspace, actor=actor, action="prices.loaded", count=len(prices), symbols=len(symbols)
    )
    return Loaded(symbols=len(symbols), prices=len(prices))


def read_prices(content: bytes, *, today: date) -> list[dict[str, object]]:
    """The prices of a CSV file with the columns `symbol,date,close,currency` and, if it has it, `name`.

    Raises:
        UnreadablePricesError: a line is no price, two lines contradict each other, or there is none.
    """
    if len(content) > MOST_BYTES:
        raise UnreadablePricesError(_("A file of prices may be up to 10 MB. Split it."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadablePricesError(_("This is not a text file. Choose a CSV file of prices.")) from error
    if "\x00" in text:
        raise UnreadablePricesError(_("This is not a text file. Choose a CSV file of prices."))
    found: dict[tuple[object, object], dict[str, object]] = {}
    for number, row in _rows(text, today):
        key = row["symbol"], row["on"]
        if found.setdefault(key, row) != row:
            raise _bad(number, _("this share has another price on that day in a line above"))
    if not found:
        raise UnreadablePricesError(_("There is no price in this file. Write lines like %s.") % EXAMPLE)
    return list(found.values())


def _rows(text: str, today: date) -> Iterator[tuple[int, dict[str, object]]]:
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";" if first.count(";") > 2 else ",")
    try:
        headings = [cell.strip().lower() for cell in next(reader, [])]
        missing = [name for name in COLUMNS if name not in headings]
        if missing:
            raise UnreadablePricesError(
                _("The first line must name the columns symbol,date,close,currency; %(missing)s is missing.")
                % {"missing": ", ".join(missing)},
                line=1,
            )
        for line in reader:
            if any(cell.strip() for cell in line):
                if reader.line_num > MOST_ROWS:
                    raise UnreadablePricesError(
                        _("A file may hold %(most)s lines. Split it.") % {"most": f"{MOST_ROWS:,}"}
                    )
                yield reader.line_num, _row(reader.line_num, headings, line, today)
    except csv.Error as error:
        raise UnreadablePricesError(_("This is not a CSV file of prices.")) from error


def _row(number: int, headings: list[str], line: list[str], today: date) -> dict[str, object]:
    cells = {name: cell.strip() for name, cell in zip(headings, line, strict=False)}
    if len(line) < len(headings):
        raise _bad(number, _("it has %(has)d columns instead of %(all)d") % {
            "has": len(line), "all": len(headings),
        })  # fmt: skip
    symbol, currency = cells["symbol"].upper(), cells["currency"].upper()
    if not symbol or len(symbol) > 20:
        raise _bad(number, _("the symbol has to have 1 to 20 letters"))
    if currency not in CURRENCIES:
        raise _bad(number, _("“%(code)s” is no currency") % {"code": cells["currency"][:10]})
    return {
        "symbol": symbol,
        "name": cells.get("name", "")[:120],
        "on": _day(number, cells["date"], today),
        "close": _close(number, cells["close"]),
        "currency": currency,
    }


def _day(number: int, said: str, today: date) -> date:
    try:
        day = date.fromisoformat(said)
    except ValueError:
        raise _bad(number, _("“%(day)s” is no date like 2026-01-30") % {"day": said[:20]}) from None
    if day > today:
        raise _bad(number, _("%(day)s is still to come") % {"day": said})
    return day


def _close(number: int, said: str) -> Decimal:
    try:
        close = Decimal(said)
        is_price = close.is_finite() and _SMALLEST <= close < _LARGEST
    except InvalidOperation:
        is_price = False
    if not is_price:
        raise _bad(number, _("“%(close)s” is no price like 812.40") % {"close": said[:20]})
    return close.quantize(_SMALLEST)


def _bad(number: int, why: str) -> UnreadablePricesError:
    said = _("Line %(number)d: %(why)s. Write it like %(example)s. Nothing was kept.")
    return UnreadablePricesError(said % {"number": number, "why": why, "example": EXAMPLE}, line=number)


@transaction.atomic
def delete_share(*, workspace: Workspace, actor: "User", symbol: str, now: datetime) -> int:
    """Take the prices of a share away; for a day they can come back."""
    kept = SharePrice.objects.in_workspace(workspace).kept().filter(symbol=symbol)
    count = kept.update(deleted_at=now)
    if count:
        audit.record(workspace=workspace, actor=actor, action="prices.deleted", count=count)
    return count


@transaction.atomic
def restore_share(*, workspace: Workspace, actor: "User", symbol: str) -> int:
    """Bring back what was taken away of a share last."""
    gone = SharePrice.objects.in_workspace(workspace).filter(symbol=symbol, deleted_at__isnull=False)
    last = gone.order_by("-deleted_at").values_list("deleted_at", flat=True).first()
    count = gone.filter(deleted_at=last).update(deleted_at=None) if last else 0
    if count:
        audit.record(workspace=workspace, actor=actor, action="prices.restored", count=count)
    return count


def forget_deleted(*, now: datetime) -> int:
    """Prices that were taken away more than a day ago."""
    return SharePrice.objects.filter(deleted_at__lt=now - timedelta(days=1)).delete()[0]
