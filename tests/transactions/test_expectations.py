"""An order waits for the bank; a receipt never books a second row."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from tests import factories
from tests.transactions import importing
from transactions.models import Account, Expectation, RawItem, Recurring, Transaction
from transactions.services import changes, expectations, inbox, mandates, paid_in_cash, sources
from transactions.services.drafts import TransactionDraft
from transactions.services.expectations import Announced
from transactions.services.ledger import record_transactions

pytestmark = pytest.mark.django_db

WHEN = datetime(2026, 3, 12, 6, 30, tzinfo=UTC)
DAY = date(2026, 3, 12)
STATEMENT = "Date,Merchant,Amount\n2026-03-12,SWIGGY LIMITED,320.00\n"
GOODS = [{"name": "Masala dosa", "quantity": 2, "amount": "320.00"}]


@pytest.fixture
def item(workspace, maria):
    source = sources.create_source(workspace=workspace, actor=maria, name="Mail", kind="mail").source

    def run(n=0):
        return RawItem.objects.create(
            workspace=workspace,
            source=source,
            sender="Swiggy <no-reply@swiggy.in>",
            received_at=WHEN,
            body_hash=str(n),
            body=b"",
            outcome="not_money",
            reading={"is_receipt": True},
        )

    return run


@pytest.fixture
def order(item):
    def run(n=0, **extra):
        told = {"merchant": "Swiggy", "amount": Decimal(-320), "currency": "INR", "expected_on": DAY}
        return expectations.expect(item=item(n), announced=Announced(**told | {"items": GOODS} | extra))

    return run


@pytest.fixture
def pay(workspace):
    def run(amount="-320", merchant="SWIGGY LIMITED", day=DAY, origin="csv"):
        account, _made = Account.objects.get_or_create(workspace=workspace, name="HDFC", last4="4417")
        draft = TransactionDraft(
            account=account,
            booked_on=day,
            amount=Decimal(amount),
            currency="INR",
            merchant=merchant,
            description=merchant,
        )
        return record_transactions(workspace=workspace, actor=None, drafts=[draft], origin=origin)[0]

    return run


class TestAnOrder:
    @pytest.mark.parametrize("origin", ["csv", "sms", "form"])
    def test_is_fulfilled_by_the_row_that_comes(self, order, pay, origin):
        waiting = order()
        row = pay(origin=origin)

        waiting.refresh_from_db()
        row.refresh_from_db()
        assert (waiting.state, waiting.transaction) == ("fulfilled", row)
        assert row.items == GOODS
        assert row.evidence.get().raw_item == waiting.raw_item

    def test_is_fulfilled_by_the_row_that_is_there(self, order, pay):
        row = pay()

        assert order().transaction == row

    @pytest.mark.parametrize(
        "other", [{"amount": "-321"}, {"amount": "320"}, {"merchant": "UBER"}, {"day": DAY + timedelta(40)}]
    )
    def test_waits_on_when_another_row_comes(self, order, pay, other):
        waiting = order()
        pay(**other)

        waiting.refresh_from_db()
        assert waiting.state == "open"

    def test_told_by_two_mails_is_one(self, order):
        order(1, reference="ORD-778899")
        assert order(2, reference="ORD-778899") is None

    def test_two_orders_take_two_rows(self, order, pay):
        first, second = order(1), order(2)
        rows = {pay(), pay()}

        first.refresh_from_db()
        second.refresh_from_db()
        assert {first.transaction, second.transaction} == rows


class TestWhatNobodyTells:
    def test_is_dropped_after_thirty_days(self, order):
        waiting = order()
        assert expectations.drop_old(today=DAY + timedelta(days=30)) == 0
        assert expectations.drop_old(today=DAY + timedelta(days=31)) == 1

        waiting.refresh_from_db()
        assert waiting.state == "dropped"

    def test_can_be_dropped_once(self, order, maria):
        waiting = order()
        expectations.drop(expectation=waiting, actor=maria)

        with pytest.raises(expectations.ExpectationSettledError):
            paid_in_cash.record_as_cash(expectation=waiting, actor=maria)

        assert not Transaction.objects.exists()

    def test_can_be_recorded_as_cash(self, order, maria):
        row = paid_in_cash.record_as_cash(expectation=order(), actor=maria)

        row.refresh_from_db()
        assert (row.account.kind, row.amount, row.items) == ("cash", Decimal(-320), GOODS)
        assert Expectation.objects.get().transaction == row


RECEIPT = (
    "From: Swiggy <no-reply@swiggy.in>\r\nSubject: Payment receipt\r\nMessage-ID: <r{n}@swiggy.in>\r\n"
    "Date: Thu, 12 Mar 2026 09:00:00 +0530\r\nContent-Type: text/html\r\n\r\n"
    "<p>Thank you for your payment. Your receipt from Swiggy.</p><table><tr><td>Masala dosa</td><td>2</td>"
    "<td>Rs. 320.00</td></tr><tr><td>Total paid</td><td></td><td>Rs. 320.00</td></tr></table>"
)


class TestAReceipt:
    @pytest.fixture
    def receipt(self, workspace, maria):
        source = sources.create_source(workspace=workspace, actor=maria, name="R", kind="mail").source

        def run(n=1):
            raw = RECEIPT.format(n=n).encode()
            received = inbox.receive_mail(source=source, raw=raw, received_at=WHEN)
            return inbox.read_item(item_id=str(received.item.pk))

        return run

    def test_is_evidence_of_the_banks_row(self, receipt, pay):
        row = pay(day=DAY - timedelta(days=1))
        receipt()

        assert Transaction.objects.get() == row
        assert row.evidence.count() == 1

    def test_waits_when_no_row_is_there(self, receipt, pay):
        item = receipt()
        assert not Transaction.objects.exists()
        assert Expectation.objects.get().state == "open"

        row = pay()
        assert Expectation.objects.get().transaction == row
        assert inbox.transaction_of(item) == row


class TestAMandate:
    def test_becomes_a_regular_payment_and_ends_with_its_revocation(self, item):
        from transactions.parsing import Reading

        reading = Reading(
            outcome="mandate",
            reason="",
            amount=Decimal(149),
            currency="INR",
            merchant="HOTSTAR",
            occurred_at=WHEN + timedelta(days=20),
        )
        told = item()
        made = mandates.note_mandate(item=told, reading=reading, text="Mandate of Rs 149 monthly created")
        assert (made.origin, made.cadence, made.amount) == ("mandate", "monthly", Decimal(-149))
        assert made.next_on == DAY + timedelta(days=20)

        mandates.note_mandate(item=told, reading=reading, text="Your mandate towards HOTSTAR was revoked")
        assert Recurring.objects.get().state == "stopped"


class TestARowThatLeaves:
    def state(self):
        one = Expectation.objects.get()
        return one.state, one.transaction, one.raw_item.evidence.count()

    def delete(self, workspace, maria, row):
        rows = Transaction.objects.in_workspace(workspace).filter(pk=row.pk)
        return changes.delete_transactions(workspace=workspace, actor=maria, rows=rows, now=timezone.now())

    def test_is_waited_for_again_when_it_is_deleted(self, order, pay, workspace, maria):
        order()
        self.delete(workspace, maria, pay())
        assert self.state() == ("open", None, 0)

        again = pay(day=DAY + timedelta(days=1))
        assert self.state() == ("fulfilled", again, 1)

    def test_pays_again_when_the_deletion_is_taken_back(self, order, pay, workspace, maria):
        order()
        row = pay()
        change = self.delete(workspace, maria, row)
        changes.undo(workspace=workspace, actor=maria, change=change, now=timezone.now())

        row.refresh_from_db()
        assert self.state() == ("fulfilled", row, 1)
        assert row.items == GOODS

    def test_is_waited_for_again_when_its_import_is_undone(self, order, workspace):
        waiting = order()
        batch = importing.commit(importing.upload(workspace, STATEMENT))
        assert self.state()[0] == "fulfilled"
        importing.undo(batch)

        assert not Transaction.objects.exists()
        assert self.state() == ("open", None, 0)
        assert waiting.raw_item.evidence.count() == 0

    def test_stays_when_a_person_edited_it(self, order, workspace):
        order()
        batch = importing.commit(importing.upload(workspace, STATEMENT))
        Transaction.objects.update(edited_at=timezone.now())
        importing.undo(batch)

        assert self.state() == ("fulfilled", Transaction.objects.get(), 1)

    def test_of_another_workspace_is_no_business_of_this_one(self, order, pay, otto):
        other_workspace = factories.make_workspace(owner=otto, name="Elsewhere")
        order()
        row = pay()

        assert expectations.reopen(workspace=other_workspace, transactions=[row.pk]) == 0
        assert self.state() == ("fulfilled", row, 1)


class TestTheWholeStory:
    def test_an_order_by_mail_is_fulfilled_by_the_banks_message(self, workspace, maria):
        mails = sources.create_source(workspace=workspace, actor=maria, name="M", kind="mail").source
        raw = RECEIPT.format(n=1).encode()
        got = inbox.receive_mail(source=mails, raw=raw, received_at=WHEN)
        inbox.read_arrived(item_id=str(got.item.pk))
        phone = sources.create_source(workspace=workspace, actor=maria, name="P", kind="sms").source
        text = (
            "Rs.320.00 debited from A/c XX4417 on 12-03-26 to VPA swiggy@icici. "
            "UPI Ref 607312345678. -HDFC Bank"
        )
        later = WHEN + timedelta(minutes=20)
        sms = inbox.receive(source=phone, sender="VM-HDFCBK-S", text=text, received_at=later)
        inbox.read_arrived(item_id=str(sms.item.pk))

        row = Transaction.objects.get()
        assert (row.amount, row.evidence.count(), len(row.items)) == (Decimal(-320), 2, 1)
        assert Expectation.objects.get().transaction == row
