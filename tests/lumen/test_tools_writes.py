"""The tools that change things: what they recognise, what they propose exactly, and the way back."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from accounts.models import Membership
from anomalies.models import Finding
from anomalies.services.feedback import give_feedback
from lumen.ai.agent import planner
from lumen.ai.tools import calling, registry
from lumen.ai.tools.registry import ToolContext
from tests.anomalies.factories import make_finding
from tests.transactions.factories import make_category, make_merchant, make_transaction
from transactions.models import Budget, Category, Transaction

pytestmark = pytest.mark.django_db


@pytest.fixture
def context(workspace, membership):
    return ToolContext(workspace=workspace, membership=membership, now=timezone.now(), may_propose=True)


@pytest.fixture
def swiggy(workspace):
    make_category(workspace, "Eating out")
    food = make_category(workspace, "Groceries")
    days = [date(2024, 11, day) for day in (2, 9, 16)]
    return [
        make_transaction(
            workspace, merchant="Swiggy", booked_on=day, amount=Decimal(-300), category=food.name
        )
        for day in days
    ] + [make_transaction(workspace, merchant="Uber", booked_on=date(2024, 11, 3))]


def planned(context, text):
    return planner.make_plan(context, text).tasks[0].choice


def proposed(context, text):
    """What the tool that claims the text proposes; its answer when it proposes nothing."""
    choice = planned(context, text)
    tool = registry.get(choice.tool)
    answer = calling.call(tool, context, choice.arguments).result
    return tool, answer


def confirmed(context, text):
    tool, answer = proposed(context, text)
    return tool, calling.carry_out(tool, context, answer.proposals[0].arguments)


class TestFiling:
    @pytest.mark.parametrize(
        "text",
        [
            "put all my swiggy payments into Eating out",
            "please move swiggy to eating out",
            "categorise my Swiggy orders as Eating out",
            "swiggy wale sab Eating out mein daal do",
            "swiggy ko eating out me dalo",
        ],
    )
    def test_says_how_many_payments_and_how_much(self, context, swiggy, text):
        tool, answer = proposed(context, text)

        assert tool.name == "categorise_payments"
        assert "3 payments, ₹900.00 in all" in answer.proposals[0].sentence
        assert "“Eating out”" in answer.proposals[0].sentence
        assert len(answer.proposals[0].arguments["transactions"]) == 3
        assert not Transaction.objects.filter(category__name="Eating out").exists()

    def test_files_exactly_those_and_puts_them_back(self, context, swiggy, workspace):
        tool, done = confirmed(context, "put all my swiggy payments into Eating out")
        assert Transaction.objects.filter(category__name="Eating out").count() == 3

        calling.take_back(tool, context, done.undo)
        assert not Transaction.objects.filter(category__name="Eating out").exists()

    def test_keeps_to_the_time_that_was_said(self, context, swiggy):
        _tool, answer = proposed(context, "put my swiggy payments on 9 november 2024 into Eating out")
        assert "1 payment, ₹300.00" in answer.proposals[0].sentence

    def test_offers_the_nearest_when_there_is_no_such_category(self, context, swiggy):
        _tool, answer = proposed(context, "put all my swiggy payments into Eting outt")

        assert answer.status == "clarify"
        assert answer.options[0]["text"] == "put all my swiggy payments into Eating out"

    def test_never_takes_the_whole_ledger_for_a_name_it_does_not_know(self, context, swiggy):
        _tool, answer = proposed(context, "put all zzyzx payments into Eating out")
        assert (answer.proposals, answer.status in ("clarify", "no_data")) == ([], True)

    def test_cannot_reach_another_workspace(self, context, swiggy, otto):
        theirs = Membership.objects.select_related("workspace").get(user=otto)
        make_category(theirs.workspace, "Eating out")
        _tool, answer = proposed(context, "put all my swiggy payments into Eating out")
        tool = registry.get("categorise_payments")
        stolen = ToolContext(workspace=theirs.workspace, membership=theirs, now=timezone.now())

        with pytest.raises(calling.GoneError):
            calling.carry_out(tool, stolen, answer.proposals[0].arguments)


class TestTagging:
    def test_tags_the_rows_of_the_answer_before(self, context, swiggy):
        memory = {"shown": {"ids": [str(row.pk) for row in swiggy[:2]], "count": 2, "query": None}}
        context = replace(context, memory=memory)
        tool, done = confirmed(context, "tag these as holiday")

        assert Transaction.objects.filter(tags__contains=["holiday"]).count() == 2
        calling.take_back(tool, context, done.undo)
        assert not Transaction.objects.filter(tags__contains=["holiday"]).exists()

    def test_asks_which_when_nothing_was_shown(self, context, swiggy):
        _tool, answer = proposed(context, "tag these as holiday")
        assert answer.status == "clarify"

    def test_understands_a_shop(self, context, swiggy):
        _tool, answer = proposed(context, "tag my uber payments as work")
        assert "Tag 1 payment" in answer.proposals[0].sentence


class TestBudgets:
    @pytest.mark.parametrize(
        "text",
        [
            "set a budget of 8k for groceries",
            "set my groceries budget to 8,000",
            "budget 8000 for groceries",
            "set a budget for groceries of ₹8000 a month",
            "groceries ka budget 8 hazaar kar do",
            "make a monthly budget of 8k for Groceries",
        ],
    )
    def test_says_the_amount_and_the_category(self, context, workspace, text):
        make_category(workspace, "Groceries")
        tool, answer = proposed(context, text)

        assert tool.name == "set_budget"
        assert answer.proposals[0].sentence.startswith("Set a budget of ₹8,000.00 a month for “Groceries”")
        assert not Budget.objects.exists()

    def test_sets_changes_and_puts_back(self, context, workspace):
        make_category(workspace, "Groceries")
        confirmed(context, "set a budget of 8k for groceries")
        tool, done = confirmed(context, "increase my groceries budget by 2k")
        assert Budget.objects.get().monthly_amount == Decimal(10_000)

        calling.take_back(tool, context, done.undo)
        assert Budget.objects.get().monthly_amount == Decimal(8_000)

    def test_refuses_to_undo_over_somebody_elses_change(self, context, workspace):
        make_category(workspace, "Groceries")
        tool, done = confirmed(context, "set a budget of 8k for groceries")
        Budget.objects.update(monthly_amount=Decimal(9_000))

        with pytest.raises(calling.CannotBeUndoneError):
            calling.take_back(tool, context, done.undo)
        assert Budget.objects.get().monthly_amount == Decimal(9_000)

    def test_has_no_budget_for_income(self, context, workspace):
        make_category(workspace, "Salary", kind="income")
        choice = planned(context, "set a budget of 8k for salary")
        with pytest.raises(Exception, match="Choose a category for spending"):
            calling.call(registry.get(choice.tool), context, choice.arguments)


class TestRenaming:
    def test_renames_and_puts_back(self, context, swiggy, workspace):
        tool, done = confirmed(context, "rename swiggy to Swiggy Food")
        assert Transaction.objects.filter(merchant__name="Swiggy Food").count() == 3

        calling.take_back(tool, context, done.undo)
        assert Transaction.objects.filter(merchant__name="Swiggy").count() == 3


class TestExpected:
    @pytest.mark.parametrize(
        "text",
        ["mark the truffles one as expected", "the truffles payment is fine", "truffles wala theek hai"],
    )
    def test_marks_the_one_that_was_named(self, context, workspace, text):
        finding = make_finding(workspace)
        name = finding.transaction.title.lower()
        tool, done = confirmed(context, text.replace("truffles", name))
        finding.refresh_from_db()
        assert (tool.name, finding.state) == ("mark_expected", Finding.State.EXPECTED)

        calling.take_back(tool, context, done.undo)
        finding.refresh_from_db()
        assert finding.state == Finding.State.OPEN

    def test_says_when_no_finding_is_about_it(self, context, workspace):
        make_merchant(workspace, "Netflix")
        _tool, answer = proposed(context, "mark the netflix one as expected")
        assert (answer.status, answer.proposals) == ("no_data", [])


class TestNobodyThere:
    @pytest.mark.parametrize(
        "text", ["put all my swiggy payments into Eating out", "set a budget of 8k for groceries"]
    )
    def test_is_not_planned_where_nobody_can_confirm(self, context, swiggy, text):
        alone = replace(context, may_propose=False)
        assert registry.get(planned(alone, text).tool).effect is registry.Effect.READ


class TestWhatChangedMeanwhile:
    def test_a_deleted_category_is_told_in_a_sentence(self, context, swiggy, workspace):
        tool, answer = proposed(context, "put all my swiggy payments into Eating out")
        Category.objects.get(name="Eating out").delete()

        with pytest.raises(calling.GoneError, match="Ask again"):
            calling.carry_out(tool, context, answer.proposals[0].arguments)

    def test_payments_that_are_all_gone_are_not_called_filed(self, context, swiggy):
        tool, answer = proposed(context, "put all my swiggy payments into Eating out")
        Transaction.objects.update(deleted_at=context.now)

        with pytest.raises(calling.GoneError):
            calling.carry_out(tool, context, answer.proposals[0].arguments)

    def test_payments_of_another_workspace_are_never_touched(self, context, swiggy, otto):
        theirs = make_transaction(otto.memberships.get().workspace, merchant="Swiggy")
        tool, answer = proposed(context, "put all my swiggy payments into Eating out")
        forged = answer.proposals[0].arguments | {"transactions": [str(theirs.pk)]}

        with pytest.raises(calling.GoneError):
            calling.carry_out(tool, context, forged)
        theirs.refresh_from_db()
        assert theirs.category is None or theirs.category.name != "Eating out"

    def test_a_finding_somebody_answered_differently_keeps_that_answer(self, context, workspace, maria):
        tool = registry.get("mark_expected")
        finding = make_finding(workspace)
        done = calling.carry_out(tool, context, {"findings": [str(finding.pk)]})
        give_feedback(finding=finding, verdict="not_me", actor=maria, now=context.now)

        with pytest.raises(calling.GoneError):
            calling.take_back(tool, context, done.undo)
        with pytest.raises(calling.GoneError):
            calling.carry_out(tool, context, {"findings": [str(finding.pk)]})
        finding.refresh_from_db()
        assert finding.state == Finding.State.NOT_ME
