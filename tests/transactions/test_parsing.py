"""Reading bank messages and mails: pure functions."""

import json
import time
from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transactions.parsing import read_message
from transactions.parsing.amounts import find_money, parse_number
from transactions.parsing.banks import Bank
from transactions.parsing.dates import find_dates, find_moment
from transactions.parsing.mail import read_mail
from transactions.parsing.refusals import REFUSALS, refuse
from transactions.parsing.templates import TEMPLATES, read, read_first

SAMPLES = [
    json.loads(line)
    for line in (Path(__file__).parent.parent / "samples" / "messages.jsonl").read_text().splitlines()
]
MOVED = [sample for sample in SAMPLES if sample["is_transaction"]]
NOT_MOVED = [sample for sample in SAMPLES if not sample["is_transaction"]]


def reading_of(sample):
    return read_message(sample["sender"], sample["text"], datetime.fromisoformat(sample["received_at"]))


class TestOurOwnSamples:
    @pytest.mark.parametrize("sample", MOVED, ids=lambda sample: sample["id"])
    def test_amount_currency_and_direction_are_right(self, sample):
        found, expected = reading_of(sample), sample["expected"]

        assert found.outcome == "transaction", found.reason
        assert (found.amount, found.currency) == (Decimal(expected["amount"]), expected["currency"])
        assert found.direction == expected["type"]

    @pytest.mark.parametrize("sample", MOVED, ids=lambda sample: sample["id"])
    def test_account_balance_and_merchant_are_right(self, sample):
        found, expected = reading_of(sample), sample["expected"]

        if "account_last4" in expected:
            assert found.account_last4 == expected["account_last4"]
        if "balance" in expected:
            assert found.balance == Decimal(expected["balance"])
        if "merchant" in expected:
            mine, theirs = (found.merchant or "").lower(), expected["merchant"].lower()
            assert mine, "no merchant found"
            assert mine in theirs or theirs in mine

    @pytest.mark.parametrize("sample", NOT_MOVED, ids=lambda sample: sample["id"])
    def test_what_moved_no_money_is_refused(self, sample):
        assert reading_of(sample).outcome != "transaction"

    def test_cover_many_banks_and_countries(self):
        by_country = Counter(sample["country"] for sample in SAMPLES)

        assert len(SAMPLES) >= 750
        assert by_country["IN"] >= 400
        assert len(by_country) >= 50


class TestDataHasExamples:
    @pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal.name)
    def test_each_refusal_refuses_its_example(self, refusal):
        found = refuse(refusal.example)

        assert found is not None
        assert refusal.pattern.search(refusal.example)

    @pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.name)
    def test_each_template_reads_its_example(self, template):
        bank = Bank(template.bank, "IN") if template.bank else None

        found = (read_first if template.first else read)(template.example, bank)

        assert found is not None
        assert found.parser == f"template:{template.name}"
        assert found.amount
        assert found.direction == template.direction

    def test_the_twenty_largest_indian_banks_have_templates(self):
        assert len({template.bank for template in TEMPLATES if template.bank}) >= 20


class TestAmounts:
    @pytest.mark.parametrize(
        ("text", "currency", "value"),
        [
            ("12,34,567.89", "INR", "1234567.89"),
            ("1,234.50", "USD", "1234.50"),
            ("1.234,56", "EUR", "1234.56"),
            ("1 234,56", "CZK", "1234.56"),
            ("1.000", "COP", "1000"),
            ("1.250", "KWD", "1.250"),
            ("350,00", "TRY", "350.00"),
            ("1.000.000", "COP", "1000000"),
            ("70.000.00", "PKR", "70000.00"),
            ("5,000", "INR", "5000"),
        ],
    )
    def test_reads_every_grouping(self, text, currency, value):
        assert parse_number(text, currency) == Decimal(value)

    def test_refuses_what_is_no_number(self):
        with pytest.raises(ValueError, match="not a number"):
            parse_number("abc")

    @pytest.mark.parametrize(
        ("text", "home", "found"),
        [
            ("Rs.500", None, ("500", "INR")),
            ("₹1,200.50", None, ("1200.50", "INR")),
            ("Rs 500", "NPR", ("500", "NPR")),
            ("INR Rs.250.50", None, ("250.50", "INR")),
            ("USD 9.99", "INR", ("9.99", "USD")),
            ("TZS12000", None, ("12000", "TZS")),
            ("250 ₽", None, ("250", "RUB")),
            ("N50.00DR", "NGN", ("50.00", "NGN")),
            ("12.34 SAR", None, ("12.34", "SAR")),
        ],
    )
    def test_finds_money_beside_its_currency(self, text, home, found):
        money = find_money(text, home)

        assert [(str(m.value), m.currency) for m in money] == [found]


class TestDates:
    @pytest.mark.parametrize(
        "text",
        [
            "on 05-11-25", "on 05/11/2025", "on 05.11.2025", "on 2025-11-05", "on 05-Nov-25", "on 05NOV2025",
            "on 5 November 2025", "on Nov 5, 2025", "on 20251105", "on 05/11", "on 5-Nov", "25/11/5 09:00",
        ],
    )  # fmt: skip
    def test_reads_many_shapes(self, text):
        found = next(find_dates(text, near=date(2025, 11, 6)))

        assert found.day == date(2025, 11, 5)

    def test_reads_american_dates_where_they_are_written(self):
        assert next(find_dates("11/05/25", near=date(2025, 11, 6), month_first=True)).day == date(2025, 11, 5)

    def test_does_not_believe_a_far_future(self):
        received = datetime(2025, 11, 6, 10, tzinfo=UTC)

        assert find_moment("on 05-11-31", received_at=received, zone=None) == received

    def test_takes_the_clock_of_the_message(self):
        received = datetime(2025, 11, 6, 10, tzinfo=UTC)

        found = find_moment("on 05-11-25 at 3:15 PM", received_at=received, zone=UTC)

        assert found == datetime(2025, 11, 5, 15, 15, tzinfo=UTC)


class TestRefusals:
    @pytest.mark.parametrize(
        "text",
        [
            "Rs.500 debited from A/c XX1234 on 05-11-25 to CAFE. Never share your OTP with anyone.",
            "Your failed transaction of Rs.500 at SHOP has been reversed to card XX1234 on 05-11-25",
            "Rs.649 debited from A/c XX1234 towards NETFLIX for autopay mandate on 05-11-25",
        ],
    )
    def test_a_word_of_warning_does_not_hide_a_payment(self, text):
        assert read_message("VM-HDFCBK-S", text, None).outcome == "transaction"

    @pytest.mark.parametrize("text", ["", "   ", "hello", "₹", "Rs.", "0" * 5000, "(((((" * 400, "1 " * 2000])
    def test_odd_texts_are_read_without_harm(self, text):
        assert read_message("", text, None).outcome in {"not_money", "unreadable", "balance"}


class TestAnnouncements:
    RECEIVED = datetime(2026, 3, 2, 9, tzinfo=UTC)

    @pytest.mark.parametrize(
        ("text", "party", "amount", "day"),
        [
            (
                "AutoPay! Rs 149.00 for WYNK MUSIC will be debited on 05-03-26 from A/c XX1234",
                "WYNK MUSIC", "149.00", date(2026, 3, 5),
            ),
            (
                "Mandate of INR 5000 in favour of BLUE LEAF FUND on A/c XX1234 is registered successfully.",
                "BLUE LEAF FUND", "5000", None,
            ),
            (
                "Standing instruction for Rs 299.00 at KINDLE on Card XX1234 will be processed on 9-Mar-26.",
                "KINDLE", "299.00", date(2026, 3, 9),
            ),
        ],
    )  # fmt: skip
    def test_a_mandate_tells_party_amount_and_day(self, text, party, amount, day):
        found = read_message("VM-HDFCBK-S", text, self.RECEIVED)

        assert (found.outcome, found.merchant, found.amount) == ("mandate", party, Decimal(amount))
        assert (found.occurred_at.date() if found.occurred_at else None) == day
        assert found.account_last4 == "1234"

    def test_a_statement_tells_the_sum_due_and_when(self):
        text = (
            "Your card XX1234 statement is ready. Minimum due: Rs.310. Total due: Rs.6,210.50. "
            "Statement date 01-03-26. Due date 20-03-26."
        )

        found = read_message("AX-AXISBK-S", text, self.RECEIVED)

        assert (found.outcome, found.amount, found.currency) == ("statement", Decimal("6210.50"), "INR")
        assert found.occurred_at.date() == date(2026, 3, 20)


class TestAnyText:
    @settings(max_examples=150, deadline=None)
    @given(sender=st.text(max_size=20), text=st.text(max_size=300))
    def test_is_read_without_an_exception(self, sender, text):
        assert read_message(sender, text, datetime(2026, 3, 2, tzinfo=UTC)).outcome

    @settings(max_examples=150, deadline=None)
    @given(
        pieces=st.lists(
            st.sampled_from(
                [
                    "Rs.", "1,2,3", "A/c XX12", "debited", "credited", "to", "from", "at", "on 31-02-26",
                    "99:99", "UPI/", "0", "٫", "９", "\u200f", "\u00a0", "Bal", "OTP", "mandate", "(", "*",
                    "statement", "due date", "²", "\n",
                ]
            ),
            max_size=60,
        )
    )  # fmt: skip
    def test_made_of_what_banks_write_is_read_without_an_exception(self, pieces):
        assert read_message("VM-HDFCBK-S", " ".join(pieces), datetime(2026, 3, 2, tzinfo=UTC)).outcome

    @pytest.mark.parametrize(
        "unit",
        [
            "1",
            "1,",
            "1 ",
            "*",
            "x*",
            "a/c ",
            "Rs 1 ",
            "at A ",
            "UPI/1234567890/",
            "bal ",
            "avl avl bal ",
            "cheque ",
            "مبلغ ",
        ],
    )
    def test_a_hostile_one_is_read_quickly(self, unit):
        started = time.perf_counter()

        read_message("VM-HDFCBK-S", "Rs.5 debited from A/c XX1234 " + unit * (50_000 // len(unit)), None)

        assert time.perf_counter() - started < 2

    @pytest.mark.parametrize(
        "text",
        [
            "\u200fRs.\u00a0５００ debited from A/c XX１２３４ on 05-11-25 to CAFE",
            "Rs\u200b.500 debited from A/c X\u200dX1234 on 05-11-25 to CAFE",
        ],
    )
    def test_marks_that_nobody_sees_change_nothing(self, text):
        found = read_message("VM-HDFCBK-S", text, None)

        assert (found.amount, found.account_last4, found.merchant) == (Decimal(500), "1234", "CAFE")


class TestMails:
    ALERT = (
        "From: HDFC Bank <alerts@hdfcbank.example>\nDate: Sat, 01 Nov 2025 10:00:00 +0530\n"
        "Content-Type: text/html\n\n<html><style>p {{}}</style><p>{text}</p></html>"
    )

    def test_reads_a_banks_alert_like_its_message(self):
        text = "Rs.99.00 has been debited from account **4417 to VPA a@ybl CAFE on 01-11-25."

        found = read_mail(self.ALERT.format(text=text), received_at=None).reading

        assert (found.outcome, found.amount, found.account_last4) == ("transaction", Decimal("99.00"), "4417")

    def test_reads_a_receipt_for_a_settled_payment(self):
        mail = (
            "From: Ride Receipts <a@rides.example>\nSubject: Your trip\n"
            "Date: Sat, 01 Nov 2025 10:00:00 +0530\nContent-Type: text/html\n\n"
            "<p>Thanks for riding</p><table><tr><td>Fare</td><td>₹200.00</td></tr>"
            "<tr><td>Total</td><td>₹231.00</td></tr></table><p>Payments: Visa ending 4321, ₹231.00</p>"
        )

        found = read_mail(mail, received_at=None).reading

        assert (found.amount, found.account_last4, found.merchant) == (Decimal("231.00"), "4321", "Ride")

    def test_an_order_confirmation_books_nothing(self):
        mail = (
            "From: Shop <a@shop.example>\nSubject: Your order is confirmed\n\n"
            "Total: Rs.500.00, paid by card 4321"
        )

        assert read_mail(mail, received_at=None).reading.outcome == "not_money"

    @pytest.mark.parametrize("raw", ["", "nonsense", "From: x\n\n", "Content-Type: multipart/mixed\n\n--"])
    def test_broken_mails_are_read_without_harm(self, raw):
        assert read_mail(raw, received_at=None).reading.outcome == "not_money"
