"""How an assistant does, counted by the database in a fixed number of queries."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import (
    Aggregate,
    Avg,
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    FloatField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
)
from django.db.models.functions import Coalesce, TruncWeek
from django.utils import timezone

from assistants.learning.comparing import Comparison, Tried, compare
from assistants.learning.earning import SMALL_EDIT
from assistants.models import (
    Assistant,
    Channel,
    Draft,
    Enquiry,
    EnquiryMessage,
    HandoverReason,
    Satisfaction,
    Suggestion,
)

GOOD_SCORE = 4
MOST_TOPICS, MOST_QUESTIONS = 30, 10
ZERO = Decimal(0)
PERIODS = {"7": 7, "30": 30, "90": 90, "365": 365}
USUAL = "30"
KEPT = Q(state="accepted") | Q(state="edited", edit_distance__lte=SMALL_EDIT)
DECIDED = Q(state__in=["accepted", "edited", "rejected"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Half-open, in days where the business is; `start` None: from the beginning."""

    start: datetime | None
    end: datetime

    def over(self, field: str) -> Q:
        within = Q(**{f"{field}__lt": self.end})
        return within & Q(**{f"{field}__gte": self.start}) if self.start else within


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversations:
    """Enquiries that began in the time. A reopened one counts as not resolved until it is again."""

    total: int
    alone: int  # answered by the assistant, no person wrote
    confirmed: int
    assumed: int
    reopened: int
    median_seconds: float | None  # to the first reply, by the clock
    p90_seconds: float | None
    replied: int
    within_target: int  # of those with a promise
    promised: int

    @property
    def resolved(self) -> int:
        return self.confirmed + self.assumed

    @property
    def alone_share(self) -> float:
        return self.alone / self.total if self.total else 0.0

    @property
    def within_share(self) -> float | None:
        return self.within_target / self.promised if self.promised else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafts:
    """What people decided about drafts, and what was sent without them."""

    decided: int
    accepted: int
    edited: int
    rejected: int
    kept: int  # accepted, or sent with a trifle changed
    automated: int
    edit_distance: float | None  # of those sent, 0 as it was .. 1 nothing left
    voice_distance: float | None
    cost: Decimal

    @property
    def kept_share(self) -> float | None:
        return self.kept / self.decided if self.decided else None

    @property
    def consistency(self) -> float | None:
        """How much drafts sound like the owner, 0..1."""
        return None if self.voice_distance is None else 1 - self.voice_distance


@dataclass(frozen=True, slots=True, kw_only=True)
class Contentment:
    asked: int
    answered: int
    good: int
    average: float | None  # 1..5

    @property
    def good_share(self) -> float | None:
        return self.good / self.answered if self.answered else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A topic, a channel or a week with its conversations and judgements."""

    label: str
    key: UUID | date | None
    total: int
    resolved: int
    decided: int = 0
    kept: int = 0
    handed_over: int = 0

    @property
    def kept_share(self) -> float | None:
        return self.kept / self.decided if self.decided else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """Messages of about one confidence, and how often the reading was right."""

    confidence: float
    accuracy: float
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reliability:
    """How far confidence can be believed; cross-validated when the reader was fitted."""

    bins: tuple[Bin, ...]
    error: float | None
    accuracy: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Analytics:
    conversations: Conversations
    drafts: Drafts
    handovers: tuple[tuple[str, int], ...]  # reason as people read it
    contentment: Contentment
    topics: tuple[Group, ...]
    channels: tuple[Group, ...]
    weeks: tuple[Group, ...]
    questions: tuple[Suggestion, ...]  # asked often, answered by nothing
    styles: tuple[Tried, ...]
    reliability: Reliability

    @property
    def comparison(self) -> Comparison | None:
        return compare(*self.styles[:2]) if len(self.styles) > 1 else None

    @property
    def cost_per_conversation(self) -> Decimal:
        total = self.conversations.total
        return self.drafts.cost / total if total else ZERO


class Percentile(Aggregate):
    """A percentile of durations, by the database."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


def span_of(chosen: str, now: datetime) -> Span:
    """The last days, today included; "all" from the beginning."""
    if chosen == "all":
        return Span(start=None, end=now)
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    return Span(start=midnight - timedelta(days=PERIODS[chosen] - 1), end=now)


def analytics(assistant: Assistant, span: Span) -> Analytics:
    """Everything the page shows. Thirteen queries."""
    enquiries = Enquiry.objects.kept().filter(span.over("created_at"), assistant=assistant)
    drafts = Draft.objects.filter(assistant=assistant)
    decided = drafts.filter(DECIDED & span.over("decided_at"))
    return Analytics(
        conversations=_conversations(enquiries),
        drafts=_drafts(drafts.filter(span.over("created_at"))),
        handovers=_handovers(assistant, span),
        contentment=_contentment(assistant, span),
        topics=_topics(enquiries, decided),
        channels=_channels(enquiries, decided),
        weeks=_weeks(enquiries, decided),
        questions=tuple(
            assistant.suggestions.filter(kind=Suggestion.Kind.ANSWER, state=Suggestion.State.OPEN)[
                :MOST_QUESTIONS
            ]
        ),
        styles=_styles(decided),
        reliability=reliability_of(assistant.triage_models.values_list("metrics", flat=True).first() or {}),
    )


def _conversations(enquiries: QuerySet[Enquiry]) -> Conversations:
    said = EnquiryMessage.objects.filter(enquiry=OuterRef("pk"), kind="reply")
    asked_at = Coalesce(Subquery(said.order_by("seq").values("created_at")[:1]), F("created_at"))
    waited = ExpressionWrapper(F("first_reply_at") - asked_at, DurationField())
    promised = Q(first_reply_due_at__isnull=False)
    by_person = Q(author="human") | Q(draft__state__in=["accepted", "edited"])
    counted = enquiries.annotate(
        by_ai=Exists(said.filter(draft__state="automated")),
        by_person=Exists(said.filter(by_person)),
        waited=waited,
    ).aggregate(
        total=Count("pk"),
        alone=Count("pk", filter=Q(by_ai=True, by_person=False, handed_over_at__isnull=True)),
        confirmed=Count("pk", filter=Q(state="resolved", resolution="confirmed")),
        assumed=Count("pk", filter=Q(state="resolved", resolution="assumed")),
        reopened=Count("pk", filter=Q(reopened__gt=0)),
        replied=Count("pk", filter=Q(first_reply_at__isnull=False)),
        promised=Count("pk", filter=promised & Q(first_reply_at__isnull=False)),
        within_target=Count("pk", filter=Q(first_reply_at__lte=F("first_reply_due_at"))),
        median=Percentile("waited", share="0.5", filter=Q(first_reply_at__isnull=False)),
        p90=Percentile("waited", share="0.9", filter=Q(first_reply_at__isnull=False)),
    )
    median, p90 = counted.pop("median"), counted.pop("p90")
    return Conversations(
        **counted,
        median_seconds=median.total_seconds() if median is not None else None,
        p90_seconds=p90.total_seconds() if p90 is not None else None,
    )


def _drafts(drafts: QuerySet[Draft]) -> Drafts:
    found: dict[str, Any] = drafts.aggregate(
        decided=Count("pk", filter=DECIDED),
        accepted=Count("pk", filter=Q(state="accepted")),
        edited=Count("pk", filter=Q(state="edited")),
        rejected=Count("pk", filter=Q(state="rejected")),
        kept=Count("pk", filter=KEPT),
        automated=Count("pk", filter=Q(state="automated")),
        edit_distance=Avg("edit_distance", filter=Q(state__in=["accepted", "edited"])),
        voice_distance=Avg("voice_distance", output_field=FloatField()),
        cost=Sum("cost", default=ZERO),
    )
    return Drafts(**found)


def _handovers(assistant: Assistant, span: Span) -> tuple[tuple[str, int], ...]:
    """From what happened, not from how enquiries stand: a reopened one was handed over all the same."""
    events = EnquiryMessage.objects.filter(
        span.over("created_at"), enquiry__assistant=assistant, kind="event", details__what="handed_over"
    )
    rows = events.order_by().values_list("details__reason").annotate(n=Count("pk")).order_by("-n")
    labels = dict(HandoverReason.choices)
    return tuple((str(labels.get(reason, reason)), n) for reason, n in rows if reason)


def _contentment(assistant: Assistant, span: Span) -> Contentment:
    asked = Satisfaction.objects.filter(span.over("asked_at"), enquiry__assistant=assistant)
    found: dict[str, Any] = asked.aggregate(
        asked=Count("pk"),
        answered=Count("pk", filter=Q(score__isnull=False)),
        good=Count("pk", filter=Q(score__gte=GOOD_SCORE)),
        average=Avg("score"),
    )
    return Contentment(**found)


def _counts() -> dict[str, Count]:
    return {
        "total": Count("pk"),
        "resolved": Count("pk", filter=Q(state="resolved")),
        "handed_over": Count("pk", filter=Q(handed_over_at__isnull=False)),
    }


def _judged_by(decided: QuerySet[Draft], field: str) -> dict[Any, dict[str, int]]:
    """How many drafts were judged and kept, by a column."""
    rows: Any = decided.order_by().values(field).annotate(decided=Count("pk"), kept=Count("pk", filter=KEPT))
    return {row.pop(field): row for row in rows}


def _numbers(row: dict[str, Any], judged: dict[str, int]) -> dict[str, int]:
    return {name: row[name] for name in _counts()} | judged


def _topics(enquiries: QuerySet[Enquiry], decided: QuerySet[Draft]) -> tuple[Group, ...]:
    found: Any = enquiries.order_by().values("topic_id", "topic__name").annotate(**_counts())
    judged = _judged_by(decided, "topic_id")
    return tuple(
        Group(
            label=row["topic__name"] or "",
            key=row["topic_id"],
            **_numbers(row, judged.get(row["topic_id"], {})),
        )
        for row in found.order_by("-total")[:MOST_TOPICS]
    )


def _channels(enquiries: QuerySet[Enquiry], decided: QuerySet[Draft]) -> tuple[Group, ...]:
    rows: Any = enquiries.order_by().values("channel_id", "channel__name", "channel__kind")
    judged, kinds = _judged_by(decided, "enquiry__channel_id"), dict(Channel.Kind.choices)
    return tuple(
        Group(
            label=f"{row['channel__name']} ({kinds[row['channel__kind']]})",
            key=row["channel_id"],
            **_numbers(row, judged.get(row["channel_id"], {})),
        )
        for row in rows.annotate(**_counts()).order_by("-total")
    )


def _weeks(enquiries: QuerySet[Enquiry], decided: QuerySet[Draft]) -> tuple[Group, ...]:
    began: Any = enquiries.order_by().annotate(week=TruncWeek("created_at")).values("week")
    judged = _judged_by(decided.annotate(week=TruncWeek("decided_at")), "week")
    weeks: dict[Any, dict[str, Any]] = {
        week: {"total": 0, "resolved": 0} | row for week, row in judged.items()
    }
    for row in began.annotate(**_counts()):
        week = row.pop("week")
        weeks[week] = weeks.get(week, {}) | row
    return tuple(Group(label=f"{week:%Y-%m-%d}", key=week.date(), **weeks[week]) for week in sorted(weeks))


def _styles(decided: QuerySet[Draft]) -> tuple[Tried, ...]:
    rows = decided.exclude(style="").order_by().values("style")
    counted = rows.annotate(decided=Count("pk"), accepted=Count("pk", filter=KEPT)).order_by(
        "-decided", "style"
    )
    return tuple(
        Tried(name=row["style"], decided=row["decided"], accepted=row["accepted"]) for row in counted
    )


def reliability_of(metrics: dict[str, Any]) -> Reliability:
    """What a fitted reader measured about itself; empty while there is none."""
    bins = metrics.get("bins") or []
    return Reliability(
        bins=tuple(
            Bin(confidence=float(one["confidence"]), accuracy=float(one["accuracy"]), count=int(one["count"]))
            for one in bins
            if one.get("count")
        ),
        error=_number(metrics.get("ece")),
        accuracy=_number(metrics.get("accuracy")),
    )


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) else None
