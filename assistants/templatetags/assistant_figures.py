"""Figures as people read them."""

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

register = template.Library()
MINUTE, HOUR, DAY = 60, 3_600, 86_400


@register.filter
def percent(share: float | None, decimals: int = 0) -> str:
    """0.291 as 29%; a dash where nothing was counted."""
    return "–" if share is None else f"{share * 100:.{decimals}f}%"


@register.filter
def duration(seconds: float | None) -> str:
    """How long something took, in the unit people would say."""
    if seconds is None:
        return "–"
    if seconds < MINUTE:
        return _("%(n)d s") % {"n": round(seconds)}
    if seconds < HOUR:
        return _("%(n)d min") % {"n": round(seconds / MINUTE)}
    if seconds < DAY:
        return _("%(n)s h") % {"n": f"{seconds / HOUR:.1f}".removesuffix(".0")}
    days = round(seconds / DAY)
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
