"""Pure: which purchase a refund gives back."""

from datetime import date, timedelta
from decimal import Decimal

from transactions.linking.refunds import Credit, Purchase, find_refunds

DAY = date(2025, 3, 1)


def bought(key, amount, days=0, **extra):
    facts = {"account": "card", "currency": "INR", "merchant": "myntra", "label": key}
    size = Decimal(amount)
    return Purchase(key=key, on=DAY + timedelta(days=days), amount=size, left=size, **{**facts, **extra})


def back(key, amount, days=10, **extra):
    facts = {"account": "card", "currency": "INR", "merchant": "myntra", "is_refund": True, "label": key}
    return Credit(key=key, on=DAY + timedelta(days=days), amount=Decimal(amount), **{**facts, **extra})


class TestRefunds:
    def test_the_exact_amount_at_the_merchant_is_linked(self):
        assert find_refunds([back("r", 899)], [bought("p", 899), bought("q", 1500)]) == {"r": "p"}

    def test_the_latest_of_equal_purchases_is_meant(self):
        assert find_refunds([back("r", 899)], [bought("p", 899), bought("q", 899, 3)]) == {"r": "q"}

    def test_a_shared_order_number_wins_over_the_amount(self):
        told = frozenset({"OD4410223"})
        found = find_refunds(
            [back("r", 300, references=told)], [bought("p", 300), bought("q", 900, references=told)]
        )
        assert found == {"r": "q"}

    def test_parts_never_exceed_the_price(self):
        found = find_refunds([back("a", 400), back("b", 400), back("c", 400)], [bought("p", 1000)])
        assert sorted(found.values()) == ["p", "p"]

    def test_a_part_that_fits_several_purchases_is_nobodys(self):
        assert find_refunds([back("r", 200)], [bought("p", 900), bought("q", 1100, 2)]) == {}

    def test_nothing_after_120_days_nor_before_the_purchase(self):
        assert find_refunds([back("r", 899, 121)], [bought("p", 899)]) == {}
        assert find_refunds([back("r", 899, -1)], [bought("p", 899)]) == {}

    def test_money_in_that_is_not_called_a_refund_must_be_exact(self):
        quiet = back("r", 800, is_refund=False)
        assert find_refunds([quiet], [bought("p", 899)]) == {}
        assert find_refunds([back("r", 899, is_refund=False)], [bought("p", 899)]) == {"r": "p"}

    def test_between_people_money_back_is_no_refund(self):
        friend = bought("p", 899, is_personal=True)
        assert find_refunds([back("r", 899, is_refund=False)], [friend]) == {}

    def test_another_merchant_or_currency_is_not_meant(self):
        assert find_refunds([back("r", 899, merchant="ajio")], [bought("p", 899)]) == {}
        assert find_refunds([back("r", 899, currency="USD")], [bought("p", 899)]) == {}
