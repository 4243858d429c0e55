from anomalies import evaluation
from anomalies.simulate import household


class TestHousehold:
    def test_is_the_same_for_the_same_seed(self):
        assert household(7).payments == household(7).payments

    def test_has_seventeen_events(self):
        assert len(household(7).planted) == 17


class TestJudgeHousehold:
    def test_notices_most_events_and_little_beside(self):
        outcome = evaluation.judge_household(household(101))

        assert len(outcome.found) >= 15
        assert outcome.beside_per_month <= 1.0

    def test_prints_what_was_found(self):
        text = evaluation.table([evaluation.judge_household(household(101))])

        assert "card_testing" in text
        assert "beside, per month" in text
