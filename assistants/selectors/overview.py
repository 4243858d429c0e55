"""Assistants side by side, and one at a glance: what is open, what waits, what to do first."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from assistants.models import (
    Assistant,
    BusinessFact,
    Channel,
    Draft,
    Enquiry,
    EnquiryMessage,
    LearnedPattern,
    Suggestion,
    Topic,
)

if TYPE_CHECKING:
    from accounts.models import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One of the first things to do; `page` names the page where it is done."""

    title: str
    text: str
    page: str
    is_done: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """Since midnight where the business is, and what waits now."""

    received: int
    answered: int  # by the assistant alone
    handed_over: int
    open: int
    waiting_drafts: int


def cards(workspace: "Workspace") -> QuerySet[Assistant]:
    """The workspace's assistants with what waits in each. One query."""
    unfinished = Enquiry.objects.unfinished().filter(assistant=OuterRef("pk"))
    drafts = Draft.objects.open().filter(assistant=OuterRef("pk"))
    suggestions = Suggestion.objects.filter(assistant=OuterRef("pk"), state=Suggestion.State.OPEN)
    topics = Topic.objects.filter(assistant=OuterRef("pk"), is_active=True)
    return (
        Assistant.objects.in_workspace(workspace)
        .kept()
        .annotate(
            open_enquiries=_number(unfinished),
            waiting_drafts=_number(drafts),
            open_suggestions=_number(suggestions),
            topic_count=_number(topics),
        )
    )


def _number(rows: QuerySet[Any]) -> Coalesce:
    counted = rows.order_by().values("assistant").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


def waiting(workspace: "Workspace") -> dict[str, int]:
    """Enquiries with the team and drafts that wait for a decision, in all of a workspace. Two queries."""
    enquiries = Enquiry.objects.in_workspace(workspace).unfinished().filter(state=Enquiry.State.OPEN)
    drafts = Draft.objects.in_workspace(workspace).open().filter(enquiry__merged_into__isnull=True)
    return {"enquiries": enquiries.count(), "drafts": drafts.count()}


def today(assistant: Assistant, *, since: datetime) -> Today:
    """What happened since a moment, and what waits. Three queries."""
    said = EnquiryMessage.objects.filter(enquiry__assistant=assistant, created_at__gte=since)
    counted = said.aggregate(
        received=Count("pk", filter=Q(author="customer", kind="reply")),
        answered=Count("pk", filter=Q(author="ai", kind="reply", action="answer", draft__state="automated")),
        handed_over=Count("pk", filter=Q(kind="event", details__what="handed_over")),
    )
    return Today(
        **counted,
        open=Enquiry.objects.unfinished().filter(assistant=assistant).count(),
        waiting_drafts=Draft.objects.open().filter(assistant=assistant).count(),
    )


def first_steps(assistant: Assistant) -> list[Step]:
    """What makes an assistant useful, in the order that helps most. One query."""
    has = _what_it_has(assistant)
    return [
        Step(
            title=_("Import old mail"),
            text=_("Replies you wrote before teach it topics and your way of writing."),
            page="learning",
            is_done=has["has_replies"],
        ),
        Step(
            title=_("Put one script tag on your site"),
            text=_("Or connect a mailbox, Slack or a program of yours."),
            page="channels",
            is_done=has["has_messages"],
        ),
        Step(
            title=_("Say what is always true"),
            text=_("Opening hours, prices, returns: facts it may rest on."),
            page="settings",
            is_done=has["has_facts"],
        ),
        Step(
            title=_("Approve a ready reply"),
            text=_("Approved replies are used word for word."),
            page="suggestions",
            is_done=has["has_approved"],
        ),
        Step(
            title=_("Judge the first draft"),
            text=_("Send it, change it or refuse it: each judgement is evidence."),
            page="inbox",
            is_done=has["has_judged"],
        ),
    ]


def _what_it_has(assistant: Assistant) -> dict[str, bool]:
    mine = Assistant.objects.filter(pk=assistant.pk)
    patterns = LearnedPattern.objects.filter(assistant=OuterRef("pk")).exclude(reply="")
    said = EnquiryMessage.objects.filter(enquiry__assistant=OuterRef("pk"))
    found: Any = mine.values(
        has_replies=Exists(patterns),
        has_approved=Exists(patterns.approved()),
        has_messages=Exists(said.exclude(enquiry__channel__kind=Channel.Kind.HISTORY)),
        has_facts=Exists(BusinessFact.objects.filter(assistant=OuterRef("pk"))),
        has_judged=Exists(Draft.objects.decided().filter(assistant=OuterRef("pk"))),
    ).get()
    return dict(found)


def phase_changes(assistant: Assistant, *, most: int = 6) -> QuerySet[Any]:
    """The latest promotions and demotions."""
    return assistant.phase_changes.select_related("topic", "changed_by")[:most]
