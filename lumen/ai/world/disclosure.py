"""Which services of the world outside are asked, and what they are sent: for people who want to know."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Asked:
    """One service: what it is asked about, at which host, and all that it is sent."""

    about: str
    host: str
    sent: str


def asked() -> list[Asked]:
    """Those that are set up; nobody else is asked."""
    return [Asked(about, host, sent) for about, address, sent in _all() if (host := urlsplit(address).netloc)]


def _all() -> Iterator[tuple[str, str, str]]:
    weather = settings.WEATHER_PLACES_URL or settings.WEATHER_URL
    yield _("Weather"), weather, _("the name of the place")
    yield _("Exchange rates"), settings.EXCHANGE_RATES_URL, _("codes of currencies and dates, no amounts")
    stocks = settings.STOCKS_URL if settings.STOCKS_PROVIDER else ""
    yield _("Share prices"), stocks, _("the symbol or name of the share")
    yield _("News"), settings.NEWS_URL, _("the words that are searched for")
