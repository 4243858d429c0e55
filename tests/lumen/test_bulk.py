"""Rows that are copied in are what rows that are inserted are."""

from datetime import date, time
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from lumen.common.bulk import copy_in
from tests.transactions.factories import make_account
from transactions.models import ImportBatch, ImportRow, Transaction

pytestmark = pytest.mark.django_db


def a_row(workspace, account, **changes) -> Transaction:
    facts = {
        "workspace": workspace,
        "account": account,
        "kind": "expense",
        "booked_on": date(2025, 10, 1),
        "booked_at": time(9, 30),
        "amount": Decimal("-90.50"),
        "currency": "INR",
        "description": "tab\there, line\nthere, \\N and “quotes”",
        "tags": ["a,b", 'say "hi"', ""],
        "items": [{"name": "Tea", "amount": "1.00"}],
        "origin": "csv",
        "fingerprint": "f1",
    }
    return Transaction(**{**facts, **changes})


def test_every_kind_of_value_arrives(workspace):
    row = a_row(workspace, make_account(workspace))

    copy_in([row])

    kept = Transaction.objects.get()
    names = [f.attname for f in Transaction._meta.concrete_fields if f.name not in {"day_time", "receipt"}]
    assert [getattr(kept, name) for name in names] == [getattr(row, name) for name in names]
    assert kept.day_time == time(9, 30)


def test_keys_of_the_database_are_given_out(workspace):
    batch = ImportBatch.objects.create(workspace=workspace, filename="a.csv", sha256="0")

    copy_in([ImportRow(batch=batch, line=n, status="new", fields={"n": n}) for n in (1, 2)])

    assert list(batch.rows.values_list("line", "fields")) == [(1, {"n": 1}), (2, {"n": 2})]


def test_one_bad_row_leaves_none(workspace):
    account = make_account(workspace)
    rows = [a_row(workspace, account), a_row(workspace, account, amount=Decimal(90), fingerprint="f2")]

    with pytest.raises(IntegrityError), transaction.atomic():
        copy_in(rows)

    assert not Transaction.objects.exists()


def test_nothing_is_nothing():
    copy_in([])
