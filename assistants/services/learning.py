"""What an assistant learns from, and how it unlearns it."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from django.db import transaction
from numpy.typing import NDArray

from assistants.learning import earning, stripping
from assistants.learning.rows import Row, rows_of
from assistants.models import (
    Assistant,
    CannedReply,
    Contact,
    Draft,
    Enquiry,
    EnquiryMessage,
    LearnedPattern,
    LearningSource,
    Macro,
    Topic,
)
from assistants.services.unlearning import unlearn
from assistants.triage.signals import language
from lumen.ai.embeddings.base import get_embedder
from lumen.audit import services as audit

if TYPE_CHECKING:
    from accounts.models import User

__all__ = ["Learnt", "learn_from_reply", "learn_rows", "learn_topic", "new_topic", "unlearn", "vectors_of"]

AT_ONCE = 500  # patterns in one statement
MOST_TOGETHER = 5  # messages in a row that one reply answers
MOST_VALUES = 20  # of a reply that are looked up
SURE = 0.8  # from this confidence on, a topic that nobody corrected counts
KNOWN_REPLIES = 2_000  # newest ones whose values count as facts of the business
_VARIABLE = re.compile(r"\{\{.*?\}\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Learnt:
    """What rows taught: `learnt + sum(skipped.values())` is their number."""

    rows: int
    learnt: int
    topics: int  # new ones
    skipped: Mapping[str, int]  # {"known": 3, "empty": 1}


def learn_rows(
    *,
    assistant: Assistant,
    rows: Iterable[Mapping[str, Any]],
    source: LearningSource | None = None,
    actor: "User | None" = None,
) -> Learnt:
    """Keep exchanges as patterns, without anything personal; the same row teaches once.

    Args:
        rows: `{customer, reply, label?, at?, names?}`; a label alone teaches what a question is about,
            a reply alone how a person answers it.
    """
    read = list(rows_of(rows))
    fresh = [row for row in read if row.customer]
    known = _known_keys(assistant)
    fresh = [row for row in fresh if row.key not in known]
    patterns = _patterns(assistant, fresh, source)
    with transaction.atomic():
        Assistant.objects.select_for_update(of=("self",)).get(pk=assistant.pk)
        known = _known_keys(assistant)
        patterns = [pattern for pattern in patterns if pattern.key not in known]
        new_topics = _give_topics(assistant, patterns, {row.key: row.label for row in fresh})
        LearnedPattern.objects.bulk_create(patterns, batch_size=AT_ONCE)
        audit.record(
            workspace=assistant.workspace,
            actor=actor,
            action="history.learnt",
            assistant_id=assistant.pk,
            rows=len(read),
            learnt=len(patterns),
        )
    skipped = Counter(empty=sum(not row.customer for row in read))
    skipped["known"] = len(read) - skipped["empty"] - len(patterns)
    return Learnt(rows=len(read), learnt=len(patterns), topics=new_topics, skipped=+skipped)


@transaction.atomic
def learn_from_reply(*, message: EnquiryMessage) -> LearnedPattern | None:
    """Learn from what a person wrote to a customer; the same reply teaches once.

    Ready texts sent as they are and drafts that were accepted say nothing new; a draft that was changed
    teaches what was sent.
    """
    enquiry = message.enquiry
    Assistant.objects.select_for_update(of=("self",)).get(pk=enquiry.assistant_id)
    asked = _asked_before(message)
    if not asked or not _teaches(message) or message.patterns.exists():
        return None
    names = _names_of(enquiry.contact)
    facts = _facts_said(message)
    pattern = LearnedPattern(
        assistant=enquiry.assistant,
        topic=_sure_topic(enquiry),
        message=message,
        origin=LearnedPattern.Origin.REPLY,
        question=stripping.strip_question(asked, names=names),
        reply=stripping.strip_reply(message.text, question=asked, names=names, facts=facts),
        language=language(asked)[:8],
        said_at=message.created_at,
    )
    pattern.question_vector, pattern.reply_vector = vectors_of([pattern.question, pattern.reply])
    pattern.save()
    return pattern


@transaction.atomic
def learn_topic(*, message: EnquiryMessage, topic: Topic) -> LearnedPattern | None:
    """Learn that a customer's message belongs to a topic, as a person says; the last word counts."""
    enquiry = message.enquiry
    Assistant.objects.select_for_update(of=("self",)).get(pk=enquiry.assistant_id)
    known = message.patterns.filter(origin=LearnedPattern.Origin.DECISION).first()
    if known is not None:
        known.topic = topic
        known.save(update_fields=["topic", "updated_at"])
        return known
    question = stripping.strip_question(message.text, names=_names_of(enquiry.contact))
    if not question:
        return None
    return LearnedPattern.objects.create(
        assistant=enquiry.assistant,
        topic=topic,
        message=message,
        origin=LearnedPattern.Origin.DECISION,
        question=question,
        question_vector=vectors_of([question])[0],
        language=language(message.text)[:8],
        said_at=message.created_at,
    )


def _asked_before(message: EnquiryMessage) -> str:
    """What the customer wrote since they were last answered, the oldest first."""
    said = EnquiryMessage.objects.for_customer().filter(enquiry=message.enquiry_id, seq__lt=message.seq)
    texts: list[str] = []
    for one in said.order_by("-seq")[:MOST_TOGETHER]:
        if one.author != EnquiryMessage.Author.CUSTOMER:
            break
        texts.append(one.text)
    return "\n".join(reversed(texts))


def _teaches(message: EnquiryMessage) -> bool:
    """Whether a person put these words together."""
    is_reply = message.author == EnquiryMessage.Author.HUMAN and message.kind == EnquiryMessage.Kind.REPLY
    if not is_reply or not message.text.strip():
        return False
    draft = Draft.objects.filter(sent_message=message).first()
    if draft is not None:
        return not earning.is_small_edit(draft.text, draft.sent_text, draft.edit_distance or 0.0)
    workspace = message.enquiry.workspace
    ready = list(CannedReply.objects.in_workspace(workspace).values_list("text", flat=True))
    for steps in Macro.objects.in_workspace(workspace).values_list("steps", flat=True):
        ready += [str(step.get("value", "")) for step in steps if step.get("action") == "reply"]
    return not any(_is_filled(text, message.text) for text in ready)


def _is_filled(template: str, text: str) -> bool:
    """Whether a text is a ready one with its variables filled in."""
    parts = [re.escape(part) for part in _VARIABLE.split(" ".join(template.split()))]
    return bool(template.strip()) and re.fullmatch(".{0,200}".join(parts), " ".join(text.split())) is not None


def _sure_topic(enquiry: Enquiry) -> Topic | None:
    """The enquiry's topic, unless it is only a guess."""
    is_sure = enquiry.confidence is None or enquiry.confidence >= SURE
    return enquiry.topic if is_sure else None


def _names_of(contact: Contact) -> list[str]:
    return [value for value in (contact.name, contact.email, contact.phone, contact.company) if value]


def _facts_said(message: EnquiryMessage) -> frozenset[str]:
    """Values of a reply that the business itself says: to several customers, or in its facts."""
    said = {one.value: message.text[one.start : one.end] for one in stripping.values_in(message.text)}
    assistant = message.enquiry.assistant
    stated = " ".join(assistant.facts.values_list("text", flat=True))
    learnt = assistant.patterns.teaching()
    written = EnquiryMessage.objects.for_customer().filter(
        enquiry__assistant=assistant, author=EnquiryMessage.Author.HUMAN
    )
    return frozenset(
        value
        for value, words in list(said.items())[:MOST_VALUES]
        if words in stated
        or learnt.filter(reply__contains=words).exists()
        or written.filter(text__contains=words).values("enquiry__contact").distinct().count()
        >= stripping.FACT_FROM
    )


def vectors_of(texts: Sequence[str]) -> list[NDArray[np.float32] | None]:
    """Vectors of texts, equal ones computed once; nothing for an empty text."""
    distinct = list(dict.fromkeys(text for text in texts if text))
    if not distinct:
        return [None] * len(texts)
    found = dict(zip(distinct, get_embedder().embed(distinct), strict=True))
    return [found.get(text) for text in texts]


def _known_keys(assistant: Assistant) -> set[str]:
    return set(assistant.patterns.exclude(key="").values_list("key", flat=True))


def _patterns(
    assistant: Assistant, rows: Sequence[Row], source: LearningSource | None
) -> list[LearnedPattern]:
    facts = _facts(assistant, rows)
    patterns = [
        LearnedPattern(
            assistant=assistant,
            source=source,
            origin=LearnedPattern.Origin.HISTORY,
            question=stripping.strip_question(row.customer, names=row.names),
            reply=stripping.strip_reply(row.reply, question=row.customer, names=row.names, facts=facts),
            language=language(row.customer)[:8],
            said_at=row.at,
            key=row.key,
        )
        for row in rows
    ]
    vectors = vectors_of([one.question for one in patterns] + [one.reply for one in patterns])
    for place, pattern in enumerate(patterns):
        pattern.question_vector, pattern.reply_vector = vectors[place], vectors[len(patterns) + place]
    return patterns


def _facts(assistant: Assistant, rows: Sequence[Row]) -> frozenset[str]:
    """What many replies say alike, here or in what was learnt before."""
    here = stripping.facts_of((row.customer, row.reply) for row in rows if row.reply)
    before = assistant.patterns.exclude(reply="").order_by("-created_at").values_list("reply", flat=True)
    kept = {one.value for reply in set(before[:KNOWN_REPLIES]) for one in stripping.values_in(reply)}
    return here | kept


def _give_topics(assistant: Assistant, patterns: Sequence[LearnedPattern], labels: Mapping[str, str]) -> int:
    """Put patterns under the topics their rows name, which are made if need be."""
    topics = {topic.label: topic for topic in assistant.topics.all()}
    wanted = {labels[pattern.key] for pattern in patterns if labels[pattern.key]} - set(topics)
    made = [new_topic(assistant, label, origin=Topic.Origin.HISTORY) for label in sorted(wanted)]
    Topic.objects.bulk_create(made)
    topics |= {topic.label: topic for topic in made}
    for pattern in patterns:
        pattern.topic = topics.get(labels[pattern.key])
    return len(made)


def new_topic(assistant: Assistant, label: str, *, origin: str) -> Topic:
    """A topic as a label names it; one that means "none of them" is for a person."""
    from assistants.triage.base import is_outside

    name = " ".join(label.replace("_", " ").replace("-", " ").split()) or label
    is_outsider = is_outside(label)
    return Topic(
        assistant=assistant,
        label=label,
        name=name[:1].upper() + name[1:],
        origin=origin,
        is_active=not is_outsider,
        handling=Topic.Handling.PERSON if is_outsider else Topic.Handling.EARNED,
    )
