"""Pure: what comes back, how often, for how much."""

import random
from datetime import date, timedelta
from decimal import Decimal

import pytest

from lumen.common.dates import add_months
from transactions.linking.series import Paid, find_series, is_over, per_month

START = date(2024, 1, 31)


def monthly(count, amount, start=START, every=1):
    return [Paid(add_months(start, n * every), Decimal(amount)) for n in range(count)]


class TestSeries:
    @pytest.mark.parametrize(
        ("every", "count", "cadence"),
        [(1, 6, "monthly"), (3, 4, "quarterly"), (6, 3, "half_yearly"), (12, 2, "yearly")],
    )
    def test_months_are_counted_around_their_ends(self, every, count, cadence):
        [series] = find_series(monthly(count, -199, every=every), may_vary=False)
        assert (series.cadence, series.amount) == (cadence, Decimal(-199))
        assert series.next_on == add_months(START, count * every)

    @pytest.mark.parametrize(("days", "cadence"), [(7, "weekly"), (14, "fortnightly")])
    def test_weeks(self, days, cadence):
        paid = [Paid(START + timedelta(days=days * n), Decimal(-350)) for n in range(6)]
        [series] = find_series(paid, may_vary=False)
        assert (series.cadence, series.next_on) == (cadence, START + timedelta(days=days * 6))

    def test_weekends_may_move_a_payment(self):
        paid = [
            Paid(date(2025, 1, 1), Decimal(-5000)),
            Paid(date(2025, 2, 3), Decimal(-5000)),
            Paid(date(2025, 3, 3), Decimal(-5000)),
            Paid(date(2025, 4, 1), Decimal(-5000)),
        ]
        assert [series.cadence for series in find_series(paid, may_vary=False)] == ["monthly"]

    def test_a_new_price_is_the_same_subscription(self):
        paid = monthly(5, -199, date(2024, 1, 5)) + monthly(2, -249, date(2024, 6, 5))
        [series] = find_series(paid, may_vary=False)
        assert series.prices() == [(date(2024, 1, 5), Decimal(-199)), (date(2024, 6, 5), Decimal(-249))]
        assert series.next_on == date(2024, 8, 5)

    def test_two_subscriptions_at_one_merchant_are_two(self):
        paid = monthly(6, -130, date(2024, 1, 5)) + monthly(6, -149, date(2024, 1, 20))
        assert sorted(one.amount for one in find_series(paid, may_vary=False)) == [
            Decimal(-149),
            Decimal(-130),
        ]

    def test_purchases_beside_a_subscription_do_not_hide_it(self):
        paid = monthly(8, -1499, date(2024, 1, 5))
        paid += [Paid(date(2024, 2, 11), Decimal(-3220)), Paid(date(2024, 5, 2), Decimal(-870))]
        [series] = find_series(paid, may_vary=False)
        assert len(series.payments) == 8

    def test_bills_vary(self):
        sizes = [-1240, -1890, -990, -2410, -1320]
        paid = [Paid(add_months(date(2024, 1, 12), n), Decimal(size)) for n, size in enumerate(sizes)]
        [series] = find_series(paid, may_vary=True)
        assert series.is_variable
        assert series.amount == Decimal(-1320)
        assert series.prices() == []
        assert find_series(paid, may_vary=False) == []

    def test_groceries_are_no_regular_payment(self):
        chance = random.Random(5)
        day, paid = START, []
        for _ in range(60):
            day += timedelta(days=chance.choice([4, 6, 7, 7, 8, 9]))
            paid.append(Paid(day, Decimal(-chance.randint(300, 2400))))
        assert find_series(paid, may_vary=True) == []
        assert find_series(paid, may_vary=False) == []

    def test_twice_a_month_is_not_enough(self):
        assert find_series(monthly(2, -199), may_vary=True) == []


class TestTime:
    def test_it_stops_after_one_and_a_half_periods(self):
        assert not is_over("monthly", date(2025, 1, 1), date(2025, 2, 15))
        assert is_over("monthly", date(2025, 1, 1), date(2025, 2, 17))

    def test_costs_are_compared_by_month(self):
        assert per_month("yearly", Decimal(1200)) == Decimal("100.00")
        assert per_month("weekly", Decimal(12)) == Decimal("52.00")
