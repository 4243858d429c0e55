"""What sellers write: settled payments, orders to wait for, refunds, and a model's word."""
# ruff: noqa: E501  sample words are data; a broken line hides more than a long one

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command

from transactions.parsing.mail import Expected, Item, compose, read_opened
from transactions.parsing.mail.items import find_items
from transactions.parsing.mail.labels import kind_of
from transactions.parsing.mail.structured import find_purchases

NOW = datetime(2025, 11, 6, 9, tzinfo=UTC)


def reading_of(sender="Oak Books <shop@oakbooks.example>", subject="Your receipt", text="", source=""):
    return read_opened(compose(sender=sender, subject=subject, source=source, text=text), received_at=NOW)


class TestSettledPayments:
    def test_a_receipt_without_a_card_is_booked_with_less_confidence(self):
        named = reading_of(text="Thank you for your payment.\nTotal: €20.00\nPaid with Visa ending in 4242")
        unnamed = reading_of(text="Thank you for your payment.\nTotal: €20.00")

        assert named.reading.outcome == unnamed.reading.outcome == "transaction"
        assert named.is_receipt
        assert unnamed.is_receipt
        assert named.reading.confidence > unnamed.reading.confidence

    def test_what_was_paid_counts_before_what_it_costs(self):
        found = reading_of(
            text="Receipt\nSubtotal: €30.00\nGift card: -€10.00\nTotal: €30.00\nAmount paid: €20.00"
        )

        assert found.reading.amount == Decimal("20.00")

    @pytest.mark.parametrize(
        "text",
        [
            "Invoice 12\nTotal: €20.00\nAmount due: €20.00",
            "Your payment failed.\nTotal: €20.00",
            "You will be charged €20.00 on 1 December.",
            "Total: €20.00\nPlease pay by 20 November.",
        ],
    )
    def test_what_is_still_to_be_paid_is_not_booked(self, text):
        assert reading_of(subject="Invoice 12", text=text).reading.outcome != "transaction"


class TestOrders:
    def test_an_order_is_expected_not_booked(self):
        text = "Thanks for your order!\nOrder number: 12-3456\nMug | 2 | €18.00\nOrder total | €18.00\nDelivery: 10 November 2025"

        found = reading_of(subject="Order confirmation", text=text)

        assert found.reading.outcome == "not_money"
        assert found.expects == Expected(
            merchant="Oak Books",
            amount=Decimal("18.00"),
            currency="EUR",
            expected_on=date(2025, 11, 10),
            reference="12-3456",
            items=(Item("Mug", 2, Decimal("18.00")),),
        )

    def test_a_refund_on_its_way_is_expected_as_money_in(self):
        found = reading_of(subject="Your refund", text="We have initiated your refund.\nRefund total: €18.00")

        assert found.reading.outcome == "not_money"
        assert (found.expects.direction, found.expects.amount) == ("credit", Decimal("18.00"))

    def test_a_refund_that_was_made_is_money_in(self):
        found = reading_of(
            subject="Your refund", text="Your refund of €18.00 has been credited to your card."
        )

        assert (found.reading.outcome, found.reading.direction) == ("transaction", "credit")


class TestEmbeddedData:
    SOURCE = (
        '<script type="application/ld+json">{{"@context":"http://schema.org","@type":"{kind}",{facts},'
        '"merchant":{{"name":"Oak"}}}}</script><p>{words}</p>'
    )

    def read(self, kind, words="Hello", **facts):
        told = ",".join(f'"{name}":{json.dumps(value)}' for name, value in facts.items())
        return reading_of(subject="Hello", source=self.SOURCE.format(kind=kind, facts=told, words=words))

    def test_an_invoice_that_was_paid_is_booked(self):
        found = self.read(
            "Invoice",
            paymentStatus="http://schema.org/PaymentComplete",
            totalPaymentDue={"price": "9.50", "priceCurrency": "EUR"},
        )

        assert (found.reading.outcome, found.reading.amount, found.reading.merchant) == (
            "transaction",
            Decimal("9.50"),
            "Oak",
        )

    def test_an_invoice_that_is_due_is_expected(self):
        found = self.read(
            "Invoice", paymentStatus="PaymentDue", totalPaymentDue={"price": 9.5, "priceCurrency": "EUR"}
        )

        assert found.reading.outcome == "not_money"
        assert found.expects.amount == Decimal("9.5")

    def test_a_cancelled_order_is_nothing(self):
        found = self.read("Order", orderStatus="OrderCancelled", price="9.50", priceCurrency="EUR")

        assert found.reading.outcome == "not_money"
        assert found.expects is None

    def test_a_reservation_is_paid_when_the_words_say_so(self):
        facts = {"reservationNumber": "ABC123", "totalPrice": "EUR 9.50"}

        assert self.read("FlightReservation", **facts).expects is not None
        assert self.read("FlightReservation", words="Payment received", **facts).is_receipt

    @pytest.mark.parametrize(
        "block", ["{", "[]", '{"@type":["Order",3]}', '{"@type":"Order","price":{"price":[]}}', "null"]
    )
    def test_broken_data_is_no_data(self, block):
        source = f'<script type="application/ld+json" data-x="schema.org">{block}</script>'

        assert [p for p in find_purchases(source) if p.amount is not None] == []


class TestItems:
    def test_taxes_fees_and_discounts_are_no_items(self):
        text = """Item | Qty | Price
Green tea | 2 | €8.00
1 x Honey cake | €4.50
VAT 7% | €0.80
Delivery fee | €2.00
Discount | -€1.00
Subtotal | €12.50
Total | €13.50"""

        assert find_items(text) == (
            Item("Green tea", 2, Decimal("8.00")),
            Item("Honey cake", 1, Decimal("4.50")),
        )

    @pytest.mark.parametrize(
        ("label", "kind"),
        [
            ("Grand Total:", "grand"),
            ("Amount Paid", "paid"),
            ("Gesamtbetrag", "grand"),
            ("Montant payé", "paid"),
            ("Importe pagado", "paid"),
            ("Totale ordine", "grand"),
            ("Totaalbedrag", "grand"),
            ("Valor pago", "paid"),
            ("Total Credit Limit*:", "limit"),
            ("Available Balance", "balance"),
            ("Where", "merchant"),
            ("a long sentence that is no label at all, surely not one", ""),
        ],
    )
    def test_labels_are_known_in_many_languages(self, label, kind):
        assert kind_of(label) == kind


class TestModel:
    TEXT = "On 5 November 2025 the sum of 42.00 euros left your pocket for Oak."
    ANSWER = {"settled": True, "amount": "42.00", "currency": "EUR", "direction": "debit", "merchant": "Oak"}

    def ask(self, **changes):
        answer = json.dumps({**self.ANSWER, "date": "2025-11-05", **changes})
        mail = compose(sender="Oak <a@oak.example>", subject="Hello", source="", text=self.TEXT)
        return read_opened(mail, received_at=NOW, ask_model=lambda prompt: answer).reading

    def test_is_believed_where_amount_and_date_stand_in_the_mail(self):
        found = self.ask()

        assert (found.outcome, found.amount, found.merchant) == ("transaction", Decimal("42.00"), "Oak")
        assert found.confidence == 0.5

    @pytest.mark.parametrize(
        "changes",
        [
            {"amount": "43.00"},
            {"date": "2025-11-04"},
            {"date": None},
            {"settled": False},
            {"amount": "NaN"},
            {"currency": "XXXX"},
            {"direction": "sideways"},
        ],
    )
    def test_is_not_believed_otherwise(self, changes):
        assert self.ask(**changes).outcome != "transaction"

    def test_is_not_asked_when_the_mail_speaks_for_itself(self):
        mail = compose(sender="Oak <a@oak.example>", subject="Receipt", source="", text="Amount paid: €20.00")

        def refuse(prompt):
            raise AssertionError("asked")

        assert read_opened(mail, received_at=NOW, ask_model=refuse).reading.amount == Decimal("20.00")


class TestParseMail:
    def run(self, tmp_path, *lines):
        path = tmp_path / "mails.jsonl"
        path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines))
        out = StringIO()
        call_command("parse_mail", path, stdout=out)
        return [json.loads(line) for line in out.getvalue().splitlines()]

    def test_answers_every_line_also_broken_ones(self, tmp_path):
        good = {
            "id": "1",
            "sender": "Oak <a@oak.example>",
            "subject": "Receipt",
            "html": "<table><tr><td>Mug</td><td>€20.00</td></tr><tr><td>Amount paid</td><td>€20.00</td></tr></table>",
            "received_at": "2025-11-06T09:00:00Z",
        }

        told = self.run(
            tmp_path, good, "nonsense", "[]", {"id": 4}, {"id": 5, "text": None, "received_at": "?"}
        )

        assert [line["id"] for line in told] == ["1", None, None, 4, 5]
        assert [line["outcome"] for line in told] == [
            "transaction",
            "unreadable",
            "unreadable",
            "not_money",
            "not_money",
        ]
        assert told[0]["items"] == [{"name": "Mug", "quantity": 1, "amount": "20.00"}]
        assert told[0]["amount"] == "20.00"
