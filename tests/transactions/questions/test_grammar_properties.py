"""What holds for any text on any day: the grammars never raise and never contradict themselves."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transactions.questions.amounts import find_amounts, read_amount
from transactions.questions.periods import Clock, find_periods, read_period
from transactions.questions.periods.holidays import holidays_at
from transactions.questions.periods.words import words_of

_WORDS = words_of(
    "last this next the of from to between and since before after until first second half week "
    "month quarter year day days weeks ago fy ay q1 h2 2025 25 5 12 31st october feb monday "
    "weekend diwali christmas pichle mahine se tak ke end early mid late so far - / . , ' ytd "
    "rolling up 30 february over under ₹ rs k lakh crore hazaar dhai sadhe 1,000 99,90 more "
    "than at least 500 % + half a ² ५ महीने पिछले "
)
days = st.dates(date(1995, 1, 1), date(2090, 12, 31))
phrases = st.lists(st.sampled_from(_WORDS), max_size=12).map(" ".join)
texts = st.one_of(st.text(max_size=60), phrases)


class TestTime:
    @given(texts, days)
    def test_any_text_is_read_the_same_twice_and_starts_before_it_ends(self, text, today):
        period = read_period(text, today=today)

        assert period == read_period(text, today=today)
        assert period.start is None or period.end is None or period.start < period.end

    @given(texts, days)
    def test_every_span_starts_before_it_ends_and_stands_in_the_text(self, text, today):
        end = 0
        for span in find_periods(text, Clock(today)):
            period = span.period
            assert end <= span.start < span.end <= len(text)
            assert period.start is None or period.end is None or period.start < period.end
            end = span.end

    @pytest.mark.parametrize("phrase", ["today", "yesterday", "last 7 days", "3 days ago", "tomorrow"])
    @given(today=days, later=st.integers(0, 900))
    def test_relative_days_move_with_the_day_of_asking(self, phrase, today, later):
        one = read_period(phrase, today=today)
        two = read_period(phrase, today=today + timedelta(days=later))

        assert (two.start - one.start).days == (two.end - one.end).days == later

    @pytest.mark.parametrize("phrase", ["last week", "2 weeks ago", "last weekend", "last 3 weeks"])
    @given(today=days, weeks=st.integers(0, 90))
    def test_relative_weeks_move_by_weeks(self, phrase, today, weeks):
        one = read_period(phrase, today=today)
        two = read_period(phrase, today=today + timedelta(weeks=weeks))

        assert (two.start - one.start).days == 7 * weeks

    @pytest.mark.parametrize("unit", ["week", "month", "quarter", "year", "fy"])
    @given(today=days)
    def test_the_last_unit_ends_where_this_one_begins_and_this_one_holds_today(self, unit, today):
        last = read_period(f"last {unit}", today=today)
        this = read_period(f"this {unit}", today=today)

        assert last.end == this.start <= today < this.end

    @given(days, days)
    def test_a_written_day_is_that_day_whenever_it_is_asked(self, day, today):
        for text in (
            day.isoformat(),
            f"{day:%d/%m/%Y}",
            f"{day.day} {day:%B} {day.year}",
            f"{day:%b} {day.day}, {day.year}",
        ):
            assert read_period(text, today=today).start == day

    @given(st.integers(1995, 2090), st.integers(1, 12), days)
    def test_no_month_has_a_32nd(self, year, month, today):
        assert read_period(f"32 {date(year, month, 1):%B} {year}", today=today).start is None

    @given(days)
    def test_a_feast_lies_in_the_past_and_within_a_year_or_is_none(self, today):
        for name in ("diwali", "christmas", "easter", "black friday", "eid"):
            _end, feast = next(holidays_at(name.split(), 0))
            found = feast.latest(today)
            assert found is None or timedelta(0) <= today - found < timedelta(days=400)

    def test_a_long_text_is_read_in_time_that_grows_with_its_length(self):
        assert read_period("early " * 3000 + "october 2025", today=date(2025, 11, 14)).start == date(
            2025, 10, 1
        )

    def test_numbers_too_long_for_any_calendar_are_no_time(self):
        assert read_period(f"last {'9' * 6000} days", today=date(2025, 11, 14)).start is None


class TestAmounts:
    @given(texts)
    def test_any_text_is_read_the_same_twice_and_comes_to_finite_numbers(self, text):
        amount = read_amount(text)

        assert amount == read_amount(text)
        assert all(side is None or side.is_finite() for side in (amount.low, amount.high))

    @given(texts)
    def test_every_range_is_in_order(self, text):
        for span in find_amounts(text):
            amount = span.amount
            assert amount.low is None or amount.high is None or amount.low <= amount.high

    @given(st.decimals(0, 10**9, places=2), st.sampled_from(["₹{}", "Rs. {}", "{} rupees", "INR {}"]))
    def test_a_written_amount_is_that_amount(self, value, form):
        amount = read_amount(form.format(value))

        assert (amount.low, amount.high, amount.currency) == (value, value, "INR")

    @given(st.integers(1, 10**7))
    def test_a_bound_leaves_the_other_side_open(self, value):
        over, under = read_amount(f"over {value}"), read_amount(f"at most {value}")

        assert (over.low, over.high, over.low_inclusive) == (value, None, False)
        assert (under.low, under.high, under.high_inclusive) == (None, value, True)
