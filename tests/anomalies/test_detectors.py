from datetime import timedelta

import pytest

from anomalies.detectors import recurring
from anomalies.detectors.tails import bits, geometric_tail, student_tail
from tests.anomalies.factories import FIRST_DAY, a_payment


def monthly(count: int, amount: float = 649.0, **changes):
    return [
        a_payment(name="Reelbox", day=FIRST_DAY + timedelta(days=30 * n), amount=amount, **changes)
        for n in range(count)
    ]


class TestTails:
    @pytest.mark.parametrize(
        ("t", "expected"), [(0.0, 0.5), (1.0, 0.18695048), (5.0, 0.00374522), (10.0, 0.00028100)]
    )
    def test_student_tail_equals_the_tables(self, t, expected):
        assert student_tail(t) == pytest.approx(expected, rel=1e-4)

    def test_student_tail_falls_on_and_on(self):
        values = [student_tail(t) for t in (-3, 0, 3, 30, 300, 3_000, 30_000)]

        assert values == sorted(values, reverse=True)
        assert values[-1] > 0

    def test_bits_are_minus_log_two(self):
        assert bits(0.125) == 3.0
        assert bits(0.0) == 40.0
        assert bits(1.0) == 0.0

    def test_a_geometric_count_loses_the_same_share_each_time(self):
        assert geometric_tail(2, 1.0) == 0.25


class TestRhythm:
    def test_three_even_charges_make_one(self):
        rhythm = recurring.rhythm_of(monthly(3))

        assert rhythm is not None
        assert rhythm.gap_days == 30
        assert rhythm.amount == 649.0

    def test_two_do_not(self):
        assert recurring.rhythm_of(monthly(2)) is None

    def test_uneven_gaps_do_not(self):
        days = (0, 10, 60, 65)
        rows = [a_payment(day=FIRST_DAY + timedelta(days=d)) for d in days]

        assert recurring.rhythm_of(rows) is None

    def test_amounts_further_than_an_eighth_apart_do_not(self):
        rows = [*monthly(3), a_payment(day=FIRST_DAY + timedelta(days=90), amount=800.0)]

        assert recurring.rhythm_of(rows) is None

    def test_a_monthly_one_is_due_by_the_calendar(self):
        rows = [a_payment(day=FIRST_DAY.replace(month=m, day=17)) for m in (1, 2, 3)]

        assert recurring.rhythm_of(rows).due == FIRST_DAY.replace(month=4, day=17)

    def test_a_month_end_one_is_due_at_the_end_of_the_next_month(self):
        days = ((1, 31), (2, 28), (3, 31), (5, 1))
        rows = [a_payment(day=FIRST_DAY.replace(month=m, day=d)) for m, d in days]

        assert recurring.rhythm_of(rows).due == FIRST_DAY.replace(month=5, day=31)


class TestPriceRise:
    def test_says_by_what_share(self):
        dearer = a_payment(name="Reelbox", day=FIRST_DAY + timedelta(days=90), amount=699.0)

        rise = recurring.price_rise(recurring.rhythm_of(monthly(3)), dearer)

        assert rise == pytest.approx(0.077, abs=0.001)

    @pytest.mark.parametrize(("days", "amount"), [(90, 670.0), (90, 2_000.0), (95, 600.0), (35, 699.0)])
    def test_is_silent_about_small_rises_leaps_falls_and_other_purchases(self, days, amount):
        other = a_payment(name="Reelbox", day=FIRST_DAY + timedelta(days=days + 0), amount=amount)
        rhythm = recurring.rhythm_of(monthly(3) if days != 35 else monthly(2))

        assert recurring.price_rise(rhythm, other) is None

    def test_is_silent_about_bills_that_vary(self):
        rows = [
            a_payment(day=FIRST_DAY + timedelta(days=30 * n), amount=a)
            for n, a in enumerate((1_000.0, 1_060.0, 1_110.0))
        ]
        bill = a_payment(day=FIRST_DAY + timedelta(days=90), amount=1_300.0)

        assert recurring.price_rise(recurring.rhythm_of(rows), bill) is None
