"""One workspace's judge: measures each payment against the past, then lets it become past."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import exp

from anomalies import scoring, weights
from anomalies.baselines import History, MerchantPast, log_of
from anomalies.detectors import amount, cancelled, cards, clock, duplicate, recurring, velocity
from anomalies.detectors.forest import Forest
from anomalies.facts import Facts, Notice
from anomalies.features import Features, measure
from anomalies.learned import Learned
from anomalies.payments import MINUTES_OF_DAY, Payment


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What was seen in one payment."""

    payment: Payment
    features: Features
    score: scoring.Score


class Judge:
    """Feeds on payments oldest first; `notices` grows. Nothing it says about a payment can depend on
    that payment itself or on anything after it, except that a later one may join an open notice.
    """

    def __init__(
        self, *, base_currency: str, learned: Learned | None = None, forest: Forest | None = None
    ) -> None:
        self.base_currency = base_currency
        self.learned = learned or Learned()
        self.forest = forest
        self.history = History()
        self.notices: list[Notice] = []
        self._open: dict[tuple[str, str], Notice] = {}  # latest notice by kind and merchant
        self._told: set[tuple[str, str]] = set()  # calendar kinds and the payment they wait after
        self._day: date | None = None
        self._odd, self._odd_at = 0.0, 0  # how odd the latest odd payments were, and when

    # One payment

    def judge(self, payment: Payment) -> Judgement | None:
        """Judge one payment and observe it; `None` for income, which only the calendar looks at.

        The days since the payment before it pass first.
        """
        self.pass_days(payment.day)
        if payment.is_income:
            self._ends_waiting(payment)
            self.history.observe(payment)
            return None
        features = self._measure(payment)
        score = scoring.score(features)
        if score.total and self.forest:
            features = replace(features, forest_bits=self.forest.bits(features.as_vector()))
            score = scoring.score(features)
        self._notice(payment, features, score)
        self._remember(payment, features, score)
        self.history.observe(payment)
        return Judgement(payment=payment, features=features, score=score)

    def _measure(self, payment: Payment) -> Features:
        learned = self.learned
        return replace(
            measure(self.history, payment),
            normal_up_to=learned.normal_up_to.get(payment.merchant, 0.0),
            company=self._company_of(payment),
            is_watched=payment.merchant in learned.watched,
            factors=learned.factors_for(payment.category),
        )

    def _company_of(self, payment: Payment) -> float:
        """How odd the payments before this one were, each by itself, fading with the days."""
        days = (payment.moment - self._odd_at) / MINUTES_OF_DAY
        return round(self._odd * exp(-days / weights.COMPANY_DAYS), 4)

    def _remember(self, payment: Payment, features: Features, score: scoring.Score) -> None:
        if features.is_warm and payment.amount and not features.is_recurring:
            is_odd = amount.distance_bits(features) >= weights.ODD_BITS
            self.history.distances.add(features.distance, payment.category, is_odd=is_odd)
        excess = scoring.own_total(score) - weights.COMPANY_BITS
        if excess > 0:
            self._odd, self._odd_at = features.company + excess, payment.moment

    def _notice(self, payment: Payment, features: Features, score: scoring.Score) -> None:
        if self._joins_open_notice(payment, features):
            return
        notice = (
            self._after_cancellation(payment)
            or self._card_testing(payment, features)
            or self._duplicate(payment, features)
            or self._recurring(payment, features)
            or self._trip(payment, features)
            or self._statistical(payment, features, score)
        )
        if notice and not self.learned.silences(notice.kind, payment.merchant):
            self._add(notice)

    def _ends_waiting(self, payment: Payment) -> None:
        """Income that came after all belongs to the notice that missed it."""
        past = self.history.incomes.get(payment.merchant)
        for kind in ("income_late", "income_missing"):
            notice = self._open.get((kind, payment.merchant))
            if notice and past and past.last[-1].key == notice.key:
                notice.others.append(payment.key)

    def _add(self, notice: Notice) -> None:
        self.notices.append(notice)
        self._open[notice.kind, notice.merchant] = notice
        self._open[notice.kind, ""] = notice

    def _joins_open_notice(self, payment: Payment, features: Features) -> bool:
        """Payments that belong to something already told: a trip, a burst, a third equal charge."""
        trip = self._open.get(("foreign_trip", ""))
        if trip and trip.facts.currency == payment.currency and self._is_travelling(payment):
            trip.others.append(payment.key)
            return True
        burst = self._open.get(("velocity", ""))
        if burst and velocity.is_burst(features) and self._is_recent(burst, payment):
            burst.others.append(payment.key)
            return True
        twin = self._open.get(("duplicate_charge", payment.merchant))
        if twin and features.twin == twin.key:
            twin.others.append(payment.key)
            return True
        return False

    def _is_travelling(self, payment: Payment) -> bool:
        last = self.history.foreign_days.get(payment.currency)
        return last is not None and (payment.day - last).days <= weights.TRIP_QUIET_DAYS

    @staticmethod
    def _is_recent(notice: Notice, payment: Payment) -> bool:
        return payment.moment - notice.moment <= weights.MERGE_HOURS * 60

    def _new(
        self,
        kind: str,
        payment: Payment,
        features: Features | None,
        others: list[str],
        **numbers: float,
    ) -> Notice:
        return Notice(
            kind=kind,
            key=payment.key,
            merchant=payment.merchant,
            day=payment.day,
            moment=payment.moment,
            facts=Facts.of(kind, payment, self.base_currency, features, **numbers),
            others=others,
        )

    def _after_cancellation(self, payment: Payment) -> Notice | None:
        found = cancelled.cancelled_before(payment, self.learned.cancelled)
        if found is None:
            return None
        kind = "charged_after_cancellation"
        return self._new(kind, payment, None, [], cancelled=found.day.toordinal())

    def _card_testing(self, payment: Payment, features: Features) -> Notice | None:
        if not features.is_warm or features.amount <= features.normal_up_to:
            return None
        recent = self.history.within(payment, weights.TESTING_HOURS)
        found = cards.testing_before(
            payment,
            recent,
            features=features,
            newcomers=self._newcomers(payment),
            rank_of=lambda amount: self.history.amounts.rank(log_of(amount)),
        )
        if found is None:
            return None
        keys = [p.key for p in found.smalls]
        self.notices = [n for n in self.notices if n.key not in keys]  # told as one
        return self._new(
            "card_testing",
            payment,
            features,
            keys,
            small_count=len(keys),
            small_sum=sum(p.amount or 0.0 for p in found.smalls),
            hours=found.hours,
            bits=found.bits,
        )

    def _newcomers(self, payment: Payment) -> frozenset[str]:
        """Merchants first met in the last two days, and this one when it is new or as fresh."""
        since = payment.day - timedelta(hours=weights.TESTING_HOURS)
        recent = {p.merchant for p in self.history.within(payment, weights.TESTING_HOURS)}
        fresh = {m for m in recent if self.history.merchants[m].first_day >= since}
        is_new = payment.merchant not in self.history.merchants
        return frozenset(fresh | {payment.merchant} if is_new else fresh)

    def _duplicate(self, payment: Payment, features: Features) -> Notice | None:
        is_honest = (payment.merchant, payment.original) in self.learned.honest_twins
        if is_honest or features.twin is None or not duplicate.is_duplicate(features):
            return None
        return self._new("duplicate_charge", payment, features, [features.twin])

    def _recurring(self, payment: Payment, features: Features) -> Notice | None:
        past = self.history.merchants.get(payment.merchant)
        if past is None or features.amount <= features.normal_up_to:
            return None
        rhythm = past.rhythm
        if rhythm and recurring.price_rise(rhythm, payment) is not None:
            return self._new(
                "price_increase",
                payment,
                None,
                [past.last[-1].key],
                old=rhythm.last_amount,
                new=payment.original,
                per_year=rhythm.per_year,
            )
        return self._trial(payment, features, past)

    def _trial(self, payment: Payment, features: Features, past: MerchantPast) -> Notice | None:
        before = list(past.last)
        if not recurring.is_trial_turned_paid(before, payment):
            return None
        days = (payment.day - before[0].day).days
        old = before[-1].original
        others = [p.key for p in before]
        return self._new("trial_converted", payment, None, others, old=old, days=days)

    def _trip(self, payment: Payment, features: Features) -> Notice | None:
        if payment.currency == self.base_currency or not features.is_warm:
            return None
        if payment.is_automatic:
            return None
        last = self.history.foreign_days.get(payment.currency)
        is_new = last is None or (payment.day - last).days > weights.TRIP_FORGOTTEN_DAYS
        before = self._newly_paid_in(payment)
        if is_new or len({p.merchant for p in before}) + 1 >= weights.TRIP_MIN_NEWCOMERS:
            return self._new("foreign_trip", payment, None, [p.key for p in before])
        return None

    def _newly_paid_in(self, payment: Payment) -> list[Payment]:
        """Payments of the last two days in the same currency at other places that are new, too."""
        newcomers = self._newcomers(payment)
        if payment.merchant not in newcomers:
            return []
        return [
            p
            for p in self.history.within(payment, weights.TESTING_HOURS)
            if p.currency == payment.currency
            and p.merchant in newcomers
            and p.merchant != payment.merchant
            and not p.is_automatic
        ]

    def _statistical(self, payment: Payment, features: Features, score: scoring.Score) -> Notice | None:
        if not score.total:
            return None
        if clock.is_new_merchant_at_night(features) and scoring.itself(score) >= weights.MIN_NIGHT_SCORE:
            return self._new("new_merchant_large_night", payment, features, [])
        if velocity.is_burst(features):
            others = [p.key for p in self.history.burst_before(payment)]
            return self._new("velocity", payment, features, others)
        if amount.is_far_above_usual(features):
            return self._new("amount_far_above_usual", payment, features, [])
        if scoring.itself(score) >= weights.PATTERN_BITS:
            return self._new("unusual_pattern", payment, features, [])
        return None

    # The calendar

    def pass_days(self, until: date) -> None:
        """Look back at the end of each day that has passed before `until`."""
        day = self._day or until
        while day < until:
            self._look_at_calendar(day)
            day += timedelta(days=1)
        self._day = day

    def _look_at_calendar(self, day: date) -> None:
        """Notice what should have come by `day` and did not."""
        for merchant, past in self.history.merchants.items():
            if past.rhythm:
                self._look_for_stopped(day, merchant, past.last[-1], past.rhythm)
        for merchant, paid in self.history.incomes.items():
            if paid.rhythm:
                self._look_for_income(day, merchant, paid.last[-1], paid.rhythm)

    def _look_for_stopped(self, day: date, merchant: str, last: Payment, rhythm: recurring.Rhythm) -> None:
        if not rhythm.is_fixed or day < rhythm.stopped_on:
            return
        if self._was_told("subscription_stopped", last):
            return
        if not cancelled.is_missed(last, day, self.learned.cancelled):
            return
        if self._account_is_fed(last, rhythm.due):
            self._tell("subscription_stopped", day, last, rhythm, merchant)

    def _look_for_income(self, day: date, merchant: str, last: Payment, rhythm: recurring.Rhythm) -> None:
        waited = (day - rhythm.due).days
        kinds = (
            ("income_late", weights.INCOME_LATE_DAYS),
            ("income_missing", weights.INCOME_MISSING_DAYS),
        )
        for kind, patience in kinds:
            is_due = waited >= patience + rhythm.wobble_days and not self._was_told(kind, last)
            if is_due and self._account_is_fed(last, rhythm.due):
                self._tell(kind, day, last, rhythm, merchant)

    def _account_is_fed(self, last: Payment, due: date) -> bool:
        """Silence means something only while the account itself still has news."""
        return self.history.account_days[last.account] > due

    def _was_told(self, kind: str, last: Payment) -> bool:
        return (kind, last.key) in self._told

    def _tell(self, kind: str, day: date, last: Payment, rhythm: recurring.Rhythm, merchant: str) -> None:
        self._told.add((kind, last.key))
        if self.learned.silences(kind, merchant):
            return
        facts = Facts.of(
            kind,
            last,
            self.base_currency,
            None,
            gap_days=rhythm.gap_days,
            due=rhythm.due.toordinal(),
            days=(day - rhythm.due).days,
        )
        moment = day.toordinal() * 1440
        self._add(Notice(kind=kind, key=last.key, merchant=merchant, day=day, moment=moment, facts=facts))
