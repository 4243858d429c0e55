"""What no query can carry is asked about, a name that fits several kinds too, and near names are offered."""

from datetime import datetime

import pytest

from tests import factories
from tests.transactions.questions import ledgers
from tests.transactions.questions.test_answers import SAMPLES, rows_of_file
from transactions.questions import answer_question, evaluation

pytestmark = pytest.mark.django_db
NOW = datetime.fromisoformat("2025-11-14T10:00:00+05:30")


@pytest.fixture
def household(workspace):
    ledgers.load_files(workspace, SAMPLES / "ledger.csv", SAMPLES / "budgets.csv")
    return workspace


def ask(workspace, text):
    return answer_question(workspace=workspace, text=text, now=NOW, memory={})


class TestWhatNoQueryCarries:
    @pytest.mark.parametrize(
        ("text", "status"),
        [
            ("how much did I spend on food before 9 am in October", "clarify"),
            ("zipride rides between 6 and 8 in the morning", "clarify"),
            ("spend at 25:75 on 3 October", "clarify"),
            ("how much did I spend on Sundays in October", "clarify"),
            ("how much do we spend every Tuesday", "clarify"),
            ("every third Zipride ride in October", "clarify"),
            ("mere bhai ne october mein kitna kharcha kiya", "clarify"),
            ("how much did my boss spend in October", "unanswerable"),
            ("total at Bazaario for electronics last month", "clarify"),
            ("how much did I spend on food with my team in October", "clarify"),
            ("what did work lunches cost in October", "clarify"),
            ("how much did I pay in instalments at Bazaario", "clarify"),
            ("is my spending normal for a family of four", "clarify"),
            ("did I ever pay ₹10^30", "clarify"),
            ("payments over ₹99999999999999999", "no_data"),
            ("payments over 5000 and under 2000 in October", "clarify"),
            ("expenses from December 2025 to January 2025", "clarify"),
            ("spend between 15 October and 3 October", "clarify"),
            ("how much did I spend in year 9999", "no_data"),
            ("expenses in 1850", "no_data"),
            ("total spend in the last 9999 years", "no_data"),
            ("groceries in October 20255", "clarify"),
        ],
    )
    def test_is_asked_about_or_declined(self, household, text, status):
        answer = ask(household, text)

        assert (answer.status, answer.value, answer.ids) == (status, None, None), answer.text
        assert answer.text

    def test_offers_the_range_the_other_way_round(self, household):
        answer = ask(household, "spend between 15 October and 3 October")

        (option,) = answer.options
        assert ask(household, option["text"]).query["period"]["start"] == "2025-10-03"

    def test_offers_all_days_of_the_week_for_one_that_comes_back(self, household):
        (option,) = ask(household, "how much did I spend on Sundays in October").options

        assert ask(household, option["text"]).query["group_by"] == "weekday"

    @pytest.mark.parametrize(
        ("text", "plain"),
        [
            ("how much on food in October after 10 pm", "food in October, late night"),
            ("weekday spending in October", "how much did I spend on weekdays in October"),
            ("cab rides on Zipride in October, total", "how much on Zipride in October"),
            ("power bills from Sahyadri this year, total", "how much at Sahyadri Power this year"),
            ("biggest purchase of the year", "biggest purchase this year"),
        ],
    )
    def test_leaves_alone_what_the_query_does_carry(self, household, text, plain):
        assert ask(household, text).value == ask(household, plain).value is not None


class TestANameOfSeveralKinds:
    @pytest.fixture
    def orchid(self, workspace):
        """An account and a merchant whose names begin alike."""
        rows = rows_of_file()[:6]
        of_account = [row | {"account": "Orchid Bank"} for row in rows[:3]]
        ledgers.load(workspace, [*of_account, *(row | {"merchant": "Orchid Bakery"} for row in rows[3:])])
        return workspace

    def test_is_asked_about(self, orchid):
        answer = ask(orchid, "how much did I spend orchid")

        assert answer.status == "clarify"
        assert {option["label"] for option in answer.options} == {"Orchid Bank", "Orchid Bakery"}

    @pytest.mark.parametrize(
        ("text", "part", "name"),
        [
            ("how much did I spend at orchid", "merchant", "Orchid Bakery"),
            ("how much went out of my orchid account", "account", "Orchid Bank"),
            ("how much did I pay via orchid", "account", "Orchid Bank"),
            ("how much at orchid bakery", "merchant", "Orchid Bakery"),
        ],
    )
    def test_is_settled_by_the_words_beside_it(self, orchid, text, part, name):
        assert ask(orchid, text).query["filters"] == {part: [name]}


class TestAnUnknownName:
    def test_brings_near_names_as_buttons_and_no_number(self, household):
        answer = ask(household, "how much did I spend at Pothi Bookshop in 2025")

        assert answer.value is None
        assert all(option["label"] in option["text"] for option in answer.options)

    def test_never_offers_names_of_somebody_else(self, household, otto):
        other = factories.make_workspace(owner=otto, name="Other")
        ledgers.load(other, [row | {"merchant": "Starbuck Corner"} for row in rows_of_file()[:2]])

        answer = ask(household, "how much at Starbucks Korner")

        assert "Starbuck Corner" not in {option["label"] for option in answer.options}


class TestTheWarySample:
    def test_is_hardly_ever_answered_wrong(self, household):
        judged = evaluation.judge_all(household, evaluation.read_samples("wary"))

        assert sum(j.was_answered and not j.is_right for j in judged) <= 15
        assert sum(j.is_right for j in judged) / len(judged) >= 0.93
