"""Recording, changing, deleting and putting back."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from lumen.audit.models import AuditEvent, OutboxEvent
from tests.transactions import factories
from transactions import selectors
from transactions.models import Account, Category, Change, ExchangeRate, Merchant, Transaction
from transactions.selectors import LedgerFilters
from transactions.services import budgets, catalog, changes, ledger, merchants, upkeep

pytestmark = pytest.mark.django_db


def actions():
    return list(OutboxEvent.objects.values_list("action", flat=True)) + list(
        AuditEvent.objects.values_list("action", flat=True)
    )


class TestRecordTransactions:
    def test_keeps_the_line_of_the_bank_and_names_the_merchant(self, workspace):
        row = factories.make_transaction(
            workspace, merchant="", kind="", description="UPI/SWIGGY/PAYMENT", origin="csv"
        )

        assert row.description == "UPI/SWIGGY/PAYMENT"
        assert row.merchant.name == "Swiggy"
        assert (row.kind, row.category.name, row.category_source) == ("expense", "Food & Dining", "keyword")
        assert row.base_amount == Decimal("-450.00")

    def test_writes_one_audit_event_for_the_whole_batch(self, workspace):
        factories.make_transactions(workspace, 3)

        assert actions().count("transaction.recorded") == 1

    def test_finds_the_merchant_again_under_another_spelling(self, workspace):
        first = factories.make_transaction(workspace, merchant="Namma Metro")
        again = factories.make_transaction(
            workspace, merchant="", description="UPI/NAMMAMETRO/PAYMENT", origin="sms"
        )

        assert again.merchant == first.merchant

    def test_keeps_two_equal_coffees_of_one_day(self, workspace):
        factories.make_transaction(workspace, amount=Decimal("-90.00"))
        factories.make_transaction(workspace, amount=Decimal("-90.00"))

        keys = set(Transaction.objects.in_workspace(workspace).values_list("fingerprint", flat=True))
        assert len(keys) == 2

    def test_prefers_the_users_rule_to_habit_and_keywords(self, workspace):
        catalog.ensure_catalog(workspace)
        factories.make_rule(
            workspace, contains="swiggy", category=factories.make_category(workspace, "Travel")
        )
        row = factories.make_transaction(workspace, merchant="Swiggy")

        assert (row.category.name, row.category_source) == ("Travel", "rule")

    def test_prefers_the_users_habit_to_keywords(self, workspace):
        factories.make_merchant(workspace, "Swiggy", category=factories.make_category(workspace, "Groceries"))
        row = factories.make_transaction(workspace, merchant="Swiggy")

        assert (row.category.name, row.category_source) == ("Groceries", "history")

    def test_leaves_the_category_open_when_nobody_knows(self, workspace):
        row = factories.make_transaction(workspace, merchant="Zxqv Trading")

        assert row.category is None
        assert row.category_source == ""

    def test_converts_at_the_last_known_rate(self, workspace):
        ExchangeRate.objects.create(
            workspace=workspace, currency="USD", base="INR", on=date(2024, 11, 1), rate="84.5", source="test"
        )
        row = factories.make_transaction(workspace, amount=Decimal(-10), currency="USD")

        assert row.base_amount == Decimal("-845.00")

    def test_leaves_the_base_amount_open_without_a_rate_of_the_last_month(self, workspace):
        ExchangeRate.objects.create(
            workspace=workspace, currency="USD", base="INR", on=date(2024, 9, 1), rate="84.5", source="test"
        )
        row = factories.make_transaction(workspace, amount=Decimal(-10), currency="USD")

        assert row.base_amount is None

    def test_learns_the_rate_that_a_form_states(self, workspace):
        factories.make_transaction(workspace, amount=Decimal(-10), currency="EUR", base_amount=Decimal(-900))

        assert ExchangeRate.objects.get().rate == Decimal(90)

    def test_needs_as_many_queries_for_23_rows_as_for_3(
        self, workspace, django_assert_max_num_queries, django_assert_num_queries
    ):
        factories.make_transactions(workspace, 1)
        with django_assert_max_num_queries(40) as few:
            factories.make_transactions(workspace, 3, note="a")
        with django_assert_num_queries(len(few)):
            factories.make_transactions(workspace, 23, note="b")

    def test_refuses_an_expense_with_money_in_and_saves_nothing(self, workspace):
        from django.db import IntegrityError, transaction

        with pytest.raises(IntegrityError), transaction.atomic():
            factories.make_transactions(workspace, 2, amount=Decimal(5))

        assert not Transaction.objects.exists()


class TestContentKeys:
    def test_are_the_same_for_the_same_file(self, workspace):
        drafts = [factories.a_draft(workspace), factories.a_draft(workspace)]

        first, again = ledger.content_keys(workspace, drafts), ledger.content_keys(workspace, drafts)

        assert first == again
        assert len(set(first)) == 2

    def test_differ_by_account_day_amount_and_text(self, workspace):
        other = factories.make_account(workspace, "Other")
        drafts = [
            factories.a_draft(workspace),
            factories.a_draft(workspace, account=other),
            factories.a_draft(workspace, booked_on=date(2024, 11, 14)),
            factories.a_draft(workspace, amount=Decimal("-450.01")),
            factories.a_draft(workspace, description="TRUFFLES BLR"),
        ]

        assert len(set(ledger.content_keys(workspace, drafts))) == 5


class TestEnsureCatalog:
    def test_gives_categories_in_groups_and_a_cash_account_once(self, workspace):
        catalog.ensure_catalog(workspace)
        catalog.ensure_catalog(workspace)

        assert Category.objects.get(workspace=workspace, name="Fuel").parent.name == "Transport"
        assert Account.objects.get(workspace=workspace).kind == "cash"
        assert not Category.objects.filter(workspace=workspace, name="Wages").exists()

    def test_gives_a_business_its_own_group(self, otto):
        from tests.factories import make_workspace

        shop = make_workspace(owner=otto, kind="business")
        catalog.ensure_catalog(shop)

        assert Category.objects.get(workspace=shop, name="Wages").parent.name == "Business"


class TestEditTransaction:
    def edit(self, workspace, maria, row, **values):
        merchant = values.pop("merchant", None)
        return changes.edit_transaction(
            workspace=workspace,
            actor=maria,
            row=row,
            edit=changes.Edit(values=values, merchant=merchant),
            now=timezone.now(),
        )

    def test_teaches_the_habit_of_the_merchant(self, workspace, maria):
        row = factories.make_transaction(workspace, merchant="Swiggy")
        groceries = factories.make_category(workspace, "Groceries")
        self.edit(workspace, maria, row, category=groceries)
        later = factories.make_transaction(workspace, merchant="Swiggy")

        assert Transaction.objects.get(pk=row.pk).category_source == "user"
        assert (later.category, later.category_source) == (groceries, "history")

    def test_marks_the_row_as_edited_by_hand(self, workspace, maria):
        row = self.edit(workspace, maria, factories.make_transaction(workspace), note="with Asha")

        assert row.edited_at is not None
        assert "transaction.edited" in actions()

    def test_refuses_a_category_of_another_kind_and_saves_nothing(self, workspace, maria):
        row = factories.make_transaction(workspace, merchant="Swiggy")
        salary = Category.objects.get(name="Salary")

        with pytest.raises(changes.MisfitCategoryError):
            self.edit(workspace, maria, row, category=salary, note="x")

        assert Transaction.objects.get(pk=row.pk).note == ""

    def test_refuses_income_with_money_out(self, workspace, maria):
        row = factories.make_transaction(workspace, merchant="Zxqv")

        with pytest.raises(changes.MisfitSignError):
            self.edit(workspace, maria, row, kind="income")


class TestBulkChanges:
    def change(self, workspace, maria, do, **extra):
        rows = Transaction.objects.in_workspace(workspace).live()
        return do(workspace=workspace, actor=maria, rows=rows, now=timezone.now(), **extra)

    def test_set_a_category_on_rows_it_fits_and_put_it_back(self, workspace, maria):
        lunch = factories.make_transaction(workspace, merchant="Swiggy")
        factories.make_transaction(workspace, merchant="Acme", kind="income", amount=Decimal(9))
        travel = factories.make_category(workspace, "Travel")

        change = self.change(workspace, maria, changes.set_category, category=travel)
        assert change.count == 1
        assert Transaction.objects.get(pk=lunch.pk).category == travel

        changes.undo(workspace=workspace, actor=maria, change=change, now=timezone.now())
        lunch.refresh_from_db()
        assert (lunch.category.name, lunch.category_source) == ("Food & Dining", "keyword")

    def test_add_a_tag_once_and_take_it_off_again(self, workspace, maria):
        tagged = factories.make_transaction(workspace, tags=("goa",))
        fresh = factories.make_transaction(workspace)

        change = self.change(workspace, maria, changes.add_tag, tag="#Goa")
        assert change.count == 1
        assert Transaction.objects.get(pk=fresh.pk).tags == ["goa"]

        changes.undo(workspace=workspace, actor=maria, change=change, now=timezone.now())
        assert Transaction.objects.get(pk=fresh.pk).tags == []
        assert Transaction.objects.get(pk=tagged.pk).tags == ["goa"]

    def test_delete_leaves_tombstones_that_can_come_back(self, workspace, maria):
        factories.make_transactions(workspace, 3)

        change = self.change(workspace, maria, changes.delete_transactions)
        assert not Transaction.objects.live().exists()
        assert Transaction.objects.count() == 3

        assert changes.undo(workspace=workspace, actor=maria, change=change, now=timezone.now()) == 3
        assert Transaction.objects.live().count() == 3

    def test_cannot_be_undone_twice_or_late(self, workspace, maria):
        factories.make_transaction(workspace)
        change = self.change(workspace, maria, changes.delete_transactions)

        with pytest.raises(changes.TooLateToUndoError):
            changes.undo(
                workspace=workspace, actor=maria, change=change, now=timezone.now() + timedelta(minutes=11)
            )
        assert Change.objects.get().undone_at is None
        assert not Transaction.objects.live().exists()


class TestMerchants:
    def test_keep_the_old_spelling_after_a_rename(self, workspace, maria):
        row = factories.make_transaction(
            workspace, merchant="", description="UPI/SHREE SAI/PAY", origin="csv"
        )
        merchants.rename_merchant(workspace=workspace, actor=maria, merchant=row.merchant, name="Corner shop")
        again = factories.make_transaction(
            workspace, merchant="", description="UPI/SHREE SAI/PAY", origin="csv"
        )

        assert again.merchant.name == "Corner shop"

    def test_become_one_by_merging(self, workspace, maria):
        a = factories.make_transaction(workspace, merchant="Sai Stores")
        b = factories.make_transaction(workspace, merchant="Shree Sai")
        change = merchants.merge_merchants(
            workspace=workspace, actor=maria, merchant=b.merchant, into=a.merchant
        )
        again = factories.make_transaction(workspace, merchant="Shree Sai")

        assert change.count == 1
        assert again.merchant == a.merchant
        assert Merchant.objects.in_workspace(workspace).count() == 1

    def test_refuse_a_name_that_is_taken(self, workspace, maria):
        a = factories.make_merchant(workspace, "One")
        factories.make_merchant(workspace, "Two")

        with pytest.raises(upkeep.NameTakenError):
            merchants.rename_merchant(workspace=workspace, actor=maria, merchant=a, name="two")
        assert Merchant.objects.get(pk=a.pk).name == "One"


class TestCategories:
    def test_merge_moves_rows_and_adds_budgets_up(self, workspace, maria):
        row = factories.make_transaction(workspace, category="Snacks")
        food = factories.make_category(workspace)
        for category, amount in ((row.category, 100), (food, 200)):
            budgets.set_budget(
                workspace=workspace, actor=maria, category=category, monthly_amount=Decimal(amount)
            )
        upkeep.merge_categories(workspace=workspace, actor=maria, category=row.category, into=food)

        assert Transaction.objects.get().category == food
        assert food.budgets.get().monthly_amount == 300

    def test_refuse_to_merge_spending_into_income(self, workspace, maria):
        catalog.ensure_catalog(workspace)
        fuel, salary = (Category.objects.get(name=name) for name in ("Fuel", "Salary"))

        with pytest.raises(upkeep.CannotMergeError):
            upkeep.merge_categories(workspace=workspace, actor=maria, category=fuel, into=salary)
        assert Category.objects.filter(name="Fuel").exists()

    def test_have_two_levels(self, workspace, maria):
        catalog.ensure_catalog(workspace)
        fuel = Category.objects.get(name="Fuel")

        with pytest.raises(upkeep.CannotMergeError):
            upkeep.save_category(
                workspace=workspace, actor=maria, category=None, name="Diesel", kind="expense", parent=fuel
            )


class TestTotals:
    def test_take_refunds_off_and_leave_transfers_out(self, workspace):
        factories.make_transaction(workspace, amount=Decimal(-100))
        factories.make_transaction(workspace, kind="refund", amount=Decimal(30))
        factories.make_transaction(workspace, kind="income", amount=Decimal(500))
        factories.make_transaction(workspace, kind="transfer", amount=Decimal(-70))
        factories.make_transaction(workspace, amount=Decimal(-1), currency="USD")

        found = selectors.totals(selectors.transactions(workspace, LedgerFilters()))

        assert (found.count, found.spent, found.received, found.without_rate) == (5, 70, 500, 1)


class TestFilters:
    @pytest.fixture
    def rows(self, workspace):
        made = {
            "lunch": {"merchant": "Swiggy", "amount": Decimal(-450), "note": "with Asha"},
            "fuel": {"merchant": "Indian Oil", "amount": Decimal(-2000), "booked_on": date(2024, 10, 1)},
            "pay": {"merchant": "Acme", "kind": "income", "amount": Decimal(50000), "tags": ("work",)},
        }
        return {name: factories.make_transaction(workspace, **facts) for name, facts in made.items()}

    @pytest.mark.parametrize(
        ("filters", "names"),
        [
            ({"q": "swig"}, {"lunch"}),
            ({"q": "asha"}, {"lunch"}),
            ({"q": "2,000"}, {"fuel"}),
            ({"q": "#work"}, {"pay"}),
            ({"start": date(2024, 11, 1)}, {"lunch", "pay"}),
            ({"end": date(2024, 10, 1)}, {"fuel"}),
            ({"categories": ("Fuel",)}, {"fuel"}),
            ({"categories": ("none",)}, {"pay"}),
            ({"merchants": ("swiggy", "acme")}, {"lunch", "pay"}),
            ({"low": Decimal(1000)}, {"fuel", "pay"}),
            ({"high": Decimal(1000)}, {"lunch"}),
            ({"direction": "in"}, {"pay"}),
            ({"kind": "expense"}, {"lunch", "fuel"}),
            ({"tag": "work"}, {"pay"}),
            ({"source": "sms"}, set()),
            ({"currency": "USD"}, set()),
            ({"flagged": True}, set()),
            ({"flagged": False}, {"lunch", "fuel", "pay"}),
        ],
    )
    def test_keep_the_rows_that_fit(self, workspace, rows, filters, names):
        found = selectors.transactions(workspace, LedgerFilters(**filters))

        assert {row.pk for row in found} == {rows[name].pk for name in names}


class TestAccountBalances:
    def test_add_the_ledger_to_the_opening_balance(self, workspace):
        account = factories.make_account(workspace, "Bank", opening_balance=Decimal(1000))
        factories.make_transaction(workspace, account=account, amount=Decimal(-300))
        factories.make_transaction(workspace, account=account, kind="transfer", amount=Decimal(50))

        found = selectors.account_balances(workspace).get(pk=account.pk)

        assert (found.balance, found.row_count) == (Decimal("750.00"), 2)
