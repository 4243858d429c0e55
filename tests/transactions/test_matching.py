"""The same payment told twice is one; two payments alike are two."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import permutations

import pytest

from transactions.models import Account, Evidence, RawItem, ToldBalance, Transaction
from transactions.services import inbox, sources, understanding

pytestmark = pytest.mark.django_db

WHEN = datetime(2026, 3, 12, 6, 30, tzinfo=UTC)
OWN = "Rs.450.00 debited from A/c XX4417 on 12-03-26 to VPA cafe@ybl BLUE CAFE. UPI Ref 607100010001"
NO_REF = "Rs.450.00 debited from A/c XX4417 on 12-03-26 to BLUE CAFE. -HDFC Bank"


@pytest.fixture
def tell(workspace, maria):
    made = {}

    def run(text, sender="VM-HDFCBK-S", at=WHEN, phone="Phone"):
        if phone not in made:
            made[phone] = sources.create_source(
                workspace=workspace, actor=maria, name=phone, kind="sms"
            ).source
        stamp = at.isoformat()
        received = inbox.receive(source=made[phone], sender=sender, text=text, received_at=at, stamp=stamp)
        return inbox.read_item(item_id=str(received.item.pk))

    return run


@pytest.fixture
def mail(workspace, maria):
    made = {}

    def run(author, subject, text, *, at=WHEN, name="Mail", number=None):
        if name not in made:
            made[name] = sources.create_source(
                workspace=workspace, actor=maria, name=name, kind="mail"
            ).source
        number = number or f"{subject}-{at:%H%M%S}".replace(" ", "")
        raw = (
            f"From: {author}\r\nSubject: {subject}\r\nMessage-ID: <{number}@x.example>\r\n"
            f"Date: {at:%a, %d %b %Y %H:%M:%S} +0000\r\nContent-Type: text/plain\r\n\r\n{text}\r\n"
        )
        received = inbox.receive_mail(source=made[name], raw=raw.encode(), received_at=at)
        return received, inbox.read_item(item_id=str(received.item.pk))

    return run


class TestToldTwice:
    def test_by_two_banks_with_one_reference(self, tell):
        tell(OWN)
        tell("Your UPI payment of Rs 450 to BLUE CAFE was successful. UPI Ref 607100010001", "VM-AXISBK-S")

        assert (Transaction.objects.count(), Evidence.objects.count()) == (1, 2)

    def test_by_two_senders_within_minutes(self, tell):
        tell(NO_REF)
        tell("INR 450 spent from A/c XX4417 at BLUE CAFE", "VM-HDFCBN-S", WHEN + timedelta(minutes=3))

        assert (Transaction.objects.count(), Evidence.objects.count()) == (1, 2)

    @pytest.mark.parametrize("order", [0, 1])
    def test_by_an_acknowledgement_without_an_account(self, tell, order):
        words = [
            (NO_REF, "VM-HDFCBK-S"),
            ("You have paid Rs.450 to BLUE CAFE via UPI.", "VM-PAYAPP-S"),
        ]
        for text, sender in words[:: 1 if order else -1]:
            tell(text, sender)

        row = Transaction.objects.get()
        assert (row.evidence.count(), row.account.last4) == (2, "4417")

    def test_by_the_same_message_through_two_phones(self, tell):
        tell(NO_REF)
        tell(NO_REF, phone="Second phone", at=WHEN + timedelta(seconds=40))

        assert (Transaction.objects.count(), RawItem.objects.count()) == (1, 2)

    def test_by_a_message_and_the_banks_mail(self, tell, mail):
        tell(NO_REF)
        mail(
            "HDFC Bank <alerts@hdfcbank.net>",
            "Alert",
            "Dear Customer, Rs.450.00 has been debited from account **4417 to BLUE CAFE on 12-03-26.",
        )

        assert (Transaction.objects.count(), Evidence.objects.count()) == (1, 2)


class TestTwoAlike:
    def test_two_accounts_told_by_two_senders(self, tell):
        tell(NO_REF)
        tell(NO_REF.replace("4417", "9920"), "VM-HDFCBN-S", WHEN + timedelta(minutes=1))

        assert Transaction.objects.count() == 2

    def test_two_coffees_told_by_one_sender(self, tell):
        tell(NO_REF)
        tell(NO_REF, at=WHEN + timedelta(minutes=4))

        assert Transaction.objects.count() == 2

    def test_two_coffees_told_twice_each_are_two(self, tell):
        for minutes, number in ((0, 1), (90, 2)):
            at = WHEN + timedelta(minutes=minutes)
            tell(NO_REF.replace("-HDFC", f"Ref no 60710009{number:04}. -HDFC"), at=at)
            tell("INR 450 spent from A/c XX4417 at BLUE CAFE", "VM-HDFCBN-S", at + timedelta(minutes=1))

        assert (Transaction.objects.count(), Evidence.objects.count()) == (2, 4)

    def test_a_transfer_between_own_accounts_is_two_rows(self, tell):
        tell("Rs.5000 debited from A/c XX4417 on 12-03-26. IMPS Ref 607100020002. -HDFC Bank")
        tell("Rs.5000 credited to A/c XX9920 on 12-03-26. IMPS Ref 607100020002. -ICICI Bank", "VM-ICICIB-S")

        assert sorted(Transaction.objects.values_list("amount", flat=True)) == [
            Decimal(-5000),
            Decimal(5000),
        ]

    def test_another_balance_is_another_payment(self, tell):
        tell(f"{NO_REF} Avl Bal Rs.4000.00")
        tell(f"{NO_REF} Avl Bal Rs.3550.00", phone="Second phone", at=WHEN + timedelta(minutes=2))

        assert Transaction.objects.count() == 2


class TestOneMail:
    def test_through_two_mailboxes_is_one_item(self, mail):
        first, _item = mail("Shop <a@shop.example>", "Hello", "Nothing here", number="same")
        second, _item = mail("Shop <a@shop.example>", "Hello", "Nothing here", number="same", name="Gmail")

        assert second.item == first.item
        assert not second.is_new
        assert RawItem.objects.count() == 1

    def test_is_kept_byte_for_byte(self, workspace, maria):
        source = sources.create_source(workspace=workspace, actor=maria, name="M", kind="mail").source
        raw = "From: a@b.example\r\nContent-Type: text/plain; charset=latin-1\r\n\r\nCafé".encode("latin-1")

        item = inbox.receive_mail(source=source, raw=raw, received_at=WHEN).item

        assert understanding.text_of(item).encode("utf-8", "surrogateescape") == raw


class TestOrderDoesNotMatter:
    def test_message_message_and_acknowledgement(self, workspace, tell):
        words = [
            (OWN, "VM-HDFCBK-S"),
            ("INR 450 spent from A/c XX4417 at BLUE CAFE", "VM-HDFCBN-S"),
            ("You have paid Rs.450 to BLUE CAFE via UPI. Ref 607100010001", "VM-PAYAPP-S"),
        ]
        for n, order in enumerate(permutations(words)):
            at = WHEN + timedelta(days=10 * n)
            day = f"{at:%d-%m-%y}"
            for text, sender in order:
                tell(text.replace("12-03-26", day).replace("607100010001", f"6071000{n:05}"), sender, at)
            assert Transaction.objects.count() == n + 1


class TestBalances:
    def test_are_kept_one_by_one(self, tell):
        tell(f"{NO_REF} Avl Bal Rs.4000.00")
        tell("Rs.10 debited from A/c XX4417 on 13-03-26. Avl Bal Rs.3990.00", at=WHEN + timedelta(days=1))

        assert list(ToldBalance.objects.values_list("balance", flat=True)) == [Decimal(4000), Decimal(3990)]
        assert Account.objects.get(last4="4417").told_balance == Decimal(3990)
