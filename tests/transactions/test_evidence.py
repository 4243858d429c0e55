"""The strongest word counts, a person's word above all, and everything can be put back."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from itertools import permutations

import pytest

from transactions.models import Account, Evidence, ImportBatch, ImportRow, RawItem, Transaction
from transactions.services import evidence, sources
from transactions.services.drafts import TransactionDraft
from transactions.services.evidence import Attachment, Facts, Kind
from transactions.services.ledger import record_transactions

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 4)
BOOKED = date(2026, 3, 5)


@pytest.fixture
def account(workspace):
    return Account.objects.create(workspace=workspace, name="HDFC", last4="4417")


@pytest.fixture
def record(workspace, account):
    def run(origin="sms", merchant="Blue Cafe", **extra):
        draft = TransactionDraft(
            account=account,
            booked_on=DAY,
            amount=Decimal("-450.00"),
            currency="INR",
            merchant=merchant,
            description=merchant or "UPI",
            **extra,
        )
        return record_transactions(workspace=workspace, actor=None, drafts=[draft], origin=origin)[0]

    return run


@pytest.fixture
def line(workspace, account):
    batch = ImportBatch.objects.create(workspace=workspace, account=account, filename="a.csv")

    def run(n=1):
        return ImportRow.objects.create(batch=batch, line=n, status="duplicate")

    return run


@pytest.fixture
def item(workspace, maria):
    made = {
        kind: sources.create_source(workspace=workspace, actor=maria, name=kind, kind=kind).source
        for kind in ("sms", "mail")
    }

    def run(kind="sms", *, receipt=False):
        return RawItem.objects.create(
            workspace=workspace,
            source=made[kind],
            received_at=datetime(2026, 3, 4, tzinfo=UTC),
            body_hash=str(RawItem.objects.count()),
            body=b"",
            reading={"is_receipt": receipt},
        )

    return run


@pytest.fixture
def attach(workspace):
    def run(row, facts, **origin):
        [settled] = evidence.attach(
            workspace=workspace, told=[Attachment(transaction=row, facts=facts, **origin)]
        )
        return settled

    return run


def statement(**extra):
    return Facts(kind=Kind.STATEMENT, booked_on=BOOKED, amount=Decimal(-450), currency="INR", **extra)


class TestPrecedence:
    def test_a_statement_settles_the_date_of_a_message(self, record, line, attach):
        row = record(booked_at=time(10, 15))

        settled = attach(row, statement(), import_row=line())

        row.refresh_from_db()
        assert (row.booked_on, row.booked_at) == (BOOKED, time(10, 15))
        assert settled.changes == {"booked_on": ["2026-03-04", "2026-03-05"]}

    def test_a_message_settles_nothing_of_a_statement(self, record, item, attach):
        row = record(origin="csv")

        settled = attach(row, Facts(kind=Kind.SMS, booked_on=BOOKED), raw_item=item())

        row.refresh_from_db()
        assert (settled.is_attached, row.booked_on) == (True, DAY)

    def test_a_receipt_names_the_merchant_and_the_items(self, record, item, attach):
        row = record()
        goods = ({"name": "Flat white", "quantity": 1, "amount": "450.00"},)

        attach(
            row,
            Facts(kind=Kind.RECEIPT, merchant="Kamala Stores", items=goods),
            raw_item=item("mail", receipt=True),
        )

        row.refresh_from_db()
        assert row.merchant.name == "Kamala Stores"
        assert row.items == list(goods)
        assert row.booked_on == DAY

    def test_any_order_of_message_mail_and_statement_ends_the_same(self, record, line, item, attach):
        words = [
            (Facts(kind=Kind.SMS, booked_on=date(2026, 3, 3)), lambda: {"raw_item": item()}),
            (Facts(kind=Kind.BANK_MAIL, booked_on=date(2026, 3, 6)), lambda: {"raw_item": item("mail")}),
            (statement(), lambda: {"import_row": line(Evidence.objects.count())}),
        ]
        for n, order in enumerate(permutations(words)):
            row = record(merchant=f"Shop {n}")
            for facts, origin in order:
                attach(row, facts, **origin())
            row.refresh_from_db()
            assert (row.booked_on, row.evidence.count()) == (BOOKED, 3)

    def test_an_amount_in_another_currency_is_the_statements(self, record, line, attach, workspace):
        row = record()
        Transaction.objects.filter(pk=row.pk).update(currency="USD", amount=-5, base_amount=None)

        attach(row, statement(), import_row=line())

        row.refresh_from_db()
        assert (row.amount, row.currency, row.base_amount) == (Decimal(-450), "INR", Decimal(-450))


class TestWhatIsNeverTouched:
    @pytest.mark.parametrize(
        "state",
        [
            {"locked": ["booked_on", "amount", "merchant"]},
            {"edited_at": datetime(2026, 3, 7, tzinfo=UTC)},
            {"reconciled_at": datetime(2026, 3, 7, tzinfo=UTC)},
            {"is_split": True},
            {"origin": "form"},
        ],
    )
    def test_what_a_person_decided(self, record, line, attach, state):
        row = record()
        Transaction.objects.filter(pk=row.pk).update(**state)

        settled = attach(row, statement(merchant="Other"), import_row=line())

        row.refresh_from_db()
        assert settled.is_attached
        assert (row.booked_on, row.merchant.name) == (DAY, "Blue Cafe")

    def test_opposite_directions_never_meet(self, record, line, attach):
        row = record()

        settled = attach(row, Facts(kind=Kind.STATEMENT, amount=Decimal(450)), import_row=line())

        assert not settled.is_attached
        assert not row.evidence.exists()

    def test_another_workspace_is_not_reached(self, record, line, otto):
        from accounts.models import Membership

        row = record()
        strange = Membership.objects.get(user=otto).workspace

        with pytest.raises(KeyError):
            evidence.attach(
                workspace=strange,
                told=[Attachment(transaction=row, facts=statement(), import_row=line())],
            )

        assert not row.evidence.exists()


class TestAgain:
    def test_the_same_evidence_twice_is_one(self, record, line, attach):
        row, told = record(), line()
        attach(row, statement(), import_row=told)

        assert not attach(row, statement(), import_row=told).is_attached
        assert row.evidence.count() == 1

    def test_a_thousand_cost_as_many_queries_as_three(
        self, record, line, workspace, django_assert_max_num_queries
    ):
        rows = [record(merchant=f"Shop {n}") for n in range(30)]
        told = [
            Attachment(transaction=row, facts=statement(), import_row=line(n)) for n, row in enumerate(rows)
        ]
        for some in (told[:3], told[3:]):
            with django_assert_max_num_queries(8):
                evidence.attach(workspace=workspace, told=some)


class TestWithdrawing:
    def test_puts_back_exactly_what_was_there(self, record, line, attach, workspace):
        row, told = record(merchant=""), line()
        before = Transaction.objects.filter(pk=row.pk).values().get()
        attach(row, statement(merchant="Cafe", reference="529512345678", booked_at=time(9)), import_row=told)

        changed = evidence.withdraw(
            workspace=workspace, evidence=Evidence.objects.filter(import_row__batch=told.batch)
        )

        after = Transaction.objects.filter(pk=row.pk).values().get()
        assert changed == [row.pk]
        assert after | {"updated_at": None} == before | {"updated_at": None}
        assert not row.evidence.exists()

    def test_keeps_what_a_person_changed_since(self, record, line, attach, workspace):
        row, told = record(), line()
        attach(row, statement(), import_row=told)
        Transaction.objects.filter(pk=row.pk).update(booked_on=date(2026, 3, 9), locked=["booked_on"])

        evidence.withdraw(workspace=workspace, evidence=Evidence.objects.filter(import_row=told))

        row.refresh_from_db()
        assert row.booked_on == date(2026, 3, 9)

    def test_keeps_what_another_statement_tells(self, record, line, attach, workspace):
        row, first, second = record(), line(1), line(2)
        attach(row, statement(), import_row=first)
        attach(row, statement(), import_row=second)

        evidence.withdraw(workspace=workspace, evidence=Evidence.objects.filter(import_row=first))

        row.refresh_from_db()
        assert row.booked_on == BOOKED


class TestARowThatMoved:
    def test_leaves_its_place_to_an_equal_one(self, record, line, attach):
        attach(record(), statement(), import_row=line())

        record()

        assert Transaction.objects.count() == 2
