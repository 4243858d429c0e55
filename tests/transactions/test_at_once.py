"""Two of everything at the same moment, in two connections to a real database."""

import threading
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.db import connections
from django.utils import timezone

from tests.transactions import factories, importing
from transactions.models import Account, Budget, ImportBatch, Merchant, RawItem, Transaction, TransferPair
from transactions.services import budgets, changes, imports, inbox, rule_runs, sources, splits, transfers
from transactions.services.importing.states import ImportStateError
from transactions.services.splits import Part

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = 40
WHEN = datetime(2026, 3, 12, 6, 30, tzinfo=UTC)
TEXT = "Rs.300.00 debited from A/c XX4417 on 12-03-26 to VPA fooshop@okaxis. Ref 607112345678. -HDFC Bank"


def at_once(*steps):
    """What each step returned or raised, all begun together."""
    start, told = threading.Barrier(len(steps)), [None] * len(steps)

    def run(place, step):
        try:
            start.wait()
            told[place] = step()
        except Exception as error:  # noqa: BLE001  handed to the test
            told[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(steps)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not any(thread.is_alive() for thread in threads)
    return told


def faults(told):
    return [one for one in told if isinstance(one, Exception)]


@pytest.fixture
def who(workspace, maria):
    return {"workspace": workspace, "actor": maria}


def upload(who):
    lines = (f"2026-03-{n % 27 + 1:02},Foo Shop {n},-{300 + n}.00,,UPI,\n" for n in range(ROWS))
    file = ContentFile((importing.PLAIN + "".join(lines)).encode(), name="march.csv")
    batch = imports.start_import(file=file, **who)
    batch.refresh_from_db()
    return batch


class TestAFile:
    def test_uploaded_and_imported_twice_is_booked_once(self, who):
        assert faults(at_once(lambda: upload(who), lambda: upload(who))) == []
        first, second = ImportBatch.objects.all()

        told = at_once(*(lambda b=b: imports.start_commit(batch=b, actor=None) for b in (first, second)))

        assert faults(told) == []
        assert Transaction.objects.count() == ROWS
        counts = ImportBatch.objects.values_list("created_count", "duplicate_count")
        assert sorted(counts) == [(0, ROWS), (ROWS, 0)]

    def test_imported_and_taken_back_is_there_or_not(self, who):
        batch = upload(who)

        told = at_once(
            lambda: imports.start_commit(batch=batch, actor=None),
            lambda: imports.start_commit(batch=batch, actor=None),
            lambda: imports.undo_import(batch=batch, actor=None),
        )

        batch.refresh_from_db()
        assert all(isinstance(error, ImportStateError) for error in faults(told))
        assert Transaction.objects.count() == (ROWS if batch.state == "committed" else 0)

    def test_taken_back_twice_is_taken_back_once(self, who):
        batch = upload(who)
        imports.start_commit(batch=batch, actor=None)

        told = at_once(*[lambda: imports.undo_import(batch=batch, actor=None)] * 2)

        assert [type(error) for error in faults(told)] == [ImportStateError]
        assert not Transaction.objects.exists()


def test_a_message_by_two_phones_is_one_payment(who):
    phones = [sources.create_source(name=f"Phone {n}", kind="sms", **who).source for n in range(2)]

    told = at_once(
        *(
            lambda phone=phone: inbox.receive(source=phone, sender="VM-HDFCBK-S", text=TEXT, received_at=WHEN)
            for phone in phones * 2
        )
    )

    assert faults(told) == []
    assert RawItem.objects.count() == 2
    assert [row.amount for row in Transaction.objects.all()] == [Decimal(-300)]
    assert Account.objects.filter(last4="4417").count() == 1


class TestAFormSentTwice:
    def test_makes_a_new_merchant_and_category_once(self, workspace):
        told = at_once(
            *[lambda: factories.make_transaction(workspace, merchant="Brand New", category="Fads")] * 2
        )
        assert faults(told) == []
        assert Merchant.objects.filter(name="Brand New").count() == 1

    def test_sets_one_budget(self, workspace, who):
        food = factories.make_category(workspace)
        told = at_once(
            *[
                lambda: budgets.set_month(category=food, month=date(2026, 3, 1), amount=Decimal(500), **who),
                lambda: budgets.set_budget(category=food, monthly_amount=Decimal(900), **who),
            ]
        )
        assert faults(told) == []
        assert Budget.objects.count() == 1

    def test_splits_once(self, workspace, who):
        row = factories.make_transaction(workspace, amount=Decimal(-100))
        parts = [Part(amount=Decimal(-40)), Part(amount=Decimal(-60))]
        told = at_once(*[lambda: splits.split(row=row, parts=parts, now=timezone.now(), **who)] * 2)
        assert faults(told) == []
        assert sorted(part.amount for part in row.parts.all()) == [-60, -40]

    def test_runs_a_rule_once_and_takes_it_back_once(self, workspace, who):
        row = factories.make_transaction(workspace, amount=Decimal(-100), origin="csv")
        rule = factories.make_rule(workspace, splits=[{"share": "40%"}, {"share": ""}], add_tags=["out"])

        runs = at_once(*[lambda: rule_runs.run(rule=rule, since=None, now=timezone.now(), **who)] * 2)

        assert sorted(change.count for change in runs) == [0, 1]
        row.refresh_from_db()
        assert (row.tags, row.parts.count()) == (["out"], 2)
        [change] = [one for one in runs if one.count]
        told = at_once(*[lambda: changes.undo(change=change, now=timezone.now(), **who)] * 2)
        assert [type(error) for error in faults(told)] == [changes.TooLateToUndoError]
        row.refresh_from_db()
        assert (row.tags, row.parts.count()) == ([], 0)

    def test_pairs_once(self, workspace, who):
        other = factories.make_account(workspace, "Other")
        one = factories.make_transaction(workspace, amount=Decimal(-70))
        back = factories.make_transaction(workspace, amount=Decimal(70), kind="income", account=other)
        told = at_once(*[lambda: transfers.pair_up(one=one, other=back, **who)] * 2)
        assert faults(told) == []
        assert TransferPair.objects.count() == 1
