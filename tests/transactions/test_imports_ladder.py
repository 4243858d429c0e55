"""Is a line in the ledger already? Ids, then content, then likeness."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from tests.transactions.factories import make_account, make_transaction
from tests.transactions.importing import BANK, PLAIN, amounts, an_ofx, commit, statuses, upload
from transactions.models import Evidence, Transaction
from transactions.services import imports

pytestmark = pytest.mark.django_db

DAY = date(2025, 10, 1)


@pytest.fixture
def bank(workspace):
    return make_account(workspace, "Bank", last4="4417")


def a_message(workspace, account, **changes) -> Transaction:
    """A payment that a bank message told."""
    facts = {
        "account": account, "booked_on": DAY, "amount": Decimal("-450.00"), "merchant": "Swiggy",
        "description": "UPI to SWIGGY", "kind": "", "origin": "sms",
    }  # fmt: skip
    return make_transaction(workspace, **{**facts, **changes})


class TestIds:
    def test_the_banks_id_names_a_payment_whatever_its_words(self, workspace):
        commit(upload(workspace, an_ofx(("F1", "20251001", "-90.00", "CAFE")), "a.ofx"))

        again = upload(workspace, an_ofx(("F1", "20251002", "-90.00", "CAFE COFFEE DAY")), "b.ofx")

        assert statuses(again) == ["duplicate"]
        assert again.rows.get().fields["known_by"] == "id"

    def test_other_ids_are_other_payments(self, workspace):
        commit(upload(workspace, an_ofx(("F1", "20251001", "-90.00", "CAFE")), "a.ofx"))

        commit(upload(workspace, an_ofx(("F2", "20251001", "-90.00", "CAFE")), "b.ofx"))

        assert amounts(workspace) == [Decimal("-90.00")] * 2

    def test_the_same_id_with_another_amount_is_looked_at(self, workspace):
        commit(upload(workspace, an_ofx(("F1", "20251001", "-90.00", "CAFE")), "a.ofx"))

        assert statuses(upload(workspace, an_ofx(("F1", "20251001", "-99.00", "CAFE")), "b.ofx")) == [
            "suspicious"
        ]

    def test_the_same_id_in_another_account_is_another_payment(self, workspace):
        commit(upload(workspace, an_ofx(("F1", "20251001", "-90.00", "CAFE")), "a.ofx"))

        other = an_ofx(("F1", "20251001", "-90.00", "CAFE"), account="999900001111")
        assert statuses(upload(workspace, other, "b.ofx")) == ["new"]

    def test_an_id_that_a_file_gives_twice_names_nothing(self, workspace):
        twice = an_ofx(("0", "20251001", "-90.00", "CAFE"), ("0", "20251001", "-90.00", "CAFE"))

        commit(upload(workspace, twice, "a.ofx"))

        assert len(amounts(workspace)) == 2
        assert statuses(upload(workspace, twice, "b.ofx")) == ["duplicate"] * 2


class TestContent:
    def test_two_equal_coffees_then_three_add_one(self, workspace):
        coffee = "2025-10-01,Cafe,90,,,\n"
        commit(upload(workspace, PLAIN + coffee * 2))

        third = upload(workspace, PLAIN + coffee * 3)

        assert sorted(statuses(third)) == ["duplicate", "duplicate", "new"]

    def test_equal_payments_with_other_balances_are_two(self, workspace):
        commit(upload(workspace, BANK + '01/10/2025,CAFE,,"90.00",,910.00\n'))

        assert statuses(upload(workspace, BANK + '01/10/2025,CAFE,,"90.00",,820.00\n')) == ["new"]

    def test_a_file_of_another_make_tells_the_same_payments(self, workspace, bank):
        told = "Date,Description,Amount\n2025-10-01,UPI-SWIGGY BANGALORE,450.00\n2025-10-02,METRO,60.00\n"
        commit(upload(workspace, told, account=bank))

        ofx = an_ofx(("F1", "20251001", "-450.00", "SWIGGY"), ("F2", "20251002", "-60.00", "METRO CARD"))
        again = upload(workspace, ofx, "b.ofx", account=bank)

        assert statuses(again) == ["duplicate", "duplicate"]

    def test_lines_of_one_file_are_never_each_other(self, workspace):
        days = "".join(f"2025-10-0{n},Metro card,60,,,\n" for n in (1, 2, 3))

        assert statuses(upload(workspace, PLAIN + days)) == ["new"] * 3


class TestLikeness:
    def test_a_payment_a_message_told_is_confirmed(self, workspace, bank):
        told = a_message(workspace, bank)

        batch = upload(
            workspace, BANK + '02/10/2025,UPI-SWIGGY-529,529510012345,"450.00",,100.00\n', account=bank
        )
        commit(batch)

        told.refresh_from_db()
        assert statuses(batch) == ["duplicate"]
        assert Transaction.objects.count() == 1
        assert (told.booked_on, told.reference) == (date(2025, 10, 2), "529510012345")
        assert Evidence.objects.get().import_row == batch.rows.get()

    def test_a_message_of_another_payee_that_day_is_asked_about(self, workspace, bank):
        a_message(workspace, bank, merchant="QRX Traders", description="QRX TRADERS")

        row = upload(workspace, BANK + '01/10/2025,BLUE CAFE,,"450.00",,100.00\n', account=bank).rows.get()

        assert (row.status, row.is_included) == ("suspicious", False)

    @pytest.mark.parametrize(
        "change", [{"amount": Decimal("450.00"), "kind": "refund"}, {"booked_on": DAY - timedelta(4)}]
    )
    def test_other_directions_and_far_days_never_meet(self, workspace, bank, change):
        a_message(workspace, bank, **change)

        assert statuses(upload(workspace, BANK + '01/10/2025,SWIGGY,,"450.00",,100.00\n', account=bank)) == [
            "new"
        ]

    def test_the_nearer_day_goes_first(self, workspace, bank):
        far = a_message(workspace, bank, booked_on=DAY - timedelta(days=1))
        near = a_message(workspace, bank)

        batch = upload(workspace, BANK + '01/10/2025,SWIGGY,,"450.00",,100.00\n', account=bank)

        assert batch.rows.get().transaction == near != far

    def test_edited_and_reconciled_rows_keep_what_they_say(self, workspace, bank):
        told = a_message(workspace, bank)
        Transaction.objects.update(reconciled_at=timezone.now())

        commit(upload(workspace, BANK + '02/10/2025,SWIGGY,,"450.00",,100.00\n', account=bank))

        told.refresh_from_db()
        assert told.booked_on == DAY
        assert Transaction.objects.count() == 1

    def test_a_message_that_named_no_account_moves_to_the_files(self, workspace, bank):
        guessed = make_account(workspace, "Main account")
        told = a_message(workspace, guessed)

        batch = commit(upload(workspace, BANK + '01/10/2025,SWIGGY,,"450.00",,100.00\n', account=bank))

        told.refresh_from_db()
        assert (statuses(batch), told.account) == (["duplicate"], bank)
        imports.undo_import(batch=batch, actor=None)
        told.refresh_from_db()
        assert told.account == guessed

    def test_a_payment_of_another_known_account_stays_there(self, workspace, bank):
        a_message(workspace, make_account(workspace, "Other", last4="9999"))

        assert statuses(upload(workspace, BANK + '01/10/2025,SWIGGY,,"450.00",,100.00\n', account=bank)) == [
            "new"
        ]

    def test_same_payment_and_another_payment_are_remembered(self, workspace, bank):
        told = a_message(workspace, bank, merchant="QRX Traders", description="QRX TRADERS")
        batch = upload(workspace, BANK + '01/10/2025,BLUE CAFE,,"450.00",,100.00\n', account=bank)
        line = batch.rows.get().line

        same = imports.decide(batch=batch, line=line, is_same=True)
        assert (same.status, same.transaction) == ("duplicate", told)
        another = imports.decide(batch=batch, line=line, is_same=False)
        assert (another.status, another.is_included) == ("new", True)

        commit(batch)
        assert len(amounts(workspace)) == 2


class TestTombstones:
    def test_a_deleted_row_is_brought_back_with_one_tick(self, workspace, bank):
        csv = BANK + '01/10/2025,CAFE,,"90.00",,910.00\n'
        commit(upload(workspace, csv, account=bank))
        deleted = Transaction.objects.get()
        Transaction.objects.update(deleted_at=timezone.now())

        again = upload(workspace, csv + '02/10/2025,BAR,,"10.00",,900.00\n', account=bank)
        assert statuses(again) == ["previously_deleted", "new"]
        imports.set_included(batch=again, lines=[2], status="", included=True)
        commit(again)

        deleted.refresh_from_db()
        assert deleted.deleted_at is None
        assert Transaction.objects.count() == 2

        imports.undo_import(batch=again, actor=None)
        deleted.refresh_from_db()
        assert deleted.deleted_at is not None
        assert Transaction.objects.count() == 1


class TestSameFile:
    def test_nothing_is_ticked(self, workspace, bank):
        csv = BANK + '01/10/2025,CAFE,,"90.00",,910.00\n02/10/2025,BAR,,"10.00",,900.00\n'
        first = upload(workspace, csv, account=bank)
        imports.set_included(batch=first, lines=[3], status="", included=False)
        commit(first)

        again = upload(workspace, csv, account=bank)

        assert statuses(again) == ["duplicate", "new"]
        assert not again.rows.filter(is_included=True).exists()
        assert imports.earlier_import(again) == first
