"""The time of day, number words, and how dates and sums are asked for in everyday words."""

from datetime import UTC, date, datetime

import pytest

from lumen.ai.tools.builtin import calculator, clock, date_arithmetic
from lumen.ai.tools.builtin.number_words import with_digits
from lumen.ai.tools.registry import ToolContext

NOW = datetime(2026, 11, 18, 9, 5, tzinfo=UTC)
TODAY = date(2026, 11, 18)  # a Wednesday


@pytest.fixture
def context(workspace, maria):
    return ToolContext(workspace=workspace, membership=workspace.memberships.get(user=maria), now=NOW)


@pytest.mark.django_db
class TestTheTimeOfDay:
    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("what time is it", "It is 14:35 in Kolkata (Wednesday 18 November)."),
            ("What's the time in London right now?", "It is 09:05 in London (Wednesday 18 November)."),
            ("current time in new york please", "It is 04:05 in New York (Wednesday 18 November)."),
        ],
    )
    def test_is_said_for_here_and_for_towns(self, context, text, said):
        assert clock.run(context, **clock.claim(context, text).arguments).text == said

    def test_of_two_towns_says_how_far_they_are_apart(self, context):
        claim = clock.claim(context, "what's the time difference between Paris and Tokyo")
        answer = clock.run(context, **claim.arguments)
        assert answer.value == 8
        assert answer.text.endswith("Tokyo is 8 hours ahead of Paris.")

    @pytest.mark.parametrize("text", ["lunch time", "what time does the shop open", "time in nowhereville"])
    def test_is_not_heard_where_nobody_asks_for_it(self, context, text):
        assert clock.claim(context, text).score == 0

    def test_of_an_unknown_place_asks_for_a_large_town(self, context):
        with pytest.raises(clock.NoTownError, match="Name a large town"):
            clock.run(context, places=["Atlantis"])

    @pytest.mark.parametrize(
        ("text", "places"),
        [
            ("when it is 5 pm in london what time is it in Boston", ["london", "Boston"]),
            ("which time zone is Denver in", ["Denver"]),
            ("time zone of Mexico City", ["Mexico City"]),
            ("what's the clock in Little Snoring now", ["Little Snoring"]),
            ("what hour is it in the morning", []),
            ("how late is it", []),
        ],
    )
    def test_is_meant_for_the_towns_that_are_named(self, text, places):
        assert clock.arguments_of(text)["places"] == places

    def test_of_a_town_that_is_meant_and_unknown_is_not_the_time_here(self, context):
        with pytest.raises(clock.NoTownError, match="Little Snoring"):
            clock.run(context, **clock.arguments_of("what's the clock in Little Snoring now"))


class TestNumberWords:
    @pytest.mark.parametrize(
        ("text", "digits"),
        [
            ("three hundred and five", "305"),
            ("twenty-one thousand four hundred", "21400"),
            ("a dozen eggs", "12 eggs"),
            ("two three", "two three"),
            ("5 lakh", "5 lakh"),
            ("one point five", "1.5"),
            ("someone called", "someone called"),
        ],
    )
    def test_become_digits_where_they_are_one_number(self, text, digits):
        assert with_digits(text) == digits


class TestSumsInWords:
    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("what's fifteen times four", 60),
            ("square root of 81", 9),
            ("seven squared", 49),
            ("add 45 and 67", 112),
            ("one third of 99", 33),
            ("subtract 19 from 100", 81),
            ("how much is 15 percent tip on 48 dollars", 7.2),
            ("what's the average of 4, 8 and 15", 9),
            ("the difference between 90 and 35", 55),
            ("add 1,440 and 5", 1445),
            ("the sum of 1,000, 2,500 and 3,00,000", 303_500),
            ("average of 4,8 and 15", 9),
        ],
    )
    def test_are_worked_out(self, text, value):
        claim = calculator.claim(None, text)
        assert claim.score > 0.9
        assert calculator.run(None, **claim.arguments).value == value


class TestDatesInWords:
    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("how many days until christmas", 37),
            ("what is the date next friday", "2026-11-27"),
            ("how many days till friday", 2),
            ("how long until new year", 44),
            ("is it a leap year", False),
            ("tell me the day of the week", "2026-11-18"),
            ("what was the date two weeks ago", "2026-11-04"),
        ],
    )
    def test_are_found(self, text, value):
        match, work = date_arithmetic._found(text)
        assert work(match, TODAY).value == value
