"""Rules as pure functions: which payments they fit, when they speak, and what they say."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from anomalies import wording
from anomalies.facts import Facts
from anomalies.rules.engine import RuleBook, RulePayment, Spec, end_of, moment_of, start_of
from transactions.rules.conditions import Known
from transactions.rules.facts import facts_of

KNOWN = Known(categories={"eat": frozenset({"eating out", "cafes"})}, accounts=frozenset({"card"}))
FIRST = date(2025, 11, 3)  # a Monday


def a_payment(key, value, **changes):
    told = {
        "day": FIRST, "minute": 800, "name": "Coral Hotel", "category": "Travel", "currency": "INR",
        "account": "card", "method": "upi", "is_income": False, "is_refund": False, "description": "",
    } | changes  # fmt: skip
    size = Decimal(str(value if value is not None else 50))
    sign = 1 if told["is_income"] else -1
    minute = told["minute"]
    return RulePayment(
        key=key,
        day=told["day"],
        moment=moment_of(told["day"], None if minute is None else _time(minute)),
        party=told["name"].lower(),
        name=told["name"],
        category=told["category"],
        value=None if value is None else size * (-1 if told["is_refund"] else 1),
        original=size,
        currency=told["currency"],
        is_refund=told["is_refund"],
        asked=facts_of(
            description=told["description"],
            merchant=told["name"],
            note="",
            method=told["method"],
            amount=size * sign,
            currency=told["currency"],
            account=told["account"],
            category=told["category"],
            source="sms",
            booked_on=told["day"],
            booked_at=None if minute is None else _time(minute),
            kind="expense",
        ),
    )


def _time(minute):
    from datetime import time

    return time(minute // 60, minute % 60)


def judged(spec, *payments):
    return RuleBook([spec], KNOWN, base_currency="INR").judge(payments)


def texts(spec, *payments):
    return [wording.describe(notice.facts).text for notice in judged(spec, *payments)]


def a_condition(field, op, value, **extra):
    return {"field": field, "op": op, "value": value, **extra}


class TestEachPayment:
    LIMIT = Spec(threshold=Decimal(10_000))

    def test_speaks_of_one_above_the_limit(self):
        assert texts(self.LIMIT, a_payment("a", 12_400), a_payment("b", 10_000)) == [
            "₹12,400 at Coral Hotel: above your limit of ₹10,000 for one payment."
        ]

    def test_takes_no_part_in_income_unless_it_is_asked_about(self):
        pay = a_payment("a", 80_000, name="Tern Labs", is_income=True)
        asked = Spec(threshold=Decimal(10_000), conditions=[a_condition("direction", "is", ["in"])])

        assert judged(self.LIMIT, pay) == []
        assert texts(asked, pay) == ["₹80,000 from Tern Labs: above your limit of ₹10,000 for one payment."]

    def test_a_refund_is_no_payment(self):
        assert judged(self.LIMIT, a_payment("a", 12_400, is_refund=True)) == []

    def test_what_has_no_rate_is_above_nothing(self):
        assert judged(self.LIMIT, a_payment("a", None, currency="KZT")) == []

    def test_without_a_limit_it_speaks_of_every_one_that_fits(self):
        abroad = Spec(name="Abroad", conditions=[a_condition("currency", "is", ["INR"], **{"not": True})])

        assert texts(abroad, a_payment("a", 900), a_payment("b", None, currency="KZT")) == [
            "KZT 50 at Coral Hotel: your rule “Abroad” asks for it."
        ]

    def test_names_both_amounts_of_another_currency(self):
        [text] = texts(self.LIMIT, a_payment("a", 12_400, currency="EUR"))

        assert text == "€12,400 at Coral Hotel (₹12,400): above your limit of ₹10,000 for one payment."


class TestTotals:
    EATING = Spec(
        key="7",
        subject="Eating out",
        measure="total",
        threshold=Decimal(15_000),
        conditions=[a_condition("category", "is", ["eat"])],
    )

    def paid(self, key, value, day, **changes):
        return a_payment(key, value, day=date(2025, 11, day), **{"category": "Eating out"} | changes)

    def test_speaks_once_at_the_payment_that_went_above(self):
        rows = [self.paid(f"p{n}", 5_100, n) for n in range(1, 6)]

        [notice] = judged(self.EATING, *rows)

        assert (notice.key, notice.others, notice.rule) == ("p3", ["p1", "p2"], "7")
        assert (
            wording.describe(notice.facts).text
            == "Eating out reached ₹15,300 in November, above your limit of ₹15,000."
        )

    def test_a_category_stands_for_those_below_it(self):
        rows = [self.paid("a", 9_000, 1, category="Cafes"), self.paid("b", 9_000, 2)]

        assert [notice.key for notice in judged(self.EATING, *rows)] == ["b"]

    def test_begins_anew_with_the_next_month(self):
        rows = [
            self.paid("a", 9_000, 30),
            a_payment("b", 9_000, day=date(2025, 12, 1), category="Eating out"),
        ]

        assert judged(self.EATING, *rows) == []

    def test_a_refund_takes_from_it(self):
        rows = [
            self.paid("a", 14_000, 1), self.paid("b", 6_000, 2, is_refund=True), self.paid("c", 6_000, 3),
        ]  # fmt: skip

        assert judged(self.EATING, *rows) == []

    def test_later_payments_change_nothing_about_what_was_said(self):
        rows = [self.paid(f"p{n}", 4_000, n) for n in range(1, 20)]

        for end in range(4, 20):
            assert [n.key for n in judged(self.EATING, *rows[:end])] == ["p4"]


class TestNumbers:
    def test_speaks_of_the_payment_that_is_one_too_many(self):
        rows = [a_payment(f"p{n}", 100, minute=600 + n, day=date(2025, 11, 14)) for n in range(13)]
        spec = Spec(measure="count", window="day", threshold=Decimal(10))

        assert [notice.key for notice in judged(spec, *rows)] == ["p10"]
        assert texts(spec, *rows) == ["11 payments on 14 Nov, above your limit of 10 a day."]

    def test_weeks_begin_on_monday(self):
        rows = [a_payment(f"p{n}", 100, day=FIRST + timedelta(days=n)) for n in range(14)]
        spec = Spec(measure="count", window="week", threshold=Decimal(5), subject="Coral Hotel")

        assert texts(spec, *rows) == [
            "Coral Hotel: 6 payments in the week of 3 Nov, above your limit of 5 a week.",
            "Coral Hotel: 6 payments in the week of 10 Nov, above your limit of 5 a week.",
        ]

    def test_what_has_no_rate_is_counted_all_the_same(self):
        rows = [a_payment("a", None), a_payment("b", None)]

        assert len(judged(Spec(measure="count", window="day", threshold=Decimal(1)), *rows)) == 1


class TestConditions:
    @pytest.mark.parametrize(
        "condition",
        [
            a_condition("merchant", "contains", "coral"),
            a_condition("text", "contains", "ref 77"),
            a_condition("account", "is", ["card"]),
            a_condition("amount", "between", ["100", "300"]),
            a_condition("time", "between", ["23:00", "05:30"]),
            a_condition("weekday", "is", ["mon"]),
            a_condition("method", "is", "UPI"),
            a_condition("currency", "is", ["INR"]),
            a_condition("direction", "is", ["out"]),
        ],
    )
    def test_each_looks_at_its_own_part(self, condition):
        fits = a_payment("a", 200, minute=1430, description="POS Ref 77")
        other = a_payment(
            "b", 900, minute=720, name="Else", account="x", method="card", currency="EUR",
            day=FIRST + timedelta(days=1), is_income=condition["field"] == "direction",
        )  # fmt: skip
        unlike = {**condition, "not": True}

        assert [n.key for n in judged(Spec(conditions=[condition]), fits, other)] == ["a"]
        assert "a" not in [n.key for n in judged(Spec(conditions=[unlike]), fits, other)]

    def test_a_payment_without_a_time_is_at_no_hour(self):
        night = Spec(conditions=[a_condition("time", "between", ["23:00", "05:30"])])

        assert judged(night, a_payment("a", 200, minute=None)) == []


class TestReproducing:
    @pytest.mark.parametrize("measure", ["each", "total", "count"])
    def test_stored_facts_say_the_same_again(self, measure):
        spec = Spec(name="Mine", measure=measure, threshold=Decimal(1), level="urgent")
        rows = [a_payment("a", 700), a_payment("b", 800)]

        for notice in judged(spec, *rows):
            words = wording.describe(notice.facts)

            assert wording.describe(Facts.from_dict(notice.facts.as_dict())) == words
            assert (words.level, words.reasons[0]["code"]) == ("urgent", "custom_rule")


class TestWindows:
    @pytest.mark.parametrize(
        ("window", "start", "end"),
        [
            ("day", date(2025, 11, 12), date(2025, 11, 13)),
            ("week", date(2025, 11, 10), date(2025, 11, 17)),
            ("month", date(2025, 11, 1), date(2025, 12, 1)),
        ],
    )
    def test_begin_and_end(self, window, start, end):
        assert start_of(date(2025, 11, 12), window) == start
        assert end_of(start, window) == end
