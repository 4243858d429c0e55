"""Customers: the list, one of them, and everything that is kept about one."""

import json
import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import PurePath
from typing import IO, TYPE_CHECKING, Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Count, Max, Q, QuerySet

from assistants.models import (
    Contact,
    Draft,
    Enquiry,
    EnquiryFile,
    EnquiryMessage,
    HookDelivery,
    Identity,
    LearnedPattern,
    Satisfaction,
)

if TYPE_CHECKING:
    from accounts.models import Workspace
    from assistants.models.channels import ContactQuerySet

README = """Everything that is kept about {name}.

contact.json     the contact, how they are known in each channel, and what was merged into them
enquiries.json   each enquiry with its messages, notes, drafts and what the customer thought of it
learnt.json      what was learnt from replies to them, without anything personal
files/           what came and went with messages
"""
ENQUIRY_FACTS = (
    "id", "number", "subject", "state", "priority", "labels", "topic__name", "language", "created_at",
    "resolved_at", "resolution", "handed_over_at", "handover_reason",
)  # fmt: skip
MESSAGE_FACTS = (
    "id", "enquiry_id", "seq", "author", "kind", "text", "created_at", "delivered_at", "seen_at",
    "citations", "details", "external_id",
)  # fmt: skip


def contacts(workspace: "Workspace", *, text: str = "", blocked: bool = False) -> "ContactQuerySet":
    """Customers that fit, with how many enquiries they have; those seen last come first."""
    rows = Contact.objects.in_workspace(workspace).kept()
    if blocked:
        rows = rows.filter(blocked_at__isnull=False)
    for word in text.split()[:8]:
        rows = rows.filter(
            Q(name__icontains=word)
            | Q(email__icontains=word)
            | Q(phone__icontains=word)
            | Q(company__icontains=word)
        )
    counted = rows.annotate(
        enquiry_count=Count("enquiries", filter=Q(enquiries__merged_into__isnull=True)),
        last_message_at=Max("enquiries__last_message_at"),
    )
    return counted.order_by("-updated_at", "pk")


def everything_of(contact: Contact) -> list[UUID]:
    """The contact and those merged into it."""
    found, edge = [contact.pk], [contact.pk]
    while edge := list(Contact.objects.filter(merged_into__in=edge).values_list("pk", flat=True)):
        found += edge
    return found


def enquiries_of(people: Iterable[UUID]) -> QuerySet[Enquiry]:
    return Enquiry.objects.filter(contact__in=list(people))


def write_copy(contact: Contact, target: IO[bytes]) -> None:
    """Write everything about one contact as a zip file. Eleven queries and the files."""
    people = everything_of(contact)
    enquiries = enquiries_of(people)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", README.format(name=contact))
        archive.writestr("contact.json", _as_json(_contacts(people)))
        archive.writestr("enquiries.json", _as_json(_enquiries(enquiries)))
        archive.writestr("learnt.json", _as_json(_learnt(enquiries)))
        for file in EnquiryFile.objects.filter(message__enquiry__in=enquiries):
            _write_file(archive, file)


def copy_of(contact: Contact) -> IO[bytes]:
    """The same as an open file that vanishes when it is closed."""
    target: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  the answer closes it
    write_copy(contact, target)
    target.seek(0)
    return target


def _contacts(people: list[UUID]) -> dict[str, Any]:
    identities = Identity.objects.filter(contact__in=people)
    facts = ("contact_id", "channel__name", "channel__kind", "value", "verified_at", "external_id")
    return {
        "contacts": list(Contact.objects.filter(pk__in=people).values()),
        "identities": list(identities.values(*facts, "created_at")),
    }


def _enquiries(enquiries: QuerySet[Enquiry]) -> list[dict[str, Any]]:
    rows = {row["id"]: row for row in _plain(enquiries.order_by("number").values(*ENQUIRY_FACTS))}
    for row in rows.values():
        row |= {"messages": [], "drafts": [], "satisfaction": [], "told_to_programs": []}
    messages = EnquiryMessage.objects.filter(enquiry__in=enquiries).order_by("enquiry", "seq")
    for message in _plain(messages.values(*MESSAGE_FACTS)):
        rows[message.pop("enquiry_id")]["messages"].append(message)
    drafts = Draft.objects.filter(enquiry__in=enquiries).order_by("created_at")
    facts = ("enquiry_id", "state", "action", "text", "sent_text", "remark", "created_at")
    for draft in _plain(drafts.values(*facts)):
        rows[draft.pop("enquiry_id")]["drafts"].append(draft)
    answers = Satisfaction.objects.filter(enquiry__in=enquiries)
    for answer in _plain(answers.values("enquiry_id", "asked_at", "answered_at", "score", "comment")):
        rows[answer.pop("enquiry_id")]["satisfaction"].append(answer)
    for told in _plain(deliveries_about(list(rows)).values("event", "payload", "created_at")):
        _put_with_its_enquiry(told, rows)
    return list(rows.values())


def _put_with_its_enquiry(told: dict[str, Any], rows: dict[UUID, dict[str, Any]]) -> None:
    text = json.dumps(told["payload"])
    for key, row in rows.items():
        if str(key) in text:
            row["told_to_programs"].append(told)


def deliveries_about(enquiries: list[UUID]) -> QuerySet[HookDelivery]:
    """Events that programs were told about some enquiries, by the ids in them."""
    if not enquiries:
        return HookDelivery.objects.none()
    return HookDelivery.objects.filter(payload__iregex="|".join(str(key) for key in enquiries))


def _learnt(enquiries: QuerySet[Enquiry]) -> list[dict[str, Any]]:
    patterns = LearnedPattern.objects.filter(message__enquiry__in=enquiries)
    return _plain(patterns.values("question", "reply", "topic__name", "said_at", "approved_at"))


def _write_file(archive: zipfile.ZipFile, file: EnquiryFile) -> None:
    if not file.file.storage.exists(file.file.name or ""):
        return
    inside = f"files/{file.pk}/{PurePath(file.name).name or 'file'}"
    with file.file.open("rb") as source, archive.open(inside, "w", force_zip64=True) as copy:
        for block in source.chunks():
            copy.write(block)


def _plain(rows: Iterable[Any]) -> list[dict[str, Any]]:
    return [dict(row) for row in rows]


def _as_json(value: Any) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
