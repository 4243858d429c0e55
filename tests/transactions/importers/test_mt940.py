from decimal import Decimal

import pytest
from hypothesis import given, settings

from tests.transactions.importers.opening import amounts, opened, opens_or_says_why, spoiled, told

GERMAN = """:20:STARTUMS
:25:50010517/0532013000
:28C:00012/001
:60F:C260201EUR1500,00
:61:2602030203DR42,90NDDTNONREF//2603488
:86:105?00FOLGELASTSCHRIFT?10931?20EREF+RG-2026-118?21MREF+M-77?22C
RED+DE11ZZZ00000099999?23SVWZ+Strom Abschlag Februar?24 Kunde 8812
?30GENODEF1XXX?31DE02500105170137075030?32Stadtwerke Birkenau?33 G
mbH
:61:2602040204CR2100,5NTRFNONREF
:86:166?00GUTSCHRIFT?20SVWZ+Gehalt?32Kontor Weber
:61:2602050205RCR10,00NTRFNONREF
:86:166?00STORNO?20SVWZ+Doch nicht
:61:2602060206RDR4,50NTRFNONREF
:86:105?00STORNO?20SVWZ+Zurueck
:62F:C260206EUR3552,10
:64:C260206EUR3552,10
:86:Kontostand ohne Gewaehr
-
"""
DUTCH = """{1:F01BANKNL2AXXX0000000000}{2:O9400000260203BANKNL2AXXX}{4:
:20:P260203000000001
:25:NL11BANK0123456789EUR
:28C:00034
:60F:C260202EUR100,00
:61:260203D12,95NTRFEREF//26034512345678
/TRCD/00100/
:86:/EREF/abonnement 02//MARF/77//CSID/NL99ZZZ//CNTP/NL44BANK0001112223/BANKNL2A/
Leesclub De Vuurtoren/Zwolle//REMI/USTD//Contributie februari/
:61:260204    C5,NMSCNONREF          M. de Groot
:86:Terug van koffie
:62F:C260204EUR92,05
-}{5:}
{1:F01BANKNL2AXXX0000000000}{2:O9400000260204BANKNL2AXXX}{4:
:20:P260204000000002
:25:NL11BANK0123456789EUR
:60F:C260204EUR92,05
:61:260205C7,95NTRFNONREF
:86:/TRTP/SEPA OVERBOEKING/IBAN/NL44BANK0001112223/NAME/J. Bakker/REMI/Lunch/EREF/NOTPROVIDED
:62F:C260205EUR100,00
-}{5:}
"""
INTERIM = """:20:INTERIM1
:25:PL61109010140000071219812874
:34F:PLND0,
:13D:2602031200+0100
:61:2602030203D19,99NTRF123//AB/1
:86:020~00Przelew~20Ksiazki~21 i gazety~32Antykwariat Lipa
:61:260204ED20,00NTRF124
:86:zapowiedz
:90D:2PLN39,99
-
"""


def _entry(line: str, details: str = ":86:Tea") -> str:
    return f":20:X\n:25:12345678\n:60F:C260101EUR0,\n:61:{line}\n{details}\n:62F:C260131EUR0,\n-\n"


class TestGermanStatements:
    def test_tell_day_and_signed_amount(self):
        statement = opened(GERMAN)
        assert statement.format == "mt940"
        assert told(statement.rows) == [
            ("2026-02-03", "-42.90"),
            ("2026-02-04", "2100.50"),
            ("2026-02-05", "-10.00"),
            ("2026-02-06", "4.50"),
        ]

    def test_tell_whom_what_for_and_which_reference(self):
        row = opened(GERMAN).rows[0]
        assert row.merchant == "Stadtwerke Birkenau GmbH"
        assert row.description == "Strom Abschlag Februar Kunde 8812"
        assert (row.method, row.reference) == ("FOLGELASTSCHRIFT", "RG-2026-118")
        assert row.external_id == "2603488/2026-02-03/-42.90"

    def test_tell_the_balances_of_the_account(self):
        (section,) = opened(GERMAN).sections
        assert (section.key, section.last4, section.currency) == ("50010517/0532013000", "3000", "EUR")
        assert (section.opening_balance, section.closing_balance) == (Decimal("1500.00"), Decimal("3552.10"))
        assert str(section.closing_on) == "2026-02-06"


class TestDutchStatements:
    def test_in_swift_envelopes_are_one_account(self):
        statement = opened(DUTCH)
        (section,) = statement.sections
        assert section.key == "NL11BANK0123456789"
        assert (section.opening_balance, section.closing_balance) == (Decimal("100.00"), Decimal("100.00"))
        assert told(statement.rows) == [
            ("2026-02-03", "-12.95"),
            ("2026-02-04", "5.00"),
            ("2026-02-05", "7.95"),
        ]

    def test_name_the_other_side_between_slashes_or_behind_the_reference(self):
        rows = opened(DUTCH).rows
        assert [row.merchant for row in rows] == ["Leesclub De Vuurtoren", "M. de Groot", "J. Bakker"]
        assert [row.description for row in rows] == ["Contributie februari", "Terug van koffie", "Lunch"]
        assert [row.reference for row in rows] == ["abonnement 02", "", ""]


class TestInterimReports:
    def test_are_known_by_their_fields(self):
        statement = opened(INTERIM)
        assert statement.format == "mt942"
        assert statement.sections[0].currency == "PLN"

    def test_leave_what_is_only_announced_to_later(self):
        booked, announced = opened(INTERIM).rows
        assert (booked.amount, booked.merchant) == (Decimal("-19.99"), "Antykwariat Lipa")
        assert booked.description == "Ksiazki i gazety"
        assert announced.problem == "This payment is only announced. It will be in a later statement."


class TestLines:
    @pytest.mark.parametrize(
        ("line", "day", "amount"),
        [
            ("2601020102C5,NTRFNONREF", "2026-01-02", "5.00"),
            ("260102C,75NTRFNONREF", "2026-01-02", "0.75"),
            ("2601020102DR000000000001,62NTRF00005498//025498/01", "2026-01-02", "-1.62"),
            ("260102D1.234,56NMSC", "2026-01-02", "-1234.56"),
            ("260102D12.50NMSC", "2026-01-02", "-12.50"),
            ("260102CF2066637,00N527", "2026-01-02", "2066637.00"),
            ("260102D25,03NOV NONREF", "2026-01-02", "-25.03"),
            ("260102DF2402,00S   X", "2026-01-02", "-2402.00"),
            ("2602300301DR6,00N024NONREF", "2026-02-28", "-6.00"),
        ],
    )
    def test_of_many_banks_are_read(self, line, day, amount):
        assert told(opened(_entry(line)).rows) == [(day, amount)]

    @pytest.mark.parametrize(
        ("line", "sentence"),
        [
            ("rubbish", "“rubbish” is not a statement line that can be read."),
            ("261301D5,NTRFNONREF", "“261301” is not a date."),
            ("260102D0,00NTRFNONREF", "The amount is zero."),
        ],
    )
    def test_that_cannot_be_read_say_so(self, line, sentence):
        (row,) = opened(_entry(line)).rows
        assert row.problem == sentence

    @pytest.mark.parametrize(
        ("details", "text"),
        [
            (":86:Coffee and\ncake", "Coffee and cake"),
            (":86:" + "x" * 65 + "\nyz", "x" * 65 + "yz"),
            (":86:000>10>20Huur>21 februari", "Huur februari"),
            (":86:Returned\n:86:because of a doubt", "Returned because of a doubt"),
            (":NS:0112\n15Ilona Foto\n05Kepek", "Kepek"),
            ("", "CARD 7"),
        ],
    )
    def test_have_details_of_many_kinds(self, details, text):
        (row,) = opened(_entry("260102D5,NTRFCARD 7", details)).rows
        assert row.description == text

    def test_after_an_end_mark_belong_to_the_account_before(self):
        statement = opened(_entry("260102D5,NTRFX") + ":61:260103D6,NTRFY\n")
        assert amounts(statement) == [Decimal("-5.00"), Decimal("-6.00")]
        assert len(statement.sections) == 1

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
    def test_are_read_in_any_encoding(self, encoding):
        text = _entry("260102D5,NTRFX", ":86:Käse für Zoë").replace("\n", "\r\n")
        assert opened(text.encode(encoding)).rows[0].description == "Käse für Zoë"


class TestStatementsWithoutPayments:
    @pytest.mark.parametrize(
        "text",
        [
            ":20:X\n:25:12345678\n:60F:C260101EUR1,\n:62F:C260131EUR1,\n",
            ":20:X\n",
            ":NS:\n",
            ":60F:C260101EUR1,",
        ],
    )
    def test_open_and_say_so(self, text):
        statement = opened(text)
        assert statement.rows == []
        assert statement.note.startswith("There are no payments")


@pytest.mark.parametrize("sample", [GERMAN, DUTCH, INTERIM], ids=["german", "dutch", "interim"])
def test_spoiled_files_open_or_say_why(sample):
    @settings(max_examples=60, deadline=None)
    @given(spoiled(sample.encode()))
    def check(content: bytes) -> None:
        opens_or_says_why(content)

    check()


class TestAFileThatIsOnlyNamedMt940:
    def test_tells_each_line_that_is_none(self):
        statement = opened("one\ntwo\n", filename="bank.sta")
        assert [(row.line, row.problem) for row in statement.rows] == [
            (1, "“one” is not a line of an MT940 statement."),
            (2, "“two” is not a line of an MT940 statement."),
        ]

    @pytest.mark.parametrize("text", [":64:C260131EUR12,50\n", ":86:091\n-"])
    def test_may_hold_a_part_without_payments(self, text):
        assert opened(text, filename="part.sta").rows == []

    def test_is_a_table_where_it_looks_like_one(self):
        statement = opened("Date;Text;Amount\n2026-01-02;Tea;-3.50\n", filename="bank.sta")
        assert statement.format == "csv"
