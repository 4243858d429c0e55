"""What papers are understood to be, and what they say."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.management import call_command

from documents.models import Correspondent, Document, Page, PaperTag
from documents.understanding import filing, labels
from documents.understanding.understand import understand
from lumen.audit.models import OutboxEvent

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
TILL = """GREEN LEAF MART SDN BHD
(883412-K)
NO 12, JALAN BAYU 3/4
81750 MASAI, JOHOR
TAX INVOICE
Invoice No: CS-4711
Date : 15/01/2026 11:05
FLOOR MOP 2 X 4.51  9.02
CLAY  9.00
TOTAL  RM 18.02
ROUNDING  -0.02
TOTAL ROUNDED  RM 18.00
CASH  20.00
CHANGE  2.00"""
INVOICE = """Himadri Office Supplies Pvt Ltd
GSTIN: 29AAGCM5823P1ZS
Tax Invoice
Invoice No: HOS/2026/118
Invoice date: 3 October 2026
Due date: 17 October 2026
Bill to: Maria's Studio
Description Qty Rate Amount
Paper A4 10 250.00 2,500.00
Toner 1 3,100.00 3,100.00
Sub Total 5,600.00
CGST 9% 504.00
SGST 9% 504.00
Grand Total Rs. 6,608.00"""


def a_paper(workspace, text=TILL, name="scan.png", **extra):
    document = Document.objects.create(
        workspace=workspace,
        filename=name,
        content_type="image/png",
        size=10,
        sha256=f"{abs(hash((text, name))):064d}"[:64],
        status=Document.Status.READY,
        page_count=1,
        **extra,
    )
    Page.objects.create(document=document, number=1, text=text)
    return document


def understood(document):
    understand(document_id=str(document.pk), now=NOW)
    document.refresh_from_db()
    return document


@pytest.mark.django_db
class TestUnderstanding:
    def test_files_a_receipt_with_shop_day_total_and_items(self, workspace):
        paper = understood(a_paper(workspace))

        assert paper.kind == "receipt"
        assert paper.correspondent.name == "Green Leaf Mart SDN BHD"
        assert paper.issued_on == date(2026, 1, 15)
        assert (paper.amount, paper.currency) == (Decimal("18.00"), "MYR")
        assert paper.number == "CS-4711"
        assert [item["name"] for item in paper.items] == ["FLOOR MOP", "CLAY"]
        assert paper.understood_by

    def test_reads_due_date_number_tax_and_gstin_of_an_invoice(self, workspace):
        paper = understood(a_paper(workspace, INVOICE))

        assert paper.kind == "invoice"
        assert paper.correspondent.name == "Himadri Office Supplies Pvt Ltd"
        assert (paper.issued_on, paper.due_on) == (date(2026, 10, 3), date(2026, 10, 17))
        assert (paper.amount, paper.tax) == (Decimal("6608.00"), Decimal("1008.00"))
        assert paper.number == "HOS/2026/118"

    def test_keeps_the_place_of_each_field_on_the_page(self, workspace):
        paper = understood(a_paper(workspace, INVOICE))

        for name, words in (
            ("amount", "6,608.00"),
            ("due_on", "17 October 2026"),
            ("number", "HOS/2026/118"),
        ):
            place = paper.fields[name]
            assert INVOICE[place["start"] : place["end"]] == words

    def test_leaves_alone_what_a_person_set(self, workspace, maria):
        paper = a_paper(workspace)
        mine = Document.objects.filter(pk=paper.pk)
        edit = filing.PaperEdit(values={"amount": Decimal("17.50"), "kind": "invoice"})
        filing.file_papers(workspace=workspace, actor=maria, documents=mine, edit=edit)

        understood(paper)

        assert (paper.amount, paper.kind) == (Decimal("17.50"), "invoice")
        assert paper.issued_on == date(2026, 1, 15)

    def test_says_the_same_when_asked_again(self, workspace):
        paper = understood(a_paper(workspace))

        assert understand(document_id=str(paper.pk), now=NOW) == []
        assert Correspondent.objects.count() == 1

    def test_finds_no_sums_in_prose_and_makes_no_correspondent_of_it(self, workspace):
        text = "The river rises in the hills. In 2019 the town of Ashford Limited its boats to 200."
        paper = understood(a_paper(workspace, text, "essay.txt"))

        assert (paper.kind, paper.amount, paper.issued_on) == ("other", None, None)
        assert not Correspondent.objects.exists()

    def test_calls_one_sender_by_one_name_however_it_is_spelt(self, workspace):
        first = understood(a_paper(workspace))
        second = understood(
            a_paper(workspace, TILL.replace("GREEN LEAF MART SDN BHD", "GREENLEAF MART SDN. BHD."))
        )

        assert first.correspondent == second.correspondent

    def test_puts_tags_on_by_their_rules_and_not_where_a_person_decided(self, workspace, maria):
        tag = labels.create_tag(
            workspace=workspace, actor=maria, name="Home", match_algorithm="any", match_text="mop"
        )
        paper, other = a_paper(workspace), a_paper(workspace, name="other.png")
        edit = filing.PaperEdit(remove_tags=[tag])
        one = Document.objects.filter(pk=other.pk)
        filing.file_papers(workspace=workspace, actor=maria, documents=one, edit=edit)

        assert list(understood(paper).tags.all()) == [tag]
        assert not understood(other).tags.exists()

    def test_ignores_papers_that_are_not_read_yet(self, workspace):
        paper = a_paper(workspace)
        Document.objects.filter(pk=paper.pk).update(status="ocr")

        assert understand(document_id=str(paper.pk), now=NOW) == []

    def test_suggests_what_reviewed_papers_like_it_are_called(self, workspace, maria):
        tag = PaperTag.objects.create(workspace=workspace, name="Groceries")
        for number in range(4):
            taught = a_paper(workspace, f"{TILL}\nreceipt {number}", f"t{number}.png", kind="receipt")
            taught.tags.add(tag)
            other = a_paper(workspace, f"{INVOICE}\ncopy {number}", f"i{number}.png", kind="invoice")
            for one in (taught, other):
                Document.objects.filter(pk=one.pk).update(reviewed_at=NOW)

        paper = understood(a_paper(workspace, TILL.replace("FLOOR", "KITCHEN"), "new.png"))

        assert paper.suggestions["tags"] == [str(tag.pk)]
        assert not paper.tags.exists()

    def test_is_recorded(self, workspace, django_capture_on_commit_callbacks):
        understood(a_paper(workspace))

        assert OutboxEvent.objects.filter(action="document.understood").exists()


@pytest.mark.django_db
class TestTheCommand:
    def test_shows_on_a_dry_run_what_would_change_and_changes_nothing(self, workspace, capsys):
        paper = a_paper(workspace)

        call_command("understand_documents", workspace=workspace.slug, dry_run=True)

        paper.refresh_from_db()
        assert '"amount": ["", "18.00"]' in capsys.readouterr().out
        assert paper.kind == ""
