"""Watches and what they found, in sentences."""

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lumen.common.money import CURRENCIES, group_digits
from lumen.feeds.models import Watch

Kind, Condition, Day = Watch.Kind, Watch.Condition, Watch.Day


def number(amount: Decimal, unit: str) -> str:
    """`90 INR`, `88.93 INR`, `0.5512 INR`, `85%`, `−2 °C`: two decimals of money, four where it is little."""
    is_large_money = unit in CURRENCIES and abs(amount) >= 10
    text = f"{amount:.2f}" if is_large_money else f"{amount:.4f}".rstrip("0").rstrip(".")
    whole, _dot, rest = text.lstrip("-").removesuffix(".00").partition(".")
    if unit in CURRENCIES and len(rest) == 1:
        rest += "0"
    digits = group_digits(whole, indian=unit == "INR") + (f".{rest}" if rest else "")
    sign = "−" if text.startswith("-") else ""
    return f"{sign}{digits}{'' if unit == '%' else ' '}{unit}".strip()


def line_of(watch: Watch) -> str:
    """The number of the condition with its unit."""
    if watch.threshold is None:
        return ""
    if watch.condition == Condition.CHANGE:
        return number(watch.threshold, "%")
    return number(watch.threshold, unit_of(watch))


def unit_of(watch: Watch) -> str:
    """What the line is counted in: known before the first value is, except of a share."""
    if watch.kind == Kind.RATE:
        return watch.subject.partition("/")[2]
    return {Kind.RAIN: "%", Kind.TEMPERATURE: "°C"}.get(Kind(watch.kind), watch.unit)


def subject_of(watch: Watch) -> str:
    """What is watched: `1 USD`, `Pune: chance of rain`, `“budget” in the news`."""
    said = {"subject": watch.subject, "name": watch.label or watch.subject}
    if watch.kind == Kind.RATE:
        return _("1 %(subject)s") % {"subject": watch.subject.partition("/")[0]}
    if watch.kind == Kind.RAIN:
        return _("the chance of rain in %(name)s") % said
    if watch.kind == Kind.TEMPERATURE:
        return _("the temperature in %(name)s") % said
    return _("“%(subject)s”") % said if watch.kind == Kind.WORDS else _("%(name)s") % said


def condition_of(watch: Watch) -> str:
    """`goes above 90 INR`, `falls below 5 °C on 23 November`, `appears in your feeds`."""
    said = {"line": line_of(watch)}
    if watch.condition == Condition.NEW:
        return _("appears in your feeds")
    if watch.condition == Condition.CHANGE:
        return _("changes by %(line)s") % said
    if watch.kind == Kind.RAIN:
        return f"{_('reaches %(line)s') % said} {day_of(watch)}".strip()
    words = _("goes above %(line)s") if watch.condition == Condition.ABOVE else _("falls below %(line)s")
    return f"{words % said} {day_of(watch)}".strip()


def day_of(watch: Watch) -> str:
    if watch.day == Day.DATE and watch.on:
        return _("on %(day)s") % {"day": date_format(watch.on, "j F")}
    words: dict[str, str] = {Day.TODAY: _("that day"), Day.TOMORROW: _("the day after")}
    return words.get(watch.day, "")


def sentence(watch: Watch) -> str:
    """`1 USD goes above 90 INR`."""
    return f"{subject_of(watch)} {condition_of(watch)}"


def title_of_alert(watch: Watch) -> str:
    """What the notification says first, with the value."""
    value = number(watch.value, watch.unit) if watch.value is not None else ""
    said = {"what": capital(subject_of(watch)), "value": value, "line": line_of(watch)}
    if watch.condition == Condition.CHANGE:
        return _("%(what)s changed by %(line)s or more: %(value)s") % said
    if watch.kind == Kind.RAIN:
        day = date_format(watch.met_on, "l j F") if watch.met_on else ""
        return _("Rain likely in %(name)s on %(day)s: %(value)s") % {
            "name": watch.label or watch.subject,
            "day": day,
            "value": value,
        }
    if watch.condition == Condition.ABOVE:
        return _("%(what)s is above %(line)s: %(value)s") % said
    return _("%(what)s is below %(line)s: %(value)s") % said


def title_of_words(watch: Watch, count: int) -> str:
    return ngettext(
        "“%(words)s” is in your feeds", "“%(words)s” is in your feeds: %(count)d times", count
    ) % {"words": watch.subject, "count": count}


def said_by(watch: Watch, zone: str) -> str:
    """The source of the value and the moment it is of; says when the source does not answer now."""
    if watch.value_at is None:
        return ""
    told = _("Source: %(source)s, %(moment)s.") % {
        "source": watch.source,
        "moment": moment(watch.value_at, zone, is_day=watch.kind == Kind.RATE),
    }
    return f"{told} {_('It does not answer now; this is what it said before.')}" if watch.is_late else told


def moment(at: datetime, zone: str, *, is_day: bool = False) -> str:
    """A moment in the workspace's zone; of a day's rate the day."""
    if is_day:
        return date_format(at, "j F Y")
    return date_format(at.astimezone(ZoneInfo(zone)), "j F Y H:i e")


def capital(text: str) -> str:
    """With a large first letter, for the beginning of a sentence."""
    return text[:1].upper() + text[1:]
