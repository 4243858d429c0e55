"""Entering one movement: four fields, or all of them."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.gstin import GstinError, clean_gstin
from lumen.common.money import CURRENCIES, round_money
from transactions.enrichment.categories import fits
from transactions.enrichment.kinds import transfer_category
from transactions.models import Account, Category, Transaction
from transactions.services import catalog
from transactions.services.changes import Edit
from transactions.services.drafts import TransactionDraft
from transactions.services.tags import clean_tag

if TYPE_CHECKING:
    from accounts.models import Workspace

from transactions.forms.fields import amount_field, choices_of, day_field, require_past
from transactions.forms.receipts import checked_receipt

MAX_TAGS = 10
METHODS = [
    *("UPI", "Credit Card", "Debit Card", "Net Banking", "Auto-debit", "Wallet", "Cash", "Cheque"),
    *("NEFT", "IMPS", "RTGS"),
]
COMMON_CURRENCIES = ["INR", "USD", "EUR", "GBP", "AED", "SGD"]
OUT, IN = "out", "in"
TRANSFER_OUT, TRANSFER_IN = "transfer_out", "transfer_in"


class QuickEntryForm(forms.Form):
    """Four fields: how much, which way, whom, when."""

    amount = amount_field(_("Amount"))
    direction = forms.ChoiceField(
        label=_("Direction"),
        choices=[(OUT, _("Spent")), (IN, _("Received"))],
        initial=OUT,
        widget=forms.RadioSelect,
    )
    merchant = forms.CharField(
        label=_("Merchant or person"),
        max_length=200,
        widget=forms.TextInput(attrs={"list": "known-merchants", "autocomplete": "off"}),
        error_messages={"required": _("Who got it, or who paid? Write a name.")},
    )

    def __init__(self, *args: Any, workspace: "Workspace", today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.workspace, self.today = workspace, today
        self.fields["booked_on"] = day_field(today)
        self.fields["amount"].label = format_lazy(_("Amount in {currency}"), currency=workspace.base_currency)

    def clean_merchant(self) -> str:
        return " ".join(str(self.cleaned_data["merchant"]).split())

    def clean_booked_on(self) -> date:
        day: date = self.cleaned_data["booked_on"]
        require_past(day, self.today)
        return day

    def to_draft(self) -> TransactionDraft:
        """The movement, on the account used last or the Cash account."""
        cleaned = self.cleaned_data
        is_out = cleaned["direction"] == OUT
        kind = Transaction.Kind.EXPENSE if is_out else Transaction.Kind.INCOME
        if transfer_category(cleaned["merchant"]):
            kind = Transaction.Kind.TRANSFER
        return TransactionDraft(
            account=catalog.usual_account(self.workspace),
            kind=kind,
            booked_on=cleaned["booked_on"],
            amount=-cleaned["amount"] if is_out else cleaned["amount"],
            currency=self.workspace.base_currency,
            merchant=cleaned["merchant"],
        )


class EntryForm(forms.Form):
    """Everything Lumen keeps about one movement; for businesses, and for editing."""

    KINDS = [
        (Transaction.Kind.EXPENSE.value, _("Spent")),
        (Transaction.Kind.INCOME.value, _("Received")),
        (Transaction.Kind.REFUND.value, _("Refund: money back")),
        (TRANSFER_OUT, _("Transfer out of this account")),
        (TRANSFER_IN, _("Transfer into this account")),
    ]
    amount = amount_field(_("Amount"))
    currency = forms.CharField(
        label=_("Currency"),
        max_length=3,
        widget=forms.TextInput(attrs={"list": "currencies", "autocomplete": "off", "size": 4}),
    )
    base_amount = amount_field(_("Amount in base currency"), required=False)
    kind = forms.ChoiceField(label=_("What was it?"), choices=KINDS, initial=Transaction.Kind.EXPENSE)
    merchant = forms.CharField(
        label=_("Merchant or person"),
        max_length=200,
        widget=forms.TextInput(attrs={"list": "known-merchants", "autocomplete": "off"}),
        error_messages={"required": _("Who got it, or who paid? Write a name.")},
    )
    booked_at = forms.TimeField(
        label=_("Time"), required=False, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    )
    account = forms.ModelChoiceField(label=_("Account"), queryset=Account.objects.none())
    category = forms.ModelChoiceField(
        label=_("Category"),
        queryset=Category.objects.none(),
        required=False,
        empty_label=_("Let Lumen choose"),
    )
    method = forms.CharField(
        label=_("Payment method"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"list": "methods"}),
    )
    reference = forms.CharField(label=_("Reference"), max_length=80, required=False)
    note = forms.CharField(
        label=_("Note"), max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    tags = forms.CharField(label=_("Tags"), required=False, help_text=_("Separated by commas."))
    invoice_number = forms.CharField(label=_("Invoice number"), max_length=60, required=False)
    gstin = forms.CharField(label=_("GSTIN of the other side"), max_length=20, required=False)
    hsn_sac = forms.RegexField(
        r"^(?:\d{4}|\d{6}|\d{8})$",
        label=_("HSN or SAC"),
        required=False,
        error_messages={"invalid": _("An HSN or SAC code has 4, 6 or 8 digits.")},
    )
    tax_amount = forms.DecimalField(
        label=_("Tax in it"),
        required=False,
        max_digits=14,
        decimal_places=2,
        min_value=Decimal(0),
        error_messages={"min_value": _("Tax cannot be negative. Leave it empty if there is none.")},
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    receipt = forms.FileField(
        label=_("Receipt"),
        required=False,
        help_text=_("PDF, PNG or JPEG, up to 10 MB."),
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/png,image/jpeg"}),
    )

    def __init__(self, *args: Any, workspace: "Workspace", today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.workspace, self.today = workspace, today
        self.fields["booked_on"] = day_field(today)
        self.fields["currency"].initial = workspace.base_currency
        self.fields["base_amount"].label = format_lazy(
            _("Amount in {currency}"), currency=workspace.base_currency
        )
        choices_of(self, "account", Account.objects.in_workspace(workspace))
        choices_of(self, "category", Category.objects.in_workspace(workspace))

    def clean_booked_on(self) -> date:
        day: date = self.cleaned_data["booked_on"]
        require_past(day, self.today)
        return day

    def clean_merchant(self) -> str:
        return " ".join(str(self.cleaned_data["merchant"]).split())

    def clean_currency(self) -> str:
        try:
            return catalog.resolve_currency(self.cleaned_data["currency"])
        except catalog.UnknownCurrencyError as error:
            raise forms.ValidationError(error.detail, code=error.code) from error

    def clean_gstin(self) -> str:
        text: str = self.cleaned_data["gstin"]
        try:
            return clean_gstin(text) if text.strip() else ""
        except GstinError as error:
            raise forms.ValidationError(str(error), code="gstin") from error

    def clean_tags(self) -> list[str]:
        tags = [clean_tag(part) for part in self.cleaned_data["tags"].split(",")]
        tags = list(dict.fromkeys(tag for tag in tags if tag))
        if len(tags) > MAX_TAGS:
            raise forms.ValidationError(_("Ten tags are enough. Take some away."), code="too-many")
        return tags

    def clean_receipt(self) -> "File[bytes] | None":
        upload: UploadedFile[bytes] | None = self.cleaned_data["receipt"]
        return checked_receipt(upload) if upload else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        category, kind = cleaned.get("category"), cleaned.get("kind", "")
        if category and not fits(category.kind, _model_kind(kind)):
            self.add_error("category", _("This category is for another kind of transaction."))
        self._clean_tax(cleaned)
        if {"amount", "currency", "booked_on"} <= cleaned.keys():
            self._clean_base(cleaned)
        return cleaned

    def _clean_tax(self, cleaned: dict[str, Any]) -> None:
        tax, amount = cleaned.get("tax_amount"), cleaned.get("amount")
        if tax and amount and tax >= amount:
            self.add_error("tax_amount", _("The tax must be less than the amount."))

    def _clean_base(self, cleaned: dict[str, Any]) -> None:
        """Find what a foreign amount is worth, or ask."""
        base = self.workspace.base_currency
        if cleaned["currency"] == base:
            cleaned["base_amount"] = cleaned["amount"]
        if cleaned.get("base_amount") or self.errors.get("base_amount"):
            return
        rates = catalog.rates_of(self.workspace, {cleaned["currency"]})
        worth = rates.to_base(cleaned["amount"], cleaned["currency"], cleaned["booked_on"])
        if worth is None:
            sentence = _("No {currency} rate is known for that day. Write what it came to in {base}.")
            self.add_error("base_amount", str(sentence).format(currency=cleaned["currency"], base=base))
        cleaned["base_amount"] = worth

    @property
    def needs_base(self) -> bool:
        """Whether to show the field for the amount in the base currency."""
        currency = str(self["currency"].value() or "").strip().upper()
        return bool(self["base_amount"].errors) or (
            currency != self.workspace.base_currency and currency in CURRENCIES
        )

    def _sign(self) -> int:
        out = {Transaction.Kind.EXPENSE.value, TRANSFER_OUT}
        return -1 if self.cleaned_data["kind"] in out else 1

    def to_draft(self) -> TransactionDraft:
        cleaned, sign = self.cleaned_data, self._sign()
        return TransactionDraft(
            account=cleaned["account"],
            kind=_model_kind(cleaned["kind"]),
            booked_on=cleaned["booked_on"],
            booked_at=cleaned["booked_at"],
            amount=sign * cleaned["amount"],
            currency=cleaned["currency"],
            base_amount=sign * round_money(cleaned["base_amount"], self.workspace.base_currency),
            merchant=cleaned["merchant"],
            category=cleaned["category"].name if cleaned["category"] else "",
            method=cleaned["method"],
            reference=cleaned["reference"],
            note=cleaned["note"],
            tags=tuple(cleaned["tags"]),
            invoice_number=cleaned["invoice_number"],
            gstin=cleaned["gstin"],
            hsn_sac=cleaned["hsn_sac"],
            tax_amount=cleaned["tax_amount"],
            receipt=cleaned["receipt"],
        )

    def to_edit(self) -> Edit:
        """The same fields as changes to a row; a receipt is only replaced by a new one."""
        cleaned, sign = self.cleaned_data, self._sign()
        values = {
            name: cleaned[name]
            for name in (
                *("account", "booked_on", "booked_at", "currency", "category", "method", "reference"),
                *("note", "tags", "invoice_number", "gstin", "hsn_sac", "tax_amount"),
            )
        }
        values |= {
            "kind": _model_kind(cleaned["kind"]),
            "amount": sign * cleaned["amount"],
            "base_amount": sign * round_money(cleaned["base_amount"], self.workspace.base_currency),
        }
        if cleaned["receipt"]:
            values["receipt"] = cleaned["receipt"]
        return Edit(values=values, merchant=cleaned["merchant"])

    @staticmethod
    def initial_of(row: Transaction) -> dict[str, Any]:
        """What the form shows for a row that exists."""
        kind: str = row.kind
        if row.is_transfer:
            kind = TRANSFER_OUT if row.amount < 0 else TRANSFER_IN
        is_foreign = row.currency != row.workspace.base_currency
        base = abs(row.base_amount) if is_foreign and row.base_amount is not None else None
        plain = (
            *("currency", "booked_on", "booked_at", "account", "category", "method", "reference", "note"),
            *("invoice_number", "gstin", "hsn_sac", "tax_amount"),
        )
        return {name: getattr(row, name) for name in plain} | {
            "amount": abs(row.amount),
            "base_amount": base,
            "kind": kind,
            "merchant": row.merchant.name if row.merchant else row.description,
            "tags": ", ".join(row.tags),
        }


def _model_kind(choice: str) -> str:
    return Transaction.Kind.TRANSFER if choice in {TRANSFER_OUT, TRANSFER_IN} else choice
