"""Moments to put something aside until, as people name them."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MORNING = time(9)
CHOICES: tuple[tuple[str, str | Promise], ...] = (
    ("hour", _("In an hour")),
    ("later", _("Later today, in three hours")),
    ("tomorrow", _("Tomorrow at nine")),
    ("monday", _("Monday at nine")),
    ("week", _("In a week")),
)
CODES = frozenset(code for code, _label in CHOICES)


def moment_of(code: str, *, now: datetime, zone: ZoneInfo) -> datetime:
    """When a named moment is, seen from now in a time zone."""
    today = now.astimezone(zone).date()
    if code == "hour":
        return now + timedelta(hours=1)
    if code == "later":
        return now + timedelta(hours=3)
    days = {"tomorrow": 1, "monday": 7 - today.weekday(), "week": 7}[code]
    return datetime.combine(today + timedelta(days=days), MORNING, tzinfo=zone)
