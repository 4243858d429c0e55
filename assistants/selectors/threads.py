"""One enquiry as a member reads it: what was said, what happened, what the assistant proposes."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils import timezone

from assistants.models import Draft, Enquiry, EnquiryFile, EnquiryMessage, EnquiryQuerySet

if TYPE_CHECKING:
    from accounts.models import Workspace

LATEST = 120  # messages shown at once; older ones on request


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A message in the thread; `day` when it is the first of a day, `follows` when the same one goes on."""

    message: EnquiryMessage
    day: date | None
    follows: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    entries: list[Entry]
    draft: Draft | None
    files: list[EnquiryFile]
    is_cut: bool  # older messages are not shown


def enquiries_with_facts(workspace: "Workspace") -> EnquiryQuerySet:
    """Enquiries with what their page shows."""
    related = ("workspace", "assistant", "channel", "contact", "topic", "assignee", "satisfaction")
    return Enquiry.objects.in_workspace(workspace).select_related(*related, "merged_into")


def thread_of(enquiry: Enquiry, *, everything: bool = False) -> Thread:
    """What the thread shows, oldest first, in four queries however long it is."""
    said = enquiry.messages.select_related("user", "draft").prefetch_related("files")
    newest = said.order_by("-created_at", "-seq")
    found = list(newest if everything else newest[: LATEST + 1])
    is_cut = not everything and len(found) > LATEST
    shown = list(reversed(found[:LATEST] if is_cut else found))
    files = [file for message in shown for file in message.files.all()]
    return Thread(entries=_entries(shown), draft=open_draft(enquiry), files=files, is_cut=is_cut)


def open_draft(enquiry: Enquiry) -> Draft | None:
    drafts = Draft.objects.open().filter(enquiry=enquiry).select_related("topic", "message")
    return drafts.first()


def latest_draft(enquiry: Enquiry, pk: UUID) -> Draft | None:
    """A draft whatever became of it, for telling what."""
    return Draft.objects.filter(enquiry=enquiry, pk=pk).select_related("decided_by").first()


def _entries(messages: list[EnquiryMessage]) -> list[Entry]:
    entries: list[Entry] = []
    before: EnquiryMessage | None = None
    for message in messages:
        today = timezone.localtime(message.created_at).date()
        is_new_day = before is None or timezone.localtime(before.created_at).date() != today
        follows = not is_new_day and before is not None and _goes_on(before, message)
        entries.append(Entry(message=message, day=today if is_new_day else None, follows=follows))
        before = message
    return entries


def _goes_on(before: EnquiryMessage, message: EnquiryMessage) -> bool:
    def who(one: EnquiryMessage) -> tuple[Any, ...]:
        return one.author, one.kind, one.user_id

    is_event = message.kind == EnquiryMessage.Kind.EVENT
    return not is_event and who(before) == who(message) and _minutes(before.created_at, message) < 5


def _minutes(start: datetime, message: EnquiryMessage) -> float:
    return (message.created_at - start).total_seconds() / 60
