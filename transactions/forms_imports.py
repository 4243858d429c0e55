"""What people choose on the pages for statement files."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.files.base import File
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from transactions.importers.columns import Layout
from transactions.models import Account

if TYPE_CHECKING:
    from accounts.models import Workspace

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
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv"}),
        error_messages={"required": _("Choose a CSV file to import.")},
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

    def __init__(
        self,
        posted: QueryDict | None = None,
        *,
        workspace: "Workspace",
        layout: Layout,
        account: Account | None,
    ) -> None:
        initial = {
            "account": account,
            "date_order": layout.date_order,
            "sign": layout.sign,
            **{f"column_{role}": str(index) for role, index in layout.columns.items()},
        }
        super().__init__(posted, initial=initial)
        self.fields["account"] = _account_field(workspace, label=_("Account"), empty_label=_("A new account"))
        columns = [(str(index), name or f"#{index + 1}") for index, name in enumerate(layout.headers)]
        for role, label in ROLE_LABELS.items():
            self.fields[f"column_{role}"] = forms.ChoiceField(
                label=label, required=role == "date", choices=[("", _("Not in the file")), *columns]
            )

    def chosen(self) -> dict[str, int]:
        """Role -> column index, of the roles that have a column."""
        return {
            role: int(self.cleaned_data[f"column_{role}"])
            for role in ROLE_LABELS
            if self.cleaned_data.get(f"column_{role}")
        }
