"""A reply leans on the question before it only when it has to."""

from datetime import datetime

import pytest

from transactions.questions import answer_question
from transactions.questions.evaluation import invented_household

pytestmark = pytest.mark.django_db
NOW = datetime.fromisoformat("2025-11-14T10:00:00+05:30")


@pytest.fixture
def household():
    with invented_household() as workspace:
        yield workspace


def ask(workspace, *texts):
    """Ask one after the other in one conversation; the last answer."""
    memory: dict[str, object] = {}
    return [answer_question(workspace=workspace, text=text, now=NOW, memory=memory) for text in texts][-1]


class TestTimesFarAway:
    @pytest.mark.parametrize("text", ["how much in 2099?", "spend in 1973"])
    def test_say_that_there_is_nothing_instead_of_a_total_of_everything(self, household, text):
        answer = ask(household, text)

        assert (answer.status, answer.value) == ("no_data", None)


class TestFollowUps:
    def test_keep_the_subject_of_a_fragment(self, household):
        answer = ask(household, "how much did I spend on groceries in october", "and in september?")

        assert answer.query["filters"]["category"] == ["Groceries"]
        assert answer.query["period"]["start"] == "2025-09-01"

    @pytest.mark.parametrize(
        ("text", "intent"),
        [
            ("three biggest purchases in october 2025", "list"),
            ("top 5 categories this year", "rank"),
            ("smallest payment last month", "extreme"),
        ],
    )
    def test_leave_alone_a_question_that_says_what_of_what_and_when(self, household, text, intent):
        alone = ask(household, text)
        after = ask(household, "how much did I spend on groceries in october", text)

        assert after.query == alone.query
        assert after.text == alone.text
        assert after.query["intent"] == intent

    def test_open_the_filter_of_what_is_now_compared(self, household):
        answer = ask(household, "how much on groceries last month", "top 3 categories")

        assert "filters" not in answer.query
        assert answer.query["period"]["start"] == "2025-10-01"

    def test_pick_from_what_was_asked_about(self, household):
        answer = ask(household, "how much on groceries last month", "biggest in september")

        assert answer.query["intent"] == "extreme"
        assert answer.query["filters"]["category"] == ["Groceries"]
