"""Which column means what, and which way money went."""

from datetime import date

from transactions.importers import columns
from transactions.importers.columns import header_key
from transactions.importers.formats import Asked, Statement
from transactions.importers.statement import layout_of
from transactions.importers.tables import read_delimited
from transactions.importers.text import read_sheet


def opened(text: str, layout: columns.Layout | None = None) -> Statement:
    asked = Asked(filename="a.csv", today=date(2026, 1, 1), currency="INR", layout=layout)
    return read_delimited(text.encode(), asked)


def amounts(statement: Statement) -> list[str]:
    return [f"{row.amount:.2f}" for row in statement.rows]


HEAD = "Date,Narration,Debit,Credit,Balance\n"
BODY = "01/10/2025,Tea,10.00,,90.00\n14/10/2025,Pay,,50.00,140.00\n"


class TestTheHeaderKey:
    def test_is_the_same_for_another_period_and_preamble(self):
        one = layout_of(read_sheet((HEAD + BODY).encode()))
        other = layout_of(read_sheet(("Bank of Pune,,,,\n" + HEAD.upper() + BODY).encode("utf-16")))

        assert header_key(one) == header_key(other)
        assert len(header_key(one)) == 64

    def test_does_not_depend_on_the_chosen_columns_but_on_headings_and_format(self):
        layout = layout_of(read_sheet((HEAD + BODY).encode()))

        assert header_key(layout) == header_key(layout.changed(columns={"date": 1}))
        assert header_key(layout) != header_key(layout.changed(format="xlsx"))
        assert header_key(layout) != header_key(layout.changed(headers=layout.headers[1:]))


class TestARememberedLayout:
    def test_finds_its_headings_on_another_line(self):
        kept = opened(HEAD + BODY).layout
        again = opened("Account,1234,,,\nPeriod,October,,,\n" + HEAD + BODY, kept)

        assert amounts(again) == ["-10.00", "50.00"]
        assert again.layout.header_line == 3


class TestTheSign:
    def test_is_settled_by_the_balance_in_both_orders(self):
        rows = ["01/10/2025,a,10.00,90.00", "14/10/2025,b,-50.00,140.00", "15/10/2025,c,40.00,100.00"]
        head = "Date,Text,Amount,Balance\n"

        assert amounts(opened(head + "\n".join(rows))) == ["-10.00", "50.00", "-40.00"]
        assert amounts(opened(head + "\n".join(reversed(rows)))) == ["-40.00", "50.00", "-10.00"]

    def test_of_amounts_without_any_comes_from_the_balance_row_by_row(self):
        rows = "01/10/2025,opening balance,,100.00\n02/10/2025,a,10.00,90.00\n14/10/2025,b,50.00,140.00\n"

        assert amounts(opened("Date,Text,Amount,Balance\n" + rows)) == ["-10.00", "50.00"]

    def test_a_gap_in_the_balances_is_told_at_its_row(self):
        rows = "".join(f"{day:02}/10/2025,x,10.00,,{1000 - 10 * day}.00\n" for day in (*range(1, 14), 20))
        hints = [row.hint for row in opened(HEAD + rows).rows]

        assert hints[:-1] == [""] * 13
        assert "A line may be missing before it." in hints[-1]


class TestRows:
    def test_go_on_with_the_description_of_the_line_above(self):
        statement = opened(HEAD + "01/10/2025,UPI/TEA,10.00,,90.00\n,HOUSE PUNE,,,\n" + BODY)

        assert statement.rows[0].description == "UPI/TEA HOUSE PUNE"

    def test_without_a_date_are_of_the_day_above_when_that_is_the_habit(self):
        days = "01/10/2025,a,1.00,,\n,b,2.00,,\n,c,3.00,,\n,d,4.00,,\n14/10/2025,e,5.00,,\n"

        assert [row.booked_on.day for row in opened(HEAD + days).rows] == [1, 1, 1, 1, 14]

    def test_under_headings_of_an_unknown_language_are_read_by_content(self):
        statement = opened(
            "Päivä,Selite,Määrä,Jäljellä\n2025-10-01,Kahvi,-3.00,97.00\n2025-10-02,Palkka,50.00,147.00\n"
        )

        assert amounts(statement) == ["-3.00", "50.00"]
        assert statement.layout.header_line == 1

    def test_without_headings_are_read_with_dates_of_dots(self):
        statement = opened("28.10.2025;-120,50;Albert\n20.10.2025;15000,00;Palkka\n")

        assert amounts(statement) == ["-120.50", "15000.00"]
