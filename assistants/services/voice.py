"""The voice of an assistant: measured on what people wrote, kept in versions, watched for drift."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from assistants.models import Assistant, Draft, EnquiryMessage, LearnedPattern, VoiceProfile
from assistants.selectors import voice as selectors
from assistants.voice.drift import Drift, drift
from assistants.voice.explaining import Difference, explain
from assistants.voice.profiles import LEAST_REPLIES, Profile, measure
from assistants.voice.restyle import restyle
from assistants.voice.storage import to_bytes
from lumen.audit import services as audit
from lumen.common.errors import LumenError

if TYPE_CHECKING:
    from accounts.models import User

MOST_REPLIES = 1_000  # the newest ones make the voice
MOST_RECENT = 60  # of the replies since, that drift is looked for in
ENOUGH_NEW = 20  # replies that make a new version worth measuring
ENOUGH_SHARE = 0.1
KEPT_VERSIONS = 12


class TooFewRepliesError(LumenError):
    status, code, title = 422, "too-few-replies", "There are too few replies to measure a voice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """Something a person wrote to a customer, and when."""

    text: str
    written_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A text held against the voice: how far it is, what differs, and how the owner would put it."""

    text: str
    distance: float
    differences: tuple[Difference, ...]
    restyled: str
    restyled_distance: float


def replies_of(assistant: Assistant) -> list[Reply]:
    """What people wrote, oldest first, each wording once; drafts sent as they were are not theirs."""
    written = (
        EnquiryMessage.objects.filter(
            enquiry__assistant=assistant,
            author=EnquiryMessage.Author.HUMAN,
            kind=EnquiryMessage.Kind.REPLY,
        )
        .exclude(draft__state=Draft.State.ACCEPTED)
        .order_by("-created_at")
        .values_list("text", "created_at")[:MOST_REPLIES]
    )
    origins = [LearnedPattern.Origin.HISTORY, LearnedPattern.Origin.PERSON]
    learnt = (
        assistant.patterns.filter(origin__in=origins, dismissed_at__isnull=True, message__isnull=True)
        .exclude(reply="")
        .order_by("-created_at", "-pk")
        .values_list("reply", "said_at", "created_at")[:MOST_REPLIES]
    )
    found = [Reply(text=text, written_at=at) for text, at in written]
    found += [Reply(text=text, written_at=said or made) for text, said, made in learnt]
    found.sort(key=lambda reply: (reply.written_at, reply.text))
    distinct = {reply.text: reply for reply in found}
    return sorted(distinct.values(), key=lambda reply: reply.written_at)[-MOST_REPLIES:]


def profile_of(assistant: Assistant) -> Profile | None:
    """The newest voice; nothing while none was measured."""
    return selectors.profile_of(assistant)


def distance_of(assistant: Assistant, text: str) -> float | None:
    """0 as the owner writes .. 1 foreign; nothing while no voice was measured or there are no words."""
    profile = profile_of(assistant)
    return round(profile.distance(text), 4) if profile is not None and text.strip() else None


def try_text(assistant: Assistant, text: str) -> Trial | None:
    """Hold a text against the voice; nothing while none was measured."""
    profile = profile_of(assistant)
    if profile is None:
        return None
    restyled = restyle(text, profile)
    return Trial(
        text=text,
        distance=profile.distance(text),
        differences=explain(profile, text),
        restyled=restyled,
        restyled_distance=profile.distance(restyled),
    )


def refresh_profile(
    assistant: Assistant, *, actor: "User | None" = None, forced: bool = False
) -> VoiceProfile | None:
    """A new version when enough was written since the last one; otherwise the last one as it is.

    Args:
        forced: measure even when little is new; also accepts a voice that drifted.
    """
    replies = replies_of(assistant)
    last = selectors.current(assistant)
    if len(replies) < LEAST_REPLIES or not (forced or _is_worth(last, replies)):
        return last
    return _keep(assistant, measure([reply.text for reply in replies]), actor)


def measure_now(assistant: Assistant, *, actor: "User") -> VoiceProfile:
    """What the owner asks for: from now on this is how we write.

    Raises:
        TooFewRepliesError: people wrote fewer than five replies.
    """
    version = refresh_profile(assistant, actor=actor, forced=True)
    if version is None:
        raise TooFewRepliesError(f"A voice is measured on {LEAST_REPLIES} replies or more.")
    return version


def forget(assistant: Assistant) -> VoiceProfile | None:
    """After unlearning: no version that knew the replies is left; a new one rests on what remains."""
    with transaction.atomic():
        assistant.voices.all().delete()
        return refresh_profile(assistant, forced=True)


def watch(assistant: Assistant, now: datetime) -> Drift | None:
    """The nightly look: note drift of the newest replies, or measure anew when nothing is the matter."""
    last = selectors.current(assistant)
    if last is None:
        refresh_profile(assistant)
        return None
    replies = replies_of(assistant)
    recent = [reply.text for reply in replies if reply.written_at > last.created_at][-MOST_RECENT:]
    older = [reply.text for reply in replies if reply.written_at <= last.created_at]
    found = drift(older, recent)
    last.drift = _drift_as_json(found, now)
    last.save(update_fields=["drift"])
    if not found.alarm:
        refresh_profile(assistant)
    return found


def _is_worth(last: VoiceProfile | None, replies: Sequence[Reply]) -> bool:
    if last is None:
        return True
    new = sum(reply.written_at > last.created_at for reply in replies) + max(0, len(replies) - last.replies)
    return new >= max(ENOUGH_NEW, ENOUGH_SHARE * last.replies)


@transaction.atomic
def _keep(assistant: Assistant, profile: Profile, actor: "User | None") -> VoiceProfile:
    """Store the next version; the oldest ones go."""
    Assistant.objects.select_for_update(of=("self",)).get(pk=assistant.pk)
    newest = assistant.voices.order_by("-version").values_list("version", flat=True).first() or 0
    kept = VoiceProfile.objects.create(
        assistant=assistant,
        version=newest + 1,
        features={name: round(spread.mean, 4) for name, spread in profile.features.items()},
        blob=to_bytes(profile),
        replies=profile.replies,
    )
    assistant.voices.filter(version__lte=newest + 1 - KEPT_VERSIONS).delete()
    audit.record(
        workspace=assistant.workspace,
        actor=actor,
        action="voice.measured",
        assistant_id=assistant.pk,
        version=kept.version,
        replies=kept.replies,
    )
    return kept


def _drift_as_json(found: Drift, now: datetime) -> dict[str, Any]:
    facts = {name: value for name, value in asdict(found).items() if name != "habits"}
    return {
        **facts,
        "habits": [[habit.name, habit.usual, habit.here] for habit in found.habits],
        "checked_at": now.isoformat(),
    }
