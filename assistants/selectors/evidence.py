"""What promotions rest on: what people decided about drafts, and how answers ended."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Case, CharField, F, OuterRef, Q, QuerySet, Subquery, Value, When, Window
from django.db.models.functions import Coalesce, RowNumber

from assistants.learning import earning
from assistants.learning.earning import Evidence, Outcome
from assistants.models import Assistant, Draft, Enquiry, EnquiryMessage, Topic

WRONG, RIGHT, CHANGED = "wrong", "right", "changed"
FIELDS = ("pk", "topic_id", "confidence", "verdict")
GOOD_SCORE, BAD_SCORE = 4, 2
_DECIDED = Coalesce("decided_at", "created_at")


@dataclass(frozen=True, slots=True)
class Judged:
    """The latest outcomes, newest first: of each topic, and of all together."""

    by_topic: dict[UUID | None, list[Outcome]]
    latest: list[Outcome]

    def of(self, topic_id: UUID | None, assistant: Assistant) -> Evidence:
        """What they prove of one topic."""
        return _evidence(assistant, self.by_topic.get(topic_id, []))

    def of_all(self, assistant: Assistant) -> Evidence:
        return _evidence(assistant, self.latest)


def judged(assistant: Assistant) -> Judged:
    """Outcomes within the assistant's window, by topic and together. Two queries."""
    newest_first = [_DECIDED.desc(), F("pk").desc()]
    place = Window(RowNumber(), partition_by=[F("topic_id")], order_by=newest_first)
    rows = list(_known(assistant).annotate(place=place).filter(place__lte=assistant.window).values(*FIELDS))
    by_topic: dict[UUID | None, list[Outcome]] = defaultdict(list)
    latest: list[Outcome] = []
    for row, outcome in zip(rows, _outcomes(rows), strict=True):
        by_topic[row["topic_id"]].append(outcome)
        if len(latest) < assistant.window:
            latest.append(outcome)
    return Judged(dict(by_topic), latest)


def of_topic(assistant: Assistant, topic: Topic) -> Evidence:
    """What the latest decisions about one topic prove."""
    rows = list(_known(assistant).filter(topic=topic).values(*FIELDS)[: assistant.window])
    return _evidence(assistant, _outcomes(rows))


def of_all(assistant: Assistant) -> Evidence:
    """What the latest decisions prove, whatever they were about."""
    return _evidence(assistant, _outcomes(list(_known(assistant).values(*FIELDS)[: assistant.window])))


def _evidence(assistant: Assistant, outcomes: list[Outcome]) -> Evidence:
    return earning.pooled(outcomes, target=assistant.target, minimum=assistant.minimum_decisions)


def _outcomes(rows: Sequence[dict[str, Any]]) -> list[Outcome]:
    small = _small_edits([row["pk"] for row in rows if row["verdict"] == CHANGED])
    return [
        Outcome(is_right=row["verdict"] == RIGHT or row["pk"] in small, confidence=row["confidence"] or 0.0)
        for row in rows
    ]


def _known(assistant: Assistant) -> QuerySet[Any]:
    """Drafts whose outcome is known, the newest first."""
    judged_states = [Draft.State.ACCEPTED, Draft.State.EDITED, Draft.State.REJECTED, Draft.State.AUTOMATED]
    drafts = Draft.objects.filter(assistant=assistant, state__in=judged_states)
    drafts = drafts.exclude(origin=Draft.Origin.NONE).annotate(next_author=_next_author())
    return drafts.annotate(verdict=_verdict()).exclude(verdict="").order_by(_DECIDED.desc(), "-pk")


def _next_author() -> Subquery:
    """Who wrote to or from the customer after a draft was sent."""
    later = EnquiryMessage.objects.for_customer().filter(
        enquiry=OuterRef("enquiry"), seq__gt=OuterRef("sent_message__seq")
    )
    return Subquery(later.order_by("seq").values("author")[:1])


def _verdict() -> Case:
    """What became of a draft; empty where nobody can know."""
    failed = Q(enquiry__reopened__gt=0) | Q(enquiry__satisfaction__score__lte=BAD_SCORE)
    failed |= Q(next_author=EnquiryMessage.Author.HUMAN)  # a member corrected it, unasked
    held = Q(enquiry__resolution=Enquiry.Resolution.CONFIRMED)
    held |= Q(enquiry__satisfaction__score__gte=GOOD_SCORE)
    return Case(
        When(state=Draft.State.ACCEPTED, then=Value(RIGHT)),
        When(state=Draft.State.REJECTED, then=Value(WRONG)),
        When(state=Draft.State.EDITED, edit_distance__lte=earning.SMALL_EDIT, then=Value(CHANGED)),
        When(state=Draft.State.EDITED, then=Value(WRONG)),
        When(failed, state=Draft.State.AUTOMATED, then=Value(WRONG)),
        When(held, state=Draft.State.AUTOMATED, then=Value(RIGHT)),
        default=Value(""),
        output_field=CharField(),
    )


def _small_edits(ids: Sequence[UUID]) -> set[UUID]:
    """Edits that left the meaning alone."""
    if not ids:
        return set()
    texts = Draft.objects.filter(pk__in=ids).values_list("pk", "text", "sent_text", "edit_distance")
    return {pk for pk, text, sent, distance in texts if earning.is_small_edit(text, sent, distance or 0.0)}
