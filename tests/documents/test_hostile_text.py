"""Text made to keep a reader busy: every pattern of ours comes to an end at once."""

import time
from datetime import date

import pytest

from documents.answers import modelled, naming
from documents.evidence.expecting import Kind, candidates
from documents.understanding import matching
from documents.understanding.fields import PageText, read_fields
from documents.understanding.kinds import kind_of
from documents.understanding.receipts.merchants import find_merchant
from documents.understanding.receipts.rows import LONGEST_JOINED, Row, rows_of_page, rows_of_text
from tests.documents import factories

pytestmark = pytest.mark.django_db
AT_ONCE = 5.0  # seconds; what it guards against takes minutes or forever


class TestHostileText:
    """Each took minutes or forever, with every other reader of the process waiting."""

    @pytest.fixture(autouse=True)
    def _in_time(self):
        started = time.perf_counter()
        yield
        assert time.perf_counter() - started < AT_ONCE

    def test_of_comments_is_taken_in(self, workspace):
        assert (
            factories.make_document(workspace, b"<!---->" * 60 + b"x", "notes").content_type == "text/plain"
        )
        assert (
            factories.make_document(workspace, b"<!---->" * 60 + b"<html>", "a").content_type == "text/html"
        )

    def test_of_ampersands_has_a_merchant_or_none(self):
        find_merchant(rows_of_text("SUNRISE BAKERY\n" + "& " * 30 + "trading\n"))
        find_merchant([Row("x y z"), Row("& " * 39 + "Sdn Bhd"), Row("Total 3.00")])

    def test_of_little_words_has_a_kind(self):
        kind_of("between " * 500 + "and " * 2_000)
        kind_of("debit " * 2_000)
        kind_of("-\n" * 6_000)
        kind_of("\n \n" * 4_000 + "x!")

    def test_of_spaces_has_a_sender_or_none(self):
        for kind in ("receipt", "contract"):
            read_fields([PageText(1, "\u2028" * 300 + "x!", [])], kind=kind, today=date(2026, 11, 21))

    def test_of_at_signs_has_no_code(self):
        text = "@." * 475
        assert [*candidates(Kind.CODE, text, "what is the helpline")] == []

    def test_of_pluses_is_no_sum(self):
        assert [*modelled._shown_sums("1 +   " * 40 + "1", ["1"])] == []
        assert [*modelled._shown_sums("$ 1 + Rs 2.50 = $3.50", ["$ 1 Rs 2.50"])] != []

    def test_under_a_slow_rule_is_given_up(self):
        rule = matching.compiled("regex", "(?:a|aa)+$")

        assert not any(rule.matches("a" * 3_000 + "!") for _ in range(200))

    @pytest.mark.parametrize("algorithm", ["any", "fuzzy", "regex"])
    def test_is_not_looked_through_for_a_rule_without_end(self, algorithm):
        with pytest.raises(matching.UnusableRuleError):
            matching.compiled(algorithm, "word " * 2_000)

    def test_of_names_is_compared_a_few_times_only(self, workspace):
        for number in range(20):
            factories.make_ready(workspace, f"paper {number}", f"{number}.txt", title=f"Paper of {number}")

        assert naming.two_named(workspace, "alpha and beta and " * 200) == []

    def test_side_by_side_makes_a_row_of_some_length(self):
        blocks = [
            {"start": at * 10, "end": at * 10 + 10, "box": [at / 1_000, 0.1, (at + 1) / 1_000, 0.2]}
            for at in range(1_000)
        ]

        [row] = rows_of_page(1, "saleshopx " * 1_000, blocks)

        assert len(row.text) == LONGEST_JOINED
