"""Counting, adding up and listing papers by what is known of them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from documents import library_questions
from documents.library_questions.reading import Day, Measure, read
from documents.models import Correspondent, Document, Page, PaperTag
from lumen.common.phrases import Calendar

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
CALENDAR = Calendar(date(2026, 11, 21))


def understood(text):
    return read(text, CALENDAR)


class TestReading:
    @pytest.mark.parametrize(
        ("text", "measure", "noun"),
        [
            ("how many invoices from Acme in May", Measure.COUNT, "invoice"),
            ("total of my electricity bills this year", Measure.SUM, "bill"),
            ("what do my water bills add up to?", Measure.SUM, "bill"),
            ("list contracts with Orange", Measure.LIST, "contract"),
            ("newest letter from the bank", Measure.NEWEST, "letter"),
            ("what are my three latest invoices?", Measure.NEWEST, "invoice"),
            ("what is the largest invoice from Kessler this year", Measure.LARGEST, "invoice"),
            ("average of my electricity bills in 2025", Measure.AVERAGE, "bill"),
            ("bills due in December", Measure.LIST, "bill"),
        ],
    )
    def test_knows_what_is_measured_of_which_papers(self, text, measure, noun):
        query = understood(text)

        assert (query.measure, query.noun.singular) == (measure, noun)

    def test_takes_names_days_and_amounts(self):
        query = understood("show me all receipts over 5000 from Big Bazaar")

        assert (query.party, query.low) == ("Big Bazaar", Decimal(5000))

    def test_reads_the_coming_month_for_what_is_due(self):
        query = understood("which bills are due in March")

        assert (query.day, query.period.start) == (Day.DUE, date(2027, 3, 1))

    def test_reads_from_a_month_as_in_it(self):
        period = understood("list receipts from May 2026").period

        assert (period.start, period.end) == (date(2026, 5, 1), date(2026, 6, 1))

    @pytest.mark.parametrize(
        "text",
        [
            "How many months of notice does the agreement mention?",
            "What is the total of the invoice from Kessler?",
            "Which documents must I hand in?",
            "what documents do I need for a visa?",
            "how much did I spend on bills last month",
            "which contract ends first?",
            "what files are open at night",
            "how many countries does the Danube touch",
            "how many bills did I pay",
            "",
            "?" * 50,
        ],
    )
    def test_leaves_questions_about_content_alone(self, text):
        assert understood(text) is None


@pytest.fixture
def library(workspace):
    """Five papers as the reader of fields leaves them."""
    acme = Correspondent.objects.create(workspace=workspace, name="Acme Ltd")
    bank = Correspondent.objects.create(workspace=workspace, name="Northgate Bank")
    tag = PaperTag.objects.create(workspace=workspace, name="Tax")
    rows = [
        ("inv-1.pdf", "Invoice 11", "invoice", acme, date(2026, 5, 4), "120.50", "EUR", None),
        ("inv-2.pdf", "Invoice 12", "invoice", acme, date(2026, 5, 19), "79.50", "EUR", None),
        ("inv-3.pdf", "Invoice 13", "invoice", acme, date(2026, 6, 2), "40", "USD", date(2026, 11, 25)),
        ("power.pdf", "Electricity bill May", "bill", None, date(2026, 5, 30), None, "", date(2026, 11, 24)),
        ("bank.pdf", "About your card", "letter", bank, date(2026, 3, 1), None, "", None),
    ]
    papers = {}
    for name, title, kind, who, issued, amount, currency, due in rows:
        papers[name] = Document.objects.create(
            workspace=workspace, filename=name, title=title, kind=kind, correspondent=who, issued_on=issued,
            amount=amount, currency=currency, due_on=due, content_type="application/pdf", size=1,
            sha256=name.ljust(64, "0"), status=Document.Status.READY,
        )  # fmt: skip
    papers["inv-1.pdf"].tags.add(tag)
    return papers


@pytest.mark.django_db
class TestAnswering:
    def ask(self, workspace, text, **options):
        return library_questions.answer(workspace=workspace, text=text, now=NOW, **options)

    def test_counts_by_sender_and_month(self, workspace, library):
        answer = self.ask(workspace, "how many invoices from Acme in May")

        assert (answer.value, answer.unit, answer.source) == (2.0, "count", "library")
        assert set(answer.labels) == {"inv-1.pdf", "inv-2.pdf"}
        assert "2 invoices" in answer.text

    def test_never_adds_currencies_together(self, workspace, library):
        answer = self.ask(workspace, "total of my invoices this year")

        assert answer.value is None
        assert answer.rows == [("EUR", 200.0), ("USD", 40.0)]
        assert "€200.00 and $40.00" in answer.text
        assert "not added together" in answer.text

    def test_says_how_many_totals_are_unknown(self, workspace, library):
        answer = self.ask(workspace, "sum of all my bills in May 2026")

        assert (answer.value, answer.unit) == (200.0, "EUR")
        assert "1 of 3 has no known total." in answer.text

    def test_lists_what_is_due_with_its_day(self, workspace, library):
        answer = self.ask(workspace, "which bills are due next week")

        assert set(answer.labels) == {"power.pdf", "inv-3.pdf"}
        assert "due 24 Nov 2026" in answer.text

    def test_names_the_newest_of_a_sender(self, workspace, library):
        assert self.ask(workspace, "newest letter from the bank").value == "bank.pdf"
        assert self.ask(workspace, "latest invoice from Acme").value == "inv-3.pdf"

    def test_knows_tags_and_words_of_titles(self, workspace, library):
        assert self.ask(workspace, 'list documents tagged "tax"').labels == ["inv-1.pdf"]
        assert self.ask(workspace, "how many electricity bills do I have").labels == ["power.pdf"]

    def test_looks_for_a_name_in_the_text_when_nothing_else_has_it(self, workspace, library):
        Page.objects.create(document=library["power.pdf"], number=1, text="Sold by Orange Power.")

        answer = self.ask(workspace, "list bills from Orange")

        assert answer.labels == ["power.pdf"]
        assert "in their text only" in answer.text

    def test_says_when_nothing_has_the_name(self, workspace, library):
        answer = self.ask(workspace, "how many invoices from Zebra")

        assert answer.value == 0.0
        assert "None of them names “Zebra”." in answer.text

    def test_leaves_the_first_of_a_kind_to_the_text_where_there_is_none(self, workspace, library):
        text = "what was the first contract with Nasa?"

        assert self.ask(workspace, text, only_known=True) is None
        assert self.ask(workspace, text).value == 0.0

    def test_stays_in_the_workspace_and_among_chosen_papers(self, workspace, library, otto):
        assert self.ask(otto.workspaces.get(), "how many invoices do I have").value == 0.0
        chosen = [library["inv-1.pdf"].pk, library["bank.pdf"].pk]
        assert self.ask(workspace, "how many documents are there", document_ids=chosen).value == 2.0

    def test_asks_the_database_equally_often_for_many_papers(
        self, workspace, library, django_assert_max_num_queries
    ):
        Document.objects.bulk_create(
            Document(
                workspace=workspace, filename=f"m{n}.pdf", kind="invoice", amount=1, currency="EUR", size=1,
                content_type="application/pdf", sha256=f"{n:064}", status="ready",
            )
            for n in range(30)
        )  # fmt: skip
        with django_assert_max_num_queries(8):
            answer = self.ask(workspace, "total of my invoices")
        assert "33 invoices" in answer.text

    @pytest.mark.parametrize("name", ["a' OR 1=1 --", "(((", "[a-z]+$", "\\", "%"])
    def test_takes_odd_names_as_names(self, workspace, library, name):
        answer = self.ask(workspace, f"list invoices from {name}")

        assert answer is None or answer.value == 0.0
