"""The ledger for other programs."""

import json
import re
from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from tests.transactions.factories import make_account, make_category, make_transaction
from transactions.exporting import FORMATS
from transactions.models import Transaction, TransferPair

pytestmark = pytest.mark.django_db
_POSTING = re.compile(r"^  ([A-Z][\w:-]+)  (-?[\d.]+) ([A-Z]{3})(?: @@ ([\d.]+) ([A-Z]{3}))?$", re.MULTILINE)


def export(ending, workspace):
    rows = Transaction.objects.in_workspace(workspace).live()
    return "".join(FORMATS[ending].write(rows, workspace))


def postings(text):
    """(account, amount, currency) of every line that moves money, by what each weighs."""
    return [
        (name, Decimal(worth or amount), other or currency)
        for name, amount, currency, worth, other in _POSTING.findall(text)
    ]


@pytest.fixture
def savings(workspace):
    return make_account(workspace, name="HDFC Savings", opening_balance=Decimal(1000))


@pytest.fixture
def card(workspace):
    return make_account(workspace, name="ICICI «Amazon» card", kind="card")


@pytest.fixture
def ledger(workspace, savings, card):
    """A lunch, a split shop, a paired card bill, coffee in dollars, a salary."""
    make_transaction(workspace, account=card, merchant='The "Blue" Cup', tags=("work trip",))
    shop = make_transaction(workspace, account=savings, amount=Decimal(-900), merchant="Big Bazaar")
    for amount, name in ((-600, "Groceries"), (-300, "Home")):
        Transaction.objects.create(
            workspace=workspace, account=savings, kind="expense", booked_on=shop.booked_on, origin="form",
            amount=amount, currency="INR", base_amount=amount, split_of=shop, fingerprint=name,
            category=make_category(workspace, name),
        )  # fmt: skip
    Transaction.objects.filter(pk=shop.pk).update(is_split=True)
    out = make_transaction(workspace, account=savings, kind="transfer", amount=Decimal(-450), merchant="")
    into = make_transaction(workspace, account=card, kind="transfer", amount=Decimal(450), merchant="")
    TransferPair.objects.create(workspace=workspace, outgoing=out, incoming=into, state="confirmed")
    make_transaction(workspace, account=card, amount=Decimal(-5), currency="USD", merchant="Diner")
    make_transaction(workspace, account=savings, kind="income", amount=Decimal(50000), merchant="Acme")


class TestBeancount:
    def test_adds_up_to_nothing(self, workspace, ledger):
        sums: Counter[str] = Counter()
        for _name, amount, currency in postings(export("beancount", workspace)):
            sums[currency] += amount
        assert set(sums.values()) == {0}

    def test_opens_every_account_that_is_used(self, workspace, ledger):
        text = export("beancount", workspace)
        opened = set(re.findall(r"^\d{4}-\d\d-\d\d open (\S+)$", text, re.MULTILINE))
        assert {name for name, _amount, _currency in postings(text)} <= opened

    def test_writes_a_paired_transfer_once(self, workspace, ledger):
        moved = [line for line in postings(export("beancount", workspace)) if abs(line[1]) == 450]
        assert ("Assets:Bank:HDFC-Savings", Decimal(-450), "INR") in moved
        assert ("Liabilities:Cards:ICICI-Amazon-card", Decimal(450), "INR") in moved
        assert len(moved) == 4  # the lunch and the card bill

    def test_writes_a_line_for_each_part_of_a_split(self, workspace, ledger):
        lines = postings(export("beancount", workspace))
        assert [line for line in lines if line[1] in {900, -900, 600, 300}] == [
            ("Assets:Bank:HDFC-Savings", Decimal(-900), "INR"),
            ("Expenses:Groceries", Decimal(600), "INR"),
            ("Expenses:Home", Decimal(300), "INR"),
        ]

    def test_escapes_what_the_syntax_means_something_by(self, workspace, ledger):
        text = export("beancount", workspace)
        assert r'* "The \"Blue\" Cup" ""' in text
        assert "#work-trip" in text

    def test_keeps_the_balance_of_an_account(self, workspace, savings, ledger):
        lines = postings(export("beancount", workspace))
        balance = sum(amount for name, amount, _currency in lines if name == "Assets:Bank:HDFC-Savings")
        assert balance == 1000 - 900 - 450 + 50000


class TestJson:
    def test_is_one_document_with_everything(self, workspace, ledger):
        told = json.loads(export("json", workspace))
        assert told["lumen"]["base_currency"] == "INR"
        assert {"accounts", "categories", "merchants", "budgets", "exchange_rates"} < told.keys()
        assert len(told["transactions"]) == Transaction.objects.live().count()

    def test_writes_amounts_as_they_are(self, workspace):
        make_transaction(workspace, amount=Decimal("-0.10"))
        assert json.loads(export("json", workspace))["transactions"][0]["amount"] == "-0.10"

    def test_is_a_document_without_rows_too(self, workspace):
        assert json.loads(export("json", workspace))["transactions"] == []


class TestTheAddresses:
    @pytest.mark.parametrize("ending", FORMATS)
    def test_give_a_file_named_for_the_workspace(self, as_maria, workspace, ending):
        answer = as_maria.get(reverse("transactions:export", args=[ending]))
        assert workspace.slug in answer["Content-Disposition"]
        assert f".{ending}" in answer["Content-Disposition"]

    def test_a_format_nobody_knows_is_not_found(self, as_maria):
        assert as_maria.get(reverse("transactions:export", args=["exe"])).status_code == 404
        assert as_maria.get("/api/v1/transactions/export.exe").status_code == 404

    @pytest.mark.parametrize("ending", FORMATS)
    def test_a_stranger_gets_only_own_rows(self, as_otto, workspace, ending):
        make_transaction(workspace, merchant="Truffles", booked_on=date(2025, 1, 2))
        answer = as_otto.get(f"/api/v1/transactions/export.{ending}")
        assert answer.status_code == 200
        assert b"Truffles" not in b"".join(answer.streaming_content)
