"""“This is wrong”: the person's word counts, is learnt for the next message, and can be taken back."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from transactions.models import Account, OwnTemplate, RawItem, Transaction
from transactions.services import corrections, inbox, sources, taught
from transactions.services.verdicts import Correction

pytestmark = pytest.mark.django_db

WHEN = datetime(2026, 3, 12, 6, 30, tzinfo=UTC)
STRANGE = "Acct 4417 hit: {amount} bucks left for {name} on {day}. Slip {slip}. Rest {rest}"


@pytest.fixture
def source(workspace, maria):
    return sources.create_source(workspace=workspace, actor=maria, name="Phone", kind="sms").source


@pytest.fixture
def tell(source):
    def run(text: str, sender: str = "VM-KIRANA-S", at: datetime = WHEN) -> RawItem:
        received = inbox.receive(source=source, sender=sender, text=text, received_at=at)
        return inbox.read_item(item_id=str(received.item.pk))

    return run


@pytest.fixture
def account(workspace):
    return Account.objects.create(workspace=workspace, name="Kirana", last4="4417")


@pytest.fixture
def correct(maria):
    def run(item, learn=True, **told):
        correction = Correction(
            **{"outcome": "transaction", "currency": "INR", "direction": "debit", "occurred_at": WHEN} | told
        )
        return corrections.correct(
            item=item, actor=maria, correction=correction, learn=learn, now=timezone.now()
        )

    return run


def strange(amount="300", name="Foo Shop", day="12/03/26", slip="A77B1", rest="4,000"):
    return STRANGE.format(amount=amount, name=name, day=day, slip=slip, rest=rest)


def state():
    """Everything a correction touches, for comparing."""
    hidden = {"updated_at"}
    return [
        {key: value for key, value in row.items() if key not in hidden}
        for model in (RawItem, Transaction, OwnTemplate)
        for row in model.objects.order_by("pk").values()
    ]


class TestAPaymentThatWasNotUnderstood:
    def test_is_recorded_as_the_person_says(self, tell, correct, account):
        item = tell(strange())

        done = correct(item, amount=Decimal(300), merchant="Foo Shop", account=account)

        row = Transaction.objects.get()
        assert (row.amount, row.merchant.name, row.account) == (Decimal(-300), "Foo Shop", account)
        assert {"amount", "booked_on", "merchant"} <= set(row.locked)
        assert done.item.outcome == "transaction"

    def test_teaches_the_next_message_of_the_shape(self, tell, correct, account):
        correct(tell(strange()), amount=Decimal(300), merchant="Foo Shop", account=account)

        item = tell(
            strange("1,249.50", "Bar Bakery", "14/03/26", "C90D2", "2,750.50"), at=WHEN + timedelta(days=2)
        )

        row = inbox.transaction_of(item)
        assert (row.amount, row.merchant.name) == (Decimal("-1249.50"), "Bar Bakery")
        assert (row.booked_on, row.account) == (date(2026, 3, 14), account)
        assert item.parser.startswith("own:")

    def test_teaches_nothing_to_other_senders(self, tell, correct, account):
        correct(tell(strange()), amount=Decimal(300), merchant="Foo Shop", account=account)

        assert not tell(strange("99"), sender="VM-OTHER-S").parser.startswith("own:")

    def test_is_corrected_without_learning_when_the_amount_is_not_in_it(self, tell, correct, account):
        done = correct(tell(strange()), amount=Decimal(777), merchant="Foo Shop", account=account)

        assert done.template is None
        assert Transaction.objects.get().amount == Decimal(-777)


UPI = "Rs.{amount} debited from A/c XX4417 on {day} to VPA cafe@ybl BLUE CAFE. UPI Ref {ref}. -HDFC Bank"
KNOWN = UPI.format(amount="450", day="12-03-26", ref="607100010001")


class TestAPaymentThatWasReadWrongly:
    def test_is_changed_and_what_was_changed_is_locked(self, tell, correct):
        item = tell(UPI.format(amount="450", day="12-03-26", ref="607100010001"), "VM-HDFCBK-S")
        was = Transaction.objects.get()

        correct(item, amount=Decimal(450), merchant="Blue Tokai", account=was.account)

        row = Transaction.objects.get()
        assert (row.pk, row.merchant.name, row.locked) == (was.pk, "Blue Tokai", ["merchant"])

    def test_the_new_name_is_used_for_the_next(self, tell, correct):
        item = tell(UPI.format(amount="450", day="12-03-26", ref="607100010001"), "VM-HDFCBK-S")
        correct(
            item, amount=Decimal(450), merchant="Corner Coffee", account=Transaction.objects.get().account
        )

        later = tell(UPI.format(amount="90", day="13-03-26", ref="607200010001"), "AD-HDFCBK-S")

        assert inbox.transaction_of(later).merchant.name == "Corner Coffee"

    def test_turns_around(self, tell, correct):
        item = tell(UPI.format(amount="450", day="12-03-26", ref="607100010001"), "VM-HDFCBK-S")

        correct(item, amount=Decimal(450), merchant="Blue Cafe", direction="credit")

        row = Transaction.objects.get()
        assert row.amount == Decimal(450)
        assert row.kind in {"income", "refund"}

    def test_a_reconciled_one_is_refused(self, tell, correct):
        item = tell(UPI.format(amount="450", day="12-03-26", ref="607100010001"), "VM-HDFCBK-S")
        Transaction.objects.update(reconciled_at=WHEN)

        with pytest.raises(corrections.ReconciledError):
            correct(item, amount=Decimal(1), merchant="X")

        item.refresh_from_db()
        assert item.correction is None
        assert Transaction.objects.get().amount == Decimal(-450)


class TestNoPayment:
    def test_takes_the_row_out_and_refuses_the_next(self, tell, correct):
        item = tell(UPI.format(amount="450", day="12-03-26", ref="607100010001"), "VM-HDFCBK-S")

        correct(item, outcome="not_money")

        later = tell(UPI.format(amount="90", day="13-03-26", ref="607200010001"), "VM-HDFCBK-S")
        assert not Transaction.objects.entries().exists()
        assert (later.outcome, later.reason) == ("not_money", "You said so of such a message")

    def test_keeps_a_row_another_message_tells_too(self, tell, correct):
        first = tell(UPI.format(amount="450", day="12-03-26", ref="607100010001"), "VM-HDFCBK-S")
        tell("INR 450 debited A/c XX4417 12-Mar-26 BLUE CAFE. RRN 607100010001", "VM-HDFCBN-S")
        assert Transaction.objects.get().evidence.count() == 2

        correct(first, outcome="not_money", learn=False)

        assert Transaction.objects.entries().get().evidence.count() == 1


class TestUndo:
    @pytest.mark.parametrize(
        ("text", "told"),
        [
            (strange(), {"amount": Decimal(300), "merchant": "Foo Shop"}),
            (KNOWN, {"amount": Decimal(45), "merchant": "Other", "direction": "credit"}),
            (KNOWN, {"outcome": "not_money"}),
        ],
        ids=["recorded", "changed", "removed"],
    )
    def test_puts_everything_back(self, tell, correct, maria, text, told):
        item = tell(text)
        before = state()
        correct(item, **told)
        assert state() != before

        corrections.undo(item=item, actor=maria)

        assert state() == before

    def test_a_second_time_is_refused(self, tell, correct, maria):
        item = tell(strange())
        correct(item, outcome="not_money")
        corrections.undo(item=item, actor=maria)

        with pytest.raises(corrections.NotCorrectedError):
            corrections.undo(item=item, actor=maria)

    def test_correcting_again_begins_from_the_start(self, tell, correct, maria, account):
        item = tell(strange())
        before = state()
        correct(item, amount=Decimal(300), merchant="Foo Shop", account=account)
        correct(item, outcome="not_money")
        assert not Transaction.objects.entries().exists()

        corrections.undo(item=item, actor=maria)

        assert state() == before


class TestEarlierMessages:
    def test_are_shown_first_and_then_read_anew(self, tell, correct, account, maria):
        for n in range(3):
            tell(strange(f"{n + 1}00", "Corner", f"1{n}/03/26", f"A1{n}99"))
        item = tell(strange("900", "Corner", "13/03/26", "B12"))
        template = correct(item, amount=Decimal(900), merchant="Corner", account=account).template

        shown = taught.earlier(template=template)
        assert ([one.effect for one in shown], Transaction.objects.count()) == (["recorded"] * 3, 1)

        assert taught.apply_to_earlier(template=template, actor=maria, now=timezone.now()) == 3
        assert Transaction.objects.count() == 4
        assert taught.earlier(template=template) == []

    def test_removes_the_rows_of_what_is_no_payment(self, tell, correct, maria):
        for n in range(3):
            tell(UPI.format(amount=f"{n + 1}0", day="12-03-26", ref=f"60710001000{n}"), "VM-HDFCBK-S")
        item = tell(UPI.format(amount="450", day="12-03-26", ref="607100010009"), "VM-HDFCBK-S")
        template = correct(item, outcome="not_money").template

        taught.apply_to_earlier(template=template, actor=maria, now=timezone.now())

        assert not Transaction.objects.entries().exists()

    def test_changes_the_names_of_rows_nobody_touched(self, tell, correct, maria):
        for n in range(2):
            tell(UPI.format(amount=f"{n + 1}0", day="12-03-26", ref=f"60710001000{n}"), "VM-HDFCBK-S")
        untouched, kept = Transaction.objects.order_by("-amount")
        Transaction.objects.filter(pk=kept.pk).update(locked=["merchant"])
        item = tell(UPI.format(amount="450", day="12-03-26", ref="607100010009"), "VM-HDFCBK-S")
        template = correct(item, amount=Decimal(450), merchant="Corner Coffee").template

        taught.apply_to_earlier(template=template, actor=maria, now=timezone.now())

        untouched.refresh_from_db()
        kept.refresh_from_db()
        assert (untouched.merchant.name, kept.merchant.name) == ("Corner Coffee", "Blue Cafe")


class TestTemplates:
    def test_are_counted_switched_off_and_deleted(self, tell, correct, account, workspace, maria):
        template = correct(
            tell(strange()), amount=Decimal(300), merchant="Foo Shop", account=account
        ).template
        tell(strange("20", slip="Z99"))
        [shown] = taught.templates(workspace)
        assert shown.uses == 1

        taught.set_active(template=template, actor=maria, active=False)
        assert not tell(strange("30", slip="Z98")).parser.startswith("own:")

        taught.forget(template=template, actor=maria)
        assert not OwnTemplate.objects.exists()

    def test_a_message_without_words_teaches_nothing(self, tell, correct):
        assert correct(tell("12 34"), outcome="not_money").template is None


MAIL = (
    "From: Kamala Stores <bills@kamala.example>\r\nSubject: Bill {number} is settled\r\n"
    "Message-ID: <{number}@kamala.example>\r\nDate: Thu, 12 Mar 2026 09:00:00 +0530\r\n"
    "Content-Type: text/plain\r\n\r\n"
    "Dear Asha,\r\nWe took what was open.\r\nTaken by us: INR {amount}\r\nBye\r\n"
)


class TestMails:
    def test_the_next_mail_of_the_shop_is_read(self, workspace, maria, correct, account):
        source = sources.create_source(workspace=workspace, actor=maria, name="Mail", kind="mail").source

        def mail(number, amount):
            raw = MAIL.format(number=number, amount=amount).encode()
            received = inbox.receive_mail(source=source, raw=raw, received_at=WHEN)
            return inbox.read_item(item_id=str(received.item.pk))

        first = mail(4471, "640.00")
        correct(first, amount=Decimal(640), merchant="Kamala Stores", account=account)

        second = mail(4502, "1,210.00")

        row = inbox.transaction_of(second)
        assert (row.amount, row.merchant.name, row.account) == (Decimal(-1210), "Kamala Stores", account)


class TestDeleting:
    def test_keeps_the_payment_unless_asked(self, tell, maria):
        one = tell(UPI.format(amount="450", day="12-03-26", ref="607100010001"), "VM-HDFCBK-S")
        two = tell(UPI.format(amount="90", day="12-03-26", ref="607100010002"), "VM-HDFCBK-S")

        corrections.delete_item(item=one, actor=maria, with_payment=False, now=timezone.now())
        corrections.delete_item(item=two, actor=maria, with_payment=True, now=timezone.now())

        assert not RawItem.objects.exists()
        assert Transaction.objects.entries().get().amount == Decimal(-450)
