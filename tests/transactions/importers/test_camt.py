"""CAMT statements as banks write them, with invented people."""
# ruff: noqa: E501  elements are as banks write them

from decimal import Decimal

import pytest
from hypothesis import given, settings

from tests.transactions.importers.opening import amounts, opened, opens_or_says_why, spoiled, told
from transactions.importers.text import UnreadableFileError

ACCOUNT = """<Acct><Id><IBAN>DE02 1001 0010 0006 8201 01</IBAN></Id><Ccy>EUR</Ccy>
<Svcr><FinInstnId><BICFI>PBNKDEFFXXX</BICFI><Nm>Bank am Bach</Nm></FinInstnId></Svcr></Acct>"""
BALANCES = """<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">100.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Dt><Dt>2026-03-01</Dt></Dt></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">60.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-03-05</Dt></Dt></Bal>"""
RENT = """<Ntry><NtryRef>1</NtryRef><Amt Ccy="EUR">640.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts>
<BookgDt><Dt>2026-03-02</Dt></BookgDt><ValDt><Dt>2026-03-03</Dt></ValDt><AcctSvcrRef>S-778</AcctSvcrRef>
<NtryDtls><TxDtls><Refs><EndToEndId>MIETE-03</EndToEndId></Refs>
<RltdPties><Dbtr><Nm>Ruth Sommer</Nm></Dbtr><Cdtr><Nm>Wohnbau &amp; S&#246;hne</Nm></Cdtr></RltdPties>
<RmtInf><Ustrd>Miete M&#228;rz</Ustrd><Ustrd>Haus 4</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"""


def _entry(amount: str = "10.00", direction: str = "DBIT", inner: str = "", day: str = "2026-03-04") -> str:
    return f'<Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{direction}</CdtDbtInd><BookgDt><Dt>{day}</Dt></BookgDt>{inner}</Ntry>'


def _file(*entries: str, kind: str = "Stmt", version: str = "053.001.02", account: str = ACCOUNT) -> str:
    root = {"Stmt": "BkToCstmrStmt", "Rpt": "BkToCstmrAcctRpt", "Ntfctn": "BkToCstmrDbtCdtNtfctn"}[kind]
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.{version}"><{root}>'
        f"<{kind}><Id>1</Id>{account}{BALANCES}\n" + "\n".join(entries) + f"\n</{kind}></{root}></Document>"
    )


def _part(amount: str, name: str, path: str = "Amt") -> str:
    told = f'<Amt Ccy="EUR">{amount}</Amt>'
    told = told if path == "Amt" else f"<AmtDtls><TxAmt>{told}</TxAmt></AmtDtls>"
    return f"<TxDtls>{told}<RltdPties><Cdtr><Pty><Nm>{name}</Nm></Pty></Cdtr></RltdPties></TxDtls>"


class TestStatements:
    @pytest.mark.parametrize(
        ("kind", "version", "name"),
        [
            ("Stmt", "053.001.02", "camt.053"),
            ("Stmt", "053.001.08", "camt.053"),
            ("Rpt", "052.001.06", "camt.052"),
            ("Ntfctn", "054.001.04", "camt.054"),
        ],
    )
    def test_of_every_kind_and_version_are_read(self, kind, version, name):
        statement = opened(_file(RENT, kind=kind, version=version))
        assert statement.format == name
        assert told(statement.rows) == [("2026-03-02", "-640.00")]

    def test_need_no_namespace_and_no_declaration(self):
        text = (
            _file(RENT)
            .split("\n", 1)[1]
            .replace(' xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"', "")
        )
        assert len(opened(text).rows) == 1
        prefixed = (
            text.replace("<", "<n:").replace("<n:/", "</n:").replace("<n:Document", '<n:Document xmlns:n="u"')
        )
        assert len(opened(prefixed).rows) == 1

    def test_tell_the_account_and_its_balances(self):
        (section,) = opened(_file(RENT)).sections
        assert (section.key, section.last4, section.currency) == ("DE02100100100006820101", "0101", "EUR")
        assert section.institution == "Bank am Bach"
        assert (section.opening_balance, section.closing_balance) == (Decimal("-100.00"), Decimal("60.00"))

    def test_tell_whom_what_for_and_which_reference(self):
        (row,) = opened(_file(RENT)).rows
        assert (row.merchant, row.description) == ("Wohnbau & Söhne", "Miete März Haus 4")
        assert (row.reference, row.external_id) == ("MIETE-03", "S-778")

    def test_of_several_accounts_are_several_sections(self):
        other = ACCOUNT.replace("01</IBAN>", "02</IBAN>")
        text = _file(RENT).replace("</Stmt>", f"</Stmt><Stmt>{other}{_entry()}</Stmt>", 1)
        statement = opened(text)
        assert [section.last4 for section in statement.sections] == ["0101", "0102"]
        assert [row.section for row in statement.rows] == [0, 1]

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
    def test_are_read_whatever_encoding_they_claim(self, encoding):
        text = _file(_entry(inner="<AddtlNtryInf>Kaffee für Zoë</AddtlNtryInf>"))
        assert opened(text.encode(encoding)).rows[0].description == "Kaffee für Zoë"


class TestEntries:
    @pytest.mark.parametrize("path", ["Amt", "AmtDtls"])
    def test_of_many_payments_become_rows_where_they_add_up(self, path):
        parts = _part("4.00", "Ada", path) + _part("6.00", "Bo", path)
        details = f"<AcctSvcrRef>B1</AcctSvcrRef><NtryDtls>{parts}</NtryDtls>"
        statement = opened(_file(_entry(inner=details)))
        assert amounts(statement) == [Decimal("-4.00"), Decimal("-6.00")]
        assert [row.merchant for row in statement.rows] == ["Ada", "Bo"]
        assert [row.external_id for row in statement.rows] == ["B1/1", "B1/2"]

    def test_of_many_payments_stay_one_where_they_do_not(self):
        details = f"<NtryDtls>{_part('4.00', 'Ada')}{_part('5.00', 'Bo')}</NtryDtls>"
        (row,) = opened(_file(_entry(inner=details))).rows
        assert (row.amount, row.description) == (Decimal("-10.00"), "Ada, Bo")

    def test_that_reverse_name_the_party_of_the_first_payment(self):
        parties = "<RltdPties><Dbtr><Nm>Me</Nm></Dbtr><Cdtr><Nm>Shoe Shop</Nm></Cdtr></RltdPties>"
        inner = f"<RvslInd>true</RvslInd><NtryDtls><TxDtls>{parties}</TxDtls></NtryDtls>"
        (row,) = opened(_file(_entry(direction="CRDT", inner=inner))).rows
        assert (row.amount, row.merchant, row.note) == (Decimal("10.00"), "Shoe Shop", "A reversal.")

    def test_in_foreign_money_say_so(self):
        inner = '<AmtDtls><InstdAmt><Amt Ccy="CHF">9.40</Amt></InstdAmt></AmtDtls><Chrgs><Rcrd><Amt Ccy="EUR">0.30</Amt></Rcrd></Chrgs>'
        (row,) = opened(_file(_entry(inner=inner))).rows
        assert row.note == "Originally 9.40 CHF. Charges 0.30."

    def test_with_a_structured_reference_show_it(self):
        inner = "<NtryDtls><TxDtls><RmtInf><Strd><CdtrRefInf><Ref>RF18 5390</Ref></CdtrRefInf></Strd></RmtInf></TxDtls></NtryDtls>"
        assert opened(_file(_entry(inner=inner))).rows[0].description == "RF18 5390"

    @pytest.mark.parametrize("status", ["<Sts>PDNG</Sts>", "<Sts><Cd>PDNG</Cd></Sts>"])
    def test_that_are_pending_are_left_for_later(self, status):
        (row,) = opened(_file(_entry(inner=status))).rows
        assert row.problem == "This payment is still pending. It will be in a later statement."

    def test_without_a_booking_day_take_the_value_day(self):
        text = (
            _file(_entry())
            .replace("BookgDt", "ValDt")
            .replace("<Dt>2026-03-04</Dt>", "<DtTm>2026-03-04T10:00:00Z</DtTm>")
        )
        assert told(opened(text).rows) == [("2026-03-04", "-10.00")]

    @pytest.mark.parametrize(
        ("entry", "sentence"),
        [
            (_entry(amount="ten"), "“ten” is not an amount."),
            (_entry(amount=""), "There is no amount in this entry."),
            (_entry(day="2026-02-30"), "There is no date in this entry."),
            (_entry(direction=""), "The entry does not say whether money came or went."),
            (_entry(day="2027-01-01"), "This date is in the future. Correct the file or leave the line out."),
        ],
    )
    def test_say_flaws_row_by_row(self, entry, sentence):
        broken, whole = opened(_file(entry, _entry())).rows
        assert broken.problem == sentence
        assert not whole.problem


class TestFlaws:
    def test_a_file_that_breaks_off_keeps_what_is_whole(self):
        text = _file(RENT, _entry())
        whole, broken = opened(text[: text.rindex("</BookgDt>")]).rows
        assert not whole.problem
        assert broken.problem.startswith("The file breaks off in line 9")

    def test_a_statement_without_entries_opens_and_says_so(self):
        statement = opened(_file())
        assert statement.rows == []
        assert statement.note.startswith("There are no payments")

    @pytest.mark.parametrize(
        "content",
        [
            '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><Document>&b;</Document>',
            '<?xml version="1.0"?><!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd"><Document/>',
            '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><Document>&f;</Document>',
        ],
        ids=["bomb", "outside type", "outside entity"],
    )
    def test_traps_are_refused(self, content):
        with pytest.raises(UnreadableFileError, match="which no bank does"):
            opened(content)

    def test_other_xml_is_refused_with_a_way_out(self):
        with pytest.raises(UnreadableFileError, match="Download the statement as CAMT"):
            opened('<?xml version="1.0"?><invoices><invoice/></invoices>')

    def test_damaged_xml_names_the_line(self):
        with pytest.raises(UnreadableFileError, match="damaged in line 2"):
            opened('<?xml version="1.0"?>\n\n<a>\n<b <')

    @settings(max_examples=80, deadline=None)
    @given(
        spoiled(
            _file(
                RENT, _entry(inner=f"<NtryDtls>{_part('4.00', 'Ada')}{_part('6.00', 'Bo')}</NtryDtls>")
            ).encode()
        )
    )
    def test_spoiled_files_open_or_say_why(self, content):
        opens_or_says_why(content)
