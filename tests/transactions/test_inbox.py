"""One payment told by several sources is one transaction with several evidences."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from lumen.common import events
from lumen.notifications.models import Notification
from transactions.models import Account, Evidence, RawItem, Transaction
from transactions.services import imports, inbox, sources
from transactions.services.drafts import TransactionDraft
from transactions.services.ledger import record_transactions

pytestmark = pytest.mark.django_db

WHEN = datetime(2025, 11, 1, 6, 30, tzinfo=UTC)
UPI = "Rs.{amount} debited from A/c XX4417 on 01-11-25 to VPA cafe@ybl BLUE CAFE. UPI Ref {ref}. -HDFC Bank"
STATEMENT = (
    "HDFC BANK Ltd.\nAccount No :,XXXXXXXX4417\n"
    "Date,Narration,Chq./Ref.No.,Value Dt,Withdrawal Amt.,Deposit Amt.,Closing Balance\n"
    "01/11/25,UPI-BLUE CAFE-CAFE@YBL-{ref}-PAY,0000{ref},01/11/25,{amount},,5000.00\n"
)


@pytest.fixture
def source(workspace, maria):
    return sources.create_source(workspace=workspace, actor=maria, name="Phone", kind="sms").source


@pytest.fixture
def tell(source):
    def run(text: str, sender: str = "VM-HDFCBK-S", at: datetime = WHEN, stamp: str = "") -> RawItem:
        received = inbox.receive(source=source, sender=sender, text=text, received_at=at, stamp=stamp)
        return inbox.read_item(item_id=str(received.item.pk))

    return run


@pytest.fixture
def bring_in(workspace, maria):
    def run(text: str, account: Account | None = None):
        file = ContentFile(text.encode(), name="a.csv")
        batch = imports.start_import(workspace=workspace, actor=maria, file=file, account=account)
        imports.read_import(batch_id=str(batch.pk))
        batch.refresh_from_db()
        return batch

    return run


def commit(batch):
    imports.start_commit(batch=batch, actor=None)
    imports.run_commit(batch_id=str(batch.pk))


class TestTheSamePaymentTwice:
    def test_a_message_after_the_statement_becomes_evidence(self, tell, bring_in):
        commit(bring_in(STATEMENT.format(ref="530500010001", amount="450.00")))

        item = tell(UPI.format(ref="530500010001", amount="450"))

        row = Transaction.objects.get()
        assert inbox.transaction_of(item) == row
        assert Evidence.objects.filter(transaction=row).count() == 2

    def test_a_statement_row_after_the_message_becomes_evidence(self, tell, bring_in):
        tell(UPI.format(ref="530500010001", amount="450"))

        batch = bring_in(
            STATEMENT.format(ref="530500010001", amount="450.00")
            + "02/11/25,UPI-METRO-M@YBL-530500010009-PAY,0000530500010009,02/11/25,20.00,,4980.00\n"
        )
        assert list(batch.rows.values_list("status", "is_included")) == [("duplicate", False), ("new", True)]
        commit(batch)

        told = Transaction.objects.get(amount=Decimal("-450.00"))
        assert told.evidence.count() == 2
        assert Transaction.objects.count() == 2

    def test_a_second_message_about_it_becomes_evidence(self, tell):
        tell(UPI.format(ref="530500010001", amount="450"))
        tell("INR 450.00 debited from HDFC Bank A/c XX4417 on 01-Nov-25 to BLUE CAFE. UPI RRN 530500010001")

        assert Transaction.objects.count() == 1
        assert Evidence.objects.count() == 2

    def test_a_receipt_by_mail_and_the_message_of_the_bank_are_one(self, tell, workspace, maria):
        mailbox = sources.create_source(workspace=workspace, actor=maria, name="Mailbox", kind="mail").source
        mail = (
            b"From: Blue Cafe <hello@bluecafe.example>\r\nSubject: Your receipt\r\n"
            b"Message-ID: <r1@bluecafe.example>\r\n"
            b"Date: Sat, 01 Nov 2025 09:00:00 +0530\r\nContent-Type: text/plain\r\n\r\n"
            b"We have received your payment. Paid with the card ending in 4417.\r\nTotal: Rs. 450.00\r\n"
        )
        tell("Rs.450 spent on card XX4417 on 01-11-25 at BLUE CAFE")
        received = inbox.receive_mail(source=mailbox, raw=mail, received_at=WHEN)
        item = inbox.read_item(item_id=str(received.item.pk))

        assert item.outcome == "transaction"
        assert Transaction.objects.count() == 1
        assert Evidence.objects.count() == 2

    def test_undoing_the_statement_keeps_what_the_message_told(self, tell, bring_in, maria):
        batch = bring_in(STATEMENT.format(ref="530500010001", amount="450.00"))
        commit(batch)
        tell(UPI.format(ref="530500010001", amount="450"))

        undone = imports.undo_import(batch=batch, actor=maria)

        assert (undone.outcome["undo"]["removed"], undone.outcome["undo"]["kept"]) == (0, 1)
        assert Transaction.objects.count() == 1


class TestTwoPaymentsAlike:
    def test_two_messages_with_different_references_are_two(self, tell):
        tell(UPI.format(ref="530500010001", amount="450"))
        tell(UPI.format(ref="530500010002", amount="450"))

        assert Transaction.objects.count() == 2

    def test_opposite_directions_are_two(self, tell):
        tell("Rs.450 debited from A/c XX4417 on 01-11-25 to BLUE CAFE")
        tell("Rs.450 credited to A/c XX4417 on 01-11-25 from BLUE CAFE")

        assert sorted(Transaction.objects.values_list("amount", flat=True)) == [Decimal(-450), Decimal(450)]

    def test_two_accounts_are_two(self, tell):
        tell("Rs.450 debited from A/c XX4417 on 01-11-25 to BLUE CAFE")
        tell("Rs.450 debited from A/c XX9920 on 01-11-25 to BLUE CAFE")

        assert Account.objects.exclude(last4="").count() == Transaction.objects.count() == 2

    def test_another_day_is_another(self, tell):
        tell("Rs.450 debited from A/c XX4417 on 01-11-25 to BLUE CAFE")
        tell("Rs.450 debited from A/c XX4417 on 06-11-25 to BLUE CAFE", at=WHEN + timedelta(days=5))

        assert Transaction.objects.count() == 2

    def test_a_row_the_user_typed_is_matched_by_name(self, tell, workspace, maria):
        account = Account.objects.create(
            workspace=workspace, name="HDFC", institution="HDFC Bank", last4="4417"
        )
        draft = TransactionDraft(
            account=account,
            booked_on=WHEN.date(),
            amount=Decimal(-450),
            currency="INR",
            merchant="Blue Cafe",
            note="with Asha",
        )
        record_transactions(workspace=workspace, actor=maria, drafts=[draft], origin="form")

        tell("Rs.450 debited from A/c XX4417 on 01-11-25 to BLUE CAFE")

        row = Transaction.objects.get()
        assert row.note == "with Asha"
        assert row.evidence.count() == 1


class TestReading:
    def test_a_task_that_runs_twice_does_nothing_the_second_time(self, tell):
        item = tell(UPI.format(ref="530500010001", amount="450"))

        inbox.read_item(item_id=str(item.pk))

        assert Transaction.objects.count() == Evidence.objects.count() == 1

    def test_an_old_message_is_history_and_notifies_nobody(self, tell):
        tell(UPI.format(ref="530500010001", amount="450"))

        assert not Notification.objects.exists()

    def test_an_open_page_hears_of_it(self, tell, workspace, maria, django_capture_on_commit_callbacks):
        before = events.last_seq(workspace_id=workspace.pk, user_id=maria.pk)

        with django_capture_on_commit_callbacks(execute=True):
            tell(UPI.format(ref="530500010001", amount="450"), at=timezone.now())

        heard = events.events_after(workspace_id=workspace.pk, user_id=maria.pk, seq=before)
        assert {"inbox", "transactions"} <= {event.payload.get("kind") for event in heard}

    def test_a_newer_balance_stays(self, tell):
        tell("Rs.10 debited from A/c XX4417 on 05-11-25. Avl Bal Rs.500", at=WHEN + timedelta(days=4))
        tell("Rs.20 debited from A/c XX4417 on 01-11-25. Avl Bal Rs.900")

        assert Account.objects.get(last4="4417").told_balance == Decimal(500)

    def test_a_balance_alone_opens_no_account(self, tell):
        item = tell("Your A/c XX7777 balance is Rs.500.00 as on 01-11-25")

        assert item.outcome == "balance"
        assert not Account.objects.filter(last4="7777").exists()

    def test_reading_again_after_an_upgrade_books_nothing_twice(self, tell, workspace):
        item = tell(UPI.format(ref="530500010001", amount="450"))
        RawItem.objects.filter(pk=item.pk).update(reading={}, parser="older/0")

        counted = inbox.reread(workspace=workspace, apply=False)
        inbox.reread(workspace=workspace, apply=True)

        assert (counted.read, counted.changed, counted.recorded) == (1, 1, 0)
        assert Transaction.objects.count() == 1

    def test_reading_again_records_what_was_not_understood_before(self, tell, workspace):
        item = tell(UPI.format(ref="530500010001", amount="450"))
        Transaction.objects.all().delete()
        RawItem.objects.filter(pk=item.pk).update(outcome="unreadable", reading={})

        assert inbox.reread(workspace=workspace, apply=True).recorded == 1
        assert Transaction.objects.count() == 1
