"""How far an assistant and its topics may go. Only evidence and the owner decide; no text of a customer."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Membership
from assistants.learning import earning
from assistants.learning.earning import Evidence, Standing
from assistants.models import Assistant, EnquiryMessage, Phase, PhaseChange, Topic
from assistants.selectors import evidence as outcomes
from lumen.audit import services as audit
from lumen.common.errors import LumenError
from lumen.notifications import services as notifications

if TYPE_CHECKING:
    from accounts.models import User

MOST_STEPS = len(Phase)  # a review takes several steps up at once when all are earned
LOWERED, RAISED, SWITCHED_OFF = "lowered-by-hand", "raised-by-hand", "switched-off"


class NotEarnedError(LumenError):
    status, code, title = 409, "not-earned", "This has not been earned yet"


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicStanding:
    """A topic and what its phase rests on."""

    topic: Topic
    standing: Standing
    follows: bool  # has too few decisions of its own, and nothing speaks against it


@dataclass(frozen=True, slots=True, kw_only=True)
class Standings:
    own: Standing
    topics: list[TopicStanding]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What every standing is read from."""

    judged: outcomes.Judged
    held: set[Any]
    accuracy: float | None


def phase_of(assistant: Assistant, topic: Topic | None) -> Phase:
    """How far the assistant may go with a message of a topic, or of none.

    The lower of the two phases, and never above what the owner lets it. A topic with few decisions of
    its own follows the assistant where the decisions about all topics together prove enough.
    """
    if topic is None:
        return Phase(earning.lower(assistant.phase, Phase.SUPERVISED))
    if not topic.is_active or topic.handling != Topic.Handling.EARNED:
        return Phase(earning.lower(assistant.phase, topic.phase, Phase.SUPERVISED))
    if topic.phase == Phase.SUPERVISED and assistant.phase == Phase.AUTOMATED and _follows(assistant, topic):
        return Phase.AUTOMATED
    return Phase(earning.lower(assistant.phase, topic.phase))


def may_automate(assistant: Assistant, topic: Topic, confidence: float) -> bool:
    """Whether a message of a topic, read with that confidence, may be answered without a person."""
    if not _is_switched_on(assistant, topic) or assistant.phase != Phase.AUTOMATED:
        return False
    own = outcomes.of_topic(assistant, topic)
    if topic.phase == Phase.AUTOMATED:
        return own.suffices and confidence >= own.from_confidence
    if topic.phase != Phase.SUPERVISED or not _may_follow(own):
        return False
    together = outcomes.of_all(assistant)
    return together.suffices and confidence >= together.from_confidence


@transaction.atomic
def review(*, assistant: Assistant, now: datetime) -> list[PhaseChange]:
    """Promote and demote what the evidence says, the assistant and each of its topics.

    Called after every decision and nightly. A fixed number of queries when nothing changes.
    """
    locked = _locked(assistant)
    known = _known(locked)
    topics = _topic_standings(locked, known)
    changes = [change for one in topics for change in _step_topic(locked, one)]
    changes += _step_assistant(locked, _assistant_standing(locked, known, topics), topics)
    changes += [change for one in topics for change in _step_topic(locked, one)]
    assistant.phase = locked.phase
    _tell(locked, changes)
    return changes


@transaction.atomic
def set_phase(
    *, assistant: Assistant, topic: Topic | None, phase: str, actor: "User", now: datetime
) -> PhaseChange | None:
    """Set a phase by hand: down at any time, up as far as drafts; beyond, only what was proved.

    A phase that a person lowered stays until a person raises it; lowering what answers by itself turns
    its switch off.

    Raises:
        NotEarnedError: the decisions do not prove that it may answer by itself.
    """
    locked = _locked(assistant)
    one = locked if topic is None else locked.topics.select_for_update().get(pk=topic.pk)
    if one.phase == phase:
        return None
    evidence = _evidence_for(locked, one)
    if phase == Phase.AUTOMATED and not (evidence.suffices and _switches(locked, one)):
        raise NotEarnedError(
            _("%(decisions)d decisions prove %(bound)s%%; %(target)s%% are needed, and both switches on.")
            % {
                "decisions": evidence.decisions,
                "bound": f"{evidence.bound * 100:.1f}",
                "target": f"{evidence.target * 100:.1f}",
            }
        )
    reason = _reason(one.phase, phase)
    if reason == SWITCHED_OFF:
        one.may_automate = False
        one.save(update_fields=["may_automate"])
    change = _change(locked, one, phase, evidence, reason=reason, actor=actor)
    _pass_on(assistant, topic, one)
    return change


def standings_of(assistant: Assistant) -> Standings:
    """What the phases of an assistant and of its topics rest on. A fixed number of queries."""
    known = _known(assistant)
    topics = _topic_standings(assistant, known)
    return Standings(own=_assistant_standing(assistant, known, topics), topics=topics)


def accuracy_of(assistant: Assistant) -> float | None:
    """Cross-validated, of the latest fitted reader."""
    metrics = assistant.triage_models.values_list("metrics", flat=True).first()
    value = (metrics or {}).get("accuracy")
    return float(value) if isinstance(value, int | float) else None


def _reason(before: str, after: str) -> str:
    if before == Phase.AUTOMATED and after == Phase.SUPERVISED:
        return SWITCHED_OFF
    return LOWERED if earning.rank(after) < earning.rank(before) else RAISED


def _locked(assistant: Assistant) -> Assistant:
    mine = Assistant.objects.select_for_update(of=("self",)).select_related("workspace")
    return mine.get(pk=assistant.pk)


def _is_switched_on(assistant: Assistant, topic: Topic) -> bool:
    lets = topic.is_active and topic.handling == Topic.Handling.EARNED
    return lets and assistant.may_automate and topic.may_automate and assistant.deleted_at is None


def _follows(assistant: Assistant, topic: Topic) -> bool:
    is_free = _is_switched_on(assistant, topic) and _may_follow(outcomes.of_topic(assistant, topic))
    return is_free and outcomes.of_all(assistant).suffices


def _may_follow(own: Evidence) -> bool:
    """A topic with enough decisions of its own stands by those."""
    return own.decisions < own.minimum and not earning.contradicts(own)


def _known(assistant: Assistant) -> _Known:
    return _Known(judged=outcomes.judged(assistant), held=_held(assistant), accuracy=accuracy_of(assistant))


def _topic_standings(assistant: Assistant, known: _Known) -> list[TopicStanding]:
    taught = Q(patterns__dismissed_at__isnull=True)
    topics = assistant.topics.filter(is_active=True).annotate(
        examples=Count("patterns", filter=taught),
        replies=Count("patterns", filter=taught & ~Q(patterns__reply="")),
    )
    return [_topic_standing(assistant, topic, known) for topic in topics]


def _topic_standing(assistant: Assistant, topic: Any, known: _Known) -> TopicStanding:
    evidence = known.judged.of(topic.pk, assistant)
    is_by_person = topic.origin == Topic.Origin.PERSON
    standing = Standing(
        phase=topic.phase,
        messages=topic.examples,
        replies=topic.replies,
        accuracy=known.accuracy,
        is_trusted=is_by_person,
        is_switched_on=_is_switched_on(assistant, topic),
        is_held=topic.pk in known.held,
        lives_by_examples=not is_by_person,
        evidence=evidence,
        least_messages=earning.LEAST_EXAMPLES,
        least_replies=0,
    )
    return TopicStanding(topic=topic, standing=standing, follows=_may_follow(evidence))


def _assistant_standing(assistant: Assistant, known: _Known, topics: Sequence[TopicStanding]) -> Standing:
    taught = assistant.patterns.teaching().aggregate(
        messages=Count("pk"), replies=Count("pk", filter=~Q(reply=""))
    )
    asked = EnquiryMessage.objects.for_customer().filter(
        enquiry__assistant=assistant, author=EnquiryMessage.Author.CUSTOMER
    )
    return Standing(
        phase=assistant.phase,
        messages=taught["messages"] + asked[: earning.LEAST_MESSAGES].count(),
        replies=taught["replies"],
        topics=sum(one.standing.messages > 0 for one in topics),
        accuracy=known.accuracy,
        is_switched_on=assistant.may_automate,
        is_held=None in known.held,
        evidence=known.judged.of_all(assistant),
    )


def _held(assistant: Assistant) -> set[Any]:
    """Topics (None: the assistant) whose phase a person lowered last."""
    latest = assistant.phase_changes.order_by("topic_id", "-changed_at", "-pk").distinct("topic_id")
    return {change.topic_id for change in latest if change.reason == LOWERED}


def _step_topic(assistant: Assistant, one: TopicStanding) -> list[PhaseChange]:
    """Up or down until it stays; nothing answers by itself under an assistant that shows no drafts."""
    changes: list[PhaseChange] = []
    for _step in range(MOST_STEPS):
        verdict = earning.judge(replace(one.standing, phase=one.topic.phase))
        is_early = earning.rank(assistant.phase) < earning.rank(Phase.SUPERVISED)
        if not verdict.reason or (verdict.phase == Phase.AUTOMATED and is_early):
            break
        evidence = one.standing.evidence
        changes.append(_change(assistant, one.topic, verdict.phase, evidence, reason=verdict.reason))
    return changes


def _step_assistant(
    assistant: Assistant, standing: Standing, topics: Sequence[TopicStanding]
) -> list[PhaseChange]:
    """An assistant answers by itself when all decisions together prove enough, or those of one topic."""
    changes: list[PhaseChange] = []
    has_proved_topic = any(one.topic.phase == Phase.AUTOMATED for one in topics)
    for _step in range(MOST_STEPS):
        verdict = earning.judge(replace(standing, phase=assistant.phase))
        if has_proved_topic and assistant.may_automate:
            verdict = _with_proved_topic(assistant.phase, verdict)
        if not verdict.reason:
            break
        changes.append(_change(assistant, assistant, verdict.phase, standing.evidence, reason=verdict.reason))
    return changes


def _with_proved_topic(phase: str, verdict: earning.Verdict) -> earning.Verdict:
    """One topic that answers by itself is enough for its assistant to do so."""
    if phase == Phase.AUTOMATED:
        return earning.Verdict(phase)
    return earning.Verdict(Phase.AUTOMATED, "topic-proved") if phase == Phase.SUPERVISED else verdict


def _evidence_for(assistant: Assistant, one: Assistant | Topic) -> Evidence:
    return outcomes.of_topic(assistant, one) if isinstance(one, Topic) else outcomes.of_all(assistant)


def _switches(assistant: Assistant, one: Assistant | Topic) -> bool:
    return _is_switched_on(assistant, one) if isinstance(one, Topic) else assistant.may_automate


def _change(
    assistant: Assistant,
    one: Assistant | Topic,
    phase: str,
    evidence: Evidence,
    *,
    reason: str,
    actor: "User | None" = None,
) -> PhaseChange:
    topic = one if isinstance(one, Topic) else None
    before, one.phase = one.phase, str(phase)
    one.save(update_fields=["phase", "updated_at"])
    audit.record(
        workspace=assistant.workspace,
        actor=actor,
        action="phase.changed",
        assistant_id=assistant.pk,
        topic_id=topic.pk if topic else None,
        before=before,
        after=one.phase,
        reason=reason,
        **evidence.figures(),
    )
    return PhaseChange.objects.create(
        assistant=assistant,
        topic=topic,
        before=before,
        after=one.phase,
        figures=evidence.figures(),
        reason=reason,
        changed_by=actor,
    )


def _pass_on(assistant: Assistant, topic: Topic | None, saved: Assistant | Topic) -> None:
    """What the caller holds is as it was saved."""
    held = assistant if topic is None else topic
    held.phase, held.may_automate = saved.phase, saved.may_automate


def _tell(assistant: Assistant, changes: Sequence[PhaseChange]) -> None:
    """Owners hear of it when something begins or stops to answer by itself, and of the first drafts."""
    telling = [change for change in changes if Phase.AUTOMATED in (change.before, change.after)]
    telling += [change for change in changes if change.topic is None and change.after == Phase.SUPERVISED]
    for change in dict.fromkeys(telling):
        notifications.notify(
            workspace=assistant.workspace,
            users=_owners(assistant),
            kind="assistant",
            title=_title(assistant, change),
            body=_figures_in_words(change),
            url=reverse("assistants:topics", args=[assistant.slug]),
            key=f"phase:{change.pk}",
        )


def _title(assistant: Assistant, change: PhaseChange) -> str:
    names = {"name": change.topic.name if change.topic else assistant.name}
    if change.after == Phase.AUTOMATED:
        return _("%(name)s: answers by itself now") % names
    if change.before == Phase.AUTOMATED:
        return _("%(name)s: drafts for you again") % names
    return _("%(name)s: shows drafts now") % names


def _figures_in_words(change: PhaseChange) -> str:
    figures = change.figures
    return _(
        "%(accepted)d of the latest %(decisions)d decisions were good; at least %(bound)s%% is proved."
    ) % {
        "accepted": figures["accepted"],
        "decisions": figures["decisions"],
        "bound": f"{figures['bound'] * 100:.1f}",
    }


def _owners(assistant: Assistant) -> "list[User]":
    owners = Membership.objects.filter(workspace=assistant.workspace, role=Membership.Role.OWNER)
    return [membership.user for membership in owners.select_related("user")]
