"""What people choose on the pages for statement files."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.files.base import File
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from transactions.forms.fields import AmountField, day_field, require_past
from transactions.importers.columns import Layout
from transactions.importers.rows import StatementRow
from transactions.models import Account, Category
from transactions.services.imports import RowEdit

if TYPE_CHECKING:
    from accounts.models import Workspace

ACCEPTED = ".csv,.tsv,.txt,.xlsx,.xls,.ofx,.qfx,.qif,.xml,.zip,.sta,.mt940,.940,.942,.pdf"
ROLE_LABELS = {
    "date": _("Date"),
    "description": _("Description"),
    "merchant": _("Merchant"),
    "amount": _("Amount (one column)"),
    "debit": _("Money out"),
    "credit": _("Money in"),
    "flag": _("Dr/Cr or type"),
    "balance": _("Balance"),
    "category": _("Category"),
    "method": _("Payment method"),
    "reference": _("Reference"),
    "currency": _("Currency"),
    "time": _("Time"),
    "note": _("Notes"),
}
DATE_ORDERS = [("dmy", _("Day, month, year")), ("mdy", _("Month, day, year")), ("ymd", _("Year, month, day"))]
SIGN_CHOICES = [
    ("positive_is_out", _("A plain amount is money out")),
    ("negative_is_out", _("A plain amount is money in, a minus is money out")),
]


def _account_field(workspace: "Workspace", **texts: Any) -> forms.Field:
    accounts = Account.objects.in_workspace(workspace).filter(is_archived=False)
    return forms.ModelChoiceField(accounts, required=False, **texts)


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("Statement file"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        error_messages={"required": _("Choose a statement file to import.")},
    )

    def __init__(self, *args: Any, workspace: "Workspace", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"] = _account_field(
            workspace,
            label=_("Account"),
            empty_label=_("Find it in the file"),
            help_text=_("Whose statement this is. Lumen looks for the account number in the file."),
        )

    @property
    def upload(self) -> "File[bytes]":
        found: File[bytes] = self.cleaned_data["file"]
        return found


class LayoutForm(forms.Form):
    """Which column means what; one choice for each thing a row can say."""

    date_order = forms.ChoiceField(label=_("Dates are written"), choices=DATE_ORDERS)
    sign = forms.ChoiceField(label=_("Signs"), choices=SIGN_CHOICES)

    def __init__(self, posted: QueryDict | None = None, *, layout: Layout) -> None:
        initial = {
            "date_order": layout.date_order,
            "sign": layout.sign,
            **{f"column_{role}": str(index) for role, index in layout.columns.items()},
        }
        super().__init__(posted, initial=initial)
        self._layout = layout
        if not layout.has_columns:
            del self.fields["sign"]
            return
        columns = [(str(index), name or f"#{index + 1}") for index, name in enumerate(layout.headers)]
        for role, label in ROLE_LABELS.items():
            self.fields[f"column_{role}"] = forms.ChoiceField(
                label=label, required=role == "date", choices=[("", _("Not in the file")), *columns]
            )

    def chosen(self) -> dict[str, int]:
        """Role -> column index, of the roles that have a column."""
        if not self._layout.has_columns:
            return self._layout.columns
        return {
            role: int(self.cleaned_data[f"column_{role}"])
            for role in ROLE_LABELS
            if self.cleaned_data.get(f"column_{role}")
        }


class SectionsForm(forms.Form):
    """Which of the workspace's accounts each account of a file is."""

    def __init__(
        self,
        posted: QueryDict | None = None,
        *,
        workspace: "Workspace",
        sections: Sequence[Mapping[str, Any]],
    ) -> None:
        super().__init__(posted)
        for number, section in enumerate(sections):
            new = _("A new account: %(name)s") % {"name": section["called"]}
            self.fields[f"section_{number}"] = _account_field(
                workspace, label=section["called"], empty_label=new, initial=section["account"]
            )

    def chosen(self) -> dict[int, Account | None]:
        return {int(name.removeprefix("section_")): account for name, account in self.cleaned_data.items()}


class RowForm(forms.Form):
    """One line of a file as a person corrects it."""

    description = forms.CharField(label=_("Description"), max_length=500, required=False)
    merchant = forms.CharField(label=_("Merchant"), max_length=200, required=False)
    category = forms.ChoiceField(label=_("Category"), required=False)

    def __init__(
        self,
        posted: QueryDict | None = None,
        *,
        row: StatementRow,
        filed: str,
        account: Account | None,
        workspace: "Workspace",
        today: date,
    ) -> None:
        initial = {
            "booked_on": row.booked_on,
            "amount": row.amount,
            "description": row.description,
            "merchant": row.merchant,
            "category": row.category or filed,
            "account": account,
        }
        super().__init__(posted, initial=initial, auto_id=f"id_{row.line}_%s")
        self.today = today
        self.fields["booked_on"] = day_field(today)
        self.fields["amount"] = AmountField(
            label=_("Amount, minus for money out"),
            max_digits=16,
            decimal_places=2,
            widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        )
        self.fields["account"] = _account_field(workspace, label=_("Account"), empty_label=_("A new account"))
        names = list(Category.objects.in_workspace(workspace).values_list("name", flat=True))
        proposed = row.category or filed
        if proposed and proposed not in names:
            names.append(proposed)
        category = self.fields["category"]
        assert isinstance(category, forms.ChoiceField)  # noqa: S101  for the type checker
        category.choices = [("", _("Unknown")), *((name, name) for name in names)]
        self.order_fields(["booked_on", "amount", "description", "merchant", "category", "account"])

    def clean_booked_on(self) -> date:
        booked_on: date = self.cleaned_data["booked_on"]
        require_past(booked_on, self.today)
        return booked_on

    def clean_amount(self) -> Decimal:
        amount: Decimal = self.cleaned_data["amount"]
        if not amount:
            raise forms.ValidationError(_("The amount is zero."), code="zero")
        return amount

    def to_edit(self) -> RowEdit:
        """What was changed; a category that is only proposed stays a proposal."""
        told = self.cleaned_data
        return RowEdit(
            booked_on=told["booked_on"],
            amount=told["amount"],
            description=told["description"],
            merchant=told["merchant"],
            category=told["category"] if "category" in self.changed_data else None,
            account=told["account"],
        )
