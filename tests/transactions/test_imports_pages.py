"""The preview of an import, asked by everyone: rows corrected, decided, paged."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.transactions.factories import make_account, make_transaction
from tests.transactions.importing import BANK, PLAIN, commit, upload
from transactions.models import ImportBatch, Transaction

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


def url(name: str, batch: ImportBatch, *more: object) -> str:
    return reverse(f"transactions:{name}", args=[batch.pk, *more])


@pytest.fixture
def batch(workspace):
    return upload(workspace, PLAIN + "2025-10-01,Cafe,90,,,\n2025-10-02,Bar,much,,,\n2025-10-03,Inn,70,,,\n")


@pytest.fixture
def doubtful(workspace):
    """A file with a row that looks like a payment a message told."""
    bank = make_account(workspace, "Bank")
    make_transaction(
        workspace, account=bank, booked_on=date(2025, 10, 1), amount=Decimal("-90.00"), merchant="QRX",
        origin="sms",
    )  # fmt: skip
    return upload(workspace, BANK + "01/10/2025,BLUE CAFE,,90.00,,910.00\n", account=bank)


class TestWhoMay:
    PATHS = (
        ("import-rows", ()),
        ("import-row", (2,)),
        ("import-row-decision", (2, "same")),
        ("import-accounts", ()),
        ("import-action", ("review",)),
        ("import-action", ("forget",)),
        ("import-action", ("again",)),
    )

    def test_viewers_change_nothing(self, as_vera, batch):
        assert [as_vera.post(url(name, batch, *more)).status_code for name, more in self.PATHS] == [403] * 7
        assert as_vera.get(url("import-row", batch, 2), {"edit": "1"}).status_code == 403
        assert as_vera.get(url("import-summary", batch)).status_code == 200

    def test_a_stranger_finds_nothing(self, as_otto, batch):
        assert [as_otto.post(url(name, batch, *more)).status_code for name, more in self.PATHS] == [404] * 7
        assert as_otto.get(url("import-summary", batch)).status_code == 404

    def test_nobody_is_sent_to_sign_in(self, as_nobody, batch):
        assert as_nobody.get(url("import-row", batch, 2)).status_code == 302


class TestRow:
    def form(self, **changes: str) -> dict[str, str]:
        return {
            "booked_on": "2025-10-02",
            "amount": "-12.50",
            "description": "Bar",
            "merchant": "Bar",
            **changes,
        }

    def test_a_problem_is_corrected_in_its_place(self, as_ben, batch):
        assert (
            "“much” is not an amount"
            in as_ben.get(url("import-row", batch, 3), {"edit": "1"}, headers=HTMX).content.decode()
        )

        answer = as_ben.post(url("import-row", batch, 3), self.form(), headers=HTMX)

        assert answer["HX-Trigger"] == "import-changed"
        assert "corrected" in answer.content.decode()
        assert batch.rows.get(line=3).is_included

    def test_what_makes_no_payment_is_said_beside_the_field(self, as_ben, batch):
        answer = as_ben.post(url("import-row", batch, 3), self.form(booked_on="2999-01-01"), headers=HTMX)

        assert answer.status_code == 422
        assert "Choose today or an earlier date." in answer.content.decode()
        assert batch.rows.get(line=3).status == "error"

    def test_a_doubtful_row_shows_both_and_is_decided(self, as_maria, doubtful):
        shown = as_maria.get(url("import-detail", doubtful)).content.decode()
        assert "Same payment" in shown
        assert "Another payment" in shown

        as_maria.post(url("import-row-decision", doubtful, 2, "same"), headers=HTMX)
        as_maria.post(url("import-action", doubtful, "commit"))

        assert Transaction.objects.count() == 1
        assert Transaction.objects.get().evidence.filter(import_row__batch=doubtful).exists()


class TestRows:
    def test_several_lines_are_left_out_at_once(self, as_maria, batch):
        answer = as_maria.post(
            url("import-rows", batch), {"line": ["2", "4"]}, headers={**HTMX, "HX-Target": "import-numbers"}
        )

        assert "0 rows will be booked" in answer.content.decode()
        assert not batch.rows.filter(is_included=True).exists()

    def test_large_files_are_shown_by_pages(self, as_maria, workspace):
        many = upload(workspace, PLAIN + "".join(f"2025-10-01,Shop {n},{n + 1},,,\n" for n in range(250)))

        page = as_maria.get(url("import-detail", many), {"page": "3"}).content.decode()

        assert "201–250 of 250" in page
        assert page.count("<tr id=") == 50

    def test_few_and_many_rows_need_the_same_queries(self, as_maria, workspace):
        def queries(rows: int) -> int:
            lines = "".join(f"2025-10-01,Shop {rows} {n},{n + 1},,,\n" for n in range(rows))
            made = upload(workspace, PLAIN + lines, f"{rows}.csv")
            as_maria.get(url("import-detail", made))
            with CaptureQueriesContext(connection) as seen:
                as_maria.get(url("import-detail", made))
            return len(seen)

        assert queries(3) == queries(23)


class TestStates:
    def test_the_same_file_again_says_so_and_links(self, as_maria, workspace, batch):
        commit(batch)
        again = upload(
            workspace, PLAIN + "2025-10-01,Cafe,90,,,\n2025-10-02,Bar,much,,,\n2025-10-03,Inn,70,,,\n"
        )

        shown = as_maria.get(url("import-detail", again)).content.decode()

        assert "The same file again" in shown
        assert url("import-detail", batch) in shown

    def test_undo_says_what_stays_and_starts_again(self, as_maria, batch):
        from django.utils import timezone

        commit(batch)
        Transaction.objects.filter(amount=Decimal(-90)).update(edited_at=timezone.now())

        as_maria.post(url("import-action", batch, "undo"))
        shown = as_maria.get(url("import-detail", batch)).content.decode()
        assert "1 row was taken back." in shown
        assert "1 changed by you" in shown
        kept = as_maria.get(url("import-detail", batch), {"status": "kept"}).content.decode()
        assert kept.count("<tr id=") == 1

        as_maria.post(url("import-action", batch, "again"))
        assert ImportBatch.objects.filter(state="preview").count() == 1

    def test_progress_is_shown_in_rows(self, as_maria, batch):
        from transactions.services.importing import states

        ImportBatch.objects.filter(pk=batch.pk).update(state="committing")
        states.tell_progress(batch, 2_000, 10_000)

        assert "2,000 of 10,000 rows" in as_maria.get(url("import-detail", batch)).content.decode()

    def test_accounts_are_chosen_on_the_page(self, as_maria, workspace, batch):
        mine = make_account(workspace, "Household")

        as_maria.post(url("import-accounts", batch), {"section_0": str(mine.pk)})

        batch.refresh_from_db()
        assert batch.account == mine
        assert "booked to Household" in as_maria.get(url("import-detail", batch)).content.decode()
