"""What people decided about drafts, as the evidence counts it."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from assistants.learning.earning import Outcome, is_small_edit
from assistants.learning.whatif import Judged, WhatIf, cut_from, what_if
from assistants.models import Assistant, Draft, Topic

COLUMNS = ("state", "text", "sent_text", "edit_distance", "confidence")
REPLAYED = timedelta(days=30)


def was_right(row: dict[str, Any]) -> bool:
    """Whether a decided draft was sent as it was, or with nothing that matters changed."""
    if row["state"] == Draft.State.EDITED:
        distance = 1.0 if row["edit_distance"] is None else row["edit_distance"]
        return is_small_edit(row["text"], row["sent_text"], distance)
    return row["state"] in (Draft.State.ACCEPTED, Draft.State.AUTOMATED)


def latest_outcomes(
    assistant: Assistant, *, before: datetime | None = None, most: int | None = None
) -> list[Outcome]:
    """The latest judgements, newest first, at most as many as the window holds. One query."""
    drafts = Draft.objects.decided().filter(assistant=assistant)
    if before is not None:
        drafts = drafts.filter(decided_at__lt=before)
    rows = drafts.order_by("-decided_at").values(*COLUMNS)[: most or assistant.window]
    return [Outcome(is_right=was_right(row), confidence=row["confidence"] or 0.0) for row in rows]


def replays(assistant: Assistant, *, now: datetime) -> list[tuple[Topic, WhatIf]]:
    """For each topic that does not answer by itself: the last month with its switch on. Three queries."""
    since = now - REPLAYED
    cut = cut_from(
        latest_outcomes(assistant, before=since),
        target=assistant.target,
        minimum=assistant.minimum_decisions,
    )
    judged: dict[UUID, list[Judged]] = {}
    for row in _of_the_month(assistant, since).iterator(chunk_size=2_000):
        judged.setdefault(row["topic_id"], []).append(_judged(row))
    topics = assistant.topics.filter(pk__in=judged, is_active=True, handling=Topic.Handling.EARNED)
    found = [(topic, what_if(judged[topic.pk], cut=cut)) for topic in topics]
    return sorted(found, key=lambda pair: (-pair[1].messages, pair[0].name))


def _of_the_month(assistant: Assistant, since: datetime) -> QuerySet[Any, dict[str, Any]]:
    """Drafts somebody judged, and messages that no words were found for."""
    decided = Q(state__in=["accepted", "edited", "rejected"], decided_at__gte=since)
    wordless = Q(action="handover", created_at__gte=since)
    drafts = Draft.objects.filter(decided | wordless, assistant=assistant, topic__isnull=False)
    rows: QuerySet[Any, dict[str, Any]] = drafts.values(
        *COLUMNS, "topic_id", "in_scope_score", "problems", "action"
    )
    return rows


def _judged(row: dict[str, Any]) -> Judged:
    is_wordless = row["action"] == "handover"
    score = row["in_scope_score"]
    return Judged(
        confidence=row["confidence"] or 0.0,
        in_scope=1.0 if score is None else score,
        is_right=None if is_wordless else was_right(row),
        is_held=bool(row["problems"]),
    )
