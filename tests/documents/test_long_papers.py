"""Long reports: the paper that is named, the statement that is meant, and each page once."""

import hashlib
from datetime import date

import pytest

from documents import indexing, long_papers, periods, statements, synonyms
from documents.models import Document, Page
from documents.search import look, search
from documents.vectors import query_vector
from tests.documents import factories

pytestmark = pytest.mark.django_db
BALANCE = """{name} and Subsidiaries
Consolidated Balance Sheets
(in millions)\t2022\t2021
Cash and cash equivalents\t512\t498
Trade receivables, net\t731\t702
Total current assets\t1,411\t1,370
Accounts payable\t333\t310
Total current liabilities\t902\t899"""
CASH = """{name} and Subsidiaries
Consolidated Statements of Cash Flows
(in millions)\t2022\t2021
Depreciation\t88\t81
Additions to plant\t(140)\t(122)
Dividends paid\t(61)\t(58)
Net cash used in investing\t(140)\t(122)"""
PROSE = """{name} believes that its liquidity and its capital expenditures serve the business of year {n}.
The plant of {name} at mill {n} bought new looms, and {name} expects more of them."""


def make_report(workspace, name, filename, pages=40, **extra):
    texts = [PROSE.format(name=name, n=n) for n in range(1, pages + 1)]
    texts[0] = f"FORM 10-K\n\n{name}\n\nSecurities registered: common stock"
    texts[20], texts[21] = BALANCE.format(name=name), CASH.format(name=name)
    document = Document.objects.create(
        workspace=workspace,
        file=f"reports/{filename}",
        filename=filename,
        content_type="application/pdf",
        size=1,
        sha256=hashlib.sha256(filename.encode()).hexdigest(),
        status=Document.Status.READY,
        language="en",
        page_count=pages,
        **extra,
    )
    Page.objects.bulk_create(
        Page(document=document, number=n, text=text, blocks=[]) for n, text in enumerate(texts, start=1)
    )
    indexing.index_document(document, on_progress=lambda done, total: None)
    return document


def find(workspace, text, **options):
    return search(workspace=workspace, text=text, vector=query_vector(text), **options)


@pytest.fixture
def reports(workspace):
    return [
        make_report(workspace, "Tamsin Looms Inc.", "TAMSINLOOMS_2021_10K.pdf"),
        make_report(workspace, "Tamsin Looms Inc.", "TAMSINLOOMS_2022_10K.pdf"),
        make_report(workspace, "Okoro Mills plc", "final (2).pdf", issued_on=date(2023, 1, 28)),
    ]


class TestYears:
    @pytest.mark.parametrize(
        ("text", "years"),
        [
            ("FY2021 capex", {2021}),
            ("FY22 and Q3 '21", {2022, 2021}),
            ("ACME_2023Q2_10Q", {2023}),
            ("year ended 31 March 2021", {2021}),
            ("room 12021, 10-k", set()),
        ],
    )
    def test_are_read_as_people_and_files_write_them(self, text, years):
        assert periods.years_of(text) == years


class TestStatements:
    @pytest.mark.parametrize(
        ("question", "needed"),
        [
            ("What was capex in FY2021?", {"cash"}),
            ("What is the quick ratio of 2022?", {"balance"}),
            ("days payable outstanding", {"balance", "income"}),
            ("Is it capital-intensive?", {"balance", "income", "cash"}),
            ("net income from the income statement", {"income"}),
            ("What drove the change in gross margin?", set()),
            ("When does the lease of the flat end?", set()),
        ],
    )
    def test_are_told_from_the_question(self, question, needed):
        assert statements.needed(question) == needed

    @pytest.mark.parametrize(
        ("top", "shown"),
        [
            ("ACME CORP CONSOLIDATED BALANCE SHEETS\n(in millions)", "balance"),
            ("Statements of Consolidated Cash Flows", "cash"),
            ("Acme and Subsidiaries\nConsolidated Statement of Income\nYears ended 2021", "income"),
            ("Group income statement for the year ended 31 March 2021", "income"),
            ("Balance Sheets 55\nStatements of Income 56\nStatements of Cash Flows 57", ""),
            ("Consolidated Balance Sheets and the related notes were audited.", ""),
            ("as shown in the Consolidated Balance Sheet at the end", ""),
        ],
    )
    def test_are_told_from_the_title_of_a_page(self, top, shown):
        assert statements.shown(top) == shown

    def test_bring_the_words_of_reports(self):
        assert "on which registered" in " ".join(synonyms.report_words("Is its stock listed?"))
        assert "2022" in synonyms.report_words("customers in FY22")
        assert synonyms.report_words("When is the rent due?") == []


class TestANamedReport:
    def test_of_the_year_that_is_asked_about_comes_first(self, workspace, reports):
        for year, report in ((2021, reports[0]), (2022, reports[1])):
            hits = find(workspace, f"capital expenditures of Tamsin Looms in FY{year}")

            assert hits[0].document_id == report.pk
            assert hits[0].page == 22

    def test_is_known_by_its_first_page_when_its_file_says_nothing(self, workspace, reports):
        hits = find(workspace, "What is the quick ratio of Okoro for 2022?")

        assert (hits[0].document_id, hits[0].page) == (reports[2].pk, 21)

    def test_is_found_by_words_alone_too(self, workspace, reports):
        hits = search(workspace=workspace, text="quick ratio of Okoro in 2022", vector=None)

        assert (hits[0].document_id, hits[0].page) == (reports[2].pk, 21)

    def test_need_not_be_named_when_it_is_chosen(self, workspace, reports):
        hits = find(workspace, "What is the quick ratio?", document_ids=[reports[0].pk])

        assert {hit.document_id for hit in hits} == {reports[0].pk}
        assert hits[0].page == 21

    def test_gives_as_many_pages_as_results(self, workspace, reports):
        hits = find(workspace, "looms of Tamsin in 2022", k=10)

        assert len({(hit.document_id, hit.page) for hit in hits}) == 10

    def test_does_not_hide_a_short_paper_of_that_name(self, workspace, reports):
        factories.make_read(workspace)
        make_report(workspace, "Helio manual", "helio warranty manual.pdf")

        assert find(workspace, "compressor warranty")[0].filename == factories.WARRANTY

    def test_of_another_workspace_stays_there(self, workspace, reports, otto):
        assert find(otto.workspaces.get(), "capital expenditures of Tamsin Looms in FY2021") == []

    def test_is_asked_for_in_a_constant_number_of_queries(
        self, workspace, reports, django_assert_num_queries
    ):
        find(workspace, "warm")
        for k in (1, 20):
            with django_assert_num_queries(8):
                find(workspace, "capital expenditures of Tamsin in 2022", k=k)

    def test_of_few_pages_is_searched_as_any_paper(self, workspace):
        make_report(workspace, "Tamsin Looms Inc.", "TAMSIN_2022.pdf", pages=long_papers.LONG - 1)

        found = look(workspace=workspace, text="looms of Tamsin", k=5, vector=None)

        assert len(found.hits) == 5
