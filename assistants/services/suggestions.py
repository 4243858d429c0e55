"""Suggestions: found in many messages, decided by a person; a dismissed one never comes back."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from assistants.models import Assistant, LearnedPattern, Suggestion, Topic
from assistants.services import facts, suggesting
from assistants.services.suggesting import Found
from lumen.audit import services as audit
from lumen.common.errors import LumenError
from lumen.common.tasks import enqueue

if TYPE_CHECKING:
    from accounts.models import User

Kind, State = Suggestion.Kind, Suggestion.State
LONGEST_TEXT = 8_000
LONGEST_NAME = 120
AT_ONCE = 500


class SuggestionDecidedError(LumenError):
    status, code, title = 409, "suggestion-decided", "Somebody has decided about this already"


class EmptyAnswerError(LumenError):
    status, code, title = 422, "empty-answer", "Write an answer first"


def refresh(*, assistant: Assistant, now: datetime | None = None) -> int:
    """Look for suggestions anew: known ones are counted again, new ones added, others taken away.

    Returns:
        How many are open now.
    """
    found = suggesting.find(assistant, now=now or timezone.now())
    with transaction.atomic():
        Assistant.objects.select_for_update(of=("self",)).get(pk=assistant.pk)
        known = {(one.kind, one.key): one for one in assistant.suggestions.all()}
        kept = {one: _kept(assistant, one, known) for one in found}
        _save(kept.values())
        _put_behind({pk: kept[one] for one in found for pk in one.patterns})
        gone = set(known.values()) - set(kept.values())
        outdated = [one.pk for one in gone if one.state == State.OPEN]
        assistant.suggestions.filter(pk__in=outdated, state=State.OPEN).delete()
        return assistant.suggestions.filter(state=State.OPEN).count()


def _kept(assistant: Assistant, one: Found, known: dict[tuple[str, str], Suggestion]) -> Suggestion:
    """A known group counted again, or a suggestion of a new one; a dismissed one stays as it is."""
    suggestion = next((known[one.kind, key] for key in one.keys if (one.kind, key) in known), None)
    if suggestion is None:
        suggestion = Suggestion(assistant=assistant, kind=one.kind, key=one.keys[0])
        known[one.kind, one.keys[0]] = suggestion
    if suggestion.state != State.DISMISSED:
        suggestion.count, suggestion.examples = one.count, list(one.examples)
    if suggestion.state == State.OPEN:
        suggestion.title, suggestion.text, suggestion.topic_id = one.title, one.text, one.topic_id
    return suggestion


def _save(suggestions: Iterable[Suggestion]) -> None:
    distinct = {one.pk: one for one in suggestions}.values()
    new = [one for one in distinct if one._state.adding]
    before = [one for one in distinct if not one._state.adding]
    Suggestion.objects.bulk_create(new, batch_size=AT_ONCE)
    fields = ["count", "examples", "title", "text", "topic"]
    Suggestion.objects.bulk_update(before, fields, batch_size=AT_ONCE)


def _put_behind(supports: dict[UUID, Suggestion]) -> None:
    """Note which suggestion a pattern stands behind, where that is new."""
    open_ones = {pk: one for pk, one in supports.items() if one.state != State.DISMISSED}
    rows = LearnedPattern.objects.filter(pk__in=open_ones).only("pk", "suggestion_id")
    moved = [row for row in rows if row.suggestion_id != open_ones[row.pk].pk]
    for row in moved:
        row.suggestion = open_ones[row.pk]
    LearnedPattern.objects.bulk_update(moved, ["suggestion"], batch_size=AT_ONCE)


@transaction.atomic
def approve(*, suggestion: Suggestion, actor: "User", now: datetime) -> Suggestion:
    """Take a suggestion as it is.

    Raises:
        SuggestionDecidedError: somebody decided before.
        EmptyAnswerError: it has no words that could be sent.
    """
    mine = _open(suggestion)
    return _decide(mine, actor, mine.title if mine.kind == Kind.TOPIC else mine.text, now)


@transaction.atomic
def edit(*, suggestion: Suggestion, actor: "User", text: str, now: datetime) -> Suggestion:
    """Take a suggestion in other words: the reply, the topic's name, what the term means.

    Raises:
        SuggestionDecidedError: somebody decided before.
        EmptyAnswerError: no words.
    """
    mine = _open(suggestion)
    if not text.strip():
        raise EmptyAnswerError(_("Write what should be kept."))
    return _decide(mine, actor, text.strip()[:LONGEST_TEXT], now)


@transaction.atomic
def dismiss(*, suggestion: Suggestion, actor: "User", now: datetime) -> Suggestion:
    """Never show it again, however often it is found.

    Raises:
        SuggestionDecidedError: somebody decided before.
    """
    return _close(_open(suggestion), actor, State.DISMISSED, now)


@transaction.atomic
def undo(*, suggestion: Suggestion, actor: "User") -> Suggestion:
    """Take a decision back, with what it made."""
    mine = _locked(suggestion)
    if mine.state == State.OPEN:
        return mine
    mine.patterns.filter(origin=LearnedPattern.Origin.PERSON).delete()
    if mine.kind == Kind.TOPIC and mine.topic is not None:
        topic, mine.topic = mine.topic, None
        mine.patterns.filter(topic=topic).update(topic=None)
        mine.save(update_fields=["topic"])
        if not topic.patterns.exists():
            topic.delete()
    mine.state, mine.approved_text, mine.decided_by, mine.decided_at = State.OPEN, "", None, None
    mine.save()
    _record(mine, actor, "suggestion.reopened")
    return mine


def _open(suggestion: Suggestion) -> Suggestion:
    mine = _locked(suggestion)
    if mine.state != State.OPEN:
        who = mine.decided_by.display_name if mine.decided_by else _("Somebody")
        raise SuggestionDecidedError(
            _("%(who)s has decided: %(state)s.") % {"who": who, "state": mine.get_state_display().lower()}
        )
    return mine


def _locked(suggestion: Suggestion) -> Suggestion:
    """The assistant first, as everybody does who changes what it has learnt."""
    Assistant.objects.select_for_update(of=("self",)).get(pk=suggestion.assistant_id)
    rows = Suggestion.objects.select_for_update(of=("self",))
    return rows.select_related("assistant__workspace", "topic", "decided_by").get(pk=suggestion.pk)


def _decide(suggestion: Suggestion, actor: "User", text: str, now: datetime) -> Suggestion:
    if suggestion.kind in (Kind.REPLY, Kind.ANSWER):
        if not text.strip():
            raise EmptyAnswerError(_("Nobody has answered this yet. Write an answer first."))
        _add_patterns(suggestion, actor, text, now)
    elif suggestion.kind == Kind.TOPIC:
        _add_topic(suggestion, text)
    elif text:
        _add_fact(suggestion, actor, text)
    suggestion.approved_text = text
    proposed = suggestion.title if suggestion.kind == Kind.TOPIC else suggestion.text
    return _close(suggestion, actor, State.APPROVED if text == proposed else State.EDITED, now)


def _add_patterns(suggestion: Suggestion, actor: "User", text: str, now: datetime) -> None:
    """The reply is found by each way of asking that stands behind it."""
    questions = list(dict.fromkeys([suggestion.title, *map(str, suggestion.examples)]))
    LearnedPattern.objects.bulk_create(
        LearnedPattern(
            assistant=suggestion.assistant,
            topic=suggestion.topic,
            suggestion=suggestion,
            origin=LearnedPattern.Origin.PERSON,
            question=question,
            reply=text,
            approved_at=now,
            approved_by=actor,
            said_at=now,
        )
        for question in questions[: suggesting.MOST_EXAMPLES]
    )
    enqueue("assistants.tasks.embed_patterns", assistant_id=str(suggestion.assistant_id))


def _add_topic(suggestion: Suggestion, name: str) -> None:
    label = slugify(name).replace("-", "_")[:LONGEST_NAME] or suggestion.key[:12]
    topic, _is_new = Topic.objects.get_or_create(
        assistant=suggestion.assistant,
        label=label,
        defaults={"name": name[:LONGEST_NAME], "origin": Topic.Origin.PERSON},
    )
    suggestion.topic = topic
    suggestion.patterns.filter(topic=None).update(topic=topic)
    enqueue("assistants.tasks.refit", assistant_id=str(suggestion.assistant_id))


def _add_fact(suggestion: Suggestion, actor: "User", text: str) -> None:
    """A term with its meaning is something the business states."""
    facts.save(assistant=suggestion.assistant, actor=actor, name=suggestion.title[:80], text=text[:1_000])


def _close(suggestion: Suggestion, actor: "User", state: str, now: datetime) -> Suggestion:
    suggestion.state, suggestion.decided_by, suggestion.decided_at = state, actor, now
    suggestion.save()
    _record(suggestion, actor, f"suggestion.{state}")
    return suggestion


def _record(suggestion: Suggestion, actor: "User", action: str) -> None:
    audit.record(
        workspace=suggestion.assistant.workspace,
        actor=actor,
        action=action,
        suggestion_id=suggestion.pk,
        kind=suggestion.kind,
        count=suggestion.count,
    )
