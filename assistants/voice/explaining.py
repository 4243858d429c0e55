"""A distance in words: which habits a text does not keep, and what a newer voice does differently."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from assistants.voice.anatomy import Anatomy
from assistants.voice.distances import Spread
from assistants.voice.features import BY_NAME, COUNT, FEATURES, RATE, SHARE, WORDS, Feature
from assistants.voice.profiles import Profile, features_of

_WORTH_SAYING = 1.2  # deviations
_MOST_SAID = 6
_CHANGED = 2.5  # standard errors
_LEAST_SEEN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One habit: what is usual, what is here, and how unusual that is in deviations (signed)."""

    name: str
    label: str
    usual: float
    here: float
    steps: float
    sentence: str


def explain(profile: Profile, text: str) -> tuple[Difference, ...]:
    """The habits `text` departs from, the most telling first; nothing when it keeps them."""
    found = [
        _difference(feature, spread, value, spread.standard(value, feature.floor))
        for feature, value in zip(FEATURES, features_of(Anatomy(text)), strict=True)
        if (spread := profile.features.get(feature.name)) and spread.seen >= _LEAST_SEEN
    ]
    telling = [d for d in found if abs(d.steps) >= _WORTH_SAYING]
    return tuple(sorted(telling, key=lambda d: -abs(d.steps))[:_MOST_SAID])


def changes(before: Profile, after: Profile) -> tuple[Difference, ...]:
    """The habits that differ between two versions by more than chance explains."""
    found: list[Difference] = []
    for name, old in before.features.items():
        new = after.features.get(name)
        if new is None or min(old.seen, new.seen) < _LEAST_SEEN or name not in BY_NAME:
            continue
        feature = BY_NAME[name]
        error = max(old.deviation, new.deviation, feature.floor) * (1 / old.seen + 1 / new.seen) ** 0.5
        steps = (new.mean - old.mean) / error
        if abs(steps) >= _CHANGED:
            found.append(_difference(feature, old, new.mean, steps))
    return tuple(sorted(found, key=lambda d: -abs(d.steps))[:_MOST_SAID])


def shown(feature: Feature, value: float) -> str:
    """`62%`, `1.3 in 100 words`, `12 words`: a value as people read it in a sentence."""
    if feature.unit == RATE:
        return _("%(number)s in 100 words") % {"number": plain(feature, value)}
    if feature.unit == WORDS:
        return _("%(number)s words") % {"number": plain(feature, value)}
    return plain(feature, value)


def plain(feature: Feature, value: float) -> str:
    """The same beside its description, which names the unit."""
    if feature.unit == SHARE:
        return f"{value:.0%}"
    digits = {WORDS: 0, COUNT: 1, RATE: 1}.get(feature.unit, 2)
    return f"{value:.{digits}f}"


def in_words(differences: Sequence[Difference]) -> str:
    return " ".join(difference.sentence for difference in differences)


def _difference(feature: Feature, usual: Spread, here: float, steps: float) -> Difference:
    facts = {
        "habit": str(feature.label),
        "here": shown(feature, here),
        "usual": shown(feature, usual.mean),
    }
    if steps > 0:
        sentence = _("%(habit)s: more than usual (%(here)s, usually %(usual)s).") % facts
    else:
        sentence = _("%(habit)s: less than usual (%(here)s, usually %(usual)s).") % facts
    return Difference(
        name=feature.name,
        label=str(feature.label),
        usual=usual.mean,
        here=here,
        steps=steps,
        sentence=sentence,
    )
