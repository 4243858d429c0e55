"""Finding what could be suggested: replies said again and again, topics, terms, answers that are missing."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import numpy as np

from assistants.learning import clustering, stripping, terminology
from assistants.learning.clustering import Floats
from assistants.models import Assistant, EnquiryMessage, HandoverReason, LearnedPattern, Suggestion
from assistants.services.learning import vectors_of
from assistants.voice.anatomy import Anatomy
from lumen.common.text import slug_key

LEAST_REPLIES, LEAST_ASKED = 3, 3  # before something is worth a person's look
MOST_EXAMPLES = 5
MOST_FOUND = 60  # of one kind
ASKED_WITHIN = timedelta(days=90)
MOST_ASKED = 1_000
ANSWERED_FROM = 0.70  # cosine to a question that has an approved reply
Kind = Suggestion.Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One group: `keys` are those of its members, any of which names it again later."""

    kind: str
    keys: tuple[str, ...]
    title: str
    text: str
    count: int
    examples: tuple[str, ...]
    topic_id: UUID | None = None
    patterns: tuple[UUID, ...] = ()


def find(assistant: Assistant, *, now: datetime) -> list[Found]:
    """Everything that could be suggested now, the most frequent of each kind."""
    rows = list(
        assistant.patterns.teaching()
        .exclude(origin=LearnedPattern.Origin.PERSON)
        .only("assistant", "question", "reply", "question_vector", "reply_vector", "topic")
    )
    approved = list(assistant.patterns.approved().only("assistant", "question", "question_vector", "topic"))
    found = [
        *_most(_replies(rows)),
        *_most(_topics(rows, words_of_names(assistant))),
        *_most(_terms(rows)),
        *_most(_answers(assistant, rows, approved, now)),
    ]
    return [one for one in found if one.title.strip()]


def key_of(text: str) -> str:
    """The same for two spellings of one text."""
    return hashlib.sha256(slug_key(text).encode()).hexdigest()


def _most(found: Iterator[Found]) -> list[Found]:
    return sorted(found, key=lambda one: -one.count)[:MOST_FOUND]


def _replies(rows: Sequence[LearnedPattern]) -> Iterator[Found]:
    """Within each topic, replies that are one in other words."""
    for topic_id, own in _by_topic(rows).items():
        said: defaultdict[str, list[LearnedPattern]] = defaultdict(list)
        for row in own:
            if row.reply and row.reply_vector is not None:
                said[slug_key(row.reply)].append(row)
        wordings = list(said.values())[-clustering.MOST_TEXTS :]
        if not wordings:
            continue
        distinct, counts = [rows[0] for rows in wordings], [len(rows) for rows in wordings]
        vectors = _matrix([row.reply_vector for row in distinct])
        for group in clustering.alike(vectors, counts, least=clustering.SAME_REPLY):
            count = sum(counts[at] for at in group)
            if count < LEAST_REPLIES:
                continue
            members = [row for at in group for row in wordings[at]]
            yield _reply_group(distinct[group[0]], members, [distinct[at] for at in group], topic_id)


def _reply_group(
    leader: LearnedPattern,
    members: Sequence[LearnedPattern],
    wordings: Sequence[LearnedPattern],
    topic_id: UUID | None,
) -> Found:
    questions = [row for row in members if row.question]
    return Found(
        kind=Kind.REPLY,
        keys=tuple(key_of(row.reply) for row in wordings),
        title=_central_question(questions) or leader.reply[:200],
        text=leader.reply,
        count=len(members),
        examples=_examples(questions),
        topic_id=topic_id,
        patterns=tuple(row.pk for row in members),
    )


def _topics(rows: Sequence[LearnedPattern], known: frozenset[str]) -> Iterator[Found]:
    """Questions about one thing that belong to no topic yet."""
    free = [row for row in rows if row.topic_id is None and row.question_vector is not None]
    free = free[-clustering.MOST_TEXTS :]
    if len(free) < clustering.LEAST_IN_TOPIC:
        return
    groups = clustering.topics_of(_matrix([row.question_vector for row in free]))
    names = clustering.names_of([[free[at].question for at in group] for group in groups], known)
    for group, name in zip(groups, names, strict=True):
        members = [free[at] for at in group]
        yield Found(
            kind=Kind.TOPIC,
            keys=tuple(key_of(row.question) for row in members),
            title=name[:120],
            text="",
            count=len(members),
            examples=_examples(members),
            patterns=tuple(row.pk for row in members),
        )


def _terms(rows: Sequence[LearnedPattern]) -> Iterator[Found]:
    said = [Anatomy(row.reply).ending.rest for row in rows if row.reply]  # not who signs
    for term in terminology.terms_of(said):
        yield Found(
            kind=Kind.TERM,
            keys=(key_of(term.words),),
            title=term.words,
            text="",
            count=term.count,
            examples=term.examples,
        )


def _answers(
    assistant: Assistant, rows: Sequence[LearnedPattern], approved: Sequence[LearnedPattern], now: datetime
) -> Iterator[Found]:
    """What is asked often and answered by nothing, the most frequent first."""
    asked = [row for row in rows if row.question and not row.reply and row.question_vector is not None]
    answered = {row.topic_id for row in [*approved, *(row for row in rows if row.reply)] if row.topic_id}
    texts = [(row.question, row.question_vector, row.topic_id) for row in asked]
    texts = [one for one in texts if one[2] is None or one[2] not in answered]
    texts += [(text, vector, None) for text, vector in _left_unanswered(assistant, now)]
    if not texts:
        return
    vectors = _matrix([vector for _text, vector, _topic in texts])
    is_open = _far_from(vectors, approved)
    open_places = [at for at in range(len(texts)) if is_open[at]][-clustering.MOST_TEXTS :]
    if not open_places:
        return
    for group in clustering.alike(vectors[open_places], least=clustering.SAME_QUESTION):
        if len(group) >= LEAST_ASKED:
            yield _asked_group([texts[open_places[at]] for at in group])


def _asked_group(members: Sequence[tuple[str, Floats, UUID | None]]) -> Found:
    topics = Counter(topic for *_rest, topic in members if topic is not None)
    questions = list(dict.fromkeys(text for text, *_rest in members))
    return Found(
        kind=Kind.ANSWER,
        keys=tuple(dict.fromkeys(key_of(text) for text in questions)),
        title=" ".join(questions[0].split())[:200],
        text="",
        count=len(members),
        examples=tuple(text[:300] for text in questions[:MOST_EXAMPLES]),
        topic_id=topics.most_common(1)[0][0] if topics else None,
    )


def _left_unanswered(assistant: Assistant, now: datetime) -> list[tuple[str, Floats]]:
    """First messages of enquiries that were handed over because nothing known answers them."""
    first = EnquiryMessage.objects.for_customer().filter(
        enquiry__assistant=assistant,
        enquiry__handover_reason=HandoverReason.MISSING_KNOWLEDGE,
        author=EnquiryMessage.Author.CUSTOMER,
        created_at__gte=now - ASKED_WITHIN,
        seq=1,
    )
    rows = first.select_related("enquiry__contact").order_by("-created_at")[:MOST_ASKED]
    texts = [
        stripping.strip_question(row.text, names=[row.enquiry.contact.name, row.enquiry.contact.email])
        for row in rows
    ]
    found = zip(texts, vectors_of(texts), strict=True)
    return [(text, vector) for text, vector in found if vector is not None]


def _far_from(
    vectors: Floats, approved: Sequence[LearnedPattern]
) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    """Which rows no approved question is near to."""
    known = [row.question_vector for row in approved if row.question_vector is not None]
    if not known:
        return np.ones(len(vectors), dtype=bool)
    nearest = (vectors @ _matrix(known).T).max(axis=1)
    far: np.ndarray[tuple[int], np.dtype[np.bool_]] = nearest < ANSWERED_FROM
    return far


def _by_topic(rows: Sequence[LearnedPattern]) -> dict[UUID | None, list[LearnedPattern]]:
    found: defaultdict[UUID | None, list[LearnedPattern]] = defaultdict(list)
    for row in rows:
        found[row.topic_id].append(row)
    return dict(found)


def _central_question(rows: Sequence[LearnedPattern]) -> str:
    having = [row for row in rows if row.question_vector is not None]
    if not having:
        return ""
    middle = clustering.central(_matrix([row.question_vector for row in having]))
    return " ".join(having[middle].question.split())[:200]


def _examples(rows: Sequence[LearnedPattern]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(row.question[:300] for row in rows if row.question))[:MOST_EXAMPLES]


def words_of_names(assistant: Assistant) -> frozenset[str]:
    """The business's own name says nothing about a topic."""
    return frozenset(slug_key(f"{assistant.name} {assistant.workspace.name}").split())


def _matrix(vectors: Sequence[object]) -> Floats:
    return np.asarray([np.asarray(vector, dtype=np.float32) for vector in vectors], dtype=np.float32)
