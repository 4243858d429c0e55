"""Amounts and dates in the styles of the world."""
# ruff: noqa: E501  samples are as banks write them

from datetime import date
from decimal import Decimal

import pytest

from transactions.importers import cells, stamps


@pytest.mark.parametrize(
    ("cell", "mark", "value", "sign"),
    [
        ("12,34,567.89", ".", "1234567.89", 0),
        ("1.234,56", ".", "1234.56", 0),
        ("1'234.56", ".", "1234.56", 0),
        ("1\u202f980,00 €", ",", "1980.00", 0),
        ("1.234", ",", "1234", 0),
        ("1.234", ".", "1.234", 0),
        ("50,00-", ",", "50.00", -1),
        ("(50.00)", ".", "50.00", -1),
        ("\u2212$5.00", ".", "5.00", -1),
        ("50.00Dr", ".", "50.00", -1),
        ("INR 5,00,000.00 CR", ".", "500000.00", 1),
        ("R$ 1.234,56", ".", "1234.56", 0),
        ("+1022,31", ".", "1022.31", 1),
    ],
)
def test_an_amount(cell, mark, value, sign):
    read = cells.read_amount(cell, mark)

    assert (read.value, read.sign) == (Decimal(value), sign)


@pytest.mark.parametrize("cell", ["", "Ola 5", "2025-10-01", "01.10.2025", "20-45-77", "1,2,3", "n/a"])
def test_what_is_no_amount(cell):
    assert cells.read_amount(cell, ".") is None


@pytest.mark.parametrize(
    "cell",
    [
        "01/10/25", "2025-10-01T22:30:00+05:30", "01-OCT-25", "Oct 1, 2025", "1er octobre 2025", "1 de octubre de 2025",
        "01. Oktober 2025", "1 ottobre 2025", "01 paź 2025", "1 outubro 2025", "1 aktubar 2025", "20251001", "01102025",
        "45931", "1759312800", "Wed, 01 Oct 2025", "2025-Oct-01",
    ],
)  # fmt: skip
def test_the_first_of_october(cell):
    assert stamps.read_stamp(cell, "dmy").day == date(2025, 10, 1)


class TestTheOrderOfDates:
    def test_is_certain_when_one_day_is_past_twelve(self):
        assert stamps.date_order(["10/02/2025", "10/25/2025"]) == stamps.DateOrder("mdy", is_certain=True)

    def test_is_asked_when_two_orders_fit(self):
        assert not stamps.date_order(["01/02/2025", "03/04/2025"]).is_certain

    def test_two_digits_mean_1970_to_2069(self):
        assert stamps.read_stamp("01/02/99", "dmy").day.year == 1999
        assert stamps.read_stamp("01/02/68", "dmy").day.year == 2068
