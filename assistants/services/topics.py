"""What customers ask about: topics that people name, join and let the assistant answer."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from assistants.learning import earning
from assistants.models import Assistant, Draft, Enquiry, LearnedPattern, Topic
from assistants.services import phases
from assistants.services.unlearning import unlearn
from lumen.audit import services as audit
from lumen.common.errors import LumenError
from lumen.common.tasks import enqueue

if TYPE_CHECKING:
    from accounts.models import User

MOST_TOPICS = 500
CHANGEABLE = frozenset({"name", "description", "handling", "may_automate", "may_read_money", "is_active"})
LONGEST_QUESTION, LONGEST_REPLY = 2_000, 8_000


class BadTopicError(LumenError):
    status, code, title = 422, "bad-topic", "This topic cannot be kept as it is"


class BadPatternError(LumenError):
    status, code, title = 422, "bad-pattern", "This cannot be learnt as it is"


@transaction.atomic
def create(*, assistant: Assistant, actor: "User", name: str) -> Topic:
    """Make a topic; it is read once it has a few examples.

    Raises:
        BadTopicError: no name, one that is taken, or too many topics.
    """
    said = " ".join(name.split())[:120]
    label = slugify(said).replace("-", "_")[:120] or said.casefold()
    if not said:
        raise BadTopicError(_("Give the topic a name."))
    if assistant.topics.count() >= MOST_TOPICS:
        raise BadTopicError(_("Join or remove topics first: there are as many as can be told apart."))
    try:
        with transaction.atomic():
            topic = Topic.objects.create(assistant=assistant, label=label, name=said)
    except IntegrityError:
        raise BadTopicError(_("There is a topic of this name already.")) from None
    _record(topic, actor, "topic.created")
    return topic


@transaction.atomic
def change(*, topic: Topic, actor: "User", **fields: Any) -> Topic:
    """Rename a topic, or say how far the assistant may go there; the phase follows at once.

    Raises:
        BadTopicError: a field cannot be kept.
    """
    Assistant.objects.select_for_update(of=("self",)).get(pk=topic.assistant_id)
    mine = (
        Topic.objects.select_for_update(of=("self",)).select_related("assistant__workspace").get(pk=topic.pk)
    )
    if unknown := set(fields) - CHANGEABLE:
        raise BadTopicError(_("Unknown: %(names)s.") % {"names": ", ".join(sorted(unknown))})
    for name, value in fields.items():
        setattr(mine, name, value)
    mine.name = " ".join(mine.name.split())[:120]
    if not mine.name:
        raise BadTopicError(_("Give the topic a name."))
    mine.save()
    _record(mine, actor, "topic.changed", fields=sorted(fields), may_automate=mine.may_automate)
    phases.review(assistant=mine.assistant, now=timezone.now())
    mine.refresh_from_db()
    return mine


@transaction.atomic
def merge(*, into: Topic, others: Sequence[Topic], actor: "User") -> Topic:
    """Make several topics one; it goes no further than the least of them had earned.

    Raises:
        BadTopicError: they belong to different assistants, or there is nothing to join.
    """
    ids = {topic.pk for topic in others} - {into.pk}
    Assistant.objects.select_for_update(of=("self",)).get(pk=into.assistant_id)
    gone = list(Topic.objects.select_for_update().filter(pk__in=ids, assistant=into.assistant_id))
    if not gone or len(gone) != len(ids):
        raise BadTopicError(_("Choose other topics of this assistant."))
    for model in (LearnedPattern, Enquiry, Draft):
        model.objects.filter(topic__in=gone).update(topic=into)
    into.assistant.suggestions.filter(topic__in=gone).update(topic=into)
    into.phase = earning.lower(into.phase, *(topic.phase for topic in gone))
    into.may_automate = into.may_automate and all(topic.may_automate for topic in gone)
    into.save(update_fields=["phase", "may_automate", "updated_at"])
    Topic.objects.filter(pk__in=ids).delete()
    _record(into, actor, "topic.merged", others=len(gone))
    enqueue("assistants.tasks.refit", assistant_id=str(into.assistant_id))
    return into


@transaction.atomic
def delete(*, topic: Topic, actor: "User") -> int:
    """Take a topic away with everything learnt about it; enquiries stay, without a topic.

    Returns:
        How many examples were unlearnt.
    """
    Assistant.objects.select_for_update(of=("self",)).get(pk=topic.assistant_id)
    count = topic.patterns.count()
    _record(topic, actor, "topic.deleted", examples=count)
    enqueue("assistants.tasks.refit_without", assistant_id=str(topic.assistant_id))
    topic.delete()
    return count


@transaction.atomic
def add_pattern(*, topic: Topic, actor: "User", question: str, reply: str = "") -> LearnedPattern:
    """Teach a topic by hand: a question, and the reply to use word for word.

    Raises:
        BadPatternError: no question, or too long.
    """
    pattern = LearnedPattern(assistant=topic.assistant, topic=topic, origin=LearnedPattern.Origin.PERSON)
    return _write(pattern, actor, question, reply, "pattern.added")


@transaction.atomic
def edit_pattern(*, pattern: LearnedPattern, actor: "User", question: str, reply: str) -> LearnedPattern:
    """Change the words of an example; a reply that a person put in words may be used.

    Raises:
        BadPatternError: no question, or too long.
    """
    mine = LearnedPattern.objects.select_for_update(of=("self",)).get(pk=pattern.pk)
    return _write(mine, actor, question, reply, "pattern.changed")


def remove_pattern(*, pattern: LearnedPattern, actor: "User") -> int:
    """Unlearn one example."""
    return unlearn(pattern=pattern, actor=actor)


@transaction.atomic
def approve_pattern(*, pattern: LearnedPattern, actor: "User", is_approved: bool) -> LearnedPattern:
    """Let the assistant use a learnt reply word for word, or not any more.

    Raises:
        BadPatternError: it has no reply.
    """
    if is_approved and not pattern.reply:
        raise BadPatternError(_("Write a reply first."))
    pattern.approved_at = timezone.now() if is_approved else None
    pattern.approved_by = actor if is_approved else None
    pattern.save(update_fields=["approved_at", "approved_by", "updated_at"])
    audit.record(
        workspace=pattern.assistant.workspace,
        actor=actor,
        action="pattern.changed",
        pattern_id=pattern.pk,
        is_approved=is_approved,
    )
    return pattern


def _write(pattern: LearnedPattern, actor: "User", question: str, reply: str, action: str) -> LearnedPattern:
    asked, answer = question.strip(), reply.strip()
    if not asked:
        raise BadPatternError(_("Write a question as customers ask it."))
    if len(asked) > LONGEST_QUESTION or len(answer) > LONGEST_REPLY:
        raise BadPatternError(_("This is too long to be one question and its reply."))
    if pattern.question != asked:
        pattern.question_vector = None
    if pattern.reply != answer:
        pattern.reply_vector = None
        pattern.approved_at = timezone.now() if answer else None
        pattern.approved_by = actor if answer else None
    pattern.question, pattern.reply = asked, answer
    pattern.said_at = pattern.said_at or timezone.now()
    pattern.save()
    audit.record(workspace=pattern.assistant.workspace, actor=actor, action=action, pattern_id=pattern.pk)
    enqueue("assistants.tasks.embed_patterns", assistant_id=str(pattern.assistant_id))
    return pattern


def _record(topic: Topic, actor: "User", action: str, **facts: Any) -> None:
    audit.record(workspace=topic.assistant.workspace, actor=actor, action=action, topic_id=topic.pk, **facts)
