"""Commands that read the inbox again and put it under a new key."""

from datetime import UTC, datetime
from io import StringIO

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command

from lumen.common.crypto import is_current
from transactions.models import RawItem, Source, Transaction
from transactions.services import inbox, sources, understanding

pytestmark = pytest.mark.django_db

WHEN = datetime(2026, 3, 12, 6, 30, tzinfo=UTC)
TEXT = "Rs.{amount}.00 debited from A/c XX4417 on 12-03-26 to BLUE CAFE. UPI Ref 60710001{amount:04}"


@pytest.fixture
def items(workspace, maria):
    source = sources.create_source(workspace=workspace, actor=maria, name="Phone", kind="sms").source
    for amount in (450, 90):
        text = TEXT.format(amount=amount)
        received = inbox.receive(source=source, sender="VM-HDFCBK-S", text=text, received_at=WHEN)
        inbox.read_item(item_id=str(received.item.pk))
    return RawItem.objects.all()


def run(name, *args):
    out = StringIO()
    call_command(name, *args, stdout=out)
    return out.getvalue()


class TestReadingAgain:
    def test_tells_outcomes_before_and_after(self, items, workspace):
        Transaction.objects.all().delete()
        items.update(outcome="unreadable", reading={"outcome": "unreadable"})

        told = run("reread_inbox", "--dry-run", "--workspace", workspace.slug)

        assert "2 read, 2 would change, 2 new transactions" in told
        assert "unreadable -> transaction: 2" in told
        assert not Transaction.objects.exists()
        assert "2 changed" in run("reread_inbox", "--apply")
        assert Transaction.objects.count() == 2
        assert "0 changed" in run("reread_inbox", "--apply")

    def test_payments_taken_for_none_now_stay_as_tasks(self, items, workspace):
        kept = items.first()
        items.filter(pk=kept.pk).update(correction=None, reading={"outcome": "transaction"})
        from lumen.common.crypto import encrypt

        items.filter(pk=kept.pk).update(body=encrypt("482913 is your OTP for Rs 450. Do not share it."))

        told = run("reread_inbox", "--apply", "--workspace", workspace.slug)

        assert "transaction -> not_money: 1" in told
        assert "1 payments stay" in told
        assert Transaction.objects.entries().count() == 2

    def test_needs_to_be_told_how(self):
        with pytest.raises(CommandError):
            run("reread_inbox")
        with pytest.raises(CommandError):
            run("reread_inbox", "--apply", "--workspace", "nowhere")


class TestKeys:
    def test_everything_is_put_under_the_newest(self, items, settings):
        texts = sorted(understanding.text_of(item) for item in items)
        settings.FERNET_KEYS = [Fernet.generate_key().decode(), *settings.FERNET_KEYS]

        assert "rawitem.body: 2 seen, 2 would change" in run("rotate_keys", "--dry-run")
        assert not any(is_current(item.body) for item in RawItem.objects.all())
        assert "rawitem.body: 2 seen, 2 changed" in run("rotate_keys")
        assert "rawitem.body: 2 seen, 0 changed" in run("rotate_keys")

        settings.FERNET_KEYS = settings.FERNET_KEYS[:1]
        assert sorted(understanding.text_of(item) for item in RawItem.objects.all()) == texts
        assert sources.secret_of(Source.objects.get())

    def test_a_lost_key_is_told_and_nothing_is_lost(self, items, settings):
        before = [bytes(item.body) for item in RawItem.objects.order_by("pk")]
        settings.FERNET_KEYS = [Fernet.generate_key().decode()]

        with pytest.raises(CommandError, match="Put the old key back"):
            run("rotate_keys")

        assert [bytes(item.body) for item in RawItem.objects.order_by("pk")] == before
