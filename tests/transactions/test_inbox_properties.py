"""Whatever comes again, in whatever order, the ledger is the same."""

from datetime import UTC, date, datetime
from decimal import Decimal

from django.core.files.base import ContentFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests import factories
from transactions.models import Evidence, RawItem, Transaction
from transactions.services import imports, inbox, sources

WHEN = datetime(2026, 3, 12, 6, 30, tzinfo=UTC)
MESSAGES = [
    "Rs.450.00 debited from A/c XX4417 on 12-03-26 to BLUE CAFE. UPI Ref 607100010001. -HDFC Bank",
    "Rs.450.00 debited from A/c XX4417 on 12-03-26 to BLUE CAFE. UPI Ref 607100010002. -HDFC Bank",
    "Rs.90.00 credited to A/c XX4417 on 12-03-26 from ASHA RAO. UPI Ref 607100010003. -HDFC Bank",
    "482913 is your OTP for Rs 450 at BLUE CAFE. Do not share it.",
    "Avl Bal in A/c XX4417 is Rs.5,000.00 as on 12-03-26",
]
MAIL = (
    b"From: HDFC Bank <alerts@hdfcbank.net>\r\nSubject: Alert\r\nMessage-ID: <a1@hdfcbank.net>\r\n"
    b"Date: Thu, 12 Mar 2026 12:10:00 +0530\r\nContent-Type: text/plain\r\n\r\n"
    b"Dear Customer, Rs.450.00 has been debited from account **4417 to BLUE CAFE on 12-03-26. "
    b"Reference number 607100010001.\r\n"
)
FILE = (
    "HDFC BANK Ltd.\nAccount No :,XXXXXXXX4417\n"
    "Date,Narration,Chq./Ref.No.,Value Dt,Withdrawal Amt.,Deposit Amt.,Closing Balance\n"
    "13/03/26,UPI-BLUE CAFE-CAFE@YBL-607100010001-PAY,0000607100010001,13/03/26,450.00,,5000.00\n"
)
RUNS = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))


class Household(TestCase):
    databases = {"default", "audit"}

    def setup_example(self):
        super().setup_example()
        owner = factories.make_user("p@example.com")
        self.workspace = factories.make_workspace(owner=owner)
        make = sources.create_source
        self.phone = make(workspace=self.workspace, actor=owner, name="Phone", kind="sms").source
        self.mailbox = make(workspace=self.workspace, actor=owner, name="Mail", kind="mail").source
        self.owner = owner

    def message(self, text):
        received = inbox.receive(source=self.phone, sender="VM-HDFCBK-S", text=text, received_at=WHEN)
        inbox.read_item(item_id=str(received.item.pk))

    def mail(self):
        received = inbox.receive_mail(source=self.mailbox, raw=MAIL, received_at=WHEN)
        inbox.read_item(item_id=str(received.item.pk))

    def file(self):
        file = ContentFile(FILE.encode(), name="a.csv")
        batch = imports.start_import(workspace=self.workspace, actor=self.owner, file=file)
        imports.read_import(batch_id=str(batch.pk))
        batch.refresh_from_db()
        rows = batch.rows.values_list("status", "is_included")
        if ("new", True) in set(rows) or ("duplicate", False) in set(rows):
            self.commit(batch)

    def commit(self, batch):
        try:
            imports.start_commit(batch=batch, actor=self.owner)
        except imports.NoRowsChosenError:
            return
        imports.run_commit(batch_id=str(batch.pk))

    def state(self):
        rows = Transaction.objects.in_workspace(self.workspace).order_by("amount", "reference")
        return [
            *rows.values_list("amount", "booked_on", "reference", "merchant__name"),
            Evidence.objects.count(),
            RawItem.objects.count(),
        ]


class TestAgain(Household):
    @RUNS
    @given(again=st.lists(st.sampled_from(MESSAGES), max_size=12), order=st.permutations(MESSAGES))
    def test_re_delivery_changes_nothing(self, again, order):
        for text in order:
            self.message(text)
        before = self.state()

        for text in again:
            self.message(text)

        assert self.state() == before
        assert Transaction.objects.in_workspace(self.workspace).count() == 3

    @RUNS
    @given(order=st.permutations(MESSAGES))
    def test_reading_again_twice_changes_nothing_the_second_time(self, order):
        for text in order:
            self.message(text)
        RawItem.objects.update(reading={}, parser="older/0")
        inbox.reread(workspace=self.workspace, apply=True)
        before = self.state()

        told = inbox.reread(workspace=self.workspace, apply=True)

        assert (told.changed, self.state()) == (0, before)


class TestThreeWays(Household):
    @RUNS
    @given(order=st.permutations(["message", "mail", "file"]))
    def test_message_mail_and_file_are_one_with_the_statements_date(self, order):
        for way in order:
            if way == "message":
                self.message(MESSAGES[0])
            elif way == "mail":
                self.mail()
            else:
                self.file()

        row = Transaction.objects.in_workspace(self.workspace).get()
        assert (row.amount, row.booked_on) == (Decimal(-450), date(2026, 3, 13))
        assert row.evidence.count() == 3
