"""`load_ledger` takes a history exactly as it is."""

from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Workspace
from transactions.models import Budget, Category, ExchangeRate, Transaction

pytestmark = pytest.mark.django_db

LEDGER = """\
id,date,time,merchant,description,category,amount,currency,amount_inr,kind,direction,account,method
a1,2025-01-02,08:10,Corner Tea,UPI/CORNERTEA/PAYMENT,Food & Dining,15.0,INR,15.0,expense,debit,City Bank,UPI
a2,2025-01-02,08:10,Corner Tea,UPI/CORNERTEA/PAYMENT,Food & Dining,15.0,INR,15.0,expense,debit,City Bank,UPI
a3,2025-01-03,,Pixel Host,PIXEL HOST,Hosting,10.0,USD,850.0,expense,debit,Blue Credit Card,Credit Card
a4,2025-01-04,10:00,Corner Tea,REFUND CORNER TEA,Food & Dining,15.0,INR,15.0,refund,credit,City Bank,UPI
a5,2025-01-05,10:00,Studio North,NEFT STUDIO,Freelance,9000.0,INR,9000.0,income,credit,City Bank,Net Banking
a6,2025-01-06,10:00,Blue Card,CARD PAYMENT,Card Payment,850.0,INR,850.0,transfer,debit,City Bank,Net Banking
"""
BUDGETS = "category,monthly_budget_inr\nFood & Dining,4000\nHosting,900\n"


@pytest.fixture
def files(tmp_path):
    ledger, budgets = tmp_path / "ledger.csv", tmp_path / "budgets.csv"
    ledger.write_text(LEDGER)
    budgets.write_text(BUDGETS)
    return ledger, budgets


def load(files, slug="sample"):
    call_command("load_ledger", str(files[0]), "--workspace", slug, "--budgets", str(files[1]))


class TestLoadLedger:
    def test_makes_the_workspace_and_somebody_in_it(self, files, capsys):
        load(files)

        assert Workspace.objects.get(slug="sample").members.count() == 1
        assert capsys.readouterr().out == ""

    def test_trusts_kinds_categories_and_rates(self, files):
        load(files)
        rows = {row.external_id: row for row in Transaction.objects.select_related("category", "merchant")}

        assert sorted(rows) == ["a1", "a2", "a3", "a4", "a5", "a6"]
        assert [rows[key].kind for key in sorted(rows)] == [
            *("expense", "expense", "expense", "refund", "income", "transfer")
        ]
        assert (rows["a3"].amount, rows["a3"].base_amount) == (Decimal(-10), Decimal(-850))
        assert (rows["a3"].category.name, rows["a3"].booked_at) == ("Hosting", None)
        assert rows["a4"].amount == 15
        assert rows["a6"].category.kind == "transfer"
        assert rows["a1"].merchant == rows["a4"].merchant
        assert ExchangeRate.objects.get().rate == 85

    def test_keeps_categories_as_flat_as_the_file_has_them(self, files):
        load(files)

        assert {row.name for row in Category.objects.all()} == {
            *("Food & Dining", "Hosting", "Freelance", "Card Payment")
        }
        assert not Category.objects.exclude(parent=None).exists()

    def test_knows_what_kind_of_account_a_name_means(self, files):
        load(files)
        kinds = {row.account.name: row.account.kind for row in Transaction.objects.select_related("account")}

        assert kinds == {"City Bank": "bank", "Blue Credit Card": "card"}

    def test_adds_nothing_the_second_time(self, files):
        load(files)
        load(files)

        assert Transaction.objects.count() == 6
        assert Budget.objects.count() == 2
        assert Category.objects.filter(name="Hosting").count() == 1

    def test_loads_into_a_workspace_that_exists(self, files, workspace):
        load(files, workspace.slug)

        assert Transaction.objects.in_workspace(workspace).count() == 6
        assert workspace.members.count() == 1

    @pytest.mark.parametrize(
        ("old", "new"),
        [("merchant,", "shop,"), ("2025-01-06", "soon"), ("USD", "USX"), ("850.0,INR", "much,INR")],
    )
    def test_refuses_a_file_that_makes_no_sense_and_loads_nothing(self, files, old, new):
        files[0].write_text(LEDGER.replace(old, new))

        with pytest.raises(CommandError):
            load(files)
        assert not Transaction.objects.exists()
        assert not Workspace.objects.exists()

    def test_refuses_a_file_that_is_not_there(self, tmp_path):
        with pytest.raises(CommandError):
            load((tmp_path / "no.csv", tmp_path / "no2.csv"))
