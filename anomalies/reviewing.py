"""What learning is worth: people who answer every notice truthfully, beside the same without answers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from anomalies import scoring, weights
from anomalies.judge import Judge, Judgement
from anomalies.learned import Answer, Learned, learned_from
from anomalies.lives import CURRENCY, Card

REVIEWS = 20
ALERTS = {scoring.LOOK, scoring.URGENT}


@dataclass(slots=True)
class Reviewed:
    """Payments after the twentieth answer: stolen ones, and how many of both kinds were called odd."""

    stolen: int = 0
    found: int = 0
    false: int = 0

    def add(self, *, is_stolen: bool, is_alert: bool) -> None:
        self.stolen += is_stolen
        self.found += is_stolen and is_alert
        self.false += is_alert and not is_stolen

    @property
    def recall(self) -> float:
        return self.found / self.stolen if self.stolen else 0.0


@dataclass(frozen=True, slots=True)
class Comparison:
    """The same payments judged by somebody who answers, and by somebody who never does."""

    answered: Reviewed
    silent: Reviewed

    @property
    def fewer_false(self) -> float:
        """By what share false alarms fell."""
        return 1 - self.answered.false / self.silent.false if self.silent.false else 0.0

    @property
    def lost_recall(self) -> float:
        return self.silent.recall - self.answered.recall


def compare(cards: Sequence[Card]) -> Comparison:
    """Judge cards twice, and count what came after each one's twentieth answer."""
    result = Comparison(Reviewed(), Reviewed())
    for card in cards:
        _compare(card, result)
    return result


def _compare(card: Card, result: Comparison) -> None:
    answering, silent = Judge(base_currency=CURRENCY), Judge(base_currency=CURRENCY)
    answers: list[tuple[int, Answer]] = []
    for payment in card.payments:
        is_stolen = payment.key in card.stolen
        has_reviewed = len(answers) >= REVIEWS
        answering.learned = _learned(answers, payment.moment)
        pairs = ((answering, result.answered), (silent, result.silent))
        for judge, counted in pairs:
            judgement = judge.judge(payment)
            is_alert = judgement is not None and judgement.score.level in ALERTS
            if has_reviewed:
                counted.add(is_stolen=is_stolen, is_alert=is_alert)
            if judgement and is_alert and judge is answering and not has_reviewed:
                answers.append((payment.moment, _answer(judgement, is_expected=not is_stolen)))


def _answer(judgement: Judgement, *, is_expected: bool) -> Answer:
    return Answer(
        merchant=judgement.payment.merchant,
        category=judgement.payment.category,
        amount=judgement.payment.amount or 0.0,
        leading=judgement.score.surprises[0].code,
        is_expected=is_expected,
    )


def _learned(answers: list[tuple[int, Answer]], now: int) -> Learned:
    """What was said so far; "not me" keeps its merchant watched for a while."""
    days = weights.WATCH_DAYS * 1440
    return learned_from(
        replace(answer, is_watched=not answer.is_expected and now - at <= days) for at, answer in answers
    )
