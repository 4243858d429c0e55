"""Tags and filters that every template may use."""

from datetime import date
from decimal import Decimal

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lumen.common.money import format_money

register = template.Library()


@register.simple_tag
def amount(value: Decimal | None, currency: str, *, signed: bool = True, decimals: int | None = None) -> SafeString:
    """One amount with a true minus, tabular figures, and blurred in privacy mode."""
    if value is None:
        return format_html('<span class="amount amount-unknown" title="{}">–</span>', _("No exchange rate is known"))
    text = format_money(Decimal(value), currency, sign=signed, decimals=decimals)
    tone = "amount-in" if value > 0 and signed else "amount-out"
    plus = "+" if value > 0 and signed else ""
    return format_html('<span class="amount {}">{}{}</span>', tone, plus, text)


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon of `static/icons.svg`; decorative unless it has a label."""
    from django.templatetags.static import static

    hidden = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    return format_html('<svg class="icon" {}><use href="{}#{}"></use></svg>', hidden, static("icons.svg"), name)


@register.filter
def relative_day(day: date | None) -> str:
    """Today, yesterday, or how many days ago up to a week; the date otherwise."""
    if day is None:
        return ""
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
