from anomalies import evaluation, weights
from anomalies.baselines import Distances
from anomalies.learned import Answer, learned_from
from anomalies.levels import Contest
from anomalies.lives import LIVES, lived

RETIRED = LIVES[1]


def an_answer(**changes):
    facts = {
        "merchant": "zen",
        "category": "Travel",
        "amount": 80.0,
        "leading": "amount",
        "is_expected": True,
    }
    return Answer(**{**facts, **changes})


class TestLives:
    def test_are_the_same_for_the_same_seed(self):
        assert lived(RETIRED, 3).payments == lived(RETIRED, 3).payments

    def test_a_stolen_card_knows_what_was_stolen(self):
        card = lived(RETIRED, 3, is_stolen=True)

        assert card.stolen
        assert card.stolen < {payment.key for payment in card.payments}

    def test_an_ordinary_life_is_rarely_bothered(self):
        summary = evaluation.backtested([lived(RETIRED, 3)])

        assert summary.alerts_per_user_month <= 1.5

    def test_stolen_cards_stand_out(self):
        summary = evaluation.backtested([lived(RETIRED, seed, is_stolen=True) for seed in (3, 4, 5)])

        assert summary.pr_auc >= 0.5
        assert summary.incident_recall >= 0.6


class TestReviews:
    def test_answers_leave_fewer_false_alarms(self):
        text = evaluation.reviews_table((1,), LIVES[3:4], months=40)

        assert "fewer" in text


class TestLearnedFrom:
    def test_expected_weighs_the_signal_less_and_most_in_its_own_category(self):
        learned = learned_from([an_answer() for _ in range(3)])

        assert learned.factors_for("Travel")["amount"] < learned.factors_for("Food")["amount"] < 1
        assert learned.normal_up_to == {"zen": 100.0}

    def test_not_me_weighs_it_more(self):
        learned = learned_from([an_answer(is_expected=False, is_watched=True)])

        assert learned.factors_for("Travel")["amount"] > 1
        assert learned.watched == {"zen"}

    def test_answers_move_a_weight_only_so_far(self):
        learned = learned_from([an_answer() for _ in range(99)])

        least = weights.EVERYWHERE.least * weights.IN_CATEGORY.least
        assert learned.factors_for("Travel")["amount"] == least


class TestDistances:
    def test_who_is_always_near_is_surprised_earlier(self):
        even, wild = Distances(), Distances()
        for number in range(200):
            even.add(number % 10 / 10, "Food", is_odd=False)
            wild.add(number % 10, "Food", is_odd=False)

        assert even.tail().slope < wild.tail().slope

    def test_what_was_odd_teaches_nothing_unless_it_does_not_end(self):
        distances = Distances()
        for _ in range(100):
            distances.add(0.5, "Food", is_odd=False)
        for _ in range(weights.ODD_MOST):
            distances.add(9.0, "Food", is_odd=True)
        before = distances.seen.rank(8.9)
        distances.add(9.0, "Food", is_odd=True)

        assert before == 1.0
        assert distances.seen.rank(8.9) < 1.0

    def test_a_category_that_often_surprises_says_less(self):
        distances = Distances()
        for number in range(200):
            distances.add(1.0, "Food", is_odd=False)
            distances.add(1.0, "Travel", is_odd=number % 5 == 0)

        assert distances.habit_bits("Travel") > 0 > distances.habit_bits("Food")


class Group(list):
    """Log amounts whose median is known."""

    def median(self):
        return self[0]

    def mad(self):
        return 0.1


class TestContest:
    def test_places_that_differ_speak_for_themselves(self):
        contest = Contest()
        for _ in range(40):
            contest.add(5.0, Group([5.0] * 9), Group([2.0] * 9))

        assert contest.strength(4.0) == 4.0

    def test_places_that_are_alike_lean_on_what_they_belong_to(self):
        contest = Contest()
        for _ in range(40):
            contest.add(5.0, Group([4.0] * 9), Group([4.0] * 9))

        assert contest.strength(4.0) == weights.SHRINK_MOST
