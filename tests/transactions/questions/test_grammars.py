"""Times and amounts, phrase by phrase. The tables stand in `tests/samples/questions`."""

import io
import json
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from transactions.questions.amounts import read_amount
from transactions.questions.periods import Period, read_period
from transactions.questions.phrases import amount_rows, period_rows, written_amount, written_period

TODAY = date(2025, 11, 14)  # a Friday


class TestTime:
    @pytest.mark.parametrize(("_class", "day", "phrase", "expected"), period_rows())
    def test_reads(self, _class, day, phrase, expected):
        assert written_period(read_period(phrase, today=date.fromisoformat(day))) == expected

    def test_a_week_may_start_on_sunday(self):
        assert read_period("this week", today=TODAY, week_start=6).start == date(2025, 11, 9)

    def test_a_financial_year_may_start_in_january(self):
        assert read_period("FY25", today=TODAY, fy_start=1).start == date(2025, 1, 1)

    @pytest.mark.parametrize("phrase", ["", "hello", "between 500 and 1000", "may i see", "31 february 2025"])
    def test_finds_nothing_where_nothing_is_said(self, phrase):
        assert read_period(phrase, today=TODAY) == Period(None, None)


class TestAmounts:
    @pytest.mark.parametrize(("_class", "phrase", "expected"), amount_rows())
    def test_reads(self, _class, phrase, expected):
        assert written_amount(read_amount(phrase)) == expected

    def test_finds_nothing_where_nothing_is_said(self):
        assert read_amount("hello there").low is None


class TestCommands:
    def test_periods_are_printed_as_the_contract_says(self, tmp_path):
        path = tmp_path / "in.jsonl"
        path.write_text(
            json.dumps({"id": 1, "text": "since january", "ref": "2025-11-14T10:00:00+05:30"}) + "\n"
        )
        out = io.StringIO()

        call_command("parse_periods", str(path), stdout=out)

        assert json.loads(out.getvalue()) == {"id": 1, "start": "2025-01-01", "end": None}

    def test_amounts_are_printed_as_the_contract_says(self, tmp_path):
        path = tmp_path / "in.jsonl"
        path.write_text(json.dumps({"id": 1, "text": "under 1.5k"}) + "\n")
        out = io.StringIO()

        call_command("parse_amounts", str(path), stdout=out)

        assert json.loads(out.getvalue()) == {
            "id": 1,
            "low": None,
            "high": 1500,
            "low_inclusive": True,
            "high_inclusive": False,
            "currency": None,
        }

    @pytest.mark.parametrize("command", ["parse_periods", "parse_amounts"])
    @pytest.mark.parametrize("line", ["not json", "[1]", "5", '{"id": 1}', "[" * 100_000])
    def test_a_file_that_is_no_json_is_refused(self, command, line, tmp_path):
        path = tmp_path / "in.jsonl"
        path.write_text(f"{line}\n")

        with pytest.raises(CommandError, match="cannot be read"):
            call_command(command, str(path))
