"""The Frankfurter service: reference rates of the European Central Bank, free and without a key.

https://frankfurter.dev. Any server that speaks the same paths will do.
"""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

import httpx

from lumen.ai.world.fetching import get_json
from lumen.common.errors import LumenError

TIMEOUT_SECONDS = 15
FRESH_SECONDS = 6 * 3600
_PLACES = Decimal("1e-8")

Rates = dict[tuple[str, date], Decimal]


class RatesUnavailableError(LumenError):
    """The service gave no usable answer; rates already known stay in use."""

    status = 503
    code, title = "rates-unavailable", "Exchange rates could not be fetched"


def fetch(*, url: str, base: str, currencies: Iterable[str], since: date, until: date) -> Rates:
    """What one unit of each currency was worth in `base` on each business day, both ends included.

    Currencies that the service does not know are left out.

    Raises:
        RatesUnavailableError: no connection, or an answer that is not one.
    """
    with httpx.Client(base_url=url, timeout=TIMEOUT_SECONDS, follow_redirects=False) as client:
        known = _get(client, "currencies", {})
        wanted = sorted(set(currencies) & set(known) - {base})
        if not wanted or base not in known:
            return {}
        span = f"{since.isoformat()}..{until.isoformat()}"
        answer = _get(client, span, {"base": base, "symbols": ",".join(wanted)})
    try:
        return _inverted(answer["rates"], wanted)
    except (KeyError, TypeError, ValueError, AttributeError, InvalidOperation) as error:
        raise RatesUnavailableError("The service for exchange rates sent something else.") from error


def recent(
    *, url: str, base: str, currencies: Iterable[str], since: date, until: date, now: datetime
) -> Rates:
    """As `fetch`, for somebody who waits: what was asked a moment ago is not asked again.

    Raises:
        LumenError: the service is not set up, does not answer, or knows no such rate.
    """
    span = f"{url}/{since.isoformat()}..{until.isoformat()}"
    symbols = ",".join(sorted(set(currencies) - {base}))
    told = get_json(span, {"base": base, "symbols": symbols}, fresh_seconds=FRESH_SECONDS, now=now)
    try:
        return _inverted(told.content["rates"], symbols.split(","))
    except (KeyError, TypeError, ValueError, AttributeError, InvalidOperation) as error:
        raise RatesUnavailableError("The service for exchange rates sent something else.") from error


def _get(client: httpx.Client, path: str, query: dict[str, str]) -> dict[str, Any]:
    try:
        answer = client.get(path, params=query)
        answer.raise_for_status()
        found = answer.json(parse_float=Decimal, parse_int=Decimal)
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        raise RatesUnavailableError(
            "The service for exchange rates did not answer. Try again later, or enter the rate by hand."
        ) from error
    if not isinstance(found, dict):
        raise RatesUnavailableError("The service for exchange rates sent something else.")
    return found


def _inverted(rates: dict[str, dict[str, Any]], wanted: list[str]) -> Rates:
    """The service says what one `base` buys; the ledger asks what one foreign unit is worth."""
    return {
        (currency, date.fromisoformat(day)): (1 / Decimal(bought)).quantize(_PLACES)
        for day, told in rates.items()
        for currency, bought in told.items()
        if currency in wanted and Decimal(bought) > 0
    }
