"""What the database leaves out for rules is never what a rule fits."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest

from anomalies.rules import narrowing, reading
from anomalies.rules.engine import RuleBook, Spec
from tests.anomalies.factories import a_payment, store
from transactions.models import Category
from transactions.services.rule_books import known_to

pytestmark = pytest.mark.django_db
TODAY = date(2025, 11, 20)


@pytest.fixture
def ledger(workspace):
    draw = Random(11)
    rows = [
        a_payment(
            day=TODAY - timedelta(days=draw.randrange(300)),
            minute=draw.choice([None, draw.randrange(1440)]),
            name=draw.choice(["Coral Hotel", "Cafe Aroma", "Fern Pharmacy"]),
            category=draw.choice(["Travel", "Eating Out", "Cafes"]),
            amount=draw.choice([None, round(draw.lognormvariate(7, 1), 2)]),
            original=99.0,
            currency=draw.choice(["INR", "INR", "EUR"]),
            account=draw.choice(["tideway", "harbour"]),
            is_income=draw.random() < 0.1,
        )
        for _ in range(400)
    ]
    stored = store(workspace, rows)
    eating = Category.objects.get(workspace=workspace, name="Eating Out")
    Category.objects.filter(workspace=workspace, name="Cafes").update(parent=eating)
    return stored


def conditions(workspace, row):
    eating = Category.objects.get(workspace=workspace, name="Eating Out")
    return {
        "category": [{"field": "category", "op": "is", "value": [str(eating.pk)]}],
        "no category": [{"field": "category", "op": "is", "value": [str(eating.pk)], "not": True}],
        "account": [{"field": "account", "op": "is", "value": [str(row.account_id)]}],
        "abroad": [{"field": "currency", "op": "is", "value": ["INR"], "not": True}],
        "home": [{"field": "currency", "op": "is", "value": ["INR"]}],
        "more": [{"field": "amount", "op": "more", "value": "900"}],
        "between": [{"field": "amount", "op": "between", "value": ["500", "2000"]}],
        "less": [{"field": "amount", "op": "less", "value": "900"}],
        "income": [{"field": "direction", "op": "is", "value": ["in"]}],
        "none": [],
    }


class TestNarrowing:
    @pytest.mark.parametrize("measure", ["each", "total", "count"])
    def test_changes_nothing_about_what_rules_say(self, workspace, ledger, measure, monkeypatch):
        known, limit = known_to(workspace), Decimal(3 if measure == "count" else 1500)
        for name, asked in conditions(workspace, ledger[0]).items():
            spec = Spec(name=name, conditions=asked, measure=measure, threshold=limit)

            def said(spec=spec):
                rows = reading.payments_of(workspace, [spec], known=known)
                book = RuleBook([spec], known, base_currency="INR")
                return [(n.key, n.others, n.facts) for n in book.judge(rows)]

            few = said()
            with monkeypatch.context() as patch:
                patch.setattr(narrowing, "MOST_RULES", 0)
                assert few == said(), name

    def test_leaves_rows_in_the_database(self, workspace, ledger):
        spec = Spec(threshold=Decimal(5000))

        rows = list(reading.payments_of(workspace, [spec], known=known_to(workspace)))

        assert 0 < len(rows) < 60
        assert all(row.value >= 5000 for row in rows)
