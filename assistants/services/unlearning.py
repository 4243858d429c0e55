"""Forgetting: what was learnt from an import, a message or a person goes, with all that rests on it."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from assistants.models import (
    Assistant,
    Contact,
    EnquiryMessage,
    LearnedPattern,
    LearningSource,
    Suggestion,
    Topic,
)
from lumen.audit import services as audit
from lumen.common.tasks import enqueue

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def unlearn(
    *,
    actor: "User | None",
    source: LearningSource | None = None,
    pattern: LearnedPattern | None = None,
    message: EnquiryMessage | None = None,
    contact: Contact | None = None,
) -> int:
    """Remove what was learnt from one of the four, its vectors, and its share in suggestions.

    Topics and suggestions that nothing else stands behind go too. What was fitted on it is fitted anew.

    Returns:
        How many patterns were removed.
    """
    patterns = _patterns(source, pattern, message, contact)
    if source is None:
        return forget(patterns=patterns, actor=actor)
    removed = _forget(source.assistant, patterns, actor)
    remove_file(source)
    source.delete()
    return removed


@transaction.atomic
def forget(*, patterns: QuerySet[LearnedPattern], actor: "User | None") -> int:
    """Remove any patterns with what rests on them; how many they were."""
    owners = Assistant.objects.filter(pk__in=patterns.values("assistant")).select_related("workspace")
    return sum(_forget(assistant, patterns, actor) for assistant in owners)


def _forget(assistant: Assistant, patterns: QuerySet[LearnedPattern], actor: "User | None") -> int:
    Assistant.objects.select_for_update(of=("self",)).get(pk=assistant.pk)
    mine = patterns.filter(assistant=assistant)
    touched = set(mine.exclude(suggestion=None).values_list("suggestion_id", flat=True))
    said = set(mine.values_list("question", flat=True))
    removed = mine.delete()[1].get("assistants.LearnedPattern", 0)
    _forget_suggestions(assistant, touched, _only_theirs(assistant, said))
    _forget_topics(assistant)
    audit.record(
        workspace=assistant.workspace,
        actor=actor,
        action="history.unlearnt",
        assistant_id=assistant.pk,
        removed=removed,
    )
    enqueue("assistants.tasks.refit_without", assistant_id=str(assistant.pk))
    return removed


def remove_file(source: LearningSource) -> None:
    """The uploaded file is not kept once it was read or given up."""
    if source.file:
        name, storage = str(source.file.name), source.file.storage
        transaction.on_commit(lambda: storage.delete(name))
        source.file.name = ""


def _patterns(
    source: LearningSource | None,
    pattern: LearnedPattern | None,
    message: EnquiryMessage | None,
    contact: Contact | None,
) -> QuerySet[LearnedPattern]:
    if source is not None:
        return LearnedPattern.objects.filter(source=source)
    if pattern is not None:
        return LearnedPattern.objects.filter(pk=pattern.pk)
    if message is not None:
        return LearnedPattern.objects.filter(message=message)
    return LearnedPattern.objects.filter(message__enquiry__contact=contact, message__isnull=False)


def _only_theirs(assistant: Assistant, questions: set[str]) -> set[str]:
    """Questions that nobody else asked in the same words, whole and as suggestions cut them."""
    learnt = assistant.patterns.exclude(origin=LearnedPattern.Origin.PERSON)
    others = set(learnt.filter(question__in=questions).values_list("question", flat=True))
    gone = questions - others - {""}
    return gone | {text[:300] for text in gone} | {" ".join(text.split())[:200] for text in gone}


def _forget_suggestions(assistant: Assistant, touched: set[UUID], gone: set[str]) -> None:
    """Without anything behind it, a suggestion and what it gave go; others lose what was taken from these.

    Open ones are looked for again; a dismissed one keeps only the key by which it stays dismissed.
    """
    mine = Suggestion.objects.filter(assistant=assistant)
    mine.filter(state=Suggestion.State.OPEN).delete()
    mine.filter(state=Suggestion.State.DISMISSED).update(title="", text="", examples=[], count=0)
    behind = Count("patterns", filter=~Q(patterns__origin=LearnedPattern.Origin.PERSON))
    for one in mine.exclude(state=Suggestion.State.DISMISSED).annotate(behind=behind):
        left = [example for example in one.examples if example not in gone]
        has_lost_all = (one.pk in touched and not one.behind) or (not left and len(one.examples) > 0)
        if has_lost_all or (one.title in gone and not left):
            one.patterns.filter(origin=LearnedPattern.Origin.PERSON).delete()
            one.delete()
        elif len(left) < len(one.examples) or one.title in gone:
            one.patterns.filter(origin=LearnedPattern.Origin.PERSON, question__in=gone).delete()
            one.title = left[0][:200] if one.title in gone else one.title
            one.examples = left
            one.save(update_fields=["title", "examples", "updated_at"])


def _forget_topics(assistant: Assistant) -> None:
    found = [Topic.Origin.HISTORY, Topic.Origin.FOUND]
    empty = assistant.topics.filter(origin__in=found).annotate(left=Count("patterns")).filter(left=0)
    assistant.topics.filter(pk__in=list(empty.values_list("pk", flat=True))).delete()
