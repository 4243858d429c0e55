"""Words and small marks of the inbox."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from assistants import wording_inbox as wording
from assistants.models import Contact, EnquiryMessage
from assistants.services.sla import Clock

register = template.Library()
CHANNEL_ICONS = {"widget": "chat", "email": "mail", "webhook": "link", "slack": "users", "history": "clock"}


@register.filter
def ago(moment: datetime | None) -> str:
    """How long ago, in the largest unit: `4 min`."""
    if moment is None:
        return ""
    return wording.short_time((timezone.now() - moment).total_seconds() / 60)


@register.filter
def clock_words(clock: Clock | None) -> str:
    return wording.clock_words(clock) if clock else ""


@register.filter
def clock_short(clock: Clock) -> str:
    return wording.short_time(clock.minutes)


@register.filter
def event_words(message: EnquiryMessage) -> str:
    return wording.event_words(message)


@register.filter
def confidence_words(value: float | None) -> str:
    return wording.confidence_words(value)


@register.filter
def confidence_tone(value: float | None) -> str:
    return wording.confidence_tone(value)


@register.filter
def voice_words(value: float | None) -> str:
    return wording.voice_words(value)


@register.filter
def problem_words(problem: dict[str, Any]) -> str:
    return wording.problem_words(problem)


@register.filter
def short_moment(moment: datetime) -> str:
    return wording.short_moment(moment)


@register.filter
def percent(share: float | None) -> str:
    return "" if share is None else f"{share:.0%}"


@register.filter
def channel_icon(kind: str) -> str:
    return CHANNEL_ICONS.get(kind, "chat")


@register.filter
def initials(contact: Contact) -> str:
    words = str(contact).replace("@", " ").split()
    return "".join(word[0] for word in words[:2]) or "?"


@register.filter
def tint(contact: Contact) -> int:
    """One of six calm colours, the same for a customer everywhere."""
    return contact.pk.int % 6 if contact.pk else 0


@register.simple_tag
def cited_url(citation: dict[str, Any]) -> str:
    """Where a cited passage stands; nothing when papers have no page here."""
    document = citation.get("document")
    if not document:
        return ""
    try:
        page = reverse("documents:detail", args=[document])
    except NoReverseMatch:
        return ""
    place = {"page": citation.get("page"), "start": citation.get("start"), "end": citation.get("end")}
    return f"{page}?{urlencode({name: value for name, value in place.items() if value is not None})}"
