"""A phone that sends everything it has at once: its messages all arrive in one minute."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from transactions.models import RawItem, Transaction
from transactions.services import inbox, recognising, sources

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 20, 9, tzinfo=UTC)
BANK = "Rs.{amount}.00 debited from A/c XX4417 on {day}-03-26 to VPA {vpa}@ybl. UPI Ref {ref}. -HDFC Bank"
CARD = "Alert: INR {amount}.00 debited from A/c XX4417 on {day}-03-26 towards {name}. -HDFC Bank"


@pytest.fixture
def phone(workspace, maria):
    return sources.create_source(workspace=workspace, actor=maria, name="Phone", kind="sms").source


@pytest.fixture
def burst(phone):
    def run(*messages, at=NOW):
        items = [
            inbox.receive(source=phone, sender=sender, text=text, received_at=at).item
            for sender, text in messages
        ]
        inbox.read_arrived(item_id=str(items[0].pk))
        return items

    return run


class TestABacklog:
    def test_without_clocks_keeps_two_payments_of_one_day_apart(self, burst):
        burst(
            ("VM-HDFCBK-S", BANK.format(amount=100, day=12, vpa="chaayos", ref="607112345678")),
            ("VM-HDFCCC-S", CARD.format(amount=100, day=12, name="BOOK WORLD")),
        )

        assert Transaction.objects.count() == 2

    def test_told_by_two_senders_of_one_party_is_one(self, burst):
        burst(
            ("VM-HDFCBK-S", BANK.format(amount=100, day=12, vpa="chaayos", ref="607112345678")),
            ("VM-HDFCCC-S", CARD.format(amount=100, day=12, name="CHAAYOS")),
        )

        assert Transaction.objects.get().evidence.count() == 2

    def test_is_read_whole_and_once(self, burst):
        messages = [
            ("VM-HDFCBK-S", BANK.format(amount=100 + n, day=10, vpa=f"shop{n}", ref=607100000000 + n))
            for n in range(12)
        ]
        burst(*messages)
        burst(*messages)

        assert sorted(Transaction.objects.values_list("amount", flat=True)) == [
            Decimal(-100 - n) for n in range(11, -1, -1)
        ]


class TestAClock:
    def item(self, phone, text="x", received_at=NOW, told=None):
        item = inbox.receive(source=phone, sender="A", text=text, received_at=received_at).item
        item.reading = {"occurred_at": told.isoformat()} if told else {}
        return item

    def test_is_told_by_the_message(self, phone):
        assert recognising.is_timed(self.item(phone, told=NOW - timedelta(hours=3)))

    def test_at_noon_is_a_day_without_one(self, phone):
        assert not recognising.is_timed(self.item(phone, told=NOW.replace(hour=12) - timedelta(days=3)))

    def test_of_a_lone_arrival_counts(self, phone):
        item = self.item(phone)
        RawItem.objects.filter(pk=item.pk).update(created_at=NOW)
        item.refresh_from_db()
        assert recognising.is_timed(item)

    def test_of_many_that_arrive_together_does_not(self, phone):
        items = [self.item(phone, text=str(n)) for n in range(9)]
        RawItem.objects.update(created_at=NOW)
        items[0].refresh_from_db()
        assert not recognising.is_timed(items[0])

    def test_that_the_phone_stamped_counts_however_many_come(self, phone):
        items = [self.item(phone, text=str(n)) for n in range(9)]
        assert recognising.is_timed(items[0])  # it came months after it was stamped
