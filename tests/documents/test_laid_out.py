"""Papers without a picture of their pages, laid out as HTML."""

from documents.laid_out import laid_out
from documents.pipeline.parsed import HEADER, LIST, ROW, Line, page_of

SHEET = [
    Line(text="Costs", is_heading=True, starts_paragraph=True),
    Line(text="Month | Heating | Water", kind=HEADER, starts_paragraph=True),
    Line(text="Month: Jan | Heating: 120.5 | Water: 30", kind=ROW),
    Line(text="Month: Feb | Water: 31", kind=ROW),
]
RULES = [
    Line(text="Water", is_heading=True, starts_paragraph=True),
    Line(text="Hoses may be used", starts_paragraph=True),
    Line(text="before nine.", starts_paragraph=False),
    Line(text="No sprinklers", kind=LIST, starts_paragraph=True),
    Line(text="No <b>cars</b>", kind=LIST),
]


def html_of(lines, cited=""):
    page = page_of(1, lines)
    start = page.text.index(cited) if cited else None
    return laid_out(page.text, page.blocks, start, start + len(cited) if cited else None)


class TestATable:
    def test_names_its_columns_once(self):
        html = html_of(SHEET)

        assert "<th>Heating</th>" in html
        assert "<td>120.5</td>" in html
        assert "Heating: " not in html

    def test_leaves_the_place_of_a_missing_cell_empty(self):
        assert "<tr><td>Feb</td><td></td><td>31</td></tr>" in html_of(SHEET)

    def test_without_names_shows_its_rows(self):
        rows = [Line(text="12 | Marsh", kind=ROW), Line(text="13 | Oduya", kind=ROW)]

        assert "<tr><td>12</td><td>Marsh</td></tr><tr><td>13</td><td>Oduya</td></tr>" in html_of(rows)


class TestAPage:
    def test_has_headings_lists_and_prose_that_runs_on(self):
        html = html_of(RULES)

        assert '<h2 class="words-heading">Water</h2>' in html
        assert '<div class="words-prose">Hoses may be used before nine.</div>' in html
        assert '<ul class="words-list"><li>No sprinklers</li>' in html

    def test_shows_what_looks_like_markup_as_text(self):
        assert "<li>No &lt;b&gt;cars&lt;/b&gt;</li>" in html_of(RULES)

    def test_marks_what_is_cited_across_its_parts_and_names_it_once(self):
        html = html_of(RULES, "nine.\n\nNo sprink")

        assert '<mark id="passage">nine.</mark>' in html
        assert "<mark>No sprink</mark>lers" in html

    def test_whose_blocks_leave_text_out_is_shown_whole(self):
        assert laid_out("One\n\nTwo", [{"start": 0, "end": 3}], None, None) == "One\n\nTwo"
