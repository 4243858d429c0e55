"""`make evaluate`: how many planted events are noticed, and how often something else is."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from anomalies.facts import Notice
from anomalies.judge import Judge
from anomalies.replay import replay
from anomalies.simulate import Household, Planted, household

SEEDS = (11, 23, 37, 41, 59)
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


def run() -> str:
    """The tables of five invented households."""
    return table([judge_household(household(seed)) for seed in SEEDS])
