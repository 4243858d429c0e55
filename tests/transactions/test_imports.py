"""Statement files on their way into the ledger."""

from decimal import Decimal
from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from accounts.models import Workspace
from lumen.audit.models import OutboxEvent
from transactions.importers.text import UnreadableFileError
from transactions.models import Account, Evidence, ImportBatch, ImportRow, Transaction
from transactions.services import imports
from transactions.services.catalog import account_named

pytestmark = pytest.mark.django_db

SAMPLE = Path(__file__).parent.parent / "samples" / "statement.csv"
SEED = "Date,Merchant,Amount,Category,Payment Method,Notes\n"


@pytest.fixture
def upload(workspace, maria, django_capture_on_commit_callbacks):
    """Upload a file and have it read, as the worker would."""

    def run(content: str | bytes, name: str = "statement.csv", account: Account | None = None) -> ImportBatch:
        raw = content.encode() if isinstance(content, str) else content
        with django_capture_on_commit_callbacks(execute=True):
            batch = imports.start_import(
                workspace=workspace, actor=maria, file=ContentFile(raw, name=name), account=account
            )
        batch.refresh_from_db()
        return batch

    return run


@pytest.fixture
def commit(maria, django_capture_on_commit_callbacks):
    def run(batch: ImportBatch) -> ImportBatch:
        with django_capture_on_commit_callbacks(execute=True):
            imports.start_commit(batch=batch, actor=maria)
        batch.refresh_from_db()
        return batch

    return run


def ledger_of(workspace: Workspace) -> list[tuple[str, str, Decimal, str]]:
    return sorted(
        Transaction.objects.in_workspace(workspace).values_list(
            "account__name", "description", "amount", "kind"
        )
    )


class TestPreview:
    def test_shows_every_row_of_a_bank_statement_and_no_footer(self, upload):
        batch = upload(SAMPLE.read_bytes())

        assert batch.state == ImportBatch.State.PREVIEW
        assert batch.layout["last4"] == "4417"
        assert batch.rows.count() == 39
        assert set(batch.rows.values_list("status", flat=True)) == {"new"}
        assert not Transaction.objects.exists()

    def test_marks_each_wrong_line_with_a_sentence(self, upload):
        batch = upload(
            SEED
            + "2025-10-01,Swiggy,450,Food,UPI,\nsoon,Zepto,20,Food,UPI,\n"
            + "2025-10-03,Uber,abc,,,\n2999-01-01,Ola,5,,,\n"
            + "0025-10-04,Ola,5,,,\n"
        )

        problems = dict(batch.rows.filter(status="error").values_list("line", "problem"))
        assert problems == {
            3: "“soon” is not a date that can be read.",
            4: "“abc” is not an amount.",
            5: "This date is in the future. Correct the file or leave the line out.",
            6: "“0025-10-04” is not a date that can be read.",
        }

    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            (b"%PDF-1.7 ...", "This PDF is damaged"),
            (b"\x00\x01\x02\x03" * 40, "This is not a text file"),
            (b"Date,Merchant,Amount\n", "no payments below them"),
            (b"just a letter to my bank\nwith two lines", "No columns were found"),
            (b"a,b\nx,y\n", "No column with a date"),
        ],
    )
    def test_says_what_to_do_about_a_file_that_is_no_statement(self, upload, content, sentence):
        batch = upload(content)

        assert batch.state == ImportBatch.State.FAILED
        assert sentence in batch.problem
        assert not ImportRow.objects.exists()

    def test_refuses_an_empty_and_a_too_large_file_and_keeps_nothing(self, upload, settings):
        settings.IMPORT_MAX_BYTES = 100
        with pytest.raises(UnreadableFileError, match="empty"):
            upload(b"")
        with pytest.raises(imports.FileTooLargeError, match="shorter period"):
            upload(b"x" * 101)

        assert not ImportBatch.objects.exists()


class TestCommit:
    def test_records_every_row_once_with_its_evidence(self, workspace, upload, commit):
        batch = commit(upload(SAMPLE.read_bytes()))

        assert batch.state == ImportBatch.State.COMMITTED
        assert batch.created_count == 39
        assert Transaction.objects.in_workspace(workspace).count() == 39
        assert Evidence.objects.filter(import_row__batch=batch).count() == 39
        salary = Transaction.objects.get(amount=Decimal("92000.00"))
        assert salary.kind == "income"
        assert salary.account.name == "HDFC ••4417"
        assert salary.account.told_balance == Decimal("35985.80")

    def test_recognises_the_same_file_the_second_time(self, workspace, upload, commit):
        commit(upload(SAMPLE.read_bytes()))
        before = ledger_of(workspace)

        again = upload(SAMPLE.read_bytes())

        assert set(again.rows.values_list("status", flat=True)) == {"duplicate"}
        assert imports.earlier_import(again) is not None
        with pytest.raises(imports.NoRowsChosenError):
            commit(again)
        assert ledger_of(workspace) == before

    def test_keeps_two_equal_coffees_of_one_day(self, workspace, upload, commit):
        commit(upload(SEED + "2025-10-01,Cafe,90,,,\n2025-10-01,Cafe,90,,,\n"))

        assert Transaction.objects.in_workspace(workspace).count() == 2

    def test_leaves_out_what_the_person_left_out(self, workspace, upload, commit):
        batch = upload(SEED + "2025-10-01,Cafe,90,,,\n2025-10-02,Bar,70,,,\n")
        imports.set_included(batch=batch, lines=[3], status="", included=False)

        commit(batch)

        assert [row.amount for row in Transaction.objects.all()] == [Decimal("-90.00")]

    def test_two_previews_of_one_file_record_it_once(self, workspace, upload, commit):
        first, second = upload(SAMPLE.read_bytes()), upload(SAMPLE.read_bytes())

        commit(first)
        commit(second)

        assert Transaction.objects.in_workspace(workspace).count() == 39
        assert second.created_count == 0

    def test_a_second_delivery_of_the_task_does_nothing(self, workspace, upload, commit):
        batch = commit(upload(SAMPLE.read_bytes()))

        imports.run_commit(batch_id=str(batch.pk))
        imports.read_import(batch_id=str(batch.pk))

        assert Transaction.objects.in_workspace(workspace).count() == 39

    def test_says_that_a_row_was_deleted_before(self, workspace, upload, commit, maria):
        from django.utils import timezone

        commit(upload(SEED + "2025-10-01,Cafe,90,,,\n"))
        Transaction.objects.update(deleted_at=timezone.now())

        again = upload(SEED + "2025-10-01,Cafe,90,,,\n")

        row = again.rows.get()
        assert (row.status, row.is_included) == ("previously_deleted", False)

    def test_a_form_entry_of_the_same_day_and_amount_is_suspicious(self, workspace, upload, maria):
        from transactions.services.drafts import TransactionDraft
        from transactions.services.ledger import record_transactions

        account = account_named(workspace=workspace, name="Main account")
        from datetime import date

        draft = TransactionDraft(
            account=account,
            booked_on=date(2025, 10, 1),
            amount=Decimal(-90),
            currency="INR",
            merchant="Lunch",
        )
        record_transactions(workspace=workspace, actor=maria, drafts=[draft], origin="form")

        row = upload(SEED + "2025-10-01,QRX TRADERS,90,,,\n").rows.get()

        assert (row.status, row.is_included) == ("suspicious", False)


class TestSplits:
    @pytest.mark.parametrize("cut", [1, 7, 16, 25, 38])
    def test_a_statement_in_two_files_gives_the_same_ledger(self, workspace, upload, commit, cut):
        lines = SAMPLE.read_text().splitlines(keepends=True)
        head, body = lines[:8], lines[8:47]
        commit(upload("".join(head + body[:cut]), name="a.csv"))
        commit(upload("".join(head + body[cut:]), name="b.csv"))

        split = ledger_of(workspace)

        batch = upload(SAMPLE.read_bytes())
        assert set(batch.rows.values_list("status", flat=True)) == {"duplicate"}
        assert len(split) == 39

    def test_overlapping_files_add_only_what_is_new(self, workspace, upload, commit):
        lines = SAMPLE.read_text().splitlines(keepends=True)
        head, body = lines[:8], lines[8:47]
        commit(upload("".join(head + body[:25])))
        commit(upload("".join(head + body[15:])))

        assert Transaction.objects.in_workspace(workspace).count() == 39


class TestUndo:
    def test_restores_the_ledger_and_frees_the_rows(self, workspace, upload, commit, maria):
        batch = commit(upload(SAMPLE.read_bytes()))

        imports.undo_import(batch=batch, actor=maria)

        assert not Transaction.objects.exists()
        assert not Evidence.objects.exists()
        again = upload(SAMPLE.read_bytes())
        assert set(again.rows.values_list("status", flat=True)) == {"new"}

    def test_keeps_a_row_that_was_edited_and_says_so(self, workspace, upload, commit, maria):
        from django.utils import timezone

        batch = commit(upload(SEED + "2025-10-01,Cafe,90,,,\n2025-10-02,Bar,70,,,\n"))
        Transaction.objects.filter(amount=Decimal(-90)).update(edited_at=timezone.now())

        undone = imports.undo_import(batch=batch, actor=maria)

        assert undone.outcome["undo"] == {"removed": 1, "edited": 1, "reconciled": 0, "told": 0, "kept": 1}
        assert Transaction.objects.get().amount == Decimal("-90.00")

    def test_is_refused_before_the_import(self, upload, maria):
        with pytest.raises(imports.ImportStateError):
            imports.undo_import(batch=upload(SAMPLE.read_bytes()), actor=maria)


class TestLayoutChange:
    def test_reads_the_file_again_with_the_chosen_columns(self, upload, workspace):
        batch = upload(
            "Booked,Total,Shop,Paid on\n2025-10-02,5,A,2025-10-01\n".replace("Booked", "Date").replace(
                "Total", "Amount"
            )
        )

        imports.change_layout(
            batch=batch,
            account=None,
            chosen={"date": 3, "amount": 1, "merchant": 2},
            date_order="ymd",
            sign="negative_is_out",
        )

        row = batch.rows.get()
        assert row.fields["booked_on"] == "2025-10-01"
        assert row.fields["amount"] == "5.00"

    def test_refuses_a_choice_without_amounts_and_changes_nothing(self, upload):
        batch = upload(SEED + "2025-10-01,Cafe,90,,,\n")

        with pytest.raises(UnreadableFileError):
            imports.change_layout(
                batch=batch, account=None, chosen={"date": 0}, date_order="dmy", sign="positive_is_out"
            )

        assert batch.rows.get().fields["amount"] == "-90.00"


def test_every_step_leaves_its_audit_event(upload, commit, maria):
    batch = commit(upload(SEED + "2025-10-01,Cafe,90,,,\n"))
    imports.undo_import(batch=batch, actor=maria)

    assert OutboxEvent.objects.filter(action="import.undone").exists()
