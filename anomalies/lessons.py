"""What was learnt, in words, by what it changed; each with the answer that taught it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anomalies import weights, wording
from anomalies.learned import Learned
from anomalies.models import Feedback, Finding

Verdict = Feedback.Verdict
GROUPS = (
    (gettext_lazy("Silenced"), {Verdict.MUTE_MERCHANT, Verdict.MUTE_KIND}),
    (gettext_lazy("On the watch-list"), {Verdict.NOT_ME}),
    (gettext_lazy("Normal from now on"), {Verdict.EXPECTED, Verdict.NOT_DUPLICATE}),
    (gettext_lazy("Told to somebody"), {Verdict.DUPLICATE}),
)
SIGNALS = {
    "amount": gettext_lazy("How far an amount is above the usual"),
    "hour": gettext_lazy("The time of day"),
    "category_hour": gettext_lazy("The time of day for the kind of shop"),
    "new_merchant": gettext_lazy("Somebody never paid before"),
    "rare_category": gettext_lazy("A kind of spending that is rare here"),
    "count_1h": gettext_lazy("Many payments within an hour"),
    "spend_24h": gettext_lazy("Much spent within a day"),
    "company": gettext_lazy("Other odd payments of the same day"),
    "forest": gettext_lazy("The combination of all these"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """One thing that was learnt."""

    feedback: Feedback
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonGroup:
    title: str
    lessons: Sequence[Lesson]


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedWeight:
    """A signal that counts more or less than at first."""

    name: str
    category: str  # empty: everywhere
    factor: float

    @property
    def counts_more(self) -> bool:
        return self.factor > 1


def lesson(feedback: Feedback, currency: str) -> Lesson:
    return Lesson(feedback=feedback, text=_LESSONS[feedback.verdict](feedback.finding, currency))


def grouped(said: Iterable[Feedback], currency: str) -> list[LessonGroup]:
    """Answers by what they changed; groups without any are left out."""
    lessons = [lesson(feedback, currency) for feedback in said]
    groups = [
        LessonGroup(
            title=str(title), lessons=[one for one in lessons if Verdict(one.feedback.verdict) in verdicts]
        )
        for title, verdicts in GROUPS
    ]
    return [group for group in groups if group.lessons]


def moved_weights(learned: Learned) -> list[MovedWeight]:
    """Signals whose weight answers changed, in their category or everywhere; the most changed first."""
    moved = [_moved(code, factor, "") for code, factor in learned.factors.items()]
    for category in learned.own_factors:
        both = learned.factors_for(category)
        moved += [_moved(code, both[code], category) for code in learned.own_factors[category]]
    changed = [weight for weight in moved if weight.factor != 1]
    return sorted(changed, key=lambda weight: abs(weight.factor - 1), reverse=True)


def _moved(code: str, factor: float, category: str) -> MovedWeight:
    return MovedWeight(name=str(SIGNALS[code]), category=category, factor=round(factor, 2))


def _expected(finding: Finding, currency: str) -> str:
    amount = abs(float(finding.transaction.base_amount or 0)) * weights.EXPECTED_ROOM
    return _("%(merchant)s is normal up to %(amount)s.") % {
        "merchant": finding.transaction.title,
        "amount": wording.money(amount, currency),
    }


def _not_me(finding: Finding, currency: str) -> str:
    return _("%(merchant)s is watched more closely for 30 days.") % {"merchant": finding.transaction.title}


def _duplicate(finding: Finding, currency: str) -> str:
    return _("%(merchant)s did charge twice.") % {"merchant": finding.transaction.title}


def _not_duplicate(finding: Finding, currency: str) -> str:
    amount = wording.money(abs(float(finding.transaction.amount)), finding.transaction.currency)
    return _("%(amount)s at %(merchant)s may come twice a day.") % {
        "amount": amount,
        "merchant": finding.transaction.title,
    }


def _mute_merchant(finding: Finding, currency: str) -> str:
    return _("Nothing is said about %(merchant)s.") % {"merchant": finding.transaction.title}


def _mute_kind(finding: Finding, currency: str) -> str:
    return _("Nothing of the kind “%(kind)s” is said.") % {"kind": finding.get_kind_display()}


_LESSONS = {
    "expected": _expected,
    "not_me": _not_me,
    "duplicate": _duplicate,
    "not_duplicate": _not_duplicate,
    "mute_merchant": _mute_merchant,
    "mute_kind": _mute_kind,
}
