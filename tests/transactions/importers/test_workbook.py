"""Workbooks, and tables that only call themselves workbooks."""
# ruff: noqa: E501  markup is as banks write it

import io
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter

from transactions.importers.door import read_statement
from transactions.importers.formats import Asked, Statement
from transactions.importers.text import UnreadableFileError

SAMPLES = Path(__file__).parents[2] / "samples"
HEAD = ["Date", "Narration", "Withdrawals", "Deposits", "Balance"]
ROWS = [
    [datetime(2025, 10, 1), "UPI/SHANTI SWEETS", 120.5, None, 879.5],
    [datetime(2025, 10, 14), "NEFT/KESTREL LABS SALARY", None, 5000.25, 5879.75],
    [datetime(2025, 10, 15), "ATM/PUNE", 500, None, 5379.75],
]


def opened(content: bytes, name: str = "statement.xlsx") -> Statement:
    return read_statement(content, Asked(filename=name, today=date(2026, 1, 15), currency="INR"))


def amounts(statement: Statement) -> list[tuple[str, str]]:
    return [(str(row.booked_on), f"{row.amount:.2f}") for row in statement.rows]


EXPECTED = [("2025-10-01", "-120.50"), ("2025-10-14", "5000.25"), ("2025-10-15", "-500.00")]


def workbook(fill) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    fill(book)
    book.close()
    return out.getvalue()


def write_rows(book, sheet, *, top=0, rows=ROWS):
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    sheet.write_row(top, 0, HEAD)
    for at, (when, *rest) in enumerate(rows, start=top + 1):
        sheet.write_datetime(at, 0, when, day)
        sheet.write_row(at, 1, rest)


class TestAWorkbook:
    def test_is_read_with_its_dates_numbers_and_preamble(self):
        def fill(book):
            sheet = book.add_worksheet("Account")
            sheet.merge_range("A1:E1", "Axis Bank  Statement of Account No : 91701000882266")
            write_rows(book, sheet, top=3)

        statement = opened(workbook(fill))

        assert amounts(statement) == EXPECTED
        assert statement.format == "xlsx"
        assert (statement.sections[0].institution, statement.sections[0].last4) == ("Axis Bank", "2266")
        assert statement.rows[0].line == 5

    def test_chooses_the_sheet_with_payments_and_passes_over_a_hidden_one(self):
        def fill(book):
            book.add_worksheet("About").write("A1", "Thank you for banking with us")
            write_rows(book, book.add_worksheet("Payments"))
            hidden = book.add_worksheet("Archive")
            write_rows(book, hidden, rows=ROWS * 4)
            hidden.hide()

        statement = opened(workbook(fill))

        assert amounts(statement) == EXPECTED
        assert statement.layout.table == "Payments"
        assert not statement.needs_review

    def test_says_when_another_sheet_has_payments_too(self):
        def fill(book):
            write_rows(book, book.add_worksheet("October"))
            write_rows(book, book.add_worksheet("Card"), rows=ROWS[:2])

        assert "payments in “Card” too" in opened(workbook(fill)).needs_review

    def test_reads_hidden_rows_and_the_values_of_formulas(self):
        def fill(book):
            sheet = book.add_worksheet()
            write_rows(book, sheet)
            sheet.set_row(2, None, None, {"hidden": True})
            sheet.write_formula(3, 4, "=E3-C4", None, 5379.75)

        assert amounts(opened(workbook(fill))) == EXPECTED

    def test_doubts_a_column_where_some_dates_are_text(self):
        def fill(book):
            sheet = book.add_worksheet()
            write_rows(book, sheet, rows=ROWS[:1])
            sheet.write_row(2, 0, ["14/10/2025", "CARD", 10, None, 869.5])

        assert not opened(workbook(fill)).layout.is_date_certain

    def test_that_claims_the_whole_grid_is_bounded(self):
        def fill(book):
            sheet = book.add_worksheet()
            write_rows(book, sheet)
            sheet.write(1_048_575, 16_383, "x")

        with pytest.raises(UnreadableFileError, match=r"too much time or memory"):
            opened(workbook(fill))

    def test_that_unpacks_to_far_too_much_is_refused(self):
        out = io.BytesIO(workbook(lambda book: write_rows(book, book.add_worksheet())))
        with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/bomb.xml", b"0" * 80_000_000)

        with pytest.raises(UnreadableFileError, match="unpacks to far more"):
            opened(out.getvalue())

    @pytest.mark.parametrize("cut", [30, 300, 3000])
    def test_that_is_cut_off_says_what_to_do(self, cut):
        content = workbook(lambda book: write_rows(book, book.add_worksheet()))

        with pytest.raises(UnreadableFileError):
            opened(content[:cut])

    def test_old_container_without_a_workbook_is_damaged(self):
        with pytest.raises(UnreadableFileError, match="damaged"):
            opened(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "old.xls")

    def test_of_the_old_binary_kind_is_read(self):
        statement = opened((SAMPLES / "statement.xls").read_bytes())

        assert amounts(statement) == [("2025-11-01", "-60.00"), ("2025-11-15", "700.50")]
        assert (statement.format, statement.sections[0].last4) == ("xls", "1234")

    def test_locked_with_a_password_asks_for_a_copy_without(self):
        with pytest.raises(UnreadableFileError, match="locked with a password"):
            opened((SAMPLES / "locked.xlsx").read_bytes())

    def test_without_payments_says_so(self):
        with pytest.raises(UnreadableFileError, match="empty"):
            opened(workbook(lambda book: book.add_worksheet()))


class TestSomethingCalledXls:
    def test_a_page_with_a_table_is_read(self):
        rows = "".join(
            f"<tr><td>{when:%d-%m-%Y}</td><td>{text}&nbsp;</td><td>{out or ''}</td><td>{into or ''}</td><td>{held}</td>"
            for when, text, out, into, held in ROWS
        )
        head = "".join(f"<th><b>{name}</b></th>" for name in HEAD)
        page = f"<html><style>td{{x}}</style><table><tr><td colspan=5>A/c No: 0031188</td></tr><tr>{head}</tr>{rows}</table>"

        statement = opened(page.encode("utf-16"), "statement.xls")

        assert amounts(statement) == EXPECTED
        assert statement.sections[0].last4 == "1188"

    def test_the_xml_of_old_spreadsheets_is_read(self):
        def row(cells):
            inner = "".join(
                f'<Cell ss:Index="{at}"><Data ss:Type="String">{cell}</Data></Cell>'
                for at, cell in enumerate(cells, start=1)
                if cell is not None
            )
            return f"<Row>{inner}</Row>"

        body = "".join(row([f"{when:%Y-%m-%d}", *rest]) for when, *rest in ROWS)
        xml = f'<?xml version="1.0"?><Workbook xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Table>{row(HEAD)}{body}</Table></Workbook>'

        assert amounts(opened(xml.encode(), "statement.xls")) == EXPECTED

    def test_tabs_and_commas_are_read_by_their_content(self):
        text = "Date\tNarration\tDebit\tCredit\n01/10/2025\tTea\t12.00\t\n25/10/2025\tPay\t\t90.00\n"

        assert len(opened(text.encode(), "a.xls").rows) == 2
        assert len(opened(text.replace("\t", ",").encode(), "a.xlsx").rows) == 2
