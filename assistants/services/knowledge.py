"""What a business knows that answers a customer: approved replies, its facts, and its papers."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, cast

import numpy as np
from django.db.models import F
from numpy.typing import NDArray
from pgvector.django import CosineDistance

from accounts.models import Membership
from assistants.drafting import slots
from assistants.drafting.base import APPROVED, EARLIER, FACT, SNIPPET, Asked, Source, Words
from assistants.models import Assistant, BusinessFact, Draft, LearnedPattern, Topic
from assistants.models.learning import LearnedPatternQuerySet
from lumen.ai.answers import Answer, Citation
from lumen.ai.embeddings.base import get_embedder
from lumen.ai.tools import calling, registry
from lumen.ai.tools.registry import ToolContext

FITS_FROM = 0.42  # cosine to the approved question, within its topic
SURE_FROM = 0.6  # to a question that means the same: what is less near waits for a person
FITS_ANYWHERE_FROM = 0.72  # where the topic is not known
PROVED_BY = 3  # customers who got an earlier reply as it was, by people's decisions
SLOT = "slot"  # a problem: something is still to be filled in
FACT_FROM = 0.45
MOST_APPROVED, MOST_FACTS, MOST_QUOTES, MOST_EXAMPLES = 4, 2, 3, 3
PAPERS = "answer_documents"
Vector = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """On whose behalf an assistant looks things up: never on the customer's."""

    assistant: Assistant
    topic: Topic | None
    context: ToolContext | None


def vector_of(text: str) -> Vector:
    """The meaning of a text; shape (384,), length 1."""
    vector: Vector = get_embedder().embed([text])[0]
    return vector


def context_for(assistant: Assistant, now: datetime) -> ToolContext | None:
    """Whose rights tools run with: of whoever made the assistant, or of an owner. Nobody: no tools."""
    members = Membership.objects.filter(workspace=assistant.workspace_id).select_related("user", "workspace")
    chosen = members.filter(user=assistant.created_by_id).first() if assistant.created_by_id else None
    chosen = chosen or members.filter(role=Membership.Role.OWNER).order_by("created_at").first()
    if chosen is None:
        return None
    return ToolContext(workspace=chosen.workspace, membership=chosen, now=now, keeps_questions=False)


# Replies of people


def approved(asked: Asked, reach: Reach) -> list[Words]:
    """Approved replies whose question is near, the nearest first, with their slots filled."""
    return [words for words in _said(asked, reach, _approved(reach)) if not words.problems]


def earlier(asked: Asked, reach: Reach) -> list[Words]:
    """What people replied to nearly the same question before; nobody approved it for others yet."""
    return [words for words in _said(asked, reach, _earlier(reach)) if not words.problems]


def unfinished(asked: Asked, reach: Reach) -> list[Words]:
    """Replies with a slot that a person has to fill in."""
    every = [*_said(asked, reach, _approved(reach)), *_said(asked, reach, _earlier(reach))]
    return [words for words in every if words.problems]


def examples(asked: Asked, reach: Reach) -> list[Source]:
    """The approved replies nearest to a question, as a model is shown them: slots unfilled."""
    return [_source(pattern) for pattern in _nearest(asked, reach, _approved(reach))[:MOST_EXAMPLES]]


def _approved(reach: Reach) -> LearnedPatternQuerySet:
    return LearnedPattern.objects.filter(assistant=reach.assistant).approved()


def _earlier(reach: Reach) -> LearnedPatternQuerySet:
    known = LearnedPattern.objects.filter(assistant=reach.assistant).teaching()
    return known.filter(approved_at__isnull=True, question_vector__isnull=False)


def _nearest(asked: Asked, reach: Reach, patterns: LearnedPatternQuerySet) -> list[LearnedPattern]:
    patterns = patterns.exclude(reply="")
    if reach.topic is not None:
        patterns = patterns.filter(topic=reach.topic)
    near = patterns.annotate(distance=CosineDistance("question_vector", asked.vector))
    rows = list(near.order_by(F("distance").asc(nulls_last=True), "pk")[: MOST_APPROVED * 2])
    return [row for row in rows if _fits(row, reach)][:MOST_APPROVED]


def _fits(pattern: LearnedPattern, reach: Reach) -> bool:
    """Near enough; a reply without a question of its own answers its whole topic."""
    likeness = _likeness(pattern)
    if likeness is None:
        return reach.topic is not None
    within = FITS_FROM if pattern.approved_at else SURE_FROM
    return likeness >= (within if reach.topic is not None else FITS_ANYWHERE_FROM)


def _likeness(pattern: LearnedPattern) -> float | None:
    """The cosine of a pattern's question to what was asked; null where it has no question."""
    distance = cast("float | None", getattr(pattern, "distance", None))
    return None if distance is None else 1.0 - distance


def _said(asked: Asked, reach: Reach, patterns: LearnedPatternQuerySet) -> list[Words]:
    customer = asked.customer
    values = slots.values_of(name=customer.name, email=customer.email, entities=asked.entities)
    return [_filled(pattern, values, asked, reach) for pattern in _nearest(asked, reach, patterns)]


def _filled(pattern: LearnedPattern, values: dict[str, str], asked: Asked, reach: Reach) -> Words:
    text = slots.fill_known(pattern.reply, values)
    used = {slot: value for slot, value in values.items() if f"{{{slot}}}" in pattern.reply}
    echoed = tuple(Source(kind="customer", title=slot, text=value) for slot, value in used.items())
    source = _source(pattern)
    return Words(
        origin=source.kind,
        text=text,
        sources=(source, *echoed),
        problems=tuple({"kind": SLOT, "text": slot, "sentence": text} for slot in slots.SLOT.findall(text)),
        may_send=_may_send(pattern, asked),
        is_exact=True,
    )


def _may_send(pattern: LearnedPattern, asked: Asked) -> bool:
    """In the customer's language, to the same question, and released: approved, or sent often by people."""
    likeness = _likeness(pattern)
    is_sure = likeness is None or likeness >= SURE_FROM or _is_only_one(pattern)
    is_released = pattern.approved_at is not None or pattern.used >= PROVED_BY
    return is_sure and is_released and pattern.language in ("", asked.language)


def _is_only_one(pattern: LearnedPattern) -> bool:
    """Whether it is all that was approved for its topic, so that decisions about the topic were about it."""
    others = LearnedPattern.objects.filter(topic=pattern.topic_id).approved().exclude(pk=pattern.pk)
    return pattern.topic_id is not None and not others.exclude(reply="").exists()


def _source(pattern: LearnedPattern) -> Source:
    kind = APPROVED if pattern.approved_at else EARLIER
    return Source(kind=kind, title=pattern.question[:200], text=pattern.reply, id=str(pattern.pk))


# What the owner states


def facts(asked: Asked, reach: Reach) -> list[Words]:
    """The stated facts that a question is about, the nearest first."""
    return [
        Words(
            origin=FACT,
            text=fact.text,
            sources=(Source(kind="fact", title=fact.name, text=fact.text, may_promise=fact.is_promise),),
        )
        for fact in _near_facts(asked, reach)
    ]


def _near_facts(asked: Asked, reach: Reach) -> list[BusinessFact]:
    rows = list(reach.assistant.facts.all())
    if not rows:
        return []
    likeness = _vectors(tuple(f"{fact.name}. {fact.text}" for fact in rows)) @ np.asarray(asked.vector)
    order = np.argsort(-likeness)[:MOST_FACTS]
    return [rows[int(at)] for at in order if likeness[int(at)] >= FACT_FROM]


@lru_cache(maxsize=64)
def _vectors(texts: tuple[str, ...]) -> Vector:
    return get_embedder().embed(list(texts))


# Papers


def papers(asked: Asked, reach: Reach) -> list[Words]:
    """What the workspace's papers literally say to the question, with the places it stands at.

    It may go out without a person only where a person has sent something from every one of these papers
    to a customer before: not every paper of a business is meant for its customers.
    """
    if reach.context is None or not registry.knows(PAPERS):
        return []
    answer = calling.call(registry.get(PAPERS), reach.context, {"text": asked.text}).result
    cited = _cited(answer)
    if not cited:
        return []
    quotes = tuple(
        Source(
            kind="document",
            title=f"{one.external_name}, {one.page}",
            text=one.quote,
            id=one.document,
        )
        for one in cited
    )
    return [
        Words(
            origin=SNIPPET,
            text=" ".join(_sentence(one.quote) for one in cited),
            sources=quotes,
            citations=tuple(asdict(one) for one in cited),
            may_send={one.document for one in cited} <= released_documents(reach.assistant),
        )
    ]


def _cited(answer: Any) -> Sequence[Citation]:
    """The quotes of an answer that was found; counts and lists of papers are not for customers."""
    if not isinstance(answer, Answer) or answer.status != "ok" or answer.source != PAPERS:
        return ()
    return answer.citations[:MOST_QUOTES]


def _sentence(quote: str) -> str:
    plain = " ".join(quote.split())
    return plain if plain.endswith((".", "!", "?", "…", "।", ":")) else f"{plain}."


def released_documents(assistant: Assistant) -> set[str]:
    """The papers from which a person has sent something to customers of this assistant."""
    sent = Draft.objects.decided().filter(assistant=assistant).exclude(state=Draft.State.REJECTED)
    cited = sent.exclude(citations=[]).values_list("citations", flat=True)
    return {str(one["document"]) for citations in cited for one in citations if one.get("document")}
