"""From a customer's message to a draft, an answer or a person: once for each message, whatever happens."""

import time
from dataclasses import replace
from datetime import datetime
from typing import Any

import structlog
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from assistants.drafting import phrases, styles
from assistants.drafting.base import APPROVED, EARLIER, NONE, Words
from assistants.drafting.courtesy import courtesy_of
from assistants.drafting.settling import NOBODY_SEES, Case, Settled, settle
from assistants.drafting.styles import Style
from assistants.models import Draft, Enquiry, EnquiryMessage, HandoverReason, LearnedPattern, Phase
from assistants.services import handover, live, messages, reading, routing, triage, voice, wording
from assistants.triage import signals
from lumen.audit import services as audit

log = structlog.get_logger(__name__)
ANSWER = "answer"
Author = EnquiryMessage.Author


def respond(*, message_id: str, style: str = "") -> None:
    """Read a customer's message, find words, and draft, answer or hand over.

    Does nothing for a message that was looked at before, was overtaken, or comes from a blocked customer.
    Whatever fails hands over, so that nobody waits for a machine that broke.

    Args:
        style: of a draft that somebody asked for once more; the enquiry's own when empty.
    """
    now = timezone.now()
    message = message_of(message_id)
    if message is None or not is_waiting(message):
        return
    try:
        _respond(message, now, style)
    except Exception:
        log.exception("enquiry.respond_failed", message=message_id)
        _give_up(message, now)


def message_of(message_id: str) -> EnquiryMessage | None:
    """A customer's message with everything around it."""
    found = EnquiryMessage.objects.filter(pk=message_id, author=Author.CUSTOMER).select_related(
        "enquiry__assistant__workspace",
        "enquiry__workspace",
        "enquiry__contact",
        "enquiry__channel",
        "enquiry__topic",
        "enquiry__assignee",
    )
    return found.first()


def is_waiting(message: EnquiryMessage) -> bool:
    """Whether this message still asks for something, and nobody has looked at it yet."""
    enquiry = Enquiry.objects.select_related("contact", "assistant").get(pk=message.enquiry_id)
    is_over = enquiry.state == Enquiry.State.RESOLVED or enquiry.merged_into_id is not None
    if is_over or enquiry.contact.blocked_at or enquiry.assistant.deleted_at:
        return False
    later = EnquiryMessage.objects.for_customer().filter(enquiry=enquiry, seq__gt=message.seq)
    later = later.exclude(action=handover.ACTION)
    looked_at = Draft.objects.filter(message=message).exclude(state=Draft.State.SUPERSEDED)
    return not later.exists() and not looked_at.exists()


def _respond(message: EnquiryMessage, now: datetime, style: str) -> None:
    started = time.monotonic()
    enquiry = message.enquiry
    text = reading.text_of(message)
    if kind := courtesy_of(text):
        _be_polite(message, kind, now)
        return
    read = triage.read(assistant=enquiry.assistant, text=text)
    reading.keep(enquiry, read)
    routed = routing.apply(message=message, now=now)
    phase = reading.phase_of(enquiry)
    before = list(Draft.objects.filter(message=message).values_list("text", flat=True))
    question = wording.Question(
        enquiry=enquiry,
        text=text,
        reading=read,
        now=now,
        style=_style(enquiry, style),
        refused=tuple(filter(None, before)),
        uses_model=phase not in NOBODY_SEES,
    )
    case = Case(
        decision=reading.decide(enquiry, read),
        words=_words(question),
        phase=phase,
        needs_person=routed.needs_person,
        was_asked_again=bool(before),
    )
    milliseconds = int((time.monotonic() - started) * 1000)
    _carry_out(message, case, question, now, milliseconds=milliseconds)


def _style(enquiry: Enquiry, wanted: str) -> Style:
    """The style that was asked for, else the one that this enquiry was given for good."""
    known = styles.styles_of(enquiry.assistant.styles)
    named = next((style for style in known if style.name == wanted), None)
    return named or styles.style_for(known, str(enquiry.pk))


def _words(question: wording.Question) -> Words | None:
    """Other words than before where there are any; the same again where there are not."""
    found = wording.best(question)
    return found if found or not question.refused else wording.best(replace(question, refused=()))


@transaction.atomic
def _carry_out(
    message: EnquiryMessage, case: Case, question: wording.Question, now: datetime, *, milliseconds: int
) -> None:
    enquiry = _locked(message)
    if not is_waiting(message):
        return
    settled = settle(_with_people(case, enquiry))
    messages.overtake_drafts(enquiry)
    draft = _draft(message, case, settled, question, milliseconds=milliseconds)
    if settled.action == ANSWER:
        _send(draft, enquiry, now)
    elif settled.action == "handover" and settled.tells:
        handover.hand_over(enquiry=enquiry, reason=settled.reason, now=now, message=message)
    elif enquiry.state == Enquiry.State.PENDING:
        Enquiry.objects.filter(pk=enquiry.pk).update(state=Enquiry.State.OPEN)
    live.tell_members(enquiry, what="draft", draft=str(draft.pk), state=draft.state)


def _locked(message: EnquiryMessage) -> Enquiry:
    rows = Enquiry.objects.select_for_update(of=("self",))
    found = rows.select_related("assistant__workspace", "workspace", "contact", "channel", "topic")
    return found.get(pk=message.enquiry_id)


def _with_people(case: Case, enquiry: Enquiry) -> Case:
    """Whoever has it answers; the assistant only drafts for them."""
    has_taken = enquiry.state == Enquiry.State.OPEN and enquiry.assignee_id is not None
    return replace(case, is_with_person=enquiry.is_with_person or has_taken)


def _draft(
    message: EnquiryMessage,
    case: Case,
    settled: Settled,
    question: wording.Question,
    *,
    milliseconds: int,
) -> Draft:
    """Keep what would be said, where the words come from, and what the gate held against them."""
    enquiry, words = message.enquiry, case.words
    return Draft.objects.create(
        assistant=enquiry.assistant,
        enquiry=enquiry,
        message=message,
        topic=enquiry.topic,
        state=settled.state,
        action=settled.action,
        handover_reason=settled.reason,
        confidence=enquiry.confidence,
        in_scope_score=enquiry.in_scope_score,
        style=question.style.name,
        phase=case.phase,
        milliseconds=milliseconds,
        **(_of_words(words, enquiry) if words else {"origin": NONE}),
    )


def _of_words(words: Words, enquiry: Enquiry) -> dict[str, Any]:
    return {
        "origin": words.origin,
        "text": words.text,
        "citations": list(words.citations),
        "sources": [source.as_dict() for source in words.sources],
        "problems": list(words.problems),
        "voice_distance": voice.distance_of(enquiry.assistant, words.text),
        "cost": words.cost,
        "model": words.model[:80],
    }


def _send(draft: Draft, enquiry: Enquiry, now: datetime) -> None:
    """The assistant answers by itself."""
    sent = messages.send(
        enquiry=enquiry,
        author=Author.AI,
        text=draft.text,
        now=now,
        action=ANSWER,
        citations=draft.citations,
    )
    draft.sent_text, draft.sent_message = draft.text, sent
    draft.save(update_fields=["sent_text", "sent_message", "updated_at"])
    count_use(draft)
    audit.record(
        workspace=enquiry.workspace,
        actor=None,
        action="draft.automated",
        draft=draft.pk,
        enquiry=enquiry.pk,
        confidence=draft.confidence,
    )


def count_use(draft: Draft) -> None:
    """The approved reply behind a sent draft was of use once more."""
    used = [
        source["id"] for source in draft.sources if source["kind"] in (APPROVED, EARLIER) and source["id"]
    ]
    LearnedPattern.objects.filter(assistant=draft.assistant_id, pk__in=used).update(used=F("used") + 1)


@transaction.atomic
def _give_up(message: EnquiryMessage, now: datetime) -> None:
    """Something broke: a person takes it, and the customer reads that one does."""
    enquiry = _locked(message)
    if not is_waiting(message):
        return
    messages.overtake_drafts(enquiry)
    reason = HandoverReason.TOOL_FAILURE
    _without_words(message, enquiry, action=handover.ACTION, handover_reason=reason)
    handover.hand_over(enquiry=enquiry, reason=reason, now=now, message=message)


def _without_words(message: EnquiryMessage, enquiry: Enquiry, **fields: Any) -> Draft:
    """The mark that a message was looked at."""
    return Draft.objects.create(
        assistant=enquiry.assistant,
        enquiry=enquiry,
        message=message,
        topic=enquiry.topic,
        state=Draft.State.HIDDEN,
        origin=NONE,
        phase=enquiry.assistant.phase,
        **fields,
    )


@transaction.atomic
def _be_polite(message: EnquiryMessage, kind: str, now: datetime) -> None:
    """A greeting is greeted back where the assistant answers by itself; thanks wait for nothing."""
    enquiry = _locked(message)
    if not is_waiting(message):
        return
    _without_words(message, enquiry, action="draft")
    if kind == "thanks":
        if not enquiry.is_with_person:
            Enquiry.objects.filter(pk=enquiry.pk).update(waiting_since=None)
        return
    if _may_greet(enquiry):
        language = enquiry.assistant.language or signals.language(message.text)
        text = enquiry.assistant.greeting or phrases.said(phrases.GREETING, language)
        messages.send(
            enquiry=enquiry, author=Author.AI, text=text, now=now, action=ANSWER, keeps_waiting=True
        )
    elif enquiry.state == Enquiry.State.PENDING:
        Enquiry.objects.filter(pk=enquiry.pk).update(state=Enquiry.State.OPEN)


def _may_greet(enquiry: Enquiry) -> bool:
    """Once, in an enquiry that is its own, of an assistant that answers."""
    assistant = enquiry.assistant
    answers = assistant.phase == Phase.AUTOMATED and assistant.may_automate
    theirs = EnquiryMessage.objects.for_customer().filter(enquiry=enquiry)
    is_new = not theirs.exclude(author=Author.CUSTOMER).exists()
    return answers and is_new and enquiry.state == Enquiry.State.PENDING
