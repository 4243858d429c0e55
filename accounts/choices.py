"""Lists to choose from: currencies, zones, locales, months."""

import calendar
import zoneinfo
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from lumen.common.money import CURRENCIES

COMMON_CURRENCIES = ("INR", "USD", "EUR", "GBP", "AED", "SGD")
COMMON_ZONES = ("Asia/Kolkata", "Asia/Dubai", "Asia/Singapore", "Europe/London", "America/New_York")
LOCALES = [
    ("en-IN", _("English (India)")),
    ("en-GB", _("English (United Kingdom)")),
    ("en-US", _("English (United States)")),
]
WEEKDAYS = [(0, _("Monday")), (5, _("Saturday")), (6, _("Sunday"))]
MONTHS = [(number, calendar.month_name[number]) for number in range(1, 13)]


def currencies() -> list[tuple[str, str]]:
    rest = sorted(CURRENCIES.difference(COMMON_CURRENCIES))
    return [(code, code) for code in (*COMMON_CURRENCIES, *rest)]


@lru_cache(maxsize=1)
def time_zones() -> list[tuple[str, str]]:
    """The zones of the machine, the likely ones first."""
    areas = {name for name in zoneinfo.available_timezones() if "/" in name and "Etc/" not in name}
    rest = [*sorted(areas.difference(COMMON_ZONES)), "UTC"]
    return [(name, name.replace("_", " ")) for name in (*COMMON_ZONES, *rest)]
