"""What a person sees and decides before anything is booked."""

from datetime import date
from decimal import Decimal

import pytest

from tests.transactions.factories import make_account, make_category, make_merchant
from tests.transactions.importing import BANK, PLAIN, an_ofx, commit, statuses, undo, upload
from transactions.importers.columns import Layout
from transactions.models import Account, ImportBatch, ImportMapping, ToldBalance, Transaction
from transactions.services import imports
from transactions.services.imports import RowEdit

pytestmark = pytest.mark.django_db

TWO_ACCOUNTS = """!Account
NSavings
TBank
^
!Type:Bank
D21/10/2025
T-90.00
PCafe
^
!Account
NVisa
TCCard
^
!Type:CCard
D22/10/2025
T-60.00
PMetro
^
"""
SPLIT = """!Type:Bank
D21/10/2025
T-50.00
PMarket
LGroceries
SGroceries
$-20.00
SHousehold
$-30.00
^
"""
ODD = "When,Text,In,Out\n03/04/2025,CAFE,,90.00\n05/04/2025,SALARY,100.00,\n"


class TestAccounts:
    def test_each_account_of_a_file_gets_its_own(self, workspace):
        batch = upload(workspace, TWO_ACCOUNTS, "all.qif")
        assert [section["called"] for section in batch.reading["sections"]] == ["Savings", "Visa"]

        commit(batch)

        told = dict(Transaction.objects.values_list("account__name", "amount"))
        assert told == {"Savings": Decimal("-90.00"), "Visa": Decimal("-60.00")}
        assert Account.objects.get(name="Visa").kind == "card"

    def test_a_person_chooses_another_account_and_corrections_stay(self, workspace):
        cash = make_account(workspace, "Household")
        batch = upload(workspace, TWO_ACCOUNTS, "all.qif")
        line = batch.rows.first().line
        imports.edit_row(batch=batch, line=line, edit=RowEdit(amount=Decimal("-91.00")))

        imports.choose_accounts(batch=batch, chosen={0: cash})

        row = batch.rows.get(line=line)
        assert (row.account, row.fields["amount"], row.is_edited) == (cash, "-91.00", True)
        assert not Account.objects.filter(name="Savings").exists()

    def test_a_file_finds_its_account_by_the_key_it_taught(self, workspace):
        mine = make_account(workspace, "Everyday", currency="INR")
        commit(upload(workspace, an_ofx(("F1", "20251001", "-90.00", "CAFE")), "a.ofx", account=mine))

        again = upload(workspace, an_ofx(("F2", "20251003", "-20.00", "BAR")), "b.ofx")

        assert again.account == mine

    def test_undo_takes_the_new_account_and_what_was_taught_back(self, workspace):
        before = list(Account.objects.values_list("name", flat=True))

        undo(commit(upload(workspace, TWO_ACCOUNTS, "all.qif")))

        assert list(Account.objects.exclude(name="Cash").values_list("name", flat=True)) == before

    def test_accounts_told_with_the_upload_are_used(self, workspace):
        mine = make_account(workspace, "Everyday")

        batch = upload(workspace, TWO_ACCOUNTS, "all.qif", accounts={"Visa": mine})

        assert batch.reading["sections"][1]["account"] == str(mine.pk)

    def test_opening_and_closing_balances_are_told(self, workspace):
        batch = commit(
            upload(workspace, BANK + "01/10/2025,CAFE,,90.00,,910.00\n03/10/2025,BAR,,10.00,,900.00\n")
        )

        told = list(ToldBalance.objects.values_list("balance", flat=True))
        assert told == [Decimal("1000.00"), Decimal("900.00")]
        assert Account.objects.get(pk=batch.account_id).told_balance == Decimal("900.00")


class TestEditing:
    def test_a_correction_is_booked_and_locked(self, workspace):
        make_category(workspace, "Travel")
        batch = upload(workspace, PLAIN + "2025-10-01,Cafe,90,,,\n")
        edit = RowEdit(booked_on=date(2025, 10, 2), amount=Decimal("-95.50"), category="Travel")

        row = imports.edit_row(batch=batch, line=2, edit=edit)
        commit(batch)

        made = Transaction.objects.get()
        assert (row.is_edited, row.fields["filed"]) == (True, "Travel")
        assert (made.booked_on, made.amount, made.category.name) == (edit.booked_on, edit.amount, "Travel")
        assert (made.category_source, sorted(made.locked)) == ("user", ["amount", "booked_on", "category"])

    def test_a_row_with_a_problem_becomes_good(self, workspace):
        batch = upload(workspace, PLAIN + "2025-10-01,Cafe,much,,,\n2025-10-01,Bar,10,,,\n")
        assert statuses(batch) == ["error", "new"]

        row = imports.edit_row(batch=batch, line=2, edit=RowEdit(amount=Decimal("-90.00")))

        assert (row.status, row.is_included, row.problem) == ("new", True, "")

    def test_a_correction_that_makes_it_known_is_a_duplicate(self, workspace):
        commit(upload(workspace, PLAIN + "2025-10-01,Cafe,90,,,\n"))
        batch = upload(workspace, PLAIN + "2025-10-01,Cafe,91,,,\n")

        row = imports.edit_row(batch=batch, line=2, edit=RowEdit(amount=Decimal("-90.00")))

        assert (row.status, row.is_included) == ("duplicate", False)

    @pytest.mark.parametrize("edit", [RowEdit(amount=Decimal(0)), RowEdit(booked_on=date(2999, 1, 1))])
    def test_what_makes_no_payment_is_refused(self, workspace, edit):
        batch = upload(workspace, PLAIN + "2025-10-01,Cafe,90,,,\n")

        with pytest.raises(imports.RowChangeError):
            imports.edit_row(batch=batch, line=2, edit=edit)

        assert batch.rows.get().fields["amount"] == "-90.00"


class TestNaming:
    def test_rows_show_the_merchant_and_category_they_will_get(self, workspace):
        food = make_category(workspace)
        make_merchant(workspace, "Blue Cafe", category=food)

        batch = upload(workspace, PLAIN + "2025-10-01,BLUE CAFE,90,,,\n")
        commit(batch)

        made = Transaction.objects.get()
        fields = batch.rows.get().fields
        assert (fields["named"], fields["filed"], fields["filed_by"]) == ("Blue Cafe", food.name, "history")
        assert (made.merchant.name, made.category) == ("Blue Cafe", food)

    def test_split_payments_become_parts(self, workspace):
        commit(upload(workspace, SPLIT, "a.qif"))

        whole = Transaction.objects.get(split_of=None)
        parts = Transaction.objects.filter(split_of=whole).order_by("amount")
        assert [(p.amount, p.category.name) for p in parts] == [
            (Decimal("-30.00"), "Household"),
            (Decimal("-20.00"), "Groceries"),
        ]


class TestReview:
    def test_nothing_is_ticked_until_the_person_says_so(self, workspace, monkeypatch):
        from dataclasses import replace

        from transactions.services.importing import preview

        read = preview.read_statement
        sentence = "The balances do not add up."
        monkeypatch.setattr(
            preview, "read_statement", lambda *told: replace(read(*told), needs_review=sentence)
        )
        batch = upload(workspace, PLAIN + "2025-10-01,Cafe,90,,,\n")
        assert not batch.rows.filter(is_included=True).exists()

        assert imports.accept_review(batch=batch) == 1
        assert commit(batch).created_count == 1


class TestRemembering:
    def choose(self, batch: ImportBatch) -> ImportBatch:
        columns = {"date": 0, "description": 1, "debit": 3, "credit": 2}
        return imports.change_layout(
            batch=batch, account=batch.account, chosen=columns, date_order="mdy", sign="positive_is_out"
        )

    def test_the_next_file_is_read_as_the_last(self, workspace):
        commit(self.choose(upload(workspace, ODD, "a.csv")))

        batch = upload(workspace, ODD.replace("03/04", "06/04"), "b.csv")

        assert batch.reading["is_remembered"] is True
        assert batch.rows.first().fields["booked_on"] == "2025-06-04"
        assert batch.account == Transaction.objects.first().account

    def test_a_preview_that_is_discarded_teaches_nothing(self, workspace):
        imports.discard(batch=self.choose(upload(workspace, ODD, "a.csv")), actor=None)

        assert not ImportMapping.objects.exists()

    def test_it_can_be_forgotten(self, workspace):
        commit(self.choose(upload(workspace, ODD, "a.csv")))
        batch = upload(workspace, ODD.replace("03/04", "06/04"), "b.csv")

        forgotten = imports.forget_mapping(batch=batch)

        assert not ImportMapping.objects.exists()
        assert forgotten.reading["is_remembered"] is False
        assert Layout.from_dict(forgotten.layout).date_order == "dmy"

    def test_other_workspaces_learn_nothing(self, workspace, otto):
        commit(self.choose(upload(workspace, ODD, "a.csv")))

        theirs = upload(otto.workspaces.get(), ODD, "b.csv")

        assert not theirs.reading.get("is_remembered")


def test_a_file_of_too_many_rows_says_what_to_do(workspace, monkeypatch):
    from transactions.services.importing import preview

    monkeypatch.setattr(preview, "MAX_ROWS", 1)
    batch = upload(workspace, PLAIN + "2025-10-01,Cafe,90,,,\n2025-10-02,Bar,10,,,\n")

    assert batch.state == ImportBatch.State.FAILED
    assert "Export a shorter period" in batch.problem
