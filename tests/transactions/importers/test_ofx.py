"""OFX and QFX as banks write them, with invented people."""
# ruff: noqa: E501  lines are as banks write them

from decimal import Decimal

import pytest
from hypothesis import given, settings

from tests.transactions.importers.opening import amounts, opened, opens_or_says_why, spoiled, told
from transactions.importers.text import UnreadableFileError

HEADER = """OFXHEADER:100
DATA:OFXSGML
VERSION:102
ENCODING:USASCII
CHARSET:1252

"""
SGML = (
    HEADER
    + """<OFX><SIGNONMSGSRSV1><SONRS><STATUS><CODE>0<SEVERITY>INFO</STATUS><DTSERVER>20260110120000[-5:EST]
<FI><ORG>Harbour Credit Union<FID>4711</FI></SONRS></SIGNONMSGSRSV1>
<BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>CAD
<BANKACCTFROM><BANKID>0099<ACCTID>1200-777 4321<ACCTTYPE>CHECKING</BANKACCTFROM>
<BANKTRANLIST><DTSTART>20260101<DTEND>20260110
<STMTTRN><TRNTYPE>POS<DTPOSTED>20260103120000[-5:EST]<TRNAMT>-18.40<FITID>A1<NAME>LAKESIDE BAKERY & TEA</STMTTRN>
<STMTTRN><TRNTYPE>CHECK<DTPOSTED>20260104<TRNAMT>-250.00<FITID>A2<CHECKNUM>00118</STMTTRN>
<STMTTRN><TRNTYPE>DIRECTDEP<DTPOSTED>202601050930<TRNAMT>+1,900.00<FITID>A3<NAME>PAYROLL<MEMO>PAYROLL NORTHWIND OFFICE
</STMTTRN>
</BANKTRANLIST><LEDGERBAL><BALAMT>2031.60<DTASOF>20260110</LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>
"""
)
XML = """<?xml version="1.0" encoding="UTF-8"?>
<?OFX OFXHEADER="200" VERSION="211" SECURITY="NONE" OLDFILEUID="NONE" NEWFILEUID="NONE"?>
<OFX><CREDITCARDMSGSRSV1><CCSTMTTRNRS><CCSTMTRS><CURDEF>EUR</CURDEF><CCACCTFROM><ACCTID>xxxx-9090</ACCTID></CCACCTFROM>
<BANKTRANLIST><STMTTRN><TRNTYPE>DEBIT</TRNTYPE><DTPOSTED>20260210</DTPOSTED><TRNAMT>-1.204,50</TRNAMT><FITID>c-1</FITID>
<NAME>M&#252;ller &amp;amp; S&#246;hne</NAME><MEMO><![CDATA[Sofa <grau>]]></MEMO>
<ORIGCURRENCY><CURRATE>1.1</CURRATE><CURSYM>CHF</CURSYM></ORIGCURRENCY></STMTTRN></BANKTRANLIST>
<LEDGERBAL><BALAMT>-1204,50</BALAMT><DTASOF>20260211</DTASOF></LEDGERBAL></CCSTMTRS></CCSTMTTRNRS></CREDITCARDMSGSRSV1></OFX>
"""
BROKER = (
    HEADER
    + """<OFX><INVSTMTMSGSRSV1><INVSTMTTRNRS><INVSTMTRS><DTASOF>20260301<CURDEF>USD
<INVACCTFROM><BROKERID>fern.example<ACCTID>ZX-5566</INVACCTFROM><INVTRANLIST>
<BUYSTOCK><INVBUY><INVTRAN><FITID>t1<DTTRADE>20260202<MEMO>market order</INVTRAN><SECID><UNIQUEID>111222333</SECID>
<UNITS>10<UNITPRICE>12<TOTAL>-121.00</INVBUY></BUYSTOCK>
<INCOME><INVTRAN><FITID>t2<DTTRADE>20260210</INVTRAN><SECID><UNIQUEID>111222333</SECID><INCOMETYPE>DIV<TOTAL>3.15</INCOME>
<REINVEST><INVTRAN><FITID>t3<DTTRADE>20260211</INVTRAN><INCOMETYPE>DIV<TOTAL>-3.00</REINVEST>
<INVBANKTRAN><STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20260201<TRNAMT>500<FITID>t4<NAME>TRANSFER IN</STMTTRN></INVBANKTRAN>
</INVTRANLIST><INVBAL><AVAILCASH>382.15</INVBAL></INVSTMTRS></INVSTMTTRNRS></INVSTMTMSGSRSV1>
<SECLISTMSGSRSV1><SECLIST><STOCKINFO><SECINFO><SECID><UNIQUEID>111222333</SECID><SECNAME>Fern Rail</SECINFO></STOCKINFO>
</SECLIST></SECLISTMSGSRSV1></OFX>"""
)


def _body(*entries: str, currency: str = "EUR") -> str:
    rows = "".join(f"<STMTTRN>{entry}</STMTTRN>" for entry in entries)
    return f"<OFX><STMTRS><CURDEF>{currency}<BANKACCTFROM><ACCTID>12345678</BANKACCTFROM><BANKTRANLIST>{rows}</BANKTRANLIST></STMTRS></OFX>"


class TestSgml:
    def test_unclosed_tags_are_read(self):
        statement = opened(SGML)
        assert statement.format == "ofx"
        assert told(statement.rows) == [
            ("2026-01-03", "-18.40"),
            ("2026-01-04", "-250.00"),
            ("2026-01-05", "1900.00"),
        ]

    def test_the_account_tells_its_bank_its_digits_and_its_balance(self):
        (section,) = opened(SGML).sections
        assert (section.key, section.last4, section.currency) == ("0099/1200-777 4321", "4321", "CAD")
        assert section.institution == "Harbour Credit Union"
        assert section.closing_balance == Decimal("2031.60")

    def test_texts_come_from_name_memo_kind_or_cheque(self):
        rows = opened(SGML).rows
        assert [row.description for row in rows] == [
            "LAKESIDE BAKERY & TEA",
            "Cheque 00118",
            "PAYROLL NORTHWIND OFFICE",
        ]
        assert [row.external_id for row in rows] == ["A1", "A2", "A3"]
        assert rows[1].reference == "00118"

    @pytest.mark.parametrize(
        "header",
        [
            "",
            "\n\n\n" + HEADER,
            HEADER.replace("\n", "\r\n"),
            HEADER.replace("\n", " "),
            "DATA:OFXSGML\nENCODING:UTF-8\n",
        ],
    )
    def test_any_header_or_none_will_do(self, header):
        assert len(opened(header + SGML.removeprefix(HEADER)).rows) == 3

    def test_one_line_gives_every_row_a_number_of_its_own(self):
        lines = [row.line for row in opened(SGML.removeprefix(HEADER).replace("\n", " ")).rows]
        assert lines == [1, 2, 3]

    def test_a_statement_closed_by_the_wrong_tag_is_read(self):
        wrong = SGML.replace("</STMTRS>", "</CCSTMTRS>").replace("</STMTTRN>", "")
        assert len(opened(wrong).rows) == 3

    @pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig", "utf-16"])
    def test_letters_are_kept_in_any_encoding(self, encoding):
        text = _body("<DTPOSTED>20260101<TRNAMT>-5,00<NAME>Café Zoë")
        assert opened((HEADER + text).encode(encoding)).rows[0].description == "Café Zoë"

    def test_two_accounts_are_two_sections(self):
        second = _body("<DTPOSTED>20260105<TRNAMT>-1<FITID>1<NAME>Tea").replace("12345678", "87654321")
        statement = opened(_body("<DTPOSTED>20260105<TRNAMT>-1<FITID>1<NAME>Tea") + second)
        assert [section.last4 for section in statement.sections] == ["5678", "4321"]
        assert [row.section for row in statement.rows] == [0, 1]
        assert [row.external_id for row in statement.rows] == ["1", "1"]


class TestXml:
    def test_version_two_is_read(self):
        statement = opened(XML)
        (row,) = statement.rows
        assert (str(row.booked_on), row.amount, row.currency) == ("2026-02-10", Decimal("-1204.50"), "EUR")
        assert row.description == "Müller & Söhne Sofa <grau>"
        assert row.note == "Paid in CHF."
        assert statement.sections[0].kind == "card"

    def test_quicken_files_are_told_apart(self):
        assert opened(XML.replace("<CURDEF>", "<INTU.BID>3000</INTU.BID><CURDEF>")).format == "qfx"
        assert opened(XML, "card.qfx").format == "qfx"


class TestInvestments:
    def test_only_cash_that_moved_becomes_rows(self):
        statement = opened(BROKER)
        assert [(row.description, row.amount) for row in statement.rows] == [
            ("Bought Fern Rail", Decimal("-121.00")),
            ("Dividend Fern Rail", Decimal("3.15")),
            ("TRANSFER IN", Decimal("500.00")),
        ]
        assert statement.sections[0].kind == "investment"
        assert statement.sections[0].closing_balance == Decimal("382.15")


class TestAmounts:
    @pytest.mark.parametrize(
        ("written", "meant"),
        [
            ("-12.5", "-12.50"),
            ("+0000000050.0000", "50.00"),
            ("-200,00", "-200.00"),
            ("1.234,56", "1234.56"),
            ("-1,234.56", "-1234.56"),
            ("1 234.00", "1234.00"),
            ("(45.00)", "-45.00"),
            ("45.00-", "-45.00"),
            ("$120", "120.00"),
            (".50", "0.50"),
        ],
    )
    def test_are_read_as_banks_write_them(self, written, meant):
        (row,) = opened(_body(f"<TRNTYPE>OTHER<DTPOSTED>20260101<TRNAMT>{written}<NAME>x")).rows
        assert str(row.amount) == meant

    def test_without_signs_the_kind_tells_the_direction(self):
        statement = opened(
            _body(
                "<TRNTYPE>DEBIT<DTPOSTED>20260101<TRNAMT>20.00<NAME>Shoes",
                "<TRNTYPE>CREDIT<DTPOSTED>20260102<TRNAMT>90.00<NAME>Pay",
            )
        )
        assert amounts(statement) == [Decimal("-20.00"), Decimal("90.00")]

    def test_with_signs_they_stand(self):
        statement = opened(
            _body(
                "<TRNTYPE>DEBIT<DTPOSTED>20260101<TRNAMT>20.00<NAME>Refund",
                "<TRNTYPE>DEBIT<DTPOSTED>20260102<TRNAMT>-90.00<NAME>Shoes",
            )
        )
        assert amounts(statement) == [Decimal("20.00"), Decimal("-90.00")]

    def test_a_currency_of_its_own_counts(self):
        (row,) = opened(
            _body("<DTPOSTED>20260101<TRNAMT>-9<NAME>Tea<CURRENCY><CURRATE>1<CURSYM>JPY</CURRENCY>")
        ).rows
        assert row.currency == "JPY"


class TestFlaws:
    @pytest.mark.parametrize(
        ("entry", "sentence"),
        [
            ("<TRNAMT>-5<NAME>Tea", "There is no date in this entry."),
            ("<DTPOSTED><TRNAMT>-5<NAME>Tea", "There is no date in this entry."),
            ("<DTPOSTED>20260231<TRNAMT>-5<NAME>Tea", "“20260231” is not a date."),
            ("<DTPOSTED>20260201<TRNAMT>five<NAME>Tea", "“five” is not an amount."),
            ("<DTPOSTED>20260201<NAME>Tea", "There is no amount in this entry."),
            ("<DTPOSTED>20260201<TRNAMT>0.00<NAME>Tea", "The amount is zero."),
            ("<DTPOSTED>20260201<TRNAMT>99999999999999999<NAME>Tea", "The amount is too large to be right."),
            ("<DTPOSTED>20270201<TRNAMT>-5<NAME>Tea", "This date is in the future."),
        ],
    )
    def test_are_said_row_by_row(self, entry, sentence):
        broken, whole = opened(_body(entry, "<DTPOSTED>20260102<TRNAMT>-1.00<NAME>Bun")).rows
        assert broken.problem.startswith(sentence)
        assert not whole.problem

    def test_an_id_used_twice_is_none(self):
        entry = "<DTPOSTED>2026010{}<TRNAMT>-5<FITID>0001<NAME>Tea"
        assert [row.external_id for row in opened(_body(entry.format(1), entry.format(2))).rows] == ["", ""]

    def test_a_period_without_payments_opens_and_says_so(self):
        statement = opened(_body())
        assert statement.rows == []
        assert statement.note.startswith("There are no payments in this file.")
        assert statement.sections[0].last4 == "5678"

    def test_what_the_bank_says_went_wrong_is_passed_on(self):
        statement = opened(
            "<OFX><SONRS><STATUS><CODE>15500<SEVERITY>ERROR<MESSAGE>Signon invalid</STATUS></SONRS></OFX>"
        )
        assert "“Signon invalid”" in statement.note

    def test_a_file_without_anything_opens_and_says_so(self):
        statement = opened("OFXHEADER:100\n<OFX></OFX>")
        assert (statement.rows, statement.sections) == ([], ())
        assert statement.note.startswith("There are no payments in this file.")

    def test_entities_of_its_own_are_refused(self):
        with pytest.raises(UnreadableFileError, match="no bank does"):
            opened('<!DOCTYPE x [<!ENTITY a "aaaa">]><OFX><STMTRS><NAME>&a;</STMTRS></OFX>')

    @pytest.mark.parametrize("sample", [SGML, XML, BROKER], ids=["sgml", "xml", "broker"])
    def test_spoiled_files_open_or_say_why(self, sample):
        @settings(max_examples=60, deadline=None)
        @given(spoiled(sample.encode()))
        def check(content: bytes) -> None:
            opens_or_says_why(content)

        check()
