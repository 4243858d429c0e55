"""What the page of a voice shows: habits in groups, phrases, versions."""

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assistants.models import Assistant, VoiceProfile
from assistants.voice.distances import Spread
from assistants.voice.explaining import Difference, changes, plain, shown
from assistants.voice.features import BY_NAME, SHARE, Feature
from assistants.voice.profiles import Phrase, Profile
from assistants.voice.storage import from_bytes

GROUPS: tuple[tuple[str | Promise, tuple[str, ...]], ...] = (
    (
        _("Greeting and closing"),
        ("greeting", "greeting_name", "closing", "signature", "thanks", "apologies", "please"),
    ),
    (
        _("Tone"),
        (
            *("formality", "contractions", "exclamations", "doubled_marks", "emoji", "emoticons"),
            *("intensifiers", "hedges", "formal_words", "informal_words", "formal_address", "shouting"),
        ),
    ),
    (_("Who speaks"), ("own_person", "i", "we", "you", "questions", "imperatives")),
    (
        _("Length and order"),
        (
            *("reply_words", "sentence_words", "sentence_spread", "sentences"),
            *("paragraphs", "line_breaks", "lists", "links"),
        ),
    ),
    (
        _("Words"),
        ("word_letters", "long_words", "richness", "said_once", "function_words", "connectives"),
    ),
    (
        _("Marks"),
        ("commas", "dashes", "colons", "dots", "brackets", "quotes", "unclosed", "small_starts"),
    ),
)
VERSIONS_SHOWN = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """A measured feature as people read it."""

    label: str
    text: str
    value: str
    usual: str  # from .. to of most replies; empty where a share says it all


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    title: str
    habits: tuple[Habit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A stored voice and what it does differently from the one before."""

    row: VoiceProfile
    changes: tuple[Difference, ...]
    is_first: bool


def current(assistant: Assistant) -> VoiceProfile | None:
    """The newest version, without its arrays."""
    return assistant.voices.defer("blob").order_by("-version").first()


def profile_of(assistant: Assistant) -> Profile | None:
    """The newest voice, read once in a process; one query."""
    key = assistant.voices.order_by("-version").values_list("pk", flat=True).first()
    return stored_profile(key) if key is not None else None


@lru_cache(maxsize=32)
def stored_profile(key: int) -> Profile:
    """A version never changes, so neither does what was read of it."""
    return from_bytes(bytes(VoiceProfile.objects.values_list("blob", flat=True).get(pk=key)))


def groups(profile: Profile) -> list[Group]:
    """Every measured habit, in groups; one that no reply gave occasion for is left out."""
    return [
        Group(
            title=str(title),
            habits=tuple(
                _habit(BY_NAME[name], profile.features[name])
                for name in names
                if name in profile.features and profile.features[name].seen
            ),
        )
        for title, names in GROUPS
    ]


def _habit(feature: Feature, spread: Spread) -> Habit:
    low, high = max(0.0, spread.mean - spread.deviation), spread.mean + spread.deviation
    is_range = feature.unit != SHARE and plain(feature, low) != plain(feature, high)
    return Habit(
        label=str(feature.label),
        text=str(feature.text),
        value=plain(feature, spread.mean),
        usual=f"{plain(feature, low)} – {plain(feature, high)}" if is_range else "",
    )


def phrases(profile: Profile) -> list[dict[str, Any]]:
    """Recurring greetings, closings, last sentences and emoji with their shares."""
    lists: tuple[tuple[Any, tuple[Phrase, ...]], ...] = (
        (_("Greetings"), profile.greetings),
        (_("Closings"), profile.closings),
        (_("Last sentences"), profile.last_sentences),
        (_("Emoji"), profile.emoji),
    )
    return [
        {"title": title, "phrases": [{"text": p.text, "percent": round(100 * p.share)} for p in found[:5]]}
        for title, found in lists
        if found
    ]


def versions(assistant: Assistant) -> list[Version]:
    """The newest versions, each with what it does differently from the one before."""
    rows = list(assistant.voices.defer("blob").order_by("-version")[: VERSIONS_SHOWN + 1])
    found = [
        Version(row=new, changes=changes(*map(stored_profile, (old.pk, new.pk))), is_first=False)
        for new, old in pairwise(rows)
    ]
    if rows and len(rows) <= VERSIONS_SHOWN:
        found.append(Version(row=rows[-1], changes=(), is_first=True))
    return found


def drift_habits(row: VoiceProfile) -> list[dict[str, str]]:
    """What moved, of a voice that drifts: label, before, now."""
    stored = row.drift.get("habits", []) if isinstance(row.drift, dict) else []
    return [
        {
            "label": str(BY_NAME[name].label),
            "usual": shown(BY_NAME[name], usual),
            "here": shown(BY_NAME[name], here),
        }
        for name, usual, here in stored
        if name in BY_NAME
    ]
