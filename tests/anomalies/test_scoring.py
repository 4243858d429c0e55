from dataclasses import replace
from datetime import timedelta

import pytest

from anomalies import scoring, weights, wording
from anomalies.baselines import History
from anomalies.facts import Facts
from anomalies.features import Features, measure
from tests.anomalies.factories import FIRST_DAY, a_payment, steady_life


@pytest.fixture(scope="module")
def history():
    past = History()
    for payment in steady_life(120):
        past.observe(payment)
    return past


def features_of(history, **changes) -> Features:
    return measure(history, a_payment(day=FIRST_DAY + timedelta(days=121), **changes))


class TestScore:
    def test_an_ordinary_lunch_scores_nothing(self, history):
        assert scoring.score(features_of(history, amount=215.0)).total == 0

    def test_grows_with_the_amount(self, history):
        totals = [scoring.score(features_of(history, amount=a)).total for a in (215.0, 800.0, 4e3, 4e4)]

        assert totals == sorted(totals)
        assert totals[-1] > weights.LOOK_BITS

    def test_is_the_sum_of_what_counts_and_names_the_leading_signal_first(self, history):
        features = features_of(history, name="Zenmart", category="Shopping", amount=12e3, minute=160)

        score = scoring.score(features)

        assert score.total == pytest.approx(sum(s.counts for s in score.surprises), abs=1e-3)
        counts = [s.counts for s in score.surprises]
        assert counts == sorted(counts, reverse=True)
        assert {"new_merchant", "hour", "amount"} <= {s.code for s in score.surprises}

    def test_no_signal_adds_more_than_its_cap(self, history):
        features = features_of(history, amount=1e12)

        for surprise in scoring.score(features).surprises:
            assert surprise.counts <= weights.SIGNALS[surprise.code].cap

    def test_a_row_without_a_time_takes_no_part_in_hour_rules(self, history):
        features = features_of(history, name="Zenmart", amount=12e3, minute=None)

        codes = {s.code for s in scoring.score(features).surprises}
        assert not codes & {"hour", "category_hour", "count_1h"}

    def test_an_unknown_rate_gives_no_score(self, history):
        assert scoring.score(features_of(history, amount=None)).total == 0

    def test_says_nothing_before_thirty_payments_and_thirty_days(self):
        young = History()
        for payment in steady_life(29):
            young.observe(payment)
        day = FIRST_DAY + timedelta(days=29)

        assert scoring.score(measure(young, a_payment(day=day, amount=9e5))).total == 0

    def test_the_forest_alone_never_scores(self, history):
        ordinary = replace(features_of(history, amount=215.0), forest_bits=40.0)

        assert scoring.score(ordinary).total == 0

    def test_the_forest_adds_no_more_than_its_cap(self, history):
        odd = features_of(history, amount=4e3)
        with_vote = replace(odd, forest_bits=40.0)

        gained = scoring.score(with_vote).total - scoring.score(odd).total
        assert gained == pytest.approx(weights.SIGNALS["forest"].cap)

    def test_what_was_called_expected_is_normal(self, history):
        odd = features_of(history, amount=4e3)

        assert scoring.score(replace(odd, normal_up_to=5e3)).total == 0
        assert scoring.score(replace(odd, normal_up_to=3e3)).total > 0


class TestDescribe:
    def test_names_the_multiple_and_the_usual(self, history):
        payment = a_payment(day=FIRST_DAY + timedelta(days=121), amount=2_100.0)
        facts = Facts.of("amount_far_above_usual", payment, "INR", measure(history, payment))

        words = wording.describe(facts)

        assert words.text.startswith("₹2,100 at Udupi Corner: ")
        assert "times your usual ₹" in words.text
        assert "the highest in 3 months" in words.text

    def test_never_says_fraud_or_a_percentage_of_confidence(self, history):
        payment = a_payment(day=FIRST_DAY + timedelta(days=121), amount=2e5, minute=170, name="Zen")
        features = measure(history, payment)
        for kind in ("amount_far_above_usual", "new_merchant_large_night", "velocity"):
            words = wording.describe(Facts.of(kind, payment, "INR", features))
            everything = " ".join([words.title, words.text, *(r["text"] for r in words.reasons)])
            assert "fraud" not in everything.lower()
            assert "%" not in everything

    def test_is_made_again_exactly_from_what_is_stored(self, history):
        payment = a_payment(day=FIRST_DAY + timedelta(days=121), amount=2_100.0)
        facts = Facts.of("amount_far_above_usual", payment, "INR", measure(history, payment))

        again = Facts.from_dict(facts.as_dict())

        assert again == facts
        assert wording.describe(again) == wording.describe(facts)
