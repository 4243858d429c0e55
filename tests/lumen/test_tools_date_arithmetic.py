"""The calendar as a tool."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from lumen.ai.tools.builtin import date_arithmetic as calendar
from lumen.ai.tools.registry import ToolContext

NOW = datetime(2025, 11, 14, 20, 0, tzinfo=UTC)  # already the 15th in Kolkata


@pytest.fixture
def context():
    workspace = SimpleNamespace(time_zone="Asia/Kolkata")
    return ToolContext(workspace=workspace, membership=None, now=NOW)


class TestCalendar:
    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("how many days until 25 december?", 40),
            ("How many days since 1 Nov 2025", -14),
            ("days between 2025-01-01 and 31/12/2025", 364),
            ("what day is 15 Aug 1947", "Friday"),
            ("which day was 29th of February 2024?", "Thursday"),
            ("what date is 90 days from today", "2026-02-13"),
            ("what date was 2 weeks ago", "2025-11-01"),
            ("what date is 3 months from now", "2026-02-15"),
            ("what day is it today?", "Saturday"),
            ("what is the date today", "2025-11-15"),
            ("how many days until 29 feb", 836),
            ("how many days since 25 december", -325),
            ("how many days since 29 feb", -625),
            ("days since 3 november", -12),
            ("how many weeks between 1 jan 2026 and 31 march 2026", 12),
            ("months between 3 may 2024 and today", 18),
            ("how many years from 31/12/2020 to 1 jan 2000", 20),
            ("how old is someone born on 3 march 1990", 35),
            ("how old am I if I was born on 16 november 1985?", 39),
        ],
    )
    def test_answers(self, context, text, value):
        claim = calendar.claim(context, text)
        assert claim.score > 0.9
        assert calendar.run(context, **claim.arguments).value == value

    @pytest.mark.parametrize(
        "text",
        [
            "how many days did I spend over 5000",
            "what did I spend 2 weeks ago",
            "how much did I spend since 1 nov",
            "what day did I spend the most",
            "spend between 1 nov and 5 nov",
        ],
    )
    def test_leaves_questions_about_money_alone(self, context, text):
        assert calendar.claim(context, text).score == 0

    @pytest.mark.parametrize(
        "text", ["what day is 31 february 2025", "what day is 5 smarch", "what date is 99999 years from now"]
    )
    def test_says_when_there_is_no_such_date(self, context, text):
        with pytest.raises(calendar.NotADateError):
            calendar.run(context, text=text)
