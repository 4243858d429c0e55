"""How the customer found it: asked once after the end, answered behind a link."""

import hashlib
import secrets
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from assistants.models import Enquiry, EnquiryMessage, Satisfaction
from assistants.services import live, messages
from lumen.audit import services as audit
from lumen.common.errors import LumenError

if TYPE_CHECKING:
    from django.db.models import QuerySet

WAIT_SECONDS = 20  # time to undo the end
GOOD = 4  # from here on the customer is content
LONGEST_COMMENT = 1_000


class UnknownSurveyError(LumenError):
    status, code, title = 404, "unknown-survey", "There is no such question"


def ask_later(enquiry: Enquiry) -> None:
    """Ask a moment after the end, in case it is undone."""
    task: Any = import_string("assistants.tasks.ask_satisfaction")
    later = partial(task.apply_async, kwargs={"enquiry_id": str(enquiry.pk)}, countdown=WAIT_SECONDS)
    transaction.on_commit(later)


@transaction.atomic
def ask(enquiry: Enquiry) -> Satisfaction | None:
    """Send the question through the enquiry's channel; nothing when it was asked, or makes no sense."""
    locked = Enquiry.objects.select_for_update(of=("self",)).get(pk=enquiry.pk)
    if not _is_to_ask(locked):
        return None
    token, now = secrets.token_urlsafe(24), timezone.now()
    asked = Satisfaction.objects.create(enquiry=locked, token_digest=digest_of(token), asked_at=now)
    with translation.override(locked.language or None):
        text = _("How did we do? Tell us with one click: %(link)s") % {"link": link_of(token)}
    messages.send(
        enquiry=locked,
        author=EnquiryMessage.Author.AI,
        text=text,
        now=now,
        details={"what": "satisfaction"},
        keeps_waiting=True,
    )
    audit.record(workspace=locked.workspace, actor=None, action="satisfaction.asked", enquiry=locked.pk)
    return asked


def _is_to_ask(enquiry: Enquiry) -> bool:
    if enquiry.state != Enquiry.State.RESOLVED or not enquiry.assistant.asks_satisfaction:
        return False
    if enquiry.contact.blocked_at or Satisfaction.objects.filter(enquiry=enquiry).exists():
        return False
    said = enquiry.messages.for_customer()
    authors = set(said.order_by().values_list("author", flat=True).distinct())
    return EnquiryMessage.Author.CUSTOMER in authors and len(authors) > 1


def link_of(token: str) -> str:
    return f"{settings.SITE_URL.rstrip('/')}/w/csat/{token}"


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def found(token: str) -> Satisfaction:
    """The question behind a link.

    Raises:
        UnknownSurveyError: nothing was asked with this link.
    """
    return _of_token(Satisfaction.objects.all(), token)


def _of_token(rows: "QuerySet[Satisfaction]", token: str) -> Satisfaction:
    asked = rows.select_related("enquiry__workspace", "enquiry__assistant", "enquiry__contact")
    one = asked.filter(token_digest=digest_of(token)).first()
    if one is None:
        raise UnknownSurveyError("This link leads nowhere. It may have been cut off.")
    return one


@transaction.atomic
def answer(token: str, score: int, comment: str = "", *, now: datetime | None = None) -> Satisfaction:
    """Keep what the customer says; they may change their mind. A good score confirms the end.

    Args:
        score: 1 bad .. 5 good; values outside are brought inside.

    Raises:
        UnknownSurveyError: nothing was asked with this link.
    """
    return keep_answer(_of_token(Satisfaction.objects.all(), token), score, comment, now=now)


@transaction.atomic
def keep_answer(
    asked: Satisfaction, score: int, comment: str = "", *, now: datetime | None = None
) -> Satisfaction:
    """The same for who is known to be the customer without the link, as in a website's widget."""
    rows = Satisfaction.objects.select_for_update(of=("self",)).select_related("enquiry__workspace")
    one = rows.get(pk=asked.pk)
    is_first = one.answered_at is None
    one.score, one.comment = max(1, min(5, score)), comment.strip()[:LONGEST_COMMENT]
    one.answered_at = now or timezone.now()
    one.save(update_fields=["score", "comment", "answered_at"])
    ended = Enquiry.objects.filter(pk=one.enquiry_id, state=Enquiry.State.RESOLVED)
    if one.score >= GOOD:
        ended.update(resolution=Enquiry.Resolution.CONFIRMED)
    if is_first:
        messages.note_event(enquiry=one.enquiry, what="rated", now=one.answered_at, score=one.score)
    else:
        live.tell_members(one.enquiry, what="rated")
    facts = {"enquiry": one.enquiry_id, "score": one.score}
    audit.record(workspace=one.enquiry.workspace, actor=None, action="satisfaction.answered", **facts)
    return one
