"""Files made to eat time or memory, and files that broke on the way: bounded, and told in words."""

import time
from contextlib import suppress
from decimal import Decimal

import pytest

from tests.transactions.importers.opening import opened
from transactions.importers.text import UnreadableFileError

OFX = (
    "OFXHEADER:100\nDATA:OFXSGML\n\n<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>EUR<BANKACCTFROM><BANKID>1<ACCTID>445566"
    "</BANKACCTFROM><BANKTRANLIST>\n<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20250901<TRNAMT>-11.50<FITID>F1<NAME>Shop\n</STMTTRN>\n"
    "<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20250902<TRNAMT>-12.50<FITID>F2<NAME>Inn\n</STMTTRN>\n</BANKTRANLIST>"
    "</STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>"
)
QIF = "!Type:Bank\nD13/09/2025\nT-12.50\nPCafé Mont\n^\nD14/09/2025\nT-70.00\nPRent\n^\n"
CAMT = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"


class TestHugeFiles:
    @pytest.mark.parametrize(
        "content",
        [
            "2025-09-01,x,1;" * 200_000,
            "x" * 3_000_000,
            '"' * 3_000_000,
            "Date,Description,Amount\n" + "," * 3_000_000,
            "Date,Description,Amount\n" + "\n" * 1_000_000 + "2025-09-01,a,1\n",
            "OFXHEADER:100\n\n<OFX>" + "<A>" * 200_000,
            f'<?xml version="1.0"?><Document xmlns="{CAMT}">' + "<A>" * 100_000,
            "!Type:Bank\nD13/09/2025\nT-1\n" + "Sx\n$1\n" * 100_000 + "^\n",
        ],
        ids=["one line", "one cell", "quotes", "commas", "empty lines", "tags", "elements", "splits"],
    )
    def test_end_soon(self, content: str):
        begin = time.process_time()
        with suppress(UnreadableFileError):
            opened(content)
        assert time.process_time() - begin < 10

    def test_a_line_with_a_hundred_thousand_cells_is_read_at_its_beginning(self):
        content = "Date,Description,Amount" + ",x" * 100_000 + "\n2025-09-13,Bread,-4" + ",y" * 100_000 + "\n"
        assert opened(content).rows[0].amount == Decimal("-4.00")


class TestOutsideDefinitions:
    @pytest.mark.parametrize(
        "head",
        [
            '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
            '<!DOCTYPE Document SYSTEM "http://127.0.0.1:9/a.dtd">',
            '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        ],
    )
    def test_are_refused(self, head: str):
        with pytest.raises(UnreadableFileError, match="document type"):
            opened(f'<?xml version="1.0"?>{head}<Document xmlns="{CAMT}"><BkToCstmrStmt/></Document>')


class TestBrokenFiles:
    def test_an_ofx_file_that_breaks_off_must_be_looked_at(self):
        statement = opened(OFX[: OFX.index("<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20250902")])
        assert [row.amount for row in statement.rows] == [Decimal("-11.50")]
        assert "breaks off" in statement.needs_review
        assert not opened(OFX).needs_review

    @pytest.mark.parametrize("figure", ["-1x.50", "12..50", "1,.5"])
    def test_a_damaged_amount_is_a_problem_of_its_row(self, figure: str):
        rows = opened(OFX.replace("-11.50", figure)).rows
        assert "is not an amount" in rows[0].problem
        assert rows[1].amount == Decimal("-12.50")

    @pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "cp1252", "utf-8-sig"])
    def test_qif_opens_in_any_encoding(self, encoding: str):
        rows = opened(QIF.encode(encoding)).rows
        assert [row.amount for row in rows] == [Decimal("-12.50"), Decimal("-70.00")]
        assert rows[0].description == "Café Mont"

    @pytest.mark.parametrize("end", ["\r", "\r\n"])
    def test_mixed_ends_of_lines_change_nothing(self, end: str):
        mixed = QIF.replace("\n", end, 3)
        assert len(opened(mixed).rows) == 2

    def test_a_page_behind_a_camt_file_does_not_make_it_a_page(self):
        entry = (
            '<Ntry><Amt Ccy="EUR">3.50</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts>'
            "<BookgDt><Dt>2025-09-01</Dt></BookgDt></Ntry>"
        )
        camt = f'<Document xmlns="{CAMT}"><BkToCstmrStmt><Stmt>{entry}</Stmt></BkToCstmrStmt></Document>'
        rows = opened(camt + "\n<html>Your session expired</html>").rows
        assert rows[0].amount == Decimal("-3.50")
