"""What holds for any question put together from the grammar's own pieces."""

from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import factories
from tests.transactions.questions import ledgers
from tests.transactions.questions.test_answers import rows_of_file, unexplained_numbers
from transactions.questions import answer_question
from transactions.questions.evaluation import invented_household

pytestmark = pytest.mark.django_db
NOW = datetime.fromisoformat("2025-11-14T10:00:00+05:30")
FILTERS = ("on food", "in october", "by upi", "above 150", "on weekends", "apart from curry cart")
ASKED = ("how much did I spend", "how many payments", "average purchase", "biggest purchase", "show payments")
SUBJECTS = ("", "on food", "at zipride", "on groceries and fuel", "except rent", "by upi", "in dollars")
TIMES = ("", "in october", "last month", "this year", "between august and october", "in q3 2025", "in 2019")
SHAPES = ("", "by month", "by category", "per day", "on weekends", "above 500")
few = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None
)


@pytest.fixture
def household():
    with invented_household() as workspace:
        yield workspace


def ask(workspace, *parts):
    text = " ".join(part for part in parts if part)
    return answer_question(workspace=workspace, text=text, now=NOW, memory={})


class TestAnyQuestion:
    @few
    @given(st.permutations(FILTERS), st.integers(1, len(FILTERS)))
    def test_means_the_same_in_any_order_of_its_filters(self, household, pieces, size):
        chosen = pieces[:size]

        asked = ask(household, "how much did I spend", *chosen)

        assert asked.value == ask(household, "how much did I spend", *sorted(chosen)).value
        assert asked.query["filters" if size > 1 else "intent"]

    @few
    @given(st.sampled_from(ASKED), st.sampled_from(SUBJECTS), st.sampled_from(TIMES), st.sampled_from(SHAPES))
    def test_is_answered_with_no_number_of_the_text_s_own(self, household, asked, subject, time, shape):
        answer = ask(household, asked, subject, time, shape)

        if answer.status == "ok":
            assert unexplained_numbers(household, answer) == set(), answer.text
        else:
            assert answer.value is None

    @few
    @given(st.sampled_from(ASKED), st.sampled_from(SUBJECTS), st.sampled_from(TIMES))
    def test_never_sees_the_same_merchants_of_somebody_else(self, household, otto, asked, subject, time):
        alone = ask(household, asked, subject, time)
        other = factories.make_workspace(owner=otto, name="Other")
        ledgers.load(other, [row for row in rows_of_file() if row["merchant"] == "Zipride"][:3])

        beside = ask(household, asked, subject, time)

        assert (beside.value, beside.ids, beside.rows) == (alone.value, alone.ids, alone.rows)
        assert not set(ask(other, asked, subject, time).transactions or ()) & set(alone.transactions or ())


class TestTalk:
    """Vague, impossible and negated questions are never answered with a total."""

    @pytest.mark.parametrize(
        ("text", "status"),
        [
            ("how much at the shop?", "clarify"),
            ("how much did that cost", "clarify"),
            ("top -5 merchants", "clarify"),
            ("top 0 merchants", "clarify"),
            ("what was my biggest expense each month", "clarify"),
            ("spend on february 30th", "no_data"),
            ("how much did I not spend in october", "unanswerable"),
            ("how many days did I spend nothing in october", "unanswerable"),
            ("clear everything from september", "refused"),
            ("mera rent 15000 kar do", "refused"),
            ("cancelled zipride rides in october", "clarify"),
        ],
    )
    def test_is_asked_about_or_declined(self, household, text, status):
        answer = ask(household, text)

        assert (answer.status, answer.value) == (status, None)
        assert answer.text

    def test_names_the_day_that_never_comes(self, household):
        assert "30 February" in ask(household, "spend on february 30th").text

    def test_puts_three_months_in_a_row_into_one_table(self, household):
        answer = ask(household, "compare august, september and october food")

        assert [label for label, _ in answer.rows] == ["2025-08", "2025-09", "2025-10"]

    @pytest.mark.parametrize(
        ("said", "plain"),
        [
            ("अक्टूबर में खाने पर कितना खर्च हुआ", "how much on food in october"),
            ("kindly ascertain the expenditure effected on food in october", "how much on food in october"),
            ("hw mny zipride rides octbr", "how many zipride rides in october"),
            ("october ke bills kitne hain zipride", "how many zipride bills in october"),
            ("food in october excluding anything under 200", "food in october of at least 200"),
        ],
    )
    def test_is_understood_in_other_voices(self, household, said, plain):
        assert ask(household, said).value == ask(household, plain).value
