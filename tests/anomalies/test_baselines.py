from datetime import timedelta
from random import Random
from statistics import median

import pytest

from anomalies.baselines import History, HourHabit, RunningLogs
from anomalies.features import measure
from tests.anomalies.factories import FIRST_DAY, a_payment, steady_life


class TestRunningLogs:
    def test_follows_median_and_mad_of_the_window(self):
        draw, logs, values = Random(3), RunningLogs(50), []
        for _ in range(140):
            value = draw.gauss(5, 1)
            values = [*values, value][-50:]
            logs.add(value)

            middle = median(values)
            assert logs.median() == pytest.approx(middle)
            distances = sorted(abs(v - middle) for v in values)
            assert logs.mad() == pytest.approx(distances[len(values) // 2])

    def test_forgets_what_left_the_window(self):
        logs = RunningLogs(3)
        for value in (100.0, 1.0, 2.0, 3.0):
            logs.add(value)

        assert logs.median() == 2.0
        assert len(logs) == 3

    def test_ranks_a_value_among_the_remembered_ones(self):
        logs = RunningLogs(10)
        for value in (1.0, 2.0, 3.0, 4.0):
            logs.add(value)

        assert logs.rank(3.0) == 0.75
        assert RunningLogs(10).rank(1.0) == 0.0


class TestHourHabit:
    def test_is_circular_so_just_before_and_after_midnight_are_neighbours(self):
        habit = HourHabit()
        for _ in range(60):
            habit.add(23 * 60 + 50)

        assert habit.tail(10) > 0.3
        assert habit.tail(12 * 60) < 0.1


class TestHistory:
    def test_a_payment_never_enters_its_own_baseline(self):
        past, other_past = History(), History()
        for payment in steady_life(60):
            past.observe(payment)
            other_past.observe(payment)
        day = FIRST_DAY + timedelta(days=61)

        small = measure(past, a_payment(day=day, amount=200.0))
        huge = measure(other_past, a_payment(day=day, amount=90_000.0))

        for field in ("usual", "center", "scale", "user_count", "merchant_count", "spend_center"):
            assert getattr(small, field) == getattr(huge, field)

    def test_what_comes_later_changes_nothing(self):
        life = steady_life(80)
        subject = a_payment(day=FIRST_DAY + timedelta(days=50), minute=1300, amount=5_000.0)
        before = [p for p in life if p.day <= subject.day]
        history = History()
        for payment in before:
            history.observe(payment)
        measured = measure(history, subject)

        later = History()
        for payment in before:
            later.observe(payment)
        again = measure(later, subject)
        for payment in life[len(before) :]:
            later.observe(payment)

        assert again == measured

    def test_memory_grows_with_merchants_and_not_with_rows(self):
        history = History()
        for payment in steady_life(900):
            history.observe(payment)

        assert len(history.amounts) == 600
        assert len(history.recent) < 20
        assert all(len(past.last) <= 120 for past in history.merchants.values())
