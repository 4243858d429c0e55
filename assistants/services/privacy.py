"""What customers may ask of us: a copy of everything, and that nothing is left; and forgetting by itself.

Their words live in their enquiries, in what was learnt from them, in suggestions that quote them, in what
members and programs were told, and for a day in live streams. All of it goes; the audit keeps numbers.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from assistants.learning import stripping
from assistants.models import Assistant, Contact, Enquiry, EnquiryMessage, LearnedPattern, Suggestion
from assistants.selectors import people as selector
from assistants.services import live, unlearning
from lumen.audit import services as audit
from lumen.notifications.models import Notification

if TYPE_CHECKING:
    from accounts.models import User, Workspace

AT_ONCE = 200  # enquiries in one transaction
CUT_AT = 150  # texts this long may have been cut when they were quoted
SAYS_WHO = ("name", "email", "phone", "company")


@transaction.atomic
def note_copy(*, contact: Contact, actor: "User") -> None:
    """Keep that a copy of everything was taken, and by whom."""
    audit.record(workspace=contact.workspace, actor=actor, action="contact.exported", contact=contact.pk)


@transaction.atomic
def erase(*, contact: Contact, actor: "User") -> int:
    """Delete a customer with everything they wrote and everything that came of it; how many enquiries.

    What is left is one audit event with the contact's number and counts.
    """
    workspace = contact.workspace
    known = selector.everything_of(contact)
    people = list(Contact.objects.select_for_update().filter(pk__in=known))
    enquiries = list(selector.enquiries_of(known).values_list("pk", flat=True))
    patterns = _forget(workspace, enquiries, actor=actor)
    for person in people:
        live.forget_contact(person)
    contact.delete()  # with those merged into it, and all identities
    audit.record(
        workspace=workspace,
        actor=actor,
        action="contact.erased",
        contact=known[0],
        enquiries=len(enquiries),
        patterns=patterns,
    )
    return len(enquiries)


def expire(now: datetime) -> int:
    """Delete resolved enquiries that are older than their assistant keeps them; how many."""
    gone = 0
    for assistant in Assistant.objects.filter(retention_days__isnull=False).select_related("workspace"):
        before = now - timedelta(days=assistant.retention_days or 0)
        while found := _expire_some(assistant, before):
            gone += found
        _expire_people(assistant, before)
    return gone


@transaction.atomic
def _expire_some(assistant: Assistant, before: datetime) -> int:
    old = Q(state=Enquiry.State.RESOLVED, resolved_at__lt=before) | Q(
        merged_into__isnull=False, updated_at__lt=before
    )
    rows = Enquiry.objects.select_for_update(of=("self",), skip_locked=True).filter(old, assistant=assistant)
    keys = list(rows.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    if not keys:
        return 0
    patterns = _forget(assistant.workspace, keys, actor=None)
    audit.record(
        workspace=assistant.workspace,
        actor=None,
        action="enquiries.expired",
        assistant_id=assistant.pk,
        enquiries=len(keys),
        patterns=patterns,
    )
    return len(keys)


@transaction.atomic
def _expire_people(assistant: Assistant, before: datetime) -> None:
    """Customers of whom nothing is left and who were not here since."""
    rows = Contact.objects.in_workspace(assistant.workspace).filter(
        enquiries__isnull=True, merged__isnull=True, identities__channel__assistant=assistant
    )
    silent = rows.filter(Q(last_seen_at__lt=before) | Q(last_seen_at__isnull=True, updated_at__lt=before))
    Contact.objects.filter(pk__in=list(silent.values_list("pk", flat=True))).delete()


def _forget(workspace: "Workspace", enquiries: Sequence[UUID], *, actor: "User | None") -> int:
    """Delete enquiries with all that came of them; how many patterns went with them."""
    merged = Enquiry.objects.filter(merged_into__in=enquiries).values_list("pk", flat=True)
    keys = [*enquiries, *merged]
    assistants = Assistant.objects.in_workspace(workspace)
    asked = _asked_in(keys)
    by_hand = Q(
        message=None, source=None, approved_at=None, question__in=asked
    )  # a corrected topic taught it
    patterns = LearnedPattern.objects.filter(by_hand | Q(message__enquiry__in=keys), assistant__in=assistants)
    words = _folded(asked) | _words_in(patterns)
    count = unlearning.forget(patterns=patterns, actor=actor)
    _forget_in_suggestions(assistants, words)
    selector.deliveries_about(keys).delete()
    _forget_notifications(workspace, keys)
    Enquiry.objects.filter(pk__in=keys).delete()
    return count


def _asked_in(enquiries: Sequence[UUID]) -> set[str]:
    """What the customers wrote, also as it is learnt: without anything personal."""
    said = EnquiryMessage.objects.filter(enquiry__in=enquiries, author=EnquiryMessage.Author.CUSTOMER)
    words: set[str] = set()
    for row in said.select_related("enquiry__contact").only(
        "text", "enquiry__subject", *(f"enquiry__contact__{name}" for name in SAYS_WHO)
    ):
        names = [getattr(row.enquiry.contact, name) for name in SAYS_WHO]
        for text in (row.text, row.enquiry.subject):
            words |= {text, stripping.strip_question(text), stripping.strip_question(text, names=names)}
    return words


def _words_in(patterns: Any) -> set[str]:
    return _folded(text for pair in patterns.values_list("question", "reply") for text in pair)


def _folded(texts: Iterable[str]) -> set[str]:
    return {folded for text in texts if (folded := _fold(text))}


def _fold(text: str) -> str:
    return " ".join(text.split()).casefold()


def _forget_in_suggestions(assistants: Any, words: set[str]) -> None:
    """Quotes go; a suggestion that is nothing but quotes goes with them, unless others said the same."""
    for suggestion in Suggestion.objects.filter(assistant__in=assistants).select_for_update():
        left = [one for one in suggestion.examples if not _quotes(one, words)]
        is_titled_by_them = _quotes(suggestion.title, words)
        if is_titled_by_them and not left:
            suggestion.patterns.filter(message=None, source=None).delete()
            suggestion.delete()
        elif is_titled_by_them or len(left) < len(suggestion.examples):
            suggestion.title = str(left[0])[:200] if is_titled_by_them else suggestion.title
            suggestion.examples = left
            suggestion.save(update_fields=["title", "examples", "updated_at"])


def _quotes(text: str, words: set[str]) -> bool:
    """Whether it is somebody's text, whole or cut at the end."""
    quoted = _fold(str(text))
    return quoted in words or (len(quoted) >= CUT_AT and any(one.startswith(quoted) for one in words))


def _forget_notifications(workspace: "Workspace", enquiries: Sequence[UUID]) -> None:
    """Their titles quote subjects; they are found by where they lead."""
    if enquiries:
        pattern = "|".join(str(key) for key in enquiries)
        Notification.objects.in_workspace(workspace).filter(url__iregex=pattern).delete()
