"""Channels as their pages show them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, QuerySet
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assistants.models import Assistant, Channel, HookDelivery

ICONS = {
    Channel.Kind.WIDGET: "chat",
    Channel.Kind.EMAIL: "mail",
    Channel.Kind.WEBHOOK: "link",
    Channel.Kind.SLACK: "users",
    Channel.Kind.HISTORY: "clock",
}
SEEN = {  # what mails were, for the page of a mailbox
    "message": gettext_lazy("messages of customers"),
    "own": gettext_lazy("sent by the mailbox itself"),
    "old": gettext_lazy("older than the channel"),
    "automatic": gettext_lazy("automatic answers"),
    "list": gettext_lazy("newsletters and lists"),
    "bounce": gettext_lazy("mails that came back"),
    "spam": gettext_lazy("marked as spam"),
    "too_many": gettext_lazy("too many of one sender"),
    "empty": gettext_lazy("without words"),
    "unreadable": gettext_lazy("not readable or too large"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How a channel is doing, in words."""

    word: str
    tone: str
    icon: str
    problem: str
    worked_at: datetime | None


def health_of(channel: Channel) -> Health:
    problem, worked_at = channel.problem, channel.worked_at
    if not channel.is_active:
        word, tone, icon = _("Off"), "", "stop"
    elif problem:
        word, tone, icon = _("Needs a look"), "warning", "alert"
    elif worked_at or channel.kind == Channel.Kind.WIDGET:
        word, tone, icon = _("Works"), "positive", "check"
    else:
        word, tone, icon = _("Waits for its first message"), "info", "clock"
    return Health(word=word, tone=tone, icon=icon, problem=problem, worked_at=worked_at)


def channels_of(assistant: Assistant) -> QuerySet[Channel]:
    """The channels of an assistant with how many enquiries came by each and when the last message did."""
    mine = Channel.objects.in_workspace(assistant.workspace).kept().filter(assistant=assistant)
    shown = mine.exclude(kind=Channel.Kind.HISTORY)
    return shown.annotate(
        enquiry_count=Count("enquiries"), last_message_at=Max("enquiries__last_message_at")
    ).order_by("created_at", "pk")


def seen_in(channel: Channel) -> list[dict[str, Any]]:
    """What the mails of a mailbox were so far, without those that were known."""
    counts = channel.cursor.get("seen", {})
    return [{"label": label, "count": counts[key]} for key, label in SEEN.items() if counts.get(key)]


def deliveries_of(channel: Channel) -> QuerySet[HookDelivery]:
    """Events for a program, the latest first."""
    return HookDelivery.objects.filter(channel=channel).order_by("-created_at")


def tries_of(delivery: HookDelivery) -> list[dict[str, Any]]:
    """Each try of an event: when, and what was wrong."""
    return [{"at": parse_datetime(one["at"]), "problem": one["problem"]} for one in delivery.tries]
