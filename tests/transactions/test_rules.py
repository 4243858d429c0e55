"""The engine of rules: what conditions ask, what rules decide, and what they cost."""

import time as clock
from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transactions.rules import conditions, globs, shares, wording
from transactions.rules.conditions import BadConditionError, Known
from transactions.rules.engine import RuleBook, Spec
from transactions.rules.facts import facts_of

KNOWN = Known(
    categories={"food": frozenset({"food & dining", "cafes"}), "fuel": frozenset({"fuel"})},
    accounts=frozenset({"hdfc", "cash"}),
)


def facts(**changes):
    """450 rupees at a café on a Friday evening, from a bank message."""
    told = {
        "description": "UPI/Café Aurora/9912",
        "merchant": "Café Aurora",
        "note": "with Ila",
        "method": "upi",
        "amount": Decimal("-450.00"),
        "currency": "INR",
        "account": "hdfc",
        "category": "Cafes",
        "source": "sms",
        "booked_on": date(2024, 11, 15),
        "booked_at": time(20, 15),
        "kind": "expense",
    }
    return facts_of(**{**told, **changes})


def holds(field, op, value="", *, turned=False, **changes):
    [kept] = conditions.clean([{"field": field, "op": op, "value": value, "not": turned}], KNOWN)
    return conditions.compile_condition(kept, KNOWN)(facts(**changes))


class TestConditions:
    @pytest.mark.parametrize(
        ("field", "op", "value"),
        [
            ("text", "contains", "CAFE aur"),
            ("merchant", "is", "cafe aurora"),
            ("merchant", "starts", "Café"),
            ("text", "ends", "aurora"),
            ("text", "words", "aurora upi"),
            ("text", "pattern", "upi*aur?ra/####"),
            ("note", "contains", "ila"),
            ("method", "is", "UPI"),
            ("amount", "is", "450"),
            ("amount", "less", "450.01"),
            ("amount", "more", "1,00"),
            ("amount", "between", ["400", "450"]),
            ("direction", "is", "out"),
            ("account", "is", "hdfc"),
            ("account", "is", ["cash", "hdfc"]),
            ("category", "is", "food"),
            ("source", "is", "sms"),
            ("currency", "is", "inr"),
            ("weekday", "is", "fri"),
            ("weekday", "is", "workdays"),
            ("day", "between", ["10", "15"]),
            ("day", "is", "15"),
            ("month", "is", "11"),
            ("time", "more", "20:15"),
            ("time", "less", "21:00"),
            ("time", "between", ["18:00", "23:00"]),
            ("time", "between", ["20:00", "02:00"]),
        ],
    )
    def test_hold_for_a_payment_that_fits_and_turned_round_for_others(self, field, op, value):
        assert holds(field, op, value)
        assert not holds(field, op, value, turned=True)

    def test_between_two_times_may_pass_midnight(self):
        assert holds("time", "between", ["22:00", "02:00"], booked_at=time(1, 0))
        assert not holds("time", "between", ["22:00", "02:00"], booked_at=time(12, 0))

    def test_a_payment_without_a_time_fits_no_time(self):
        assert not holds("time", "less", "23:59", booked_at=None)

    def test_an_empty_category_can_be_asked_for(self):
        assert holds("category", "empty", category="")
        assert not holds("category", "empty")

    @pytest.mark.parametrize(
        ("condition", "sentence"),
        [
            ({"field": "colour", "op": "is", "value": "red"}, "what the condition looks at"),
            ({"field": "amount", "op": "contains", "value": "1"}, "how to compare"),
            ({"field": "text", "op": "contains", "value": "  "}, "words to look for"),
            ({"field": "text", "op": "pattern", "value": "**"}, "words to look for"),
            ({"field": "text", "op": "pattern", "value": "*a" * 11}, "at most 10 stars"),
            ({"field": "text", "op": "is", "value": "a" * 201}, "at most 200"),
            ({"field": "amount", "op": "less", "value": "lots"}, "in digits"),
            ({"field": "amount", "op": "less", "value": "-5"}, "without a sign"),
            ({"field": "amount", "op": "less", "value": "NaN"}, "without a sign"),
            ({"field": "amount", "op": "between", "value": ["9", "3"]}, "larger than"),
            ({"field": "amount", "op": "between", "value": "9"}, "two values"),
            ({"field": "day", "op": "is", "value": "32"}, "1 to 31"),
            ({"field": "time", "op": "less", "value": "late"}, "hours and minutes"),
            ({"field": "currency", "op": "is", "value": "rupees"}, "three letters"),
            ({"field": "account", "op": "is", "value": "somebody's"}, "your accounts"),
            ({"field": "category", "op": "is", "value": ""}, "your categories"),
            ({"field": "weekday", "op": "is", "value": "someday"}, "one of: mon"),
        ],
    )
    def test_that_make_no_sense_are_refused_with_a_sentence(self, condition, sentence):
        with pytest.raises(BadConditionError) as refused:
            conditions.clean([condition], KNOWN)
        assert sentence in refused.value.detail
        assert refused.value.extra["at"] == 0

    def test_of_which_there_are_none_or_too_many_are_refused(self):
        for several in ([], [{"field": "text", "op": "is", "value": "x"}] * 21):
            with pytest.raises(BadConditionError):
                conditions.clean(several, KNOWN)

    def test_kept_from_older_times_that_cannot_be_read_hold_for_nothing(self):
        for kept in ({}, {"field": "amount", "op": "less", "value": "x"}, {"field": "text", "op": "regex"}):
            assert not conditions.compile_condition({**kept, "not": True}, KNOWN)(facts())


class TestPatterns:
    def test_are_never_slow(self):
        started = clock.perf_counter()
        pattern = globs.compile_glob("*".join(["a?a#"] * 11))
        for _ in range(100):
            assert not pattern.found_in("a" * 700)
        assert clock.perf_counter() - started < 2

    @given(st.text(alphabet="ab1", max_size=12), st.text(alphabet="ab1", max_size=4))
    def test_without_signs_are_found_as_words_are(self, text, piece):
        assert globs.compile_glob(piece).found_in(text) == (piece in text)


class TestRuleBook:
    @staticmethod
    def about(word, **changes):
        asked = ({"field": "text", "op": "contains", "value": word},)
        return Spec(key=word, name=word, conditions=asked, **changes)

    def test_takes_the_first_rule_for_each_decision_and_adds_tags_up(self):
        book = RuleBook(
            [
                self.about("aurora", add_tags=("coffee",)),
                self.about("upi", category="Travel", category_kind="expense", add_tags=("upi", "coffee")),
                self.about("cafe", category="Food", category_kind="expense", rename_to="Aurora"),
            ],
            KNOWN,
        )
        outcome = book.judge(facts())

        assert (outcome.category, outcome.rename_to, outcome.tags) == ("Travel", "Aurora", ["coffee", "upi"])
        assert [spec.name for spec in outcome.matched] == ["aurora", "upi", "cafe"]

    def test_stops_where_a_rule_says_so_or_leaves_the_payment_out(self):
        for first in (self.about("upi", stops=True), self.about("upi", ignores=True)):
            outcome = RuleBook([first, self.about("cafe", add_tags=("x",))], KNOWN).judge(facts())
            assert (outcome.tags, len(outcome.matched)) == ([], 1)

    def test_leaves_a_category_that_does_not_fit_the_movement_to_the_next_rule(self):
        book = RuleBook(
            [
                self.about("upi", category="Salary", category_kind="income"),
                self.about("cafe", category="Food", category_kind="expense"),
            ],
            KNOWN,
        )
        assert book.judge(facts()).category == "Food"

    def test_files_a_transfer_under_a_category_for_transfers(self):
        spec = self.about("upi", marks_transfer=True, category="Own Transfer", category_kind="transfer")
        outcome = RuleBook([spec], KNOWN).judge(facts())
        assert (outcome.transfer_by, outcome.category) == (spec, "Own Transfer")

    def test_joins_conditions_by_all_or_any(self):
        asked = (
            {"field": "amount", "op": "more", "value": "9999"},
            {"field": "text", "op": "contains", "value": "aurora"},
        )
        for match, expected in (("all", 0), ("any", 1)):
            book = RuleBook([Spec(match=match, conditions=asked, add_tags=("x",))], KNOWN)
            assert len(book.judge(facts()).matched) == expected

    def test_a_rule_that_asks_nothing_fits_nothing(self):
        assert not RuleBook([Spec(add_tags=("x",))], KNOWN).judge(facts()).matched

    def test_asks_a_hundred_rules_of_ten_thousand_payments_in_seconds(self):
        book = RuleBook([self.about(f"shop {n}", add_tags=("x",)) for n in range(100)], KNOWN)
        started = clock.perf_counter()
        for n in range(10_000):
            book.judge(facts(description=f"UPI/Shop {n % 200}/{n}"))
        assert clock.perf_counter() - started < 8


class TestShares:
    @staticmethod
    def cut(total, *written, **options):
        return shares.parts_of(Decimal(total), [shares.read_share(each) for each in written], **options)

    def test_percentages_and_amounts_sum_exactly(self):
        assert self.cut("-100", "33.33%", "33.33%", "33.34%") == [
            Decimal(f"-{n}") for n in ("33.33", "33.33", "33.34")
        ]
        assert self.cut("-0.05", "50%", "50%") == [Decimal("-0.02"), Decimal("-0.03")]
        assert self.cut("99.99", "1,0", "") == [Decimal(10), Decimal("89.99")]

    def test_a_part_may_go_the_other_way(self):
        assert self.cut("-90", "100", "-10") == [Decimal(-100), Decimal(10)]

    def test_of_a_rule_the_last_takes_what_is_left(self):
        assert self.cut("-500", "200", "50%", last_takes_rest=True) == [Decimal(-200), Decimal(-300)]

    @pytest.mark.parametrize(
        ("written", "sentence"),
        [
            (("100",), "two to fifty"),
            (("60", "30"), "10.00 are not in any part"),
            (("60", "50"), "10.00 more than"),
            (("150", ""), "50.00 more than"),
            (("", ""), "Only one part"),
            (("100", "0"), "zero"),
            (("100", ""), "zero"),
            (("much", "30"), "as an amount"),
            (("120%", "30"), "at most 100"),
            (("33.333", ""), "two decimals"),
        ],
    )
    def test_that_do_not_fit_are_refused_with_a_sentence(self, written, sentence):
        with pytest.raises(shares.BadSplitError) as refused:
            self.cut("-100", *written)
        assert sentence in refused.value.detail

    @given(
        st.decimals("0.05", "99999", places=2),
        st.lists(st.integers(1, 99), min_size=2, max_size=9),
    )
    def test_parts_in_proportion_always_sum(self, total, weights):
        assert sum(shares.in_proportion(total, [Decimal(weight) for weight in weights])) == total

    @given(st.decimals("1", "99999", places=2), st.integers(1, 99))
    def test_percentages_always_sum(self, total, percent):
        try:
            parts = self.cut(total, f"{percent}%", f"{100 - percent}%")
        except shares.BadSplitError:
            return  # one part would be less than a cent
        assert sum(parts) == total


class TestWording:
    def test_says_what_a_rule_asks_and_does(self):
        spec = Spec(
            match="any",
            conditions=(
                {"field": "text", "op": "contains", "value": "aurora", "not": True},
                {"field": "amount", "op": "between", "value": ["5", "9"]},
                {"field": "account", "op": "is", "value": ["hdfc"]},
                {"field": "time", "op": "less", "value": "10:00"},
            ),
            category="Food",
            add_tags=("work",),
            splits=({}, {}),
        )
        assert wording.sentence(spec, {"hdfc": "HDFC Savings"}) == (
            "text does not contain “aurora” or amount is between 5 and 9 or account is HDFC Savings or "
            "time is before 10:00 → file it under Food, tag it #work, split it into 2 parts"
        )
