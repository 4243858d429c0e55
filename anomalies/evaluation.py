"""`make evaluate`: how many planted events are noticed, and how often something else is."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from anomalies import backtesting, reviewing
from anomalies.facts import Notice
from anomalies.judge import Judge
from anomalies.lives import LIVES, WARM_UP_MONTHS, Card, Life, cards, lived
from anomalies.replay import replay
from anomalies.simulate import Household, Planted, household

SEEDS = (11, 23, 37, 41, 59)
LIFE_SEEDS, REVIEW_MONTHS = (7, 8), 40
SILENCES = {"subscription_stopped", "income_late", "income_missing"}
NEAR_DAYS = 25
FEED_ONLY = {"unusual_pattern"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one household."""

    seed: int
    found: tuple[Planted, ...]
    missed: tuple[Planted, ...]
    beside: tuple[Notice, ...]  # notices that touch no planted event
    months: float

    @property
    def beside_per_month(self) -> float:
        return len(self.beside) / self.months


def judge_household(home: Household) -> Outcome:
    """Replay a household as it would have been judged and compare with what was planted."""
    judge = Judge(base_currency="INR")
    list(replay(judge, home.payments))
    told = [notice for notice in judge.notices if notice.kind not in FEED_ONLY]
    found = [p for p in home.planted if any(n.kind == p.kind and touches(n, p) for n in told)]
    return Outcome(
        seed=home.seed,
        found=tuple(found),
        missed=tuple(p for p in home.planted if p not in found),
        beside=tuple(n for n in told if not any(touches(n, p) for p in home.planted)),
        months=home.months,
    )


def touches(notice: Notice, planted: Planted) -> bool:
    """Whether a notice is about this event: by its payments, or for a silence by its date."""
    if planted.keys.intersection({notice.key, *notice.others}):
        return True
    is_silence = notice.kind in SILENCES and planted.kind in SILENCES
    return is_silence and abs(notice.day - planted.day) <= timedelta(days=NEAR_DAYS)


def _line(cells: Sequence[object], widths: Sequence[int]) -> str:
    return "  ".join(str(c).ljust(w) for c, w in zip(cells, widths, strict=True)).rstrip()


def table(outcomes: Sequence[Outcome]) -> str:
    """Two tables: by household and by kind."""
    widths = (10, 9, 9, 22, 40)
    lines = [_line(("household", "planted", "noticed", "beside, per month", "missed"), widths)]
    for outcome in outcomes:
        planted = len(outcome.found) + len(outcome.missed)
        missed = ", ".join(p.kind for p in outcome.missed) or "-"
        rate = f"{outcome.beside_per_month:.2f}"
        lines.append(_line((outcome.seed, planted, len(outcome.found), rate, missed), widths))
    return "\n".join([*lines, "", *_by_kind(outcomes)])


def _by_kind(outcomes: Sequence[Outcome]) -> list[str]:
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for outcome in outcomes:
        for planted in (*outcome.found, *outcome.missed):
            counts[planted.kind][0] += 1
        for planted in outcome.found:
            counts[planted.kind][1] += 1
        for notice in outcome.beside:
            counts[notice.kind][2] += 1
    widths = (26, 9, 9, 9)
    head = _line(("kind", "planted", "noticed", "beside"), widths)
    return [head, *(_line((kind, *counts[kind]), widths) for kind in sorted(counts))]


# Other lives, stolen cards, and what answers teach


def backtested(drawn: Sequence[Card]) -> backtesting.Summary | None:
    """What `manage.py backtest` would print for these cards."""
    owned = [(card, payment) for card in drawn for payment in card.payments]
    rows = [
        backtesting.Row(number=n, user=card.owner, payment=payment, is_odd=payment.key in card.stolen)
        for n, (card, payment) in enumerate(owned)
    ]
    return backtesting.summarise(backtesting.backtest(rows, warmup_months=WARM_UP_MONTHS))


def lives_table(seeds: Sequence[int]) -> str:
    """How often people who live differently are bothered, when nothing is wrong."""
    widths = (14, 20)
    lines = [_line(("life", "notices, per month"), widths)]
    for life in LIVES:
        summary = backtested([lived(life, seed) for seed in seeds])
        lines.append(_line((life.name, f"{summary.alerts_per_user_month:.2f}" if summary else "-"), widths))
    return "\n".join(lines)


def stolen_table(seeds: Sequence[int]) -> str:
    """How well stolen cards stand out among all these lives."""
    summary = backtested(cards(seeds, is_stolen=True))
    names = ("pr_auc", "f1", "precision", "recall", "incident_recall", "alerts_per_user_month")
    return "\n".join(_line((f"stolen cards: {name}", getattr(summary, name)), (38, 8)) for name in names)


def reviews_table(seeds: Sequence[int], lives: Sequence[Life] = LIVES, *, months: int = REVIEW_MONTHS) -> str:
    """What twenty truthful answers change."""
    drawn = [lived(life, seed, months=months, is_stolen=True) for life in lives for seed in seeds]
    found = reviewing.compare(drawn)
    silent, answered = found.silent, found.answered
    return "\n".join((
        f"after {reviewing.REVIEWS} answers: false alarms {silent.false} -> {answered.false}"
        f" ({found.fewer_false:.0%} fewer)",
        f"stolen payments called odd {silent.recall:.1%} -> {answered.recall:.1%}",
    ))  # fmt: skip


def run() -> str:
    """Invented households, other lives, stolen cards and answers."""
    return "\n\n".join((
        table([judge_household(household(seed)) for seed in SEEDS]),
        lives_table(LIFE_SEEDS),
        stolen_table(LIFE_SEEDS),
        reviews_table(LIFE_SEEDS[:1]),
    ))  # fmt: skip
