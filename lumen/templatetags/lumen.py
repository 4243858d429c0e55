"""Tags and filters that every template may use."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import zip_longest
from typing import Any

from django import template
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lumen.common import charts, text
from lumen.common.charts import Number, format_compact
from lumen.common.money import format_money, group_digits

register = template.Library()
ENTRIES_OF_THEIR_OWN = {"notifications:list"}
INBOX = re.compile(r"transactions:(?:inbox|source|gmail|imap|mail-upload)")
SECTIONS = {"account": "security", "mfa": "security", "socialaccount": "security"}
SETTINGS = {"accounts", "security", "audit", "notifications"}
NOTIFYING = {"anomalies:telling"}  # preferences that live in the app they are about


@register.simple_tag
def amount(
    value: Decimal | None, currency: str, *, signed: bool = True, decimals: int | None = None
) -> SafeString:
    """One amount with a true minus, tabular figures, and blurred in privacy mode."""
    if value is None:
        return format_html(
            '<span class="amount amount-unknown" title="{}">–</span>',
            _("No exchange rate is known"),
        )
    text = format_money(Decimal(value), currency, sign=signed, decimals=decimals)
    tone = "amount-in" if value > 0 and signed else "amount-out"
    plus = "+" if value > 0 and signed else ""
    return format_html('<span class="amount {}">{}{}</span>', tone, plus, text)


@register.simple_tag
def compact(value: Decimal, currency: str) -> str:
    """An amount for the scale of a chart: ₹1.5L, $20k."""
    return format_compact(Decimal(value), currency)


@register.filter
def counted(number: int, currency: str) -> str:
    """A count with separators, grouped as amounts of the workspace's currency are."""
    return group_digits(str(number), indian=currency == "INR")


@register.filter
def clock(ms: int | None) -> str:
    """Milliseconds as a player shows them: 2:05."""
    return text.clock(ms or 0)


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon of `static/icons.svg`; decorative unless it has a label."""
    hidden = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    return format_html(
        '<svg class="icon" width="18" height="18" {}><use href="{}#{}"></use></svg>',
        hidden,
        static("icons.svg"),
        name,
    )


@register.filter
def relative_day(day: date | None) -> str:
    """Today, yesterday, or how many days ago up to a week; the date otherwise. Moments are local."""
    if day is None:
        return ""
    if isinstance(day, datetime):
        day = timezone.localtime(day).date()
    age = (timezone.localdate() - day).days
    if age == 0:
        return _("Today")
    if age == 1:
        return _("Yesterday")
    if 1 < age < 7:
        return ngettext("%(n)d day ago", "%(n)d days ago", age) % {"n": age}
    return f"{day.day} {day:%b %Y}"


@register.simple_tag(takes_context=True)
def url_with(context: template.Context, **changes: object) -> str:
    """The current query string with some parameters replaced; an empty value removes one."""
    query = context["request"].GET.copy()
    for key, value in changes.items():
        if value in (None, ""):
            query.pop(key, None)
        else:
            query[key] = str(value)
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def unread_notifications(context: template.Context) -> int:
    """How many notifications of this workspace the member has not read."""
    from lumen.notifications.models import Notification

    request = context.get("request")
    if request is None or getattr(request, "workspace", None) is None:
        return 0
    mine = Notification.objects.in_workspace(request.workspace).unread_by(request.user)
    return mine.count()


@register.inclusion_tag("components/nav_item.html", takes_context=True)
def nav_item(
    context: template.Context, view: str, name: str, label: str, *, section: str = ""
) -> dict[str, Any]:
    """A link of a navigation, marked when its page (or a page of its section) is open."""
    match = getattr(context.get("request"), "resolver_match", None)
    here = (match.view_name or "") if match else ""
    is_current = here == view or (bool(section) and _is_in_section(here, section))
    return {"url": _url_or_nothing(view), "name": name, "label": label, "is_current": is_current}


def _is_in_section(view: str, section: str) -> bool:
    """allauth's pages (`account_email`, `mfa_index`) have a prefix where ours have a namespace."""
    if view in ENTRIES_OF_THEIR_OWN:
        return False
    if INBOX.match(view):
        return section == "inbox"
    prefix = "notifications" if view in NOTIFYING else re.split("[:_]", view)[0]
    mine = SECTIONS.get(prefix, prefix)
    return mine == section or (section == "settings" and mine in SETTINGS)


@register.inclusion_tag("components/palette_item.html")
def palette_item(view: str, icon: str, label: str, keys: str = "") -> dict[str, str]:
    """A page in the command palette; `keys` is its hotkey."""
    return {"url": _url_or_nothing(view), "name": view, "icon": icon, "label": label, "keys": keys}


def _url_or_nothing(view: str) -> str:
    try:
        return reverse(view)
    except NoReverseMatch:
        return ""


@register.simple_tag
def percent_of(value: Any, rows: Iterable[Any]) -> str:
    """The share, 0 to 100, of `value` in the greatest `value` of `rows`."""
    return charts.percent_of_greatest(value, rows)


@register.inclusion_tag("components/sparkline.html")
def sparkline(values: Sequence[Number], label: str = "") -> dict[str, Any]:
    """A line of values, oldest first, small enough for a table cell."""
    numbers = [float(value) for value in values]
    low, high = min(numbers, default=0.0), max(numbers, default=0.0)
    return {"line": charts.line(numbers, width=96, height=20, low=low, high=high), "label": label}


@register.inclusion_tag("components/line_chart.html")
def line_chart(
    *,
    labels: Sequence[str],
    values: Sequence[Number],
    currency: str,
    caption: str = "",
    value_label: str = "",
    second: Sequence[Number] = (),
    second_label: str = "",
) -> dict[str, Any]:
    """One or two lines over the same labels, with a scale, a caption and the exact numbers."""
    return {
        "chart": charts.plot(values=values, second=second, labels=labels),
        "rows": list(zip_longest(labels, values, second)),
        "currency": currency,
        "caption": caption,
        "value_label": value_label or _("Amount"),
        "second_label": second_label,
    }
