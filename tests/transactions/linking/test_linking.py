"""Linking in the ledger: what is changed, what never is, and that order and repetition do not matter."""

import itertools
import random
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from tests.transactions.factories import make_account, make_category, make_transaction
from transactions.models import Category, Recurring, Transaction, TransferPair
from transactions.services import changes, imports, ledger, linking, refunds, transfers
from transactions.services.drafts import TransactionDraft

TODAY = date(2025, 6, 1)
DAY = date(2025, 5, 6)
pytestmark = pytest.mark.django_db


@pytest.fixture
def savings(workspace):
    return make_account(workspace, "HDFC Savings", last4="4821", institution="HDFC Bank")


@pytest.fixture
def salary(workspace):
    return make_account(workspace, "ICICI Salary", last4="7733", institution="ICICI Bank")


def draft(account, amount, text, days=0, **extra):
    return TransactionDraft(
        account=account,
        amount=Decimal(amount),
        currency="INR",
        description=text,
        booked_on=DAY + timedelta(days=days),
        **extra,
    )


def record(workspace, *drafts, origin="csv"):
    return ledger.record_transactions(workspace=workspace, actor=None, drafts=drafts, origin=origin)


def link(workspace, rows=()):
    return linking.link(workspace=workspace, today=TODAY, ids=[str(row.pk) for row in rows])


def moved(savings, salary):
    return [
        draft(savings, -5000, "IMPS TO XX7733 SELF TRANSFER"),
        draft(salary, 5000, "IMPS FROM SELF", days=1),
    ]


def state(workspace):
    """Everything linking decides, by content."""
    rows = Transaction.objects.in_workspace(workspace).select_related("category", "refund_of", "account")
    facts = [
        (
            row.booked_on,
            row.amount,
            row.account.name,
            row.description,
            row.kind,
            str(row.category),
            row.category_source,
            str(row.refund_of and (row.refund_of.booked_on, row.refund_of.description)),
        )
        for row in rows
    ]
    pairs = [
        (
            pair.outgoing.description,
            pair.incoming.description,
            pair.outgoing.booked_on,
            pair.incoming.booked_on,
            pair.state,
        )
        for pair in TransferPair.objects.in_workspace(workspace).select_related("outgoing", "incoming")
    ]
    regulars = [
        (str(row.merchant), row.cadence, row.amount, row.next_on, row.state)
        for row in Recurring.objects.in_workspace(workspace).select_related("merchant")
    ]
    return sorted(facts), sorted(pairs), sorted(regulars)


class TestTransfers:
    def test_a_certain_pair_becomes_one_transfer(self, workspace, savings, salary):
        out, inc = record(workspace, *moved(savings, salary))
        link(workspace, [out, inc])
        pair = TransferPair.objects.get()
        for row in (out, inc):
            row.refresh_from_db()
            assert (row.kind, row.category.name, row.category_source) == (
                "transfer",
                "Own Transfer",
                row.category_source,
            )
        assert pair.state == "confirmed"
        assert not pair.is_by_hand

    def test_what_a_person_typed_is_only_proposed(self, workspace, savings, salary):
        rows = record(
            workspace,
            *[
                draft(savings, -5000, "imps to xx7733 own", kind="expense"),
                draft(salary, 5000, "imps from self", kind="income"),
            ],
            origin="form",
        )
        link(workspace, rows)
        assert TransferPair.objects.get().state == "proposed"
        assert {row.kind for row in Transaction.objects.all()} == {"expense", "income"}

    def test_reconciled_rows_are_left_alone(self, workspace, savings, salary):
        rows = record(
            workspace, draft(savings, -5000, "IMPS TO XX7733"), draft(salary, 5000, "IMPS FROM XX4821")
        )
        Transaction.objects.update(reconciled_at=timezone.now(), kind="expense", amount=-5000)
        Transaction.objects.filter(pk=rows[1].pk).update(kind="income", amount=5000)
        link(workspace, rows)
        assert set(Transaction.objects.values_list("kind", flat=True)) == {"expense", "income"}

    def test_taking_a_pair_apart_puts_both_back_for_good(self, workspace, maria, savings, salary):
        rows = record(
            workspace, draft(savings, -5000, "IMPS PAYMENT XX7733"), draft(salary, 5000, "IMPS CREDIT XX4821")
        )
        before = {row.pk: (row.kind, row.category_id, row.category_source) for row in rows}
        TransferPair.objects.create(workspace=workspace, outgoing=rows[0], incoming=rows[1])
        transfers.confirm(workspace=workspace, actor=maria, pair=TransferPair.objects.get())
        assert set(Transaction.objects.values_list("kind", flat=True)) == {"transfer"}
        transfers.reject(workspace=workspace, actor=maria, pair=TransferPair.objects.get())
        after = {
            row.pk: (row.kind, row.category_id, row.category_source) for row in Transaction.objects.all()
        }
        assert after == before
        link(workspace)
        assert TransferPair.objects.get().state == "rejected"

    def test_one_row_has_one_partner(self, workspace, maria, savings, salary):
        rows = record(workspace, *moved(savings, salary), draft(salary, 5000, "CASH DEP", days=1))
        link(workspace)
        with pytest.raises(transfers.NotAPairError):
            transfers.pair_up(workspace=workspace, actor=maria, one=rows[0], other=rows[2])
        assert TransferPair.objects.count() == 1

    def test_a_deleted_end_frees_the_other(self, workspace, maria, savings, salary):
        rows = record(
            workspace,
            draft(savings, -5000, "PAYMENT XX7733 REF 512345678901"),
            draft(salary, 5000, "CREDIT REF 512345678901"),
        )
        was = rows[1].kind
        link(workspace)
        assert TransferPair.objects.get().state == "confirmed"
        gone = Transaction.objects.filter(pk=rows[0].pk)
        changes.delete_transactions(workspace=workspace, actor=maria, rows=gone, now=timezone.now())
        link(workspace, rows[:1])
        rows[1].refresh_from_db()
        assert (rows[1].kind, TransferPair.objects.count()) == (was, 0)


class TestRefunds:
    def test_a_refund_follows_its_purchase(self, workspace, savings):
        bought, back = record(
            workspace, draft(savings, -899, "MYNTRA ORDER"), draft(savings, 899, "MYNTRA", days=9)
        )
        link(workspace, [back])
        back.refresh_from_db()
        bought.refresh_from_db()
        assert (back.kind, back.refund_of, back.category) == ("refund", bought, bought.category)

    def test_taking_the_link_away_is_remembered(self, workspace, maria, savings):
        _bought, back = record(
            workspace, draft(savings, -899, "MYNTRA ORDER"), draft(savings, 899, "MYNTRA", days=9)
        )
        was = (back.kind, back.category_id)
        link(workspace)
        refunds.unlink(workspace=workspace, actor=maria, row=back)
        link(workspace)
        back.refresh_from_db()
        assert ((back.kind, back.category_id), back.refund_of) == (was, None)

    def test_more_back_than_was_paid_is_refused(self, workspace, maria, savings):
        bought, back = record(
            workspace, draft(savings, -500, "MYNTRA"), draft(savings, 899, "REFUND MYNTRA", days=9)
        )
        with pytest.raises(refunds.NotARefundError):
            refunds.link_by_hand(workspace=workspace, actor=maria, row=back, purchase=bought)
        back.refresh_from_db()
        assert back.refund_of is None


def mixed(savings, salary):
    return [
        *moved(savings, salary),
        draft(savings, -899, "MYNTRA ORDER", days=2),
        draft(savings, 899, "REFUND MYNTRA", days=9),
        draft(salary, 5000, "NEFT ACME PAYROLL SALARY", days=2),
        draft(savings, -500, "DMART", days=1),
        draft(salary, 500, "UPI ROHIT", days=1),
        *[draft(savings, -199, "NETFLIX.COM", days=-30 * n) for n in range(5)],
    ]


class TestRepetitionAndOrder:
    def test_linking_twice_changes_nothing(self, workspace, savings, salary):
        rows = record(workspace, *mixed(savings, salary))
        link(workspace, rows)
        first = state(workspace)
        ids = set(TransferPair.objects.values_list("pk", flat=True)) | set(
            Recurring.objects.values_list("pk", flat=True)
        )
        assert link(workspace).transfers == 0
        link(workspace, rows[:1])
        assert state(workspace) == first
        assert ids == set(TransferPair.objects.values_list("pk", flat=True)) | set(
            Recurring.objects.values_list("pk", flat=True)
        )

    def test_the_order_of_arrival_does_not_matter(self, workspace, savings, salary):
        drafts = mixed(savings, salary)
        found = set()
        for seed in range(5):
            Recurring.objects.all().delete()
            Transaction.objects.all().delete()
            random.Random(seed).shuffle(drafts)
            for some in itertools.batched(drafts, 3) if hasattr(itertools, "batched") else _chunks(drafts, 3):
                link(workspace, record(workspace, *some))
            found.add(str(state(workspace)))
        assert len(found) == 1

    def test_asks_the_same_few_times_for_many_rows(
        self, workspace, savings, salary, django_assert_max_num_queries
    ):
        chance = random.Random(1)
        drafts = [
            draft(
                chance.choice([savings, salary]),
                chance.choice([-1, -1, 1]) * chance.randint(50, 5000),
                f"SHOP {n % 90}",
                days=-(n // 8),
            )
            for n in range(1000)
        ]
        record(workspace, *drafts)
        with django_assert_max_num_queries(60):
            link(workspace)


def _chunks(rows, size):
    return [rows[at : at + size] for at in range(0, len(rows), size)]


class TestUndo:
    def test_undoing_an_import_leaves_no_dangling_pair(
        self, workspace, maria, savings, salary, django_capture_on_commit_callbacks
    ):
        [inc] = record(workspace, draft(salary, 5000, "CREDIT REF 512345678901"))
        before = (inc.kind, inc.category_id, inc.category_source)
        text = b"Date,Description,Amount\n2025-05-06,PAYMENT REF 512345678901,-5000\n2025-05-07,DMART,-250\n"
        with django_capture_on_commit_callbacks(execute=True):
            batch = imports.start_import(
                workspace=workspace, actor=maria, file=ContentFile(text, name="may.csv"), account=savings
            )
        batch.refresh_from_db()
        with django_capture_on_commit_callbacks(execute=True):
            imports.start_commit(batch=batch, actor=maria)
        assert TransferPair.objects.get().state == "confirmed"
        batch.refresh_from_db()
        with django_capture_on_commit_callbacks(execute=True):
            imports.undo_import(batch=batch, actor=maria)
        inc.refresh_from_db()
        assert TransferPair.objects.count() == 0
        assert (inc.kind, inc.category_id, inc.category_source) == before


class TestLedgerFilesAreTrusted:
    def test_kinds_and_categories_stay(self, workspace, savings, salary):
        spare = make_category(workspace, "Spare", Category.Kind.INCOME)
        rows = [
            make_transaction(
                workspace, account=savings, amount=Decimal(-5000), description="self xx7733", origin="ledger"
            ),
            make_transaction(
                workspace,
                account=salary,
                amount=Decimal(5000),
                kind="income",
                category="Spare",
                description="self xx4821",
                origin="ledger",
            ),
        ]
        link(workspace, rows)
        rows[1].refresh_from_db()
        assert (rows[1].kind, rows[1].category) == ("income", spare)
