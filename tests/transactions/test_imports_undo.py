"""Taking an import back: exactly, except what was touched since."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.utils import timezone

from tests.transactions.factories import make_account, make_transaction
from tests.transactions.importing import BANK, PLAIN, commit, statuses, undo, upload, whole_state
from transactions.models import ImportBatch, Transaction
from transactions.services import catalog, imports

pytestmark = pytest.mark.django_db

CSV = BANK + "01/10/2025,CAFE,,90.00,,910.00\n03/10/2025,BAR,,10.00,,900.00\n04/10/2025,INN,,5.00,,895.00\n"


def test_everything_is_as_it_was(workspace):
    catalog.ensure_catalog(workspace)
    bank = make_account(
        workspace, "Bank", told_balance=Decimal(3), told_balance_at=timezone.now().replace(year=2024)
    )
    make_transaction(
        workspace,
        account=bank,
        amount=Decimal("-90.00"),
        booked_on=date(2025, 10, 2),
        merchant="Cafe",
        origin="sms",
    )
    before = whole_state(workspace)

    batch = commit(upload(workspace, CSV, account=bank))
    assert whole_state(workspace) != before
    undo(batch)

    assert whole_state(workspace) == before


def test_redoing_gives_the_same_ledger(workspace, django_capture_on_commit_callbacks):
    batch = commit(upload(workspace, CSV))
    ledger = sorted(Transaction.objects.values_list("booked_on", "amount", "description", "account__name"))
    undo(batch)

    with django_capture_on_commit_callbacks(execute=True):
        again = imports.import_again(batch=batch, actor=None)
    again.refresh_from_db()

    assert statuses(again) == ["new"] * 3
    commit(again)
    redone = sorted(Transaction.objects.values_list("booked_on", "amount", "description", "account__name"))
    assert redone == ledger


def test_edited_reconciled_and_told_rows_stay_and_are_counted(workspace):
    batch = commit(upload(workspace, CSV))
    commit(upload(workspace, BANK + "04/10/2025,INN,,5.00,,895.00\n05/10/2025,SPA,,6.00,,889.00\n", "b.csv"))
    rows = Transaction.objects
    rows.filter(description="CAFE").update(edited_at=timezone.now())
    rows.filter(description="BAR").update(reconciled_at=timezone.now())

    undone = undo(batch)

    assert undone.outcome["undo"] == {"removed": 0, "edited": 1, "reconciled": 1, "told": 1, "kept": 3}
    assert batch.rows.filter(transaction__isnull=False).count() == 3


def test_a_row_left_to_another_import_goes_with_it(workspace):
    first = commit(upload(workspace, CSV))
    second = commit(
        upload(workspace, BANK + "04/10/2025,INN,,5.00,,895.00\n05/10/2025,SPA,,6.00,,889.00\n", "b.csv")
    )

    undo(first)
    undo(second)

    assert not Transaction.objects.exists()


def test_a_kept_row_is_not_booked_again(workspace):
    batch = commit(upload(workspace, CSV))
    Transaction.objects.filter(description="CAFE").update(edited_at=timezone.now(), amount=Decimal("-92.00"))
    undo(batch)

    assert statuses(upload(workspace, CSV, "b.csv")) == ["duplicate", "new", "new"]


def test_it_cannot_be_undone_twice(workspace):
    batch = commit(upload(workspace, PLAIN + "2025-10-01,Cafe,90,,,\n"))
    undo(batch)

    with pytest.raises(imports.ImportStateError):
        undo(batch)


class TestFailures:
    """All or nothing: wherever recording fails, nothing of it stays."""

    @pytest.mark.parametrize(
        "table",
        [
            "transactions_transaction",
            "transactions_evidence",
            "transactions_toldbalance",
            "transactions_account",
        ],
    )
    def test_a_failure_at_any_table_leaves_nothing(self, workspace, table):
        batch = upload(workspace, CSV)
        catalog.ensure_catalog(workspace)
        before = whole_state(workspace)
        ImportBatch.objects.update(state="committing")
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE FUNCTION pg_temp.refuse() RETURNS trigger LANGUAGE plpgsql"
                " AS $$ BEGIN RAISE EXCEPTION 'full'; END $$"
            )
            cursor.execute(
                f"CREATE TRIGGER refuse BEFORE INSERT ON {table}"
                " FOR EACH ROW EXECUTE FUNCTION pg_temp.refuse()"
            )

        with pytest.raises(Exception, match="full"):
            imports.run_commit(batch_id=str(batch.pk))

        with connection.cursor() as cursor:
            cursor.execute(f"DROP TRIGGER refuse ON {table}")
        assert whole_state(workspace) == before
        imports.run_commit(batch_id=str(batch.pk))
        assert Transaction.objects.count() == 3
