"""PDF statements in the layouts of six banks, drawn with invented people."""
# ruff: noqa: E501  lines are as banks print them

import io
from datetime import date
from decimal import Decimal

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from transactions.importers.door import read_statement
from transactions.importers.formats import Asked, Statement
from transactions.importers.text import UnreadableFileError

TODAY = date(2026, 1, 15)
L, R = "left", "right"


def drawn(pages, columns, *, size=8, pitch=11, encrypt=None) -> bytes:
    """A PDF of pages; a line is a string (at the left) or a cell per column, `None` leaves one out."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, encrypt=encrypt)
    for page in pages:
        canvas.setFont("Helvetica", size)
        y = 800
        for line in page:
            if isinstance(line, str):
                canvas.drawString(40, y, line)
            elif line:
                for (x, side), cell in zip(columns, line, strict=True):
                    if cell:
                        (canvas.drawString if side == L else canvas.drawRightString)(x, y, cell)
            y -= pitch
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def opened(content: bytes, currency: str = "INR") -> Statement:
    return read_statement(content, Asked(filename="s.pdf", today=TODAY, currency=currency))


def told(statement: Statement) -> list[tuple[str, str]]:
    return [(str(row.booked_on), row.problem or f"{row.amount:.2f}") for row in statement.rows]


HDFC_COLUMNS = [(40, L), (85, L), (275, L), (352, L), (455, R), (510, R), (582, R)]
HDFC_HEAD = [
    "Date",
    "Narration",
    "Chq./Ref.No.",
    "Value Dt",
    "Withdrawal Amt.",
    "Deposit Amt.",
    "Closing Balance",
]


def hdfc() -> bytes:
    first = [
        "HDFC BANK LTD", "Account No : 50100099884417", "Statement From : 01/10/2025 To : 31/10/2025", "",
        HDFC_HEAD,
        ["01/10/25", "UPI-MEENA STORES-MEENA@OKSBI-", "0000527410014401", "01/10/25", "412.00", None, "19,588.00"],
        [None, "527410014401-GROCERIES", None, None, None, None, None],
        ["03/10/25", "NEFT CR-ICIC0000104-TIDEWATER", "N275251044", "03/10/25", None, "62,500.00", "82,088.00"],
        [None, "SYSTEMS PVT LTD-SALARY OCT", None, None, None, None, None],
        "", "", "Page No .: 1",
    ]  # fmt: skip
    second = [
        "HDFC BANK LTD", "Account No : 50100099884417", "Statement From : 01/10/2025 To : 31/10/2025", "",
        HDFC_HEAD,
        ["14/10/25", "ATW-416021XXXXXX2290-PUNE", "0000000000004401", "14/10/25", "2,000.00", None, "80,088.00"],
        ["29/10/25", "INTEREST PAID TILL 30-SEP-2025", "000000000000000", "29/10/25", None, "88.50", "80,176.50"],
        "", "STATEMENT SUMMARY :-", "Opening Balance Debits Credits Closing Bal", "20,000.00 2,412.00 62,588.50 80,176.50",
        "Page No .: 2",
    ]  # fmt: skip
    return drawn([first, second], HDFC_COLUMNS)


def icici() -> bytes:
    columns = [(40, L), (70, L), (130, L), (420, R), (490, R), (560, R)]
    return drawn(
        [[
            "ICICI Bank  Statement of Transactions in Savings Account Number: 000401558822 in INR", "",
            ["S No.", "Transaction", "Transaction Remarks", "Withdrawal", "Deposit", "Balance"],
            [None, "Date", None, "Amount (INR)", "Amount (INR)", "(INR)"],
            ["1", "02.09.2025", "UPI/524511/Chai Point/paytmqr@ptys", "60.00", None, "9,940.00"],
            ["2", "05.09.2025", "BIL/BPAY/0091/TATA POWER MUMBAI", "1,240.50", None, "8,699.50"],
            [None, None, "CONSUMER 77120", None, None, None],
            ["3", "19.09.2025", "CLG/RAO ASSOCIATES/HDF", None, "15,000.00", "23,699.50"],
        ]],
        columns,
    )  # fmt: skip


def sbi() -> bytes:
    columns = [(40, L), (100, L), (160, L), (320, L), (450, R), (510, R), (570, R)]
    return drawn(
        [[
            "STATE BANK OF INDIA", "Account Number : 00000030112277889", "Account Statement from 1 Aug 2025 to 31 Aug 2025", "",
            ["Txn Date", "Value", "Description", "Ref No./Cheque", "Debit", "Credit", "Balance"],
            [None, "Date", None, "No.", None, None, None],
            ["4 Aug 2025", "4 Aug 2025", "TO TRANSFER-UPI/DR/52161/", "TRANSFER TO", "350.00", None, "11,150.00"],
            [None, None, "GANESH DAIRY/YESB/", "4897691162095", None, None, None],
            ["11 Aug 2025", "11 Aug 2025", "BY TRANSFER-NEFT*UTIB0000", "TRANSFER", None, "8,000.00", "19,150.00"],
            ["30 Aug 2025", "30 Aug 2025", "ATM WDL-ATM CASH 1182", None, "5,000.00", None, "14,150.00"],
        ]],
        columns,
    )  # fmt: skip


def chase() -> bytes:
    columns = [(40, L), (90, L), (470, R), (560, R)]
    return drawn(
        [[
            "JPMorgan Chase Bank, N.A.", "December 12, 2024 through January 13, 2025", "Account Number: 000000771204455", "",
            "TRANSACTION DETAIL", ["DATE", "DESCRIPTION", "AMOUNT", "BALANCE"],
            [None, "Beginning Balance", None, "$1,500.00"],
            ["12/20", "Card Purchase 12/19 Juniper Books Portland OR Card 4455", "-31.75", "1,468.25"],
            ["01/02", "Lantern Design Payroll PPD ID: 1123", "2,240.00", "3,708.25"],
            ["01/10", "Zelle Payment To Omar 19922", "-400.00", "3,308.25"],
            [None, "Ending Balance", None, "$3,308.25"],
        ]],
        columns,
    )  # fmt: skip


def barclays() -> bytes:
    columns = [(40, L), (85, L), (430, R), (495, R), (560, R)]
    return drawn(
        [[
            "Barclays Bank UK PLC", "Sort code 20-18-44  Account no 30112299", "05 Sep - 03 Oct 2025", "",
            ["Date", "Description", "Money out £", "Money in £", "Balance £"],
            ["5 Sep", "Start balance", None, None, "640.00"],
            ["8 Sep", "Card Payment to Pret A Manger On 07 Sep", "6.45", None, "633.55"],
            [None, "Direct Debit to Thames Water", "31.20", None, "602.35"],
            [None, "Ref: 9981-22", None, None, None],
            ["26 Sep", "Received From Larkspur Ltd Ref: Wages", None, "1,700.00", "2,302.35"],
            ["3 Oct", "End balance", None, None, "2,302.35"],
        ]],
        columns,
    )  # fmt: skip


def sparkasse() -> bytes:
    columns = [(40, L), (110, L), (540, R)]
    return drawn(
        [[
            "Sparkasse Musterland", "Kontoauszug 9/2025  IBAN: DE21 5005 0201 0001 2345 67", "",
            ["Datum", "Erläuterung", "Betrag EUR"],
            "",
            [None, "Kontostand am 29.08.2025, Auszug Nr. 8", "1.000,00+"],
            ["02.09.2025", "Lastschrift", "54,90-"],
            [None, "Telefonwerk GmbH Rechnung 4401", None],
            ["05.09.2025", "Gutschrift", "1.850,00+"],
            [None, "Birkenhof KG Lohn August", None],
            [None, "Kontostand am 30.09.2025", "2.795,10+"],
        ]],
        columns,
    )  # fmt: skip


class TestAPdfStatement:
    def test_of_hdfc_is_read_over_two_pages(self):
        statement = opened(hdfc())

        assert told(statement) == [
            ("2025-10-01", "-412.00"), ("2025-10-03", "62500.00"), ("2025-10-14", "-2000.00"), ("2025-10-29", "88.50"),
        ]  # fmt: skip
        assert statement.rows[0].description.endswith("527410014401-GROCERIES")
        assert statement.rows[0].reference == "0000527410014401"
        assert statement.sections[0].closing_balance == Decimal("80176.50")
        assert statement.sections[0].last4 == "4417"
        assert not statement.needs_review

    def test_of_icici_has_headings_of_two_lines(self):
        statement = opened(icici())

        assert told(statement) == [
            ("2025-09-02", "-60.00"), ("2025-09-05", "-1240.50"), ("2025-09-19", "15000.00"),
        ]  # fmt: skip
        assert statement.rows[1].description == "BIL/BPAY/0091/TATA POWER MUMBAI CONSUMER 77120"
        assert not statement.needs_review

    def test_of_sbi_joins_a_wrapped_reference_and_description(self):
        statement = opened(sbi())

        assert told(statement) == [
            ("2025-08-04", "-350.00"), ("2025-08-11", "8000.00"), ("2025-08-30", "-5000.00"),
        ]  # fmt: skip
        assert statement.rows[0].description == "TO TRANSFER-UPI/DR/52161/ GANESH DAIRY/YESB/"
        assert not statement.needs_review

    def test_of_chase_takes_the_year_from_the_period(self):
        statement = opened(chase(), "USD")

        assert told(statement) == [
            ("2024-12-20", "-31.75"), ("2025-01-02", "2240.00"), ("2025-01-10", "-400.00"),
        ]  # fmt: skip
        assert not statement.needs_review

    def test_of_barclays_gives_undated_lines_the_day_above(self):
        statement = opened(barclays(), "GBP")

        assert told(statement) == [
            ("2025-09-08", "-6.45"), ("2025-09-08", "-31.20"), ("2025-09-26", "1700.00"),
        ]  # fmt: skip
        assert statement.rows[1].description == "Direct Debit to Thames Water Ref: 9981-22"
        assert not statement.needs_review

    def test_of_sparkasse_reads_signs_behind_amounts_and_asks_for_a_look(self):
        statement = opened(sparkasse(), "EUR")

        assert told(statement) == [("2025-09-02", "-54.90"), ("2025-09-05", "1850.00")]
        assert "Telefonwerk" in statement.rows[0].description
        assert "no running balance" in statement.needs_review


class TestAPdfThatNeedsCare:
    def test_a_balance_that_does_not_follow_is_offered_for_review(self):
        broken = [
            ["Date", "Description", "Debit", "Credit", "Balance"],
            ["01/10/2025", "One", "10.00", None, "90.00"],
            ["02/10/2025", "Two", "10.00", None, "80.00"],
            ["03/10/2025", "Three", "10.00", None, "70.00"],
            ["04/10/2025", "Four", "10.00", None, "60.00"],
            ["05/10/2025", "Five", "10.00", None, "50.00"],
            ["20/10/2025", "Six", "10.00", None, "25.00"],
        ]
        statement = opened(drawn([broken], [(40, L), (110, L), (380, R), (460, R), (540, R)]))

        assert "1 of 6 lines" in statement.needs_review
        assert statement.rows[-1].hint.startswith("The balance should be 40.00")

    def test_one_column_of_amounts_gets_its_signs_from_the_balance(self):
        lines = [
            ["Date", "Details", "Amount", "Balance"],
            ["01/10/2025", "Balance brought forward", None, "100.00"],
            ["02/10/2025", "Kiosk", "10.00", "90.00"],
            ["13/10/2025", "Anna", "25.00", "115.00"],
            ["14/10/2025", "Cinema", "15.00", "100.00"],
        ]
        statement = opened(drawn([lines], [(40, L), (110, L), (460, R), (540, R)]))

        assert told(statement) == [
            ("2025-10-02", "-10.00"),
            ("2025-10-13", "25.00"),
            ("2025-10-14", "-15.00"),
        ]

    def test_a_locked_one_asks_for_a_copy_without_a_password(self):
        content = drawn([["Date"]], [(40, L)], encrypt=StandardEncryption("secret", canPrint=1))

        with pytest.raises(UnreadableFileError, match="locked with a password"):
            opened(content)

    def test_a_scan_says_what_to_do(self):
        with pytest.raises(UnreadableFileError, match="This PDF is a scan"):
            opened(drawn([[]], []))

    def test_a_letter_has_no_table(self):
        with pytest.raises(UnreadableFileError, match="No table of payments"):
            opened(drawn([["Dear Ms Rao,", "thank you for your letter of 1 October 2025."]], []))

    @pytest.mark.parametrize("cut", [9, 40, 400, 1500])
    def test_a_truncated_one_says_that_it_is_damaged(self, cut):
        with pytest.raises(UnreadableFileError):
            opened(hdfc()[:cut])
