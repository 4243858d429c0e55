"""The pages for imports, inbox and sources, asked by everyone."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from transactions.models import ImportBatch, RawItem, Source, Transaction
from transactions.services import inbox, sources

pytestmark = pytest.mark.django_db

SAMPLE = Path(__file__).parent.parent / "samples" / "statement.csv"
IMPORT, INBOX, SOURCES = (
    reverse("transactions:import"),
    reverse("transactions:inbox"),
    reverse("transactions:sources"),
)
MESSAGE = (
    "Rs.{amount}.00 debited from A/c XX4417 on 01-11-26 to VPA cafe@ybl BLUE CAFE. UPI Ref 5295100{n:05d}"
)


def a_file(content: bytes | None = None, name: str = "statement.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(
        name, SAMPLE.read_bytes() if content is None else content, content_type="text/csv"
    )


@pytest.fixture
def batch(as_maria):
    as_maria.post(IMPORT, {"file": a_file()})
    return ImportBatch.objects.get()


@pytest.fixture
def source(workspace, maria):
    return sources.create_source(workspace=workspace, actor=maria, name="Maria's phone", kind="sms").source


def fill_inbox(source: Source, count: int) -> None:
    for n in range(count):
        text = MESSAGE.format(amount=n + 10, n=n)
        received = inbox.receive(source=source, sender="VM-HDFCBK-S", text=text, received_at=timezone.now())
        inbox.read_item(item_id=str(received.item.pk))


class TestWhoMaySee:
    def test_members_and_viewers_see_every_page(self, as_maria, as_ben, as_vera, batch, source):
        pages = [
            IMPORT,
            INBOX,
            SOURCES,
            reverse("transactions:import-detail", args=[batch.pk]),
            reverse("transactions:source", args=[source.pk]),
        ]
        for client in (as_maria, as_ben, as_vera):
            assert [client.get(page).status_code for page in pages] == [200] * 5

    def test_a_stranger_finds_nothing(self, as_otto, batch, source):
        for page in (
            reverse("transactions:import-detail", args=[batch.pk]),
            reverse("transactions:source", args=[source.pk]),
        ):
            assert as_otto.get(page).status_code == 404
        for page in (
            reverse("transactions:import-action", args=[batch.pk, "commit"]),
            reverse("transactions:import-rows", args=[batch.pk]),
            reverse("transactions:import-layout", args=[batch.pk]),
            reverse("transactions:source-action", args=[source.pk, "delete"]),
            reverse("transactions:source-test", args=[source.pk]),
        ):
            assert as_otto.post(page).status_code == 404
        assert b"statement.csv" not in as_otto.get(IMPORT).content

    def test_nobody_is_sent_to_sign_in(self, as_nobody, batch, source):
        for page in (IMPORT, INBOX, SOURCES, reverse("transactions:import-detail", args=[batch.pk])):
            assert as_nobody.get(page).status_code == 302

    def test_viewers_change_nothing(self, as_vera, batch, source):
        for page in (
            IMPORT,
            INBOX,
            SOURCES,
            reverse("transactions:import-action", args=[batch.pk, "commit"]),
            reverse("transactions:import-rows", args=[batch.pk]),
            reverse("transactions:import-layout", args=[batch.pk]),
            reverse("transactions:source-action", args=[source.pk, "delete"]),
            reverse("transactions:source-test", args=[source.pk]),
        ):
            assert as_vera.post(page).status_code == 403
        assert Source.objects.count() == 1
        assert not Transaction.objects.exists()


class TestImportPages:
    def test_upload_preview_commit_and_undo(self, as_maria, batch):
        page = reverse("transactions:import-detail", args=[batch.pk])
        assert "39 rows will be booked to HDFC ••4417" in as_maria.get(page).content.decode()

        as_maria.post(reverse("transactions:import-action", args=[batch.pk, "commit"]))
        assert Transaction.objects.count() == 39
        assert "39 rows were booked" in as_maria.get(page).content.decode()

        as_maria.post(reverse("transactions:import-action", args=[batch.pk, "undo"]))
        assert not Transaction.objects.exists()
        assert "39 rows were taken back" in as_maria.get(page).content.decode()

    def test_a_row_can_be_left_out(self, as_maria, batch):
        as_maria.post(reverse("transactions:import-rows", args=[batch.pk]), {"line": "9"})

        assert not batch.rows.get(line=9).is_included

    def test_the_columns_can_be_changed(self, as_maria, batch):
        answer = as_maria.post(
            reverse("transactions:import-layout", args=[batch.pk]),
            {
                "date_order": "dmy",
                "sign": "positive_is_out",
                "column_date": "3",
                "column_description": "1",
                "column_debit": "5",
                "column_credit": "4",
            },
        )

        assert answer.status_code == 302
        assert batch.rows.get(line=9).fields["amount"] == "-92000.00"

    def test_a_choice_that_gives_no_statement_is_refused_with_a_sentence(self, as_maria, batch):
        answer = as_maria.post(
            reverse("transactions:import-layout", args=[batch.pk]),
            {"date_order": "dmy", "sign": "positive_is_out", "column_date": "3"},
        )

        assert answer.status_code == 422
        assert "Choose a column for the date and one for the amount." in answer.content.decode()

    @pytest.mark.parametrize(
        ("content", "sentence"), [(b"", "This file is empty"), (b"x" * 2000, "may be up to")]
    )
    def test_an_empty_or_too_large_file_is_refused(self, as_maria, settings, content, sentence):
        settings.IMPORT_MAX_BYTES = 1000

        answer = as_maria.post(IMPORT, {"file": a_file(content)})

        assert answer.status_code == 422
        assert sentence in answer.content.decode()
        assert not ImportBatch.objects.exists()

    def test_a_pdf_says_what_to_do(self, as_maria):
        as_maria.post(IMPORT, {"file": a_file(b"%PDF-1.4", "a.pdf")})

        page = as_maria.get(reverse("transactions:import-detail", args=[ImportBatch.objects.get().pk]))
        assert "This PDF is damaged" in page.content.decode()

    def test_the_list_of_rows_needs_the_same_queries_for_few_and_many(
        self, as_maria, batch, django_assert_num_queries
    ):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        page = reverse("transactions:import-detail", args=[batch.pk])
        as_maria.get(page)
        with CaptureQueriesContext(connection) as many:
            as_maria.get(page)
        batch.rows.filter(line__gt=11).delete()
        with CaptureQueriesContext(connection) as few:
            as_maria.get(page)

        assert len(few) == len(many)


class TestInbox:
    def test_a_pasted_message_becomes_a_transaction(self, as_maria):
        as_maria.post(INBOX, {"sender": "VM-HDFCBK-S", "text": MESSAGE.format(amount=450, n=1)})

        assert Transaction.objects.get().merchant.name == "Blue Cafe"
        assert "BLUE CAFE" in as_maria.get(INBOX).content.decode()

    def test_the_same_message_is_not_booked_twice(self, as_maria):
        for _ in range(2):
            as_maria.post(INBOX, {"sender": "VM-HDFCBK-S", "text": MESSAGE.format(amount=450, n=1)})

        assert Transaction.objects.count() == RawItem.objects.count() == 1

    def test_an_empty_message_is_refused(self, as_maria):
        answer = as_maria.post(INBOX, {"text": ""})

        assert answer.status_code == 422
        assert not RawItem.objects.exists()

    def test_shows_only_the_chosen_outcome(self, as_maria, source):
        fill_inbox(source, 2)

        assert "BLUE CAFE" not in as_maria.get(f"{INBOX}?outcome=not_money").content.decode()

    def test_needs_the_same_queries_for_3_and_23_items(self, as_maria, source):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        counts = []
        for wanted in (3, 23):
            fill_inbox(source, wanted)
            as_maria.get(INBOX)
            with CaptureQueriesContext(connection) as captured:
                as_maria.get(INBOX)
            counts.append(len(captured))

        assert counts[0] == counts[1]
