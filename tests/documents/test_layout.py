"""From pieces with places to lines in reading order."""

import io
import textwrap

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from documents.pipeline.parsers.base import parser_for
from documents.pipeline.sniff import PDF
from documents.places import boxes_of

LEFT = (
    "The left column tells of the water mill by the river, how its wheel was mended in spring and why "
    "the miller kept two books of what the farmers owed him for grinding their corn."
)
RIGHT = (
    "The right column is about the bakery in the square, whose oven was heated with vine cuttings and "
    "whose loaves were sold by weight on market days until the war."
)


def drawn(*pages, title=""):
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=A4)
    canvas.setTitle(title)
    for draw in pages:
        canvas.setFont("Helvetica", 10)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def read(*pages, title=""):
    return list(parser_for(PDF, drawn(*pages, title=title)).pages())


def column(canvas, text, x, *, y=700, width=44):
    for line in textwrap.wrap(text, width):
        canvas.drawString(x, y, line)
        y -= 12
    return y


def kinds(page):
    return [(page.text[b["start"] : b["end"]], b.get("kind", "")) for b in page.blocks]


def flat(page):
    return " ".join(page.text.split())


class TestColumns:
    def test_are_read_one_after_the_other(self):
        def both(canvas):
            column(canvas, LEFT, 60)
            column(canvas, RIGHT, 320)

        (page,) = read(both)

        assert flat(page) == f"{LEFT} {RIGHT}"

    def test_are_told_even_when_the_file_goes_from_line_to_line(self):
        def by_line(canvas):
            pairs = zip(textwrap.wrap(LEFT, 44), textwrap.wrap(RIGHT, 44), strict=False)
            for index, (left, right) in enumerate(pairs):
                canvas.drawString(60, 700 - 12 * index, left)
                canvas.drawString(320, 700 - 12 * index, right)

        (page,) = read(by_line)

        assert flat(page).index("The right column") > flat(page).index("grinding")

    def test_stand_below_a_title_across_the_page(self):
        def article(canvas):
            canvas.setFont("Helvetica-Bold", 20)
            canvas.drawString(60, 760, "Of mills and ovens: a village and its bread")
            canvas.setFont("Helvetica", 10)
            column(canvas, LEFT, 60)
            column(canvas, RIGHT, 320)

        (page,) = read(article)

        assert page.text.startswith("Of mills and ovens: a village and its bread\n\nThe left column")
        assert kinds(page)[0][1] == "heading"


class TestTable:
    ROWS = (
        ("", "2025", "2024"),
        ("Revenue", "12,345.6", "11,200.1"),
        ("Cost of sales", "(7,654.3)", "(7,001.0)"),
        ("Gross profit", "4,691.3", "4,199.1"),
    )

    def table(self, canvas):
        canvas.drawString(60, 780, "Figures are in millions of euro and were looked over by the auditor.")
        for index, row in enumerate(self.ROWS):
            y = 740 - 16 * index
            canvas.drawString(60, y, row[0])
            canvas.drawRightString(400, y, row[1])
            canvas.drawRightString(500, y, row[2])

    def test_keeps_numbers_beside_their_label(self):
        (page,) = read(self.table)

        assert "Revenue\t12,345.6\t11,200.1\nCost of sales\t(7,654.3)\t(7,001.0)\n" in page.text
        assert ("Revenue", "row") in kinds(page)

    def test_knows_the_row_that_names_the_columns(self):
        (page,) = read(self.table)

        assert ("2025", "header") in kinds(page)

    def test_marks_a_row_with_one_box(self):
        (page,) = read(self.table)
        start = page.text.index("Gross profit")
        end = page.text.index("4,691.3") + len("4,691.3")

        (box,) = boxes_of(page.blocks, start, end)

        assert box[0] == pytest.approx(60 / A4[0], abs=0.01)
        assert box[2] == pytest.approx(400 / A4[0], abs=0.01)

    def test_reads_cells_of_several_lines_one_by_one(self):
        cells = (
            ("Room and boarding for the insured in hospital", "Up to Rs. 5,000 a day for twenty days a year"),
            ("Ambulance by road from the place of accident", "Rs. 2,000 an event and four events in a year"),
        )

        def wrapped(canvas):
            y = 700
            for left, right in cells:
                ends = [column(canvas, text, x, y=y, width=24) for text, x in ((left, 60), (right, 300))]
                y = min(ends) - 10

        (page,) = read(wrapped)

        assert flat(page) == " ".join(text for pair in cells for text in pair)


class TestProse:
    def test_joins_a_word_broken_at_the_end_of_a_line(self):
        def broken(canvas):
            canvas.drawString(60, 700, "The agreement may be termi-")
            canvas.drawString(60, 688, "nated by a well-known and long-")
            canvas.drawString(60, 676, "standing party; long-standing means ten years.")

        (page,) = read(broken)

        assert "may be terminated by a well-known and long-standing party" in page.text
        start = page.text.index("terminated")
        upper, lower = boxes_of(page.blocks, start, start + len("terminated"))
        assert upper[1] < lower[1]
        assert upper[0] > lower[0]

    def test_knows_lists(self):
        def listed(canvas):
            for index, line in enumerate(("Bring with you:", "• a passport", "• two photographs")):
                canvas.drawString(60, 700 - 12 * index, line)

        (page,) = read(listed)

        assert ("• a passport", "list") in kinds(page)

    def test_cuts_a_mark_at_the_words_it_means(self):
        def line(canvas):
            canvas.drawString(60, 700, "iiii WWWWWWWW iiii")

        (page,) = read(line)
        (box,) = boxes_of(page.blocks, 5, 13)

        assert box[0] == pytest.approx((60 + 4 * 2.22 + 2.78) / A4[0], abs=0.004)


class TestFurniture:
    def page(self, number):
        def draw(canvas):
            canvas.drawString(60, 815, "Riverside Housing Cooperative")
            canvas.drawString(60, 600, f"What page {number} has to say.")
            canvas.drawString(60, 560, "Total 1,200.00")
            canvas.drawString(500, 25, f"Page {number} of 3")

        return draw

    def test_says_running_lines_once_and_page_numbers_never(self):
        pages = read(self.page(1), self.page(2), self.page(3))

        assert ["Riverside" in page.text for page in pages] == [True, False, False]
        assert not any("of 3" in page.text for page in pages)
        assert all("Total 1,200.00" in page.text for page in pages)

    def test_knows_running_lines_again_when_it_goes_on_later(self):
        content = drawn(self.page(1), self.page(2), self.page(3))
        (page,) = parser_for(PDF, content).pages(after=2)

        assert page.number == 3
        assert "Riverside" not in page.text


class TestTitle:
    def front(self, canvas):
        canvas.setFont("Helvetica-Bold", 22)
        canvas.drawString(60, 700, "Annual Report of the")
        canvas.drawString(60, 674, "Mountain Railway")
        canvas.setFont("Helvetica", 10)
        for index in range(8):
            canvas.drawString(60, 600 - 12 * index, "A sentence that is set in the usual size.")

    @pytest.mark.parametrize("told", ["", "untitled", "Microsoft Word - final.doc", "report_v7-print"])
    def test_is_the_largest_line_when_the_file_tells_none(self, told):
        outline = parser_for(PDF, drawn(self.front, title=told)).outline

        assert outline.title == "Annual Report of the Mountain Railway"

    def test_is_what_the_file_says_otherwise(self):
        outline = parser_for(PDF, drawn(self.front, title="Report for 2025")).outline

        assert outline.title == "Report for 2025"

    def test_bookmarks_tell_headings(self):
        def marked(canvas):
            canvas.bookmarkPage("terms")
            canvas.addOutlineEntry("Terms of delivery", "terms")
            canvas.drawString(60, 700, "Terms of delivery")
            canvas.drawString(60, 680, "Goods are delivered within a week to the door of the buyer.")

        (page,) = read(marked)

        assert kinds(page)[0] == ("Terms of delivery", "heading")


class TestForm:
    def test_reads_what_was_typed_into_fields(self):
        def form(canvas):
            canvas.drawString(60, 700, "Name of the insured:")
            canvas.acroForm.textfield(x=200, y=690, width=200, height=24, value="Wilhelmina Oduya")

        (page,) = read(form)

        assert "Wilhelmina Oduya" in page.text
