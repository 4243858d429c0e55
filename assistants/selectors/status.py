"""How far an assistant is: 0 to 100, the sum of parts that each say their figure and what adds to it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assistants.learning.earning import Evidence
from assistants.models import Assistant, Draft, Enquiry, LearnedPattern, Phase, Topic
from assistants.selectors import evidence

ENOUGH_REPLIES = 200
ENOUGH_QUESTIONS, FEWEST_TOPICS = 5, 3
HONEST_ERROR, WORST_ERROR = 0.05, 0.25
ENOUGH_AUTOMATED = 0.5
ENOUGH_MEASURED = 30
LOOKS_BACK = timedelta(days=90)
NOTHING = Evidence(target=0.95, minimum=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What the parts are counted from."""

    replies: int = 0
    topics: int = 0
    ready_topics: int = 0  # with enough questions to recognise them
    calibration_error: float | None = None  # None: no model was fitted yet
    decisions: int = 0  # all of them
    evidence: Evidence = NOTHING  # of the latest within the window
    enquiries: int = 0  # of the last 90 days
    automatable: int = 0  # of those, on topics it answers by itself
    voice_replies: int = 0
    voice_drifts: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """`points` of `most`; `next_step` is empty when there is nothing left to add."""

    name: str
    title: str
    figure: str
    points: float
    most: int
    next_step: str
    page: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    stage: int  # 0..100
    parts: tuple[Part, ...]
    figures: Figures

    @property
    def next_part(self) -> Part | None:
        """Where most is to be gained."""
        open_parts = [part for part in self.parts if part.next_step]
        return max(open_parts, key=lambda part: part.most - part.points, default=None)


def status_of(assistant: Assistant, *, now: datetime) -> Status:
    """The stage of an assistant. Eight queries, whatever it has learnt."""
    figures = figures_of(assistant, now=now)
    parts = parts_of(figures)
    return Status(stage=int(sum(part.points for part in parts) + 0.5), parts=parts, figures=figures)


def figures_of(assistant: Assistant, *, now: datetime) -> Figures:
    """Count everything the stage rests on."""
    metrics = assistant.triage_models.values_list("metrics", flat=True).first()
    voice = assistant.voices.only("replies", "drift").first()
    return Figures(
        replies=_replies_of(assistant),
        decisions=Draft.objects.filter(assistant=assistant).decided().count(),
        evidence=evidence.of_all(assistant),
        calibration_error=_error_of(metrics or {}),
        voice_replies=voice.replies if voice else 0,
        voice_drifts=bool(voice and isinstance(voice.drift, dict) and voice.drift.get("alarm")),
        **_topics(assistant),
        **_enquiries(assistant, now - LOOKS_BACK),
    )


def _replies_of(assistant: Assistant) -> int:
    """Those people wrote to customers; what was approved from them is not counted twice."""
    taught = LearnedPattern.objects.filter(assistant=assistant).teaching().exclude(reply="")
    return taught.exclude(origin=LearnedPattern.Origin.PERSON).count()


def _topics(assistant: Assistant) -> dict[str, int]:
    asked = Q(patterns__dismissed_at__isnull=True) & ~Q(patterns__question="")
    topics = Topic.objects.filter(assistant=assistant, is_active=True)
    numbers = topics.annotate(asked=Count("patterns", filter=asked)).values_list("asked", flat=True)
    counts = list(numbers.order_by())
    return {"topics": len(counts), "ready_topics": sum(n >= ENOUGH_QUESTIONS for n in counts)}


def _enquiries(assistant: Assistant, since: datetime) -> dict[str, int]:
    phases = [Phase.AUTOMATED] if assistant.may_automate else []
    if phases and assistant.phase == Phase.AUTOMATED:
        phases.append(Phase.SUPERVISED)  # topics with few judgements follow it
    alone = Q(topic__phase__in=phases, topic__may_automate=True, topic__handling=Topic.Handling.EARNED)
    rows = Enquiry.objects.kept().filter(assistant=assistant, created_at__gte=since)
    found: dict[str, int] = rows.aggregate(enquiries=Count("pk"), automatable=Count("pk", filter=alone))
    return found


def _error_of(metrics: dict[str, Any]) -> float | None:
    for name in ("ece", "calibration_error"):
        if isinstance(metrics.get(name), int | float):
            return float(metrics[name])
    return None


def parts_of(figures: Figures) -> tuple[Part, ...]:
    """The seven parts; together they can give 100."""
    return (
        _replies(figures),
        _recognised(figures),
        _honest(figures),
        _judged(figures),
        _proved(figures),
        _automated(figures),
        _voice(figures),
    )


def _part(name: str, share: float, most: int, **words: str) -> Part:
    points = round(min(max(share, 0.0), 1.0) * most, 1)
    next_step = words.pop("next_step")
    return Part(name=name, points=points, most=most, next_step=next_step if points < most else "", **words)


def _replies(figures: Figures) -> Part:
    return _part(
        "replies",
        figures.replies / ENOUGH_REPLIES,
        20,
        title=_("Replies learnt from"),
        figure=ngettext("%(n)d reply of %(enough)d", "%(n)d replies of %(enough)d", figures.replies)
        % {"n": figures.replies, "enough": ENOUGH_REPLIES},
        next_step=_("Import old mail, or answer customers in the inbox."),
        page="learning",
    )


def _recognised(figures: Figures) -> Part:
    return _part(
        "topics",
        figures.ready_topics / max(figures.topics, FEWEST_TOPICS),
        15,
        title=_("Topics it can recognise"),
        figure=_("%(ready)d of %(all)d topics have %(enough)d questions or more")
        % {"ready": figures.ready_topics, "all": figures.topics, "enough": ENOUGH_QUESTIONS},
        next_step=_("Approve suggested topics, or merge small ones."),
        page="topics",
    )


def _honest(figures: Figures) -> Part:
    error = figures.calibration_error
    share = 0.0 if error is None else (WORST_ERROR - error) / (WORST_ERROR - HONEST_ERROR)
    said = (
        _("Not measured yet")
        if error is None
        else _("Its confidence is off by %(error)s points on average") % {"error": f"{error * 100:.1f}"}
    )
    return _part(
        "calibration",
        share,
        10,
        title=_("Honest confidence"),
        figure=said,
        next_step=_("Measured every night, once three topics have questions."),
        page="analytics",
    )


def _judged(figures: Figures) -> Part:
    return _part(
        "decisions",
        figures.decisions / max(figures.evidence.minimum, 1),
        15,
        title=_("Drafts judged"),
        figure=_("%(n)d judged; %(minimum)d are enough")
        % {"n": figures.decisions, "minimum": figures.evidence.minimum},
        next_step=_("Send, change or refuse the drafts in the inbox."),
        page="inbox",
    )


def _proved(figures: Figures) -> Part:
    proof = figures.evidence
    figure = _("Nothing is proved yet")
    if proof.decisions:
        said = _("%(accepted)d of %(decisions)d good as they were: %(bound)s%% proved, %(target)s%% wanted")
        figure = said % {
            "accepted": proof.accepted,
            "decisions": proof.decisions,
            "bound": f"{proof.bound * 100:.0f}",
            "target": f"{proof.target * 100:.1f}".removesuffix(".0"),
        }
    return _part(
        "bound",
        proof.bound / proof.target,
        20,
        title=_("What the judgements prove"),
        figure=figure,
        next_step=_("Refused drafts say what to teach: correct the reply behind them."),
        page="suggestions",
    )


def _automated(figures: Figures) -> Part:
    share = figures.automatable / figures.enquiries if figures.enquiries else 0.0
    return _part(
        "automated",
        share / ENOUGH_AUTOMATED,
        10,
        title=_("Messages it may answer by itself"),
        figure=_("%(share)s%% of the last 90 days' enquiries") % {"share": f"{share * 100:.0f}"},
        next_step=_("Topics earn it one by one, once your switch is on."),
        page="settings",
    )


def _voice(figures: Figures) -> Part:
    share = figures.voice_replies / ENOUGH_MEASURED
    figure = ngettext("Measured on %(n)d reply", "Measured on %(n)d replies", figures.voice_replies)
    if figures.voice_drifts:
        share, figure = min(share, 1.0) / 2, _("Measured on %(n)d replies; you write differently since")
    return _part(
        "voice",
        share,
        10,
        title=_("Voice"),
        figure=figure % {"n": figures.voice_replies},
        next_step=_("Thirty replies people wrote make a reliable profile."),
        page="voice",
    )
