"""Prices of shares and indexes from the provider whoever runs this Lumen has named; none by default.

A workspace's own prices (`register_own`) come before it.

`yahoo`: a server that speaks the paths of Yahoo's chart service. `alphavantage`: https://www.alphavantage.co
with a key of one's own. `csv`: a file of one's own with the columns `symbol,date,close,currency`.
"""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote as quoted

from django.conf import settings
from django.utils.translation import gettext as _

from lumen.ai.world.fetching import NotConfiguredError, NotThereError, ServiceDownError, get_json
from lumen.common.errors import LumenError

if TYPE_CHECKING:
    from accounts.models import Workspace

FRESH_SECONDS = 300
NAME_SECONDS = 30 * 86_400


class UnknownSymbolError(LumenError):
    status, code, title = 404, "unknown-symbol", "This share is not known"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A price of one moment; `before` is the close of the trading day before."""

    symbol: str
    name: str
    price: Decimal
    currency: str
    at: datetime | date
    before: Decimal | None
    source: str
    is_late: bool = False

    @property
    def change(self) -> Decimal | None:
        """Against the close before, in per cent."""
        return None if not self.before else (self.price - self.before) / self.before * 100


Own = Callable[["Workspace", str, datetime], Quote | None]
_own: list[Own] = []


def register_own(lookup: Own) -> None:
    """Ask this for a workspace's own prices before any provider."""
    _own.append(lookup)


def quote(said: str, *, now: datetime, workspace: "Workspace | None" = None) -> Quote:
    """The latest price of a share, by its symbol or its company's name: the workspace's own first.

    Raises:
        NotConfiguredError: no provider is set up.
        UnknownSymbolError: the provider knows none of this name.
        ServiceDownError: it did not answer, or not with a price.
    """
    if workspace is not None and (found := _own_quote(workspace, said.strip(), now)):
        return found
    ask = _PROVIDERS.get(settings.STOCKS_PROVIDER)
    if ask is None:
        raise NotConfiguredError(
            _(
                "No provider of share prices is set up. Upload prices of your own under World, or have "
                "whoever runs this Lumen name one in STOCKS_PROVIDER."
            )
        )
    try:
        return ask(said.strip(), now)
    except NotThereError:
        raise _unknown(said) from None
    except (KeyError, IndexError, TypeError, ValueError, InvalidOperation) as error:
        raise ServiceDownError(_("The provider of share prices sent something else than a price.")) from error


def _own_quote(workspace: "Workspace", said: str, now: datetime) -> Quote | None:
    return next((found for lookup in _own if (found := lookup(workspace, said, now))), None)


def _yahoo(said: str, now: datetime) -> Quote:
    symbol = said.upper() if said.isupper() else _found_at_yahoo(said, now)
    url = f"{settings.STOCKS_URL}/v8/finance/chart/{quoted(symbol, safe='^')}"
    told = get_json(url, {"range": "5d", "interval": "1d"}, fresh_seconds=FRESH_SECONDS, now=now)
    meta = told.content["chart"]["result"][0]["meta"]
    before = meta.get("chartPreviousClose") or meta.get("previousClose")
    return Quote(
        symbol=str(meta["symbol"]),
        name=str(meta.get("longName") or meta.get("shortName") or meta["symbol"]),
        price=Decimal(str(meta["regularMarketPrice"])),
        currency=str(meta["currency"]),
        at=datetime.fromtimestamp(int(meta["regularMarketTime"]), tz=UTC),
        before=Decimal(str(before)) if before else None,
        source=told.source,
        is_late=told.is_late,
    )


def _found_at_yahoo(said: str, now: datetime) -> str:
    query = {"q": said, "quotesCount": "1", "newsCount": "0"}
    url = f"{settings.STOCKS_URL}/v1/finance/search"
    told = get_json(url, query, fresh_seconds=NAME_SECONDS, now=now)
    return str(_first(told.content["quotes"], said)["symbol"])


def _alphavantage(said: str, now: datetime) -> Quote:
    symbol, name, currency = _found_at_alphavantage(said, now)
    told = _ask_alphavantage({"function": "GLOBAL_QUOTE", "symbol": symbol}, FRESH_SECONDS, now)
    found = told.content["Global Quote"]
    if not found:
        raise _unknown(said)
    return Quote(
        symbol=str(found["01. symbol"]),
        name=name,
        price=Decimal(found["05. price"]),
        currency=currency,
        at=date.fromisoformat(found["07. latest trading day"]),
        before=Decimal(found["08. previous close"]),
        source=told.source,
        is_late=told.is_late,
    )


def _found_at_alphavantage(said: str, now: datetime) -> tuple[str, str, str]:
    told = _ask_alphavantage({"function": "SYMBOL_SEARCH", "keywords": said}, NAME_SECONDS, now)
    found = _first(told.content["bestMatches"], said)
    return found["1. symbol"], found["2. name"], found["8. currency"]


def _ask_alphavantage(query: dict[str, str], fresh_seconds: int, now: datetime) -> Any:
    """Its limits are told with status 200, in words instead of prices."""
    asked = query | {"apikey": settings.STOCKS_KEY}
    told = get_json(f"{settings.STOCKS_URL}/query", asked, fresh_seconds=fresh_seconds, now=now)
    if not isinstance(told.content, dict) or {"Note", "Information"} & set(told.content):
        raise ServiceDownError(
            _("The provider of share prices allows no more questions now. Try again later.")
        )
    return told


def _from_csv(said: str, now: datetime) -> Quote:
    """The latest row of a symbol in the file, not later than today; the row before it is the close before."""
    rows = sorted(_rows(said.upper(), now), key=lambda row: row["date"])
    if not rows:
        raise _unknown(said)
    last = rows[-1]
    return Quote(
        symbol=last["symbol"].upper(),
        name=last.get("name") or last["symbol"].upper(),
        price=Decimal(last["close"]),
        currency=last["currency"],
        at=date.fromisoformat(last["date"]),
        before=Decimal(rows[-2]["close"]) if len(rows) > 1 else None,
        source=Path(settings.STOCKS_URL).name,
    )


def _rows(symbol: str, now: datetime) -> list[dict[str, str]]:
    try:
        with Path(settings.STOCKS_URL).open(encoding="utf-8-sig", newline="") as file:
            today = now.date().isoformat()
            return [
                row
                for row in csv.DictReader(file)
                if row["symbol"].upper() == symbol and row["date"] <= today
            ]
    except OSError as error:
        raise NotConfiguredError(_("The file of share prices in STOCKS_URL cannot be read.")) from error


def _first(found: list[dict[str, Any]], said: str) -> dict[str, Any]:
    if not found:
        raise _unknown(said)
    return found[0]


def _unknown(said: str) -> UnknownSymbolError:
    return UnknownSymbolError(
        _("No share called “%(said)s” is known. Use its symbol, such as AAPL or INFY.NS.") % {"said": said}
    )


_PROVIDERS: dict[str, Callable[[str, datetime], Quote]] = {
    "yahoo": _yahoo,
    "alphavantage": _alphavantage,
    "csv": _from_csv,
}
