"""What people type, checked at the edge."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict

from tests.transactions import factories
from transactions.forms import EntryForm, FilterForm, QuickEntryForm, filter_data

pytestmark = pytest.mark.django_db
TODAY = date(2024, 11, 15)


def quick(workspace, **changes):
    facts = {"amount": "12.30", "direction": "out", "merchant": "Truffles", "booked_on": "2024-11-15"}
    return QuickEntryForm({**facts, **changes}, workspace=workspace, today=TODAY)


class TestQuickEntryForm:
    def test_hands_over_money_out_as_a_negative_amount(self, workspace):
        form = quick(workspace)
        assert form.is_valid()

        draft = form.to_draft()
        assert (draft.amount, draft.kind, draft.currency) == (Decimal("-12.30"), "expense", "INR")
        assert draft.account.name == "Cash"

    def test_hands_over_money_in_as_income(self, workspace):
        form = quick(workspace, direction="in")
        assert form.is_valid()
        assert form.to_draft().kind == "income"

    def test_reads_indian_separators(self, workspace):
        form = quick(workspace, amount="₹1,23,456.50")
        assert form.is_valid()
        assert form.to_draft().amount == Decimal("-123456.50")

    @pytest.mark.parametrize(
        ("field", "value", "sentence"),
        [
            ("amount", "-5", "more than zero"),
            ("amount", "0", "more than zero"),
            ("amount", "lots", "in digits"),
            ("amount", "", "How much was it?"),
            ("amount", "1e30", "14 digits"),
            ("amount", "NaN", "in digits"),
            ("booked_on", "2024-11-16", "Choose today or an earlier date."),
            ("booked_on", "1912-11-16", "after 1969"),
            ("booked_on", "soon", "year-month-day"),
            ("merchant", "   ", "Write a name"),
        ],
    )
    def test_says_what_to_do(self, workspace, field, value, sentence):
        form = quick(workspace, **{field: value})

        assert not form.is_valid()
        assert sentence in " ".join(form.errors[field])


def entry(workspace, files=None, **changes):
    account = changes.pop("account", None) or factories.make_account(workspace, "Current")
    facts = {
        "amount": "1180",
        "currency": "INR",
        "kind": "expense",
        "merchant": "Kokuyo Camlin",
        "booked_on": "2024-11-14",
        "booked_at": "14:05",
        "account": str(account.pk),
        "method": "UPI",
        "invoice_number": "INV-7",
        "gstin": "27AAPFU0939F1ZV",
        "hsn_sac": "4820",
        "tax_amount": "180",
        "note": "for the shop",
        "tags": "Office, #paper, office",
    }
    return EntryForm({**facts, **changes}, files, workspace=workspace, today=TODAY)


class TestEntryForm:
    def test_hands_over_every_field(self, workspace):
        form = entry(workspace)
        assert form.is_valid(), form.errors

        draft = form.to_draft()
        assert draft.amount == draft.base_amount == Decimal(-1180)
        assert (draft.gstin, draft.hsn_sac, draft.tax_amount) == ("27AAPFU0939F1ZV", "4820", Decimal(180))
        assert draft.tags == ("office", "paper")

    @pytest.mark.parametrize(
        ("field", "value", "sentence"),
        [
            ("gstin", "27AAPFU0939F1ZX", "last character does not fit"),
            ("gstin", "12", "15 characters"),
            ("hsn_sac", "48", "4, 6 or 8 digits"),
            ("currency", "RUP", "not a currency code"),
            ("tax_amount", "-1", "cannot be negative"),
            ("tax_amount", "1180", "less than the amount"),
            ("tags", ",".join(f"t{n}" for n in range(11)), "Ten tags"),
        ],
    )
    def test_says_what_to_do(self, workspace, field, value, sentence):
        form = entry(workspace, **{field: value})

        assert not form.is_valid()
        assert sentence in " ".join(form.errors[field])

    def test_asks_what_a_foreign_amount_came_to(self, workspace):
        form = entry(workspace, currency="usd", amount="10")

        assert not form.is_valid()
        assert "No USD rate is known" in " ".join(form.errors["base_amount"])
        assert form.needs_base

    def test_takes_the_amount_in_the_base_currency(self, workspace):
        form = entry(workspace, currency="usd", amount="10", base_amount="845", tax_amount="")
        assert form.is_valid(), form.errors

        assert (form.to_draft().amount, form.to_draft().base_amount) == (Decimal(-10), Decimal(-845))

    def test_refuses_the_account_of_somebody_else(self, workspace, otto):
        from accounts.models import Workspace

        theirs = factories.make_account(Workspace.objects.get(name="Otto's money"), "Theirs")

        assert "account" in entry(workspace, account=theirs).errors

    def test_takes_a_receipt_under_a_name_of_its_own(self, workspace):
        upload = SimpleUploadedFile("../bill.pdf", b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF")
        form = entry(workspace, files={"receipt": upload})
        assert form.is_valid(), form.errors

        name = form.to_draft().receipt.name
        assert name.endswith(".pdf")
        assert "bill" not in name

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("bill.pdf", b"<html>not a pdf</html>"),
            ("run.exe", b"MZ\x90\x00"),
            ("note.txt", b"hello"),
            ("e.pdf", b""),
        ],
    )
    def test_refuses_a_receipt_that_is_something_else(self, workspace, name, content):
        form = entry(workspace, files={"receipt": SimpleUploadedFile(name, content)})

        assert "receipt" in form.errors

    def test_refuses_a_huge_receipt(self, workspace):
        upload = SimpleUploadedFile("big.pdf", b"%PDF-1.4" + b"0" * (10 * 1024 * 1024))

        assert "larger than 10 MB" in " ".join(entry(workspace, files={"receipt": upload}).errors["receipt"])


class TestFilterForm:
    def test_reads_the_address(self):
        query = QueryDict(
            "q=tea&from=2024-11-01&to=2024-11-30&category=a&category=none&min=1,000&currency=inr&direction=debit"
        )
        filters = FilterForm(filter_data(query)).to_filters()

        assert (filters.start, filters.end) == (date(2024, 11, 1), date(2024, 11, 30))
        assert filters.categories == ("a", "none")
        assert (filters.low, filters.currency, filters.direction) == (Decimal(1000), "INR", "out")

    def test_ignores_what_makes_no_sense_but_says_so(self):
        form = FilterForm(filter_data(QueryDict("from=yesterday&min=9&max=3&currency=XXX&q=tea")))

        assert set(form.errors) == {"from", "max", "currency"}
        assert form.to_filters().q == "tea"
