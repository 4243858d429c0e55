"""The latest exchange rate of a Frankfurter service: reference rates of the European Central Bank.

https://frankfurter.dev. One rate a business day, at about 16:00 in Frankfurt.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.conf import settings
from django.utils.translation import gettext as _

from lumen.ai.world.fetching import NotThereError, ServiceDownError, get_json
from lumen.common.errors import LumenError

FRESH_SECONDS = 3_600


class UnknownPairError(LumenError):
    status, code, title = 404, "unknown-rate", "This exchange rate is not known"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """What one unit of a currency is worth in another, and the day it is of."""

    rate: Decimal
    on: date
    source: str
    is_late: bool


def latest(source: str, target: str, *, now: datetime) -> Rate:
    """One unit of `source` in `target`, both ISO 4217 codes.

    Raises:
        NotConfiguredError, ServiceDownError: nobody can be asked, or nobody answers.
        UnknownPairError: the service knows no such rate.
    """
    url = f"{settings.EXCHANGE_RATES_URL}/latest" if settings.EXCHANGE_RATES_URL else ""
    try:
        told = get_json(url, {"base": source, "symbols": target}, fresh_seconds=FRESH_SECONDS, now=now)
    except NotThereError:
        raise _unknown(source, target) from None
    try:
        rates = told.content["rates"]
        if target not in rates:
            raise _unknown(source, target)
        rate, on = Decimal(str(rates[target])), date.fromisoformat(told.content["date"])
    except (KeyError, TypeError, ValueError, InvalidOperation) as error:
        raise ServiceDownError(_("The service for exchange rates sent something else.")) from error
    if not rate.is_finite() or rate <= 0:
        raise ServiceDownError(_("The service for exchange rates sent something else."))
    return Rate(rate=rate, on=on, source=told.source, is_late=told.is_late)


def _unknown(source: str, target: str) -> UnknownPairError:
    return UnknownPairError(
        _("No rate of %(source)s in %(target)s is published. Enter or load it under Currencies.")
        % {"source": source, "target": target}
    )
