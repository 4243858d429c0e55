"""The list of enquiries: filters, counts, and pages by position."""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Count, Exists, F, Func, OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.functions import Coalesce, Left

from assistants.models import Contact, Draft, Enquiry, EnquiryMessage, EnquiryQuerySet

if TYPE_CHECKING:
    from accounts.models import User, Workspace

PAGE_ROWS = 40
LONGEST_SNIPPET = 160
LATEST_FOR_LABELS = 2_000
LAST = datetime(9999, 1, 1, tzinfo=UTC)  # waits for nobody: behind all that wait
TO_DO, ANY = "todo", "any"
WHO = ("all", "mine", "unassigned", "mentions")
SORTS = ("waiting", "newest")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What of the inbox is shown; all of it lives in the address."""

    who: str = "all"
    state: str = TO_DO
    assistant: str = ""
    channel: UUID | None = None
    topic: UUID | None = None
    contact: UUID | None = None
    label: str = ""
    priority: str = ""
    overdue: bool = False
    q: str = ""
    sort: str = "waiting"

    @property
    def is_narrowed(self) -> bool:
        """Whether anything beyond whose and which state was chosen."""
        chosen = (self.assistant, self.channel, self.topic, self.contact, self.label, self.priority)
        return bool(self.overdue or self.q or any(chosen))


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxPage:
    rows: list[Enquiry]
    next: str  # cursor; empty at the end


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many unfinished enquiries there are, by whose they are."""

    all: int
    mine: int
    unassigned: int
    mentions: int
    overdue: int
    snoozed: int


def enquiries(workspace: "Workspace", filters: Filters, *, user: "User", now: datetime) -> EnquiryQuerySet:
    """Enquiries that fit, in no order yet."""
    rows = Enquiry.objects.in_workspace(workspace).kept()
    rows = _of_state(rows, filters)
    whose = {"mine": Q(assignee=user), "unassigned": Q(assignee__isnull=True), "mentions": _mentioned(user)}
    if filters.who in whose:
        rows = rows.filter(whose[filters.who])
    exact: dict[str, Any] = {
        "assistant__slug": filters.assistant,
        "channel": filters.channel,
        "topic": filters.topic,
        "contact": filters.contact,
        "priority": filters.priority,
    }
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if filters.label:
        rows = rows.filter(labels__contains=[filters.label])
    if filters.overdue:
        rows = rows.overdue(now)
    return rows.filter(_said(workspace, filters.q)) if filters.q.strip() else rows


def _of_state(rows: EnquiryQuerySet, filters: Filters) -> EnquiryQuerySet:
    """Without a chosen state: what is to do; a search looks everywhere."""
    if filters.state == ANY or (filters.state == TO_DO and filters.q.strip()):
        return rows
    if filters.state == TO_DO:
        return rows.filter(state__in=[Enquiry.State.OPEN, Enquiry.State.PENDING])
    return rows.filter(state=filters.state)


def _mentioned(user: "User") -> Q:
    notes = EnquiryMessage.objects.filter(mentions=user, kind=EnquiryMessage.Kind.NOTE)
    return Q(pk__in=notes.values("enquiry"))


def _said(workspace: "Workspace", text: str) -> Q:
    """Words of a message (each by its beginning), a customer, or a number."""
    number = _number(text)
    if number is not None and text.strip().startswith("#"):
        return Q(number=number)
    words = _words(text)
    known = Contact.objects.in_workspace(workspace)
    named = Q(name__icontains=text) | Q(email__icontains=text) | Q(phone__icontains=text)
    wanted = Q(contact__in=known.filter(named | Q(company__icontains=text)).values("pk"))
    wanted |= Q(subject__icontains=text)
    if words:
        query = SearchQuery(" & ".join(f"{word}:*" for word in words), config="simple", search_type="raw")
        said = EnquiryMessage.objects.annotate(words=SearchVector("text", config="simple"))
        found = said.filter(words=query, enquiry__workspace=workspace).exclude(kind=EnquiryMessage.Kind.EVENT)
        wanted |= Q(pk__in=found.values("enquiry"))
    return wanted if number is None else wanted | Q(number=number)


def _number(text: str) -> int | None:
    figures = text.strip().removeprefix("#")
    return int(figures) if figures.isascii() and figures.isdigit() and len(figures) < 10 else None


def _words(text: str) -> list[str]:
    """Letters and figures only: nothing of it is an operator of the search."""
    return "".join(sign if sign.isalnum() else " " for sign in text.casefold()).split()[:8]


def page_of(rows: EnquiryQuerySet, *, sort: str, cursor: str = "", size: int = PAGE_ROWS) -> InboxPage:
    """One page in one query: the longest waiting first, then what was said last."""
    placed = rows.annotate(
        since=Coalesce("waiting_since", LAST), spoke=Coalesce("last_message_at", "created_at")
    )
    order = ["since", "-spoke", "pk"] if sort == "waiting" else ["-spoke", "pk"]
    if here := _decode(cursor):
        placed = placed.filter(_beyond(*here, sort=sort))
    found = list(_for_list(placed).order_by(*order)[: size + 1])
    more, found = len(found) > size, found[:size]
    return InboxPage(rows=found, next=_encode(found[-1]) if more else "")


def _for_list(rows: Any) -> Any:
    """With what a row of the list shows."""
    said = EnquiryMessage.objects.filter(enquiry=OuterRef("pk"), kind=EnquiryMessage.Kind.REPLY)
    last = said.order_by("-seq")
    draft = Draft.objects.open().filter(enquiry=OuterRef("pk"))
    known = rows.select_related("contact", "assignee", "topic", "channel", "assistant")
    return known.annotate(
        last_text=Subquery(last.values(short=Left("text", LONGEST_SNIPPET))[:1]),
        last_author=Subquery(last.values("author")[:1]),
        has_draft=Exists(draft),
    )


def _beyond(since: datetime, spoke: datetime, pk: UUID, *, sort: str) -> Q:
    later = Q(spoke__lt=spoke) | Q(spoke=spoke, pk__gt=pk)
    return later if sort == "newest" else Q(since__gt=since) | (Q(since=since) & later)


def _encode(row: Any) -> str:
    position = [row.since.isoformat(), row.spoke.isoformat(), str(row.pk)]
    return base64.urlsafe_b64encode(json.dumps(position).encode()).decode().rstrip("=")


def _decode(cursor: str) -> tuple[datetime, datetime, UUID] | None:
    """The position a cursor names; one that makes no sense gives the first page."""
    try:
        since, spoke, pk = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        place = datetime.fromisoformat(since), datetime.fromisoformat(spoke), UUID(pk)
    except (ValueError, TypeError, AttributeError, binascii.Error):
        return None
    return place if place[0].tzinfo and place[1].tzinfo else None


def counts(workspace: "Workspace", *, user: "User", now: datetime) -> Counts:
    """The figures beside the filters, in one query."""
    waiting = Q(state__in=[Enquiry.State.OPEN, Enquiry.State.PENDING])
    first = Q(first_reply_at__isnull=True, first_reply_due_at__lte=now)
    found = Enquiry.objects.in_workspace(workspace).unfinished()
    figures = found.aggregate(
        all=Count("pk", filter=waiting),
        mine=Count("pk", filter=waiting & Q(assignee=user)),
        unassigned=Count("pk", filter=waiting & Q(assignee__isnull=True)),
        mentions=Count("pk", filter=waiting & _mentioned(user)),
        overdue=Count("pk", filter=waiting & (first | Q(resolve_due_at__lte=now))),
        snoozed=Count("pk", filter=Q(state=Enquiry.State.SNOOZED)),
    )
    return Counts(**figures)


def labels_of(workspace: "Workspace") -> list[str]:
    """Labels in use lately, in alphabetical order."""
    latest = Enquiry.objects.in_workspace(workspace).exclude(labels=[]).order_by("-last_message_at")
    each = latest.values(label=Func(F("labels"), function="unnest", output_field=TextField()))
    return sorted({row["label"] for row in each[:LATEST_FOR_LABELS]}, key=str.casefold)


def has_any(workspace: "Workspace") -> bool:
    return Enquiry.objects.in_workspace(workspace).exists()


def earlier_of(enquiry: Enquiry, *, most: int = 5) -> QuerySet[Enquiry]:
    """The customer's other enquiries, newest first."""
    others = Enquiry.objects.in_workspace(enquiry.workspace).kept().filter(contact=enquiry.contact_id)
    return others.exclude(pk=enquiry.pk).select_related("topic").order_by("-last_message_at")[:most]
