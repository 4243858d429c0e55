"""Where the parts meet: what one part takes back after another has moved on."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from tests.transactions import factories, importing
from transactions.models import Evidence, Merchant, Transaction
from transactions.services import (
    changes,
    corrections,
    evidence,
    inbox,
    merchants,
    rule_runs,
    sources,
    splits,
    transfers,
    upkeep,
)
from transactions.services.splits import Part
from transactions.services.transfers import NotAPairError
from transactions.services.upkeep import NameTakenError
from transactions.services.verdicts import Correction

pytestmark = pytest.mark.django_db
WHEN = datetime(2026, 3, 12, 6, 30, tzinfo=UTC)


@pytest.fixture
def who(workspace, maria):
    return {"workspace": workspace, "actor": maria}


def rows_of(workspace, *rows):
    return Transaction.objects.in_workspace(workspace).filter(pk__in=[row.pk for row in rows])


def check_constraints():
    """What the database would refuse at the end of the request."""
    connection.check_constraints()


class TestUndoingAfterOthersMovedOn:
    def test_filing_comes_back_without_a_category_that_is_gone(self, workspace, who):
        old = factories.make_category(workspace, "Cafés")
        kept = factories.make_category(workspace, "Food")
        row = factories.make_transaction(workspace, category="Cafés")
        change = changes.set_category(rows=rows_of(workspace, row), category=kept, now=timezone.now(), **who)
        upkeep.merge_categories(category=old, into=factories.make_category(workspace, "Eating out"), **who)

        changes.undo(change=change, now=timezone.now(), **who)

        check_constraints()
        row.refresh_from_db()
        assert (row.category_id, row.category_source) == (None, "")

    def test_a_rules_run_comes_back_without_what_is_gone(self, workspace, who):
        old = factories.make_category(workspace, "Cafés")
        kept = factories.make_category(workspace, "Food")
        row = factories.make_transaction(workspace, category="Cafés", merchant="Truffles", origin="csv")
        Transaction.objects.filter(pk=row.pk).update(category=old, category_source="keyword")
        rule = factories.make_rule(workspace, category=kept, rename_to="Trufflers")
        change = rule_runs.run(rule=rule, since=None, now=timezone.now(), **who)
        assert change.count == 1
        row.refresh_from_db()
        assert row.merchant.name == "Trufflers"
        upkeep.merge_categories(category=old, into=factories.make_category(workspace, "Eating out"), **who)
        merchants.merge_merchants(
            merchant=Merchant.objects.get(name="Truffles"),
            into=factories.make_merchant(workspace, "Koshy"),
            **who,
        )

        changes.undo(change=change, now=timezone.now(), **who)

        check_constraints()
        row.refresh_from_db()
        assert (row.merchant_id, row.category_id, row.category_source) == (None, None, "")

    def test_a_merge_stays_when_another_took_the_name(self, workspace, who):
        one, into = (factories.make_merchant(workspace, name) for name in ("Truffles", "Koshy"))
        change = merchants.merge_merchants(merchant=one, into=into, **who)
        third = factories.make_merchant(workspace, "Airlines")
        merchants.rename_merchant(merchant=third, name="Truffles", **who)

        with pytest.raises(NameTakenError, match="Truffles"):
            changes.undo(change=change, now=timezone.now(), **who)

        change.refresh_from_db()
        assert change.undone_at is None

    def test_the_page_says_that_another_took_the_name(self, workspace, who, as_maria):
        one = factories.make_merchant(workspace, "Truffles")
        change = merchants.rename_merchant(merchant=one, name="Koshy", **who)
        third = factories.make_merchant(workspace, "Airlines")
        merchants.rename_merchant(merchant=third, name="Truffles", **who)

        answer = as_maria.post(reverse("transactions:undo", args=[change.pk]), HTTP_HX_REQUEST="true")

        assert answer.status_code == 422
        one.refresh_from_db()
        assert one.name == "Koshy"


@pytest.fixture
def ends(workspace):
    """Money that left one account and came in on another."""
    other = factories.make_account(workspace, "Other")
    out = factories.make_transaction(workspace, amount=Decimal(-100))
    return out, factories.make_transaction(workspace, amount=Decimal(100), kind="income", account=other)


class TestTransfersAndSplits:
    def cut(self, who, row):
        parts = [Part(amount=Decimal(-40)), Part(amount=Decimal(-60))]
        return splits.split(row=row, parts=parts, now=timezone.now(), **who)

    def test_a_split_payment_is_no_end_of_a_transfer(self, workspace, who, ends):
        self.cut(who, ends[0])
        with pytest.raises(NotAPairError, match="split"):
            transfers.pair_up(one=ends[0], other=ends[1], **who)
        live = Transaction.objects.in_workspace(workspace).live()
        assert {row.kind for row in live} == {"expense", "income"}

    def test_parts_become_what_the_payment_was_when_a_pair_is_taken_apart(self, workspace, who, ends):
        pair = transfers.pair_up(one=ends[0], other=ends[1], **who)
        filed = factories.make_category(workspace, "Between", kind="transfer")
        made = self.cut(who, ends[0])
        assert {row.kind for row in made} == {"transfer"}
        Transaction.objects.filter(pk=made[0].pk).update(category=filed)

        transfers.reject(pair=pair, **who)

        live = Transaction.objects.in_workspace(workspace).live()
        assert sorted((row.amount, row.kind, row.category_id) for row in live) == [
            (Decimal(-60), "expense", None),
            (Decimal(-40), "expense", None),
            (Decimal(100), "income", None),
        ]


def test_evidence_goes_though_the_merchant_it_replaced_is_gone(workspace, who):
    row = factories.make_transaction(workspace, merchant="Koshy")
    gone = factories.make_merchant(workspace, "Truffles")
    told = {"merchant": [str(gone.pk), str(row.merchant_id)], "method": ["", "UPI"]}
    Transaction.objects.filter(pk=row.pk).update(method="UPI")
    Evidence.objects.create(transaction=row, changes=told)
    merchants.merge_merchants(merchant=gone, into=row.merchant, **who)

    evidence.withdraw(workspace=workspace, evidence=Evidence.objects.all())

    check_constraints()
    row.refresh_from_db()
    assert (row.merchant.name, row.method) == ("Koshy", "")


@pytest.fixture
def told(workspace, maria):
    """A message of a payment of 300, read and booked."""
    factories.make_account(workspace, "Kirana", last4="4417")
    source = sources.create_source(workspace=workspace, actor=maria, name="Phone", kind="sms").source
    text = "Rs.300.00 debited from A/c XX4417 on 12-03-26 to VPA fooshop@okaxis. Ref 607112345678. -HDFC Bank"
    received = inbox.receive(source=source, sender="VM-HDFCBK-S", text=text, received_at=WHEN)
    item = inbox.read_item(item_id=str(received.item.pk))
    row = Transaction.objects.get(evidence__raw_item=item)
    return item, row


def split_by_rule(workspace, actor, row):
    parts = [Part(amount=Decimal(-100)), Part(amount=Decimal(-200))]
    splits.split(workspace=workspace, actor=actor, row=row, parts=parts, now=timezone.now())
    Transaction.objects.filter(pk=row.pk).update(edited_at=None)  # as when a rule splits it
    row.refresh_from_db()


def correct(actor, item, **said):
    facts = {"outcome": "transaction", "currency": "INR", "direction": "debit", "occurred_at": WHEN} | said
    return corrections.correct(
        item=item, actor=actor, correction=Correction(**facts), learn=False, now=timezone.now()
    )


class TestCorrectingAMessageOfASplitPayment:
    def test_its_parts_go_with_it_and_come_back(self, workspace, maria, told):
        item, row = told
        split_by_rule(workspace, maria, row)

        correct(maria, item, outcome="not_money")
        assert not Transaction.objects.in_workspace(workspace).live().exists()

        corrections.undo(item=item, actor=maria)
        live = Transaction.objects.in_workspace(workspace).live()
        assert sorted(live.values_list("amount", flat=True)) == [-200, -100]

    def test_another_amount_is_refused(self, workspace, maria, told):
        item, row = told
        split_by_rule(workspace, maria, row)

        with pytest.raises(changes.SplitPaymentError):
            correct(maria, item, amount=Decimal(500), merchant="Foo Shop")

        item.refresh_from_db()
        row.refresh_from_db()
        assert (item.correction, row.amount) == (None, Decimal(-300))

    def test_another_day_is_the_parts_day_too(self, workspace, maria, told):
        item, row = told
        split_by_rule(workspace, maria, row)

        correct(maria, item, amount=Decimal(300), merchant="Foo Shop", occurred_at=WHEN - timedelta(days=1))

        assert {part.booked_on.day for part in row.parts.all()} == {11}


def test_a_correction_stays_when_its_payment_was_reconciled_since(workspace, maria, told):
    item, row = told
    correct(maria, item, amount=Decimal(500), merchant="Foo Shop")
    Transaction.objects.filter(pk=row.pk).update(reconciled_at=timezone.now())

    with pytest.raises(corrections.ReconciledError):
        corrections.undo(item=item, actor=maria)

    row.refresh_from_db()
    assert row.amount == Decimal(-500)


def test_a_deleted_split_payment_comes_back_by_import_with_its_parts(workspace, who):
    file = importing.PLAIN + "2026-03-12,Foo Shop,-300.00,,UPI,\n"
    importing.commit(importing.upload(workspace, file))
    row = Transaction.objects.in_workspace(workspace).get()
    splits.split(
        row=row, parts=[Part(amount=Decimal(-100)), Part(amount=Decimal(-200))], now=timezone.now(), **who
    )
    live = Transaction.objects.in_workspace(workspace).live()
    changes.delete_transactions(rows=live, now=timezone.now(), **who)
    batch = importing.upload(workspace, file)
    assert importing.statuses(batch) == ["previously_deleted"]
    batch.rows.update(is_included=True)

    importing.commit(batch)
    assert sorted(live.values_list("amount", flat=True)) == [-200, -100]

    importing.undo(batch)
    assert not live.exists()


class TestUndoingAChangeOfMany:
    def run_of(self, who, row, **rule):
        made = factories.make_rule(who["workspace"], **rule)
        change = rule_runs.run(rule=made, since=None, now=timezone.now(), **who)
        assert change.count == 1
        return change

    @pytest.fixture
    def row(self, workspace):
        return factories.make_transaction(workspace, merchant="Truffles", origin="csv", amount=Decimal(-100))

    def test_keeps_parts_that_a_person_edited_since(self, workspace, who, row):
        change = self.run_of(who, row, splits=[{"share": "40%"}, {"share": ""}])
        part = row.parts.get(amount=-40)
        changes.edit_transaction(
            row=part, edit=changes.Edit(values={"note": "Mine"}), now=timezone.now(), **who
        )

        assert changes.undo(change=change, now=timezone.now(), **who) == 0

        live = Transaction.objects.in_workspace(workspace).live()
        assert sorted(live.values_list("amount", "note")) == [(-60, ""), (-40, "Mine")]

    def test_keeps_what_a_statement_settled_since(self, workspace, who, row):
        change = self.run_of(who, row, splits=[{"share": "40%"}, {"share": ""}])
        Transaction.objects.in_workspace(workspace).update(reconciled_at=timezone.now())

        changes.undo(change=change, now=timezone.now(), **who)

        assert Transaction.objects.in_workspace(workspace).live().count() == 2

    def test_keeps_a_category_chosen_since(self, workspace, who, row):
        first, then = (factories.make_category(workspace, name) for name in ("Cafés", "Travel"))
        change = changes.set_category(rows=rows_of(workspace, row), category=first, now=timezone.now(), **who)
        changes.edit_transaction(
            row=row, edit=changes.Edit(values={"category": then}), now=timezone.now(), **who
        )

        assert changes.undo(change=change, now=timezone.now(), **who) == 0

        row.refresh_from_db()
        assert row.category == then

    @pytest.mark.parametrize("action", ["category", "tag"])
    def test_leaves_rows_untouched_so_that_their_import_can_be_undone(self, workspace, who, action):
        batch = importing.commit(importing.upload(workspace, importing.PLAIN + "2026-03-12,Foo,-300.00,,,\n"))
        rows = Transaction.objects.in_workspace(workspace).live()
        if action == "tag":
            change = changes.add_tag(rows=rows, tag="trip", now=timezone.now(), **who)
        else:
            category = factories.make_category(workspace)
            change = changes.set_category(rows=rows, category=category, now=timezone.now(), **who)
        changes.undo(change=change, now=timezone.now(), **who)

        importing.undo(batch)

        assert not rows.exists()


class TestAPairMadeByHand:
    def test_comes_back_with_a_deleted_end(self, workspace, who, ends, django_capture_on_commit_callbacks):
        Transaction.objects.filter(pk=ends[0].pk).update(booked_on=WHEN.date())  # too far apart to be found
        transfers.pair_up(one=ends[0], other=ends[1], **who)
        with django_capture_on_commit_callbacks(execute=True):
            change = changes.delete_transactions(rows=rows_of(workspace, ends[0]), now=timezone.now(), **who)
        ends[1].refresh_from_db()
        assert ends[1].kind == "income"

        with django_capture_on_commit_callbacks(execute=True):
            changes.undo(change=change, now=timezone.now(), **who)

        live = Transaction.objects.in_workspace(workspace).live()
        assert {row.kind for row in live} == {"transfer"}
