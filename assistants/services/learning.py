"""What an assistant learns from, and how it unlearns it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from django.db import transaction
from numpy.typing import NDArray

from assistants.learning import stripping
from assistants.learning.rows import Row, rows_of
from assistants.models import Assistant, LearnedPattern, LearningSource, Topic
from assistants.triage.signals import language
from lumen.ai.embeddings.base import get_embedder
from lumen.audit import services as audit

if TYPE_CHECKING:
    from accounts.models import User

AT_ONCE = 500  # patterns in one statement
KNOWN_REPLIES = 2_000  # newest ones whose values count as facts of the business


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
