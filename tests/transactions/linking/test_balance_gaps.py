"""Pure: do the rows between two told balances add up?"""

from datetime import date, datetime, time
from decimal import Decimal

from transactions.linking.gaps import Entry, Told, find_gaps


def told(key, day, hour, balance, edge=""):
    return Told(key=key, at=datetime(2025, 5, day, hour), balance=Decimal(balance), edge=edge)


def spent(day, amount, at=None):
    return Entry(on=date(2025, 5, day), at=at, amount=Decimal(amount))


def gaps(balances, entries):
    totals = {}
    for entry in entries:
        totals[entry.on] = totals.get(entry.on, Decimal(0)) + entry.amount
    found = find_gaps(balances, totals, entries)
    return [(gap.start.at.day, gap.end.at.day, gap.missing) for gap in found]


class TestGaps:
    def test_rows_that_add_up_are_no_gap(self):
        assert gaps([told(1, 3, 10, 1000), told(2, 7, 10, 700)], [spent(5, -300)]) == []

    def test_what_is_missing_is_told_with_its_days(self):
        found = gaps([told(1, 3, 10, 5000), told(2, 7, 10, 3460)], [spent(5, -300)])
        assert found == [(3, 7, Decimal(-1240))]

    def test_a_later_balance_with_the_same_difference_is_no_second_gap(self):
        balances = [told(1, 3, 10, 5000), told(2, 7, 10, 3460), told(3, 9, 10, 3360)]
        assert len(gaps(balances, [spent(5, -300), spent(8, -100)])) == 1

    def test_rows_of_the_day_without_a_time_may_lie_on_either_side(self):
        balances = [told(1, 3, 10, 1000), told(2, 7, 10, 1000), told(3, 9, 10, 800)]
        assert gaps(balances, [spent(7, -200)]) == []

    def test_times_decide_where_they_are_known(self):
        balances = [told(1, 3, 10, 1000), told(2, 7, 10, 1000)]
        assert gaps(balances, [spent(7, -200, time(18))]) == []
        assert gaps(balances, [spent(7, -200, time(9))]) == [(3, 7, Decimal(200))]

    def test_the_message_of_a_payment_tells_the_balance_after_it(self):
        balances = [told(1, 3, 10, 1000), told(2, 7, 10, 800)]
        assert gaps(balances, [spent(7, -200, time(10, 0))]) == []

    def test_a_payment_told_late_is_not_lost(self):
        balances = [told(1, 3, 10, 1000), told(2, 5, 10, 800), told(3, 7, 10, 800)]
        assert gaps(balances, [spent(6, -200)]) == []

    def test_a_statement_begins_before_its_first_day_and_ends_after_its_last(self):
        balances = [told(1, 1, 0, 1000, "start"), told(2, 7, 23, 700, "end")]
        assert gaps(balances, [spent(1, -100), spent(7, -200)]) == []

    def test_several_balances_of_one_moment_do_not_alarm(self):
        balances = [told(n, 4, 0, balance) for n, balance in enumerate([1000, 900, 750])]
        balances += [told(8, 6, 9, 750)]
        assert gaps(balances, [spent(4, -100), spent(4, -150)]) == []
