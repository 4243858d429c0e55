"""Budgets: plans, roll-over, suggestions, and their page."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lumen.audit.models import AuditEvent
from lumen.common.dates import add_months
from tests.transactions import factories
from tests.transactions.factories import make_category, make_transaction
from transactions import budgeting
from transactions.models import Budget, BudgetMonth, Category
from transactions.questions.executor import Ledger, execute
from transactions.questions.query import LedgerQuery, QueryPeriod
from transactions.services import budgets, upkeep

pytestmark = pytest.mark.django_db
MARCH = date(2025, 3, 1)
TODAY = date(2025, 3, 20)
PAGE = reverse("transactions:budgets")
HTMX = {"HX-Request": "true", "HX-Target": "budget-table"}


@pytest.fixture(autouse=True)
def _in_march(monkeypatch):
    monkeypatch.setattr("transactions.views.budgets.today_in", lambda *_args: TODAY)
    monkeypatch.setattr("transactions.api.budgets.today_in", lambda *_args: TODAY)


@pytest.fixture
def food(workspace):
    return make_category(workspace, "Food")


def plan(workspace, category, amount, **extra):
    return Budget.objects.create(workspace=workspace, category=category, monthly_amount=amount, **extra)


def spend(workspace, category, amount, on, **extra):
    return make_transaction(workspace, category=category.name, amount=-Decimal(amount), booked_on=on, **extra)


def line_of(workspace, category, month=MARCH):
    return {row.category: row for row in budgeting.budget_lines(workspace, month=month)}[category]


class TestALine:
    def test_takes_net_spending_of_the_month_from_the_amount(self, workspace, food):
        plan(workspace, food, 1000)
        spend(workspace, food, 300, date(2025, 3, 2))
        make_transaction(workspace, category="Food", kind="refund", amount=Decimal(50), booked_on=MARCH)
        spend(workspace, food, 999, date(2025, 2, 28))
        spend(workspace, food, 999, date(2025, 4, 1))
        line = line_of(workspace, food)
        assert (line.planned, line.carried, line.spent, line.left) == (1000, 0, 250, 750)
        assert line.percent == 25

    def test_says_by_how_much_it_is_over(self, workspace, food):
        plan(workspace, food, 100)
        spend(workspace, food, 130, MARCH)
        line = line_of(workspace, food)
        assert (line.left, line.over, line.percent) == (-30, 30, 130)

    def test_of_a_group_counts_children_without_a_budget_of_their_own(self, workspace):
        top = make_category(workspace, "Getting around")
        fuel, taxi = make_category(workspace, "Petrol"), make_category(workspace, "Cabs")
        Category.objects.filter(pk__in=[fuel.pk, taxi.pk]).update(parent=top)
        plan(workspace, top, 500)
        plan(workspace, taxi, 200)
        for category in (top, fuel, taxi):
            spend(workspace, category, 10, MARCH)
        assert line_of(workspace, top).spent == 20
        assert line_of(workspace, top).covers == ("Petrol",)
        assert line_of(workspace, taxi).spent == 10
        total = budgeting.month_plan(workspace, month=MARCH).groups[0].total
        assert (total.planned, total.spent, total.left) == (700, 30, 670)

    def test_of_one_month_alone_plans_nothing_in_others(self, workspace, maria, food):
        shared = {"workspace": workspace, "actor": maria, "category": food}
        budgets.set_month(month=MARCH, amount=Decimal(70), **shared)
        assert line_of(workspace, food).planned == 70
        assert budgeting.budget_lines(workspace, month=add_months(MARCH, 1)) == []


class TestRollOver:
    def test_carries_what_a_month_left_and_overspent(self, workspace, food):
        plan(workspace, food, 100, rolls_over=True, starts_on=date(2025, 1, 1))
        spend(workspace, food, 30, date(2025, 1, 31))
        spend(workspace, food, 190, date(2025, 2, 1))
        assert line_of(workspace, food, date(2025, 1, 1)).carried == 0
        assert line_of(workspace, food, date(2025, 2, 1)).carried == 70
        assert line_of(workspace, food).carried == -20

    def test_does_not_reach_behind_its_start(self, workspace, food):
        plan(workspace, food, 100, rolls_over=True, starts_on=MARCH)
        spend(workspace, food, 500, date(2025, 2, 1))
        assert line_of(workspace, food).carried == 0
        assert line_of(workspace, food, date(2024, 3, 1)).carried == 0

    def test_of_the_past_survives_a_new_amount(self, workspace, maria, food):
        plan(workspace, food, 100, rolls_over=True, starts_on=date(2025, 1, 1))
        budgets.set_budget(
            workspace=workspace, actor=maria, category=food, monthly_amount=Decimal(500), month=MARCH
        )
        assert (line_of(workspace, food).planned, line_of(workspace, food).carried) == (500, 200)

    @settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
    @given(
        amount=st.decimals(0, 5000, places=2),
        spent=st.lists(st.decimals(-500, 9000, places=2), min_size=24, max_size=24),
        others=st.dictionaries(st.integers(0, 23), st.decimals(0, 9000, places=2), max_size=8),
        start=st.integers(0, 23),
    )
    def test_equals_a_walk_month_by_month(self, amount, spent, others, start):
        first = date(2023, 4, 1)
        months = [add_months(first, at) for at in range(24)]
        budget = Budget(monthly_amount=amount, rolls_over=True, starts_on=months[start])
        overrides = {months[at]: planned for at, planned in others.items()}
        by_month = dict(zip(months, spent, strict=True))
        carried = Decimal(0)
        for month in months:
            found = budgeting.carried_into(month, budget=budget, overrides=overrides, spent=by_month)
            assert found == carried
            if month >= months[start]:
                carried += overrides.get(month, amount) - by_month[month]


class TestMonthPlan:
    def test_tells_income_and_what_no_budget_counts(self, workspace, food):
        plan(workspace, food, 1000)
        travel = make_category(workspace, "Trips")
        spend(workspace, travel, 80, MARCH)
        make_transaction(workspace, kind="income", amount=Decimal(5000), booked_on=MARCH, category="Salary")
        found = budgeting.month_plan(workspace, month=TODAY)
        assert (found.income, found.to_plan) == (5000, 4000)
        assert [(one.category, one.spent) for one in found.unplanned] == [(travel, 80)]

    def test_needs_five_queries_for_two_years_of_thirty_categories(
        self, workspace, django_assert_num_queries
    ):
        for number in range(30):
            category = make_category(workspace, f"Category {number}")
            budget = plan(workspace, category, 100, rolls_over=True, starts_on=date(2023, 4, 1))
            BudgetMonth.objects.create(budget=budget, month=MARCH, amount=number)
        for at in range(24):
            factories.make_transactions(
                workspace, 3, category=f"Category {at}", booked_on=add_months(date(2023, 4, 1), at)
            )
        with django_assert_num_queries(5):
            found = budgeting.month_plan(workspace, month=MARCH)
            assert len(found.lines) == 30

    def test_counts_days_from_today(self):
        assert budgeting.days_left(MARCH, today=TODAY) == 12
        assert budgeting.days_left(MARCH, today=date(2025, 3, 31)) == 1
        assert budgeting.days_left(MARCH, today=date(2025, 4, 1)) == 0
        assert budgeting.days_left(date(2025, 4, 1), today=TODAY) == 30


class TestProposals:
    def test_suggest_the_median_of_three_months(self, workspace, food):
        for month, amount in ((12, 9000), (1, 4873), (2, 4100)):
            spend(workspace, food, amount, date(2024 if month == 12 else 2025, month, 5))
        found = budgeting.suggestions(workspace, month=MARCH)
        assert [(one.category, one.now, one.amount) for one in found] == [(food, None, 4900)]

    def test_leave_out_what_happened_once(self, workspace, food):
        spend(workspace, food, 9000, date(2025, 1, 5))
        assert budgeting.suggestions(workspace, month=MARCH) == []

    def test_copy_what_last_month_planned_otherwise(self, workspace, food):
        budget = plan(workspace, food, 100)
        BudgetMonth.objects.create(budget=budget, month=date(2025, 2, 1), amount=250)
        (found,) = budgeting.of_last_month(workspace, month=MARCH)
        assert (found.category, found.now, found.amount) == (food, 100, 250)

    @pytest.mark.parametrize(
        ("amount", "told"), [("4873", 4900), ("62.40", 62), ("7.80", 8), ("-3", 0), ("123456", 120000)]
    )
    def test_are_round(self, amount, told):
        assert budgeting.rounded(Decimal(amount)) == told


class TestServices:
    def test_write_what_they_did_into_the_audit_log(
        self, workspace, maria, food, django_capture_on_commit_callbacks
    ):
        shared = {"workspace": workspace, "actor": maria, "category": food}
        with django_capture_on_commit_callbacks(execute=True):
            budgets.set_budget(monthly_amount=Decimal(10), **shared)
            budgets.set_month(month=MARCH, amount=Decimal(20), **shared)
            budgets.set_roll_over(rolls_over=True, month=TODAY, **shared)
            budgets.remove(**shared)
        told = AuditEvent.objects.filter(action__startswith="budget.").order_by("sequence")
        assert [event.action for event in told] == [
            "budget.set", "budget.month_set", "budget.rollover_set", "budget.removed",
        ]  # fmt: skip
        assert not BudgetMonth.objects.exists()

    def test_roll_over_needs_a_budget(self, workspace, maria, food):
        with pytest.raises(budgets.NoBudgetError):
            budgets.set_roll_over(
                workspace=workspace, actor=maria, category=food, rolls_over=True, month=MARCH
            )
        assert not Budget.objects.exists()

    def test_a_merge_adds_single_months_up(self, workspace, maria, food):
        other = make_category(workspace, "Snacks")
        budget = plan(workspace, other, 30)
        BudgetMonth.objects.create(budget=budget, month=MARCH, amount=5)
        plan(workspace, food, 100)
        upkeep.merge_categories(workspace=workspace, actor=maria, category=other, into=food)
        assert Budget.objects.get().monthly_amount == 130
        assert BudgetMonth.objects.get().amount == 105


class TestPage:
    def test_shows_a_month(self, as_vera, workspace, food):
        plan(workspace, food, 1000)
        spend(workspace, food, 1300, MARCH)
        page = as_vera.get(PAGE, {"month": "2025-03"}).content.decode()
        assert "March 2025" in page
        assert "₹300" in page
        assert "over" in page

    @pytest.mark.parametrize("month", ["2025-13", "yesterday", "9999-01", "", "0001-01"])
    def test_falls_back_to_this_month(self, as_maria, month):
        assert as_maria.get(PAGE, {"month": month}).context["month"] == MARCH

    def test_starts_with_two_clicks(self, as_maria, workspace, food):
        for month in (12, 1, 2):
            spend(workspace, food, 2000, date(2024 if month == 12 else 2025, month, 5))
        assert "Suggest budgets from my spending" in as_maria.get(PAGE).content.decode()
        preview = reverse("transactions:budget-proposals", args=["average"])
        form = as_maria.get(preview).context["forms"][0]
        body = {form["take"].html_name: "on", form["amount"].html_name: "2,100", "scope": "every"}
        as_maria.post(preview, body)
        assert Budget.objects.get().monthly_amount == 2100

    def test_keeps_nothing_of_a_wrong_preview(self, as_maria, workspace, food):
        for month in (1, 2):
            spend(workspace, food, 2000, date(2025, month, 5))
        preview = reverse("transactions:budget-proposals", args=["average"])
        body = {f"{food.pk}-take": "on", f"{food.pk}-amount": "much"}
        assert as_maria.post(preview, body).status_code == 422
        assert not Budget.objects.exists()

    def test_sets_every_month_or_one(self, as_ben, workspace, food):
        url = reverse("transactions:budget-set", args=[food.pk])
        as_ben.post(url, {"amount": "900", "scope": "every", "month": "2025-03"})
        as_ben.post(url, {"amount": "1,200", "scope": "only", "month": "2025-02"}, headers=HTMX)
        assert line_of(workspace, food).planned == 900
        assert line_of(workspace, food, date(2025, 2, 1)).planned == 1200
        as_ben.post(url, {"amount": "", "scope": "only", "month": "2025-02"})
        assert line_of(workspace, food, date(2025, 2, 1)).planned == 900
        as_ben.post(url, {"amount": "", "scope": "every"})
        assert not Budget.objects.exists()

    def test_refuses_words_and_categories_of_income(self, as_maria, workspace, food):
        salary = make_category(workspace, "Salary", Category.Kind.INCOME)
        for category, amount in ((food, "lots"), (food, "-1"), (salary, "100")):
            url = reverse("transactions:budget-set", args=[category.pk])
            assert as_maria.post(url, {"amount": amount}, headers=HTMX).status_code == 422
        assert not Budget.objects.exists()

    def test_adds_rolls_over_and_removes(self, as_maria, workspace, food):
        as_maria.post(reverse("transactions:budget-new"), {"category": food.pk, "amount": "50"})
        as_maria.post(reverse("transactions:budget-roll-over", args=[food.pk]), {"rolls_over": "1"})
        assert (Budget.objects.get().rolls_over, Budget.objects.get().starts_on) == (True, MARCH)
        as_maria.post(reverse("transactions:budget-roll-over", args=[food.pk]), {"rolls_over": "0"})
        assert Budget.objects.get().starts_on is None
        as_maria.post(reverse("transactions:budget-remove", args=[food.pk]))
        assert not Budget.objects.exists()

    def test_is_walled(self, as_vera, as_otto, as_nobody, workspace, food):
        plan(workspace, food, 77123)
        for name in ("budget-set", "budget-roll-over", "budget-remove"):
            url = reverse(f"transactions:{name}", args=[food.pk])
            assert as_vera.post(url).status_code == 403
            assert as_otto.post(url).status_code == 404
            assert as_nobody.post(url).status_code == 302
        assert as_vera.post(reverse("transactions:budget-new")).status_code == 403
        assert as_vera.get(reverse("transactions:budget-proposals", args=["last"])).status_code == 403
        assert "77,123" not in as_otto.get(PAGE).content.decode()
        assert Budget.objects.exists()

    def test_needs_as_many_queries_for_23_budgets_as_for_3(
        self, as_maria, workspace, django_assert_num_queries, django_assert_max_num_queries
    ):
        for number in range(3):
            plan(workspace, make_category(workspace, f"Category {number}"), 100)
        as_maria.get(PAGE)
        with django_assert_max_num_queries(25) as counted:
            as_maria.get(PAGE)
        for number in range(3, 23):
            plan(workspace, make_category(workspace, f"Category {number}"), 100)
        with django_assert_num_queries(len(counted)):
            as_maria.get(PAGE)


class TestApi:
    def test_tells_the_month_of_each(self, as_maria, workspace, food):
        plan(workspace, food, 100, rolls_over=True, starts_on=date(2025, 2, 1))
        spend(workspace, food, 30, date(2025, 2, 5))
        spend(workspace, food, 45, MARCH)
        (told,) = as_maria.get("/api/v1/budgets?month=2025-03").json()["results"]
        assert {name: told[name] for name in ("month", "planned", "carried", "spent", "left")} == {
            "month": "2025-03", "planned": "100.00", "carried": "70.00", "spent": "45.00", "left": "125.00",
        }  # fmt: skip
        assert as_maria.get("/api/v1/budgets?month=March").status_code == 400

    def test_changes_one_month_and_the_roll_over(self, as_maria, workspace, food):
        path = f"/api/v1/budgets/{plan(workspace, food, 100).pk}"
        options = {"content_type": "application/json"}
        told = as_maria.patch(path, {"month": "2025-02", "month_amount": "60"}, **options).json()
        assert (told["planned"], told["is_only_this_month"]) == ("60.00", True)
        told = as_maria.patch(path, {"month": "2025-02", "rolls_over": True}, **options).json()
        assert (told["rolls_over"], told["starts_on"]) == (True, "2025-02-01")
        assert as_maria.get(path).json()["carried"] == "60.00"


class TestElsewhere:
    def test_home_shows_the_tightest(self, as_maria, workspace, food):
        assert (
            "Nothing is planned yet"
            in as_maria.get(reverse("dashboard:section", args=["budgets"])).content.decode()
        )
        plan(workspace, food, 1000)
        assert "₹1,000" in as_maria.get(reverse("dashboard:section", args=["budgets"])).content.decode()

    def test_an_answer_counts_what_was_carried_over(self, workspace, food):
        plan(workspace, food, 100, rolls_over=True, starts_on=date(2025, 2, 1))
        spend(workspace, food, 30, MARCH)
        query = LedgerQuery(intent="budget", period=QueryPeriod(start=MARCH, end=add_months(MARCH, 1)))
        assert execute(Ledger(workspace=workspace, today=TODAY), query).value == 170
