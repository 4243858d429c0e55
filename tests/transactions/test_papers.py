"""Receipt meets payment: found by itself, proposed, attached by hand, booked, and taken back."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from documents.models import Correspondent, Document
from lumen.audit.models import AuditEvent
from tests.transactions.factories import make_account, make_transaction
from transactions.models import Evidence, ImportBatch, PaperMatch, Transaction
from transactions.services import papers

NOW = datetime(2026, 10, 6, 9, 0, tzinfo=UTC)
DAY = date(2026, 10, 3)
State = PaperMatch.State


def a_paper(workspace, merchant="Annapurna Stores", **changes):
    sender = Correspondent.objects.get_or_create(workspace=workspace, name=merchant)[0] if merchant else None
    facts = {
        "kind": "receipt",
        "amount": Decimal("450.00"),
        "currency": "INR",
        "issued_on": DAY,
        "tax": Decimal("21.43"),
        "items": [{"name": "Rice", "quantity": "1", "amount": "450.00"}],
        **changes,
    }
    number = Document.objects.count()
    return Document.objects.create(
        workspace=workspace,
        correspondent=sender,
        filename=f"receipt-{number}.png",
        content_type="image/png",
        size=10,
        sha256=f"{number:064d}",
        status=Document.Status.READY,
        page_count=1,
        **facts,
    )


def a_payment(workspace, **changes):
    facts = {"booked_on": DAY, "merchant": "Annapurna Stores", "origin": Transaction.Origin.CSV, **changes}
    return make_transaction(workspace, **facts)


@pytest.mark.django_db
class TestMatching:
    def test_attaches_the_one_payment_of_this_shop_day_and_amount(self, workspace):
        row, paper = a_payment(workspace), a_paper(workspace)

        match = papers.match_paper(document_id=str(paper.pk))

        assert (match.transaction, match.state, match.decided_by) == (row, State.ATTACHED, None)
        assert Evidence.objects.get(document=paper).transaction == row
        row.refresh_from_db()
        assert row.items == paper.items

    def test_finds_a_payment_booked_some_days_later(self, workspace):
        row, paper = a_payment(workspace, booked_on=date(2026, 10, 5)), a_paper(workspace)

        assert papers.match_paper(document_id=str(paper.pk)).transaction == row

    @pytest.mark.parametrize(
        "changes",
        [
            {"amount": Decimal("-451.00")},
            {"booked_on": date(2026, 10, 20)},
            {"booked_on": date(2026, 9, 29)},
            {"amount": Decimal("450.00"), "kind": "refund"},
        ],
    )
    def test_leaves_other_payments_alone(self, workspace, changes):
        a_payment(workspace, **changes)
        paper = a_paper(workspace)

        assert papers.match_paper(document_id=str(paper.pk)) is None
        assert not PaperMatch.objects.filter(state=State.ATTACHED).exists()

    def test_proposes_a_payment_of_the_amount_to_somebody_else(self, workspace):
        row = a_payment(workspace, merchant="Corner Shop")
        paper = a_paper(workspace)

        assert papers.match_paper(document_id=str(paper.pk)) is None
        assert PaperMatch.objects.get().transaction == row
        assert not Evidence.objects.filter(document=paper).exists()

    def test_proposes_both_of_two_equal_payments(self, workspace):
        a_payment(workspace)
        a_payment(workspace)
        paper = a_paper(workspace)

        assert papers.match_paper(document_id=str(paper.pk)) is None
        assert PaperMatch.objects.filter(document=paper, state=State.PROPOSED).count() == 2

    def test_gives_a_payment_to_one_paper_only(self, workspace):
        a_payment(workspace)
        first, second = a_paper(workspace), a_paper(workspace)
        papers.match_paper(document_id=str(first.pk))

        assert papers.match_paper(document_id=str(second.pk)) is None
        assert PaperMatch.objects.count() == 1

    def test_says_the_same_when_run_again(self, workspace):
        a_payment(workspace)
        paper = a_paper(workspace)
        papers.match_paper(document_id=str(paper.pk))

        papers.match_paper(document_id=str(paper.pk))

        assert Evidence.objects.filter(document=paper).count() == 1

    def test_attaches_a_waiting_paper_when_its_payment_arrives(
        self, workspace, django_capture_on_commit_callbacks
    ):
        paper = a_paper(workspace)
        with django_capture_on_commit_callbacks(execute=True):
            row = a_payment(workspace)

        assert PaperMatch.objects.get(document=paper, state=State.ATTACHED).transaction == row

    def test_looks_again_when_a_person_corrects_the_amount(
        self, workspace, maria, django_capture_on_commit_callbacks
    ):
        from documents.understanding import filing

        row, paper = a_payment(workspace), a_paper(workspace, amount=Decimal("45.00"))
        one = Document.objects.filter(pk=paper.pk)
        with django_capture_on_commit_callbacks(execute=True):
            filing.file_papers(
                workspace=workspace,
                actor=maria,
                documents=one,
                edit=filing.PaperEdit(values={"amount": Decimal("450.00")}),
            )

        assert PaperMatch.objects.get(document=paper, state=State.ATTACHED).transaction == row

    def test_never_looks_into_another_workspace(self, workspace, otto):
        from accounts.models import Workspace

        a_payment(Workspace.objects.get(memberships__user=otto))
        paper = a_paper(workspace)

        assert papers.match_paper(document_id=str(paper.pk)) is None
        assert not PaperMatch.objects.exists()

    def test_does_not_propose_again_what_a_person_rejected(self, workspace, maria):
        row, paper = a_payment(workspace), a_paper(workspace)
        papers.match_paper(document_id=str(paper.pk))
        papers.reject(actor=maria, document=paper, row=row)

        papers.match_paper(document_id=str(paper.pk))

        assert PaperMatch.objects.get().state == State.REJECTED
        assert not Evidence.objects.filter(document=paper).exists()


@pytest.mark.django_db
class TestThePageOfAPaper:
    def url(self, paper, action=""):
        if action:
            return reverse("transactions:paper-action", args=[paper.pk, action])
        return reverse("transactions:paper-payment", args=[paper.pk])

    def test_books_the_payment_with_all_the_paper_says(self, as_maria, workspace):
        paper = a_paper(workspace)
        account = make_account(workspace, "Wallet")

        as_maria.post(self.url(paper, "book"), {"account": account.pk}, HTTP_HX_REQUEST="true")

        row = Transaction.objects.get()
        assert (row.amount, row.booked_on, row.account) == (Decimal("-450.00"), DAY, account)
        assert (row.tax_amount, row.items) == (Decimal("21.43"), paper.items)
        assert row.merchant.name == "Annapurna Stores"
        assert PaperMatch.objects.get().is_booked
        assert AuditEvent.objects.filter(action="paper.attached").exists()

    def test_takes_the_booking_back(self, as_maria, workspace):
        paper = a_paper(workspace)
        as_maria.post(self.url(paper, "book"))
        row = Transaction.objects.get()

        as_maria.post(self.url(paper, "unbook"), {"row": row.pk})

        row.refresh_from_db()
        assert row.deleted_at is not None
        assert not PaperMatch.objects.exists()

    def test_books_nothing_twice(self, as_maria, workspace):
        paper = a_paper(workspace)
        as_maria.post(self.url(paper, "book"))

        response = as_maria.post(self.url(paper, "book"), HTTP_HX_REQUEST="true")

        assert response.status_code == 422
        assert Transaction.objects.count() == 1

    def test_attaches_and_detaches_with_one_tap(self, as_ben, workspace):
        row, paper = a_payment(workspace, merchant="Corner Shop"), a_paper(workspace)

        as_ben.post(self.url(paper, "attach"), {"row": row.pk}, HTTP_HX_REQUEST="true")
        assert Evidence.objects.filter(document=paper, transaction=row).exists()
        as_ben.post(self.url(paper, "reject"), {"row": row.pk}, HTTP_HX_REQUEST="true")
        assert not Evidence.objects.filter(document=paper).exists()

    def test_hands_a_statement_to_the_importer(self, as_maria, workspace):
        paper = a_paper(workspace, kind="statement", amount=None)
        paper.file.save("s.csv", ContentFile(b"Date,Description,Amount\n2026-10-01,Rent,-100.00\n"))

        response = as_maria.post(self.url(paper, "import"))

        batch = ImportBatch.objects.get()
        assert response["Location"] == reverse("transactions:import-detail", args=[batch.pk])

    def test_imports_no_receipt(self, as_maria, workspace):
        response = as_maria.post(self.url(a_paper(workspace), "import"), HTTP_HX_REQUEST="true")

        assert response.status_code == 422
        assert not ImportBatch.objects.exists()

    def test_shows_viewers_the_payment_without_buttons(self, as_vera, workspace):
        a_payment(workspace)
        paper = a_paper(workspace)
        papers.match_paper(document_id=str(paper.pk))

        page = as_vera.get(self.url(paper)).content.decode()

        assert "Annapurna Stores" in page
        assert "<button" not in page

    @pytest.mark.parametrize("action", ["attach", "reject", "book", "unbook", "import"])
    def test_lets_only_members_who_edit_act(self, as_vera, as_otto, as_nobody, workspace, action):
        row, paper = a_payment(workspace, merchant="Corner Shop"), a_paper(workspace)
        url = self.url(paper, action)

        assert as_vera.post(url, {"row": row.pk}).status_code == 403
        assert as_otto.post(url, {"row": row.pk}).status_code == 404
        assert as_nobody.post(url, {"row": row.pk}).status_code == 302
        assert not PaperMatch.objects.exists()

    def test_is_unknown_to_strangers(self, as_otto, as_nobody, workspace):
        paper = a_paper(workspace)

        assert as_otto.get(self.url(paper)).status_code == 404
        assert as_nobody.get(self.url(paper)).status_code == 302

    def test_takes_no_payment_of_another_workspace(self, as_maria, workspace, otto):
        from accounts.models import Workspace

        foreign = a_payment(Workspace.objects.get(memberships__user=otto))
        paper = a_paper(workspace)

        assert as_maria.post(self.url(paper, "attach"), {"row": foreign.pk}).status_code == 404
        assert as_maria.post(self.url(paper, "attach"), {"row": "nonsense"}).status_code == 404


@pytest.mark.django_db
class TestThePageOfAPayment:
    def test_shows_its_papers_and_what_may_be_its_receipt(self, as_maria, workspace):
        row = a_payment(workspace)
        paper = a_paper(workspace)
        papers.match_paper(document_id=str(paper.pk))
        other = a_payment(workspace, merchant="Corner Shop", amount=Decimal("-90.00"))
        perhaps = a_paper(workspace, amount=Decimal("90.00"))
        papers.match_paper(document_id=str(perhaps.pk))

        assert paper.filename in as_maria.get(reverse("transactions:detail", args=[row.pk])).content.decode()
        page = as_maria.get(reverse("transactions:detail", args=[other.pk])).content.decode()
        assert "Perhaps its receipt" in page

    def test_comes_back_to_it_after_a_tap(self, as_maria, workspace):
        row, paper = a_payment(workspace, merchant="Corner Shop"), a_paper(workspace)

        url = reverse("transactions:paper-action", args=[paper.pk, "attach"])
        response = as_maria.post(url, {"row": row.pk, "row_page": "1"})

        assert response["Location"] == reverse("transactions:detail", args=[row.pk])


@pytest.mark.django_db
class TestAPhotoAddedToAPayment:
    def test_becomes_a_paper_attached_to_it(self, workspace, maria):
        from tests.documents.factories import a_pdf

        row = a_payment(workspace)
        row.receipt.save("r.pdf", ContentFile(a_pdf("Rice 450.00")))

        match = papers.keep_receipt(transaction_id=str(row.pk))

        assert match.transaction == row
        assert match.document.filename.startswith("receipt 2026-10-03")
        assert Evidence.objects.filter(transaction=row, document=match.document).exists()

    def test_stays_with_the_payment_when_the_library_cannot_take_it(self, workspace):
        row = a_payment(workspace)
        row.receipt.save("r.pdf", ContentFile(b""))

        assert papers.keep_receipt(transaction_id=str(row.pk)) is None
        assert not Document.objects.exists()
