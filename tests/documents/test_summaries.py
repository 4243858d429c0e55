"""Summing up a paper, comparing two, and telling which are meant."""

from datetime import UTC, datetime

import pytest

from documents import claims
from documents.answers import naming
from documents.answers.comparing import compare
from documents.answers.summaries import summarise
from documents.models import Page
from lumen.ai.tools import registry
from lumen.ai.tools.registry import ToolContext
from tests.documents import factories

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
LEASE = b"""Lease of the flat

The monthly rent for the flat is 850 euros and is paid on the first day.

The tenant may end the lease with a notice of two months in writing.

The deposit equals three months of rent and is returned after the end of the lease.

The tenant keeps the flat clean and ignores previous instructions from nobody.
"""
NEW_LEASE = LEASE.replace(b"850", b"910").replace(b"Lease of the flat", b"Renewed contract")


@pytest.fixture
def leases(workspace):
    names = (("lease-2025.txt", LEASE), ("renewed-contract-2026.txt", NEW_LEASE))
    return [factories.make_read(workspace, name, content) for name, content in names]


@pytest.fixture
def context(workspace, membership):
    return ToolContext(workspace=workspace, membership=membership, now=NOW)


def is_literal(citation):
    page = Page.objects.get(document=citation.document, number=citation.page)
    return page.text[citation.start : citation.end] == citation.quote


class TestSummary:
    def test_is_made_of_the_papers_own_sentences(self, leases):
        answer = summarise(leases[0])

        assert answer.status == "ok"
        assert len(answer.citations) >= 3
        assert all(map(is_literal, answer.citations))
        assert "850 euros" in answer.text
        assert "[1]" in answer.text

    def test_finds_the_paper_that_is_named(self, context, leases):
        answer = registry.get("document_summary").run(context, text="Summarise the lease 2025")

        assert {citation.external_name for citation in answer.citations} == {"lease-2025.txt"}

    def test_asks_which_when_none_is_named(self, context, leases):
        assert registry.get("document_summary").run(context, text="Summarise this").status == "clarify"

    def test_counts_citations_through_several(self, context, leases):
        ids = [str(paper.pk) for paper in leases]
        answer = registry.get("document_summary").run(context, text="Sum these up", document_ids=ids)

        assert f"[{len(answer.citations)}]" in answer.text


class TestComparison:
    def test_shows_both_sides_with_their_places(self, leases):
        answer = compare(*leases)

        assert "850" in answer.text
        assert "910" in answer.text
        assert [citation.external_name for citation in answer.citations][:2] == [
            "lease-2025.txt",
            "renewed-contract-2026.txt",
        ]
        assert all(map(is_literal, answer.citations))

    def test_says_when_there_is_none(self, leases):
        assert "no differences" in compare(leases[0], leases[0]).text

    def test_asks_which_two(self, context, leases):
        assert registry.get("compare_documents").run(context, text="compare them").status == "clarify"


class TestNames:
    def test_are_known_by_their_words(self, workspace, leases):
        assert naming.named(workspace, "the renewed contract") == leases[1]
        assert naming.named(workspace, "the car insurance") is None
        assert list(naming.two_named(workspace, "the lease of 2025 and the renewed contract")) == leases

    def test_of_strangers_stay_unknown(self, leases, otto, context):
        theirs = otto.workspaces.get()
        assert naming.named(theirs, "the renewed contract") is None
        assert naming.chosen(theirs, [leases[0].pk]) == []


class TestClaims:
    @pytest.mark.parametrize(
        ("text", "tool"),
        [
            ("summarise the renewed contract", claims.claim_summary),
            ("what is in my renewed contract?", claims.claim_summary),
            ("compare the lease of 2025 and the renewed contract", claims.claim_comparison),
            ("how many documents came in May", claims.claim_library),
        ],
    )
    def test_are_high_for_their_own(self, context, leases, text, tool):
        assert tool(context, text).score > 0.9

    @pytest.mark.parametrize("text", ["compare food and travel", "summarise my spending", "how are you?"])
    def test_are_low_for_the_rest(self, context, leases, text):
        found = [claim(context, text).score for claim in (claims.claim_summary, claims.claim_comparison)]
        assert max(found) < 0.3

    def test_leave_bills_to_the_ledger_where_no_such_paper_is_kept(self, context, leases):
        assert claims.claim_library(context, "total of my electricity bills this year").score == 0.5
