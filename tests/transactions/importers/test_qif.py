from decimal import Decimal

import pytest
from hypothesis import given, settings

from tests.transactions.importers.opening import amounts, opened, opens_or_says_why, spoiled, told
from transactions.importers.rows import SplitLine

QUICKEN = """!Type:Class
NGarden
^
!Type:Cat
NGroceries
DFood
E
^
!Option:AutoSwitch
!Account
NHouse money
TBank
^
NBlue card
TCCard
^
!Clear:AutoSwitch
!Account
NHouse money
TBank
^
!Type:Bank
D1/ 2'26
T500.00
CX
POpening Balance
L[House money]
^
D1/14'26
U-1,060.00
T-1,060.00
N207
PGreen Corner
MWeekly shop
LGroceries:Fresh/Garden
SGroceries:Fresh/Garden
Evegetables
$-1,000.00
SHousehold
$-60.00
^
D1/15'26
T-200.00
PTo the card
L[Blue card]
^
!Account
NBlue card
TCCard
^
!Type:CCard
D1/16'26
T-18.25
PKiosk
^
!Type:Memorized
KC
T-1.00
PNever
^
"""


class TestQuickenExports:
    def test_hold_several_accounts(self):
        statement = opened(QUICKEN)
        assert statement.format == "qif"
        assert [(section.name, section.kind) for section in statement.sections] == [
            ("House money", "bank"),
            ("Blue card", "card"),
        ]
        assert [row.section for row in statement.rows] == [0, 0, 0, 1]

    def test_tell_days_with_blanks_and_apostrophes(self):
        assert told(opened(QUICKEN).rows) == [
            ("2026-01-02", "500.00"),
            ("2026-01-14", "-1060.00"),
            ("2026-01-15", "-200.00"),
            ("2026-01-16", "-18.25"),
        ]

    def test_keep_splits_that_add_up(self):
        row = opened(QUICKEN).rows[1]
        assert row.category == "Groceries:Fresh"
        assert row.splits == (
            SplitLine(amount=Decimal("-1000.00"), category="Groceries:Fresh", note="vegetables"),
            SplitLine(amount=Decimal("-60.00"), category="Household"),
        )
        assert (row.reference, row.note) == ("207", "Weekly shop")

    def test_drop_splits_that_do_not_and_say_so(self):
        row = opened(QUICKEN.replace("$-60.00", "$-61.00")).rows[1]
        assert row.splits == ()
        assert row.note.endswith("Its parts do not add up, so it was kept whole.")

    def test_name_the_other_account_of_a_transfer(self):
        assert opened(QUICKEN).rows[2].account_hint == "Blue card"

    def test_give_the_opening_balance_to_the_account_and_not_to_the_ledger(self):
        statement = opened(QUICKEN)
        assert statement.sections[0].opening_balance == Decimal("500.00")
        assert statement.rows[0].problem == "This is the account's opening balance, not a payment."


class TestBankExports:
    @pytest.mark.parametrize(
        ("days", "meant"),
        [
            (["13/02/2026", "01/03/2026"], ["2026-02-13", "2026-03-01"]),
            (["02/13/2026", "03/01/2026"], ["2026-02-13", "2026-03-01"]),
            (["13.2.26", "1.3.26"], ["2026-02-13", "2026-03-01"]),
            (["2026-02-13", "2026-03-01"], ["2026-02-13", "2026-03-01"]),
            (["2-13-2026", "3-1-2026"], ["2026-02-13", "2026-03-01"]),
            (["13 Feb 2026", "1 Mar 2026"], ["2026-02-13", "2026-03-01"]),
            (["2/13'26", "3/ 1'26"], ["2026-02-13", "2026-03-01"]),
            (["2/13/94", "3/ 1/94"], ["1994-02-13", "1994-03-01"]),
        ],
    )
    def test_write_days_in_many_ways(self, days, meant):
        text = "!Type:Bank\n" + "".join(f"D{day}\nT-4.20\nPTea\n^\n" for day in days)
        statement = opened(text)
        assert [str(row.booked_on) for row in statement.rows] == meant
        assert not statement.needs_review

    def test_that_leave_the_order_open_are_to_be_looked_at(self):
        statement = opened("!Type:Bank\nD03/04/2026\nT-4.20\nPTea\n^\n")
        assert "day or the month first" in statement.needs_review

    def test_may_say_the_order(self):
        statement = opened("!Option:MDY\n!Type:Bank\nD03/04/2026\nT-4.20\nPTea\n^\n")
        assert str(statement.rows[0].booked_on) == "2026-03-04"
        assert not statement.needs_review

    @pytest.mark.parametrize(("written", "meant"), [("-1.234,50", "-1234.50"), ("-1,234.50", "-1234.50")])
    def test_write_amounts_in_many_ways(self, written, meant):
        (row,) = opened(f"!Type:Bank\nD2026-02-13\nT{written}\nPTea\n^\n").rows
        assert str(row.amount) == meant

    def test_use_any_letters_line_ends_and_no_end_mark(self):
        text = "\ufeff!type:bank \r\nD13/02/2026\r\nT-4\r\nPCafé\r\nMein Kaffee"
        (row,) = opened(text).rows
        assert (row.description, row.note) == ("Café", "ein Kaffee")
        assert opened(text.lstrip("\ufeff").encode("latin-1")).rows[0].description == "Café"

    def test_may_put_the_day_into_the_memo(self):
        (row,) = opened("!Type:Bank\nM11/25/2025\nT-7.49\nN\nPKiosk\n^\n").rows
        assert str(row.booked_on) == "2025-11-25"

    def test_without_payments_open(self):
        statement = opened("!Account\nNSavings\nTBank\n^\n!Type:Bank\n")
        assert statement.sections[0].name == "Savings"
        assert statement.note.startswith("There are no payments")

    @pytest.mark.parametrize(
        ("record", "sentence"),
        [
            ("T-4.00\nPTea", "There is no date in this entry."),
            ("D40/40/2026\nT-4.00\nPTea", "“40/40/2026” is not a date."),
            ("D13/02/2026\nTfour\nPTea", "“four” is not an amount."),
            ("D13/02/2026\nPTea", "There is no amount in this entry."),
        ],
    )
    def test_say_flaws_row_by_row(self, record, sentence):
        broken, whole = opened(f"!Type:Bank\n{record}\n^\nD14/02/2026\nT-1\nPBun\n^\n").rows
        assert broken.problem == sentence
        assert not whole.problem


class TestInvestmentAccounts:
    def test_tell_only_cash_that_moved(self):
        statement = opened(
            "!Account\nNShares\nTInvst\n^\n!Type:Invst\n"
            "D13/02/2026\nNBuy\nYFern Rail\nI12\nQ10\nT120.00\n^\n"
            "D14/02/2026\nNDiv\nYFern Rail\nT3.15\n^\n"
            "D15/02/2026\nNReinvDiv\nYFern Rail\nT3.15\n^\n"
            "D16/02/2026\nNShrsIn\nYFern Rail\nQ5\n^\n"
        )
        assert amounts(statement) == [Decimal("-120.00"), Decimal("3.15")]
        assert [row.description for row in statement.rows] == ["Buy Fern Rail", "Div Fern Rail"]


@settings(max_examples=80, deadline=None)
@given(spoiled(QUICKEN.encode()))
def test_spoiled_files_open_or_say_why(content):
    opens_or_says_why(content)
