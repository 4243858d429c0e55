from dataclasses import replace
from datetime import timedelta

import pytest

from anomalies.learned import Learned
from tests.anomalies.factories import FIRST_DAY, a_payment, judged, kinds, steady_life

AFTER = FIRST_DAY + timedelta(days=121)


@pytest.fixture(scope="module")
def life():
    return steady_life(120)


class TestDuplicateCharge:
    def test_is_noticed_minutes_apart(self, life):
        dinner = a_payment(day=AFTER, name="Smokehouse", amount=640.0, minute=1200)
        again = replace(dinner, key="again", minute=1203)

        judge = judged(*life, dinner, again)

        assert kinds(judge) == ["duplicate_charge"]
        assert judge.notices[0].others == [dinner.key]

    def test_is_not_noticed_on_another_account(self, life):
        dinner = a_payment(day=AFTER, name="Smokehouse", amount=640.0, minute=1200)

        assert kinds(judged(*life, dinner, replace(dinner, key="b", account="card"))) == []

    def test_is_not_noticed_when_a_mail_and_a_message_tell_of_one_payment(self, life):
        dinner = a_payment(day=AFTER, name="Smokehouse", amount=640.0, minute=1200, source="sms")

        assert kinds(judged(*life, dinner, replace(dinner, key="b", source="mail"))) == []

    def test_is_not_noticed_where_it_is_a_habit(self, life):
        fares = [
            a_payment(day=FIRST_DAY + timedelta(days=d), name="Metro", amount=240.0, minute=m)
            for d in range(120)
            for m in (540, 1080)
        ]
        rows = sorted([*life, *fares], key=lambda p: p.moment)

        assert "duplicate_charge" not in kinds(judged(*rows))

    def test_is_not_noticed_for_what_was_called_honest(self, life):
        dinner = a_payment(day=AFTER, name="Smokehouse", amount=640.0, minute=1200)
        learned = Learned(honest_twins=frozenset({("smokehouse", 640.0)}))

        judge = judged(*life, dinner, replace(dinner, key="again", minute=1203), learned=learned)

        assert kinds(judge) == []

    def test_a_third_equal_charge_joins_the_notice(self, life):
        dinner = a_payment(day=AFTER, name="Smokehouse", amount=640.0, minute=1200)
        rows = [replace(dinner, key=str(n), minute=1200 + n) for n in range(3)]

        judge = judged(*life, *rows)

        assert kinds(judge) == ["duplicate_charge"]
        assert judge.notices[0].others == ["0", "2"]


class TestAmountFarAboveUsual:
    def test_is_noticed(self, life):
        assert kinds(judged(*life, a_payment(day=AFTER, amount=2_900.0))) == ["amount_far_above_usual"]

    def test_a_generous_lunch_is_not(self, life):
        assert kinds(judged(*life, a_payment(day=AFTER, amount=400.0))) == []

    def test_a_recurring_charge_is_exempt(self, life):
        rents = [
            a_payment(day=FIRST_DAY + timedelta(days=30 * n + 3), name="Rent", amount=30_000.0)
            for n in range(4)
        ]
        rows = sorted([*life, *rents], key=lambda p: p.moment)

        assert "amount_far_above_usual" not in kinds(judged(*rows))

    def test_what_was_called_expected_stays_silent(self, life):
        learned = Learned(normal_up_to={"udupi corner": 3_000.0})

        assert kinds(judged(*life, a_payment(day=AFTER, amount=2_900.0), learned=learned)) == []

    @pytest.mark.parametrize(
        "learned",
        [
            Learned(muted_merchants=frozenset({"udupi corner"})),
            Learned(muted_kinds=frozenset({"amount_far_above_usual"})),
        ],
    )
    def test_what_is_muted_stays_silent(self, life, learned):
        assert kinds(judged(*life, a_payment(day=AFTER, amount=2_900.0), learned=learned)) == []


class TestNewMerchantAtNight:
    def test_is_noticed(self, life):
        night = a_payment(day=AFTER, name="Zenmart", category="Shopping", amount=14e3, minute=167)

        assert kinds(judged(*life, night)) == ["new_merchant_large_night"]

    def test_is_not_by_day(self, life):
        noon = a_payment(day=AFTER, name="Zenmart", category="Shopping", amount=4e3, minute=760)

        assert "new_merchant_large_night" not in kinds(judged(*life, noon))

    def test_is_not_for_a_charge_that_comes_by_itself(self, life):
        night = a_payment(
            day=AFTER, name="Cover", category="Insurance", amount=4e3, minute=270, is_automatic=True
        )

        assert "new_merchant_large_night" not in kinds(judged(*life, night))


class TestVelocity:
    def test_one_notice_for_one_burst(self, life):
        burst = [
            a_payment(day=AFTER, name=f"Shop {n}", category="Shopping", amount=500.0, minute=900 + 5 * n)
            for n in range(9)
        ]

        judge = judged(*life, *burst)

        assert kinds(judge).count("velocity") == 1
        velocity = next(n for n in judge.notices if n.kind == "velocity")
        assert len(velocity.others) >= 7


class TestCardTesting:
    def test_small_charges_then_a_large_one_are_told_once(self, life):
        smalls = [
            a_payment(day=AFTER, name="Pixel", category="Games", amount=85.0, minute=200 + n)
            for n in range(3)
        ]
        large = a_payment(day=AFTER, name="Pixel", category="Games", amount=21e3, minute=212)

        judge = judged(*life, *smalls, large)

        assert kinds(judge) == ["card_testing"]
        assert judge.notices[0].others == [p.key for p in smalls]


class TestCalendar:
    def monthly(self, name, count, day=5, **changes):
        return [
            a_payment(name=name, day=FIRST_DAY.replace(month=m + 1, day=day), amount=649.0, **changes)
            for m in range(count)
        ]

    def test_a_subscription_that_stops_is_noticed_while_the_account_is_fed(self):
        rows = [*steady_life(150), *self.monthly("Reelbox", 3)]

        judge = judged(*sorted(rows, key=lambda p: p.moment))

        stopped = [n for n in judge.notices if n.kind == "subscription_stopped"]
        assert [n.merchant for n in stopped] == ["reelbox"]
        assert stopped[0].day == FIRST_DAY.replace(month=4, day=15)

    def test_silence_of_a_whole_account_means_nothing(self):
        card = self.monthly("Reelbox", 3, account="card")
        rows = [*steady_life(150), *card]

        assert "subscription_stopped" not in kinds(judged(*sorted(rows, key=lambda p: p.moment)))

    def test_income_is_late_first_and_missing_later(self):
        pay = self.monthly("Brightmill", 3, day=1, is_income=True)
        rows = sorted([*steady_life(150), *pay], key=lambda p: p.moment)

        told = [(n.kind, n.day.isoformat()) for n in judged(*rows).notices]

        assert told == [("income_late", "2025-04-03"), ("income_missing", "2025-04-16")]

    def test_income_that_comes_after_all_belongs_to_the_notice(self):
        pay = self.monthly("Brightmill", 3, day=1, is_income=True)
        late = a_payment(
            name="Brightmill", day=FIRST_DAY.replace(month=4, day=6), amount=649.0, is_income=True
        )
        rows = sorted([*steady_life(150), *pay, late], key=lambda p: p.moment)

        [first, *_] = judged(*rows).notices

        assert (first.kind, first.others) == ("income_late", [late.key])

    def test_a_price_that_rises_is_noticed_with_what_it_costs_a_year(self):
        dearer = a_payment(name="Reelbox", day=FIRST_DAY.replace(month=4, day=5), amount=719.0)
        rows = [*steady_life(100), *self.monthly("Reelbox", 3), dearer]

        judge = judged(*sorted(rows, key=lambda p: p.moment))

        assert kinds(judge) == ["price_increase"]
        assert judge.notices[0].facts.numbers["old"] == 649.0


class TestTrip:
    def test_counts_once(self, life):
        abroad = [
            a_payment(
                day=AFTER + timedelta(days=n // 2),
                name=f"Café {n}",
                category="Travel",
                amount=4_500.0,
                original=50.0,
                currency="EUR",
                minute=700 + 30 * n,
            )
            for n in range(6)
        ]

        judge = judged(*life, *abroad)

        assert kinds(judge) == ["foreign_trip"]
        assert len(judge.notices[0].others) == 5


class TestTrial:
    def test_that_begins_to_cost_is_noticed(self, life):
        trial = a_payment(day=AFTER, name="Yogaverse", category="Subscriptions", amount=1.0)
        paid = replace(trial, key="paid", day=AFTER + timedelta(days=30), amount=499.0, original=499.0)

        assert kinds(judged(*life, trial, paid)) == ["trial_converted"]
