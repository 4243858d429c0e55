"""Receipts: what their rows say, borne out by arithmetic."""

import json
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from documents.understanding import evaluation
from documents.understanding.evaluation.drawing import draw
from documents.understanding.evaluation.makers import make
from documents.understanding.kinds import kind_of
from documents.understanding.receipts.amounts import WHOLE, find_amounts, style_of
from documents.understanding.receipts.currencies import currency_of
from documents.understanding.receipts.days import find_dates, issue_date
from documents.understanding.receipts.files import read_files
from documents.understanding.receipts.merchants import find_merchant
from documents.understanding.receipts.reader import read_rows
from documents.understanding.receipts.roles import Role, role_of
from documents.understanding.receipts.rows import rows_of_page, rows_of_text

TODAY = date(2026, 11, 21)


def read(text):
    return read_rows(rows_of_text(text), today=TODAY)


def total_of(*rows):
    found = read("CORNER SHOP\n" + "\n".join(rows)).total
    return found.value if found else None


class TestTheTotal:
    @pytest.mark.parametrize(
        ("rows", "total"),
        [
            (["TOTAL 12.30"], "12.30"),
            (["T0TAL RM12.3O"], "12.30"),
            (["TOTAL", "12.30"], "12.30"),
            (["TOTAL 12 .30"], "12.30"),
            (["TOTAL QTY 5", "TOTAL 12.30"], "12.30"),
            (["SUBTOTAL 12.00", "GST 6% 0.72", "TOTAL 12.72"], "12.72"),
            (["TOTAL 12.72", "ROUNDING -0.02", "TOTAL ROUNDED 12.70"], "12.70"),
            (["TOTAL 12.72", "ROUNDING -0.02", "CASH 20.00", "CHANGE 7.30"], "12.70"),
            (["TOTAL 12.30", "GST SUMMARY AMOUNT TAX", "SR 11.60 0.70", "TOTAL 11.60 0.70"], "12.30"),
            (["TOTAL SAVINGS 40.00", "TOTAL 12.30"], "12.30"),
            (["BREAD 10.00", "MILK 5.00", "TOTAL 715.00", "CASH 20.00", "CHANGE 5.00"], "15.00"),
            (["ROTI 45.000", "TEH 8.000", "TOTAL Rp 53.000", "TUNAI 100.000", "KEMBALI 47.000"], "53000"),
            (["Brot 3,20", "SUMME EUR 1.203,20"], "1203.20"),
            (["AMOUNT DUE £9.35", "VISA 9.35"], "9.35"),
            (["CASH 20.00", "CHANGE 7.70"], "12.30"),
        ],
    )
    def test_is_what_words_and_arithmetic_agree_on(self, rows, total):
        assert total_of(*rows) == Decimal(total)

    def test_is_missing_where_there_are_no_sums(self):
        assert total_of("Thank you") is None

    def test_is_surer_where_it_adds_up(self):
        proven = read("SHOP\nTOTAL 12.30\nCASH 20.00\nCHANGE 7.70")
        told = read("SHOP\nTOTAL 12.30")

        assert proven.adds_up
        assert proven.total_confidence > told.total_confidence

    def test_of_several_taxes_sums_them(self):
        receipt = read("SHOP\nSub Total 400.00\nCGST 2.5% 10.00\nSGST 2.5% 10.00\nGrand Total 420.00")

        assert receipt.tax == Decimal("20.00")


class TestASlantingPhoto:
    def test_is_set_straight_where_only_that_adds_up(self):
        rows = [
            "Milk 9.55",
            "Bread",
            "Subtotal 9.55",
            "VAT 20% 16.05",
            "TOTAL 3.05",
            "Cash 19.10",
            "Change 20.00",
        ]
        receipt = read("\n".join(["CORNER SHOP", *rows, "Thank you 0.90"]))

        assert (receipt.total.value, receipt.adds_up) == (Decimal("19.10"), True)

    def test_is_left_as_it_is_where_the_rows_add_up(self):
        receipt = read("SHOP\nSubtotal 10.00\nTax 1.00\nTOTAL 11.00\nCash 20.00\nChange 9.00")

        assert receipt.total.value == Decimal("11.00")


class TestRoles:
    @pytest.mark.parametrize(
        ("text", "role"),
        [
            ("TotalSales(InclusiveofGST)", Role.TOTAL),
            ("TOTAL EXCLUDING GST", Role.SUBTOTAL),
            ("Total GST @6%", Role.TAX),
            ("Rounding Adj", Role.ROUNDING),
            ("No. of items", Role.COUNT),
            ("KEMBALIAN", Role.CHANGE),
            ("Cashier: Ann 2", Role.NONE),
            ("GST Summary", Role.SUMMARY),
            ("Item Qty Price Amount", Role.HEADER),
            ("TOTAL CARE TOOTHPASTE WHITENING", Role.WEAK_TOTAL),
        ],
    )
    def test_come_from_the_letters_of_a_row(self, text, role):
        assert role_of(text) == role


class TestAmounts:
    def test_are_whole_where_points_part_thousands(self):
        texts = ["NASI 45.000", "TEH 8.000"]

        assert style_of(texts) == WHOLE
        assert [one.value for one in find_amounts("TOTAL Rp 53.000", WHOLE)] == [Decimal(53000)]

    @pytest.mark.parametrize(
        "text", ["15/01/2019", "11:05 AM", "12.30 PM", "6.00%", "0.75KG", "VISA ****1881"]
    )
    def test_are_no_dates_times_shares_weights_or_cards(self, text):
        assert not [one for one in find_amounts(text) if one.is_sure]

    @pytest.mark.parametrize(
        ("text", "value"), [("Milk 1L x2 108.00", "108.00"), ("TOTAL 2 108,00", "2108.00")]
    )
    def test_take_a_quantity_for_thousands_only_before_a_comma(self, text, value):
        assert find_amounts(text)[-1].value == Decimal(value)

    def test_keep_their_place(self):
        text = "TOTAL: RM 1,234.50"
        [amount] = find_amounts(text)

        assert (amount.value, text[amount.start : amount.end]) == (Decimal("1234.50"), "1,234.50")


class TestTheDay:
    @pytest.mark.parametrize(
        "text",
        [
            "15/01/2019", "15-01-19", "15.01.2019 10:22", "15 JAN 2019", "15-Jan-19", "Jan 15, 2019",
            "2019-01-15", "2019/01/15", "15JAN2019", "15/01/201911:05:16", "l5/O1/2019", "15/0172019",
            "15-012019", "01/15/2019", "15. Januar 2019", "15 janvier 2019", "2019年1月15日",
            "15 de enero de 2019",
        ],
    )  # fmt: skip
    def test_is_read_in_many_spellings(self, text):
        assert find_dates(text, today=TODAY)[0].readings[0] == date(2019, 1, 15)

    def test_is_not_a_day_until_which_something_is_valid(self):
        texts = ["Voucher valid until 31/12/2018", "Date 15/01/2018 10:00"]

        assert issue_date(texts, today=TODAY).value == date(2018, 1, 15)

    def test_follows_american_order_on_american_receipts(self):
        receipt = read("DINER\nMadison, WI 53703\n(608) 555-0190\n03/04/2021 04:51 PM\nTOTAL $27.63")

        assert receipt.day.value == date(2021, 3, 4)

    def test_is_never_in_the_future(self):
        assert issue_date(["Date 15/01/2031"], today=TODAY) is None


class TestTheMoney:
    @pytest.mark.parametrize(
        ("text", "code"), [("AMOUNT GBP38.24", "GBP"), ("12.50EUR", "EUR"), ("AV0CAD0 HASS 2.10", "")]
    )
    def test_is_told_by_a_code_beside_a_sum(self, text, code):
        assert currency_of([text]) == code


class TestTheShop:
    @pytest.mark.parametrize(
        ("head", "name"),
        [
            ("tan chay\nGREEN LEAF TRADING SDN BHD\n(883412-K)", "GREEN LEAF TRADING SDN BHD"),
            ("TAX INVOICE\nCafe Tulsi\nKoregaon Park", "Cafe Tulsi"),
            ("Welcome to Harrow & Finch\n7 Mill Lane", "Harrow & Finch"),
            ("POPULAR HARDWARE\nTRADING SDN. BHD.", "POPULAR HARDWARE TRADING SDN. BHD"),
            ("Spice Route Restaurant\nA unit of Malabar Foods LLP", "Spice Route Restaurant"),
            ("GREEN LEAF MART SDN BHD (519537-X)\nLOT 2811", "GREEN LEAF MART SDN BHD"),
            ("12345\nwww.bluebird-books.com", "Bluebird Books"),
            ("Wren Street Coffee\nCoffee & Kitchen\n7 Market Row", "Wren Street Coffee"),
            ("ParkWell\nCar Park Receipt\nStation North", "ParkWell"),
            ("Tomas\nNIF: B04710351\nPlaza Nueva 3, Sevilla", "Tomas"),
        ],
    )  # fmt: skip
    def test_is_the_name_at_the_top(self, head, name):
        assert find_merchant(rows_of_text(f"{head}\nTel: 03-8941 2277\nTOTAL 5.00")).name == name


class TestRows:
    def test_put_pieces_side_by_side_together(self):
        text = "TOTAL\n12.30\nTHANKS"
        blocks = [
            {"start": 0, "end": 5, "box": [0.1, 0.10, 0.3, 0.13]},
            {"start": 6, "end": 11, "box": [0.7, 0.105, 0.9, 0.135]},
            {"start": 12, "end": 18, "box": [0.1, 0.2, 0.3, 0.23]},
        ]

        assert [row.text for row in rows_of_page(1, text, blocks)] == ["TOTAL 12.30", "THANKS"]

    def test_of_a_slanting_photo_follow_its_words(self):
        text = "COFFEE LARGE\n3.64\nAMOUNT DUE\n86.25"
        places = [
            (0, 12, [0.13, 0.420, 0.37, 0.465], [0.13, 0.420, 0.24, 0.455], [0.26, 0.430, 0.37, 0.465]),
            (13, 17, [0.77, 0.455, 0.87, 0.494]),
            (18, 28, [0.13, 0.467, 0.44, 0.525], [0.13, 0.467, 0.30, 0.508], [0.34, 0.480, 0.44, 0.521]),
            (29, 34, [0.68, 0.500, 0.86, 0.543]),
        ]
        blocks = [
            {"start": start, "end": end, "box": box, "words": [[0, 1, each, 0.9] for each in words]}
            for start, end, box, *words in places
        ]

        rows = [row.text for row in rows_of_page(1, text, blocks)]

        assert rows == ["COFFEE LARGE 3.64", "AMOUNT DUE 86.25"]


class TestTheSamples:
    def test_are_read_as_the_docs_say(self):
        made = evaluation.score("made", evaluation._made(range(120)))
        written = evaluation.score("written", evaluation._written(evaluation.WRITTEN, first=0, step=2))

        assert made.total >= 118
        assert min(made.day, made.merchant) >= 118
        assert min(written.total, written.day) >= 9

    def test_are_known_as_receipts(self):
        assert {kind_of(make(number).text).name for number in range(40)} == {"receipt"}


class TestTheCommand:
    def test_reads_pictures_and_goes_on_after_what_is_none(self, tmp_path, capsys):
        sample = make(3)
        picture, broken = tmp_path / "scan.png", tmp_path / "broken.png"
        draw(sample).save(picture)
        broken.write_bytes(b"\x89PNG\r\n\x1a\nnothing")

        call_command("read_receipt", str(broken), str(picture))

        first, second = map(json.loads, capsys.readouterr().out.splitlines())
        assert (first["total"], first["merchant"]) == (None, None)
        assert second["total"] == str(sample.total)
        assert second["date"] == sample.day.isoformat()
        assert set(second) == {
            "path", "merchant", "date", "total", "currency", "tax", "items", "confidence", "seconds",
        }  # fmt: skip

    def test_refuses_a_file_that_is_not_there(self):
        with pytest.raises(CommandError, match="Not found"):
            call_command("read_receipt", "nowhere.png")

    def test_reads_text_files_too(self, tmp_path):
        path = tmp_path / "receipt.txt"
        path.write_text("CORNER SHOP\nDate 15/01/2019\nTOTAL RM 12.30\n")

        [found] = read_files([path], today=TODAY)

        assert found.receipt.total.value == Decimal("12.30")
