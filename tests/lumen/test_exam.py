"""The exam runs, judges as it should, gives itself full marks, and leaves nothing behind."""

from typing import Any

import pytest

from accounts.models import User, Workspace
from lumen.bench import exam
from lumen.bench.judging import is_right
from transactions.models import Transaction

NOTHING: dict[str, Any] = {
    "status": "ok",
    "text": "",
    "value": None,
    "unit": None,
    "rows": None,
    "ids": None,
    "labels": None,
}


def told(**facts):
    return NOTHING | facts


def scalar(value, unit="INR", accept=()):
    return {"type": "scalar", "value": value, "unit": unit, "accept": list(accept)}


def perfect(gold):
    """The answer somebody gives who knows the gold answer."""
    kind = gold["type"]
    if kind == "status":
        return told(status=gold["value"])
    if kind == "pair":
        return told(value=[gold["b"], gold["a"]])
    if kind == "ids":
        return told(ids=gold["ids"])
    if kind == "table":
        return told(rows=gold["rows"])
    if kind == "labels":
        return told(labels=gold["values"])
    return told(value=gold["value"])


class TestJudging:
    def test_allows_half_a_rupee_but_no_half_count(self):
        assert is_right(scalar(1200.4), told(value=1200))
        assert not is_right(scalar(1200.4), told(value=1199))
        assert not is_right(scalar(12, "count"), told(value=12.5))

    def test_reads_percentages_without_their_sign(self):
        assert is_right(scalar(-7.53, "%"), told(value=7.5))

    def test_looks_into_the_sentence_only_when_there_is_no_value(self):
        assert is_right(scalar(123456), told(text="You spent ₹1,23,456.00."))
        assert not is_right(scalar(123456), told(value=3, text="You spent ₹1,23,456.00."))

    def test_takes_other_readings_that_are_accepted(self):
        assert is_right(scalar(10, accept=[90]), told(value=90))

    def test_counts_a_refused_answer_as_wrong_where_one_was_due(self):
        assert not is_right(scalar(10), told(status="clarify", value=10))
        assert is_right(scalar(0), told(status="no_data"))

    def test_lets_declining_words_stand_for_each_other_but_not_for_a_question_back(self):
        gold = {"type": "status", "value": "refused", "forbid": [], "ok_values": []}

        assert is_right(gold, told(status="unanswerable"))
        assert not is_right(gold, told(status="clarify"))
        assert not is_right(gold | {"forbid": ["424242"]}, told(status="refused", text="424242"))

    def test_wants_ordered_tables_in_order_and_ignores_zero_rows_of_others(self):
        rows = [["Oct 2025", 20.0], ["2025-11", 10.0]]
        table = {"type": "table", "ordered": True, "rows": rows}

        assert is_right(table, told(rows=[["2025-10-01", 20], ["November 2025", 10]]))
        assert not is_right(table, told(rows=rows[::-1]))
        assert is_right(table | {"ordered": False}, told(rows=[*rows[::-1], ["2025-12", 0]]))

    def test_lets_labels_name_what_may_be_included_only(self):
        gold = {"type": "labels", "values": ["A"], "may_include": ["B"]}

        assert is_right(gold, told(labels=["B", "A"]))
        assert not is_right(gold, told(labels=["A", "C"]))
        assert not is_right(gold, told(labels=["B"]))

    def test_finds_a_day_in_words(self):
        gold = {"type": "date", "value": "2025-12-04"}

        assert is_right(gold, told(text="On 4 Dec 2025."))
        assert not is_right(gold, told(text="On 5 Dec 2025.", value="2025-12-05"))


class TestQuestions:
    def test_are_many_of_each_kind_with_names_of_their_own(self):
        asked = exam.questions()
        turns = [question for question in asked if question["dialogue"]]

        assert len(asked) >= 260
        assert len({question["id"] for question in asked}) == len(asked)
        assert len({question["dialogue"] for question in turns}) >= 18
        assert len({question["tags"][0] for question in asked}) == 5

    def test_would_all_be_right_for_somebody_who_knows(self):
        missed = [
            one["id"] for one in exam.questions() if not is_right(one["answer"], perfect(one["answer"]))
        ]

        assert missed == []


class TestTable:
    def test_tells_totals_and_no_words_of_a_question(self):
        question = {"kind": "ambiguous", "tags": ["texter"], "dialogue": None, "text": "how much on that"}
        gold = {"type": "status", "value": "clarify", "forbid": [], "ok_values": []}
        judged = [exam.judge(question | {"answer": gold}, told(value=5))]

        text = exam.table(judged)

        assert "answered but wrong 1, unsafe 1" in text
        assert question["text"] not in text


@pytest.mark.django_db(databases=["default", "audit"])
class TestRun:
    def test_judges_and_leaves_nothing_behind(self, monkeypatch):
        everything = exam.questions()
        monkeypatch.setattr(exam, "questions", lambda: everything[:2] + everything[-2:])

        text = exam.run()

        assert "  all " in text
        assert "periods: core" in text
        assert "amounts: all" in text
        assert not Workspace.objects.filter(slug="exam").exists()
        assert not Transaction.objects.exists()
        assert not User.objects.exists()
